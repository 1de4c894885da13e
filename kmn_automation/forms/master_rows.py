"""The labelled rows of a sheet of the master."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms.layout import (
    FIRST_INPUT,
    HEADING_ROW,
    KEY_COLUMN,
    KEY_ROW,
    LABEL_COLUMN,
    RowSpot,
    SheetLayout,
)
from kmn_automation.forms.styles import value_style
from kmn_automation.forms.widths import lines_needed, widths_of
from kmn_automation.model.form import Field

LINE_HEIGHT = 15.5
LONG_HEIGHT = 150
REQUIRED_MARK = "\u00a0*"


def write_rows(sheet: Worksheet, layout: SheetLayout, formulas: Mapping[str, str]) -> None:
    """Headings, labels, styled value cells, formulas, help texts and keys."""
    if not layout.rows:
        return
    _write_headings(sheet, layout)
    for column, key in layout.column_keys:
        sheet.cell(KEY_ROW, column, key).style = "kmn_schluessel"
    for spot in layout.rows:
        _write_row(sheet, layout, spot, formulas)


def _write_headings(sheet: Worksheet, layout: SheetLayout) -> None:
    sheet.cell(HEADING_ROW, LABEL_COLUMN, "Bezeichnung").style = "kmn_kopf_links"
    for column, title in enumerate(layout.sheet.headings, FIRST_INPUT):
        sheet.cell(HEADING_ROW, column, title).style = (
            "kmn_kopf" if len(layout.column_keys) > 1 else "kmn_kopf_links"
        )
    if layout.has_help:
        sheet.cell(HEADING_ROW, layout.help_column, "Hinweis").style = "kmn_kopf_links"
        for column in range(layout.help_column + 1, layout.last_column + 1):
            sheet.cell(HEADING_ROW, column).style = "kmn_kopf_links"
        if layout.help_column < layout.last_column:
            sheet.merge_cells(None, HEADING_ROW, layout.help_column, HEADING_ROW, layout.last_column)
    sheet.row_dimensions[HEADING_ROW].height = 2 * LINE_HEIGHT + 2


def _write_row(sheet: Worksheet, layout: SheetLayout, spot: RowSpot, formulas: Mapping[str, str]) -> None:
    fields = [field for _, field in spot.fields]
    sheet.cell(spot.number, KEY_COLUMN, spot.key).style = "kmn_schluessel"
    label = spot.row.label + (REQUIRED_MARK if any(field.required for field in fields) else "")
    sheet.cell(spot.number, LABEL_COLUMN, label).style = _label_style(fields)
    left = len(layout.column_keys) == 1
    for column, field in spot.fields:
        cell = sheet.cell(spot.number, column)
        cell.style = value_style(field, left=left)
        if field.id in formulas:
            cell.value = f"={formulas[field.id]}"
    widths = widths_of(layout)
    lines = lines_needed(label, widths[LABEL_COLUMN])
    hint = " ".join(field.help for field in fields if field.help)
    if hint:
        lines = max(lines, _write_hint(sheet, layout, spot.number, hint))
    is_long = any(field.long for field in fields)
    sheet.row_dimensions[spot.number].height = LONG_HEIGHT if is_long else max(20, LINE_HEIGHT * lines + 3)


def _label_style(fields: list[Field]) -> str:
    if any(field.sum_of for field in fields):
        return "kmn_bezeichnung_summe"
    return "kmn_bezeichnung_oben" if any(field.long for field in fields) else "kmn_bezeichnung"


def _write_hint(sheet: Worksheet, layout: SheetLayout, row: int, hint: str) -> int:
    """Writes the help text and says how many lines it takes."""
    sheet.cell(row, layout.help_column, hint).style = "kmn_hilfe"
    if layout.help_column < layout.last_column:
        sheet.merge_cells(None, row, layout.help_column, row, layout.last_column)
    widths = widths_of(layout)
    room = sum(widths[column] for column in range(layout.help_column, layout.last_column + 1))
    return lines_needed(hint, room * 1.1)
