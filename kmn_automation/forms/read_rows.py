"""The labelled rows of a sheet: every field is found by key, else by label, else between its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kmn_automation.forms.coordinates import cell_name
from kmn_automation.forms.find_sheets import folded
from kmn_automation.forms.grid import GridSheet
from kmn_automation.forms.layout import FIRST_INPUT, LABEL_COLUMN, RowSpot, SheetLayout
from kmn_automation.forms.read_value import read_cell
from kmn_automation.forms.sheet_index import SheetIndex
from kmn_automation.model.form import Field
from kmn_automation.model.report import FoundBy, Place, Value

AMBIGUOUS = "steht mehrfach und mit verschiedenem Inhalt im Blatt"


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Where a row stands: all candidates, the column of its label, and how it was found."""

    rows: tuple[int, ...]
    label_column: int
    found_by: FoundBy


def read_rows(index: SheetIndex, layout: SheetLayout) -> dict[str, Value]:
    """Field id → value, for every field that was found; an empty cell has no value and no problem."""
    places = _place_rows(index, layout)
    values: dict[str, Value] = {}
    for spot in layout.rows:
        place = places.get(spot.key)
        if place is None:
            continue
        for column, field in spot.fields:
            at, found_by = _column(index, layout, column, place)
            values[field.id] = _read(index.found.grid, field, [(row, at) for row in place.rows], found_by)
    return values


def changed_labels(index: SheetIndex, layout: SheetLayout) -> Iterator[Place]:
    """Places of labels that do not stand there as we wrote them."""
    grid = index.found.grid
    label_column = index.found.stamp[1] + LABEL_COLUMN - 1
    for spot in layout.rows:
        for row in index.rows_by_key.get(spot.key, ())[:1]:
            if folded(grid.text((row, label_column))) != folded(spot.row.label):
                yield Place(grid.title, cell_name(row, label_column), spot.row.label)


def _place_rows(index: SheetIndex, layout: SheetLayout) -> dict[str, FoundRow]:
    label_column = index.found.stamp[1] + LABEL_COLUMN - 1
    places: dict[str, FoundRow] = {}
    for spot in layout.rows:
        keyed = index.rows_by_key.get(spot.key)
        if keyed:
            places[spot.key] = FoundRow(tuple(keyed), label_column, index.found.found_by)
    missing = [spot for spot in layout.rows if spot.key not in places]
    if missing:
        places |= _by_label(index, layout, missing)
    return places | dict(_between_neighbours(layout, places))


def _by_label(index: SheetIndex, layout: SheetLayout, missing: list[RowSpot]) -> dict[str, FoundRow]:
    """Rows whose label stands in the column where most labels of the sheet stand."""
    labels = index.places_by_label
    columns = [at for spot in layout.rows for _, at in labels.get(folded(spot.row.label), ())]
    if not columns:
        return {}
    home = max(sorted(set(columns)), key=columns.count)
    rows = {
        spot.key: tuple(sorted(row for row, at in labels.get(folded(spot.row.label), ()) if at == home))
        for spot in missing
    }
    return {key: FoundRow(each, home, FoundBy.LABEL) for key, each in rows.items() if each}


def _between_neighbours(layout: SheetLayout, places: dict[str, FoundRow]) -> Iterator[tuple[str, FoundRow]]:
    """A row without key and label counts only where the rows above and below leave exactly one row free."""
    for above, spot, below in zip(layout.rows, layout.rows[1:], layout.rows[2:], strict=False):
        upper, lower = _single(places, above), _single(places, below)
        if spot.key not in places and upper and lower and lower.rows[0] - upper.rows[0] == 2:  # noqa: PLR2004
            yield spot.key, FoundRow((upper.rows[0] + 1,), upper.label_column, FoundBy.POSITION)


def _single(places: dict[str, FoundRow], spot: RowSpot) -> FoundRow | None:
    place = places.get(spot.key)
    return place if place and len(place.rows) == 1 else None


def _column(index: SheetIndex, layout: SheetLayout, column: int, place: FoundRow) -> tuple[int, FoundBy]:
    """The column of a field and how it was found: by key, by heading, by distance from the label."""
    number = column - FIRST_INPUT
    keyed = index.columns_by_key.get(layout.column_keys[number][1], [])
    if len(keyed) == 1:
        return keyed[0], place.found_by
    headed = index.places_by_label.get(folded(layout.sheet.headings[number]), [])
    above = [each for row, each in headed if row < min(place.rows)]
    weaker = FoundBy.POSITION if place.found_by is FoundBy.POSITION else FoundBy.LABEL
    return (above[0], weaker) if len(above) == 1 else (place.label_column + 1 + number, weaker)


def _read(grid: GridSheet, field: Field, positions: list[tuple[int, int]], found_by: FoundBy) -> Value:
    filled = [each for each in positions if each in grid.cells]
    row, column = (filled or positions)[0]
    place = Place(grid.title, cell_name(row, column), field.label)
    if not filled:
        return Value("", None, place, found_by)
    raw, reading = read_cell(grid.cells[row, column], field)
    if any(grid.cells[each] != grid.cells[row, column] for each in filled[1:]):
        return Value(raw, None, place, found_by, AMBIGUOUS)
    return Value(raw, reading.value, place, found_by, reading.problem)
