"""The daily run: once on every calendar day in Berlin, whatever the clock does."""

from __future__ import annotations

import datetime as dt

import pytest

from kmn_automation.model.zone import local_day
from kmn_automation.planning.daily import daily_run_due, next_daily_run


def last_sunday(year: int, month: int) -> dt.date:
    last = dt.date(year, month, 31)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7)


NIGHTS = [last_sunday(year, month) for year in range(2024, 2031) for month in (3, 10)]


def utc(day: dt.date, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), dt.UTC)


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_each_day_around_a_clock_change_has_exactly_one_run_at_six(night: dt.date) -> None:
    runs: list[dt.datetime] = []
    last: dt.date | None = night - dt.timedelta(days=2)
    for minutes in range(-24 * 60, 48 * 60, 5):
        now = utc(night) + dt.timedelta(minutes=minutes)
        if daily_run_due(now, last):
            last = local_day(now)
            runs.append(now)

    assert [local_day(now) - night for now in runs] == [dt.timedelta(days) for days in (-1, 0, 1)]
    hours = [4, 4, 4] if night.month == 3 else [4, 5, 5]
    before_change = 5 if night.month == 3 else 4
    assert [(now.hour, now.minute) for now in runs] == [
        (before_change, 0),
        *((hour, 0) for hour in hours[1:]),
    ]


MOMENTS = [
    (utc(dt.date(2025, 1, 15), 4, 59), None, False),
    (utc(dt.date(2025, 1, 15), 5, 0), None, True),
    (utc(dt.date(2025, 7, 15), 4, 0), dt.date(2025, 7, 14), True),
    (utc(dt.date(2025, 7, 15), 4, 0), dt.date(2025, 7, 15), False),
    (utc(dt.date(2025, 7, 15), 3, 59), dt.date(2025, 7, 12), False),
    (utc(dt.date(2025, 7, 15), 20, 0), dt.date(2025, 7, 12), True),
    (utc(dt.date(2025, 7, 15), 22, 30), dt.date(2025, 7, 15), False),
    (utc(dt.date(2025, 7, 15), 12, 0), dt.date(2026, 7, 15), True),
]


@pytest.mark.parametrize(("now", "last", "expected"), MOMENTS)
def test_the_run_is_due_from_six_on_if_there_was_none_today(
    now: dt.datetime, last: dt.date | None, *, expected: bool
) -> None:
    assert daily_run_due(now, last) is expected


def test_a_clock_that_jumps_back_two_hours_causes_no_second_run() -> None:
    day = dt.date(2025, 7, 15)

    assert [daily_run_due(utc(day, hour), day) for hour in (4, 2, 3, 4, 5)] == [False] * 5


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_the_next_run_is_at_six_in_berlin_also_across_a_clock_change(night: dt.date) -> None:
    before, after = next_daily_run(utc(night - dt.timedelta(days=1), 12)), next_daily_run(utc(night, 12))

    assert [before.isoformat()[:16], after.isoformat()[:16]] == [
        f"{night}T06:00",
        f"{night + dt.timedelta(days=1)}T06:00",
    ]
    assert next_daily_run(before - dt.timedelta(seconds=1)) == before


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        daily_run_due(dt.datetime.combine(dt.date(2025, 1, 1), dt.time(6)), None)


def test_an_office_may_begin_its_day_later() -> None:
    at = dt.time(7, 30)

    assert not daily_run_due(utc(dt.date(2026, 1, 5), 6), None, at)  # 07:00 in Berlin
    assert daily_run_due(utc(dt.date(2026, 1, 5), 7), None, at)
