"""The same value in another type, as pasting, other programs and other countries make it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal

from kmn_automation.model.form import Unit
from kmn_automation.model.german import format_number
from tests.museum.clean_form import form
from tests.museum.light_book import DAY, PERCENT, SERIAL, Cell, LightBook

AMOUNTS: tuple[Callable[[Decimal], str], ...] = (
    lambda number: format_number(number, 2),
    lambda number: f"{number:,.2f}",
    lambda number: f"{number:.2f}",
    lambda number: f"{number:f}".replace(".", ","),
    lambda number: f"{format_number(number)} €",
    lambda number: f"\u00a0{format_number(number, 2)}\u202f€ ",
    lambda number: format_number(number, 2).replace(".", "\u202f"),
    lambda number: f"'{number:f}",
    lambda number: f"EUR {format_number(number, 2)}",
    lambda number: f"{number:.2f}".translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
    lambda number: f"{format_number(number).lstrip('-')}{'-' if number < 0 else ''}",
)
COUNTS: tuple[Callable[[Decimal], str], ...] = (
    format_number,
    lambda number: f" {number:f} ",
    lambda n: f"'{n:f}",
)
DAYS: tuple[Callable[[dt.date], str], ...] = (
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%d. %m. %Y}",
    lambda day: f"{day:%d.%m.%y}",
    lambda day: f"{day:%m/%d/%Y}",
)
YES: tuple[object, ...] = ("ja", "JA", "x", "wahr", "TRUE", "Ja.", True, 1)
NO: tuple[object, ...] = ("nein", "NEIN", "falsch", "false", False, 0)


def retype(cell: Cell, book: LightBook, rng: random.Random) -> None:
    """Changes the type of the content, never its meaning."""
    unit = _unit(cell, book)
    content = cell.content
    if isinstance(content, dt.date):
        _retype_day(cell, content, rng)
    elif unit is Unit.JA_NEIN and content in {"Ja", "Nein"}:
        cell.content = rng.choice(YES if content == "Ja" else NO)
    elif unit is not Unit.JA_NEIN and isinstance(content, int | float | Decimal):
        _retype_number(cell, Decimal(str(content)), unit, rng)
    elif isinstance(content, str) and unit is Unit.TEXT:
        cell.content = f"\u200b {content}\u00a0 "
    elif isinstance(content, str):
        cell.content = f" {content.upper()} "


def _retype_number(cell: Cell, number: Decimal, unit: Unit, rng: random.Random) -> None:
    if unit is Unit.PROZENT and rng.random() < 0.5:
        cell.content, cell.style = float(number / 100), PERCENT
    elif unit is Unit.EURO and rng.random() < 0.1:
        cell.style = DAY
    elif unit is Unit.EURO:
        cell.content = rng.choice(AMOUNTS)(number)
    else:
        cell.content = rng.choice(COUNTS)(number)


def _retype_day(cell: Cell, day: dt.date, rng: random.Random) -> None:
    if rng.random() < 0.3:
        cell.style = SERIAL
    else:
        cell.content = rng.choice(DAYS)(day)


def _unit(cell: Cell, book: LightBook) -> Unit:
    shown = form(book.version)
    if len(cell.tag) == 1:
        return shown.fields[cell.tag[0]].unit
    table, _, column = cell.tag
    return shown.tables[table].column(column).unit
