"""What the overview shows: lists of lines, from which every number on the page is counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kmn_automation.model.finding import Outcome
from kmn_automation.model.letter import LetterState


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail of the last 24 hours; `outcome` is the word that the digest counts."""

    received_at: dt.datetime
    sender: str
    subject: str
    outcome: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A request for release that one person has not answered."""

    person: str
    number: str
    recipient: str
    asked_at: dt.datetime
    expires_at: dt.datetime
    expired: bool = False
    """Whether the answer would come too late by now."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A Bescheid of the Förderjahr with its newest report; `outcome` is None where none came."""

    regionalverbund: str
    traeger: str
    geschaeftszeichen: str
    outcome: Outcome | None = None
    fassung: int = 0
    received_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter with its state."""

    number: str
    kind: str
    recipient: str
    state: LetterState
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A Bescheid whose proof is late."""

    frist: dt.date
    traeger: str
    geschaeftszeichen: str
    regionalverbund: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Something that a person of the office has to look at."""

    title: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """A message that did not arrive, or of which nobody knows whether it did."""

    recipient: str
    kind: str
    state: str
    response: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A sum that must match: its name, the calculation in words, and whether it does."""

    name: str
    calculation: str
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything on the page; moments are in the time zone in which they are to be printed."""

    office: str
    probe_recipient: str = ""
    """Where all mails go in the trial mode; empty in operation."""
    made_at: dt.datetime
    last_look: dt.datetime | None
    """The last good look into the mailbox; None before the first one."""
    warnings: tuple[str, ...] = ()
    mails: tuple[MailLine, ...] = ()
    waiting: tuple[WaitingLine, ...] = ()
    foerderjahr: int
    reports: tuple[ReportLine, ...] = ()
    letters: tuple[LetterLine, ...] = ()
    overdue: tuple[OverdueLine, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    trouble: tuple[TroubleLine, ...] = ()
    checks: tuple[CheckLine, ...] = ()
