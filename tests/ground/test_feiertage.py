"""The holidays of Lower Saxony, and the end of a period that falls on one."""

from __future__ import annotations

import datetime as dt

import pytest

from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.model.frist import next_working_day

EASTER = {
    2024: (3, 31),
    2025: (4, 20),
    2026: (4, 5),
    2027: (3, 28),
    2028: (4, 16),
    2029: (4, 1),
    2030: (4, 21),
}
FIXED = {(1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)}
AFTER_EASTER = (-2, 1, 39, 50)


@pytest.mark.parametrize("year", EASTER)
def test_a_year_has_its_ten_holidays_and_no_other(year: int) -> None:
    easter = dt.date(year, *EASTER[year])
    expected = {dt.date(year, month, day) for month, day in FIXED}
    expected |= {easter + dt.timedelta(days=days) for days in AFTER_EASTER}
    days = (dt.date(year, 1, 1) + dt.timedelta(days=number) for number in range(366))

    assert {day for day in days if is_holiday(day) and day.year == year} == expected


def test_reformationstag_is_a_holiday_since_2018() -> None:
    years = range(2015, 2027)

    assert [year for year in years if is_holiday(dt.date(year, 10, 31))] == [2017, *range(2018, 2027)]


NOT_FREE = ["2025-01-06", "2025-06-19", "2025-08-15", "2025-11-01", "2025-11-19", "2025-12-24", "2025-12-31"]


@pytest.mark.parametrize("day", NOT_FREE)
def test_holidays_of_other_laender_and_half_holidays_are_working_days(day: str) -> None:
    assert not is_holiday(dt.date.fromisoformat(day))


SHIFTED = [
    ("2024-06-30", "2024-07-01"),
    ("2025-06-30", "2025-06-30"),
    ("2024-03-29", "2024-04-02"),
    ("2024-10-31", "2024-11-01"),
    ("2025-10-31", "2025-11-03"),
    ("2025-12-25", "2025-12-29"),
    ("2027-12-31", "2027-12-31"),
    ("2028-01-01", "2028-01-03"),
]


@pytest.mark.parametrize(("day", "expected"), SHIFTED)
def test_a_period_ends_on_the_next_working_day(day: str, expected: str) -> None:
    assert next_working_day(dt.date.fromisoformat(day), is_holiday) == dt.date.fromisoformat(expected)
