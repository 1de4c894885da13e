"""Remarks for the office about what lies beside the form: hidden rows, notes, far cells, caches. Counts, no names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kmn_automation.forms.besides import SheetBesides, Span
from kmn_automation.forms.coordinates import cell_name, column_letters
from kmn_automation.forms.find_sheets import NOWHERE, FoundSheet
from kmn_automation.forms.grid import CellValue, Grid, GridSheet, Position
from kmn_automation.forms.layout import HIDDEN, SheetLayout, header_key
from kmn_automation.model.client_data import shows_clients

_SHOWN_NOTES = 5
_SHOWN_SPANS = 5
_NOTE_LENGTH = 100


def besides_remarks(
    grid: Grid, found: Mapping[str, Sequence[FoundSheet]], layouts: Mapping[str, SheetLayout]
) -> Iterator[str]:
    """One sentence for each kind and sheet, in the order of the file."""
    known = {id(each.grid): each for sheets in found.values() for each in sheets}
    for sheet in grid.sheets:
        ours = known.get(id(sheet))
        if ours and ours.sheet_id in HIDDEN:
            continue
        besides = grid.besides.sheets.get(sheet.title)
        if besides:
            yield from _hidden(sheet, besides, ours)
            yield from _notes(sheet, besides)
        if ours and ours.sheet_id in layouts:
            yield from _far(ours, layouts[ours.sheet_id])
    if grid.besides.pivots:
        yield f"Die Datei enthält {grid.besides.pivots} Zwischenspeicher von Pivot-Tabellen; nicht gelesen."
    if grid.besides.names:
        names = _counted(grid.besides.names, "definierten Namen", "definierte Namen")
        yield f"Die Datei enthält {names} mit eigenem Inhalt; nicht gelesen."


def far_cells(found: FoundSheet, layout: SheetLayout) -> dict[Position, CellValue]:
    """Filled cells right of the form, or below its last row; none where its keys are gone."""
    if found.stamp == NOWHERE:
        return {}
    grid, right, below = found.grid, _right_end(found, layout), _bottom(found)
    if not grid.cells or (grid.columns[-1] <= right and grid.rows[-1] <= below):
        return {}
    return {
        (row, column): value for (row, column), value in grid.cells.items() if column > right or row > below
    }


def _right_end(found: FoundSheet, layout: SheetLayout) -> int:
    """The last column of the form; columns that were inserted push it on."""
    offset = found.stamp[1] - 1
    rows = [(found.column_keys, {key: number for number, key in layout.column_keys})]
    for spot in layout.tables:
        laid_out = {field.name: number for number, field in spot.columns}
        rows += [
            (found.texts_in_row(row), laid_out)
            for row in found.rows_by_key.get(header_key(spot.table.id), ())
        ]
    pushed = (
        column - numbers[key] - offset
        for keys, numbers in rows
        for column, key in keys.items()
        if key in numbers
    )
    return layout.last_column + offset + max(0, *pushed, 0)


def _bottom(found: FoundSheet) -> int:
    return max(found.keys or found.grid.rows, default=0)


def _far(found: FoundSheet, layout: SheetLayout) -> Iterator[str]:
    """Right of the form; below it only where no list stands, since the reader names the rows below a list itself."""
    bottom = _bottom(found)
    cells = [place for place in far_cells(found, layout) if not layout.tables or place[0] <= bottom]
    if cells:
        what = (
            f"außerhalb des Bogens {_filled(len(cells), 'e')} (ab {cell_name(*min(cells))}); nicht gelesen."
        )
        yield f"Blatt „{found.grid.title}“: {what}"


def _hidden(sheet: GridSheet, besides: SheetBesides, ours: FoundSheet | None) -> Iterator[str]:
    then = "mitgelesen" if ours else "nicht gelesen"
    keys = _key_rows(ours)
    sides: tuple[tuple[tuple[Span, ...], Sequence[int], str, str, Callable[[int], str]], ...] = (
        (besides.rows, sheet.rows, "Zeile", "Zeilen", str),
        (besides.columns, sheet.columns, "Spalte", "Spalten", column_letters),
    )
    for axis, (spans, used, one, many, name) in enumerate(sides):
        away = {each for each in used if any(first <= each <= last for first, last in spans)}
        away -= (keys, {ours.stamp[1]})[axis] if ours else set()
        places = sheet.cells if away else ()
        inside = [each for each in places if each[axis] in away and not _is_key(each, ours, keys)]
        if inside:
            numbers = sorted({place[axis] for place in inside})
            words = f"{one if len(numbers) == 1 else many} {_spans(numbers, name)}"
            filled = _filled(len(inside), "en")
            yield f"Blatt „{sheet.title}“: ausgeblendete {words} mit {filled}; {then}."


def _key_rows(ours: FoundSheet | None) -> set[int]:
    """The hidden rows that we wrote ourselves: the keys, column names above a list, its end below."""
    return {ours.stamp[0], *(row for row, key in ours.keys.items() if "#" in key)} if ours else set()


def _is_key(place: Position, ours: FoundSheet | None, rows: set[int]) -> bool:
    return ours is not None and (place[1] == ours.stamp[1] or place[0] in rows)


def _notes(sheet: GridSheet, besides: SheetBesides) -> Iterator[str]:
    if not besides.note_count:
        return
    count = _counted(besides.note_count, "Notiz oder Kommentar", "Notizen oder Kommentare")
    if any(shows_clients(text) for _, text in besides.notes):
        yield f"Blatt „{sheet.title}“: {count}; der Inhalt wird nicht wiedergegeben."
        return
    texts = [f"{cell} „{_short(text)}“" for cell, text in besides.notes[:_SHOWN_NOTES]]
    more = besides.note_count - len(texts)
    yield f"Blatt „{sheet.title}“: {count}: {'; '.join(texts)}" + (f" und {more} weitere." if more else ".")


def _spans(numbers: Sequence[int], name: Callable[[int], str]) -> str:
    """`3 bis 5, 9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [name(run[0]) + (f" bis {name(run[-1])}" if len(run) > 1 else "") for run in runs]
    more = len(words) - _SHOWN_SPANS
    return ", ".join(words[:_SHOWN_SPANS]) + (f" und {more} weitere" if more > 0 else "")


def _filled(number: int, ending: str) -> str:
    return f"{number} gefüllt{ending} {'Zelle' if number == 1 else 'Zellen'}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _NOTE_LENGTH else f"{plain[:_NOTE_LENGTH]}…"
