"""A due step that writes a letter about a Bescheid or a report that went back: its data, its draft, its release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kmn_automation.letters.context import handover_context
from kmn_automation.letters.demand_context import demand_context, missing_context, reminder_context
from kmn_automation.letters.facts import Demanded, Handover, Missing, Occasion, Reminded, Taken
from kmn_automation.letters.frame import Context
from kmn_automation.letters.held import LetterHeld
from kmn_automation.model.german import format_day, format_euro, format_long_day
from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Bescheid, Contact, Coordinator, Traeger
from kmn_automation.model.zone import local_day
from kmn_automation.planning.due import DueStep, working_day
from kmn_automation.steps.addressee import is_for_landesamt
from kmn_automation.steps.ask_release import ask_release
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.overtaken import FRIST, ONLY_WITHOUT_REPORT
from kmn_automation.steps.plan_courses import PlannedCourse
from kmn_automation.steps.queue_letter import mail_key
from kmn_automation.steps.report_facts import report_facts
from kmn_automation.steps.write_letter import (
    NO_ADDRESS,
    NO_PERSON,
    Draft,
    occasion,
    prepare,
    recipient_of,
    tell_held,
    tell_missing,
    write_letter,
)
from kmn_automation.store import letters, outbox, reports
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import OutboxState
from kmn_automation.store.pending import savepoint

NEW_FRIST = dt.timedelta(days=21)


def write_planned(
    tx: Transaction, desk: Desk, planned: PlannedCourse, bescheid: Bescheid, step: DueStep
) -> bool:
    """Whether the letter is drafted and laid before whoever releases it; what waits for the register stays due."""
    traeger = desk.register.find_traeger(bescheid.traeger_id)
    if traeger is None:
        return False
    contact, coordinator = prepare(desk, traeger)
    needs_address = not is_for_landesamt(desk, step.params["letter"])
    if coordinator is None or (contact is None and needs_address):
        tell_missing(tx, desk, traeger, NO_PERSON if coordinator is None else NO_ADDRESS, step.key)
        return False
    draft = _draft(desk, planned, bescheid, step, (traeger, contact, coordinator))
    try:
        with savepoint(tx):
            when = occasion(tx, desk, draft)
            context = _context(tx, desk, planned, bescheid, (when, draft))
            letter = write_letter(tx, desk, draft, when.number, context)
            if letter:
                ask_release(tx, desk, [letter.row], {}, [letter.document])
    except LetterHeld as held:
        tell_held(tx, desk, traeger, held, step.key)
        return False
    return True


def _draft(
    desk: Desk,
    planned: PlannedCourse,
    bescheid: Bescheid,
    step: DueStep,
    whose: tuple[Traeger, Contact | None, Coordinator],
) -> Draft:
    traeger, contact, coordinator = whose
    kind, case, report = step.params["letter"], planned.case, planned.report
    claim = report.claim if report else None
    inputs = {
        "geschaeftszeichen": bescheid.geschaeftszeichen,
        "foerderjahr": str(bescheid.foerderjahr),
        "betrag": format_euro(claim) if claim and claim > 0 else "",
    }
    if report is None:
        inputs[ONLY_WITHOUT_REPORT] = "ja"
    if not is_for_landesamt(desk, kind):
        inputs[FRIST] = _new_frist(desk).isoformat()
    return Draft(
        key=step.key,
        kind=kind,
        traeger=traeger,
        contact=contact,
        coordinator=coordinator,
        case_id=case.id if case else None,
        case_number=case.number if case else "",
        report_id=report.id if report else None,
        inputs=inputs,
    )


def _context(
    tx: Transaction, desk: Desk, planned: PlannedCourse, bescheid: Bescheid, draft: tuple[Occasion, Draft]
) -> Context:
    """The data by what is missing (proof or correction) and by whom the letter is for."""
    when, recipient = draft[0], recipient_of(draft[1])
    course, row = planned.course, planned.report
    to_landesamt = is_for_landesamt(desk, draft[1].kind)
    if row is None and to_landesamt:
        missing = Missing(bescheid, course.anchors["frist"], tuple(sorted(_taken(tx, desk, planned))))
        return missing_context(when, recipient, missing)
    if row is None:
        first = max(course.past.done.values())
        reminded = Reminded(bescheid, course.anchors["frist"], first, _new_frist(desk))
        return reminder_context(when, recipient, reminded)
    _, examination = reports.content(tx, row.id)
    if to_landesamt:
        handed = Handover(bescheid, report_facts(tx, row), examination, _unanswered(tx, planned))
        return handover_context(when, recipient, handed)
    days = Demanded(
        bescheid, local_day(row.received_at), row.fassung, course.anchors["told"], _new_frist(desk)
    )
    return demand_context(when, recipient, days, examination)


def _new_frist(desk: Desk) -> dt.date:
    return working_day(desk.today + NEW_FRIST)


def _taken(tx: Transaction, desk: Desk, planned: PlannedCourse) -> Iterator[Taken]:
    """The reminders of a course that were handed over; what was only drafted or held back is none."""
    titles = {step.id: step.title for workflow in desk.tools.workflows for step in workflow.steps}
    for key in planned.course.past.done:
        title = titles.get(key.partition(":")[0], "Erinnerung")
        letter = letters.by_key(tx, key)
        if letter and letter.state is not LetterState.UEBERGEBEN:
            continue
        left = _left_on(tx, mail_key(letter) if letter else key)
        if left and letter:
            until = letter.inputs.get(FRIST)
            frist = f", Frist {format_day(dt.date.fromisoformat(str(until)))}" if until else ""
            title += f" (Schreiben {letter.number}{frist})"
        if left:
            yield Taken(left, title)


def _unanswered(tx: Transaction, planned: PlannedCourse) -> str:
    """The sentence why a case is handed over, with the letter that nobody answered."""
    rows = letters.of_report(tx, planned.report.id) if planned.report else []
    demand = [each for each in rows if letters.is_demand(each)][-1]
    left, until = _left_on(tx, mail_key(demand)), planned.course.anchors["demanded"]
    day = f" vom {format_long_day(left)}" if left else ""
    return (
        f"Auf unsere Nachforderung {demand.number}{day} mit Frist bis zum {format_long_day(until)} ist keine "
        "berichtigte Fassung eingegangen."
    )


def _left_on(tx: Transaction, key: str) -> dt.date | None:
    row = outbox.by_key(tx, key)
    if row is None or row.state is not OutboxState.UEBERGEBEN or row.handed_over_at is None:
        return None
    return local_day(row.handed_over_at)
