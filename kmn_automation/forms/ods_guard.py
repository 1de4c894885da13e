"""The guard's look at a table of LibreOffice (.ods): a few bytes may say that one value fills a whole sheet.

LibreOffice would fill it until its limits end it, after a minute. Empty cells are repeated in every honest file.
"""

from __future__ import annotations

import re

from kmn_automation.forms.limits import WorkbookLimits
from kmn_automation.ground.zip_guard import Danger, Piece, Refused

CONTENT = b"document-content"
_VALUE = re.compile(rb"office:value-type\s*=")
_ROWS = re.compile(
    rb"""<table:table-row\s[^>]*?number-rows-repeated\s*=\s*["']([0-9]{4,12})["'](?:[^>]*[^/>])?>"""
)
_CELLS = re.compile(
    rb"""<table:table-cell\s[^>]*?number-columns-repeated\s*=\s*["']([0-9]{3,12})["'][^>]*>"""
)
_ROW_END = b"</table:table-row>"


def look_at_ods(piece: Piece, limits: WorkbookLimits) -> None:
    """Looks for values that are repeated.

    Raises:
        Refused: a value is repeated beyond the limits.
    """
    seen = piece.seen
    for row in _ROWS.finditer(seen):
        end = seen.find(_ROW_END, row.end())
        if int(row[1]) > limits.rows and _VALUE.search(seen, row.end(), end if end >= 0 else len(seen)):
            raise Refused(Danger.TOO_MANY_CELLS, piece.name)
    for cell in _CELLS.finditer(seen):
        if int(cell[1]) > limits.columns and _VALUE.search(cell[0]):
            raise Refused(Danger.TOO_MANY_CELLS, piece.name)
