"""The tables of a sheet: all lines between heading and end, inserted ones too; empty lines do not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kmn_automation.forms.coordinates import column_letters
from kmn_automation.forms.find_sheets import ENOUGH, folded
from kmn_automation.forms.grid import CellValue, GridSheet
from kmn_automation.forms.layout import SheetLayout, end_key, header_key
from kmn_automation.forms.read_value import read_cell
from kmn_automation.forms.sheet_index import SheetIndex
from kmn_automation.model.form import Field, Table
from kmn_automation.model.report import FoundBy, Line, Place, Value

FULL_ENOUGH = 3
"""So many cells make a line of what stands below the end of a list; less is a sum or a remark."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """Where a table stands: columns by name, first row, end of its own room, end of what may belong to it."""

    table: Table
    columns: dict[str, int]
    first: int
    end: int
    limit: int
    found_by: FoundBy


class _Column(NamedTuple):
    field: Field
    name: str
    number: int
    letters: str


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The lines of a table, and the rows below its end that were not taken for lines."""

    lines: tuple[Line, ...]
    left_over: tuple[int, ...] = ()


def read_tables(index: SheetIndex, layout: SheetLayout) -> dict[str, ReadTable]:
    """Table id → lines, for every table that was found."""
    captions = _captions(index, layout)
    found = [_find(index, spot.table, captions) for spot in layout.tables]
    return {each.table.id: _read(index.found.grid, each, captions) for each in found if each}


def _find(index: SheetIndex, table: Table, captions: frozenset[int]) -> FoundTable | None:
    keyed = index.rows_by_key.get(header_key(table.id), [])
    if len(keyed) == 1:
        columns = {name: at[0] for name, at in index.texts_in_row(keyed[0]).items() if len(at) == 1}
        names = {each.name for each in table.columns}
        if columns.keys() & names:
            return _keyed(index, table, keyed[0], {name: columns[name] for name in columns.keys() & names})
    return _labelled(index, table, captions)


def _keyed(index: SheetIndex, table: Table, header: int, columns: dict[str, int]) -> FoundTable:
    lines = f"{table.id}:"
    others = [
        row
        for row, key in index.key_rows
        if row > header and not key.startswith(lines) and key != end_key(table.id)
    ]
    limit = min(others, default=index.last_row + 1)
    ends = [row for row in index.rows_by_key.get(end_key(table.id), []) if header < row < limit]
    end = min(ends, default=limit)
    heading = _heading_row(index, table, header, end)
    return FoundTable(table, columns, heading + 1, end, limit, index.found.found_by)


def _heading_row(index: SheetIndex, table: Table, header: int, end: int) -> int:
    """The row of the visible headings: the last row before the first line that shows two labels or more."""
    labels = {folded(each.label) for each in table.columns}
    for row in range(header + 1, min(header + 6, end)):
        texts = [folded(text) for text in index.texts_in_row(row)]
        if sum(text in labels for text in texts) >= min(2, len(labels)):
            return row
    first = index.rows_by_key.get(f"{table.id}:1", [header + 2])
    return max(header, first[0] - 1)


def _labelled(index: SheetIndex, table: Table, captions: frozenset[int]) -> FoundTable | None:
    """The table by its headings, where its keys are gone."""
    rows: dict[int, dict[str, int]] = {}
    for column in table.columns:
        for row, at in index.places_by_label.get(folded(column.label), ()):
            rows.setdefault(row, {})[column.name] = at
    fitting = [row for row in sorted(rows) if len(rows[row]) >= len(table.columns) * ENOUGH]
    if not fitting or fitting[-1] - fitting[0] >= len(
        fitting
    ):  # our key row may still stand above the headings
        return None
    heading = fitting[-1]
    columns = rows[max(fitting, key=lambda row: len(rows[row]))]
    borders = [row for row in (*(row for row, _ in index.key_rows), *captions) if row > heading]
    limit = min(borders, default=index.last_row + 1)
    return FoundTable(table, columns, heading + 1, limit, limit, FoundBy.LABEL)


def _captions(index: SheetIndex, layout: SheetLayout) -> frozenset[int]:
    """The rows that hold the caption of a table."""
    labels = [folded(spot.table.label) for spot in layout.tables if len(layout.tables) > 1]
    return frozenset(row for label in labels for row, _ in index.places_by_label.get(label, ()))


def _read(grid: GridSheet, found: FoundTable, captions: frozenset[int]) -> ReadTable:
    columns = [
        _Column(each, each.name, found.columns[each.name], column_letters(found.columns[each.name]))
        for each in found.table.columns
        if each.name in found.columns
    ]
    enough = min(FULL_ENOUGH, len(columns))
    lines: list[Line] = []
    left_over: list[int] = []
    for row in range(found.first, found.limit):
        cells = [grid.cells.get((row, column.number)) for column in columns]
        filled = len(cells) - cells.count(None)
        if filled and row >= found.end and filled < enough:
            left_over += [] if row in captions else [row]
        elif filled:
            lines.append(_line(grid.title, row, zip(columns, cells, strict=True), found.found_by))
    return ReadTable(tuple(lines), tuple(left_over))


def _line(
    title: str, row: int, cells: Iterable[tuple[_Column, CellValue | None]], found_by: FoundBy
) -> dict[str, Value]:
    line: dict[str, Value] = {}
    for column, cell in cells:
        place = Place(title, f"{column.letters}{row}", column.field.label)
        if cell is None:
            line[column.name] = Value("", None, place, found_by)
        else:
            raw, reading = read_cell(cell, column.field)
            line[column.name] = Value(raw, reading.value, place, found_by, reading.problem)
    return line
