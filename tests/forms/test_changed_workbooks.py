from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook

from kmn_automation.forms.intake import Intake
from kmn_automation.forms.refusal import NotOurs, Reason
from kmn_automation.model.report import FoundBy, Report
from tests.forms.samples import form, opened, sample, saved, writer

VALUES, TABLES = sample(form())


def read(intake: Intake, change: Callable[[Workbook], object]) -> Report:
    book = opened(writer().write(VALUES, TABLES))
    change(book)
    report = intake.read(saved(book))
    assert isinstance(report, Report), report
    return report


def wrong_values(report: Report) -> dict[str, object]:
    return {key: report.get(key) for key, value in VALUES.items() if report.get(key) != value}


def lines(report: Report, table: str = "belege") -> list[dict[str, object]]:
    return [{name: each.value for name, each in line.items()} for line in report.tables[table]]


def test_inserted_rows_move_values_but_lose_none(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book["Ausgaben"].insert_rows(8, 3)
        book["Deckblatt"].insert_rows(1, 2)

    report = read(intake, change)

    assert wrong_values(report) == {}
    assert report.values["ausgaben.sonstige"].place.cell == "C16"
    assert report.values["deckblatt.geschaeftszeichen"].place.cell == "C8"


def test_lines_in_inserted_rows_are_read(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Belegliste"]
        sheet.insert_rows(10, 2)
        sheet["B10"], sheet["D10"], sheet["F10"] = 99, "Eingefügt", 12.34

    report = read(intake, change)

    inserted = report.tables["belege"][2]
    assert (inserted["nummer"].value, inserted["betrag"].value) == (99, Decimal("12.34"))
    assert len(report.tables["belege"]) == 13


def test_inserted_columns_move_values_but_lose_none(intake: Intake) -> None:
    report = read(intake, lambda book: (book["Einnahmen"].insert_cols(3), book["Belegliste"].insert_cols(4)))

    assert wrong_values(report) == {}
    assert lines(report) == TABLES["belege"]


def test_renamed_and_moved_sheets_are_recognised(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book["Ausgaben"].title = "Kosten 2025"
        book.move_sheet("Belegliste", -6)

    report = read(intake, change)

    assert wrong_values(report) == {}
    assert report.values["ausgaben.summe"].place.sheet == "Kosten 2025"
    assert report.missing_sheets == ()


def test_without_keys_values_are_found_by_their_labels(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet.delete_cols(1)
            sheet.delete_rows(1)

    report = read(intake, change)

    assert wrong_values(report) == {}
    assert lines(report) == TABLES["belege"]
    assert report.values["einnahmen.bund"].found_by is FoundBy.LABEL
    assert [lines(report, table) for table in ("bescheide", "mittelabrufe", "aenderungen")] == [
        TABLES[table] for table in ("bescheide", "mittelabrufe", "aenderungen")
    ]


def test_a_row_without_key_and_label_counts_only_between_its_neighbours(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book["Deckblatt"]["A9"] = book["Deckblatt"]["B9"] = None

    report = read(intake, change)

    assert report.values["deckblatt.traeger_id"].found_by is FoundBy.POSITION
    assert wrong_values(report) == {}


def test_a_label_that_was_changed_is_remembered(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book["Ausgaben"]["B7"] = "Miete"

    report = read(intake, change)

    assert [(each.sheet, each.cell, each.label) for each in report.changed_labels] == [
        ("Ausgaben", "B7", "Raumkosten")
    ]
    assert wrong_values(report) == {}


def test_a_missing_sheet_is_named(intake: Intake) -> None:
    report = read(intake, lambda book: book.remove(book["Statistik"]))

    assert report.missing_sheets == ("Statistik",)
    assert "statistik.personen" not in report.values


def test_a_copied_sheet_with_other_content_has_no_doubtful_value(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book["Ausgaben"])
        copy["C7"] = 4711

    report = read(intake, change)

    assert report.get("ausgaben.raumkosten") is None
    assert "mehrfach" in report.values["ausgaben.raumkosten"].problem
    assert report.get("ausgaben.buerobedarf") == VALUES["ausgaben.buerobedarf"]
    assert report.remarks[0] == "Ein Blatt kommt mehrfach vor: „Ausgaben“ und „Ausgaben Copy“."


def test_a_copied_row_with_other_content_has_no_doubtful_value(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Einnahmen"]
        sheet["A20"], sheet["C20"] = "einnahmen.bund", 999

    report = read(intake, change)

    assert report.get("einnahmen.bund") is None


def test_what_stands_below_the_end_of_a_list_is_never_silent(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Belegliste"]
        sheet["E412"], sheet["F412"] = "Summe", 100
        sheet["B413"], sheet["D413"], sheet["F413"] = 401, "Nachtrag", 5

    report = read(intake, change)

    assert report.tables["belege"][-1]["empfaenger"].value == "Nachtrag"
    assert len(report.tables["belege"]) == 13
    assert report.remarks == (
        "Blatt „Belegliste“: Die Liste „Belege“ ist zu Ende; darunter wurde Zeile 412 nicht gelesen.",
    )


def test_hidden_and_foreign_sheets_are_remarked(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book["Netzwerk"].sheet_state = "veryHidden"
        extra = book.create_sheet("Notizen")
        extra["A1"] = "intern"
        extra.sheet_state = "hidden"

    report = read(intake, change)

    assert report.remarks == (
        "Das Blatt „Netzwerk“ ist ausgeblendet; es wurde gelesen.",
        "Das ausgeblendete Blatt „Notizen“ gehört nicht zum Berichtsbogen und wurde nicht gelesen.",
    )
    assert wrong_values(report) == {}


def test_our_totals_without_a_result_are_computed_by_us(intake: Intake) -> None:
    report = read(intake, lambda _: None)

    assert report.values["ausgaben.summe"].raw == ""
    assert report.number("ausgaben.summe") == sum(
        report.number(each) or 0 for each in form().fields["ausgaben.summe"].sum_of
    )


@pytest.mark.parametrize(
    ("typed", "raw", "problem"),
    [
        ("=1/0", "", "Formel ohne gespeichertes Ergebnis"),
        ("#REF!", "#REF!", "Fehlerwert #REF!"),
        ("1.234", "1.234", "nicht eindeutig: 1,234 oder 1.234"),
        ("zwölf", "zwölf", "keine gültige Zahl"),
    ],
)
def test_an_input_that_is_no_number_says_why(intake: Intake, typed: str, raw: str, problem: str) -> None:
    def change(book: Workbook) -> None:
        book["Einnahmen"]["C9"] = typed

    value = read(intake, change).values["einnahmen.bund"]

    assert (value.raw, value.value, value.problem, value.place.cell) == (raw, None, problem, "C9")


def test_the_1904_system_is_read_by_the_careful_path(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    report = read(intake, change)

    assert wrong_values(report) == {}
    assert lines(report) == TABLES["belege"]


def test_a_workbook_of_somebody_else_is_refused(intake: Intake) -> None:
    book = Workbook()
    book.create_sheet("Ausgaben")["A1"] = "Haushaltsbuch"

    answer = intake.read(saved(book))

    assert isinstance(answer, NotOurs)
    assert answer.reason is Reason.NOT_OUR_FORM


def test_a_version_that_we_do_not_know_is_named(intake: Intake) -> None:
    book = opened(writer().write({}))
    for sheet in book.worksheets:
        sheet["A1"] = str(sheet["A1"].value).replace("2024", "2031")

    answer = intake.read(saved(book))

    assert isinstance(answer, NotOurs)
    assert answer.reason is Reason.UNKNOWN_VERSION
    assert "Fassung 2031" in answer.sentence
