"""The labelled rows of a sheet: every field is found by key, else by label, else between its neighbours."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kmn_automation.forms.coordinates import cell_name
from kmn_automation.forms.folded import folded
from kmn_automation.forms.grid import GridSheet, Position
from kmn_automation.forms.layout import RowSpot, SheetLayout
from kmn_automation.forms.read_columns import find_columns
from kmn_automation.forms.read_value import read_cell
from kmn_automation.forms.settle import Settled, Signs, settle, weaker
from kmn_automation.forms.sheet_index import SheetIndex
from kmn_automation.model.form import Field
from kmn_automation.model.report import FoundBy, Place, Value

AMBIGUOUS = "steht mehrfach und mit verschiedenem Inhalt im Blatt"
UNSURE = "Schlüssel und Beschriftung der Zeile fehlen oder wurden geändert"
_ALIKE = 0.75
"""A label this similar to ours, and to no other, is ours with a change."""


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Field id → value, for every field that was found; labels that were changed; what was not found."""

    values: Mapping[str, Value]
    changed: tuple[Place, ...] = ()
    missing: tuple[Place, ...] = ()


def read_rows(index: SheetIndex, layout: SheetLayout) -> ReadRows:
    """The fields of a sheet; an empty cell has no value and no problem."""
    if not layout.rows:
        return ReadRows({})
    home = index.home_column([folded(spot.row.label) for spot in layout.rows])
    rows = _find_rows(index, layout, home)
    columns = find_columns(index, layout, home, [number for each in rows.values() for number in each.numbers])
    values = {
        field.id: _read(index.found.grid, field, rows[spot.key], columns[column])
        for spot in layout.rows
        for column, field in spot.fields
        if spot.key in rows and column in columns
    }
    return ReadRows(
        {key: _as_found(value, index.found.found_by) for key, value in values.items()},
        tuple(_changed(index, layout, home)),
        tuple(_missing(index.found.grid.title, layout, rows, columns)),
    )


def _find_rows(index: SheetIndex, layout: SheetLayout, home: int) -> dict[str, Settled]:
    labels = index.labels_at(home)
    wanted = {spot.key: folded(spot.row.label) for spot in layout.rows}
    found = settle(wanted, Signs(index.keys, labels), index.known)
    return found | dict(_between_neighbours(index, layout, found, labels))


def _between_neighbours(
    index: SheetIndex, layout: SheetLayout, found: Mapping[str, Settled], labels: Mapping[int, str]
) -> Iterator[tuple[str, Settled]]:
    """A row without key and label counts only where the rows above and below leave exactly one row free."""
    ours = {folded(spot.row.label) for spot in layout.rows}
    for above, spot, below in zip(layout.rows, layout.rows[1:], layout.rows[2:], strict=False):
        upper, lower = _single(found, above), _single(found, below)
        if spot.key not in found and upper and lower and lower - upper == 2:  # noqa: PLR2004
            row = upper + 1
            if not _is_taken(index, found, row):
                label = labels.get(row, "")
                is_ours = not label or _is_alike(label, folded(spot.row.label), ours)
                yield spot.key, Settled((row,), FoundBy.POSITION, "" if is_ours else UNSURE)


def _single(found: Mapping[str, Settled], spot: RowSpot) -> int:
    """The one sure row of a neighbour; 0 if there is none."""
    place = found.get(spot.key)
    return place.numbers[0] if place and len(place.numbers) == 1 and not place.problem else 0


def _is_taken(index: SheetIndex, found: Mapping[str, Settled], row: int) -> bool:
    return index.keys.get(row) in found or any(row in each.numbers for each in found.values())


def _is_alike(label: str, wanted: str, others: Collection[str]) -> bool:
    near = difflib.get_close_matches(label, others, n=2, cutoff=_ALIKE)
    return near == [wanted]


def _read(grid: GridSheet, field: Field, row: Settled, column: Settled) -> Value:
    found_by = weaker(row.found_by, column.found_by)
    positions = [(each, at) for each in row.numbers for at in column.numbers]
    return read_positions(grid, field, positions, (found_by, row.problem or column.problem))


def read_positions(
    grid: GridSheet, field: Field, positions: list[Position], found: tuple[FoundBy, str]
) -> Value:
    """The value of the first filled of these cells; none if others say something else, or in doubt.

    A share is computed: what is in doubt about it is said where its parts stand.
    """
    filled = [each for each in positions if each in grid.cells]
    row, column = (filled or positions)[0]
    place = Place(grid.title, cell_name(row, column), field.label)
    found_by, problem = found
    if not filled:
        return Value("", None, place, found_by)
    raw, reading = read_cell(grid.cells[row, column], field, is_1904=grid.is_1904)
    if any(grid.cells[each] != grid.cells[row, column] for each in filled[1:]):
        problem = problem or AMBIGUOUS
    if problem:
        return Value(raw, None, place, found_by, "" if field.share_of else problem)
    return Value(raw, reading.value, place, found_by, reading.problem)


def _as_found(value: Value, sheet_found_by: FoundBy) -> Value:
    """On a sheet that was known by its labels alone no value is safer than the sheet."""
    found_by = weaker(value.found_by, sheet_found_by)
    if found_by is value.found_by:
        return value
    return Value(value.raw, value.value, value.place, found_by, value.problem)


def _changed(index: SheetIndex, layout: SheetLayout, home: int) -> Iterator[Place]:
    """Places of labels that do not stand there as we wrote them."""
    grid = index.found.grid
    for spot in layout.rows:
        for row in index.rows_by_key.get(spot.key, ())[:1]:
            if folded(grid.text((row, home))) != folded(spot.row.label):
                yield Place(grid.title, cell_name(row, home), spot.row.label)


def _missing(
    title: str, layout: SheetLayout, rows: Collection[str], columns: Collection[int]
) -> Iterator[Place]:
    """Rows and columns of the form that are nowhere in the sheet."""
    yield from (Place(title, "", spot.row.label) for spot in layout.rows if spot.key not in rows)
    for (number, _), heading in zip(layout.column_keys, layout.sheet.headings, strict=True):
        if number not in columns:
            yield Place(title, "", f"Spalte {heading}")
