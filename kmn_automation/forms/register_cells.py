"""Bytes of a workbook → raw cells of the sheets that are asked for, with the limits checked before parsing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import closing

import openpyxl
import python_calamine
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook import Workbook

from kmn_automation.forms.register_values import CellError, Raw
from kmn_automation.model.error import Unreadable

Rows = list[list[Raw]]

MAX_FILE = 20 * 2**20
MAX_UNPACKED = 300 * 2**20
MAX_MEMBERS = 2000
_FAR = re.compile(rb'<(?:\w+:)?c [^>]*?\br="((?:[B-Z][A-Z]|[A-Z]{3,})[0-9]+|[A-Z]+[0-9]{6,})"')
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CAREFUL = re.compile(rb'\bt="[ed]"|<(?:\w+:)?f[ />]|date1904="(?:1|true)"')
_SAVE_AGAIN = (
    "Bitte die Datei in Excel oder LibreOffice öffnen und als „Excel-Arbeitsmappe (.xlsx)“ speichern."
)


def read_cells(data: bytes, titles: Iterable[str]) -> tuple[dict[str, Rows], tuple[str, ...]]:
    """The rows of those sheets that exist, from cell A1 on, and the titles of all sheets.

    The fast reader turns error cells and formulas without result into blanks, so a file that has any goes the
    careful way.

    Raises:
        Unreadable: no workbook, too large, damaged, or with a cell far outside.
    """
    wanted = set(titles)
    try:
        careful = _inspect(data)
        return _read_carefully(data, wanted) if careful else _read_fast(data, wanted)
    except (
        zipfile.BadZipFile,
        python_calamine.CalamineError,
        KeyError,
        ValueError,
        OSError,
        EOFError,
    ) as error:
        what = "Die Datei ist keine lesbare Excel-Arbeitsmappe."
        raise Unreadable(what, do=_SAVE_AGAIN) from error


def _inspect(data: bytes) -> bool:
    """Whether the careful way is needed; refuses what is too large or hostile."""
    if len(data) > MAX_FILE:
        raise Unreadable(
            f"Die Datei ist größer als {MAX_FILE // 2**20} MiB.", do="Bitte fremde Inhalte entfernen."
        )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = package.infolist()
        if len(members) > MAX_MEMBERS or sum(each.file_size for each in members) > MAX_UNPACKED:
            raise Unreadable("Die Datei ist entpackt zu groß.", do="Bitte fremde Inhalte entfernen.")
        parts = [package.read(each) for each in members if each.filename.endswith((".xml", ".rels"))]
    for part in parts:
        if _DOCTYPE.search(part):
            raise Unreadable("Die Datei enthält einen unzulässigen XML-Vorspann.", do=_SAVE_AGAIN)
        if far := _FAR.search(part):
            what = f"Die Zelle {far[1].decode('ascii')} liegt weit außerhalb der Tabelle."
            raise Unreadable(what, do="Bitte die Zeilen und Spalten hinter der Tabelle löschen.")
    return any(_CAREFUL.search(part) for part in parts)


def _read_fast(data: bytes, wanted: set[str]) -> tuple[dict[str, Rows], tuple[str, ...]]:
    workbook = python_calamine.load_workbook(io.BytesIO(data))
    titles = tuple(workbook.sheet_names)
    rows = {
        title: [_blank(row) for row in workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)]
        for title in titles
        if title in wanted
    }
    return rows, titles


def _blank(row: Sequence[Raw]) -> list[Raw]:
    return [None if cell == "" else cell for cell in row]


def _read_carefully(data: bytes, wanted: set[str]) -> tuple[dict[str, Rows], tuple[str, ...]]:
    with (
        closing(openpyxl.load_workbook(io.BytesIO(data), data_only=True)) as results,
        closing(openpyxl.load_workbook(io.BytesIO(data))) as formulas,
    ):
        titles = tuple(results.sheetnames)
        return {title: _merge(results, formulas, title) for title in titles if title in wanted}, titles


def _merge(results: Workbook, formulas: Workbook, title: str) -> Rows:
    pairs = zip(results[title].iter_rows(), formulas[title].iter_rows(), strict=True)
    return [[_raw(*cells) for cells in zip(*rows, strict=True)] for rows in pairs]


def _raw(result: Cell | MergedCell, formula: Cell | MergedCell) -> Raw:
    value = result.value
    if value is None and isinstance(formula, Cell) and formula.data_type == "f":
        return CellError("Formel ohne Ergebnis")
    if isinstance(result, Cell) and result.data_type == "e":
        return CellError(str(value))
    return value if isinstance(value, Raw) else CellError("unbekannter Inhalt")
