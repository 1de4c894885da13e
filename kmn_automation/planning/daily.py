"""Whether the daily run is due: once on every calendar day in Lower Saxony, also in the nights of the clock change."""

from __future__ import annotations

import datetime as dt

from kmn_automation.model.zone import BERLIN, local_time

DAILY_RUN = dt.time(6)


def daily_run_due(now: dt.datetime, last_run_day: dt.date | None, at: dt.time = DAILY_RUN) -> bool:
    """Whether the run of today is due: it is `at` or later in Berlin, and no run was begun on this day.

    A day on which the worker came too late is made up for once, days on which it did not run at all are not: what is
    due comes from the data. A last day in the future (the clock was wrong) does not stop today's run.
    """
    local = local_time(now)
    return local.time() >= at and last_run_day != local.date()


def next_daily_run(now: dt.datetime) -> dt.datetime:
    """The next moment, after `now`, at which it is 06:00 in Berlin; in Berlin time."""
    local = local_time(now)
    day = local.date() if local.time() < DAILY_RUN else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, DAILY_RUN, BERLIN)
