"""Workflow files and the register → what is due today: reminders, letters, invitations, lines for the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kmn_automation.mail.outgoing import Attachment, Party
from kmn_automation.model.register import Bescheid
from kmn_automation.planning.due import DueStep, SkippedStep, due_steps, skipped_steps, working_day
from kmn_automation.planning.workflow import Verb
from kmn_automation.steps.change_meeting import change_meetings
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.form_for import form_for
from kmn_automation.steps.invite import invite
from kmn_automation.steps.note import note
from kmn_automation.steps.overtaken import drop_overtaken
from kmn_automation.steps.plan_courses import DONE, PlannedCourse, courses
from kmn_automation.steps.plan_letters import write_planned
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.write_letter import NO_ADDRESS, no_longer_missing, tell_missing
from kmn_automation.store import facts, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.tasks import NewTask

SKIPPED = "Schritt entfallen: "


def follow_plan(desk: Desk) -> int:
    """Does what the workflows say is due today; how many steps were done. Each step is one transaction."""
    drop_overtaken(desk)
    done = change_meetings(desk)
    skipped: list[SkippedStep] = []
    for workflow in desk.tools.workflows:
        for each in courses(desk, workflow.course):
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


def _mark(tx: Transaction, desk: Desk, steps: Sequence[DueStep]) -> int:
    for step in steps:
        facts.put(tx, f"{DONE}{step.key}", desk.today.isoformat())
        no_longer_missing(tx, desk, step.key)
        detail = {"due_on": step.due_on.isoformat(), "workflow": step.params["workflow"]}
        note(tx, desk, f"Schritt: {step.params['title']}", f"step:{step.key}", detail)
    return len(steps)


def _do(tx: Transaction, desk: Desk, course: PlannedCourse, step: DueStep) -> bool:
    """Whether the step is done; what waits for the register or for a template stays due."""
    match step.verb:
        case Verb.REMIND if course.bescheid:
            return _remind(tx, desk, course, course.bescheid, step)
        case Verb.WRITE if course.bescheid:
            return _write(tx, desk, course, course.bescheid, step)
        case _:
            return _tell(tx, desk, course, step)


def _remind(tx: Transaction, desk: Desk, course: PlannedCourse, bescheid: Bescheid, step: DueStep) -> bool:
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


def _write(tx: Transaction, desk: Desk, planned: PlannedCourse, bescheid: Bescheid, step: DueStep) -> bool:
    is_reminder = planned.report is None
    if (
        is_reminder and not planned.course.past.done
    ):  # the letter says when we reminded, never what did not happen
        what = f"{step.params['title']} steht an ({bescheid.geschaeftszeichen}), aber eine erste ging nicht hinaus."
        tasks.add(tx, NewTask(f"plan:{step.key}", f"{what} Bitte von Hand entscheiden.", desk.now))
        return True
    return write_planned(tx, desk, planned, bescheid, step)


def _tell(tx: Transaction, desk: Desk, planned: PlannedCourse, step: DueStep) -> bool:
    """The line for the office, and beside it the draft that the step names."""
    bescheid = planned.bescheid
    about = f" ({bescheid.geschaeftszeichen})" if bescheid else ""
    tasks.add(tx, NewTask(f"plan:{step.key}", f"{step.params['title']}{about}", desk.now))
    if bescheid and "letter" in step.params:
        return write_planned(tx, desk, planned, bescheid, step)
    return True
