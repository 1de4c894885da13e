"""Deputies and absence on the sheet Koordination; an older workbook does without the columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from openpyxl.workbook import Workbook

from kmn_automation.forms.register_read import read_register
from kmn_automation.forms.register_refusal import Refusal
from kmn_automation.model.register import Register
from kmn_automation.model.register_diff import compare
from tests.forms.register_cast import COORDINATORS, POSITIONS, RICHTLINIEN, edited, invent, written

SHEET = "Koordination"
ADA, BEN = COORDINATORS
AWAY = replace(BEN, vertretung=ADA.email, abwesend_von=dt.date(2026, 7, 1), abwesend_bis=dt.date(2026, 7, 21))
OFFICE = replace(invent(3), coordinators=(ADA, AWAY), waivers=())


def read(data: bytes) -> tuple[Register, tuple[Refusal, ...]]:
    return read_register(data, POSITIONS, RICHTLINIEN)


def with_cells(**cells: object) -> list[str]:
    """The refusals after these cells of the second person (row 4) were changed."""

    def change(workbook: Workbook) -> None:
        for cell, value in cells.items():
            workbook[SHEET][f"{cell}4"] = value

    return [str(each) for each in read(edited(written(OFFICE), change))[1]]


def test_deputies_are_written_and_read_again_exactly() -> None:
    register, refusals = read(written(OFFICE))

    assert refusals == ()
    assert register.coordinators == (ADA, AWAY)


def test_a_workbook_without_the_columns_is_taken_as_it_is() -> None:
    def drop(workbook: Workbook) -> None:
        workbook[SHEET].delete_cols(9, 3)

    register, refusals = read(edited(written(OFFICE), drop))

    assert refusals == ()
    assert register.coordinators == (ADA, BEN)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"I": "muster@office.example"}, "Niemand vertritt sich selbst."),
        ({"I": "fremd@office.example"}, "„fremd@office.example“ gibt es im Blatt „Koordination“ nicht."),
        ({"K": "30.06.2026"}, "Die Abwesenheit endet vor ihrem Beginn (01.07.2026)."),
    ],
)
def test_a_wrong_deputy_or_absence_is_refused_at_its_cell(cells: dict[str, object], sentence: str) -> None:
    (refusal,) = with_cells(**cells)

    assert refusal.startswith("Blatt „Koordination“, Zeile 4")
    assert sentence in refusal


def test_an_absence_may_be_open_at_either_end() -> None:
    assert with_cells(J=None) == []
    assert with_cells(K=None) == []


def test_a_changed_deputy_is_shown_before_the_import() -> None:
    told = str(compare(replace(OFFICE, coordinators=(ADA, BEN)), OFFICE))

    assert ADA.email in told
