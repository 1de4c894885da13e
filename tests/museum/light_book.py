"""A workbook as a few dictionaries, quick to damage and quick to write: sheets, cells, and whose value a cell holds."""

from __future__ import annotations

import copy
import datetime as dt
import functools
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

from kmn_automation.forms.coordinates import cell_name
from kmn_automation.forms.grid import Position
from kmn_automation.forms.layout import SheetLayout, layout_form
from kmn_automation.ground.ooxml import xml_text
from tests.ground.archives import HEAD, MAIN, PACKAGE, RELATIONS, TYPES
from tests.museum.clean_form import good_form, small_form

EPOCH, EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
GENERAL, DAY, PERCENT, SERIAL = 0, 1, 2, 3
"""Numbers of the cell formats that a light workbook has."""
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    '<xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/><xf/></cellXfs></styleSheet>'
)

Content = str | float | bool | dt.date | Decimal
Tag = tuple[str, ...]
"""A field id, or table, number of the line from 0 on, and column."""


@dataclass(slots=True)
class Cell:
    """Text, number, day or truth value; a formula with its result (None: never calculated); whose value it is."""

    content: Content | None
    tag: Tag = ()
    formula: str = ""
    style: int = GENERAL
    error: str = ""
    spoiled: bool = False
    """Whether another value was written over the one that `tag` names."""


Cells = dict[tuple[int, int], Cell]


@dataclass
class LightSheet:
    """One sheet; `kind` is the id in the form, empty for other sheets."""

    title: str
    kind: str
    cells: Cells
    state: str = "visible"
    merged: list[str] = field(default_factory=list)

    def shift(self, *, row: int = 0, column: int = 0, by: int = 1) -> None:
        """Inserts (`by` > 0) or deletes (`by` < 0) rows at `row` or columns at `column`."""
        moved: Cells = {}
        for (r, c), cell in self.cells.items():
            at, start = (r, row) if row else (c, column)
            if by < 0 and start <= at < start - by:
                continue
            to = at + by if at >= start else at
            moved[(to, c) if row else (r, to)] = cell
        self.cells = moved


