"""A report that was read becomes a version (Fassung) of its case, or is recognised as already there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kmn_automation.model.comparison import Change, changes
from kmn_automation.model.letter import LetterState
from kmn_automation.model.report import Report
from kmn_automation.steps.addressee import is_for_landesamt
from kmn_automation.steps.compare_versions import compare_versions
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note
from kmn_automation.steps.opened import Examined
from kmn_automation.steps.turn import Turn
from kmn_automation.steps.void_letter import void_letter
from kmn_automation.store import cases, codec, letters, marks, reports
from kmn_automation.store.cases import CaseKey, CaseRow
from kmn_automation.store.connect import Transaction
from kmn_automation.store.reports import NewReport, ReportRow

STOPPED_STATES = (LetterState.ABGELEHNT, LetterState.VERFALLEN, LetterState.WIDERRUFEN)
"""Not out, but a person could still let them go; not with the figures of an older version."""
OPEN_STATES = (LetterState.ENTWORFEN, LetterState.FREIGABE_ERBETEN, LetterState.FREIGEGEBEN)
GONE_STATES = (
    LetterState.IN_UEBERGABE,
    LetterState.UEBERGEBEN,
    LetterState.UNGEKLAERT,
    LetterState.UNZUSTELLBAR,
)


class Arrival(StrEnum):
    """What a report is to its case."""

    FIRST = "erste Fassung"
    CORRECTION = "Berichtigung"
    LATE_CORRECTION = "Berichtigung nach Versand"
    KNOWN = "liegt bereits vor"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A report in its case, with what the sender is told about it."""

    arrival: Arrival
    case: CaseRow
    row: ReportRow
    examined: Examined
    """As it was filed: compared with the versions before."""
    replaces: ReportRow | None = None
    changes: tuple[Change, ...] = ()
    sent_letters: tuple[str, ...] = ()
    """`2026-0012 vom 12.05.2026`: letters to the Träger that left before this version came and closed the case."""
    newer: ReportRow | None = None
    """For a file that is there already: the later version, which counts."""


def accept_report(turn: Turn, examined: Examined, key: CaseKey) -> Accepted:
    """Files the report as the next version of its case, unless the same content is there already.

    A new version voids every draft and release of the one before that is not yet being handed over.
    """
    tx, desk = turn.tx, turn.desk
    case = cases.open_case(tx, key, desk.now)
    known = reports.by_file(tx, examined.file_sha256)
    latest = reports.latest(tx, case.id)
    if known and latest and known.id == latest.id and _is_cleared(known, examined):
        return _clear(turn, case, known, examined)
    if known and known.case_id == case.id:
        newer = latest if latest and latest.id != known.id else None
        return Accepted(Arrival.KNOWN, case, known, examined, newer=newer)
    same = latest is not None and latest.content_sha256 == examined.content_sha256
    if latest and same and not _is_cleared(latest, examined):
        return Accepted(Arrival.KNOWN, case, latest, examined)
    if latest:
        examined = compare_versions(tx, desk, examined, reports.of_case(tx, case.id))
    row = reports.add(tx, _new_report(turn, examined, case))
    marks.add(tx, row.id, examined.marks, examined.outline)
    note(tx, desk, "Bericht gelesen und geprüft", f"report:{row.id}", _detail(case, row))
    if latest is None:
        return Accepted(Arrival.FIRST, case, row, examined)
    return _correct(tx, desk, Accepted(Arrival.CORRECTION, case, row, examined), latest)


def _is_cleared(known: ReportRow, examined: Examined) -> bool:
    """Whether a person has said since then that nobody is named in it: of a report in quarantine no value was kept."""
    return known.quarantine and not examined.quarantine


def _clear(turn: Turn, case: CaseRow, known: ReportRow, examined: Examined) -> Accepted:
    """The same file with its values: it stays the Fassung that it was, received when it came first."""
    tx, desk = turn.tx, turn.desk
    before = reports.of_case(tx, case.id)[:-1]
    if before:
        examined = compare_versions(tx, desk, examined, before)
    row = reports.clear(tx, known, _new_report(turn, examined, case))
    marks.replace(tx, row.id, examined.marks, examined.outline)
    note(tx, desk, "Quarantäne aufgehoben", f"report:{row.id}", _detail(case, row))
    if not before:
        return Accepted(Arrival.FIRST, case, row, examined)
    return _correct(tx, desk, Accepted(Arrival.CORRECTION, case, row, examined), before[-1])


def _detail(case: CaseRow, row: ReportRow) -> dict[str, str | int]:
    return {
        "case": case.number,
        "fassung": row.fassung,
        "mail": row.mail_id or 0,
        "outcome": row.outcome.value,
        "form": row.form_version,
        "ruleset": row.ruleset,
        **({"quarantine": 1} if row.quarantine else {}),
    }


def _new_report(turn: Turn, examined: Examined, case: CaseRow) -> NewReport:
    return NewReport(
        case_id=case.id,
        mail_id=turn.mail.id,
        file_name=examined.file_name,
        file_sha256=examined.file_sha256,
        content_sha256=examined.content_sha256,
        received_at=turn.mail.received_at,
        form_version=examined.form_version,
        report=examined.packed,
        examination=examined.examination,
        quarantine=examined.quarantine,
    )


def _correct(tx: Transaction, desk: Desk, new: Accepted, latest: ReportRow) -> Accepted:
    old_report, _ = reports.content(tx, latest.id)
    gone = _void_letters(tx, desk, new.case, new.row)
    return replace(
        new,
        arrival=Arrival.LATE_CORRECTION if _has_left(tx, new.case) else Arrival.CORRECTION,
        replaces=latest,
        changes=_changes(latest, old_report, new.examined),
        sent_letters=gone,
    )


def _changes(latest: ReportRow, old: Report, examined: Examined) -> tuple[Change, ...]:
    """None where one of the two has no values because it is in quarantine."""
    if latest.quarantine or examined.quarantine:
        return ()
    return changes(old, codec.unpack(Report, examined.packed))


def _has_left(tx: Transaction, case: CaseRow) -> bool:
    """Whether a letter with a result has left; a Nachforderung asks for the very correction that comes now."""
    return any(
        each.state in GONE_STATES and each.kind != letters.DEMAND for each in letters.of_case(tx, case.id)
    )


def _void_letters(tx: Transaction, desk: Desk, case: CaseRow, row: ReportRow) -> tuple[str, ...]:
    """Voids what has not left; the letters to the Träger that have."""
    rows = letters.of_case(tx, case.id)
    gone = {letter.report_id for letter in rows if letter.state in GONE_STATES}
    for letter in rows:
        belongs_to_sent = letter.state is LetterState.FREIGEGEBEN and letter.report_id in gone
        if letter.state in OPEN_STATES and not (belongs_to_sent and not letter.recipient):
            void_letter(tx, desk, letter, f"neue Fassung {row.fassung}")
        elif letter.state in STOPPED_STATES:
            void_letter(tx, desk, letter, f"neue Fassung {row.fassung}", LetterState.VERWORFEN)
    sent = [
        each
        for each in rows
        if each.state in GONE_STATES and each.kind != letters.DEMAND and not is_for_landesamt(desk, each.kind)
    ]
    return tuple(f"{each.number} vom {each.inputs.get('datum', '')}" for each in sent)
