"""The grid: what the jail says about a workbook, checked and typed. Nothing in it is believed to be well-meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kmn_automation.forms.besides import NOTHING_BESIDES, Besides, besides_of

CellValue = str | int | float | bool | Mapping[str, str]
"""Text, number, truth value, or marked: {"date": …}, {"time": …}, {"error": …}, {"formula": ""}."""
Position = tuple[int, int]
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_MARKS = {"date", "time", "error", "formula"}


@dataclass(frozen=True)
class GridSheet:
    """One sheet; `cells` holds what is filled, keyed by (row, column), both counted from 1."""

    title: str
    is_visible: bool
    cells: Mapping[Position, CellValue]
    is_1904: bool = False
    """Whether a bare number for a day counts from 1904."""

    @cached_property
    def rows(self) -> Sequence[int]:
        """The rows with content, from top to bottom."""
        return sorted({row for row, _ in self.cells})

    @cached_property
    def columns(self) -> Sequence[int]:
        """The columns with content, from left to right."""
        return sorted({column for _, column in self.cells})

    def text(self, position: Position) -> str:
        """The stripped text of a cell; empty if it holds no text."""
        value = self.cells.get(position)
        return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A workbook as it was read."""

    sheets: tuple[GridSheet, ...]
    producer: str = ""
    macros: bool = False
    external_links: bool = False
    connections: bool = False
    embedded: bool = False
    besides: Besides = NOTHING_BESIDES
    recalculated: bool = False
    """Whether formulas without a result were calculated by LibreOffice."""


class NoGrid(Exception):
    """The answer of the jail has not the agreed shape."""


def grid_of(answer: Mapping[str, object]) -> Grid:
    """The grid in the answer of the jail.

    Raises:
        NoGrid: the answer has another shape.
    """
    sheets, seen = answer.get("sheets"), answer.get("seen")
    if not isinstance(sheets, list) or not isinstance(seen, dict):
        raise NoGrid("no sheets")
    return Grid(
        sheets=tuple(_sheet(each, is_1904=seen.get("is_1904") is True) for each in sheets),
        producer=str(seen.get("producer", ""))[:80],
        macros=seen.get("macros") is True,
        external_links=seen.get("external_links") is True,
        connections=seen.get("connections") is True,
        embedded=seen.get("embedded") is True,
        besides=besides_of(answer.get("besides")),
    )


def _sheet(plain: object, *, is_1904: bool) -> GridSheet:
    if not isinstance(plain, dict):
        raise NoGrid("a sheet is no object")
    title, rows = plain.get("title"), plain.get("rows")
    if not isinstance(title, str) or not isinstance(rows, list):
        raise NoGrid("a sheet without title or rows")
    cells: dict[Position, CellValue] = {}
    for row in rows:
        match row:
            case [int(number), int(first), list() as values] if _is_inside(number, first, values):
                _fill(cells, number, first, values)
            case _:
                raise NoGrid("a row of another shape")
    return GridSheet(title, plain.get("visible") is True, cells, is_1904)


def _fill(cells: dict[Position, CellValue], row: int, first: int, values: list[object]) -> None:
    """Adds the filled cells of a row; a text of blanks is no content."""
    for column, value in enumerate(values, first):
        if isinstance(value, str):
            if value and not value.isspace():
                cells[row, column] = value
        elif isinstance(value, float | int) or (isinstance(value, dict) and _is_marked(value)):
            cells[row, column] = value
        elif value is not None:
            raise NoGrid("a cell of another shape")


def _is_inside(row: int, first: int, values: list[object]) -> bool:
    return 0 < row <= MAX_ROW and first > 0 and first + len(values) <= MAX_COLUMN + 1


def _is_marked(value: dict[object, object]) -> bool:
    return value.keys() <= _MARKS and all(isinstance(each, str) for each in value.values())
