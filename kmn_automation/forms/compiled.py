"""The compiled master: every sheet cut at the cells that can hold a value, every style with its marked twins.

openpyxl makes the master once per form version; each workbook afterwards is joined from these pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kmn_automation.forms.coordinates import cell_name, cell_position
from kmn_automation.forms.layout import FEEDBACK, LIVE_KNOWN, OWN_TITLES, SheetLayout, layout_form
from kmn_automation.forms.master import NOT_LIVE, build_master
from kmn_automation.forms.styles import MARK_ERROR, MARK_NOTE
from kmn_automation.forms.totals import formulas
from kmn_automation.forms.widths import widths_of
from kmn_automation.ground.ooxml import Package
from kmn_automation.model.form import Field, Form
from kmn_automation.model.live_rule import LiveBook

_ROW_OR_CELL = re.compile(
    r'<row r="(?P<row>[0-9]+)"(?:[^>]*? ht="(?P<height>[0-9.]+)")?[^>]*>'
    r'|<c r="(?P<cell>[A-Z]+[0-9]+)" s="(?P<style>[0-9]+)"[^>]*?(?:/>|>.*?</c>)'
)
_EMPTY_CELL = re.compile(r'<c ([^<>]*?)(?: t="n")?></c>')
_EMPTY_RESULT = re.compile(r"<v ?/></c>|<v></v></c>")
_SHEET = re.compile(r'<sheet [^>]*?name="([^"]*)"[^>]*? r:id="([^"]*)"')
_TARGET = re.compile(r'<Relationship [^>]*?Target="/?(?:xl/)?([^"]*)"[^>]*? Id="([^"]*)"')
CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Koordinierungsstelle KMN</dc:creator>'
    "<dc:title>{title}</dc:title></cp:coreProperties>"
)


class RowPiece(NamedTuple):
    """The tag of a row: number of its piece, number of the row, height in points (0: as Excel likes)."""

    piece: int
    number: int
    height: float


class Slot(NamedTuple):
    """A cell that can hold a value: member of the package, number of its piece, name, style, field."""

    part: str
    piece: int
    name: str
    style: int
    row: RowPiece
    width: float
    field: Field
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The pieces of all sheets and the slots of all values."""

    package: Package
    pieces: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, Slot]
    lines: Mapping[str, tuple[Mapping[str, Slot], ...]]
    """Table id → for each free line: column name → slot."""
    parts: Mapping[str, str]
    """Sheet title → member."""
    style_count: int

    def marked(self, style: int, *, error: bool) -> int:
        """The style with the ground of a finding."""
        return style + self.style_count * (1 if error else 2)


def compile_form(form: Form, *, feedback: bool, live: LiveBook = NOT_LIVE) -> Compiled:
    """The master of the form, cut into pieces."""
    package = _slim(Package.load(build_master(form, feedback=feedback, live=live)))
    parts = _parts_by_title(package)
    styles, count = _with_marked_styles(package.text("xl/styles.xml"))
    title = f"{form.title}, Fassung {form.version}"
    package = package.with_parts(
        {"xl/styles.xml": styles.encode(), "docProps/core.xml": CORE.format(title=title).encode()}
    )
    pieces: dict[str, tuple[str, ...]] = {}
    slots: dict[str, Slot] = {}
    lines: dict[str, tuple[Mapping[str, Slot], ...]] = {}
    formula_of = formulas(form)
    for layout in layout_form(form).values():
        part = parts[layout.sheet.title]
        pieces[part], found = _cut(package.text(part), layout, part)
        for name, field in _field_cells(layout):
            slots[field.id] = found[name]._replace(formula=formula_of.get(field.id, ""))
        lines |= _line_slots(layout, found)
    if feedback:
        part = parts[OWN_TITLES[FEEDBACK]]
        pieces[part] = (package.text(part),)
    if live.rules:
        part = parts[OWN_TITLES[LIVE_KNOWN]]
        pieces[part] = (package.text(part),)
    return Compiled(package, pieces, slots, lines, parts, count)


def _slim(package: Package) -> Package:
    """Without what openpyxl writes into cells that are empty or have no result yet: every reader goes over it."""
    sheets = [name for name in package.members if name.startswith("xl/worksheets/sheet")]
    return package.with_parts(
        {
            name: _EMPTY_RESULT.sub("</c>", _EMPTY_CELL.sub(r"<c \1/>", package.text(name))).encode()
            for name in sheets
        }
    )


def _cut(text: str, layout: SheetLayout, part: str) -> tuple[tuple[str, ...], dict[str, Slot]]:
    """The pieces of a sheet, and cell name → slot."""
    wanted = dict((*_field_cells(layout), *_table_cells(layout)))
    widths = widths_of(layout)
    pieces: list[str] = []
    found: dict[str, Slot] = {}
    row = RowPiece(0, 0, 0)
    at = 0
    for match in _ROW_OR_CELL.finditer(text):
        name = match["cell"]
        if name and name not in wanted:
            continue
        pieces += [text[at : match.start()], match[0]]
        at = match.end()
        if not name:
            row = RowPiece(len(pieces) - 1, int(match["row"]), float(match["height"] or 0))
            continue
        width = widths[cell_position(name)[1]]
        found[name] = Slot(part, len(pieces) - 1, name, int(match["style"]), row, width, wanted[name])
    return (*pieces, text[at:]), found


def _field_cells(layout: SheetLayout) -> Iterator[tuple[str, Field]]:
    for spot in layout.rows:
        for column, field in spot.fields:
            yield cell_name(spot.number, column), field


def _table_cells(layout: SheetLayout) -> Iterator[tuple[str, Field]]:
    for spot in layout.tables:
        for row in range(spot.first, spot.last + 1):
            for column, field in spot.columns:
                yield cell_name(row, column), field


def _line_slots(layout: SheetLayout, found: Mapping[str, Slot]) -> dict[str, tuple[Mapping[str, Slot], ...]]:
    return {
        spot.table.id: tuple(
            {field.name: found[cell_name(row, column)] for column, field in spot.columns}
            for row in range(spot.first, spot.last + 1)
        )
        for spot in layout.tables
    }


def _parts_by_title(package: Package) -> dict[str, str]:
    targets = {match[2]: match[1] for match in _TARGET.finditer(package.text("xl/_rels/workbook.xml.rels"))}
    sheets = _SHEET.finditer(package.text("xl/workbook.xml"))
    return {match[1]: f"xl/{targets[match[2]]}" for match in sheets}


def _with_marked_styles(styles: str) -> tuple[str, int]:
    """Adds two fills and two copies of every cell style that stand on them."""
    fills = re.search(r'<fills count="([0-9]+)">', styles)
    block = re.search(r'<cellXfs count="([0-9]+)">(.*?)</cellXfs>', styles, re.DOTALL)
    if not fills or not block:
        raise ValueError("the master has no styles")
    number, count = int(fills[1]), int(block[1])
    entries = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", block[2], re.DOTALL)
    copies = [
        re.sub(r'fillId="[0-9]+"', f'fillId="{number + at}"', each) for at in (0, 1) for each in entries
    ]
    new_fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/></patternFill></fill>'
        for colour in (MARK_ERROR, MARK_NOTE)
    )
    styles = styles.replace(block[0], f'<cellXfs count="{count * 3}">{block[2]}{"".join(copies)}</cellXfs>')
    styles = styles.replace(fills[0], f'<fills count="{number + 2}">')
    return styles.replace("</fills>", f"{new_fills}</fills>"), count
