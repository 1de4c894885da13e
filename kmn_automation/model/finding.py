"""What the examination of a report found: findings, the settlement, and the outcome."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.model.money import Euro
from kmn_automation.model.not_run import NotRun
from kmn_automation.model.report import Place

_NUMBER = re.compile(r"[0-9](?:[0-9.,:/]*[0-9])?")
EMPTY, ANY_VALUE = "leer", "eine Angabe"
"""Found and expected where a required cell is empty."""


class Severity(StrEnum):
    """How much a finding weighs. A trial rule runs and is counted, but nobody outside sees it."""

    ERROR = "Fehler"
    NOTE = "Hinweis"
    INTERNAL = "intern"
    TRIAL = "Probe"

    @property
    def is_told(self) -> bool:
        """Whether a Träger reads of it."""
        return self in {Severity.ERROR, Severity.NOTE}


class Certainty(StrEnum):
    """Whether the source of a rule was read. An assumed source is never printed as law."""

    CHECKED = "geprüft"
    ASSUMED = "angenommen"


class Outcome(StrEnum):
    """The three words that a Träger reads, always the same."""

    ANGENOMMEN = "angenommen"
    MIT_HINWEISEN = "angenommen mit Hinweisen"
    NACHBESSERUNG = "zur Nachbesserung"


@dataclass(frozen=True, slots=True)
class Finding:
    """One point: where, what was found, what was expected, what to do, by which rule and source."""

    rule: str
    severity: Severity
    mendable: bool
    places: tuple[Place, ...]
    found: str
    expected: str
    text: str
    remedy: str
    reference: str
    certainty: Certainty
    waived: str = ""
    """`ausgesetzt bis 31.12.2025 durch …: Grund`, where the office has waived the rule for this case."""
    withheld: str = ""
    """Why the Träger is not told though the rule speaks: an earlier version showed it, its answer did not."""

    @property
    def sends_back(self) -> bool:
        """Only an error that the Träger is told and can mend sends a report back."""
        return self.visible and self.severity is Severity.ERROR and self.mendable

    @property
    def visible(self) -> bool:
        """Whether the Träger is told."""
        return self.severity.is_told and not self.for_office

    @property
    def for_office(self) -> str:
        """Why the finding stays in the office, as an end of a sentence; empty where nothing keeps it there."""
        return self.waived or self.withheld

    @property
    def unsaid(self) -> tuple[str, str]:
        """Found and expected, each empty where the sentence says it already."""
        found, expected = ("" if _says(self.text, each) else each for each in (self.found, self.expected))
        return found, expected


def _says(text: str, part: str) -> bool:
    """Whether the sentence holds that value: its numbers, or its words if it has none."""
    numbers = set(_NUMBER.findall(part))
    said = numbers <= set(_NUMBER.findall(text)) if numbers else part.casefold() in text.casefold()
    return said or part in {EMPTY, ANY_VALUE}


CLIENT_DATA = "FRM-15"
"""The rule about data of Ratsuchende: a report with a visible finding of it goes into quarantine."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the settlement: what was computed, the amount, and the sentence why."""

    label: str
    amount: Euro
    why: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Abrechnung:
    """The settlement of one report under one version of the Richtlinie, with every intermediate value."""

    version: str
    recognised: Euro
    grant: Euro
    paid: Euro
    claim: Euro
    """Paid less grant; zero where nothing is to be reclaimed. The Landesamt decides, the office only computes."""
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything the rules say about one report."""

    findings: tuple[Finding, ...]
    settlement: Abrechnung | None
    """None where the report lacks the values that a settlement needs."""
    outcome: Outcome
    ruleset: str
    """SHA-256 of the rule files in force, so that an old letter can be explained."""
    not_run: tuple[str, ...] = ()
    """Ids of rules that could not run because a value is missing or unreadable."""
    not_known: tuple[str, ...] = ()
    """Ids of rules that could not run because the office lacks history or a table; never told to a Träger."""
    reasons: tuple[NotRun, ...] = ()
    """Each rule of `not_run` with its title and what it lacked; empty in examinations that were stored before."""

    @property
    def told_reasons(self) -> tuple[NotRun, ...]:
        """What the Träger is told of them; a rule that found something anyway is named with that."""
        found = {each.rule for each in self.findings}
        return tuple(each for each in self.reasons if each.told and each.rule not in found)

    @property
    def shows_clients(self) -> bool:
        """Whether the report seems to hold data of Ratsuchende, so that its values must not be kept or counted."""
        return any(each.rule == CLIENT_DATA and each.visible for each in self.findings)


def outcome_of(findings: tuple[Finding, ...]) -> Outcome:
    """The word for the sender: sent back only for what can be mended."""
    if any(each.sends_back for each in findings):
        return Outcome.NACHBESSERUNG
    return Outcome.MIT_HINWEISEN if any(each.visible for each in findings) else Outcome.ANGENOMMEN
