"""How often each rule speaks in the newest Fassungen, and how often the register waives its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.rules.rule import Rule
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.store import reports
from kmn_automation.store.connect import Transaction

HUNDRED = Decimal(100)
CHECK_RULE = "über die Hälfte ausgesetzt: Regel prüfen"


@dataclass(frozen=True, slots=True)
class RuleHits:
    """The newest Fassungen in whose Förderjahr the rule is in force, those with a finding, those waived."""

    rule: Rule
    reports: int
    hits: int
    waived: int

    @property
    def share(self) -> Decimal | None:
        """Percent of the reports with a finding, to one place; None without any report."""
        return round(HUNDRED * self.hits / self.reports, 1) if self.reports else None

    @property
    def hint(self) -> str:
        """What the office should do about the rule; empty where nothing."""
        return CHECK_RULE if self.waived * 2 > self.hits else ""


def count_hits(tx: Transaction, book: Rulebook, years: Collection[int] = ()) -> list[RuleHits]:
    """A line for every rule in the order of the rulebook; of these Förderjahre, or of all."""
    examined = reports.newest_by_year(tx, years)
    found, aside = Counter[str](), Counter[str]()
    for hit in reports.newest_hits(tx, years):
        found[hit.rule] += 1
        aside[hit.rule] += hit.waived
    return [
        RuleHits(rule, _examined_by(book, rule, examined), found[rule.id], aside[rule.id])
        for rule in book.rules
    ]


def rules_to_check(tx: Transaction, book: Rulebook) -> tuple[str, ...]:
    """A sentence for every rule whose findings are mostly waived, for the digest."""
    return tuple(
        f"Regel {each.rule.id} ({each.rule.title}): {each.waived} von {each.hits} Treffern, {each.hint}."
        for each in count_hits(tx, book)
        if each.hint
    )


def _examined_by(book: Rulebook, rule: Rule, examined: dict[int, int]) -> int:
    years = {year for version in book.versions if version.id in rule.versions for year in version.years}
    return sum(number for year, number in examined.items() if year in years)
