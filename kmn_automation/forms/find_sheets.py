"""Which sheet of the workbook is which sheet of the form.

First by the stamp, wherever it moved to; then by the keys; then by the labels that stand in it; then by title.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kmn_automation.forms.folded import folded
from kmn_automation.forms.grid import Grid, GridSheet, Position
from kmn_automation.forms.layout import STAMP, header_key, layout_sheet, read_stamp, row_key
from kmn_automation.model.form import Form, Sheet
from kmn_automation.model.report import FoundBy

ENOUGH = 0.6
"""This share of the labels of a sheet must stand in it, where neither stamp nor title is left."""
SOME = 0.2
"""This share must stand even in a sheet that has our title."""
FEW = 3
NOWHERE: Position = (0, 0)
_STAMP_ROWS = 30


@dataclass(frozen=True)
class FoundSheet:
    """A sheet of the workbook that was recognised; keys stand in the row and in the column of its stamp."""

    grid: GridSheet
    sheet_id: str
    found_by: FoundBy
    stamp: Position

    @cached_property
    def keys(self) -> dict[int, str]:
        """Row → text in the key column, from top to bottom."""
        key_row, key_column = self.stamp
        texts = ((row, self.grid.cells.get((row, key_column))) for row in self.grid.rows if row != key_row)
        return {row: text.strip() for row, text in texts if isinstance(text, str)}

    @cached_property
    def rows_by_key(self) -> dict[str, list[int]]:
        """Text in the key column → rows, from top to bottom."""
        rows: dict[str, list[int]] = {}
        for row, key in self.keys.items():
            rows.setdefault(key, []).append(row)
        return rows

    @cached_property
    def column_keys(self) -> dict[int, str]:
        """Column → text in the key row."""
        return self.texts_in_row(self.stamp[0])

    def texts_in_row(self, row: int) -> dict[int, str]:
        """Column → text of one row, the key column left out."""
        cells, key_column = self.grid.cells, self.stamp[1]
        texts = ((column, cells.get((row, column))) for column in self.grid.columns if column != key_column)
        return {column: text.strip() for column, text in texts if isinstance(text, str)}


def stamps_of(grid: Grid) -> dict[int, tuple[str, str, Position]]:
    """Number of the sheet → version, sheet id and position of its stamp."""
    found: dict[int, tuple[str, str, Position]] = {}
    for number, sheet in enumerate(grid.sheets):
        for position, value in sheet.cells.items():
            if isinstance(value, str) and value.startswith(STAMP) and position[0] <= _STAMP_ROWS:
                stamp = read_stamp(value)
                if stamp:
                    found[number] = (*stamp, position)
                    break
    return found


def find_sheets(grid: Grid, form: Form) -> dict[str, list[FoundSheet]]:
    """Sheet id → the sheets that claim to be it; more than one where a sheet was copied."""
    found: dict[str, list[FoundSheet]] = {}
    stamps = stamps_of(grid)
    for number, (_, sheet_id, position) in stamps.items():
        found.setdefault(sheet_id, []).append(
            FoundSheet(grid.sheets[number], sheet_id, FoundBy.KEY, position)
        )
    rest = [sheet for number, sheet in enumerate(grid.sheets) if number not in stamps]
    for sheet in form.sheets:
        twins = _keyed(sheet, rest)
        if sheet.id not in found and not twins:
            twins = labelled_sheets(sheet, rest)
        if twins:
            found.setdefault(sheet.id, []).extend(twins)
            rest = [each for each in rest if all(each is not twin.grid for twin in twins)]
    return found


def unread_sheets(grid: Grid, found: Mapping[str, Sequence[FoundSheet]]) -> Iterator[GridSheet]:
    """Sheets with content that are none of ours."""
    read = {id(each.grid) for sheets in found.values() for each in sheets}
    for sheet in grid.sheets:
        if id(sheet) not in read and sheet.cells:
            yield sheet


def labels_of(sheet: Sheet) -> list[str]:
    """Every label that we wrote into the sheet, folded."""
    rows = [folded(row.label) for row in sheet.rows]
    return rows + [folded(column.label) for table in sheet.tables for column in table.columns]


def share_of(labels: Sequence[str], texts: set[str]) -> float:
    """How many of the labels stand among the texts, from 0 to 1."""
    return sum(label in texts for label in labels) / max(len(labels), 1)


def labelled_sheets(sheet: Sheet, rest: Sequence[GridSheet]) -> list[FoundSheet]:
    """Of these sheets those that hold most of our labels; else the one that has our title and some of them."""
    labels = labels_of(sheet) if rest else []
    shares = [
        (each, share_of(labels, {folded(value) for value in each.cells.values() if isinstance(value, str)}))
        for each in rest
    ]
    fitting = [each for each, share in shares if share >= ENOUGH and len(labels) >= FEW]
    named = [each for each, share in shares if share >= SOME and folded(each.title) == folded(sheet.title)]
    chosen = fitting or (named if len(named) == 1 else [])
    return [FoundSheet(each, sheet.id, FoundBy.LABEL, NOWHERE) for each in chosen]


def _keyed(sheet: Sheet, rest: Sequence[GridSheet]) -> list[FoundSheet]:
    """Sheets without a stamp that still carry our keys, with the place where row and column of the keys meet."""
    if not rest:
        return []
    keys = {row_key(sheet, row) for row in sheet.rows} | {header_key(table.id) for table in sheet.tables}
    places = [(each, _place_of_keys(sheet, keys, each)) for each in rest]
    return [FoundSheet(each, sheet.id, FoundBy.LABEL, place) for each, place in places if place != NOWHERE]


def _place_of_keys(sheet: Sheet, keys: set[str], twin: GridSheet) -> Position:
    places = [
        position for position, value in twin.cells.items() if isinstance(value, str) and value.strip() in keys
    ]
    if not places:
        return NOWHERE
    columns = [column for _, column in places]
    column = max(sorted(set(columns)), key=columns.count)
    if columns.count(column) * 2 < len(keys):
        return NOWHERE
    first = min(row for row, at in places if at == column)
    return _row_of_column_keys(sheet, twin, (first, column)), column


def _row_of_column_keys(sheet: Sheet, twin: GridSheet, first: Position) -> int:
    """The row above the keys where the names of the columns stand; 0 if it is gone."""
    names = {key for _, key in layout_sheet(sheet).column_keys}
    rows = [
        row
        for (row, column), value in twin.cells.items()
        if row < first[0] and column > first[1] and isinstance(value, str) and value.strip() in names
    ]
    return max(sorted(set(rows)), key=rows.count, default=0)
