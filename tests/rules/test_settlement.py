"""The settlement: cases worked by hand, and what must hold for any report."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.model.finding import Abrechnung
from kmn_automation.model.money import euro, total
from tests.rules.builder import MATERIAL
from tests.rules.case_file import SettlementCase, examine, read_settlements

ALL = read_settlements()
amounts = st.decimals(min_value=-1000, max_value=200_000, places=2)
years = st.sampled_from([2013, 2016, 2019, 2022, 2023, 2024, 2026])


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


def spent(personnel: Decimal, claimed: Decimal, rent: Decimal) -> dict[str, object]:
    return {
        "ausgaben.personalausgaben": personnel,
        "ausgaben.personalausgaben_zuwendungsfaehig": claimed,
        "ausgaben.raumkosten": rent,
        "ausgaben.raumkosten_zuwendungsfaehig": rent,
    }


costs = st.builds(spent, amounts, amounts, amounts)


@settings(max_examples=60, deadline=None)
@given(years, costs, st.decimals(0, 100, places=2), st.decimals(0, 24, places=1))
def test_the_grant_never_exceeds_a_ceiling(
    year: int, spending: dict[str, object], rate: Decimal, months: Decimal
) -> None:
    found = settlement(year, {**spending, "bescheid.foerdersatz": rate, "personal.0.monate": months})
    posts = min(Decimal("1.5"), (months + 6) / 12)
    assert 0 <= found.grant <= Decimal("63950.40")
    assert found.grant <= euro(rate * found.recognised / 100)
    assert found.claim == max(found.paid - found.grant, Decimal(0))
    if year >= 2022:
        assert found.grant <= euro(posts * (60_000 if year >= 2024 else 55_000))
        assert found.grant <= euro(found.recognised * 90 / 100)
    else:
        assert found.recognised <= euro(posts * 55_000)


@settings(max_examples=60, deadline=None)
@given(years, amounts, amounts, st.decimals(0, 50_000, places=2))
def test_more_eligible_cost_never_lowers_the_grant(
    year: int, personnel: Decimal, rent: Decimal, more: Decimal
) -> None:
    lower = settlement(year, spent(personnel, personnel, rent))
    higher = settlement(year, spent(personnel + more, personnel + more, rent))
    assert higher.recognised >= lower.recognised
    assert higher.grant >= lower.grant


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([2022, 2024]), amounts, amounts, amounts)
def test_the_recognised_lines_add_up_to_the_whole(
    year: int, personnel: Decimal, claimed: Decimal, rent: Decimal
) -> None:
    found = settlement(year, spent(personnel, claimed, rent))
    lines = [each.amount for each in found.steps if each.label.endswith(", anerkannt")]
    assert len(lines) == len(MATERIAL) + 1
    assert total(lines) == found.recognised


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
