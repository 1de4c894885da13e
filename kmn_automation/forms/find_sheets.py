"""Which sheet of the workbook is which sheet of the form, and which version of the form it is.

First by the stamp, wherever it moved to; then by title; then by the labels that stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kmn_automation.forms.grid import Grid, GridSheet, Position
from kmn_automation.forms.layout import KEY_COLUMN, KEY_ROW, STAMP, header_key, read_stamp, row_key
from kmn_automation.model.form import Form, Sheet
from kmn_automation.model.report import FoundBy

ENOUGH = 0.6
"""This share of the labels of a sheet must stand in it, where neither stamp nor title is left."""
FEW = 3
NOWHERE: Position = (0, 0)
_STAMP_ROWS = 30


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet of the workbook that was recognised; keys stand in the row and in the column of its stamp."""

    grid: GridSheet
    sheet_id: str
    found_by: FoundBy
    stamp: Position


def folded(text: str) -> str:
    """A label without marks, blanks and case, for comparing."""
    return " ".join(text.replace("*", " ").split()).casefold()


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


def likely_form(grid: Grid, forms: Mapping[str, Form]) -> Form | None:
    """The form whose labels stand in the workbook, where no stamp is left; None if it is none of ours."""
    texts = {
        folded(value)
        for sheet in grid.sheets
        for value in sheet.cells.values()
        if isinstance(value, str) and len(value) < 200  # noqa: PLR2004 - no label is longer
    }
    scores = {version: _score(_form_labels(form), texts) for version, form in forms.items()}
    best = max(scores, key=lambda version: scores[version], default="")
    return forms[best] if best and scores[best] >= ENOUGH / 2 else None


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
        if sheet.id not in found:
            twin = _by_title(sheet, rest) or _by_labels(sheet, rest)
            if twin:
                found[sheet.id] = [FoundSheet(twin, sheet.id, FoundBy.LABEL, _place_of_keys(sheet, twin))]
                rest.remove(twin)
    return found


def labels_of(sheet: Sheet) -> list[str]:
    """Every label that we wrote into the sheet, folded."""
    rows = [folded(row.label) for row in sheet.rows]
    return rows + [folded(column.label) for table in sheet.tables for column in table.columns]


def _place_of_keys(sheet: Sheet, twin: GridSheet) -> Position:
    """Where the stamp stood, if other keys still stand below it; else nowhere."""
    keys = {row_key(sheet, row) for row in sheet.rows} | {header_key(table.id) for table in sheet.tables}
    is_keyed = any(
        column == KEY_COLUMN and isinstance(value, str) and value in keys
        for (_, column), value in twin.cells.items()
    )
    return (KEY_ROW, KEY_COLUMN) if is_keyed else NOWHERE


def _by_title(sheet: Sheet, rest: Sequence[GridSheet]) -> GridSheet | None:
    same = [each for each in rest if folded(each.title) == folded(sheet.title)]
    return same[0] if len(same) == 1 else None


def _by_labels(sheet: Sheet, rest: Sequence[GridSheet]) -> GridSheet | None:
    labels = labels_of(sheet)
    if len(labels) < FEW:
        return None
    fitting = [
        each
        for each in rest
        if _score(labels, {folded(value) for value in each.cells.values() if isinstance(value, str)})
        >= ENOUGH
    ]
    return fitting[0] if len(fitting) == 1 else None


def _form_labels(form: Form) -> list[str]:
    return [label for sheet in form.sheets for label in labels_of(sheet)]


def _score(labels: Sequence[str], texts: set[str]) -> float:
    return sum(label in texts for label in labels) / max(len(labels), 1)


def unread_sheets(grid: Grid, found: Mapping[str, Sequence[FoundSheet]]) -> Iterator[GridSheet]:
    """Sheets with content that are none of ours."""
    read = {id(each.grid) for sheets in found.values() for each in sheets}
    for sheet in grid.sheets:
        if id(sheet) not in read and sheet.cells:
            yield sheet
