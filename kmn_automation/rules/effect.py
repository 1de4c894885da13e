"""What other rules would say about a report: two examinations of the same report side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from kmn_automation.model.finding import Abrechnung, Examination, Finding, Outcome, Severity
from kmn_automation.model.report import Place

Key = tuple[str, tuple[Place, ...]]


class Kind(StrEnum):
    """What becomes of a finding."""

    GAINED = "neu"
    LOST = "entfällt"
    CHANGED = "anders"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """The findings of one rule on one report that share a fate, with the sentence of the first."""

    rule: str
    kind: Kind
    severity: Severity
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One report under two rule sets; `muted` names rules that no longer run because a value is missing."""

    changes: tuple[RuleChange, ...]
    outcomes: tuple[Outcome, Outcome]
    settlements: tuple[Abrechnung | None, Abrechnung | None]
    muted: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether both say the same."""
        return not (self.changes or self.muted or self.other_outcome or self.other_settlement)

    @property
    def other_outcome(self) -> bool:
        """Whether the sender would read another word."""
        return self.outcomes[0] is not self.outcomes[1]

    @property
    def other_settlement(self) -> bool:
        """Whether a sum of the settlement differs; other words for the same sums do not count."""
        return _sums(self.settlements[0]) != _sums(self.settlements[1])


def compare(before: Examination, after: Examination) -> Difference:
    """What differs; a finding is the same if it comes from the same rule and points at the same cells."""
    found = Counter[tuple[str, Kind]]()
    first: dict[tuple[str, Kind], Finding] = {}
    for kind, finding in _fates(_by_key(before), _by_key(after)):
        found[finding.rule, kind] += 1
        first.setdefault((finding.rule, kind), finding)
    changes = tuple(
        RuleChange(rule, kind, first[rule, kind].severity, count, first[rule, kind].text)
        for (rule, kind), count in sorted(found.items())
    )
    return Difference(
        changes,
        (before.outcome, after.outcome),
        (before.settlement, after.settlement),
        tuple(each for each in after.not_run if each not in before.not_run),
    )


def _by_key(examination: Examination) -> Mapping[Key, list[Finding]]:
    found: dict[Key, list[Finding]] = defaultdict(list)
    for each in examination.findings:
        found[each.rule, each.places].append(each)
    return found


def _fates(
    before: Mapping[Key, list[Finding]], after: Mapping[Key, list[Finding]]
) -> Iterator[tuple[Kind, Finding]]:
    for key in dict.fromkeys([*before, *after]):
        for old, new in zip_longest(before.get(key, ()), after.get(key, ())):
            if old is None:
                yield Kind.GAINED, new
            elif new is None:
                yield Kind.LOST, old
            elif old != new:
                yield Kind.CHANGED, new


def _sums(settlement: Abrechnung | None) -> tuple[object, ...]:
    if settlement is None:
        return ()
    return settlement.recognised, settlement.grant, settlement.paid, settlement.claim
