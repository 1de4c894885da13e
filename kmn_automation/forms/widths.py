"""Column widths and row heights: what a person must be able to read without dragging borders."""

from __future__ import annotations

from math import ceil

from kmn_automation.forms.layout import FIRST_INPUT, LABEL_COLUMN, SheetLayout
from kmn_automation.model.form import Field, Unit

MAX_HEIGHT = 409
"""Excel shows no taller row (points)."""
LONG_WIDTH = 95.0
_BY_UNIT = {
    Unit.EURO: 15.0,
    Unit.DATUM: 13.0,
    Unit.TEXT: 26.0,
    Unit.WAHL: 24.0,
    Unit.JA_NEIN: 12.0,
    Unit.ANZAHL: 12.0,
}
_KEY_WIDTH = 12.0


def widths_of(layout: SheetLayout) -> dict[int, float]:
    """Column number → width in characters, for every column that a person sees."""
    if layout.is_list:
        return _list_widths(layout)
    inputs = len(layout.column_keys)
    is_long = any(field.long for field in layout.sheet.fields)
    widths = dict.fromkeys(range(LABEL_COLUMN, layout.last_column + 1), 18.0)
    widths[LABEL_COLUMN] = 34.0 if is_long else 50.0
    if inputs == 1:
        widths[FIRST_INPUT] = LONG_WIDTH if is_long else 34.0
    if layout.has_help and layout.help_column == layout.last_column:
        widths[layout.help_column] = 44.0
    return widths


def lines_needed(text: str, width: float) -> int:
    """How many lines the text takes in a column of that width (characters)."""
    return max(1, sum(ceil(len(line) / width) or 1 for line in text.splitlines()))


def _list_widths(layout: SheetLayout) -> dict[int, float]:
    widths: dict[int, float] = {}
    for spot in layout.tables:
        for column, field in spot.columns:
            widths[column] = max(widths.get(column, 0.0), _field_width(field))
    return widths


def _field_width(field: Field) -> float:
    longest = max((len(word) for word in field.label.split()), default=0) + 3.0
    return max(_BY_UNIT.get(field.unit, _KEY_WIDTH), min(longest, 24.0))
