"""Why a cell of the register is refused: a value, not an exception, so that all of them are told at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from kmn_automation.forms.register_layout import RegisterSheet
from kmn_automation.forms.register_values import Raw, text_of

MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Refusal:
    """One place of the register that stops the import: where, what stands there, why and what to do."""

    sheet: str
    row: int
    """As Excel counts, from 1; 0 where the whole sheet is meant."""
    column: str
    cell: str
    raw: str
    reason: str

    def __str__(self) -> str:
        place = [f"Blatt „{self.sheet}“"]
        place += [f"Zeile {self.row}"] if self.row else []
        place += [f"Spalte „{self.column}“ ({self.cell})"] if self.column else []
        found = f" – gefunden: „{self.raw}“" if self.raw else ""
        return f"{', '.join(place)}{found}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Line:
    """One filled row of a sheet: its cells, and what could be read of them by column name."""

    sheet: RegisterSheet
    row: int
    cells: Sequence[Raw]
    values: Mapping[str, Any]
    """None for a blank cell; a cell that was refused has no entry."""

    @property
    def is_whole(self) -> bool:
        """Whether every cell could be read, so that a record can be made."""
        return len(self.values) == len(self.sheet.columns)

    def raw(self, name: str) -> str:
        """What stands in the column of that name, as text."""
        return text_of(self.cells[self.sheet.position(name)]).strip()

    def refuse(self, name: str, reason: str) -> Refusal:
        """A refusal of the cell in the column of that name."""
        index = self.sheet.position(name)
        cell = f"{get_column_letter(index + 1)}{self.row}"
        heading = self.sheet.columns[index].heading
        return Refusal(self.sheet.title, self.row, heading, cell, shown(self.raw(name)), reason)


def shown(text: str) -> str:
    """A foreign text that is safe and short enough to print: no line breaks, no control or direction marks."""
    flat = " ".join(text.split())
    visible = "".join(mark if unicodedata.category(mark) not in {"Cc", "Cf"} else "�" for mark in flat)
    return visible if len(visible) <= MAX_SHOWN else f"{visible[: MAX_SHOWN - 1]}…"
