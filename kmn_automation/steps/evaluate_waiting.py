"""Accepted reports whose letters could not be written yet: tried again as soon as register or template allow."""

from __future__ import annotations

from kmn_automation.model.zone import local_day
from kmn_automation.steps.accept_report import Accepted, Arrival
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.evaluate import WAITING, evaluate, waiting_key
from kmn_automation.steps.note import PROGRAM, note
from kmn_automation.steps.opened import Examined, Named
from kmn_automation.steps.write_letter import no_longer_missing
from kmn_automation.store import cases, facts, letters, reports, tasks
from kmn_automation.store.cases import CaseKey, CaseRow
from kmn_automation.store.connect import Transaction
from kmn_automation.store.reports import ReportRow


def evaluate_waiting(desk: Desk) -> int:
    """For how many reports the letters could be written now; each is one transaction."""
    with desk.store.read() as tx:
        waiting = [name for name, why in facts.starting_with(tx, WAITING).items() if why]
    written = 0
    for name in waiting:
        with desk.store.begin() as tx:
            written += _try_again(tx, desk, int(name.removeprefix(WAITING)))
    return written


def _try_again(tx: Transaction, desk: Desk, report_id: int) -> bool:
    row = reports.get(tx, report_id)
    case = cases.get(tx, row.case_id)
    accepted = Accepted(Arrival.FIRST, case, row, _examined(tx, case, row))
    newest = reports.latest(tx, row.case_id)
    if newest is None or newest.id == report_id:
        evaluate(tx, desk, accepted)
        if not letters.of_report(tx, report_id):
            return False
        note(tx, desk, "Bewertung nachgeholt", f"report:{report_id}")
    facts.put(tx, f"{WAITING}{report_id}", "")  # written, or a newer version has its own letters
    no_longer_missing(tx, desk, waiting_key(accepted))
    tasks.close(tx, f"bewerten:{case.number}:{row.fassung}", at=desk.now, by=PROGRAM)
    return newest is None or newest.id == report_id


def _examined(tx: Transaction, case: CaseRow, row: ReportRow) -> Examined:
    """The report as it was examined when it came."""
    report, examination = reports.content(tx, row.id)
    return Examined(
        file_name=row.file_name,
        file_sha256=row.file_sha256,
        content_sha256=row.content_sha256,
        form_version=row.form_version,
        packed=b"",
        named=Named("", case.geschaeftszeichen, str(case.foerderjahr)),
        remarks=report.remarks,
        examination=examination,
        received_on=local_day(row.received_at),
        case_key=CaseKey(case.traeger_id, case.geschaeftszeichen, case.foerderjahr, case.nachweisart),
    )
