"""The register and what happened so far → the courses that the workflows run along."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kmn_automation.model.register import Bescheid, Meeting
from kmn_automation.model.zone import local_day
from kmn_automation.planning.course import (
    Course,
    Past,
    course_of_bescheid,
    course_of_correction,
    course_of_meeting,
    course_of_year,
    members_of,
)
from kmn_automation.planning.workflow import CourseKind, Fact
from kmn_automation.steps.desk import Desk
from kmn_automation.store import cases, facts, letters, outbox, register, reports
from kmn_automation.store.cases import CaseRow
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import OutboxState
from kmn_automation.store.reports import ReportRow

DONE = "Schritt erledigt: "
YEARS_BACK = 2
"""Bescheide that ended longer ago have no step any more."""
ANSWER = "antwort_bericht"


@dataclass(frozen=True, slots=True)
class PlannedCourse:
    """A course with the records that its steps are about."""

    course: Course
    bescheid: Bescheid | None = None
    meeting: Meeting | None = None
    case: CaseRow | None = None
    report: ReportRow | None = None
    """With a case: its newest Fassung, which went back."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the courses of a pass are made from."""

    done: Mapping[str, dt.date]
    by_course: Mapping[str, dict[str, dt.date]]
    since: Mapping[tuple[str, str], dt.date]


def courses(desk: Desk, kind: CourseKind) -> list[PlannedCourse]:
    """All courses of that kind today."""
    with desk.store.read() as tx:
        known = _known(tx)
        match kind:
            case CourseKind.BESCHEID:
                return list(_of_bescheide(tx, desk, known))
            case CourseKind.CORRECTION:
                return list(_of_corrections(tx, desk, known))
            case CourseKind.MEETING:
                return list(_of_meetings(desk, known))
            case CourseKind.YEAR:
                past = Past(done=known.by_course[str(desk.today.year)])
                return [PlannedCourse(course_of_year(desk.today.year, past))]


def _known(tx: Transaction) -> _Known:
    done = {
        key.removeprefix(DONE): dt.date.fromisoformat(day)
        for key, day in facts.starting_with(tx, DONE).items()
    }
    by_course: dict[str, dict[str, dt.date]] = defaultdict(dict)
    for key, day in done.items():
        by_course[key.partition(":")[2]][key] = day
    return _Known(done, by_course, register.known_since(tx))


def _of_meetings(desk: Desk, known: _Known) -> Iterator[PlannedCourse]:
    for meeting in desk.register.meetings:
        members = {each: frozenset[Fact]() for each in members_of(desk.register, meeting, desk.today)}
        past = Past(done=known.done, known_since=known.since.get(("meetings", meeting.id)))
        yield PlannedCourse(course_of_meeting(meeting, members, past), meeting=meeting)


def _of_bescheide(tx: Transaction, desk: Desk, known: _Known) -> Iterator[PlannedCourse]:
    years = {each.foerderjahr for each in desk.register.bescheide}
    received = {year: reports.received_keys(tx, year) for year in years}
    for bescheid in desk.register.bescheide:
        traeger = desk.register.find_traeger(bescheid.traeger_id)
        if traeger is None or not _is_recent(desk, bescheid):
            continue
        came = bescheid.geschaeftszeichen in received[bescheid.foerderjahr]
        key = f"{bescheid.geschaeftszeichen}:{bescheid.foerderjahr}"
        past = Past(
            facts=frozenset({Fact.REPORT_RECEIVED}) if came else frozenset(),
            done=known.by_course[key],
            known_since=known.since.get(("bescheide", key.replace(":", "/"))),
        )
        yield PlannedCourse(course_of_bescheid(bescheid, traeger.art, past), bescheid=bescheid)


def _of_corrections(tx: Transaction, desk: Desk, known: _Known) -> Iterator[PlannedCourse]:
    for row in reports.sent_back(tx):
        case = cases.get(tx, row.case_id)
        bescheid = desk.register.find_bescheid(case.geschaeftszeichen, case.foerderjahr)
        told = _told_on(tx, row)
        if bescheid is None or told is None or not _is_recent(desk, bescheid):
            continue
        demanded = letters.demanded_until(tx, row.id)
        course = course_of_correction(bescheid, row.fassung, told, demanded)
        past = Past(done=known.by_course[course.key])
        course = course_of_correction(bescheid, row.fassung, told, demanded, past)
        yield PlannedCourse(course, bescheid=bescheid, case=case, report=row)


def _told_on(tx: Transaction, row: ReportRow) -> dt.date | None:
    """The day on which our answer about that Fassung left; None while it has not."""
    answers = outbox.of_mail(tx, row.mail_id) if row.mail_id is not None else []
    left = [
        each.handed_over_at
        for each in answers
        if each.kind == ANSWER and each.state is OutboxState.UEBERGEBEN and each.handed_over_at
    ]
    return local_day(max(left)) if left else None


def _is_recent(desk: Desk, bescheid: Bescheid) -> bool:
    return bescheid.zeitraum.bis.year >= desk.today.year - YEARS_BACK
