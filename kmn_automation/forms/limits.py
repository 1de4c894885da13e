"""What a workbook may hold, unpacked: more than any report needs, less than what wears out a machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """The limits of one workbook.

    `rows` and `columns` count to the last used one, `area` is their product over the sheets, `text` counts characters;
    `elements` and `depth` hold for the XML of what goes the careful way.
    """

    sheets: int = 50
    rows: int = 25_000
    columns: int = 256
    cells: int = 500_000
    names: int = 2000
    merged: int = 200_000
    styles: int = 65_000
    strings: int = 500_000
    area: int = 2_000_000
    text: int = 16_000_000
    elements: int = 3_000_000
    depth: int = 64


WORKBOOK_LIMITS = WorkbookLimits()
