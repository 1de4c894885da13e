"""The settlement: cases worked by hand, and what must hold for any report."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmn_automation.model.finding import Abrechnung, Step
from kmn_automation.model.german import format_euro, format_number
from kmn_automation.model.money import euro, total
from kmn_automation.rules.parameters import in_force
from kmn_automation.rules.rule_cases import SettlementCase
from kmn_automation.rules.settlement import settle
from kmn_automation.rules.subject import Subject
from tests.rules.builder import MATERIAL, form_of, rulebook
from tests.rules.case_file import examine, read_settlements, report_and_known

ALL = read_settlements()


def settlement(foerderjahr: int, changes: dict[str, object]) -> Abrechnung:
    result = examine(foerderjahr, changes).settlement
    assert result is not None
    return result


def step(found: Abrechnung, label: str) -> Decimal:
    return next(each.amount for each in found.steps if each.label == label)


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_settlement_is_the_one_worked_by_hand(case: SettlementCase) -> None:
    found = settlement(case.foerderjahr, case.given)
    assert f"{found.recognised}" == case.recognised, case.calculation
    assert f"{found.grant}" == case.grant, case.calculation
    assert f"{found.claim}" == case.claim, case.calculation


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_case_writes_out_how_its_amounts_come_about(case: SettlementCase) -> None:
    amounts = [case.grant] if case.claim == "0.00" else [case.grant, case.claim]
    for amount in amounts:
        written = format_euro(Decimal(amount)).removesuffix("\u00a0€")
        assert written in case.calculation or written.removesuffix(",00") in case.calculation


def test_every_version_has_cases_worked_by_hand() -> None:
    found = Counter(rulebook().version_of(case.foerderjahr).id for case in ALL)
    assert sum(found.values()) >= 40
    assert found.keys() == {each.id for each in rulebook().versions}
    assert min(found.values()) >= 8


@dataclass(frozen=True)
class Draft:
    """What a settlement is made from."""

    foerderjahr: int
    spent: dict[str, Decimal]
    claimed: dict[str, Decimal]
    apart: dict[str, Decimal]
    """What may stand in the costs without being funded, and what was paid back."""
    granted: Decimal
    paid: Decimal
    rate: Decimal
    posts: Decimal
    months: tuple[int, int]

    @property
    def changes(self) -> dict[str, object]:
        """As a case writes it."""
        return {
            **{f"ausgaben.{name}": amount for name, amount in self.spent.items()},
            **{f"ausgaben.{name}_zuwendungsfaehig": amount for name, amount in self.claimed.items()},
            **self.apart,
            "bescheid.bewilligt": self.granted,
            "bescheid.ausgezahlt": self.paid,
            "bescheid.foerdersatz": self.rate,
            "bescheid.stellenanteile": self.posts,
            **{f"personal.{line}.monate": number for line, number in enumerate(self.months)},
        }

    @property
    def is_old(self) -> bool:
        """Whether the amount per post limits the costs, not the grant."""
        return self.foerderjahr < 2022

    @property
    def is_asyl_funded(self) -> bool:
        return self.foerderjahr < 2024

    @property
    def years_of_posts(self) -> Decimal:
        """Full posts over a whole year: one of 1, one of 0.5, but not more than was granted."""
        return min(self.posts, (self.months[0] + Decimal("0.5") * self.months[1]) / 12)

    @property
    def most(self) -> Decimal:
        """The amount per post times the posts."""
        return euro(max(self.years_of_posts * (60_000 if self.foerderjahr >= 2024 else 55_000), Decimal(0)))

    def settled(self) -> Abrechnung:
        """The settlement alone, without the rules around it."""
        report, known = report_and_known(self.foerderjahr, self.changes)
        book, form = rulebook(), form_of(self.foerderjahr)
        version = book.version_of(self.foerderjahr)
        numbers = in_force(book.parameters, self.foerderjahr)
        found = settle(Subject(report, known, form, version, self.foerderjahr, numbers, form))
        assert found is not None
        return found


POSITIONS = ("personalausgaben", *MATERIAL)
amounts = st.decimals(min_value=-1000, max_value=120_000, places=2)
small = st.decimals(min_value=-100, max_value=9_000, places=2)
parts = st.fixed_dictionaries({"personalausgaben": amounts} | dict.fromkeys(MATERIAL, small))
apart = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("ausgaben.unbare_leistungen", "ausgaben.asylverfahrensberatung", "deckblatt.erstattet"), small
    ),
)
drafts = st.builds(
    Draft,
    foerderjahr=st.integers(2012, 2026),
    spent=parts,
    claimed=parts,
    apart=apart,
    granted=st.decimals(0, 150_000, places=2),
    paid=st.decimals(0, 150_000, places=2),
    rate=st.decimals(0, 100, places=2),
    posts=st.decimals(0, 3, places=2),
    months=st.tuples(st.integers(-12, 24), st.integers(-3, 12)),
)
many = settings(
    max_examples=int(os.environ.get("KMN_EXAMPLES", "250")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@many
@given(drafts)
def test_the_grant_never_exceeds_a_ceiling(draft: Draft) -> None:
    found = draft.settled()

    assert 0 <= found.grant <= draft.granted
    assert found.grant <= euro(draft.rate * found.recognised / 100)
    assert 0 <= found.recognised <= max(sum(draft.spent.values()), Decimal(0)) + 8 * 1000
    if draft.is_old:
        assert found.recognised <= draft.most
    else:
        assert found.grant <= draft.most
        assert found.grant <= euro(found.recognised * 90 / 100)
    assert 0 <= found.claim <= max(found.paid, Decimal(0))


@many
@given(drafts, st.sampled_from(POSITIONS), st.decimals(0, 50_000, places=2))
def test_more_eligible_cost_never_lowers_the_grant(draft: Draft, position: str, more: Decimal) -> None:
    def added(parts: dict[str, Decimal]) -> dict[str, Decimal]:
        return {**parts, position: parts[position] + more}

    lower = draft.settled()
    higher = replace(draft, spent=added(draft.spent), claimed=added(draft.claimed)).settled()
    only_claimed = replace(draft, claimed=added(draft.claimed)).settled()

    assert lower.recognised <= only_claimed.recognised <= higher.recognised
    assert lower.grant <= only_claimed.grant <= higher.grant
    assert lower.claim >= only_claimed.claim >= higher.claim


@many
@given(drafts)
def test_the_sums_are_those_of_their_parts_to_the_cent(draft: Draft) -> None:
    found = replace(draft, apart={}).settled()
    lines = [each.amount for each in found.steps if each.label.endswith(", anerkannt")]
    expected = [max(min(draft.spent[name], draft.claimed[name]), Decimal(0)) for name in POSITIONS]

    assert lines == expected
    if draft.is_old:
        personnel, material = expected[0], sum(expected[1:], Decimal(0))
        together = personnel + min(material, euro(personnel * 15 / 100))
        assert step(found, "Personal- und Sachausgaben zusammen") == together
        assert found.recognised == min(together, draft.most)
    else:
        assert found.recognised == sum(expected)
    assert found.paid == draft.paid
    assert found.grant + found.claim == max(found.grant, found.paid)


@many
@given(drafts)
def test_each_printed_step_follows_from_the_ones_before(draft: Draft) -> None:
    found = draft.settled()
    reader = Reader(draft, list(found.steps))

    assert reader.recognised() == found.recognised
    assert reader.grant() == found.grant
    assert reader.paid() == found.paid
    assert reader.claim(found) == found.claim
    assert reader.steps == []


@dataclass
class Reader:
    """A person with a pocket calculator who reads the printed steps from the top and believes only what follows."""

    draft: Draft
    steps: list[Step]

    def take(self, label: str) -> Step:
        assert self.steps[0].label == label
        return self.steps.pop(0)

    def next_is(self, label: str) -> bool:
        return bool(self.steps) and self.steps[0].label == label

    def recognised(self) -> Decimal:
        lines = []
        while self.steps[0].label.endswith(", anerkannt"):
            lines.append(self.steps.pop(0))
        for line, name in zip(lines, POSITIONS, strict=True):
            is_cut = line.amount < self.draft.claimed[name]
            why = "begrenzt auf die Gesamtausgabe der Position" if is_cut else "wie angesetzt"
            assert (line.why, line.rule) == (why, "ARI-05" if is_cut else "")
        personnel, material = lines[0].amount, total(line.amount for line in lines[1:])
        if not self.draft.is_old:
            return self.named("Anerkannte Ausgaben", self.eligible(personnel + material))
        share = euro(15 * personnel / 100)
        why = f"15 % von {format_euro(personnel)} Personalausgaben"
        material = self.limited("Höchstbetrag der Sachausgaben", material, share, (why, "ELG-02"))
        together = self.named("Personal- und Sachausgaben zusammen", self.eligible(personnel + material))
        most = self.limited("Höchstbetrag der Ausgaben", together, self.draft.most, (self.posts(), "ELG-01"))
        return self.named("Anerkannte Ausgaben", most)

    def eligible(self, amount: Decimal) -> Decimal:
        spent = sum(self.draft.spent.values(), Decimal(0))
        for field, label, rule in (
            ("ausgaben.unbare_leistungen", "unbare Leistungen", "ELG-22"),
            ("ausgaben.asylverfahrensberatung", "Asylverfahrensberatung", "ELG-20"),
        ):
            if self.next_is(f"Nicht zuwendungsfähig: {label}"):
                line = self.steps.pop(0)
                assert (line.amount, line.rule) == (self.draft.apart[field], rule)
                spent -= line.amount
                amount = max(min(amount, spent), Decimal(0))
            else:
                given = self.draft.apart.get(field, Decimal(0))
                assert given <= 0 or (rule == "ELG-20" and self.draft.is_asyl_funded)
        return amount

    def grant(self) -> Decimal:
        recognised = self.draft_recognised
        rate = format_number(self.draft.rate)
        amount = self.named("Bewilligter Betrag", self.draft.granted)
        why = f"{rate} % von {format_euro(recognised)} anerkannten Ausgaben"
        by_rate = euro(self.draft.rate * recognised / 100)
        amount = self.limited("Zuwendung nach dem Fördersatz", amount, by_rate, (why, "ELG-07"))
        if not self.draft.is_old:
            ceiling = (self.posts(), "ELG-04/ELG-05")
            amount = self.limited("Höchstbetrag der Zuwendung", amount, self.draft.most, ceiling)
            share = (f"höchstens 90 % von {format_euro(recognised)} anerkannten Ausgaben", "ELG-06")
            amount = self.limited("Höchstanteil des Landes", amount, euro(recognised * 90 / 100), share)
        return self.named("Zuwendung", amount)

    def paid(self) -> Decimal:
        paid = self.named("Ausgezahlt", self.draft.paid)
        repaid = self.draft.apart.get("deckblatt.erstattet", Decimal(0))
        if repaid <= 0:
            return paid
        self.named("Davon bereits zurückgezahlt", repaid)
        return self.named("Verbleibende Auszahlung", max(paid - repaid, Decimal(0)))

    def claim(self, found: Abrechnung) -> Decimal:
        return self.named("Ausgezahlt über die Zuwendung hinaus", max(found.paid - found.grant, Decimal(0)))

    def named(self, label: str, amount: Decimal) -> Decimal:
        found = self.take(label)
        assert found.amount == euro(amount), label
        if label == "Anerkannte Ausgaben":
            self.draft_recognised = found.amount
        return found.amount

    def limited(self, label: str, amount: Decimal, ceiling: Decimal, reason: tuple[str, str]) -> Decimal:
        found = self.take(label)
        effect = "Diese Grenze greift" if ceiling < amount else "Diese Grenze wird eingehalten"
        assert (found.amount, found.why, found.rule) == (ceiling, f"{reason[0]}. {effect}.", reason[1])
        return min(amount, ceiling)

    def posts(self) -> str:
        amount = format_euro(Decimal(60_000 if self.draft.foerderjahr >= 2024 else 55_000))
        posts = format_number(self.draft.years_of_posts.quantize(Decimal("0.0001"), ROUND_HALF_UP))
        return f"{amount} je volle Stelle und Jahr × {posts} Stellen"


def test_without_a_bescheid_there_is_no_settlement() -> None:
    assert examine(2024, {"bescheid.fehlt": True}).settlement is None


@pytest.mark.parametrize(
    "missing", ["ausgaben.raumkosten", "ausgaben.raumkosten_zuwendungsfaehig", "personal.0.monate"]
)
def test_without_an_amount_there_is_no_settlement(missing: str) -> None:
    assert examine(2024, {missing: None}).settlement is None


def test_a_limit_says_whether_it_took_effect() -> None:
    found = settlement(2024, {"personal.1.monate": 1})
    reasons = {each.label: each.why for each in found.steps}
    assert reasons["Höchstbetrag der Zuwendung"] == (
        "60.000,00\u00a0€ je volle Stelle und Jahr × 1,0417 Stellen. Diese Grenze greift."
    )
    assert reasons["Höchstanteil des Landes"].endswith("Diese Grenze wird eingehalten.")
    assert step(found, "Zuwendung") == found.grant
