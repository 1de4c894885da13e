"""Inside the jail, the careful path: openpyxl, for workbooks that calamine does not read.

It loads twice, since openpyxl tells either formulas or results. Costs 20 times the fast path.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms.content_guard import look_into
from kmn_automation.forms.hidden_parts import find_hidden
from kmn_automation.forms.inspect_workbook import (
    Answer,
    PlainCell,
    parts_of,
    plain_cell,
    refused,
    titles_by_member,
    what_was_seen,
)
from kmn_automation.forms.kinds import kind_of_zip
from kmn_automation.forms.limits import WORKBOOK_LIMITS
from kmn_automation.ground.zip_guard import Danger, Refused

_BROKEN = (BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, SyntaxError)
"""What openpyxl raises at files that are legal or nearly so."""


def read_carefully(payload: bytes, options: Mapping[str, object]) -> Answer:
    """As `inspect_workbook`, always with "sheets" or "refusal"."""
    del options
    try:
        sight = look_into(payload)
        results = load_workbook(io.BytesIO(payload), data_only=True)
        formulas = load_workbook(io.BytesIO(payload), data_only=False)
        if any(_is_vast(sheet) for sheet in formulas.worksheets):
            return refused(Danger.TOO_MANY_CELLS)
    except Refused as refusal:
        return refused(refusal.refusal.danger)
    except _BROKEN:
        return refused(Danger.DAMAGED)
    return {
        "kind": kind_of_zip(sight).name,
        "seen": what_was_seen(sight),
        "besides": find_hidden(parts_of(payload, sight), titles_by_member(sight), sight.computed),
        "sheets": [
            {
                "title": sheet.title,
                "visible": sheet.sheet_state == "visible",
                "rows": list(_rows(results, formulas, sheet.title)),
            }
            for sheet in formulas.worksheets
        ],
    }, []


def _is_vast(sheet: Worksheet) -> bool:
    """Whether going through all cells would take too long: openpyxl goes to the farthest one."""
    return sheet.max_row > WORKBOOK_LIMITS.rows or sheet.max_column > WORKBOOK_LIMITS.columns


def _rows(results: Workbook, formulas: Workbook, title: str) -> Iterator[list[object]]:
    values = results[title]
    for row in formulas[title].iter_rows():
        for cell in row:
            if not isinstance(cell, Cell) or cell.value is None:
                continue
            result = values.cell(cell.row, cell.column)
            plain = _plain(cell, result) if isinstance(result, Cell) else ""
            if plain != "":
                yield [cell.row, cell.column, [plain]]


def _plain(formula: Cell, result: Cell) -> PlainCell:
    if result.data_type == "e":
        return {"error": str(result.value)}
    if formula.data_type == "f" and result.value is None:
        return {"formula": ""}
    return "" if result.value is None else plain_cell(result.value)
