"""The legal holidays of Lower Saxony, on which no period ends and no reminder leaves."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays


@cache
def _holidays_of(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("DE", subdiv="NI", years=year))


def is_holiday(day: dt.date) -> bool:
    """Whether the day is a legal holiday in Niedersachsen; Reformationstag since 2018 (NFeiertagsG § 2)."""
    return day in _holidays_of(day.year)
