"""What one cell means for one field: a typed value, or none and the German reason. Never a guess."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from kmn_automation.forms.cells import EPOCH
from kmn_automation.forms.folded import folded
from kmn_automation.forms.grid import CellValue
from kmn_automation.model.form import Field, Unit
from kmn_automation.model.german import (
    MAX_DIGITS,
    Reading,
    format_day,
    format_number,
    read_day,
    read_number,
    trimmed,
    without_invisible,
)
from kmn_automation.model.report import Scalar

CENT = Decimal("0.01")
NO_RESULT = "Formel ohne gespeichertes Ergebnis"
_EURO = re.compile(r"€|EUR\b|Euro\b", re.IGNORECASE)
_YES = {"ja", "j", "x", "wahr", "true", "yes", "1", "✓", "✔", "☑", "☒"}
_NO = {"nein", "n", "falsch", "false", "no", "0", "☐"}
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050
"""2000 to 2099: a bare number outside is no day that anybody meant."""

_YEARS_1904 = 1462
"""Days between the two calendars of workbooks."""

_TRUE_OR_FALSE: Mapping[str, Reading[Scalar]] = {"Ja": Reading(value=True), "Nein": Reading(value=False)}
"""What the list of the cell offers; nearly every form has just these."""

_NO_DAY: Reading[Scalar] = Reading(None, "kein gültiges Datum (TT.MM.JJJJ)")

Cell = tuple[str, Reading[Scalar]]
"""Raw text as a person would see it, and what it means."""


def read_cell(value: CellValue, field: Field, *, is_1904: bool = False) -> Cell:
    """The raw text of a filled cell and its meaning for the field; `is_1904`: bare numbers of days count from 1904."""
    if isinstance(value, str):
        text = clean(value)
        return text, _READERS.get(field.unit, _number)(text, field)
    if isinstance(value, bool):
        return ("WAHR" if value else "FALSCH"), _truth(field, value=value)
    if isinstance(value, float | int):
        number = exact(value)
        if number is None:
            return str(value), Reading(None, f"keine gültige Zahl oder mehr als {MAX_DIGITS} Ziffern")
        if is_1904 and field.unit is Unit.DATUM:
            return _raw_number(number), _day_of_serial(number + _YEARS_1904)
        return _raw_number(number), _from_number(number, field)
    return _marked(value, field)


def exact(value: float) -> Decimal | None:
    """The number as Excel shows it, 15 significant digits; None for what is none or has more digits."""
    if not math.isfinite(value) or abs(value) >= 10**MAX_DIGITS:
        return None
    return Decimal(int(value)) if value == int(value) else Decimal(f"{value:.15g}")


def clean(text: str) -> str:
    """The text without surrounding blanks and invisible marks, in composed Unicode, with plain line ends."""
    plain = text.strip() if text.isascii() else unicodedata.normalize("NFC", trimmed(text))
    if "\r" in plain or "_x000D_" in plain:
        plain = plain.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return plain


def _from_number(number: Decimal, field: Field) -> Reading[Scalar]:
    unit = field.unit
    if unit is Unit.EURO:
        return Reading(_in_cents(number))
    if unit is Unit.PROZENT:
        return _percent(number, field)
    if unit.is_number:
        return Reading(number)
    if unit is Unit.DATUM:
        return _day_of_serial(number)
    if unit is Unit.JA_NEIN and number in {0, 1}:
        return Reading(number == 1)
    return _from_text(_raw_number(number), field)


def _from_text(text: str, field: Field) -> Reading[Scalar]:
    return _READERS.get(field.unit, _number)(text, field)


def _number(text: str, field: Field) -> Reading[Scalar]:
    reading = read_number(text)
    wrong = "Euro" if _EURO.search(text) and field.unit is not Unit.EURO else ""
    wrong = "Prozent" if "%" in text and field.unit is not Unit.PROZENT else wrong
    if reading.value is not None and wrong:
        return Reading(None, f"in {wrong} statt {field.unit.value}")
    if reading.value is None:
        return Reading(None, reading.problem)
    if field.unit is Unit.PROZENT and "%" not in text:
        return _percent(reading.value, field)
    return Reading(_in_cents(reading.value) if field.unit is Unit.EURO else reading.value)


def _percent(number: Decimal, field: Field) -> Reading[Scalar]:
    """Percent points; 0.9 may mean 0,9 % or 90 %, since Excel keeps 90 % as 0.9."""
    if 0 < abs(number) <= 1 and not (field.share_of or field.sum_of):
        both = f"{format_number(number)} % oder {format_number(number * 100)} %"
        return Reading(None, f"nicht eindeutig: {both}")
    return Reading(number)


def _day(text: str, field: Field) -> Reading[Scalar]:
    del field
    reading = read_day(text)
    return Reading(reading.value, reading.problem)


def _day_of_serial(number: Decimal) -> Reading[Scalar]:
    if number == int(number) and _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return Reading(EPOCH + dt.timedelta(days=int(number)))
    return _NO_DAY


def _yes_no(text: str, field: Field) -> Reading[Scalar]:
    del field
    return _TRUE_OR_FALSE.get(text) or _word_of_truth(text)


def _word_of_truth(text: str) -> Reading[Scalar]:
    word = unicodedata.normalize("NFKC", without_invisible(text)).strip().casefold().rstrip(".!")
    if word in _YES:
        return Reading(value=True)
    return Reading(value=False) if word in _NO else Reading(None, "weder Ja noch Nein")


def _choice(text: str, field: Field) -> Reading[Scalar]:
    choice = _choices(field.choices).get(folded(text))
    return Reading(choice) if choice is not None else Reading(None, "steht nicht zur Auswahl")


@lru_cache(maxsize=64)
def _choices(choices: tuple[str, ...]) -> dict[str, str]:
    return {folded(choice): choice for choice in choices}


def _text(text: str, field: Field) -> Reading[Scalar]:
    del field
    return Reading(text)


_READERS: dict[Unit, Callable[[str, Field], Reading[Scalar]]] = {
    Unit.DATUM: _day,
    Unit.JA_NEIN: _yes_no,
    Unit.WAHL: _choice,
    Unit.TEXT: _text,
}


def _truth(field: Field, *, value: bool) -> Reading[Scalar]:
    if field.unit is Unit.JA_NEIN:
        return Reading(value)
    return _from_text("Ja" if value else "Nein", field)


def _marked(value: Mapping[str, str], field: Field) -> Cell:
    if "error" in value:
        return value["error"], Reading(None, f"Fehlerwert {value['error']}")
    if "formula" in value:
        return "", Reading(None, NO_RESULT)
    if "date" in value:
        day, text = _day_in_cell(value["date"])
        return (text, _from_day(day, field)) if day else (text, _NO_DAY)
    text = value.get("time", "")
    return text, _from_text(text, field)


@lru_cache(maxsize=1024)
def _day_in_cell(text: str) -> tuple[dt.date | None, str]:
    """The day and how it is shown; the receipts of a year share 365 of them."""
    day = read_day(text).value
    return day, format_day(day) if day else text


def _from_day(day: dt.date, field: Field) -> Reading[Scalar]:
    if field.unit is Unit.DATUM:
        return Reading(day)
    if field.unit is Unit.TEXT:
        return Reading(format_day(day))
    return Reading(None, f"wird als Datum gelesen ({format_day(day)})")


def _in_cents(number: Decimal) -> Decimal:
    """At least two decimals; digits beyond the cents are kept, a rule may complain about them."""
    in_cents = number.quantize(CENT)
    return in_cents if number == in_cents else number


def _raw_number(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")
