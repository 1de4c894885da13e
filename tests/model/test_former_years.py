from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kmn_automation.model.former_years import bescheid_before, is_first_grant, pay_out_of
from kmn_automation.model.frist import year_of
from kmn_automation.model.history import PayOut
from kmn_automation.model.money import Euro, euro
from kmn_automation.model.register import Bescheid, Register


def grant(mark: str, year: int, traeger_id: str = "T-1", theirs: Euro | None = None) -> Bescheid:
    return Bescheid(
        mark, traeger_id, year, dt.date(year, 1, 2), year_of(year), euro(100), euro(90), Decimal(90), Decimal(1), "",
        auszahlung_landesamt=theirs,
    )  # fmt: skip


def before(*grants: Bescheid) -> list[str]:
    """For each Bescheid of 2025 the one it goes on from."""
    register = Register(bescheide=grants)
    found = (bescheid_before(register, each) for each in grants if each.foerderjahr == 2025)
    return [each.geschaeftszeichen if each else "-" for each in found]


def test_the_same_geschaeftszeichen_goes_on() -> None:
    assert before(grant("A", 2024), grant("B", 2024), grant("B", 2025), grant("A", 2025)) == ["B", "A"]


def test_other_geschaeftszeichen_go_on_in_register_order() -> None:
    assert before(grant("A24", 2024), grant("B24", 2024), grant("A25", 2025), grant("B25", 2025)) == [
        "A24",
        "B24",
    ]


def test_what_is_left_beside_the_same_ones_goes_on_in_order() -> None:
    assert before(grant("A", 2024), grant("B", 2024), grant("C", 2025), grant("B", 2025)) == ["A", "B"]


def test_in_doubt_nothing_goes_on() -> None:
    assert before(grant("A24", 2024), grant("A25", 2025), grant("B25", 2025)) == ["-", "-"]
    assert before(grant("A23", 2023), grant("A25", 2025)) == ["-"]
    assert before(grant("A24", 2024, "T-2"), grant("A25", 2025)) == ["-"]


def test_a_bescheid_that_the_register_lost_goes_on_from_nothing() -> None:
    assert bescheid_before(Register(bescheide=(grant("A", 2024),)), grant("B", 2025)) is None


def test_the_first_grant_is_known_once_there_is_a_former_year() -> None:
    now = grant("A25", 2025)
    assert is_first_grant(Register(bescheide=(now, grant("B25", 2025, "T-2"))), now) is None
    assert is_first_grant(Register(bescheide=(now, grant("B24", 2024, "T-2"))), now) is True
    assert is_first_grant(Register(bescheide=(now, grant("A22", 2022))), now) is False


def test_pay_outs_are_compared_when_all_are_named() -> None:
    half = Register(bescheide=(grant("A", 2025, theirs=euro(80)), grant("B", 2025)))
    whole = Register(
        bescheide=(grant("A", 2025, theirs=euro(80)), grant("B", 2025, theirs=euro(90)), grant("C", 2024))
    )
    assert pay_out_of(half, 2025) is None
    assert pay_out_of(whole, 2023) is None
    assert pay_out_of(whole, 2025) == PayOut(register=euro(180), landesamt=euro(170))
