"""Reports that were kept before there were marks get theirs, so that later reports are compared with them, too."""

from __future__ import annotations

from kmn_automation.model.zone import local_day
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.examine import known_about
from kmn_automation.steps.note import note
from kmn_automation.store import cases, codec, marks, reports
from kmn_automation.store.connect import Transaction

BATCH = 50


def mark_reports(desk: Desk) -> int:
    """How many reports got their marks now; each batch is one transaction."""
    done = 0
    while True:
        with desk.store.read() as tx:
            waiting = marks.unmarked(tx, BATCH)
        if not waiting:
            return done
        with desk.store.begin() as tx:
            for report_id in waiting:
                _mark(tx, desk, report_id)
            detail: dict[str, str | int] = {"reports": len(waiting), "first": waiting[0], "last": waiting[-1]}
            note(tx, desk, "Merkmale nachgetragen", "reports", detail)
        done += len(waiting)


def _mark(tx: Transaction, desk: Desk, report_id: int) -> None:
    row = reports.get(tx, report_id)
    case = cases.get(tx, row.case_id)
    report, _ = reports.content(tx, report_id)
    bescheid = desk.register.find_bescheid(case.geschaeftszeichen, case.foerderjahr)
    known = known_about(desk.register, bescheid, local_day(row.received_at))
    marks.add(tx, report_id, desk.tools.rulebook.marks(report, known), codec.outline(report))
