"""One raw cell of the register → its value by kind, or the German reason why it has none."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.forms.register_address import read_address
from kmn_automation.forms.register_layout import Column, Kind
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.german import Reading, format_number, read_day, read_number
from kmn_automation.model.money import euro


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows `#NV`, `#BEZUG!`, or a formula whose result was never computed."""

    text: str


Raw = None | str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | CellError

FIRST_YEAR, LAST_YEAR = 1990, 2100
MAX_TEXT, MAX_LINES, MAX_POINTS = 300, 4000, 60
MAX_STELLEN = 100
MAX_EURO = Decimal(100_000_000)
_KEY = re.compile(r"[\wÄÖÜäöüß](?:[\w ./()-]*[\w)])?")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(?: ?Uhr)?")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_NOISE_LIMIT = Decimal("0.000001")
_NO_NUMBER = "Das ist keine Zahl. Bitte neu eintragen."
_DATE_TRAP = "Excel hat daraus ein Datum gemacht. Bitte die Zelle als {} formatieren und neu eintragen."


def read_value(raw: Raw, column: Column) -> Reading[object]:
    """What the cell means in this column; a blank cell is the reading None without a problem."""
    if isinstance(raw, CellError):
        return Reading(None, f"Die Zelle zeigt „{raw.text}“. Bitte den Wert statt der Formel eintragen.")
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return Reading(None, _missing(column) if column.required else "")
    return _READERS[column.kind](raw, column)


def text_of(raw: Raw) -> str:
    """The cell as text to show a person."""
    if isinstance(raw, CellError):
        return raw.text
    if isinstance(raw, bool):
        return "WAHR" if raw else "FALSCH"
    if isinstance(raw, int | float) and math.isfinite(raw):
        return format_number(Decimal(str(raw)))
    if isinstance(raw, dt.date):
        return _shown_day(raw)
    return f"{raw:%H:%M}" if isinstance(raw, dt.time) else str(raw or "")


def _shown_day(day: dt.date) -> str:
    at_midnight = not isinstance(day, dt.datetime) or day.time() == dt.time()
    return f"{day:%d.%m.%Y}" if at_midnight else f"{day:%d.%m.%Y %H:%M}"


def _missing(column: Column) -> str:
    return f"Die Angabe fehlt. {column.help}"


def _text(raw: Raw, column: Column) -> Reading[object]:
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return Reading(None, _DATE_TRAP.format("Text"))
    if isinstance(raw, bool) or (isinstance(raw, float) and not raw.is_integer()):
        return Reading(None, "Hier steht kein Text. Bitte die Zelle als Text formatieren und neu eintragen.")
    text = str(int(raw)) if isinstance(raw, int | float) else unicodedata.normalize("NFC", str(raw)).strip()
    allowed = {"\n"} if column.kind is Kind.LINES else set()
    text = text.replace("\r\n", "\n") if column.kind is Kind.LINES else text
    if not text.isprintable() and any(_is_invisible(mark) and mark not in allowed for mark in text):
        return Reading(
            None, "Der Text enthält einen Zeilenumbruch oder ein unsichtbares Zeichen. Bitte neu eintippen."
        )
    longest = MAX_LINES if column.kind is Kind.LINES else MAX_TEXT
    if len(text) > longest:
        return Reading(None, f"Der Text ist länger als {longest} Zeichen. Bitte kürzen.")
    return Reading(text)


def _is_invisible(mark: str) -> bool:
    return unicodedata.category(mark) in _INVISIBLE


def _lines(raw: Raw, column: Column) -> Reading[object]:
    text = _text(raw, column)
    if text.problem:
        return text
    points = tuple(line.strip() for line in str(text.value).split("\n") if line.strip())
    if len(points) > MAX_POINTS:
        return Reading(None, f"Das sind mehr als {MAX_POINTS} Punkte. Bitte zusammenfassen.")
    return Reading(points)


def _key(raw: Raw, column: Column) -> Reading[object]:
    text = _text(raw, column)
    if not text.problem and not _KEY.fullmatch(str(text.value)):
        return Reading(
            None, "Erlaubt sind Buchstaben, Ziffern und . / ( ) - zwischen Buchstaben oder Ziffern."
        )
    return text


def _email(raw: Raw, column: Column) -> Reading[object]:
    if not isinstance(raw, str):
        return Reading(None, f"Das ist keine Adresse. {column.help}")
    reading = read_address(raw.strip(" "))
    return Reading(reading.value, reading.problem)


def _plz(raw: Raw, column: Column) -> Reading[object]:
    text = _text(raw, column)
    if text.problem:
        return text
    digits = str(text.value)
    if re.fullmatch(r"[0-9]{5}", digits):
        return Reading(digits)
    return Reading(
        None, "Eine Postleitzahl hat genau fünf Ziffern. Bitte als Text mit führender Null eintragen."
    )


def _number(raw: Raw, *, foreign: str) -> Reading[Decimal]:
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return Reading(None, _DATE_TRAP.format("Zahl"))
    if isinstance(raw, bool):
        return Reading(None, "Hier steht ein Wahrheitswert. Bitte eine Zahl eintragen.")
    if isinstance(raw, int | float):
        return Reading(_without_noise(Decimal(str(raw)))) if math.isfinite(raw) else Reading(None, _NO_NUMBER)
    text = str(raw)
    if foreign in text:
        return Reading(None, f"Hier ist „{foreign}“ nicht erlaubt. Bitte nur die Zahl eintragen.")
    reading = read_number(text)
    if reading.problem:
        return Reading(
            None, f"Nicht als Zahl lesbar: {reading.problem}. Bitte als Zahl eintragen, zum Beispiel 1234,56."
        )
    return reading


