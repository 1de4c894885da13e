"""One run of a workflow: the dates and facts of one Bescheid, one meeting, or one year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.model.register import Bescheid, Meeting, MeetingKind, Register, TraegerArt
from kmn_automation.model.vorlagefrist import vorlagefrist
from kmn_automation.planning.workflow import YEAR_BEGIN, CourseKind, Fact

NO_FACTS: frozenset[Fact] = frozenset()
ANSWER_WEEKS = 1


@dataclass(frozen=True, slots=True)
class Past:
    """What has happened so far in a course."""

    facts: frozenset[Fact] = NO_FACTS
    done: Mapping[str, dt.date] = field(default_factory=dict)
    """Key of every step that was done → the day on which it was done."""
    known_since: dt.date | None = None
    """The day on which the Bescheid or meeting came into the register; None: always known."""


NOTHING_YET = Past()


@dataclass(frozen=True, slots=True)
class Course:
    """What `due_steps` looks at. `key` is the tail of every step's key and never changes."""

    kind: CourseKind
    key: str
    anchors: Mapping[str, dt.date]
    past: Past = NOTHING_YET
    traeger_id: str = ""
    members: Mapping[str, frozenset[Fact]] = field(default_factory=dict)
    """For a meeting: id of each member (Träger, for Federführende the Regionalverbund) → its own facts."""
    meeting_kind: MeetingKind | None = None


def course_of_bescheid(bescheid: Bescheid, art: TraegerArt, past: Past = NOTHING_YET) -> Course:
    """The course of the proof for one Bescheid."""
    anchors = {
        "frist": vorlagefrist(bescheid, art, is_holiday),
        "zeitraum_von": bescheid.zeitraum.von,
        "zeitraum_bis": bescheid.zeitraum.bis,
        "bescheid_vom": bescheid.datum,
    }
    key = f"{bescheid.geschaeftszeichen}:{bescheid.foerderjahr}"
    return Course(CourseKind.BESCHEID, key, anchors, past, traeger_id=bescheid.traeger_id)


def course_of_correction(
    bescheid: Bescheid, fassung: int, told: dt.date, demanded: dt.date | None, past: Past = NOTHING_YET
) -> Course:
    """The course of one Fassung that went back: when we told so, and the last day that a Nachforderung has set."""
    anchors = {"told": told} | ({"demanded": demanded} if demanded else {})
    key = f"{bescheid.geschaeftszeichen}:{bescheid.foerderjahr}:{fassung}"
    return Course(CourseKind.CORRECTION, key, anchors, past, traeger_id=bescheid.traeger_id)


def course_of_meeting(
    meeting: Meeting, members: Mapping[str, frozenset[Fact]], past: Past = NOTHING_YET
) -> Course:
    """The course of one meeting; without a day for answers it is one week before."""
    begin = meeting.begin.date()
    anchors = {
        "begin": begin,
        "answer_until": meeting.answer_until or begin - dt.timedelta(weeks=ANSWER_WEEKS),
    }
    return Course(CourseKind.MEETING, meeting.id, anchors, past, members=members, meeting_kind=meeting.kind)


def course_of_year(year: int, past: Past = NOTHING_YET) -> Course:
    """The course of one calendar year of the office."""
    return Course(CourseKind.YEAR, str(year), {YEAR_BEGIN: dt.date(year, 1, 1)}, past)


def members_of(register: Register, meeting: Meeting, day: dt.date) -> tuple[str, ...]:
    """The ids of those who are invited: Träger, or the Regionalverbünde where their Federführende meet."""
    if meeting.kind is MeetingKind.FEDERFUEHRENDE:
        return tuple(each.id for each in register.regionalverbuende)
    return tuple(each.id for each in register.members(meeting, day))
