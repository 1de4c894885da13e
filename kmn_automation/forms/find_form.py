"""Which version of the form a workbook is: by its stamps, else by its labels and its Förderjahr."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kmn_automation.forms.find_sheets import ENOUGH, labels_of, share_of, stamps_of
from kmn_automation.forms.folded import folded
from kmn_automation.forms.grid import CellValue, Grid
from kmn_automation.model.form import Form
from kmn_automation.model.german import read_number

NEARLY = 0.03
"""Versions differ in a few labels only; within this distance the Förderjahr decides."""
_LONGEST_LABEL = 200
_YEAR = folded("Förderjahr")


def most_stamped(grid: Grid, forms: Mapping[str, Form]) -> Form | None:
    """Of several versions in one workbook the one that most sheets carry."""
    versions = [version for version, _, _ in stamps_of(grid).values() if version in forms]
    return forms[max(sorted(set(versions)), key=versions.count)] if versions else None


def likely_form(grid: Grid, forms: Mapping[str, Form]) -> Form | None:
    """The form whose labels stand in the workbook, where no stamp is left; None if it is none of ours."""
    texts = {
        folded(value)
        for sheet in grid.sheets
        for value in sheet.cells.values()
        if isinstance(value, str) and len(value) < _LONGEST_LABEL
    }
    shares = {version: share_of(_labels_of(form), texts) for version, form in forms.items()}
    best = max(shares.values(), default=0.0)
    if best < ENOUGH / 2:
        return None
    near = [forms[version] for version, share in shares.items() if share >= best - NEARLY]
    year = _foerderjahr(grid)
    fitting = [form for form in near if form.fits(year)]
    return (fitting or sorted(near, key=lambda form: shares[form.version]))[-1]


def _labels_of(form: Form) -> list[str]:
    return [label for sheet in form.sheets for label in labels_of(sheet)]


def _foerderjahr(grid: Grid) -> int:
    """The first number right of the label „Förderjahr“; 0 if there is none."""
    for sheet in grid.sheets:
        for (row, column), value in sheet.cells.items():
            if isinstance(value, str) and folded(value) == _YEAR:
                numbers = [
                    _whole(cell)
                    for (at, beside), cell in sheet.cells.items()
                    if at == row and beside > column
                ]
                return next(filter(None, numbers), 0)
    return 0


def _whole(value: CellValue) -> int:
    """The number that a cell shows; 0 for anything else."""
    number = read_number(value).value if isinstance(value, str) else value
    return int(number) if isinstance(number, int | float | Decimal) else 0
