"""An index over one sheet: where its keys and its labels stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from kmn_automation.forms.find_sheets import SOME, FoundSheet
from kmn_automation.forms.folded import folded
from kmn_automation.forms.grid import Position
from kmn_automation.forms.layout import LABEL_COLUMN


@dataclass(frozen=True)
class SheetIndex:
    """Keys and labels of a found sheet; `known` holds the folded labels of the whole form."""

    found: FoundSheet
    known: Collection[str] = frozenset()

    @property
    def keys(self) -> dict[int, str]:
        """Row → text in the key column."""
        return self.found.keys

    @property
    def rows_by_key(self) -> dict[str, list[int]]:
        """Text in the key column → rows, from top to bottom."""
        return self.found.rows_by_key

    @property
    def column_keys(self) -> dict[int, str]:
        """Column → text in the key row."""
        return self.found.column_keys

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
        return max(self.found.grid.rows, default=0)

    def home_column(self, labels: Collection[str]) -> int:
        """The column where most of these labels stand; beside the keys where there are too few of them."""
        columns = [at for label in labels for _, at in self.places_by_label.get(label, ())]
        home = max(sorted(set(columns)), key=columns.count, default=0)
        beside = self.found.stamp[1] + LABEL_COLUMN - 1
        return home if columns.count(home) >= len(labels) * SOME else beside

    def labels_at(self, column: int) -> dict[int, str]:
        """Row → folded text in that column, the key row left out."""
        return {
            row: label
            for label, positions in self.places_by_label.items()
            for row, at in positions
            if at == column
        }

    def texts_in_row(self, row: int) -> dict[int, str]:
        """Column → text of one row, the key column left out."""
        return self.found.texts_in_row(row)

    def labels_in_row(self, row: int) -> dict[int, str]:
        """Column → folded text of one row, the key column left out."""
        return {column: folded(text) for column, text in self.texts_in_row(row).items()}
