"""Numbers and days as Germans write and read them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Generic, TypeVar

MAX_DIGITS = 15
_NOISE = re.compile(r"[\s\u00a0\u202f\u2009]|€|EUR\b|Euro\b|%", re.IGNORECASE)
_GERMAN = re.compile(r"[-+]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Reading(Generic[Meaning]):
    """What a text means: one value, or none and the German reason why."""

    value: Meaning | None
    problem: str = ""


def read_number(text: str) -> Reading[Decimal]:
    """The number a person typed: `1.234,56`, `1,234.56 €`, `-3`; two meanings (`1.234`) are none."""
    bare = _NOISE.sub("", text)
    if sum(map(str.isdigit, bare)) > MAX_DIGITS:
        return Reading(None, f"mehr als {MAX_DIGITS} Ziffern")
    meanings = {
        Decimal(candidate)
        for candidate, pattern in (
            (bare.replace(".", "").replace(",", "."), _GERMAN),
            (bare.replace(",", ""), _ENGLISH),
        )
        if pattern.fullmatch(bare)
    }
    if not meanings:
        return Reading(None, "keine gültige Zahl")
    if len(meanings) > 1:
        readings = " oder ".join(format_number(meaning) for meaning in sorted(meanings))
        return Reading(None, f"nicht eindeutig: {readings}")
    return Reading(meanings.pop())


def read_day(text: str) -> Reading[dt.date]:
    """The day a person typed, as TT.MM.JJJJ or ISO; years have four digits, since `26` may be 1926."""
    stripped = text.strip()
    if match := _DAY.fullmatch(stripped):
        day, month, year = map(int, match.groups())
    elif match := _ISO_DAY.fullmatch(stripped):
        year, month, day = map(int, match.groups())
    else:
        return Reading(None, "kein gültiges Datum (TT.MM.JJJJ)")
    try:
        return Reading(dt.date(year, month, day))
    except ValueError:
        return Reading(None, "diesen Tag gibt es nicht")


def format_number(number: Decimal, places: int | None = None) -> str:
    """`1.234,5`: German marks; `places` rounds half up, without it no digit is lost and no zero is added."""
    if places is None:
        number = number.normalize()
        places = max(0, -int(number.as_tuple().exponent))
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    return f"{rounded:,.{places}f}".translate(str.maketrans(",.", ".,"))


def format_euro(amount: Decimal) -> str:
    """`1.234,50 €` with a no-break space, rounded half up to cents."""
    return f"{format_number(amount, 2)}\u00a0€"


def format_day(day: dt.date) -> str:
    """`05.03.2025`, as DIN 5008 writes numeric days in Germany."""
    return f"{day:%d.%m.%Y}"


def format_long_day(day: dt.date) -> str:
    """`5. März 2025`."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


def join_words(words: list[str]) -> str:
    """`a, b und c`."""
    return " und ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
