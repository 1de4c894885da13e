"""The input columns of a sheet: by key, else by heading, else by distance from the labels."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from kmn_automation.forms.folded import folded
from kmn_automation.forms.layout import LABEL_COLUMN, SheetLayout
from kmn_automation.forms.settle import Settled, Signs, settle
from kmn_automation.forms.sheet_index import SheetIndex
from kmn_automation.model.report import FoundBy


def find_columns(
    index: SheetIndex, layout: SheetLayout, home: int, rows: Sequence[int]
) -> dict[int, Settled]:
    """Number of the column in our layout → where it is; `home` is the column of the labels, `rows` their rows."""
    headings = [folded(each) for each in layout.sheet.headings]
    heading_row = _heading_row(index, headings, min(rows, default=0))
    wanted = {key: label for (_, key), label in zip(layout.column_keys, headings, strict=True)}
    signs = Signs(index.column_keys, index.labels_in_row(heading_row))
    settled = settle(wanted, signs, headings)
    found = {number: settled[key] for number, key in layout.column_keys if key in settled}
    rest = [number for number, _ in layout.column_keys if number not in found]
    if rest and _is_straight(index, layout, home, found):
        free = list(_at_distance(index, layout, home, rows))
        found |= {number: Settled((at,), FoundBy.POSITION) for number, at in free if number in rest}
    return found


def _heading_row(index: SheetIndex, headings: Collection[str], first_row: int) -> int:
    """The row above the inputs where most headings stand; 0 if there is none."""
    rows = [row for each in headings for row, _ in index.places_by_label.get(each, ()) if row < first_row]
    return max(sorted(set(rows), reverse=True), key=rows.count, default=0)


def _is_straight(index: SheetIndex, layout: SheetLayout, home: int, found: dict[int, Settled]) -> bool:
    """Whether nothing shows that columns were inserted or removed between the labels and the help texts."""
    shift = home - LABEL_COLUMN
    helps = {folded(field.help) for field in layout.sheet.fields if field.help}
    seen = [at for text in helps for _, at in index.places_by_label.get(text, ())]
    return all(at == layout.help_column + shift for at in seen) and all(
        each.numbers == (number + shift,) for number, each in found.items()
    )


def _at_distance(
    index: SheetIndex, layout: SheetLayout, home: int, rows: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Our column and the column as far from the labels, if no more columns are filled than we have."""
    cells = index.found.grid.cells
    helps = {folded(field.help) for field in layout.sheet.fields if field.help}
    filled = {
        at
        for row, at in cells
        if row in rows
        and at > home
        and not (isinstance(text := cells[row, at], str) and folded(text) in helps)
    }
    for number, _ in layout.column_keys:
        at = number + home - LABEL_COLUMN
        if at in filled and len(filled) <= len(layout.column_keys):
            yield number, at
