"""Workflow files and the register → what is due today: reminders, letters, invitations, lines for the office."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kmn_automation.letters.context import reminder_context
from kmn_automation.letters.facts import Reminded
from kmn_automation.letters.held import LetterHeld
from kmn_automation.mail.outgoing import Attachment, Party
from kmn_automation.model.register import Bescheid, Meeting
from kmn_automation.planning.course import (
    Course,
    Past,
    course_of_bescheid,
    course_of_meeting,
    course_of_year,
    members_of,
)
from kmn_automation.planning.due import DueStep, SkippedStep, due_steps, skipped_steps, working_day
from kmn_automation.planning.workflow import CourseKind, Fact, Verb
from kmn_automation.steps.ask_release import ask_release
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.form_for import form_for
from kmn_automation.steps.invite import invite
from kmn_automation.steps.note import note
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.write_letter import (
    NO_ADDRESS,
    NO_PERSON,
    Draft,
    no_longer_missing,
    occasion,
    prepare,
    recipient_of,
    tell_held,
    tell_missing,
    write_letter,
)
from kmn_automation.store import facts, register, reports, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.pending import savepoint
from kmn_automation.store.tasks import NewTask

DONE = "Schritt erledigt: "
SKIPPED = "Schritt entfallen: "
NEW_FRIST = dt.timedelta(days=21)
YEARS_BACK = 2
"""Bescheide that ended longer ago have no step any more."""


@dataclass(frozen=True, slots=True)
class _Course:
    course: Course
    bescheid: Bescheid | None = None
    meeting: Meeting | None = None


def follow_plan(desk: Desk) -> int:
    """Does what the workflows say is due today; how many steps were done. Each step is one transaction."""
    done = 0
    skipped: list[SkippedStep] = []
    for workflow in desk.tools.workflows:
        for each in _courses(desk, workflow.course):
            steps = due_steps(workflow, each.course, desk.today)
            invitations = [step for step in steps if step.verb is Verb.INVITE]
            for step in steps:
                if step.verb is not Verb.INVITE:
                    with desk.store.begin() as tx:
                        done += _mark(tx, desk, [step] if _do(tx, desk, each, step) else [])
            if invitations and each.meeting:
                with desk.store.begin() as tx:
                    done += _mark(tx, desk, invite(tx, desk, each.meeting, invitations))
            skipped += skipped_steps(workflow, each.course, desk.today)
    _note_skipped(desk, skipped)
    return done


def _note_skipped(desk: Desk, skipped: Sequence[SkippedStep]) -> None:
    """Why a step is not done any more, once in the journal: what does not happen has a reason, too."""
    with desk.store.read() as tx:
        known = facts.starting_with(tx, SKIPPED)
    fresh = [each for each in skipped if f"{SKIPPED}{each.key}" not in known]
    if not fresh:
        return
    with desk.store.begin() as tx:
        for step in fresh:
            facts.put(tx, f"{SKIPPED}{step.key}", desk.today.isoformat())
            detail = {"due_on": step.due_on.isoformat(), "reason": step.reason}
            note(tx, desk, "Schritt entfällt", f"step:{step.key}", detail)


def _courses(desk: Desk, kind: CourseKind) -> Iterator[_Course]:
    with desk.store.read() as tx:
        done = {
            key.removeprefix(DONE): dt.date.fromisoformat(day)
            for key, day in facts.starting_with(tx, DONE).items()
        }
        known = register.known_since(tx)
        years = {each.foerderjahr for each in desk.register.bescheide}
        received = {year: reports.received_keys(tx, year) for year in years}
    by_course: dict[str, dict[str, dt.date]] = defaultdict(dict)
    for key, day in done.items():
        by_course[key.partition(":")[2]][key] = day
    match kind:
        case CourseKind.BESCHEID:
            yield from _bescheid_courses(desk, by_course, known, received)
        case CourseKind.MEETING:
            for meeting in desk.register.meetings:
                members = {each: frozenset[Fact]() for each in members_of(desk.register, meeting, desk.today)}
                past = Past(done=done, known_since=known.get(("meetings", meeting.id)))
                yield _Course(course_of_meeting(meeting, members, past), meeting=meeting)
        case CourseKind.YEAR:
            yield _Course(course_of_year(desk.today.year, Past(done=by_course[str(desk.today.year)])))


def _bescheid_courses(
    desk: Desk,
    done: dict[str, dict[str, dt.date]],
    known: dict[tuple[str, str], dt.date],
    received: dict[int, dict[str, dt.datetime]],
) -> Iterator[_Course]:
    for bescheid in desk.register.bescheide:
        traeger = desk.register.find_traeger(bescheid.traeger_id)
        if traeger is None or bescheid.zeitraum.bis.year < desk.today.year - YEARS_BACK:
            continue
        came = bescheid.geschaeftszeichen in received[bescheid.foerderjahr]
        key = f"{bescheid.geschaeftszeichen}:{bescheid.foerderjahr}"
        past = Past(
            facts=frozenset({Fact.REPORT_RECEIVED}) if came else frozenset(),
            done=done[key],
            known_since=known.get(("bescheide", key.replace(":", "/"))),
        )
        yield _Course(course_of_bescheid(bescheid, traeger.art, past), bescheid=bescheid)


def _mark(tx: Transaction, desk: Desk, steps: Sequence[DueStep]) -> int:
    for step in steps:
        facts.put(tx, f"{DONE}{step.key}", desk.today.isoformat())
        no_longer_missing(tx, desk, step.key)
        detail = {"due_on": step.due_on.isoformat(), "workflow": step.params["workflow"]}
        note(tx, desk, f"Schritt: {step.params['title']}", f"step:{step.key}", detail)
    return len(steps)


def _do(tx: Transaction, desk: Desk, course: _Course, step: DueStep) -> bool:
    """Whether the step is done; what waits for the register or for a template stays due."""
    match step.verb:
        case Verb.REMIND if course.bescheid:
            return _remind(tx, desk, course, course.bescheid, step)
        case Verb.WRITE if course.bescheid:
            return _write(tx, desk, course, course.bescheid, step)
        case _:
            about = f" ({course.bescheid.geschaeftszeichen})" if course.bescheid else ""
            tasks.add(tx, NewTask(f"plan:{step.key}", f"{step.params['title']}{about}", desk.now))
            return True


def _remind(tx: Transaction, desk: Desk, course: _Course, bescheid: Bescheid, step: DueStep) -> bool:
    traeger = desk.register.find_traeger(bescheid.traeger_id)
    contact = desk.register.post_contact(bescheid.traeger_id, desk.today)
    if traeger is None:
        return False
    if contact is None:
        tell_missing(tx, desk, traeger, NO_ADDRESS, step.key)
        return False
    form = form_for(desk.tools, desk.register, bescheid)
    queue_mail(
        tx,
        desk,
        Wish(
            key=step.key,
            text=step.params["mail"],
            context={
                "foerderjahr": bescheid.foerderjahr,
                "frist": course.course.anchors["frist"],
                "traeger": traeger.name,
                "geschaeftszeichen": bescheid.geschaeftszeichen,
                "zeichen": f"KMN-{bescheid.geschaeftszeichen}",
                "bogen": form.name if form else "",
                "bitte_bis": working_day(desk.today + dt.timedelta(days=14)),
            },
            recipient=Party(contact.name, contact.email),
            attachments=(Attachment(form.name, form.data),) if form else (),
        ),
    )
    return True


def _write(tx: Transaction, desk: Desk, course: _Course, bescheid: Bescheid, step: DueStep) -> bool:
    traeger = desk.register.find_traeger(bescheid.traeger_id)
    if traeger is None:
        return False
    if not course.course.past.done:  # the letter says when we reminded; it must not say what did not happen
        what = f"{step.params['title']} steht an ({bescheid.geschaeftszeichen}), aber eine erste ging nicht hinaus."
        tasks.add(tx, NewTask(f"plan:{step.key}", f"{what} Bitte von Hand entscheiden.", desk.now))
        return True
    contact, coordinator = prepare(desk, traeger)
    if contact is None or coordinator is None:
        what = NO_ADDRESS if contact is None else NO_PERSON
        tell_missing(tx, desk, traeger, what, step.key)
        return False
    inputs = {
        "geschaeftszeichen": bescheid.geschaeftszeichen,
        "foerderjahr": str(bescheid.foerderjahr),
        "betrag": "",
    }
    kind = step.params["letter"]
    draft = Draft(
        key=step.key, kind=kind, traeger=traeger, contact=contact, coordinator=coordinator, inputs=inputs
    )
    try:
        with savepoint(tx):
            when = occasion(tx, desk, draft)
            context = reminder_context(when, recipient_of(draft), _reminded(desk, course, bescheid))
            letter = write_letter(tx, desk, draft, when.number, context)
            if letter:
                ask_release(tx, desk, [letter.row], {}, [letter.document])
    except LetterHeld as held:
        tell_held(tx, desk, traeger, held, step.key)
        return False
    return True


def _reminded(desk: Desk, course: _Course, bescheid: Bescheid) -> Reminded:
    return Reminded(
        bescheid=bescheid,
        frist=course.course.anchors["frist"],
        first_reminder_on=max(course.course.past.done.values()),
        new_frist=working_day(desk.today + NEW_FRIST),
    )
