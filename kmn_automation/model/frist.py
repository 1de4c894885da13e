"""Legal periods: months and days, and the shift to the next working day (§ 31 VwVfG with §§ 187 to 193 BGB)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

IsFree = Callable[[dt.date], bool]

SATURDAY = 5


@dataclass(frozen=True, slots=True, order=True)
class Zeitraum:
    """A period from the first to the last day, both included, as a Bescheid prints it."""

    von: dt.date
    bis: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.von <= day <= self.bis

    @property
    def months(self) -> int:
        """How many calendar months the period touches."""
        return (self.bis.year - self.von.year) * 12 + self.bis.month - self.von.month + 1


def year_of(foerderjahr: int) -> Zeitraum:
    """The Förderjahr as a period; it is the calendar year."""
    return Zeitraum(dt.date(foerderjahr, 1, 1), dt.date(foerderjahr, 12, 31))


def add_months(day: dt.date, months: int) -> dt.date:
    """The day `months` later; where that month is shorter, its last day (§ 188 Abs. 3 BGB).

    A last day of a month stays a last day, since a period that begins with a month ends with one.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if is_last else min(day.day, last))


def next_working_day(day: dt.date, is_free: IsFree) -> dt.date:
    """The same day, or the next one that is no Saturday, Sunday or holiday (§ 31 Abs. 3 VwVfG)."""
    while day.weekday() >= SATURDAY or is_free(day):
        day += dt.timedelta(days=1)
    return day
