"""What a rule asks about a workbook beside its values: macros, links, hidden content, lists of persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kmn_automation.forms.find_sheets import FoundSheet, unread_sheets
from kmn_automation.forms.grid import Grid, GridSheet
from kmn_automation.model.client_data import shows_clients
from kmn_automation.model.german import format_day, read_day
from kmn_automation.model.report import Oddity, Sight

_ROWS = 500
_CELLS = 40


def sights(grid: Grid, found: Mapping[str, Sequence[FoundSheet]]) -> Iterator[Sight]:
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
        if any(map(shows_clients, _rows(sheet))):
            yield Sight(Oddity.CLIENTS, sheet.title, len(sheet.cells))


def _rows(sheet: GridSheet) -> Iterator[str]:
    """The first rows of a sheet that is not ours, each as one text."""
    rows: dict[int, list[str]] = defaultdict(list)
    for (row, _), value in sorted(sheet.cells.items()):
        if len(rows) > _ROWS:
            break
        if len(rows[row]) < _CELLS:
            rows[row].append(_word(value))
    return (" | ".join(filter(None, cells)) for cells in rows.values())


def _word(value: object) -> str:
    if isinstance(value, Mapping):
        day = read_day(str(value.get("date", ""))).value
        return format_day(day) if day else ""
    return str(value)