@dataclass
class LightBook:
    """The workbook; `is_1904` writes days by the other calendar."""

    version: str
    sheets: list[LightSheet]
    is_1904: bool = False
    inline: bool = True
    names: bool = True

    def own(self) -> list[LightSheet]:
        """The sheets of the form, copies included."""
        return [each for each in self.sheets if each.kind]

    def sheet(self, kind: str) -> LightSheet:
        """The sheet with that id."""
        return next(each for each in self.sheets if each.kind == kind)

    def place(self, *tag: str) -> tuple[LightSheet, Position]:
        """Where a value stands: field id, or table, number of the line and column."""
        return next(
            (sheet, position)
            for sheet in self.own()
            for position, cell in sheet.cells.items()
            if cell.tag == tag
        )

    def cell(self, *tag: str) -> Cell:
        """The cell of a value."""
        sheet, position = self.place(*tag)
        return sheet.cells[position]

    def put(self, name: str, content: Content | None, **more: Any) -> None:  # noqa: ANN401 - attributes of a cell
        """Writes another content into a cell: `einnahmen.bund` or `belege.3.betrag`."""
        parts = name.split(".")
        cell = self.cell(*parts) if parts[1:2] and parts[1].isdigit() else self.cell(name)
        cell.content = content
        for attribute, value in more.items():
            setattr(cell, attribute, value)

    def write(self) -> bytes:
        """The bytes as .xlsx."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, text in self._parts().items():
                archive.writestr(name, text)
        return file.getvalue()

    def _parts(self) -> dict[str, str]:
        strings: dict[str, int] = {}
        numbers = range(1, len(self.sheets) + 1)
        parts = {
            f"xl/worksheets/sheet{number}.xml": self._sheet(sheet, strings)
            for number, sheet in zip(numbers, self.sheets, strict=True)
        }
        types = TYPES.replace(
            "</Types>",
            "".join(
                f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-'
                'officedocument.spreadsheetml.worksheet+xml"/>'
                for number in numbers[1:]
            )
            + "</Types>",
        )
        targets = {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in numbers}
        targets |= {"rId900": ("styles", "styles.xml"), "rId901": ("sharedStrings", "sharedStrings.xml")}
        return {
            "[Content_Types].xml": types,
            "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": self._workbook(),
            "xl/_rels/workbook.xml.rels": _relations(targets),
            "xl/styles.xml": STYLES,
            "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">'
            + "".join(f'<si><t xml:space="preserve">{xml_text(text)}</t></si>' for text in strings)
            + "</sst>",
            **parts,
        }

    def _workbook(self) -> str:
        sheets = "".join(
            f'<sheet name="{escape(sheet.title, {chr(34): "&quot;"})}" sheetId="{number}" state="{sheet.state}" '
            f'r:id="rId{number}"/>'
            for number, sheet in enumerate(self.sheets, 1)
        )
        first = escape(self.sheets[0].title)
        name = f"<definedName name=\"liste_art\">'{first}'!$A$1:$A$2</definedName>"
        names = f"<definedNames>{name}</definedNames>" if self.names else ""
        flag = '<workbookPr date1904="1"/>' if self.is_1904 else ""
        return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{flag}<sheets>{sheets}</sheets>{names}</workbook>'

    def _sheet(self, sheet: LightSheet, strings: dict[str, int]) -> str:
        rows: dict[int, list[str]] = {}
        for row, column in sorted(sheet.cells):
            text = self._cell(cell_name(row, column), sheet.cells[row, column], strings)
            rows.setdefault(row, []).append(text)
        merges = "".join(f'<mergeCell ref="{each}"/>' for each in sheet.merged)
        return (
            f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'
            + "".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows.items())
            + f"</sheetData>{f'<mergeCells>{merges}</mergeCells>' if merges else ''}</worksheet>"
        )

    def _cell(self, name: str, cell: Cell, strings: dict[str, int]) -> str:
        formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
        if cell.error:
            return f'<c r="{name}" t="e">{formula}<v>{cell.error}</v></c>'
        match cell.content:
            case str(text) if formula:
                return f'<c r="{name}" t="str">{formula}<v>{xml_text(text)}</v></c>'
            case str(text) if self.inline:
                return (
                    f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{xml_text(text)}</t></is></c>'
                )
            case str(text):
                return f'<c r="{name}" t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'
        return self._plain(name, cell, formula)

    def _plain(self, name: str, cell: Cell, formula: str) -> str:
        match cell.content:
            case bool(truth):
                return f'<c r="{name}" t="b">{formula}<v>{truth:d}</v></c>'
            case dt.date() as day:
                return f'<c r="{name}" s="{cell.style or DAY}"><v>{self.serial(day)}</v></c>'
            case None:
                return f'<c r="{name}" s="{cell.style}">{formula}</c>'
            case number:
                return f'<c r="{name}" s="{cell.style}">{formula}<v>{number}</v></c>'

    def serial(self, day: dt.date) -> int:
        """The number of the day in the calendar of this workbook."""
        return (day - (EPOCH_1904 if self.is_1904 else EPOCH)).days


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{entries}</Relationships>'


def light_book(version: str = "2024") -> LightBook:
    """The good form of that version, ready to be damaged."""
    return copy.deepcopy(_master(version))


@functools.cache
def _master(version: str) -> LightBook:
    formulas = openpyxl.load_workbook(io.BytesIO(good_form(version)))
    results = openpyxl.load_workbook(io.BytesIO(good_form(version)), data_only=True)
    titles = {sheet.title: sheet.id for sheet in small_form(version).sheets}
    sheets = []
    for sheet in formulas.worksheets:
        cells = {
            (cell.row, cell.column): _plain(
                cell.value, results[sheet.title].cell(cell.row, cell.column).value
            )
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        sheets.append(LightSheet(sheet.title, titles.get(sheet.title, ""), cells, sheet.sheet_state))
    book = LightBook(version, sheets)
    _tag(book)
    return book


def _plain(value: object, result: object) -> Cell:
    if isinstance(value, str) and value.startswith("="):
        return Cell(_content(result), formula=value[1:])
    return Cell(_content(value))


def _content(value: object) -> Content | None:
    if isinstance(value, dt.datetime):
        return value.date()
    assert value is None or isinstance(value, str | int | float | bool | dt.date)
    return value


def _tag(book: LightBook) -> None:
    layouts = layout_form(small_form(book.version))
    for sheet in book.own():
        for position, tag in _tags(layouts[sheet.kind]):
            if position in sheet.cells:
                sheet.cells[position].tag = tag


def _tags(layout: SheetLayout) -> Iterator[tuple[Position, Tag]]:
    for spot in layout.rows:
        yield from (((spot.number, column), (each.id,)) for column, each in spot.fields)
    for table in layout.tables:
        for number, row in enumerate(range(table.first, table.last + 1)):
            for column, each in table.columns:
                yield (row, column), (table.table.id, str(number), each.name)
