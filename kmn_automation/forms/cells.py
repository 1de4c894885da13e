"""One value as one cell of the file: numbers as numbers, days as serial days, everything else as text.

Text is written as `inlineStr`: it can begin with an equals sign and still is no formula.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kmn_automation.ground.ooxml import xml_text
from kmn_automation.model.report import Scalar

EPOCH = dt.date(1899, 12, 30)
"""Day 0 of a workbook, chosen so that all days after 28 February 1900 are right."""
FIRST_DAY = dt.date(1900, 3, 1)


def cell_xml(name: str, style: int, value: Scalar) -> str:
    """The element `c` with the value."""
    if isinstance(value, Decimal):
        if value.is_finite():
            return f'<c r="{name}" s="{style}"><v>{value:f}</v></c>'
        return text_cell(name, style, str(value))
    if isinstance(value, bool):
        return text_cell(name, style, "Ja" if value else "Nein")
    if isinstance(value, dt.date):
        if value >= FIRST_DAY:
            return f'<c r="{name}" s="{style}"><v>{(value - EPOCH).days}</v></c>'
        return text_cell(name, style, f"{value:%d.%m.%Y}")
    return text_cell(name, style, value)


def text_cell(name: str, style: int, text: str) -> str:
    """A text, never a formula; an empty text is an empty cell."""
    content = xml_text(text)
    if not content:
        return empty_cell(name, style)
    keep = "" if content == " ".join(content.split()) else ' xml:space="preserve"'
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t{keep}>{content}</t></is></c>'


def formula_cell(name: str, style: int, formula: str, value: Decimal | None) -> str:
    """A formula with the result that Excel would show; None is the empty text."""
    if value is None:
        return f'<c r="{name}" s="{style}" t="str"><f>{xml_text(formula)}</f><v></v></c>'
    return f'<c r="{name}" s="{style}"><f>{xml_text(formula)}</f><v>{value:f}</v></c>'


def empty_cell(name: str, style: int) -> str:
    """A cell with a look and nothing in it."""
    return f'<c r="{name}" s="{style}"/>'
