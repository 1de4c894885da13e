"""The calendar of the office for one year: every step and every named date, with whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kmn_automation.model.register import Meeting, MeetingKind, Register
from kmn_automation.planning.course import Course, course_of_bescheid, course_of_meeting, course_of_year
from kmn_automation.planning.due import working_day
from kmn_automation.planning.workflow import CourseKind, NamedDate, Step, Whom, Workflow

OFFICE, LANDESAMT, ALL = "Koordinierungsstelle", "Landesamt", "alle Träger"


@dataclass(frozen=True, slots=True, order=True)
class CalendarEntry:
    """One line of the calendar; `whom` is sorted and has each name once."""

    day: dt.date
    what: str
    whom: tuple[str, ...]
    reference: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    """A course with the words that a calendar prints for it."""

    course: Course
    about: str
    whom: str


def calendar_of_year(
    workflows: Iterable[Workflow], register: Register, year: int
) -> tuple[CalendarEntry, ...]:
    """All entries whose day lies in the year, in order of time; equal ones for several Träger are one entry."""
    groups: dict[tuple[dt.date, str, str], set[str]] = {}
    for workflow in workflows:
        for run in _runs(workflow.course, register, year):
            for day, what, whom, reference in _lines(workflow, run):
                if day.year == year:
                    groups.setdefault((day, what, reference), set()).add(whom)
    entries = (
        CalendarEntry(day, what, tuple(sorted(whom)), ref) for (day, what, ref), whom in groups.items()
    )
    return tuple(sorted(entries))


def _runs(kind: CourseKind, register: Register, year: int) -> Iterator[_Run]:
    match kind:
        case CourseKind.BESCHEID:
            for bescheid in register.bescheide:
                traeger = register.find_traeger(bescheid.traeger_id)
                if traeger:
                    about = f"Förderjahr {bescheid.foerderjahr}"
                    yield _Run(course_of_bescheid(bescheid, traeger.art), about, traeger.name)
        case CourseKind.MEETING:
            for meeting in register.meetings:
                yield _Run(course_of_meeting(meeting, {}), meeting.title, _invited(meeting, register))
        case CourseKind.CORRECTION:
            return  # nobody knows in January who will have to mend what
        case CourseKind.YEAR:
            yield _Run(course_of_year(year), "", ALL)


def _invited(meeting: Meeting, register: Register) -> str:
    if meeting.kind is MeetingKind.FEDERFUEHRENDE:
        return "Federführende"
    names = {each.id: each.name for each in register.regionalverbuende}
    return names.get(meeting.regionalverbund, ALL)


def _lines(workflow: Workflow, run: _Run) -> Iterator[tuple[dt.date, str, str, str]]:
    course = run.course
    for date in workflow.dates:
        if _applies(date, course):
            yield date.day(course.anchors[date.anchor]), _title(date, run), run.whom, date.reference
    for step in workflow.steps:
        if _applies(step, course):
            nominal = step.nominal_day(course.anchors[step.anchor])
            yield working_day(nominal), _title(step, run), _whom(step, run), step.reference


def _applies(entry: Step | NamedDate, course: Course) -> bool:
    return entry.anchor in course.anchors and (not entry.only or course.meeting_kind in entry.only)


def _title(entry: Step | NamedDate, run: _Run) -> str:
    return f"{entry.title} – {run.about}" if run.about else entry.title


def _whom(step: Step, run: _Run) -> str:
    return {Whom.OFFICE: OFFICE, Whom.LANDESAMT: LANDESAMT}.get(step.whom, run.whom)
