"""Findings in the words of the answer: where – what – what to do – rule and source, the most important ones first."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kmn_automation.model.finding import Certainty, Finding, Severity
from kmn_automation.model.german import join_words
from kmn_automation.model.report import Place

MAX_PLACES = 3


def answer_points(
    findings: Sequence[Finding], still_open: Collection[Finding] = (), limit: int = 20
) -> tuple[list[dict[str, str | bool]], int]:
    """The entries for `punkte` of the text `antwort_bericht`, and how many more there are.

    What sends the report back comes first, in it what was open before; an assumed source is not printed as law.
    """
    seen = [each for each in findings if each.visible]
    seen.sort(key=lambda each: (_weight(each), each not in still_open))
    return [_point(each, is_open=each in still_open) for each in seen[:limit]], max(0, len(seen) - limit)


def where(places: Sequence[Place]) -> str:
    """`Blatt „Ausgaben“, Zelle D7 (Personalausgaben)`; of many places the first three."""
    named = [_place(each) for each in places[:MAX_PLACES]]
    if len(places) > MAX_PLACES:
        named.append(f"{len(places) - MAX_PLACES} weitere Stellen")
    return join_words(named) or "Gesamter Bericht"


def _point(finding: Finding, *, is_open: bool) -> dict[str, str | bool]:
    return {
        "wo": where(finding.places),
        "was": finding.text,
        "tun": finding.remedy,
        "regel": finding.rule,
        "quelle": finding.reference if finding.certainty is Certainty.CHECKED else "",
        "offen": is_open,
    }


def _place(place: Place) -> str:
    cell = f", Zelle {place.cell}" if place.cell else ""
    label = f" ({place.label})" if place.label else ""
    return f"Blatt „{place.sheet}“{cell}{label}" if place.sheet else place.label


def _weight(finding: Finding) -> int:
    if finding.sends_back:
        return 0
    return 1 if finding.severity is Severity.ERROR else 2
