"""The figures of the overview, all of one snapshot of the database and of the register of this moment."""

from __future__ import annotations

import datetime as dt

from kmn_automation.letters.sidecar import Addressee
from kmn_automation.model.letter import MOVES, LetterState
from kmn_automation.model.register import Bescheid
from kmn_automation.model.zone import BERLIN
from kmn_automation.pages.figures import (
    CheckLine,
    LetterLine,
    MailLine,
    OverdueLine,
    Overview,
    ReportLine,
    TaskLine,
    TroubleLine,
    WaitingLine,
)
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.overdue import overdue_proofs
from kmn_automation.steps.receive import LAST_LOOK
from kmn_automation.steps.report_day import DAY, FAILED, summarise
from kmn_automation.store import approvals, facts, letters, mails, outbox, reports, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.reports import ReportRow
from kmn_automation.store.sums import UNFINISHED

AT_REST = frozenset({LetterState.UEBERGEBEN, LetterState.VERWORFEN})
"""Letters of earlier years are listed while they are anywhere else."""


def take_overview(desk: Desk) -> Overview:
    """What `pages.overview` draws; moments in Europe/Berlin."""
    with desk.store.read() as tx:
        day = summarise(tx, desk)
        look = facts.get(tx, LAST_LOOK)
        return Overview(
            office=desk.house.office.name,
            probe_recipient=desk.house.probe_recipient,
            made_at=_local(desk.now),
            last_look=_local(dt.datetime.fromisoformat(look)) if look else None,
            warnings=day.warnings,
            mails=_mails(tx, desk),
            waiting=_waiting(tx, desk),
            foerderjahr=desk.today.year - 1,
            reports=_reports(tx, desk, desk.today.year - 1),
            letters=_letters(tx, desk),
            overdue=_overdue(tx, desk),
            tasks=tuple(TaskLine(each.title, _local(each.at)) for each in tasks.open_tasks(tx)),
            trouble=_trouble(tx),
            checks=tuple(CheckLine(*each) for each in day.checks),
        )


def _mails(tx: Transaction, desk: Desk) -> tuple[MailLine, ...]:
    since = desk.now - DAY
    answered = outbox.answered_since(tx, since)
    return tuple(
        MailLine(
            received_at=_local(each.received_at),
            sender=each.sender,
            subject=each.subject,
            outcome=each.outcome or UNFINISHED,
            answered=each.id in answered,
        )
        for each in mails.received_since(tx, since)
    )


def _waiting(tx: Transaction, desk: Desk) -> tuple[WaitingLine, ...]:
    """One line for each letter of each open request; a question about an origin has no letter and is a task."""
    names = {each.email.lower(): each.name for each in desk.register.coordinators}
    lines = []
    for request in approvals.open_requests(tx):
        for letter_id in request.letter_ids:
            letter = letters.get(tx, letter_id)
            person = names.get(request.person.lower(), request.person)
            asked, expires = _local(request.asked_at), _local(request.expires_at)
            late = request.expires_at < desk.now
            lines.append(WaitingLine(person, letter.number, letter.recipient_name, asked, expires, late))
    return tuple(lines)


def _reports(tx: Transaction, desk: Desk, foerderjahr: int) -> tuple[ReportLine, ...]:
    newest = reports.newest_of_year(tx, foerderjahr)
    return tuple(
        _report(desk, each, newest.get(each.geschaeftszeichen))
        for each in desk.register.bescheide
        if each.foerderjahr == foerderjahr
    )


def _report(desk: Desk, bescheid: Bescheid, row: ReportRow | None) -> ReportLine:
    traeger = desk.register.find_traeger(bescheid.traeger_id)
    return ReportLine(
        regionalverbund=_network(desk, traeger.regionalverbund if traeger else ""),
        traeger=traeger.name if traeger else bescheid.traeger_id,
        geschaeftszeichen=bescheid.geschaeftszeichen,
        outcome=row.outcome if row else None,
        fassung=row.fassung if row else 0,
        received_at=_local(row.received_at) if row else None,
    )


def _letters(tx: Transaction, desk: Desk) -> tuple[LetterLine, ...]:
    year = desk.today.year
    rows = letters.all_of_year(tx, year)
    unfinished = letters.in_state(tx, *(MOVES.keys() - AT_REST))
    rows += [each for each in unfinished if each.year != year and not _for_the_file(desk, each.kind)]
    return tuple(
        LetterLine(
            each.number, _title(desk, each.kind), each.recipient_name, each.state, _local(each.created_at)
        )
        for each in sorted(rows, key=lambda each: each.number)
    )


def _overdue(tx: Transaction, desk: Desk) -> tuple[OverdueLine, ...]:
    return tuple(
        OverdueLine(each.frist, each.traeger, each.geschaeftszeichen, _network(desk, each.regionalverbund))
        for each in overdue_proofs(tx, desk)
    )


def _trouble(tx: Transaction) -> tuple[TroubleLine, ...]:
    return tuple(
        TroubleLine(
            recipient=each.recipient,
            kind=each.kind,
            state=each.state.value,
            response=each.response[:200],
            since=_local(each.claimed_at or each.created_at),
        )
        for each in outbox.in_state(tx, *FAILED)
    )


def _network(desk: Desk, network_id: str) -> str:
    """The name of a Regionalverbund; its id where the register does not name it."""
    names = (each.name for each in desk.register.regionalverbuende if each.id == network_id)
    return next(names, network_id or "ohne Regionalverbund")


def _for_the_file(desk: Desk, kind: str) -> bool:
    """Whether such a letter goes nowhere: once released it stays in the file for ever."""
    library = desk.tools.library
    return kind in library.kinds and library.sidecar(kind).addressee is Addressee.AKTE


def _title(desk: Desk, kind: str) -> str:
    """What the office calls a kind of letter; a kind whose template is gone keeps its own name."""
    library = desk.tools.library
    return library.sidecar(kind).title if kind in library.kinds else kind


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(BERLIN)