def _without_noise(number: Decimal) -> Decimal:
    """The number that a person sees: a sum of floats such as 1234.5600000000002 means 1234.56."""
    near = round(number, 4)
    return near if abs(near - number) < _NOISE_LIMIT else number


def _places(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def _limited(reading: Reading[Decimal], places: int, low: Decimal, high: Decimal) -> Reading[object]:
    number = reading.value
    if number is None:
        return Reading(None, reading.problem)
    if not low <= number <= high:
        return Reading(None, f"Erlaubt sind Werte von {format_number(low)} bis {format_number(high)}.")
    if _places(number) > places:
        return Reading(None, f"Der Wert hat mehr als {places} Nachkommastellen. Bitte runden.")
    return Reading(number)


def _euro(raw: Raw, column: Column) -> Reading[object]:
    del column
    reading = _limited(_number(raw, foreign="%"), 2, Decimal(0), MAX_EURO)
    return reading if reading.problem else Reading(euro(str(reading.value)))


def _prozent(raw: Raw, column: Column) -> Reading[object]:
    del column
    reading = _limited(_number(raw, foreign="€"), 4, Decimal(0), Decimal(100))
    if isinstance(reading.value, Decimal) and 0 < reading.value <= 1:
        shown = format_number(reading.value)
        meant = format_number(reading.value * 100)
        return Reading(
            None, f"„{shown}“ ist nicht eindeutig. Bitte in Prozent eintragen, zum Beispiel {meant}."
        )
    return reading


def _stellen(raw: Raw, column: Column) -> Reading[object]:
    del column
    return _limited(_number(raw, foreign="€"), 4, Decimal("0.0001"), Decimal(MAX_STELLEN))


def _jahr(raw: Raw, column: Column) -> Reading[object]:
    del column
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return Reading(None, _DATE_TRAP.format("Zahl"))
    text = str(int(raw)) if isinstance(raw, int | float) and float(raw).is_integer() else str(raw).strip()
    if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        return Reading(None, "Das ist kein Jahr. Bitte vierstellig eintragen, zum Beispiel 2025.")
    return Reading(int(text))


def _datum(raw: Raw, column: Column) -> Reading[object]:
    del column
    reading = _day(raw)
    if reading.value is None:
        example = "Bitte als Datum eintragen, zum Beispiel 01.03.2025."
        return Reading(None, f"Nicht als Datum lesbar: {reading.problem}. {example}")
    if not FIRST_YEAR <= reading.value.year <= LAST_YEAR:
        return Reading(None, f"Das Jahr liegt nicht zwischen {FIRST_YEAR} und {LAST_YEAR}. Bitte prüfen.")
    return Reading(reading.value)


def _day(raw: Raw) -> Reading[dt.date]:
    if isinstance(raw, dt.datetime):
        return (
            Reading(raw.date())
            if raw.time() == dt.time()
            else Reading(None, "ein Zeitpunkt statt eines Tages")
        )
    if isinstance(raw, dt.date):
        return Reading(raw)
    return (
        read_day(raw) if isinstance(raw, str) else Reading(None, "eine Zahl oder Uhrzeit statt eines Datums")
    )


def _uhrzeit(raw: Raw, column: Column) -> Reading[object]:
    del column
    if isinstance(raw, dt.time) and raw.second == 0 and raw.microsecond == 0:
        return Reading(raw)
    match = _CLOCK.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match and int(match[1]) < 24 and int(match[2] or 0) < 60 and (match[2] or "Uhr" in match[0]):  # noqa: PLR2004 - hours and minutes
        return Reading(dt.time(int(match[1]), int(match[2] or 0)))
    return Reading(None, "Das ist keine Uhrzeit. Bitte in der Form 10:00 eintragen.")


def _wahl(raw: Raw, column: Column) -> Reading[object]:
    text = unicodedata.normalize("NFC", str(raw)).strip() if isinstance(raw, str) else text_of(raw)
    if text in column.choices:
        return Reading(text)
    options = ", ".join(column.choices)
    hint = suggest(text, column.choices) or f"Möglich sind: {options}."
    return Reading(None, f"Das steht nicht in der Auswahl. {hint}")


def _ja_nein(raw: Raw, column: Column) -> Reading[object]:
    del column
    if isinstance(raw, bool):
        return Reading(raw)
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in {"ja", "nein"}:
        return Reading(word == "ja")
    return Reading(None, "Bitte „ja“ oder „nein“ eintragen.")


def _liste(raw: Raw, column: Column) -> Reading[object]:
    text = _text(raw, column)
    if text.problem:
        return text
    return Reading(tuple(part.strip() for part in str(text.value).split(";") if part.strip()))


_READERS: dict[Kind, Callable[[Raw, Column], Reading[object]]] = {
    Kind.TEXT: _text,
    Kind.LINES: _lines,
    Kind.KEY: _key,
    Kind.EMAIL: _email,
    Kind.PLZ: _plz,
    Kind.EURO: _euro,
    Kind.PROZENT: _prozent,
    Kind.STELLEN: _stellen,
    Kind.JAHR: _jahr,
    Kind.DATUM: _datum,
    Kind.UHRZEIT: _uhrzeit,
    Kind.WAHL: _wahl,
    Kind.JA_NEIN: _ja_nein,
    Kind.LISTE: _liste,
}
