"""The legal time of Lower Saxony: the one place that names its zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def local_time(moment: dt.datetime) -> dt.datetime:
    """The moment in Berlin time; raises ValueError when it does not carry its zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone is no moment")
    return moment.astimezone(BERLIN)


def local_day(moment: dt.datetime) -> dt.date:
    """The calendar day of the moment in Berlin; raises ValueError when it does not carry its zone."""
    return local_time(moment).date()
