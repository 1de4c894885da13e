"""The parts of the rule book that are no rules: versions of the Richtlinie, dated numbers, settlement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kmn_automation.letters.book import Block, Cell, Column, Heading, Look, Table, Text, cell
from kmn_automation.model.finding import Certainty
from kmn_automation.model.german import format_euro, format_number
from kmn_automation.rules import settlement
from kmn_automation.rules.parameters import DatedValue, Parameter
from kmn_automation.rules.rule_cases import SettlementCase
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.rules.versions import Ceiling, Version

_VERSIONS = (Column("Fassung", 46), Column("Förderjahre", 29), Column("Formular", 20), Column("Quelle", 70))
_NUMBERS = (Column("Zahl", 57), Column("Förderjahre", 29), Column("Wert", 31), Column("Quelle", 48))
_EXAMPLES = (
    Column("Fall", 45),
    Column("Rechnung", 66),
    Column("Zuwendung", 27, right=True),
    Column("Rückforderung", 27, right=True),
)
_MANY = {"Anzahl": "", "Anzahl je Stellen": "je Stelle", "Anzahl je Stellen je Anzahl": "je Stelle und Tag"}
_ONE = {**_MANY, "Monate": "Monat", "Stellen": "Stelle", "Stunden": "Stunde"}
_LIMITED = {
    Ceiling.EXPENDITURE: "Der Höchstbetrag je volle Stelle begrenzt die Ausgaben.",
    Ceiling.GRANT: "Der Höchstbetrag je volle Stelle begrenzt die Zuwendung.",
}
_START = (
    "Je Position: der angesetzte Betrag, höchstens die Ausgabe selbst, mindestens 0 € (ARI-05).",
    "Davon gehen unbare Leistungen ab (ELG-22), und wo sie nicht gefördert wird, die Asylverfahrensberatung (ELG-20).",
)
_EXPENDITURE = (
    "Sachausgaben höchstens {sachausgaben_hoechstanteil} der anerkannten Personalausgaben (ELG-02).",
    (
        "Personal- und Sachausgaben zusammen höchstens {hoechstbetrag_je_stelle} × Stellen über das Jahr (ELG-01). "
        "Das sind die anerkannten Ausgaben."
    ),
    "Zuwendung: der niedrigere Betrag aus Bescheid und Fördersatz des Bescheides × anerkannte Ausgaben (ELG-07).",
)
_GRANT = (
    "Die Summe der Positionen sind die anerkannten Ausgaben.",
    (
        "Zuwendung: der niedrigste Betrag aus Bescheid, Fördersatz des Bescheides × anerkannte Ausgaben (ELG-07), "
        "{hoechstbetrag_je_stelle} × Stellen über das Jahr (ELG-04/ELG-05) und {hoechstanteil} der anerkannten "
        "Ausgaben (ELG-06)."
    ),
)
_END = (
    (
        "Stellen über das Jahr: bewilligte Stellenanteile × Monate / 12, höchstens Σ Stellenanteil × Monate / 12 der "
        "geförderten Personen."
    ),
    (
        "Ausgezahlt über die Zuwendung hinaus: ausgezahlt (laut Register, abzüglich schon Erstattetem) weniger "
        "Zuwendung, mindestens 0 €. Über eine Erstattung entscheidet das Landesamt."
    ),
)


def version_blocks(book: Rulebook, year: int | None) -> Iterator[Block]:
    """The versions of the Richtlinie, or the one of that year."""
    yield Heading(1, "Fassungen der Richtlinie", "fassungen")
    rows = [
        (
            (Text(each.title, Look.STRONG_CELL), Text(each.id, Look.SMALL_CELL)),
            cell(_span(each.first_year, each.last_year)),
            cell(each.form),
            (*source(each.reference, each.certainty), Text(_LIMITED[each.ceiling], Look.SMALL_CELL)),
        )
        for each in _versions(book, year)
    ]
    yield Table("Fassungen der Richtlinie", _VERSIONS, tuple(rows))
    last = book.versions[-1].last_year
    yield Text(f"Für das Förderjahr {last + 1} gibt es keine Fassung; solche Nachweise werden nicht geprüft.")


def number_blocks(book: Rulebook, year: int | None) -> Iterator[Block]:
    """The dated numbers, all values or those of that year."""
    yield Heading(1, "Zahlen mit Datum", "zahlen")
    yield Text("In den Prüfungen der Regeln stehen diese Zahlen unter ihrer Kennung (klein gedruckt).")
    rows = [row for each in book.parameters.values() for row in _number_rows(each, year)]
    yield Table("Zahlen mit Datum", _NUMBERS, tuple(rows))


def settlement_blocks(book: Rulebook, year: int | None, cases: Sequence[SettlementCase]) -> Iterator[Block]:
    """The formula of each version in steps, with the examples that were worked by hand."""
    yield Heading(1, "Abrechnung", "abrechnung")
    for version in _versions(book, year):
        span = _span(version.first_year, version.last_year)
        yield Heading(2, f"{version.title} ({span})", f"abrechnung_{version.id}")
        numbers = {
            name: _over_the_years(book, name, version) for name in settlement.PARAMETERS[version.ceiling]
        }
        middle = _EXPENDITURE if version.ceiling is Ceiling.EXPENDITURE else _GRANT
        for place, step in enumerate((*_START, *middle, *_END), 1):
            yield Text(f"{place}.  {step.format_map(numbers)}")
        examples = [each for each in cases if each.foerderjahr in version.years]
        if examples:
            yield Table(f"Beispiele zu {version.id}", _EXAMPLES, tuple(map(_example, examples)))


def source(reference: str, certainty: Certainty) -> tuple[Text, ...]:
    """A source as a lawyer should read it: one that nobody read is no law, and says so first."""
    if certainty is Certainty.CHECKED:
        return (Text(reference, Look.CELL),)
    return (
        Text("angenommen", Look.ASSUMED),
        Text(f"keine gelesene Rechtsquelle; Anhaltspunkt: {reference}", Look.SMALL_CELL),
    )


def value_of(parameter: Parameter, dated: DatedValue) -> str:
    """A value with its unit."""
    match dated.value:
        case None:
            return "kein Wert"
        case bool():
            return "ja" if dated.value else "nein"
        case Decimal():
            return _amount(dated.value, parameter.unit)
        case _:
            return str(dated.value)


def _amount(number: Decimal, unit: str) -> str:
    if unit == "Prozent":
        return f"{format_number(number)}\u00a0%"
    if unit.startswith("Euro"):
        rest = unit.removeprefix("Euro").replace("je Stellen", "je Stelle")
        return f"{format_euro(number)}{rest}"
    word = _ONE.get(unit, unit) if number == 1 else _MANY.get(unit, unit)
    return f"{format_number(number)} {word}".strip()


def dated_values(parameter: Parameter, years: range) -> Iterator[tuple[int, int | None, DatedValue]]:
    """First and last Förderjahr of every value that holds in one of the years; None where none follows."""
    for place, each in enumerate(parameter.values):
        after = parameter.values[place + 1].first_year - 1 if place + 1 < len(parameter.values) else None
        if each.first_year <= years[-1] and (after is None or after >= years[0]):
            yield each.first_year, after, each


def span_of(first: int, last: int | None) -> str:
    """`2012 bis 2021`, `2025`, `ab 2022`."""
    return f"ab {first}" if last is None else _span(first, last)


def _span(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} bis {last}"


def _versions(book: Rulebook, year: int | None) -> tuple[Version, ...]:
    return (book.version_of(year),) if year else book.versions


def _number_rows(parameter: Parameter, year: int | None) -> Iterator[tuple[Cell, ...]]:
    years = (
        range(year, year + 1)
        if year
        else range(parameter.values[0].first_year, parameter.values[-1].first_year + 1)
    )
    for place, (first, last, dated) in enumerate(dated_values(parameter, years)):
        name = (Text(parameter.title, Look.STRONG_CELL), Text(parameter.id, Look.SMALL_CELL))
        yield (
            name if place == 0 else cell(""),
            cell(span_of(first, last)),
            cell(value_of(parameter, dated)),
            source(dated.reference, dated.certainty),
        )


def _over_the_years(book: Rulebook, name: str, version: Version) -> str:
    parameter = book.parameters[name]
    found = list(dated_values(parameter, version.years))
    words = [value_of(parameter, dated) for _, _, dated in found]
    spans = [span_of(first, last) for first, last, _ in found]
    return (
        words[0]
        if len(words) == 1
        else ", ".join(f"{word} ({span})" for word, span in zip(words, spans, strict=True))
    )


def _example(case: SettlementCase) -> tuple[Cell, ...]:
    amounts = (cell(format_euro(Decimal(each)), Look.AMOUNT) for each in (case.grant, case.claim))
    return (cell(case.name), cell(case.calculation), *amounts)
