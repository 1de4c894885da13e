"""An index over one sheet: where its keys and its labels stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kmn_automation.forms.find_sheets import FoundSheet, folded
from kmn_automation.forms.grid import Position


@dataclass(frozen=True)
class SheetIndex:
    """Keys and labels of a found sheet."""

    found: FoundSheet

    @cached_property
    def rows_by_key(self) -> dict[str, list[int]]:
        """Text in the key column → rows, from top to bottom."""
        rows: dict[str, list[int]] = {}
        key_row, key_column = self.found.stamp
        for row, texts in self._texts_by_row.items():
            for column, text in texts:
                if column == key_column and row != key_row:
                    rows.setdefault(text.strip(), []).append(row)
        return {key: sorted(each) for key, each in rows.items()}

    @cached_property
    def columns_by_key(self) -> dict[str, list[int]]:
        """Text in the key row → columns."""
        return self.texts_in_row(self.found.stamp[0])

    @cached_property
    def places_by_label(self) -> dict[str, list[Position]]:
        """Folded text → positions, key column and key row left out."""
        key_row, key_column = self.found.stamp
        places: dict[str, list[Position]] = {}
        for position, value in self.found.grid.cells.items():
            if isinstance(value, str) and position[0] != key_row and position[1] != key_column:
                places.setdefault(folded(value), []).append(position)
        return places

    @cached_property
    def last_row(self) -> int:
        """The last row with content."""
        return max((row for row, _ in self.found.grid.cells), default=0)

    @cached_property
    def key_rows(self) -> list[tuple[int, str]]:
        """All rows with a key, from top to bottom."""
        return sorted((row, key) for key, rows in self.rows_by_key.items() for row in rows)

    def texts_in_row(self, row: int) -> dict[str, list[int]]:
        """Text → columns of one row, the key column left out."""
        columns: dict[str, list[int]] = {}
        for column, text in self._texts_by_row.get(row, ()):
            if column != self.found.stamp[1]:
                columns.setdefault(text.strip(), []).append(column)
        return columns

    @cached_property
    def _texts_by_row(self) -> dict[int, list[tuple[int, str]]]:
        rows: dict[int, list[tuple[int, str]]] = {}
        for (row, column), value in self.found.grid.cells.items():
            if isinstance(value, str):
                rows.setdefault(row, []).append((column, value))
        return rows
