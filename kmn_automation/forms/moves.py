"""Cells that stand elsewhere than before: neighbours that went the same way are told as one block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from kmn_automation.forms.coordinates import cell_name, cell_position


@dataclass(frozen=True, slots=True)
class Step:
    """One field with its cell before and after; `table` is the label of the list whose column it is."""

    id: str
    label: str
    old_sheet: str
    old_cell: str
    new_sheet: str
    new_cell: str
    table: str = ""

    @property
    def way(self) -> tuple[str, str, int, int, str]:
        """What the cells of one block have in common: both sheets, how far they went, the list."""
        (old_row, old_column), (new_row, new_column) = (
            cell_position(self.old_cell),
            cell_position(self.new_cell),
        )
        rows, columns = new_row - old_row, new_column - old_column
        return self.old_sheet, self.new_sheet, rows, columns, self.table

    @property
    def is_move(self) -> bool:
        """Whether the two cells differ."""
        return (self.old_sheet, self.old_cell) != (self.new_sheet, self.new_cell)


@dataclass(frozen=True, slots=True)
class Move:
    """A block of cells and where it stands now."""

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    old_sheet: str
    old_cells: str
    new_sheet: str
    new_cells: str
    table: str = ""

    @property
    def what(self) -> str:
        """The list, the field, or the first and the last field of the block."""
        if self.table:
            return f"Liste „{self.table}“"
        first, last = self.labels[0], self.labels[-1]
        return f"„{first}“" if first == last else f"„{first}“ bis „{last}“"


def moves(steps: Iterable[Step]) -> Iterator[Move]:
    """The blocks, in the order of the steps; what stands where it stood is left out and ends a block."""
    for (is_move, _), group in groupby(steps, key=lambda each: (each.is_move, each.way)):
        if is_move:
            yield _block(tuple(group))


def _block(steps: tuple[Step, ...]) -> Move:
    first, is_table = steps[0], bool(steps[0].table)
    return Move(
        ids=tuple(each.id for each in steps),
        labels=tuple(each.label for each in steps),
        old_sheet=first.old_sheet,
        old_cells=_span([each.old_cell for each in steps], is_table=is_table),
        new_sheet=first.new_sheet,
        new_cells=_span([each.new_cell for each in steps], is_table=is_table),
        table=first.table,
    )


def _span(cells: list[str], *, is_table: bool) -> str:
    places = [cell_position(each) for each in cells]
    first = cell_name(min(row for row, _ in places), min(column for _, column in places))
    last = cell_name(max(row for row, _ in places), max(column for _, column in places))
    if is_table:
        return f"ab {first}"
    return first if first == last else f"{first} bis {last}"
