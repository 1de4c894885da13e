"""Numbers and days as Germans write and read them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

MAX_DIGITS = 15
_UNIT = r"(?:€|EUR|Euro|%)"
_BESIDE = re.compile(rf"^{_UNIT}\s*|\s*{_UNIT}$", re.IGNORECASE)
_GROUPS = re.compile(r"(?<=[0-9])[\s'’](?=[0-9]{3}(?![0-9]))")
"""Blanks and apostrophes between groups of three digits; elsewhere they make two numbers."""
_FULL_EUROS = re.compile(r",-{1,2}$")
_GERMAN = re.compile(r"[-+]?(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[-+]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_LONG_DAY = re.compile(r"([0-9]{1,2})\.\s?([^\W\d_]+)\s([0-9]{4})")
_HIDDEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_HIDDEN}]")
_EDGES = "".join(filter(re.compile(rf"[\s{_HIDDEN}]").match, map(chr, range(0x10000))))
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | str.maketrans("，．－＋％−‒–", ",.-+%---")
"""Digits and marks of full width, and the signs that look like a minus."""

Meaning = TypeVar("Meaning")


class Reading(NamedTuple, Generic[Meaning]):
    """What a text means: one value, or none and the German reason why."""

    value: Meaning | None
    problem: str = ""


def without_invisible(text: str) -> str:
    """The text without soft hyphens, joiners, marks of direction, and byte order marks."""
    return _INVISIBLE.sub("", text)


def trimmed(text: str) -> str:
    """The text without blanks and invisible marks around it."""
    return text.strip(_EDGES)


def _bare(text: str) -> str:
    """The text of a number: no unit beside it, no blanks between groups, a trailing minus in front."""
    plain = text if text.isascii() else without_invisible(text).translate(_WIDE)
    plain = _BESIDE.sub("", plain.strip().removeprefix("'")).strip()
    plain = _GROUPS.sub("", _FULL_EUROS.sub(",00", plain))
    if plain[-1:] == "-" and plain[:1].isdigit():
        return f"-{plain[:-1].rstrip()}"
    return plain[:1] + plain[1:].lstrip() if plain[:1] in {"-", "+"} else plain


def read_number(text: str) -> Reading[Decimal]:
    """The number a person typed: `1.234,56`, `1,234.56 €`, `-3`; two meanings (`1.234`) are none."""
    bare = _bare(text)
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
    """The day a person typed, as TT.MM.JJJJ, ISO or `5. März 2025`; years have four digits: `26` may be 1926."""
    stripped = (text if text.isascii() else without_invisible(text).translate(_WIDE)).strip()
    if match := _DAY.fullmatch(stripped):
        day, month, year = map(int, match.groups())
    elif match := _ISO_DAY.fullmatch(stripped):
        year, month, day = map(int, match.groups())
    elif (match := _LONG_DAY.fullmatch(stripped)) and (month := _month(match[2])):
        day, year = int(match[1]), int(match[3])
    else:
        return Reading(None, "kein gültiges Datum (TT.MM.JJJJ)")
    try:
        return Reading(dt.date(year, month, day))
    except ValueError:
        return Reading(None, "diesen Tag gibt es nicht")


def _month(name: str) -> int:
    """The number of a month by its German name, in full; 0 for another word."""
    return next((number for number, month in enumerate(MONTHS, 1) if month.casefold() == name.casefold()), 0)


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


@lru_cache(maxsize=2048)
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
