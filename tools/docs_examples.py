"""The page of examples: what each rule says, word for word, in the cases of the tests.

A change of any sentence shows in the difference of this page, beside the change that made it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kmn_automation.model.finding import Finding
from kmn_automation.model.report import Place
from kmn_automation.rules.rule_cases import RuleCase
from tests.rules.case_file import examine, read_cases
from tools.docs_rules import FAMILIES

INTRODUCTION = """\
# Beispiele

Was jede Regel sagt, Wort für Wort, in den Fällen der Tests (`tests/rules/cases/`): ein vollständiger Bericht, an dem
nur das Genannte anders ist. So liest es ein Träger in der Antwort; was nur das Büro sieht, steht dabei.
"""


def examples_page() -> str:
    """The page as Markdown."""
    cases = sorted(read_cases(), key=lambda case: list(FAMILIES).index(case.rule[:3]))
    parts = [INTRODUCTION]
    for family, found in groupby(cases, key=lambda case: case.rule[:3]):
        parts += [f"## {FAMILIES[family]}\n", *(example(case, spoken_in(case)) for case in found)]
    return "\n".join(parts)


def spoken_in(case: RuleCase) -> Finding:
    """The finding of the rule in its case."""
    found = examine(case.foerderjahr, case.breaks).findings
    return next(finding for finding in found if finding.rule == case.rule)


def example(case: RuleCase, finding: Finding) -> str:
    """One case with everything that the finding says."""
    return "\n".join(
        [f"**{case.rule}: {case.name}** (Förderjahr {case.foerderjahr})\n", *_lines(finding), ""]
    )


def _lines(finding: Finding) -> Iterator[str]:
    back = ", geht zurück" if finding.sends_back else ""
    yield f"- {finding.severity.value}{back}: {_plain(finding.text)}"
    if finding.found or finding.expected:
        yield f"- gefunden: {_plain(finding.found)}; erwartet: {_plain(finding.expected)}"
    yield f"- zu tun: {_plain(finding.remedy)}"
    yield f"- wo: {', '.join(map(_where, finding.places))}"
    yield f"- Quelle: {finding.reference}"


def _where(place: Place) -> str:
    return f"{place.sheet} {place.cell} „{place.label}“"


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("*", "\\*") or "–"
