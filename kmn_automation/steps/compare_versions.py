"""A correction beside its earlier versions: what is still open, and what may not be raised for the first time now.

A later answer never raises for the first time what an earlier version already showed. What the rules of today say
about an earlier version, and its answer did not say, is for the office alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kmn_automation.model.finding import Examination, Finding, outcome_of
from kmn_automation.model.german import format_day
from kmn_automation.model.known import Known
from kmn_automation.model.points import Point, Spots, is_same
from kmn_automation.model.report import Report
from kmn_automation.model.zone import local_day
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.examine import background_of
from kmn_automation.steps.examine_again import examiner_of
from kmn_automation.steps.opened import Examined
from kmn_automation.steps.write_return_copy import return_copy
from kmn_automation.store import codec, reports
from kmn_automation.store.connect import Transaction
from kmn_automation.store.reports import ReportRow


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version: its values, what was found then, and which points its answer told."""

    row: ReportRow
    spots: Spots
    examination: Examination
    told: frozenset[Point]


def compare_versions(tx: Transaction, desk: Desk, examined: Examined, rows: Sequence[ReportRow]) -> Examined:
    """The report with its points marked as still open or withheld, and with outcome and return copy to match.

    A version in quarantine has no values: it is not compared, and what it showed cannot be said of it later.
    """
    if examined.quarantine:
        return examined
    earlier = [_earlier(tx, row) for row in rows]
    report = codec.unpack(Report, examined.packed)
    known = background_of(examiner_of(tx, desk), report, examined.file_sha256, examined.received_on).known
    spots = Spots(report)
    told = frozenset[Point]().union(*(each.told for each in earlier))
    findings = examined.examination.findings
    new = [each for each in findings if each.visible and spots.points(each).isdisjoint(told)]
    shown = [each for each in earlier if not each.row.quarantine]
    kept = _withheld(new, spots, _shown(desk.tools.rulebook, shown, known)) if new else {}
    fair = tuple(kept.get(each, each) for each in findings)
    examination = replace(examined.examination, findings=fair, outcome=outcome_of(fair))
    latest = earlier[-1].told
    still_open = frozenset(
        each for each in fair if each.visible and not spots.points(each).isdisjoint(latest)
    )
    copy = return_copy(desk.tools, (report, examination), known, still_open)
    examined = replace(examined, examination=examination, still_open=still_open)
    return replace(examined, return_copy=copy.data, carried=copy.carried)


def _earlier(tx: Transaction, row: ReportRow) -> Earlier:
    report, examination = reports.content(tx, row.id)
    spots = Spots(report)
    told = frozenset(point for each in examination.findings if each.visible for point in spots.points(each))
    return Earlier(row, spots, examination, told)


Shown = list[tuple[Earlier, tuple[Finding, ...]]]


def _shown(rulebook: Rulebook, earlier: Sequence[Earlier], known: Known) -> Shown:
    """What the rules of today say about the earlier versions, without those that had to wait for a value then.

    Each has its own day of receipt: that a correction is late lies in the mail, not in the file.
    """
    shown = []
    for each in earlier:
        then = replace(known, received_on=local_day(each.row.received_at))
        found = rulebook.examine(each.spots.report, then).findings
        waited = set(each.examination.not_run)
        shown.append((each, tuple(one for one in found if one.rule not in waited)))
    return shown


def _withheld(new: Sequence[Finding], spots: Spots, shown: Shown) -> dict[Finding, Finding]:
    """The new findings that an earlier version showed already → the same for the office alone."""
    kept = {}
    for finding in new:
        for before, found in shown:
            if any(is_same((finding, spots), (each, before.spots)) for each in found):
                kept[finding] = replace(finding, withheld=_why(before.row))
                break
    return kept


def _why(row: ReportRow) -> str:
    day = format_day(local_day(row.received_at))
    return (
        f"dem Träger nicht mitgeteilt, weil schon Fassung {row.fassung} vom {day} dies zeigte "
        "und die Antwort darauf es nicht nannte"
    )
