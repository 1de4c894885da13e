"""Whether a sheet of the register has the columns that it should have, in the order that it should have them."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from kmn_automation.forms.register_cells import Rows
from kmn_automation.forms.register_layout import HEADING_ROW, RegisterSheet
from kmn_automation.forms.register_refusal import Refusal, shown
from kmn_automation.forms.register_values import Raw, text_of
from kmn_automation.ground.yaml_source import suggest

SEARCHED_ROWS = 10
_DO = "Bitte die Überschriften und ihre Reihenfolge wie in der Vorlage wiederherstellen."


def find_heading_row(spec: RegisterSheet, rows: Rows) -> int | None:
    """The row (from 1) that holds the most headings, at least half of them; None if there is none."""
    scores = [
        (len(set(spec.headings) & set(_texts(row))), -number)
        for number, row in enumerate(rows[:SEARCHED_ROWS])
    ]
    best, number = max(scores, default=(0, 0))
    return 1 - number if best * 2 >= len(spec.headings) else None


def check_headings(spec: RegisterSheet, rows: Rows, number: int) -> list[Refusal]:
    """A refusal for every column that is missing, renamed, moved, doubled or too many."""
    found = _texts(rows[number - 1])
    spec = spec.as_found(len(found))
    return [
        _refuse(spec, number, index, found)
        for index in range(max(len(found), len(spec.headings)))
        if _at(found, index) != _at(spec.headings, index)
    ]


def present_columns(spec: RegisterSheet, rows: Rows, number: int) -> RegisterSheet:
    """The sheet with the columns that this workbook has; to be asked once its headings are right."""
    return spec.as_found(len(_texts(rows[number - 1])))


def without_headings(spec: RegisterSheet, rows: Rows) -> Refusal:
    """The refusal of a sheet in which no row looks like the headings."""
    found = " | ".join(_texts(rows[HEADING_ROW - 1])) if len(rows) >= HEADING_ROW else ""
    reason = f"Die Zeile mit den Überschriften fehlt. Erwartet: {', '.join(spec.headings)}. {_DO}"
    return Refusal(spec.title, HEADING_ROW, spec.headings[0], f"A{HEADING_ROW}", shown(found), reason)


def _texts(row: Sequence[Raw]) -> list[str]:
    texts = [text_of(cell).strip() for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _at(texts: Sequence[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""


def _refuse(spec: RegisterSheet, number: int, index: int, found: list[str]) -> Refusal:
    expected, actual = _at(spec.headings, index), _at(found, index)
    cell = f"{get_column_letter(index + 1)}{number}"
    if not expected:
        reason = "Diese Spalte gehört nicht zum Register. Bitte eigene Notizen in ein zusätzliches Blatt verschieben."
        return Refusal(spec.title, number, shown(actual), cell, shown(actual), reason)
    reason = f"Erwartet wird „{expected}“, gefunden „{shown(actual)}“. {_hint(expected, found)}{_DO}"
    return Refusal(spec.title, number, expected, cell, shown(actual), reason)


def _hint(expected: str, found: list[str]) -> str:
    if expected in found:
        return f"„{expected}“ steht in Spalte {get_column_letter(found.index(expected) + 1)}. "
    near = suggest(expected, [each for each in found if each])
    return f"Die Spalte fehlt oder heißt anders. {near} " if near else "Die Spalte fehlt. "
