from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.forms.grid import Grid, GridSheet, NoGrid, grid_of
from kmn_automation.forms.layout import stamp_of
from kmn_automation.forms.read import read_report
from kmn_automation.forms.refusal import NotOurs
from kmn_automation.model.report import Report
from tests.forms.samples import all_forms, form

SEEN: dict[str, object] = {"macros": True, "producer": "Microsoft Excel"}
CELLS = st.one_of(
    st.text(max_size=20),
    st.floats(),
    st.booleans(),
    st.integers(),
    st.sampled_from([*form().fields, *(f"{table}#spalten" for table in form().tables), "wert", "Betrag", stamp_of("2024", "ausgaben")]),
    st.fixed_dictionaries({}, optional={name: st.text(max_size=12) for name in ("date", "time", "error", "formula")}),
)  # fmt: skip
POSITIONS = st.tuples(st.integers(1, 12), st.integers(1, 8))


def answer(*rows: object) -> dict[str, object]:
    return {"sheets": [{"title": "S", "visible": True, "rows": list(rows)}], "seen": SEEN}


def test_cells_are_keyed_by_row_and_column_and_blanks_are_no_content() -> None:
    grid = grid_of(answer([3, 2, ["a", None, "  ", 1.5]], [4, 1, [{"error": "#REF!"}]]))

    assert grid.sheets[0].cells == {(3, 2): "a", (3, 5): 1.5, (4, 1): {"error": "#REF!"}}
    assert (grid.macros, grid.external_links, grid.producer) == (True, False, "Microsoft Excel")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"sheets": [], "seen": []},
        {"sheets": ["S"], "seen": SEEN},
        {"sheets": [{"title": 1, "rows": []}], "seen": SEEN},
        answer([0, 1, ["a"]]),
        answer([1, 1, ["a"] * 20_000]),
        answer([1, "1", ["a"]]),
        answer([1, 1, [["a"]]]),
        answer([1, 1, [{"fremd": "x"}]]),
        answer([1, 1, [{"date": 5}]]),
    ],
)
def test_an_answer_of_another_shape_is_no_grid(wrong: dict[str, Any]) -> None:
    with pytest.raises(NoGrid):
        grid_of(wrong)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.dictionaries(POSITIONS, CELLS, max_size=25), min_size=1, max_size=3))
def test_no_grid_makes_the_reader_fall(sheets: list[dict[tuple[int, int], Any]]) -> None:
    grid = Grid(tuple(GridSheet(f"Blatt {n}", n == 0, cells) for n, cells in enumerate(sheets)))

    assert isinstance(read_report(grid, all_forms()), Report | NotOurs)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(POSITIONS, CELLS, max_size=40))
def test_no_content_of_a_stamped_sheet_makes_the_reader_fall(cells: dict[tuple[int, int], Any]) -> None:
    grid = Grid((GridSheet("Ausgaben", True, {**cells, (1, 1): stamp_of("2024", "ausgaben")}),))  # noqa: FBT003

    report = read_report(grid, all_forms())

    assert isinstance(report, Report)
    assert report.form_version == "2024"
