"""What became of a mail and its files before anything is written down: plain values that cross process borders."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kmn_automation.letters.edited import Edited
from kmn_automation.mail.facts import Facts
from kmn_automation.mail.inbox_rules import Classification
from kmn_automation.model.finding import Examination, Finding
from kmn_automation.model.marks import NO_MARKS, Marks
from kmn_automation.store.cases import CaseKey


@dataclass(frozen=True, slots=True)
class Fate:
    """One file of a mail and what was done with it."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could be a report and could not be read: why, and what to do now (German)."""

    file_name: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a report says it is from, as it stands on its cover sheet."""

    traeger: str
    geschaeftszeichen: str
    foerderjahr: str


@dataclass(frozen=True, slots=True)
class Examined:
    """A workbook that was read and examined. Without `case_key` it belongs to no Bescheid of the sender."""

    file_name: str
    file_sha256: str
    content_sha256: str
    form_version: str
    packed: bytes
    """The report for the store: packing it here spares carrying thousands of cells between processes."""
    named: Named
    remarks: tuple[str, ...]
    examination: Examination
    received_on: dt.date
    case_key: CaseKey | None
    frist: dt.date | None = None
    return_copy: bytes = b""
    marks: Marks = NO_MARKS
    """What later reports are compared with."""
    outline: bytes = b""
    """The report without its Belegliste, packed, for next year."""
    up_to: int = 0
    """The newest report (its id) that it was compared with."""
    still_open: frozenset[Finding] = frozenset()
    """Findings whose point the version before had, too."""
    carried: tuple[str, ...] = ()
    """What the sender is told where the return copy is another version of the form."""
    quarantine: bool = False
    """It seems to hold data of Ratsuchende: `packed` has no values, and there is no return copy."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A document that a coordinator attached to a reply: its hash as it came, and what stands in it."""

    name: str
    sha256: str
    edited: Edited


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail taken apart, classified, and its workbooks examined."""

    mail_id: int
    facts: Facts
    classification: Classification
    examined: tuple[Examined, ...] = ()
    unread: tuple[Unread, ...] = ()
    others: tuple[Fate, ...] = ()
    confirmed: bool = False
    manuscripts: tuple[Manuscript, ...] = ()
    """Of a reply to a request for release."""
