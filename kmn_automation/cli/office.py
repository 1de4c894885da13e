"""Opens the office that a command works for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kmn_automation.app.clock import clock_at
from kmn_automation.app.home import find_home
from kmn_automation.app.log import set_up_log
from kmn_automation.app.settings import FILE_NAME
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox, Workplace


@contextmanager
def open_office(home: Path | None, day: dt.date | None = None, *, spoken: bool = True) -> Iterator[Workplace]:
    """The office, its log set up; its database is closed afterwards. `spoken`: the command reports by itself.

    Raises:
        Misconfigured: there is no office, or its settings are wrong.
    """
    place = Workplace.at(find_home(home), clock_at(day))
    set_up_log(place.settings.run.log_level, spoken=spoken)
    try:
        yield place
    finally:
        place.close()


def has_office(home: Path | None) -> bool:
    """Whether there is an office: one that was named, or one with settings where we stand."""
    return home is not None or (find_home(None) / FILE_NAME).is_file()


def toolbox_of(home: Path | None) -> Toolbox:
    """The files in force: those of the office, or the shipped ones where there is no office."""
    return Toolbox(site_of(home))


def site_of(home: Path | None) -> Site:
    """Where those files lie."""
    shipped = shipped_root()
    return Site(find_home(home) if has_office(home) else shipped, shipped)
