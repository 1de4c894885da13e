"""The tables of a sheet: all lines between heading and end, inserted ones too; empty lines do not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kmn_automation.forms.coordinates import column_letters
from kmn_automation.forms.find_tables import FoundTable, find_tables
from kmn_automation.forms.grid import CellValue, GridSheet
from kmn_automation.forms.layout import SheetLayout
from kmn_automation.forms.read_rows import read_positions
from kmn_automation.forms.read_value import read_cell
from kmn_automation.forms.settle import weaker
from kmn_automation.forms.sheet_index import SheetIndex
from kmn_automation.model.form import Field
from kmn_automation.model.report import FoundBy, Line, Place, Value

FULL_ENOUGH = 3
"""So many cells make a line of what stands below the end of a list; less is a sum or a remark."""


class _Column(NamedTuple):
    field: Field
    name: str
    numbers: tuple[int, ...]
    letters: str
    found_by: FoundBy
    problem: str
    is_doubtful: bool
    """Whether other columns carry the same name, or key and heading contradict."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The lines of a table, the rows below its end that were not taken for lines, and the columns not found."""

    lines: tuple[Line, ...]
    left_over: tuple[Place, ...] = ()
    missing: tuple[Place, ...] = ()


def read_tables(index: SheetIndex, layout: SheetLayout) -> Mapping[str, ReadTable]:
    """Table id → lines, for every table that was found."""
    found, captions = find_tables(index, layout)
    return {table: _read(index, each, captions) for table, each in found.items()}


def _read(index: SheetIndex, found: FoundTable, captions: frozenset[int]) -> ReadTable:
    title = index.found.grid.title
    columns = list(_columns(found, index.found.found_by))
    rows = dict(_filled_rows(index.found.grid, found, columns))
    enough = min(FULL_ENOUGH, len(columns))
    full = {row for row, cells in rows.items() if len(cells) - cells.count(None) >= enough}
    end = found.end or max(full, default=0) + 1
    lines = [row for row in rows if row < end or row in full]
    rest = rows.keys() - {*lines} - captions
    missing = [column.label for column in found.table.columns if column.name not in found.columns]
    return ReadTable(
        tuple(_line(index.found.grid, row, zip(columns, rows[row], strict=True)) for row in lines),
        tuple(Place(title, f"Zeile {row}", found.table.label) for row in sorted(rest)),
        tuple(Place(title, "", f"{found.table.label}: Spalte {each}") for each in missing),
    )


def _filled_rows(
    grid: GridSheet, found: FoundTable, columns: list[_Column]
) -> Iterator[tuple[int, list[CellValue | None]]]:
    get, numbers = grid.cells.get, [each.numbers[0] for each in columns]
    copied = [(at, each.numbers[1:]) for at, each in enumerate(columns) if len(each.numbers) > 1]
    for row in range(found.first, found.limit):
        cells = [get((row, number)) for number in numbers]
        for at, others in copied:
            found_cells = (cells[at], *(get((row, each)) for each in others))
            cells[at] = next((each for each in found_cells if each is not None), None)
        if cells.count(None) < len(cells):
            yield row, cells


def _columns(found: FoundTable, sheet_found_by: FoundBy) -> Iterator[_Column]:
    for each in found.table.columns:
        place = found.columns.get(each.name)
        if place:
            letters = column_letters(place.numbers[0])
            found_by = weaker(place.found_by, sheet_found_by)
            is_doubtful = len(place.numbers) > 1 or bool(place.problem)
            yield _Column(each, each.name, place.numbers, letters, found_by, place.problem, is_doubtful)


def _line(grid: GridSheet, row: int, cells: Iterable[tuple[_Column, CellValue | None]]) -> dict[str, Value]:
    line: dict[str, Value] = {}
    title, is_1904 = grid.title, grid.is_1904
    for (field, name, numbers, letters, found_by, problem, is_doubtful), cell in cells:
        if is_doubtful:
            positions = [(row, number) for number in numbers]
            line[name] = read_positions(grid, field, positions, (found_by, problem))
            continue
        place = Place(title, f"{letters}{row}", field.label)
        if cell is None:
            line[name] = Value("", None, place, found_by)
        else:
            raw, (value, why_not) = read_cell(cell, field, is_1904=is_1904)
            line[name] = Value(raw, value, place, found_by, why_not)
    return line
