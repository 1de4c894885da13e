"""A rule as the office reads it, and the programs that it becomes under each version of the Richtlinie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kmn_automation.model.finding import Certainty, Severity
from kmn_automation.rules.functions import RuleFunction
from kmn_automation.rules.metadata import printed_reference
from kmn_automation.rules.python_compiler import Compiled
from kmn_automation.rules.template import Template
from kmn_automation.rules.tree import Node


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where a rule is written, from the first day of a Förderjahr on."""

    first_year: int
    reference: str
    certainty: Certainty

    @property
    def printed(self) -> str:
        """The source as a Träger may read it."""
        return printed_reference(self.reference, self.certainty)


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a rule file with all its metadata; `where` is `file:line:column`."""

    id: str
    title: str
    versions: tuple[str, ...]
    sources: tuple[RuleSource, ...]
    """The oldest first; the first one begins with the first version of the rule."""
    severity: Severity
    mendable: bool
    text: str
    remedy: str
    when: str
    let: Mapping[str, str]
    check: str
    note_when: str
    for_each: str
    function: str
    covers: tuple[str, ...]
    if_empty: Severity
    """How much an empty required field weighs that this rule covers."""
    where: str

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids it stands for: two where one number was changed (`ELG-04/ELG-05`)."""
        return tuple(self.id.split("/"))

    def source(self, foerderjahr: int) -> RuleSource:
        """The source in a Förderjahr; the oldest for years before it."""
        return next(
            (each for each in reversed(self.sources) if each.first_year <= foerderjahr), self.sources[0]
        )

    @property
    def newest_source(self) -> RuleSource:
        """The source of the last version of the rule."""
        return self.sources[-1]

    @property
    def reference(self) -> str:
        """Where the rule is written today."""
        return self.newest_source.reference

    @property
    def certainty(self) -> Certainty:
        """Whether the source of today was read."""
        return self.newest_source.certainty


@dataclass(frozen=True, slots=True)
class Sentences:
    """The templates of a finding."""

    text: Template
    remedy: Template
    found: Template
    expected: Template


@dataclass(frozen=True, slots=True)
class Program:
    """A rule under one version, for one position of a sheet where the rule has `items`.

    The typed trees stay, so that other compilers can read them.
    """

    rule: Rule
    table: str
    item: str
    when: Node | None
    check: Node | None
    violated: Compiled | None
    softened: Compiled | None
    function: RuleFunction | None
    empty_is_zero: bool
    places: tuple[str, ...]
    sentences: Sentences
