"""A sheet of the form as it was read; where it was copied, what differs between the copies has no value.

Nobody knows which copy counts. A copy in which nothing was filled in counts for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from kmn_automation.forms.layout import SheetLayout
from kmn_automation.forms.read_rows import AMBIGUOUS, read_rows
from kmn_automation.forms.read_tables import ReadTable, read_tables
from kmn_automation.forms.sheet_index import SheetIndex
from kmn_automation.model.report import Line, Place, Value


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """The values and lines of a sheet, labels that were changed, and what was not found in it."""

    layout: SheetLayout
    values: Mapping[str, Value]
    tables: Mapping[str, ReadTable]
    changed: tuple[Place, ...]
    missing: tuple[Place, ...]

    @property
    def is_filled_in(self) -> bool:
        """Whether anybody entered anything: prefilled and computed cells say nothing."""
        fields = self.layout.sheet.fields
        inputs = (field.id for field in fields if not (field.prefill or field.sum_of or field.share_of))
        given = any(key in self.values and self.values[key].raw for key in inputs)
        return given or any(table.lines for table in self.tables.values())


def read_copies(copies: Sequence[SheetIndex], layout: SheetLayout) -> ReadSheet | None:
    """The sheet, read from all its copies; None where there is none."""
    read = [_read(each, layout) for each in copies]
    filled = [each for each in read if each.is_filled_in]
    if filled:
        return reduce(_merged, filled)
    return read[0] if read else None


def _read(index: SheetIndex, layout: SheetLayout) -> ReadSheet:
    rows, tables = read_rows(index, layout), read_tables(index, layout)
    title = index.found.grid.title
    lists = [Place(title, "", spot.table.label) for spot in layout.tables if spot.table.id not in tables]
    parts = [place for each in tables.values() for place in (*each.missing, *each.left_over)]
    return ReadSheet(layout, rows.values, tables, rows.changed, (*rows.missing, *lists, *parts))


def _merged(one: ReadSheet, other: ReadSheet) -> ReadSheet:
    values = {key: _same(one.values.get(key), other.values.get(key)) for key in [*one.values, *other.values]}
    tables = {
        key: _same_lines(one.tables.get(key), other.tables.get(key)) for key in [*one.tables, *other.tables]
    }
    both = [place.label for place in other.missing]
    missing = tuple(place for place in one.missing if place.label in both)
    return replace(
        one,
        values={key: value for key, value in values.items() if value},
        tables={key: table for key, table in tables.items() if table},
        missing=missing,
    )


def _same(one: Value | None, other: Value | None) -> Value | None:
    if one is None or other is None or (one.raw, one.value) == (other.raw, other.value):
        return one or other
    shown = one if one.raw else other
    return shown._replace(value=None, problem=AMBIGUOUS)


def _same_lines(one: ReadTable | None, other: ReadTable | None) -> ReadTable | None:
    if one is None or other is None or _raws(one.lines) == _raws(other.lines):
        return one or other
    lines = one.lines or other.lines
    return replace(one, lines=tuple(_doubtful(line) for line in lines))


def _raws(lines: Sequence[Line]) -> list[dict[str, str]]:
    return [{name: value.raw for name, value in line.items()} for line in lines]


def _doubtful(line: Line) -> Line:
    return {
        name: value._replace(value=None, problem=AMBIGUOUS) if value.raw else value
        for name, value in line.items()
    }
