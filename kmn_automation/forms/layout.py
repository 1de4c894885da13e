"""Where every field and every line of a form stands in the workbook as we write it.

Row 1 and column A are hidden and carry keys: the stamp in A1, column names in row 1, field ids and line ids in
column A. A returned file is read by these keys, so that it may have been moved, renamed and lengthened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kmn_automation.model.form import Field, Form, Row, Sheet, Table

STAMP = "KMN-FORM"
GUIDE = "anleitung"
LISTS = "listen"
FEEDBACK = "rueckmeldung"
LIVE, LIVE_VALUES, LIVE_KNOWN = "pruefung", "pruefwerte", "vorbelegt"
HIDDEN = frozenset({LISTS, LIVE_VALUES, LIVE_KNOWN})
"""Sheets that we hide ourselves; they hold nothing that a person enters."""
OWN_TITLES = {
    GUIDE: "Anleitung", LISTS: "Listen", FEEDBACK: "Rückmeldung",
    LIVE: "Prüfung", LIVE_VALUES: "Prüfwerte", LIVE_KNOWN: "Vorbelegt",
}  # fmt: skip
PLAIN_COLUMN = "wert"
"""Key of the column whose fields carry no column name."""
KEY_ROW = 1
KEY_COLUMN = 1
LABEL_COLUMN = 2
FIRST_INPUT = 3
TITLE_ROW = 2
INTRO_ROW = 3
HEADING_ROW = 5


@dataclass(frozen=True, slots=True)
class RowSpot:
    """A labelled row: its number, its key, and the column number of each of its fields."""

    row: Row
    number: int
    key: str
    fields: tuple[tuple[int, Field], ...]


@dataclass(frozen=True, slots=True)
class TableSpot:
    """A table: caption, hidden key row, heading row, first and last line, hidden end row (row numbers)."""

    table: Table
    caption: int
    keys: int
    heading: int
    first: int
    last: int
    end: int

    @property
    def columns(self) -> Iterator[tuple[int, Field]]:
        """Column number and field of every column."""
        return enumerate(self.table.columns, LABEL_COLUMN)


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The places of one sheet; `column_keys` are the entries of the hidden row 1."""

    sheet: Sheet
    column_keys: tuple[tuple[int, str], ...]
    rows: tuple[RowSpot, ...]
    tables: tuple[TableSpot, ...]

    @property
    def last_column(self) -> int:
        """The last column that a person sees, the help column included."""
        tables = [LABEL_COLUMN + len(spot.table.columns) - 1 for spot in self.tables]
        inputs = FIRST_INPUT + len(self.column_keys) - 1
        return max([self.help_column if self.has_help else inputs, *tables])

    @property
    def has_help(self) -> bool:
        """Whether any row carries a help text."""
        return any(field.help for field in self.sheet.fields)

    @property
    def is_list(self) -> bool:
        """Whether the sheet holds nothing but tables."""
        return not self.rows

    @property
    def help_column(self) -> int:
        """The column of the help texts, right of the inputs."""
        return FIRST_INPUT + len(self.column_keys)


def stamp_of(version: str, sheet_id: str) -> str:
    """The text of cell A1."""
    return f"{STAMP}|{version}|{sheet_id}"


def read_stamp(text: str) -> tuple[str, str] | None:
    """Version and sheet id of a stamp; None if it is none."""
    parts = text.strip().split("|")
    return (parts[1], parts[2]) if len(parts) == len("123") and parts[0] == STAMP else None


def header_key(table_id: str) -> str:
    """Key of the hidden row that carries the column names of a table."""
    return f"{table_id}#spalten"


def end_key(table_id: str) -> str:
    """Key of the hidden row after the last line."""
    return f"{table_id}#ende"


def line_key(table_id: str, number: int) -> str:
    """Key of a line; numbers begin with 1."""
    return f"{table_id}:{number}"


def row_key(sheet: Sheet, row: Row) -> str:
    """Key of a labelled row: the id of its plain field."""
    shortest = min((each.id for each in row.fields), key=len)
    suffixes = [f"_{key}" for key in _suffixes(sheet) if key]
    if len(row.fields) == 1 and any(shortest.endswith(each) for each in suffixes):
        return shortest[: -len(next(each for each in suffixes if shortest.endswith(each)))]
    return shortest


@lru_cache(maxsize=256)
def layout_sheet(sheet: Sheet) -> SheetLayout:
    """The places of one sheet."""
    columns = tuple(enumerate(_suffixes(sheet), FIRST_INPUT))
    rows = tuple(_row_spot(sheet, row, number) for number, row in enumerate(sheet.rows, HEADING_ROW + 1))
    tables: list[TableSpot] = []
    at = HEADING_ROW + len(rows) + 2 if rows else HEADING_ROW
    for table in sheet.tables:
        first = at + 3
        last = first + table.rows - 1
        tables.append(TableSpot(table, at, at + 1, at + 2, first, last, last + 1))
        at = last + 3
    keys = tuple((number, key or PLAIN_COLUMN) for number, key in columns)
    return SheetLayout(sheet, keys if rows else (), rows, tuple(tables))


def layout_form(form: Form) -> dict[str, SheetLayout]:
    """Sheet id → layout."""
    return {sheet.id: layout_sheet(sheet) for sheet in form.sheets}


@lru_cache(maxsize=256)
def _suffixes(sheet: Sheet) -> tuple[str, ...]:
    """The column names of a sheet in order, the plain one empty: taken from the longest row."""
    if not sheet.rows:
        return ()
    widest = max((row.fields for row in sheet.rows), key=len)
    plain = min((each.id for each in widest), key=len)
    return tuple(each.id.removeprefix(plain).removeprefix("_") for each in widest)


def _row_spot(sheet: Sheet, row: Row, number: int) -> RowSpot:
    key = row_key(sheet, row)
    suffixes = _suffixes(sheet)
    columns = {key + (f"_{name}" if name else ""): at for at, name in enumerate(suffixes, FIRST_INPUT)}
    return RowSpot(row, number, key, tuple((columns[each.id], each) for each in row.fields))
