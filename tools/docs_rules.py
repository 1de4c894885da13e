"""The page of all rules, dated numbers and versions, for people who check whether the law is meant so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.model.finding import Certainty, Severity
from kmn_automation.rules.parameters import DatedValue, Parameter
from kmn_automation.rules.rule import Rule
from kmn_automation.rules.rulebook import Rulebook
from tools.docs_table import table

FAMILIES = {
    "FRM": "Formales",
    "ARI": "Rechnen",
    "ELG": "Förderfähigkeit und Höchstbeträge",
    "PER": "Personal",
    "BEL": "Belege",
    "FRI": "Fristen",
    "STA": "Statistik",
    "NET": "Netzwerk",
    "VGL": "Vergleich",
}
INTRODUCTION = """\
# Regeln

Jede Regel gilt für die genannten Fassungen der Richtlinie; welche Fassung gilt, entscheidet das Förderjahr, nie der
Tag des Eingangs. „Behebbar“ heißt: Der Träger kann es berichtigen, und nur dann geht der Bericht zurück (bei Fehlern).
Was nicht behebbar ist, begrenzt die Abrechnung. **Angenommen** heißt: Die Quelle wurde nicht im Wortlaut gelesen;
die Regel ist ein Vorschlag der Koordinierungsstelle und wird einem Träger nie als Recht gezeigt.
„Intern“ sieht nur das Büro, „Probe“ zählt nur mit.
"""


def rules_page() -> str:
    """The page as Markdown."""
    book = Toolbox(Site(shipped_root(), shipped_root())).rulebook
    return "\n".join([INTRODUCTION, _counts(book), *_versions(book), *_families(book), *_numbers(book)])


def _counts(book: Rulebook) -> str:
    ids = [each for rule in book.rules for each in rule.ids]
    assumed = sum(rule.certainty is Certainty.ASSUMED for rule in book.rules)
    words = ", ".join(
        f"{sum(rule.severity is severity for rule in book.rules)} × {severity.value}" for severity in Severity
    )
    return f"{len(book.rules)} Einträge mit {len(ids)} Nummern: {words}; davon {assumed} mit angenommener Quelle.\n"


def _versions(book: Rulebook) -> Iterator[str]:
    yield "## Fassungen der Richtlinie\n"
    rows = [
        (each.id, each.title, f"{each.first_year} bis {each.last_year}", each.form, _source(each))
        for each in book.versions
    ]
    yield table(("Fassung", "Name", "Förderjahre", "Bogen", "Quelle"), rows)
    last = book.versions[-1].last_year
    yield f"Für das Förderjahr {last + 1} gibt es keine Fassung; solche Nachweise werden nicht geprüft.\n"


def _families(book: Rulebook) -> Iterator[str]:
    headings = ("Nummer", "Regel", "Fassungen", "Gewicht", "Behebbar", "Quelle")
    for family, rules in groupby(book.rules, lambda rule: rule.id[:3]):
        yield f"## {FAMILIES.get(family, family)} ({family})\n"
        yield table(headings, [_row(rule, len(book.versions)) for rule in rules])


def _sources(rule: Rule) -> str:
    """One source, or each with the Förderjahr from which it holds."""
    if len(rule.sources) == 1:
        return _source(rule.sources[0])
    return "<br>".join(f"ab {each.first_year}: {_source(each)}" for each in rule.sources)


def _row(rule: Rule, versions: int) -> tuple[str, ...]:
    held = "alle" if len(rule.versions) == versions else ", ".join(rule.versions)
    mendable = "ja" if rule.mendable else "nein"
    return (rule.id, rule.title, held, rule.severity.value, mendable, _sources(rule))


def _source(entry: Rule | DatedValue | object) -> str:
    reference = str(getattr(entry, "reference", ""))
    return (
        reference
        if getattr(entry, "certainty", None) is Certainty.CHECKED
        else f"{reference} – **angenommen**"
    )


def _numbers(book: Rulebook) -> Iterator[str]:
    yield "## Zahlen mit Datum\n"
    rows = [
        (each.title, f"ab {dated.first_year}", _value(each, dated), _source(dated))
        for each in book.parameters.values()
        for dated in each.values
    ]
    yield table(("Zahl", "Förderjahr", "Wert", "Quelle"), rows)


def _value(parameter: Parameter, dated: DatedValue) -> str:
    if dated.value is None:
        return "entfällt"
    if isinstance(dated.value, bool):
        return "ja" if dated.value else "nein"
    return f"{dated.value} {parameter.unit}" if parameter.unit != "Text" else str(dated.value)
