"""What a change of rules would do to the stored reports, before it goes live: counted by rule, outcome and money."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kmn_automation.app.rule_files import PREFIX, read_changed, read_forms, read_rulebook
from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Abrechnung
from kmn_automation.model.money import NULL_EURO, Euro, euro
from kmn_automation.model.register import Register
from kmn_automation.rules.effect import Difference, Kind
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.steps.compare_rules import Compared, Comparison, compare_all
from kmn_automation.store import reports

Tick = Callable[[int, int], None]
"""Hears how many reports of how many were compared."""


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """How many reports get a finding of a rule, lose one, or read another sentence or weight."""

    rule: str
    title: str
    severity: str
    gained: int
    lost: int
    changed: int


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over all compared reports that have a settlement, under both rule sets."""

    before: Euro
    after: Euro

    @property
    def difference(self) -> Euro:
        """What comes on top; negative where it is less."""
        return euro(self.after - self.before)


@dataclass(frozen=True, slots=True)
class CaseEffect:
    """A case whose newest Fassung would be judged otherwise."""

    number: str
    traeger_id: str
    traeger: str
    geschaeftszeichen: str
    foerderjahr: int
    fassung: int
    difference: Difference


@dataclass(frozen=True, slots=True)
class Effect:
    """The whole effect; `outcomes` counts the reports that would read another word."""

    files: tuple[str, ...]
    hashes: tuple[str, str]
    reports: int
    years: tuple[int, ...]
    rules: tuple[RuleEffect, ...]
    outcomes: Mapping[tuple[str, str], int]
    settlements: int
    """Reports with other sums, or with a settlement under one of both only."""
    grant: Sum
    claim: Sum
    cases: tuple[CaseEffect, ...]


@dataclass(slots=True)
class _Tally:
    """Counts while the reports go by; only what differs is kept."""

    register: Register
    years: set[int] = field(default_factory=set)
    rules: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    settlements: int = 0
    sums: dict[str, Euro] = field(default_factory=lambda: defaultdict(lambda: NULL_EURO))
    cases: list[CaseEffect] = field(default_factory=list)

    def take(self, compared: Compared) -> None:
        packed, difference = compared
        self.years.add(packed.foerderjahr)
        for side, settlement in zip(("before", "after"), difference.settlements, strict=True):
            self._add(side, settlement)
        if difference.is_none:
            return
        self.rules.update((each.rule, each.kind) for each in difference.changes)
        if difference.other_outcome:
            before, after = difference.outcomes
            self.outcomes[before.value, after.value] += 1
        self.settlements += difference.other_settlement
        traeger = self.register.find_traeger(packed.traeger_id)
        self.cases.append(
            CaseEffect(
                packed.number, packed.traeger_id, traeger.name if traeger else "", packed.geschaeftszeichen,
                packed.foerderjahr, packed.fassung, difference,
            )
        )  # fmt: skip

    def _add(self, side: str, settlement: Abrechnung | None) -> None:
        if settlement is not None:
            for name, amount in (("grant", settlement.grant), ("claim", settlement.claim)):
                self.sums[f"{name} {side}"] = euro(self.sums[f"{name} {side}"] + amount)

    def sum(self, name: str) -> Sum:
        return Sum(*(self.sums[f"{name} {side}"] for side in ("before", "after")))


def rule_effect(place: Workplace, folder: Path, years: Collection[int], tick: Tick) -> Effect:
    """Which newest Fassungen (of these Förderjahre, or of all) the changed files in the folder would touch.

    Raises:
        Misconfigured: the rules in force or the changed ones do not load; with every complaint.
    """
    toolbox = place.toolbox
    changed = read_changed(folder, toolbox.rule_texts)
    comparison = Comparison(
        toolbox.rulebook, _changed_book({**toolbox.rule_texts, **changed}, folder), place.load_register()
    )
    with place.store.read() as tx:
        report_ids = reports.newest_ids(tx, years)
    tally, done = _Tally(comparison.register), 0
    tick(0, len(report_ids))
    for batch in compare_all(place.store, comparison, report_ids, place.settings.run.workers):
        for compared in batch:
            tally.take(compared)
        done += len(batch)
        tick(done, len(report_ids))
    return _effect(tally, comparison, tuple(name.removeprefix(PREFIX) for name in changed), done)


def _changed_book(texts: Mapping[str, str], folder: Path) -> Rulebook:
    try:
        return read_rulebook(texts, read_forms(texts))
    except Misconfigured as refused:
        what = f"Mit den Dateien aus {folder} lassen sich die Regeln nicht laden; es wurde nichts verglichen."
        raise Misconfigured(f"{what}\n{refused}") from None


def _effect(tally: _Tally, comparison: Comparison, files: tuple[str, ...], done: int) -> Effect:
    touched = {rule for rule, _ in tally.rules}
    return Effect(
        files=files,
        hashes=(comparison.before.hash, comparison.after.hash),
        reports=done,
        years=tuple(sorted(tally.years)),
        rules=tuple(_rule(tally, comparison, each) for each in sorted(touched)),
        outcomes=dict(tally.outcomes),
        settlements=tally.settlements,
        grant=tally.sum("grant"),
        claim=tally.sum("claim"),
        cases=tuple(tally.cases),
    )


def _rule(tally: _Tally, comparison: Comparison, rule_id: str) -> RuleEffect:
    rule = comparison.after.rule(rule_id) or comparison.before.rule(rule_id)
    return RuleEffect(
        rule_id,
        rule.title if rule else "",
        rule.severity.value if rule else "",
        *(tally.rules[rule_id, kind] for kind in (Kind.GAINED, Kind.LOST, Kind.CHANGED)),
    )
