"""The live check inside the workbook: legal formulas, nothing that the reader would stumble over, quick to write."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl.worksheet.formula import ArrayFormula

from kmn_automation.forms.grid import grid_of
from kmn_automation.forms.inspect_workbook import inspect_workbook
from kmn_automation.forms.intake import Intake
from kmn_automation.forms.notes import Note, Target
from kmn_automation.forms.read import read_report
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.model.report import Report
from kmn_automation.rules.excel_rules import live_book
from kmn_automation.rules.rulebook import Rulebook
from tests.forms.samples import VERSIONS, all_forms, form, opened, sample

RULES = Path(__file__).parents[2] / "funding_rules"
MAX_FORMULA, MAX_LITERAL, MAX_NESTED = 8192, 255, 64
FUNCTIONS = {
    "ABS", "AND", "CHAR", "CHOOSE", "COUNTIF", "COUNTIFS", "DATE", "DAY", "EXACT", "HYPERLINK", "IF", "IFERROR",
    "INDEX", "INT", "ISBLANK", "ISERROR", "ISLOGICAL", "ISNUMBER", "LEFT", "LEN", "LOWER", "MATCH", "MAX", "MIN",
    "MOD", "MONTH", "N", "RIGHT", "ROUND", "ROW", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TRIM", "YEAR",
}  # fmt: skip
"""Everything that Excel 2010 and LibreOffice 7 both have and that no language of the user changes."""


@functools.cache
def writer(version: str = "2024") -> FormWriter:
    files = {
        str(path.relative_to(RULES)): path.read_text("utf-8")
        for path in RULES.rglob("*.yaml")
        if path.parent.name != "forms"
    }
    return FormWriter(form(version), live_book(Rulebook.load(files, all_forms()), form(version)))


def formulas(version: str) -> list[str]:
    found = []
    for sheet in opened(writer(version).write({})).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
                if cell.data_type == "f" and value:
                    found.append(str(value))
        for area in sheet.conditional_formatting:
            found += [f"={text}" for rule in area.rules for text in rule.formula]
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_every_formula_is_one_that_both_programs_take(version: str) -> None:
    for formula in formulas(version):
        bare = re.sub(r'"[^"]*"', '""', formula)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= FUNCTIONS, formula
        assert len(formula) <= MAX_FORMULA
        assert all(len(text) <= MAX_LITERAL for text in re.findall(r'"((?:[^"]|"")*)"', formula))
        assert "«" not in formula
        assert bare.count("(") == bare.count(")")


def test_no_format_names_another_sheet() -> None:
    for sheet in opened(writer().write({})).worksheets:
        for area in sheet.conditional_formatting:
            assert not any("!" in text for rule in area.rules for text in rule.formula)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_reader_takes_the_sheets_of_the_check_for_ours(intake: Intake, version: str) -> None:
    values, tables = sample(form(version))

    report = intake.read(writer(version).write(values, tables))

    assert isinstance(report, Report)
    assert (report.remarks, report.sights, report.missing_sheets, report.changed_labels) == ((), (), (), ())
    assert {key: report.values[key].value for key in values} == values


def test_a_workbook_without_live_rules_has_no_such_sheet() -> None:
    assert "Prüfung" not in opened(FormWriter(form()).write({})).sheetnames


def test_the_sheet_comes_second_and_its_numbers_are_hidden() -> None:
    book = opened(writer().write({}))

    assert book.sheetnames[:2] == ["Anleitung", "Prüfung"]
    assert [each.title for each in book.worksheets if each.sheet_state == "hidden"] == [
        "Prüfwerte",
        "Vorbelegt",
        "Listen",
    ]


def test_a_return_copy_carries_the_live_check() -> None:
    values, tables = sample(form())
    note = Note("Die Summe stimmt nicht.", (Target("ausgaben.summe"),), "Bitte rechnen Sie nach.", "ARI-02")

    book = opened(writer().write(values, tables, (note,)))

    assert book.sheetnames[:3] == ["Rückmeldung", "Anleitung", "Prüfung"]
    assert str(book["Prüfung"]["B10"].value).startswith("=IF(INDEX(")


def test_what_the_register_knows_is_written_into_the_hidden_sheet() -> None:
    book = opened(
        writer().write({}, known={"bescheid.bewilligt": Decimal("1000.50"), "traeger.name": "=Verein"})
    )
    known = {row[0].value: row[1].value for row in book["Vorbelegt"].iter_rows(min_row=2, max_col=2)}

    assert known["bescheid.bewilligt"] == 1000.5
    assert known["traeger.name"] == "=Verein"
    assert book["Vorbelegt"]["B13"].data_type != "f"
    assert known["bescheid.ausgezahlt"] is None


def test_more_lines_than_rows_are_checked_too() -> None:
    values, tables = sample(form(), receipts=450)

    book = opened(writer().write(values, tables))
    ranges = re.findall(r"'Belegliste'!\$F\$8:\$F\$([0-9]+)", " ".join(_texts(book["Prüfwerte"])))

    assert {int(last) > 450 for last in ranges} == {True}


def _texts(sheet: object) -> list[str]:
    return [
        each.value.text if isinstance(each.value, ArrayFormula) else str(each.value)
        for row in sheet.iter_rows()  # type: ignore[attr-defined]  # a worksheet of openpyxl
        for each in row
        if each.value
    ]


def test_the_sheets_of_the_live_check_are_recognised_and_not_parsed() -> None:
    data = writer().write(*sample(form("2024")))

    answer, _ = inspect_workbook(data, {})
    sheets = {each.title: each for each in grid_of(answer).sheets}

    assert sheets["Prüfwerte"].cells == {(1, 1): "KMN-FORM|2024|pruefwerte"}
    assert sheets["Prüfung"].cells == {(1, 1): "KMN-FORM|2024|pruefung"}
    assert len(sheets["Deckblatt"].cells) > 50
    report = read_report(grid_of(answer), all_forms())
    assert isinstance(report, Report)
    assert report.remarks == ()
