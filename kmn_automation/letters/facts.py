"""What a letter is about, besides the records of the register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kmn_automation.model.finding import Examination, Outcome
from kmn_automation.model.register import Bescheid, Contact, Coordinator, Meeting, Regionalverbund, Traeger


@dataclass(frozen=True, slots=True)
class Authority:
    """The Bewilligungsbehörde (LS) as letters name and address it."""

    name: str = "Landesamt (Bewilligungsbehörde)"
    strasse: str = ""
    plz: str = ""
    ort: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """The Koordinierungsstelle as its letterhead and footer print it."""

    name: str
    strasse: str
    plz: str
    ort: str
    telefon: str
    email: str
    behoerde: Authority = field(default_factory=Authority)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Which letter this is: who writes, under which number, on which day."""

    office: Office
    coordinator: Coordinator
    number: str
    day: dt.date
    case_number: str = ""
    anlagen: tuple[str, ...] = ()
    verteiler: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the letter is about; `contact` is the registered address that it will go to."""

    traeger: Traeger
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A Fassung that the Träger handed in."""

    number: int
    received_on: dt.date
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What is known of the report file that was examined."""

    received_on: dt.date
    fassung: int
    file_sha256: str
    parts: tuple[str, ...]
    versions: tuple[Version, ...] = ()
    """All Fassungen of the case so far, this one included, the first in front; empty: only this one."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """The days of a second reminder: what was due, when we reminded first, the last day now set."""

    bescheid: Bescheid
    frist: dt.date
    first_reminder_on: dt.date
    new_frist: dt.date


@dataclass(frozen=True, slots=True)
class Demanded:
    """The days of a Nachforderung: when the Fassung came, when we told what is open, the last day now set."""

    bescheid: Bescheid
    received_on: dt.date
    fassung: int
    told_on: dt.date
    frist: dt.date


@dataclass(frozen=True, slots=True)
class Handover:
    """A case that goes to the LS as it is; `reason` is the sentence why."""

    bescheid: Bescheid
    report: ReportFacts
    examination: Examination
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Taken:
    """A step that was really taken: the day it left the house, and what it was."""

    day: dt.date
    what: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A proof that did not come, and what was done about it."""

    bescheid: Bescheid
    frist: dt.date
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting, and the Regionalverbund whose Federführung invites to it."""

    meeting: Meeting
    verbund: Regionalverbund | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the last letter about a meeting said: its number and day, and the meeting as it was then."""

    number: str
    day: dt.date
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Minutes:
    """What goes with the minutes: the last day for objections, what was agreed (what, who, until), the next meeting."""

    objections_until: dt.date
    agreed: tuple[tuple[str, str, str], ...] = ()
    next_meeting: str = ""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who took part, and for how long (`6 Stunden`)."""

    name: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Circular:
    """A circular: its subject, and sections of heading (may be empty) and text."""

    subject: str
    sections: tuple[tuple[str, str], ...]
