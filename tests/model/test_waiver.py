"""Which rules are waived for a Bescheid on a day, and which waivers the office should look at."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kmn_automation.model.register import Waiver
from kmn_automation.model.waiver import describe, ending_waivers, waived_rules
from tests.forms.register_cast import bescheid, invent

LAST = dt.date(2026, 12, 31)
WAIVER = Waiver("FRM-09", "T-001", "Mit uns abgestimmt.", "Probst@office.example", LAST)
OFFICE = replace(invent(2), waivers=(WAIVER,))
MINE = bescheid(1, 2025)


def waived(waiver: Waiver, day: dt.date = LAST) -> dict[str, str]:
    return waived_rules(replace(OFFICE, waivers=(waiver,)), MINE, day)


def test_it_says_until_when_who_and_why() -> None:
    assert waived(WAIVER) == {"FRM-09": "ausgesetzt bis 31.12.2026 durch Ada Probst: Mit uns abgestimmt."}


def test_the_last_day_is_included_and_the_next_is_not() -> None:
    assert waived(WAIVER, LAST)
    assert waived(WAIVER, LAST + dt.timedelta(days=1)) == {}


def test_the_first_day_is_included_and_the_one_before_is_not() -> None:
    first = dt.date(2026, 3, 1)
    later = replace(WAIVER, gueltig_von=first)
    assert waived(later, first)
    assert waived(later, first - dt.timedelta(days=1)) == {}


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"geschaeftszeichen": "MB-2025-001"}, True),
        ({"geschaeftszeichen": "MB-2025-002"}, False),
        ({"foerderjahr": 2025}, True),
        ({"foerderjahr": 2024}, False),
        ({"traeger_id": "T-002"}, False),
    ],
)
def test_it_holds_for_one_traeger_and_may_be_narrower(changes: dict[str, object], *, counts: bool) -> None:
    assert bool(waived(replace(WAIVER, **changes))) is counts  # type: ignore[arg-type]  # by name


def test_of_two_waivers_of_a_rule_the_one_that_ends_last_is_named() -> None:
    shorter = replace(WAIVER, gueltig_bis=dt.date(2026, 6, 30), begruendung="Bis zum Sommer.")
    for both in ((WAIVER, shorter), (shorter, WAIVER)):
        found = waived_rules(replace(OFFICE, waivers=both), MINE, dt.date(2026, 5, 1))
        assert found["FRM-09"].startswith("ausgesetzt bis 31.12.2026")


def test_a_person_who_left_the_register_is_named_by_address() -> None:
    assert "durch gone@office.example: " in waived(replace(WAIVER, person="gone@office.example"))["FRM-09"]


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2026-11-30", False), ("2026-12-01", True), ("2027-01-30", True), ("2027-01-31", False)],
)
def test_the_office_sees_it_from_thirty_days_before_its_end_to_thirty_after(day: str, *, shown: bool) -> None:
    assert bool(ending_waivers(OFFICE, dt.date.fromisoformat(day))) is shown


def test_the_earliest_end_comes_first() -> None:
    earlier = replace(WAIVER, rule="BEL-05", gueltig_bis=dt.date(2026, 12, 1))
    lines = ending_waivers(replace(OFFICE, waivers=(WAIVER, earlier)), dt.date(2026, 12, 10))
    assert [line.split()[0] for line in lines] == ["BEL-05", "FRM-09"]


@pytest.mark.parametrize(
    ("waiver", "day", "words"),
    [
        (
            WAIVER,
            "2026-12-31",
            "FRM-09 für T-001 (Verein 1 & Söhne e. V.): endet am 31.12.2026, eingetragen von Ada Probst: Mit uns abgestimmt.",
        ),
        (
            replace(WAIVER, geschaeftszeichen="MB-2025-001", foerderjahr=2025),
            "2027-01-01",
            ("FRM-09 für T-001 (Verein 1 & Söhne e. V.), MB-2025-001, Förderjahr 2025: ist am 31.12.2026 abgelaufen, "
            "eingetragen von Ada Probst: Mit uns abgestimmt."),
        ),
        (
            replace(WAIVER, traeger_id="T-900", gueltig_von=dt.date(2026, 7, 1)),
            "2026-06-30",
            "FRM-09 für T-900: gilt ab 01.07.2026, endet am 31.12.2026, eingetragen von Ada Probst: Mit uns abgestimmt.",
        ),
    ],
)  # fmt: skip
def test_one_line_says_all_of_a_waiver(waiver: Waiver, day: str, words: str) -> None:
    assert describe(OFFICE, waiver, dt.date.fromisoformat(day)) == words
