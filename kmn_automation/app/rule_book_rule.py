"""One rule in the rule book: when it holds, on which ground, what it checks, what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kmn_automation.app.rule_book_law import dated_values, source, span_of, value_of
from kmn_automation.letters.book import Block, Cell, Column, Heading, Look, Table, Text, cell
from kmn_automation.model.finding import Certainty, Severity
from kmn_automation.rules.expression_words import in_words
from kmn_automation.rules.rule import Program, Rule, RuleSource
from kmn_automation.rules.rule_cases import RuleCase
from kmn_automation.rules.rule_numbers import numbers_of
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.rules.versions import Version

_COLUMNS = (Column("", 33), Column("", 132))
_PLACEHOLDER = re.compile(r"\{([^{}|]*)(?:\|[^{}]*)?\}")
_WEIGHTS = {
    (Severity.ERROR, True): "Fehler, behebbar: Der Bericht geht zur Nachbesserung zurück.",
    (
        Severity.ERROR,
        False,
    ): "Fehler, nicht behebbar: begrenzt die Abrechnung; der Bericht geht nicht zurück.",
    (Severity.NOTE, True): "Hinweis, behebbar: Der Bericht wird angenommen.",
    (Severity.NOTE, False): "Hinweis, nicht behebbar: Der Bericht wird angenommen.",
}
_OFFICE = {
    Severity.INTERNAL: "intern: nur für das Büro; der Träger liest nichts davon.",
    Severity.TRIAL: "Probe: läuft mit und wird gezählt; außerhalb des Büros sieht niemand etwas davon.",
}
Line = tuple[str, Cell]


def mark_of(rule: Rule) -> str:
    """Where contents and index find the rule."""
    return "regel_" + re.sub(r"[^A-Z0-9]", "_", rule.id)


def rule_blocks(
    book: Rulebook, rule: Rule, year: int | None, extras: tuple[Sequence[RuleCase], bool]
) -> Iterator[Block]:
    """Heading and table of a rule; `extras` are its cases and whether the form shows it while it is filled in."""
    cases, is_live = extras
    yield Heading(3, f"{rule.id}  {rule.title}", mark_of(rule))
    lines = [*_head(book, rule, year), *_check(book, rule, year), *_numbers(book, rule, year), *_said(rule)]
    lines.append(
        ("Im Formular", cell("schon beim Ausfüllen zu sehen" if is_live else "erst nach der Prüfung"))
    )
    if cases:
        lines.append(("Fälle", tuple(Text(f"{each.foerderjahr}: {each.name}", Look.CELL) for each in cases)))
    rows = tuple((cell(label, Look.LABEL), content) for label, content in lines)
    yield Table(f"Regel {rule.id}", _COLUMNS, rows, together=True)


def newest_version(book: Rulebook, rule: Rule, year: int | None) -> Version:
    """The version of the year, or the newest that the rule holds in: its wording is printed."""
    if year:
        return book.version_of(year)
    return next(each for each in reversed(book.versions) if each.id in rule.versions)


def _head(book: Rulebook, rule: Rule, year: int | None) -> Iterator[Line]:
    yield "Förderjahre", cell(_years(book, rule))
    weight = _OFFICE.get(rule.severity) or _WEIGHTS[rule.severity, rule.mendable]
    yield "Gewicht", cell(weight)
    yield ("Rechtsgrund" if is_law(rule, year) else "Grund"), tuple(_grounds(rule, year))


def is_law(rule: Rule, year: int | None) -> bool:
    """Whether every source of the rule was read: in that Förderjahr, or in all."""
    return all(each.certainty is Certainty.CHECKED for each in _sources(rule, year))


def _sources(rule: Rule, year: int | None) -> tuple[RuleSource, ...]:
    return (rule.source(year),) if year else rule.sources


def _grounds(rule: Rule, year: int | None) -> Iterator[Text]:
    sources = _sources(rule, year)
    for each in sources:
        if len(sources) > 1:
            yield Text(f"ab {each.first_year}", Look.LABEL)
        yield from source(each.reference, each.certainty)


def _years(book: Rulebook, rule: Rule) -> str:
    held = [each for each in book.versions if each.id in rule.versions]
    spans: list[list[int]] = []
    for each in held:
        if spans and spans[-1][1] == each.first_year - 1:
            spans[-1][1] = each.last_year
        else:
            spans.append([each.first_year, each.last_year])
    return "; ".join(span_of(first, last) for first, last in spans)


def _check(book: Rulebook, rule: Rule, year: int | None) -> Iterator[Line]:
    version = newest_version(book, rule, year)
    programs = [each for each in book.programs[version.id] if each.rule.id == rule.id]
    program, form = programs[0], book.forms[version.form]
    if program.check is None:
        yield "Prüfung", cell(_unwritten(rule, program))
        return
    if program.table:
        yield "Je Zeile von", cell(form.tables[program.table].label)
    if program.when is not None:
        yield "Nur wenn", cell(in_words(program.when, form))
    written = [rule.check, *(f"dabei {name} = {text}" for name, text in rule.let.items())]
    small = (Text(" ".join(each.split()), Look.SMALL_CELL) for each in written)
    yield "Es muss gelten", (Text(in_words(program.check, form), Look.CELL), *small)
    if program.item:
        yield (
            "Positionen",
            cell(f"gezeigt für die erste; ebenso für jede von {len(programs)} Positionen des Blattes"),
        )
    if rule.note_when:
        yield "Nur Hinweis, wenn", cell(rule.note_when)
    if rule.covers:
        yield "Außerdem", cell("die Pflichtangaben dazu sind ausgefüllt")


def _unwritten(rule: Rule, program: Program) -> str:
    if program.function is None:
        return "Die Pflichtangaben dazu sind ausgefüllt."
    return f"Das Programm prüft mit einer eigenen Funktion („{rule.function}“); was sie findet, zeigen die Fälle."


def _numbers(book: Rulebook, rule: Rule, year: int | None) -> Iterator[Line]:
    held = [each for each in book.versions if each.id in rule.versions]
    years = range(year, year + 1) if year else range(held[0].first_year, held[-1].last_year + 1)
    texts = []
    for each in numbers_of(book, rule):
        values = ", ".join(
            f"{value_of(each, dated)} ({span_of(first, last)}"
            f"{'; angenommen' if dated.certainty is Certainty.ASSUMED else ''})"
            for first, last, dated in dated_values(each, years)
        )
        texts += [Text(f"{each.title}: {values}", Look.CELL), Text(each.id, Look.SMALL_CELL)]
    if texts:
        yield "Zahlen", tuple(texts)


def _said(rule: Rule) -> Iterator[Line]:
    whom = "Satz an den Träger" if rule.severity.is_told else "Satz (nur Büro)"
    yield whom, cell(_readable(rule.text))
    yield "Zu tun", cell(_readable(rule.remedy))


def _readable(text: str) -> str:
    """The sentence with its placeholders as gaps: `‹zulaessig›`."""
    return " ".join(_PLACEHOLDER.sub(lambda found: f"‹{found[1].rpartition('.')[2].strip()}›", text).split())
