"""What every step works with: the store, the register of the moment, the loaded rules and templates, the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kmn_automation.forms.workbook import FormWriter
from kmn_automation.letters.facts import Office
from kmn_automation.letters.library import Library
from kmn_automation.mail.inbox_rules import InboxRules
from kmn_automation.mail.texts import MailTexts
from kmn_automation.model.form import Form
from kmn_automation.model.register import Register
from kmn_automation.model.zone import local_day
from kmn_automation.planning.workflow import Workflow
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.store.connect import Store


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything that was loaded from files; the same for all mails of a pass, and for all worker processes."""

    rulebook: Rulebook
    forms: Mapping[str, Form]
    writers: Mapping[str, FormWriter]
    library: Library
    texts: MailTexts
    inbox_rules: InboxRules
    workflows: tuple[Workflow, ...]
    warnings: tuple[str, ...] = ()
    """German sentences about files that are wrong, so that older ones serve in their place."""


@dataclass(frozen=True, slots=True)
class House:
    """The office's own addresses and limits."""

    office: Office
    email: str
    archive: str
    landesamt: str
    authserv_id: str
    probe_recipient: str
    """Where all mails go in the trial mode; empty in operation."""
    withdrawal: dt.timedelta
    letters_per_hour: int
    bundle_above: int = 10
    """More requests of a kind than this for one person go out as one mail; 0: never."""
    release_by_folder: bool = False
    """Whether moving a request inside the shared mailbox stands for the word."""
    expiries: tuple[tuple[str, dt.date], ...] = ()
    """What runs out, and its last day."""
    canary: bool = False
    """Whether the office sends a mail to itself every day."""

    @property
    def domain(self) -> str:
        """The right side of our Message-IDs."""
        return self.email.partition("@")[2]

    def envelope_for(self, recipient: str) -> str:
        """Where a mail for that recipient really goes: in the trial mode to the office itself."""
        return self.probe_recipient or recipient


@dataclass(frozen=True, slots=True)
class Desk:
    """One pass of the office at one state of the register."""

    store: Store
    register: Register
    tools: Tools
    house: House
    clock: Callable[[], dt.datetime]
    owner: str
    """Name of this process, written into every claim."""

    @property
    def now(self) -> dt.datetime:
        """This moment, in UTC."""
        return self.clock()

    @property
    def today(self) -> dt.date:
        """The day in Lower Saxony."""
        return local_day(self.now)
