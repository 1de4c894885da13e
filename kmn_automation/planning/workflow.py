"""A course of business as its file describes it: steps, the dates they hang on, and what stops them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kmn_automation.model.frist import add_months
from kmn_automation.model.letter import Release
from kmn_automation.model.register import MeetingKind


class CourseKind(StrEnum):
    """What a workflow runs once for."""

    BESCHEID = "bescheid"
    CORRECTION = "correction"
    """One Fassung that went back to the Träger and is still the newest one."""
    MEETING = "meeting"
    YEAR = "year"


class Verb(StrEnum):
    """What a step does; the verbs themselves live in the room `steps`."""

    REMIND = "remind"
    """A mail to the Träger that leaves by itself."""
    WRITE = "write"
    """A letter that waits for its release."""
    INVITE = "invite"
    """One letter with a calendar entry per member of the meeting."""
    TELL = "tell"
    """A line in the morning digest of the office; with `letter`, the draft of a letter beside it."""


class Whom(StrEnum):
    """Who gets it."""

    TRAEGER = "traeger"
    MEMBERS = "members"
    LANDESAMT = "landesamt"
    OFFICE = "office"


class Fact(StrEnum):
    """What may have happened in a course."""

    REPORT_RECEIVED = "report_received"
    REPORT_ACCEPTED = "report_accepted"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


class WhoReleases(StrEnum):
    """How many persons must release it."""

    NOBODY = "nobody"
    ONE = "one"
    TWO = "two"

    @property
    def release(self) -> Release:
        """The word of the model."""
        return Release[self.name]


YEAR_BEGIN = "year_begin"
ANCHORS: dict[CourseKind, tuple[str, ...]] = {
    CourseKind.BESCHEID: ("frist", "zeitraum_von", "zeitraum_bis", "bescheid_vom"),
    CourseKind.CORRECTION: ("told", "demanded"),
    CourseKind.MEETING: ("begin", "answer_until"),
    CourseKind.YEAR: (YEAR_BEGIN,),
}


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Entry):
    """A number of days, weeks and months; months first, then the rest (§ 188 Abs. 3 BGB for short months)."""

    days: Annotated[int, Field(ge=0, le=3650)] = 0
    weeks: Annotated[int, Field(ge=0, le=520)] = 0
    months: Annotated[int, Field(ge=0, le=120)] = 0

    def after(self, day: dt.date) -> dt.date:
        """The day that much later."""
        return add_months(day, self.months) + dt.timedelta(days=self.days, weeks=self.weeks)

    def before(self, day: dt.date) -> dt.date:
        """The day that much earlier."""
        return add_months(day, -self.months) - dt.timedelta(days=self.days, weeks=self.weeks)


class DayOfYear(_Entry):
    """A fixed day of every year."""

    month: int
    day: int

    @model_validator(mode="after")
    def _exists(self) -> DayOfYear:
        self.in_year(2023)  # a year without 29 February: a day that is not there every year is refused
        return self

    def in_year(self, year: int) -> dt.date:
        """The day in that year."""
        return dt.date(year, self.month, self.day)


class Step(_Entry):
    """One step: when it is due, what it does, for whom, and when it is no longer worth doing."""

    id: str
    title: str
    verb: Verb
    whom: Whom
    anchor: str = YEAR_BEGIN
    fixed_day: DayOfYear | None = None
    """For yearly workflows: the day itself instead of an anchor."""
    before: Span | None = None
    after: Span | None = None
    lasts: Span
    """How long after its day it may still be done; later it is out of date and skipped."""
    series: str = ""
    """Of several due steps of one series only the latest is done."""
    gap: Span | None = None
    """The least time after the step of the same series that was done before it."""
    stopped_by: tuple[Fact, ...] = ()
    only: tuple[MeetingKind, ...] = ()
    """For meetings: the kinds that it belongs to; empty means all."""
    retroactive: bool = False
    """Whether it is also done when its day lay before the Bescheid or meeting came into the register."""
    release: WhoReleases = WhoReleases.NOBODY
    mail: str = ""
    letter: str = ""
    reference: str = ""
    """The legal or other ground, as the calendar prints it."""

    def nominal_day(self, anchor: dt.date) -> dt.date:
        """The day before weekends and holidays are looked at."""
        start = self.fixed_day.in_year(anchor.year) if self.fixed_day else anchor
        if self.before:
            return self.before.before(start)
        return self.after.after(start) if self.after else start


class NamedDate(_Entry):
    """A date that nobody acts on but that belongs in the calendar."""

    title: str
    anchor: str = YEAR_BEGIN
    fixed_day: DayOfYear | None = None
    only: tuple[MeetingKind, ...] = ()
    reference: str = ""

    def day(self, anchor: dt.date) -> dt.date:
        """The date itself; it is never moved, since a person was told it."""
        return self.fixed_day.in_year(anchor.year) if self.fixed_day else anchor


class Workflow(_Entry):
    """One file: what it runs for, the dates worth printing, the steps in order."""

    id: str
    title: str
    course: CourseKind
    dates: tuple[NamedDate, ...] = ()
    steps: tuple[Step, ...]
