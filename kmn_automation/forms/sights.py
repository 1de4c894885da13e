"""What a rule asks about a workbook beside its values: macros, links, hidden content, lists of persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType

from kmn_automation.forms.besides_remarks import far_cells
from kmn_automation.forms.find_sheets import FoundSheet, unread_sheets
from kmn_automation.forms.grid import CellValue, Grid, Position
from kmn_automation.forms.layout import SheetLayout
from kmn_automation.model.client_data import lists_clients, shows_clients
from kmn_automation.model.german import format_day, read_day
from kmn_automation.model.report import Oddity, Sight

_ROWS = 500
_CELLS = 40


def sights(
    grid: Grid,
    found: Mapping[str, Sequence[FoundSheet]],
    layouts: Mapping[str, SheetLayout] = MappingProxyType({}),
) -> Iterator[Sight]:
    """Everything of that kind in the workbook, in a fixed order."""
    parts = (
        (grid.macros, Oddity.MACROS),
        (grid.external_links, Oddity.LINKS),
        (grid.connections, Oddity.CONNECTIONS),
        (grid.embedded, Oddity.EMBEDDED),
    )
    yield from (Sight(oddity) for is_there, oddity in parts if is_there)
    for sheet in unread_sheets(grid, found):
        if not sheet.is_visible:
            yield Sight(Oddity.HIDDEN_SHEET, sheet.title, len(sheet.cells))
        if lists_clients(_rows(sheet.cells)):
            yield Sight(Oddity.CLIENTS, sheet.title, len(sheet.cells))
    yield from _besides_clients(grid, found, layouts)


def _besides_clients(
    grid: Grid, found: Mapping[str, Sequence[FoundSheet]], layouts: Mapping[str, SheetLayout]
) -> Iterator[Sight]:
    """Persons in notes, and in cells right of or below our own sheets."""
    for title, besides in grid.besides.sheets.items():
        if any(shows_clients(text) for _, text in besides.notes):
            yield Sight(Oddity.CLIENTS, title, besides.note_count)
    for sheet in (each for sheets in found.values() for each in sheets if each.sheet_id in layouts):
        far = far_cells(sheet, layouts[sheet.sheet_id])
        if far and lists_clients(_rows(far)):
            yield Sight(Oddity.CLIENTS, sheet.grid.title, len(far))


def _rows(cells: Mapping[Position, CellValue]) -> Iterator[list[str]]:
    """The first rows, each as the words of its first cells."""
    rows: dict[int, list[str]] = defaultdict(list)
    for (row, _), value in sorted(cells.items(), key=itemgetter(0)):
        if len(rows) > _ROWS:
            break
        if len(rows[row]) < _CELLS:
            rows[row].append(_word(value))
    return (list(filter(None, words)) for words in rows.values())


def _word(value: object) -> str:
    if isinstance(value, Mapping):
        day = read_day(str(value.get("date", ""))).value
        return format_day(day) if day else ""
    return str(value)
