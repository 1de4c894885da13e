"""Formulas that no program had calculated, filled with the results of LibreOffice; our own totals need none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kmn_automation.forms.grid import CellValue, Grid, GridSheet, Position
from kmn_automation.forms.read_value import NO_RESULT
from kmn_automation.model.report import Report, Value


def needs_results(grid: Grid, report: Report) -> bool:
    """Whether an entry is a formula without a result, and the workbook asks nobody outside for it."""
    if grid.external_links or grid.connections:
        return False
    return any(value.problem == NO_RESULT for value in _values(report))


def with_results(grid: Grid, calculated: Grid) -> Grid:
    """The grid with these results; `calculated` is the same workbook as LibreOffice saved it."""
    results = {sheet.title: sheet.cells for sheet in calculated.sheets}
    sheets = tuple(_filled(sheet, results.get(sheet.title, {})) for sheet in grid.sheets)
    return replace(grid, sheets=sheets, recalculated=True)


def _filled(sheet: GridSheet, results: Mapping[Position, CellValue]) -> GridSheet:
    cells = dict(sheet.cells)
    for position, value in sheet.cells.items():
        if isinstance(value, Mapping) and "formula" in value:
            cells[position] = results.get(position, value)
    return replace(sheet, cells=cells)


def _values(report: Report) -> Iterator[Value]:
    yield from report.values.values()
    for lines in report.tables.values():
        for line in lines:
            yield from line.values()
