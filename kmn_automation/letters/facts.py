"""What a letter is about, besides the records of the register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kmn_automation.model.register import Bescheid, Contact, Coordinator, Traeger


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
class ReportFacts:
    """What is known of the report file that was examined."""

    received_on: dt.date
    fassung: int
    file_sha256: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminded:
    """The days of a second reminder: what was due, when we reminded first, the last day now set."""

    bescheid: Bescheid
    frist: dt.date
    first_reminder_on: dt.date
    new_frist: dt.date
