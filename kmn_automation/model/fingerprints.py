"""Short keys that are equal where two receipts, or two statistics, are the same."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from kmn_automation.model.report import Report

_SIZE = 12
_STATISTICS = "statistik."
_ORIGIN = "herkunft"


def receipt_key(day: dt.date, payee: str, amount: Decimal) -> str:
    """24 hex digits; spelling in capitals, spaces, and zeros at the end do not count."""
    text = f"{day.toordinal()}|{' '.join(payee.casefold().split())}|{amount.normalize():f}"
    return hashlib.blake2b(text.encode(), digest_size=_SIZE).hexdigest()


def statistics_fingerprint(report: Report) -> str:
    """64 hex digits over every number of the sheet Statistik, the countries of origin included.

    Empty where no number is above zero: two reports without a statistic are not copies of each other.
    """
    numbers = {
        name: value.value
        for name, value in report.values.items()
        if name.startswith(_STATISTICS) and isinstance(value.value, Decimal)
    }
    for line in report.tables.get(_ORIGIN, ()):
        land, persons = (line[name].value if name in line else None for name in ("land", "personen"))
        if isinstance(persons, Decimal):
            numbers[f"{_ORIGIN}.{str(land).strip().casefold()}"] = persons
    if not any(number.is_finite() and number > 0 for number in numbers.values()):
        return ""
    cells = sorted((name, str(number.normalize())) for name, number in numbers.items())
    return hashlib.sha256(repr(cells).encode()).hexdigest()
