"""Which steps of a course are due on a day, and which are skipped for good and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.model.frist import next_working_day
from kmn_automation.model.german import format_day
from kmn_automation.model.letter import Release
from kmn_automation.planning.course import NO_FACTS, Course
from kmn_automation.planning.workflow import Step, Verb, Whom, Workflow


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step to be done now. `key` is the same on every day, so that it is done once for ever."""

    key: str
    verb: Verb
    whom: Whom
    to: str
    """Id of the Träger or member; empty for office and Landesamt."""
    release: Release
    params: Mapping[str, str]
    """`workflow`, `step`, `title`, and `mail` or `letter` where the step names a template."""
    due_on: dt.date
    overdue_since: dt.date | None
    """The day it should have been done, where that day has passed."""


@dataclass(frozen=True, slots=True)
class SkippedStep:
    """A step that is not done any more; the reason is German and fit for the journal."""

    key: str
    due_on: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    step: Step
    key: str
    to: str
    due_on: dt.date
    hindrance: str


def due_steps(workflow: Workflow, course: Course, day: dt.date) -> tuple[DueStep, ...]:
    """What is to be done on that day or was left undone before it; of a series only the latest step."""
    return tuple(_due(each, workflow, day) for each in _reached(workflow, course, day) if not each.hindrance)


def skipped_steps(workflow: Workflow, course: Course, day: dt.date) -> tuple[SkippedStep, ...]:
    """What was due and is out of date, overtaken, or older than our knowledge of the course."""
    reached = _reached(workflow, course, day)
    return tuple(SkippedStep(each.key, each.due_on, each.hindrance) for each in reached if each.hindrance)


def working_day(day: dt.date) -> dt.date:
    """The day itself or the next one on which the office works."""
    return next_working_day(day, is_holiday)


def _reached(workflow: Workflow, course: Course, day: dt.date) -> Iterator[_Candidate]:
    """Every step whose day has come and that is neither done nor stopped."""
    targets = {step.whom: _targets(step, course) for step in workflow.steps}
    for to in dict.fromkeys(target for each in targets.values() for target in each):
        steps = [step for step in workflow.steps if to in targets[step.whom] and _applies(step, course)]
        reached = [each for each in (_candidate(step, steps, course, to, day) for step in steps) if each]
        yield from (_overtaken(each, reached, steps, course) for each in reached)


def _targets(step: Step, course: Course) -> tuple[str, ...]:
    if step.whom is Whom.MEMBERS:
        return tuple(course.members)
    return (course.traeger_id,) if step.whom is Whom.TRAEGER else ("",)


def _applies(step: Step, course: Course) -> bool:
    return step.anchor in course.anchors and (not step.only or course.meeting_kind in step.only)


def _key(step: Step, course: Course, to: str) -> str:
    return f"{step.id}:{course.key}:{to}" if step.whom is Whom.MEMBERS else f"{step.id}:{course.key}"


def _candidate(step: Step, steps: list[Step], course: Course, to: str, day: dt.date) -> _Candidate | None:
    key = _key(step, course, to)
    facts = course.past.facts | course.members.get(to, NO_FACTS)
    if key in course.past.done or not facts.isdisjoint(step.stopped_by):
        return None
    due_on = _due_day(step, steps, course, to)
    if day < due_on:
        return None
    return _Candidate(step, key, to, due_on, _hindrance(step, course, due_on, day))


def _due_day(step: Step, steps: list[Step], course: Course, to: str) -> dt.date:
    """The working day on or after the nominal day, and not sooner than the gap after the step before."""
    nominal = step.nominal_day(course.anchors[step.anchor])
    earlier = (_key(each, course, to) for each in _series_before(step, steps))
    done = [course.past.done[key] for key in earlier if key in course.past.done]
    if step.gap and done:
        nominal = max(nominal, step.gap.after(max(done)))
    return working_day(nominal)


def _series_before(step: Step, steps: list[Step]) -> list[Step]:
    return [each for each in steps[: steps.index(step)] if step.series and each.series == step.series]


def _hindrance(step: Step, course: Course, due_on: dt.date, day: dt.date) -> str:
    anchor, known = course.anchors[step.anchor], course.past.known_since
    if step.before and day >= anchor:
        return f"Der Termin ({format_day(anchor)}) ist schon da oder vorbei."
    if day > step.lasts.after(due_on):
        return f"Der Schritt war am {format_day(due_on)} fällig und ist inzwischen aus der Zeit."
    if known and due_on < known and not step.retroactive:
        return f"Der Schritt lag vor der Aufnahme ins Register am {format_day(known)}."
    return ""


def _overtaken(one: _Candidate, reached: list[_Candidate], steps: list[Step], course: Course) -> _Candidate:
    """The candidate itself, hindered where a later step of its series is due too or was done."""
    live = {each.step.id for each in reached if not each.hindrance}
    for later in steps[steps.index(one.step) + 1 :]:
        in_series = bool(one.step.series) and later.series == one.step.series
        if in_series and (later.id in live or _key(later, course, one.to) in course.past.done):
            return replace(one, hindrance=one.hindrance or f"Überholt durch „{later.title}“.")
    return one


def _due(one: _Candidate, workflow: Workflow, day: dt.date) -> DueStep:
    step = one.step
    named = {"mail": step.mail, "letter": step.letter}
    params = {"workflow": workflow.id, "step": step.id, "title": step.title}
    return DueStep(
        key=one.key,
        verb=step.verb,
        whom=step.whom,
        to=one.to,
        release=step.release.release,
        params=params | {name: value for name, value in named.items() if value},
        due_on=one.due_on,
        overdue_since=one.due_on if one.due_on < day else None,
    )
