"""Forms that lost what tells them from any other workbook: stamps, keys, formulas."""

from __future__ import annotations

from kmn_automation.forms.layout import STAMP
from tests.museum.light_book import Cell, LightBook, LightSheet


def clear_stamps(book: LightBook) -> None:
    """Takes the stamp from every sheet that a person sees."""
    for sheet in book.own():
        for position, cell in list(sheet.cells.items()):
            if str(cell.content).startswith(STAMP):
                del sheet.cells[position]


def as_values(sheet: LightSheet) -> LightSheet:
    """What arrives when the visible part of a sheet is copied and inserted as values: no keys, no formulas."""
    cells = {
        (row - 1, column - 1): Cell(cell.content, style=cell.style)
        for (row, column), cell in sheet.cells.items()
        if row > 1 and column > 1 and sheet.cells.get((row, 1), Cell("")).content != f"{sheet.kind}#spalten"
    }
    hidden = [
        row for (row, column), cell in sheet.cells.items() if column == 1 and "#spalten" in str(cell.content)
    ]
    return LightSheet(
        sheet.title, "", {place: cell for place, cell in cells.items() if place[0] + 1 not in hidden}
    )
