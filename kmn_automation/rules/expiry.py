"""Which Richtlinie is about to end: the digest warns 180, 90 and 30 days before, and says when it is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kmn_automation.rules.versions import Version

WARN_DAYS = (180, 90, 30)


@dataclass(frozen=True, slots=True)
class Expiry:
    """The end of a version without a successor, at the stage that holds on the asked day.

    A digest that was not written on the very day still warns: the stage stays until the next one, so whoever
    prints each stage once keeps `stage_since` of the last one printed.
    """

    version: str
    title: str
    reference: str
    last_day: dt.date
    days_left: int
    """Below zero once it has ended; then no Förderjahr after it is examined."""
    stage_since: dt.date

    @property
    def is_over(self) -> bool:
        """Whether reports of later Förderjahre are held until somebody enters the next Richtlinie."""
        return self.days_left < 0

    @property
    def sentence(self) -> str:
        """What the digest says."""
        end = f"{self.title} ({self.version})"
        if self.is_over:
            return (
                f"{end} ist mit Ablauf des {self.last_day:%d.%m.%Y} außer Kraft getreten. Förderjahre danach werden "
                "nicht geprüft, bis eine neue Richtlinie hinterlegt ist."
            )
        return (
            f"{end} endet mit Ablauf des {self.last_day:%d.%m.%Y}, in {self.days_left} Tagen. Bitte die neue "
            "Richtlinie mit ihren Zahlen hinterlegen."
        )


def expiring(versions: tuple[Version, ...], day: dt.date) -> tuple[Expiry, ...]:
    """The warning that holds on that day; empty earlier than 180 days before the end of the newest version."""
    newest = versions[-1]
    last_day = dt.date(newest.last_year, 12, 31)
    left = (last_day - day).days
    if left > max(WARN_DAYS):
        return ()
    reached = min(each for each in WARN_DAYS if left <= each) if left >= 0 else -1
    since = last_day - dt.timedelta(days=reached)
    return (Expiry(newest.id, newest.title, newest.reference, last_day, left, since),)
