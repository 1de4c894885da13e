"""What a report form asks for: sheets, fields, tables, and the unit of every value.

A field id is `sheet.name` (`einnahmen.landeszuwendung`); a column of a table is `table.column`
(`belege.betrag`). Rules, forms and letters agree on these ids and on nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class Unit(StrEnum):
    """What a value counts; the rule language refuses to add Euro to Stellen."""

    EURO = "Euro"
    PROZENT = "Prozent"
    STELLEN = "Stellen"
    MONATE = "Monate"
    STUNDEN = "Stunden"
    ANZAHL = "Anzahl"
    JAHR = "Jahr"
    DATUM = "Datum"
    TEXT = "Text"
    WAHL = "Auswahl"
    JA_NEIN = "Ja/Nein"

    @property
    def is_number(self) -> bool:
        """Whether values are decimals."""
        return self in NUMBERS


NUMBERS = frozenset(
    {Unit.EURO, Unit.PROZENT, Unit.STELLEN, Unit.MONATE, Unit.STUNDEN, Unit.ANZAHL, Unit.JAHR}
)


Kind = type[Decimal] | type[dt.date] | type[bool] | type[str]
_KINDS: dict[Unit, Kind] = {Unit.DATUM: dt.date, Unit.JA_NEIN: bool, Unit.TEXT: str, Unit.WAHL: str}


def type_of(unit: Unit) -> Kind:
    """The Python type of the values of a unit."""
    return _KINDS.get(unit, Decimal)


@dataclass(frozen=True, slots=True)
class Field:
    """One input of the form. `prefill` names what the office fills in (`bescheid.bewilligt`)."""

    id: str
    label: str
    unit: Unit
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    prefill: str = ""
    sum_of: tuple[str, ...] = ()
    """For a total: the field ids (or one table column) that its formula adds up."""
    share_of: tuple[str, ...] = ()
    """For a computed percentage: the field ids of the part and of the whole."""
    long: bool = False

    @property
    def name(self) -> str:
        """The part after the dot."""
        return self.id.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled line of a sheet with one field per column of the sheet."""

    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A list that the Träger fills line by line; `rows` is the number of free lines."""

    id: str
    label: str
    rows: int
    columns: tuple[Field, ...]
    help: str = ""

    def column(self, name: str) -> Field:
        """The column of that name (KeyError if there is none)."""
        return {each.name: each for each in self.columns}[name]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title, an intro, column headings, labelled rows, then tables."""

    id: str
    title: str
    intro: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    tables: tuple[Table, ...]
    required: bool = True

    @property
    def fields(self) -> Iterator[Field]:
        """All single fields, row by row."""
        return (each for row in self.rows for each in row.fields)


@dataclass(frozen=True)
class Form:
    """One version of the report form and the Förderjahre (both included) that it is made for."""

    version: str
    title: str
    first_year: int
    last_year: int
    sheets: tuple[Sheet, ...]

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Field id → single field."""
        return {each.id: each for sheet in self.sheets for each in sheet.fields}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Table id → table."""
        return {table.id: table for sheet in self.sheets for table in sheet.tables}

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Field id → Python type of its value."""
        return {name: type_of(field.unit) for name, field in self.fields.items()}

    @cached_property
    def columns(self) -> dict[str, Field]:
        """Column id (`belege.betrag`) → column."""
        return {each.id: each for table in self.tables.values() for each in table.columns}

    @cached_property
    def sheet_of(self) -> dict[str, Sheet]:
        """Field id or table id → its sheet."""
        fields = {each.id: sheet for sheet in self.sheets for each in sheet.fields}
        return fields | {table.id: sheet for sheet in self.sheets for table in sheet.tables}

    def fits(self, foerderjahr: int) -> bool:
        """Whether this version is made for that Förderjahr."""
        return self.first_year <= foerderjahr <= self.last_year
