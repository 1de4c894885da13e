"""The tables of a sheet of the master: caption, hidden key row, headings, free lines, hidden end row."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms.layout import (
    KEY_COLUMN,
    LABEL_COLUMN,
    SheetLayout,
    TableSpot,
    end_key,
    header_key,
    line_key,
)
from kmn_automation.forms.master_rows import LINE_HEIGHT, REQUIRED_MARK
from kmn_automation.forms.styles import value_style
from kmn_automation.forms.widths import lines_needed, widths_of


def write_tables(sheet: Worksheet, layout: SheetLayout) -> None:
    """All tables of the sheet with their free lines."""
    for spot in layout.tables:
        _write_heading(sheet, layout, spot)
        _write_lines(sheet, spot)
        sheet.cell(spot.end, KEY_COLUMN, end_key(spot.table.id)).style = "kmn_schluessel"
        sheet.row_dimensions[spot.end].hidden = True


def _write_heading(sheet: Worksheet, layout: SheetLayout, spot: TableSpot) -> None:
    hint = f" – {spot.table.help}" if spot.table.help else ""
    sheet.cell(spot.caption, LABEL_COLUMN, spot.table.label + hint).style = "kmn_zwischentitel"
    sheet.row_dimensions[spot.caption].height = 24
    sheet.cell(spot.keys, KEY_COLUMN, header_key(spot.table.id)).style = "kmn_schluessel"
    sheet.row_dimensions[spot.keys].hidden = True
    widths = widths_of(layout)
    lines = 1
    for column, field in spot.columns:
        sheet.cell(spot.keys, column, field.name).style = "kmn_schluessel"
        label = field.label + (REQUIRED_MARK if field.required else "")
        sheet.cell(spot.heading, column, label).style = "kmn_kopf"
        lines = max(lines, lines_needed(label, widths[column] - 4))
    sheet.row_dimensions[spot.heading].height = LINE_HEIGHT * lines + 5


def _write_lines(sheet: Worksheet, spot: TableSpot) -> None:
    styles = [(column, value_style(field, left=False)) for column, field in spot.columns]
    for number, row in enumerate(range(spot.first, spot.last + 1), 1):
        sheet.cell(row, KEY_COLUMN, line_key(spot.table.id, number)).style = "kmn_schluessel"
        for column, style in styles:
            sheet.cell(row, column).style = style
