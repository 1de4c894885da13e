from __future__ import annotations

import pytest

from kmn_automation.forms.grid import CellValue, Grid, GridSheet
from kmn_automation.forms.intake import Intake
from kmn_automation.forms.sights import sights
from kmn_automation.model.report import Oddity, Report, Sight
from tests.forms.samples import form, sample, writer


def sheet(title: str, rows: list[list[CellValue]], *, is_visible: bool = True) -> GridSheet:
    cells = {(r, c): cell for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1) if cell != ""}
    return GridSheet(title, is_visible, cells)


def test_our_own_form_as_it_was_sent_shows_nothing(intake: Intake) -> None:
    report = intake.read(writer().write(*sample(form())))
    assert isinstance(report, Report)
    assert report.sights == ()


def test_each_part_of_the_file_that_is_no_form_is_seen() -> None:
    grid = Grid((), macros=True, external_links=True, connections=True, embedded=True)
    seen = [each.oddity for each in sights(grid, {})]
    assert seen == [Oddity.MACROS, Oddity.LINKS, Oddity.CONNECTIONS, Oddity.EMBEDDED]


def test_a_hidden_sheet_is_counted_and_a_visible_one_is_not() -> None:
    notes = [["intern", 12], ["", True]]
    hidden, shown = sheet("Notizen", notes, is_visible=False), sheet("Kommentar", notes)
    assert list(sights(Grid((hidden, shown)), {})) == [Sight(Oddity.HIDDEN_SHEET, "Notizen", 3)]


@pytest.mark.parametrize(
    "row",
    [
        ["Nr.", "Name", "Vorname", "Geburtsdatum"],
        ["Muster, Kim", {"date": "1985-02-01"}],
        [1, "geboren am 1.2.1985"],
    ],
)
def test_a_list_of_persons_on_a_sheet_of_its_own_is_seen(row: list[CellValue]) -> None:
    found = list(sights(Grid((sheet("Liste", [["Stand 2024"], row]),)), {}))
    assert found == [Sight(Oddity.CLIENTS, "Liste", 1 + len(row))]


@pytest.mark.parametrize("row", [["Name", "Betrag"], ["Muster, Kim", {"date": "x"}], [{"error": "#REF!"}]])
def test_other_lists_are_no_lists_of_persons(row: list[CellValue]) -> None:
    assert list(sights(Grid((sheet("Liste", [row]),)), {})) == []


def test_only_the_first_rows_and_cells_are_looked_at() -> None:
    late: list[list[CellValue]] = [[number] for number in range(1, 601)]
    wide: list[CellValue] = [*range(1, 42), "geboren am 1.2.1985"]
    assert (
        list(sights(Grid((sheet("Lang", [*late, ["geboren am 1.2.1985"]]), sheet("Breit", [wide]))), {}))
        == []
    )
