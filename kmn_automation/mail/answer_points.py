"""Findings in the words of the answer: where – what – what to do – rule and source, the most important ones first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from kmn_automation.model.finding import Certainty, Finding, Severity
from kmn_automation.model.german import join_words
from kmn_automation.model.report import Place

MAX_PLACES = 3
MAX_POINTS = 30
"""Up to so many points stand in the mail; with more of them the return copy holds all."""


def answer_points(
    findings: Sequence[Finding], still_open: Collection[Finding] = (), limit: int = MAX_POINTS
) -> tuple[list[dict[str, str | bool]], int]:
    """The entries for `punkte` of the text `antwort_bericht`, and how many more there are.

    What sends the report back comes first, in it what was open before; an assumed source is not printed as law.
    """
    seen = [each for each in findings if each.visible]
    seen.sort(key=lambda each: (_weight(each), each not in still_open))
    return [_point(each, is_open=each in still_open) for each in seen[:limit]], max(0, len(seen) - limit)


def where(places: Sequence[Place]) -> str:
    """`Blatt „Ausgaben“, Zelle D7 (Personalausgaben)`; of many places the first three."""
    sheets = groupby(places[:MAX_PLACES], key=lambda each: each.sheet)
    named = [_on_sheet(sheet, list(group)) for sheet, group in sheets]
    if more := len(places[MAX_PLACES:]):
        named.append(f"{more} weitere Stellen" if more > 1 else "eine weitere Stelle")
    return join_words(named) or "Gesamter Bericht"


def _point(finding: Finding, *, is_open: bool) -> dict[str, str | bool]:
    found, expected = finding.unsaid
    return {
        "wo": where(finding.places),
        "was": finding.text,
        "gefunden": found,
        "erwartet": expected,
        "tun": finding.remedy,
        "regel": finding.rule,
        "quelle": finding.reference if finding.certainty is Certainty.CHECKED else "",
        "offen": is_open,
    }


def _on_sheet(sheet: str, places: list[Place]) -> str:
    """The cells of one sheet; a label that all of them share stands once."""
    cells, labels = [each.cell for each in places], {each.label for each in places}
    if not sheet or not all(cells):
        return join_words([_without_cell(each) for each in places])
    noun = "Zelle" if len(cells) == 1 else "Zellen"
    if len(labels) == 1:
        return f"Blatt „{sheet}“, {noun} {join_words(cells)}{_in_brackets(*labels)}"
    named = [f"{each.cell}{_in_brackets(each.label)}" for each in places]
    return f"Blatt „{sheet}“, {noun} {join_words(named)}"


def _without_cell(place: Place) -> str:
    cell = f", Zelle {place.cell}" if place.cell else ""
    label = _in_brackets(place.label) if place.label != place.sheet else ""
    return f"Blatt „{place.sheet}“{cell}{label}" if place.sheet else place.label


def _in_brackets(label: str) -> str:
    return f" ({label})" if label else ""


def _weight(finding: Finding) -> int:
    if finding.sends_back:
        return 0
    return 1 if finding.severity is Severity.ERROR else 2
