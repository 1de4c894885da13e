"""A report as it was read: every value knows its cell, its raw text and how it was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from kmn_automation.model.german import format_day, format_number

Scalar = Decimal | dt.date | bool | str


class FoundBy(StrEnum):
    """How a value was found in the workbook, the safest way first."""

    KEY = "Schlüssel"
    LABEL = "Beschriftung"
    POSITION = "Position"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person looks: sheet title as it stands in the file, cell, label."""

    sheet: str
    cell: str
    label: str = ""


class Value(NamedTuple):
    """One cell. `value` is None when the cell is empty or cannot be read; then `problem` says why."""

    raw: str
    value: Scalar | None
    place: Place
    found_by: FoundBy = FoundBy.KEY
    problem: str = ""


class Oddity(StrEnum):
    """What a workbook may hold beside the form; the word is printed."""

    MACROS = "Makros"
    LINKS = "Verknüpfungen zu anderen Dateien"
    CONNECTIONS = "Datenverbindungen"
    EMBEDDED = "eingebettete Objekte"
    HIDDEN_SHEET = "ausgeblendetes Blatt"
    CLIENTS = "Angaben zu Ratsuchenden"


@dataclass(frozen=True, slots=True)
class Sight:
    """One such thing; for sheets with the title and the number of filled cells. Contents are never kept."""

    oddity: Oddity
    sheet: str = ""
    cells: int = 0


Line = Mapping[str, Value]
"""One filled line of a table: column name → value."""


@dataclass(frozen=True, slots=True)
class Report:
    """The typed content of one workbook. Fields that were not found at all are not in `values`."""

    form_version: str
    values: Mapping[str, Value]
    tables: Mapping[str, tuple[Line, ...]]
    missing_sheets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What the reader saw besides the values: hidden sheets, macros, external links (German, short)."""
    producer: str = ""
    changed_labels: tuple[Place, ...] = field(default=())
    missing: tuple[Place, ...] = ()
    """Rows, columns and lists of the form that were nowhere in their sheet, and lines that were not read."""
    sights: tuple[Sight, ...] = ()
    """The remarks that a rule asks for (FRM-14, FRM-15), as values."""
    properties: tuple[str, ...] = ()
    """Which entries of the file's properties speak of people (`Verfasser`); what they say is not kept."""

    def get(self, field_id: str) -> Scalar | None:
        """The value of a field; None if missing, empty or unreadable."""
        value = self.values.get(field_id)
        return value.value if value else None

    def text(self, field_id: str) -> str:
        """The value as stripped text; empty if missing."""
        value = self.get(field_id)
        return "" if value is None else str(value).strip()

    def number(self, field_id: str) -> Decimal | None:
        """The value where it is a number."""
        value = self.get(field_id)
        return value if isinstance(value, Decimal) else None


def show(value: Scalar | None) -> str:
    """The value as a German reads it: `1.234,5`, `05.03.2025`, `ja`; empty for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case Decimal():
            return format_number(value)
        case dt.date():
            return format_day(value)
        case _:
            return value
