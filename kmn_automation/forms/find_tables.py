"""Where the tables of a sheet stand: by the hidden row of column names, else by the visible headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kmn_automation.forms.find_sheets import ENOUGH
from kmn_automation.forms.folded import folded
from kmn_automation.forms.layout import SheetLayout, end_key, header_key
from kmn_automation.forms.settle import Settled, Signs, settle
from kmn_automation.forms.sheet_index import SheetIndex
from kmn_automation.model.form import Table

_HEADING_WITHIN = 6
"""So near below the hidden names the visible headings stand, also after rows were inserted."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """Where a table stands: columns, first row, end of its own room (0: unknown), end of what may belong to it."""

    table: Table
    columns: Mapping[str, Settled]
    first: int
    end: int
    limit: int


@dataclass(frozen=True, slots=True)
class Structure:
    """What else stands in the sheet: captions, and the rows of names and headings of each table."""

    captions: frozenset[int]
    rows: Mapping[str, frozenset[int]]
    others: frozenset[int]

    def borders(self, table: Table) -> frozenset[int]:
        """Rows at which another part of the sheet begins."""
        rest = (rows for name, rows in self.rows.items() if name != table.id)
        return self.captions.union(self.others, *rest)


def find_tables(index: SheetIndex, layout: SheetLayout) -> tuple[dict[str, FoundTable], frozenset[int]]:
    """Table id → place, for every table that was found; and the rows of the captions."""
    structure = Structure(
        captions=frozenset(_captions(index, layout)),
        rows={spot.table.id: frozenset(_own_rows(index, spot.table)) for spot in layout.tables},
        others=frozenset(row for spot in layout.rows for row in index.rows_by_key.get(spot.key, ())),
    )
    found = (_find(index, spot.table, structure) for spot in layout.tables)
    return {each.table.id: each for each in found if each}, structure.captions


def _captions(index: SheetIndex, layout: SheetLayout) -> Iterator[int]:
    """The rows that hold nothing but the caption of a table."""
    for spot in layout.tables if len(layout.tables) > 1 or layout.rows else ():
        for row, _ in index.places_by_label.get(folded(spot.table.label), ()):
            if len(index.texts_in_row(row)) == 1:
                yield row


def _own_rows(index: SheetIndex, table: Table) -> Iterator[int]:
    yield from index.rows_by_key.get(header_key(table.id), ())
    yield from _rows_with_most(index, [folded(column.label) for column in table.columns])
    yield from _rows_with_most(index, [column.name for column in table.columns])


def _rows_with_most(index: SheetIndex, texts: Sequence[str]) -> list[int]:
    """The rows where most of these folded texts stand."""
    seen: dict[int, set[str]] = {}
    for text in texts:
        for row, _ in index.places_by_label.get(text, ()):
            seen.setdefault(row, set()).add(text)
    return sorted(row for row, found in seen.items() if len(found) >= len(texts) * ENOUGH)


def _find(index: SheetIndex, table: Table, structure: Structure) -> FoundTable | None:
    headers = index.rows_by_key.get(header_key(table.id), [])
    header = headers[0] if len(headers) == 1 else 0
    heading = _heading_below(index, table, header) if header else _only_heading(index, table)
    if not header and not heading:
        return None
    columns = _columns(index, table, header, heading)
    if not columns:
        return None
    first = _first_line(index, table, header, heading)
    end, limit = _end(index, table, first, structure)
    return FoundTable(table, columns, first, end, limit)


def _heading_below(index: SheetIndex, table: Table, header: int) -> int:
    """The row of the visible headings below the hidden names; 0 if it is gone."""
    labels = {folded(each.label) for each in table.columns}
    last_line = min(_lines(index, table, header), default=header + _HEADING_WITHIN)
    for row in range(header + 1, min(header + _HEADING_WITHIN, last_line)):
        texts = index.labels_in_row(row).values()
        if sum(text in labels for text in texts) >= min(2, len(labels)):
            return row
    return 0


def _only_heading(index: SheetIndex, table: Table) -> int:
    """The row of headings where the hidden names are gone; 0 if there is none, or more than one block of them.

    The row of names above it may look like one: the block ends with the headings.
    """
    rows = _rows_with_most(index, [folded(column.label) for column in table.columns])
    return rows[-1] if rows and rows[-1] - rows[0] < len(rows) else 0


def _columns(index: SheetIndex, table: Table, header: int, heading: int) -> dict[str, Settled]:
    wanted = {column.name: folded(column.label) for column in table.columns}
    keys = index.texts_in_row(header) if header else {}
    labels = index.labels_in_row(heading) if heading else {}
    return settle(wanted, Signs(keys, labels), set(wanted.values()))


def _first_line(index: SheetIndex, table: Table, header: int, heading: int) -> int:
    """Below the headings; without them at the first line that still has its key, else below the hidden names.

    What looks like the headings may be our row of names: then a heading or two stand below it.
    """
    if heading:
        ours = {folded(column.label) for column in table.columns}
        return heading + (2 if ours.intersection(index.labels_in_row(heading + 1).values()) else 1)
    return min(_lines(index, table, header), default=header + 1)


def _lines(index: SheetIndex, table: Table, header: int) -> Sequence[int]:
    """Rows below the names that carry the key of a line of this table."""
    start = f"{table.id}:"
    return [row for row, key in index.keys.items() if row > header and key.startswith(start)]


def _end(index: SheetIndex, table: Table, first: int, structure: Structure) -> tuple[int, int]:
    """The row after the last free line (0: nothing tells it), and the row where something else begins."""
    borders = [row for row in structure.borders(table) if row >= first]
    next_part = min(borders, default=index.last_row + 1)
    ends = [row for row in index.rows_by_key.get(end_key(table.id), ()) if row >= first]
    if len(ends) == 1:
        return ends[0], min((row for row in borders if row > ends[0]), default=index.last_row + 1)
    inside = [row for row in ends if row < next_part]
    inside = inside or [row + 1 for row in _lines(index, table, first - 1) if row < next_part]
    return max(inside, default=0), next_part
