"""A workbook of openpyxl as bytes that the schema of Office takes: openpyxl writes the parts of a font out of order."""

from __future__ import annotations

import re
from io import BytesIO

from openpyxl import Workbook

from kmn_automation.ground.ooxml import Package

STYLES = "xl/styles.xml"
_FONT = re.compile(r"(?<=<font>).*?(?=</font>)", re.DOTALL)
_CHILD = re.compile(r"<(\w+)[^>]*/>")
_ORDER = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign",
    "sz", "color", "name", "family", "charset", "scheme",
)  # fmt: skip
"""ECMA-376 part 1, 18.8.22, as the Open XML SDK holds it."""


def saved(book: Workbook) -> bytes:
    """The file."""
    buffer = BytesIO()
    book.save(buffer)
    package = Package.load(buffer.getvalue())
    styles = _FONT.sub(lambda found: _ordered(found[0]), package.text(STYLES))
    return package.with_parts({STYLES: styles.encode()}).save()


def _ordered(font: str) -> str:
    parts = {found[1]: found[0] for found in _CHILD.finditer(font)}
    return "".join(parts[name] for name in sorted(parts, key=_ORDER.index))
