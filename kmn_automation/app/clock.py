"""The only reader of the system clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from kmn_automation.model.zone import BERLIN

Clock = Callable[[], dt.datetime]


def system_clock() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 the one place that may ask


def clock_at(day: dt.date | None) -> Clock:
    """The system clock, or for a given day its morning run at 06:00 in Berlin (`kmn run --date`)."""
    if day is None:
        return system_clock
    moment = dt.datetime.combine(day, dt.time(6), BERLIN).astimezone(dt.UTC)
    return lambda: moment
