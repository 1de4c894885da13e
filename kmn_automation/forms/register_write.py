"""The register workbook, written new: empty as a template, or with every row of a register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms.register_guide import FONT, fit_to_landscape, write_guide, write_lists
from kmn_automation.forms.register_layout import (
    FIRST_ROW,
    HEADING_ROW,
    HELP_ROW,
    LISTS,
    Column,
    Kind,
    RegisterSheet,
    register_sheets,
)
from kmn_automation.forms.register_offers import offer
from kmn_automation.forms.register_records import Values, rows_of
from kmn_automation.forms.saved_book import saved
from kmn_automation.model.register import Register

_FORMATS = {
    Kind.EURO: '#,##0.00\\ "€"',
    Kind.PROZENT: "0.##",
    Kind.STELLEN: "0.00##",
    Kind.JAHR: "0",
    Kind.DATUM: "dd.mm.yyyy",
    Kind.UHRZEIT: "hh:mm",
}
_TEXT_FORMAT = "@"
_REQUIRED = PatternFill("solid", fgColor="1F4E79")
_OPTIONAL = PatternFill("solid", fgColor="5B6B7F")
_HELP = PatternFill("solid", fgColor="EEF3F8")
_LINE = Border(bottom=Side("thin", color="D0D7DE"))
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_MIDDLE = Alignment(horizontal="center", vertical="top")
_ALIGNMENTS = {Kind.LINES: _WRAPPED, Kind.DATUM: _MIDDLE, Kind.UHRZEIT: _MIDDLE, Kind.JAHR: _MIDDLE}
_HELP_HEIGHT, _HEADING_HEIGHT, _LINE_HEIGHT = 66, 22, 15


def write_register(
    register: Register | None,
    positions: Mapping[str, str],
    richtlinien: tuple[str, ...] = (),
    rules: tuple[str, ...] = (),
) -> bytes:
    """The workbook as .xlsx; None gives the empty template.

    `positions` is label → field id of the Finanzierungsplan, `richtlinien` the versions and `rules` the ids to
    choose from.
    """
    sheets = register_sheets(positions, richtlinien, rules)
    rows = rows_of(register, positions) if register else {}
    workbook = Workbook()
    guide = workbook.worksheets[0]
    write_guide(guide, sheets)
    pages = [workbook.create_sheet(spec.title) for spec in sheets]
    lists = write_lists(workbook.create_sheet(LISTS), sheets)
    for page, spec in zip(pages, sheets, strict=True):
        _head(page, spec)
        _fill(page, spec, rows.get(spec.id, []))
        offer(page, spec, sheets, lists)
    workbook.properties.title = "Register der Koordinierungsstelle"
    workbook.properties.creator = "Koordinierungsstelle KMN"
    return saved(workbook)


def _head(page: Worksheet, spec: RegisterSheet) -> None:
    for index, column in enumerate(spec.columns, start=1):
        letter = get_column_letter(index)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].number_format = _FORMATS.get(column.kind, _TEXT_FORMAT)
        _head_cells(_cell(page, HELP_ROW, index), _cell(page, HEADING_ROW, index), column)
    page.row_dimensions[HELP_ROW].height = _HELP_HEIGHT
    page.row_dimensions[HEADING_ROW].height = _HEADING_HEIGHT
    page.freeze_panes = f"B{FIRST_ROW}"
    fit_to_landscape(page)
    page.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"


def _head_cells(help_cell: Cell, heading: Cell, column: Column) -> None:
    help_cell.value = f"{'Pflicht' if column.required else 'Freiwillig'}. {column.help}"
    help_cell.font = Font(name=FONT, size=9, color="44546A")
    help_cell.fill = _HELP
    help_cell.alignment = _WRAPPED
    heading.value = column.heading
    heading.font = Font(name=FONT, bold=True, color="FFFFFF")
    heading.fill = _REQUIRED if column.required else _OPTIONAL
    heading.alignment = Alignment(vertical="center")


def _fill(page: Worksheet, spec: RegisterSheet, rows: list[Values]) -> None:
    formats = [_FORMATS.get(column.kind, _TEXT_FORMAT) for column in spec.columns]
    for number, row in enumerate(rows, start=FIRST_ROW):
        for index, column in enumerate(spec.columns, start=1):
            cell = _cell(page, number, index)
            _write(cell, row.get(column.name))
            cell.number_format = formats[index - 1]
            cell.alignment = _ALIGNMENTS.get(column.kind, _TOP)
            cell.border = _LINE
            if column.kind is Kind.LINES:
                page.row_dimensions[number].height = _LINE_HEIGHT * len(row[column.name])
    last = max(HEADING_ROW + 1, HEADING_ROW + len(rows))
    page.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(spec.columns))}{last}"


def _cell(page: Worksheet, row: int, column: int) -> Cell:
    return cast("Cell", page.cell(row, column))


def _write(cell: Cell, value: Any) -> None:  # noqa: ANN401 - whatever a record holds
    match value:
        case None | "":
            return
        case bool():
            cell.value = "ja" if value else "nein"
        case tuple():
            cell.value = ("\n" if cell.parent.title == "Sitzungen" else "; ").join(value)
        case Decimal() | int() | dt.date() | dt.time():
            cell.value = value
        case _:
            cell.value = str(value)
            cell.data_type = "s"  # a name that begins with = is no formula
