"""The return copy through a whole pass: in which form it comes, and what is left of it when it was worked on."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
from openpyxl.workbook.workbook import Workbook

from kmn_automation.forms.styles import MARK_ERROR, MARK_NOTE
from kmn_automation.simulation.faults import Fault
from kmn_automation.simulation.figures import Tables, Values
from tests.steps.bench import Bench
from tests.steps.post import files_of, text_of


def back(bench: Bench, number: int = 0) -> tuple[str, Workbook]:
    """The newest answer to the Träger on one line, and the workbook in it."""
    row = bench.outgoing("antwort_bericht", bench.sender(bench.bescheid(number)).email)[-1]
    raw = bench.raw(row)
    (data,) = files_of(raw).values()
    return " ".join(text_of(raw).split()), openpyxl.load_workbook(io.BytesIO(data))


def worked_on(book: Workbook, change: Callable[[Workbook], None]) -> bytes:
    """The workbook as the Träger sends it again."""
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def marked(book: Workbook) -> set[str]:
    """Every cell in a colour of ours, but for the list on the first sheet; each of them has a note."""
    colours = {MARK_ERROR, MARK_NOTE}
    found = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb is not None and str(cell.fill.fgColor.rgb)[2:] in colours
    }
    noted = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert found == noted
    return found


def as_in_2022(values: Values, tables: Tables) -> None:
    values.pop("statistik.thema_rueckkehr", None)
    for line in tables["personal"]:
        line["qualifikation"] = "Soziale Arbeit"


def in_2023(values: Values, _tables: Tables) -> None:
    values["deckblatt.foerderjahr"] = Decimal(2023)


def test_an_old_form_for_a_new_year_comes_back_in_the_form_of_the_year(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_VERSION, change=as_in_2022)))

    text, book = back(bench)
    assert "Sie haben das Formular 2022 verwendet; für das Förderjahr 2025 gilt das Formular 2024." in text
    assert "Ihre Angaben aus dem Formular 2022 haben wir in das Formular 2024 übertragen." in text
    assert "Ausgaben C18 bis C23 → Ausgaben C17 bis C22" in text
    assert "„Thema: Rückkehrhilfen und Reintegration“ (Statistik C47)" in text
    assert book["Statistik"]["A1"].value == "KMN-FORM|2024|statistik"
    assert marked(book) == {"Deckblatt!C7", "Statistik!C47"}
    headings = [row[0].value for row in book["Rückmeldung"].iter_rows(6, 20, 2, 2)]
    assert "Übertragen aus dem Formular 2022 in das Formular 2024" in headings


def test_the_form_of_the_year_is_accepted_once_what_is_new_was_filled_in(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_VERSION, change=as_in_2022)))
    _, book = back(bench)

    def fill(book: Workbook) -> None:
        book["Statistik"]["C47"] = 0

    bench.work(bench.report(0, worked_on(book, fill)))

    row = bench.outgoing("antwort_bericht")[-1]
    assert "Ergebnis: angenommen" in " ".join(text_of(bench.raw(row)).split())
    assert files_of(bench.raw(row)) == {}


def test_a_new_form_for_an_old_year_comes_back_in_the_form_of_that_year(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, change=in_2023)))

    text, book = back(bench)
    assert "Sie haben das Formular 2024 verwendet; für das Förderjahr 2023 gilt das Formular 2022." in text
    assert "Keinen Platz im Formular 2022 haben: „Thema: Rückkehrhilfen und Reintegration“" in text
    assert book["Statistik"]["A1"].value == "KMN-FORM|2022|statistik"


def test_marks_are_gone_where_a_point_was_mended_and_stay_where_it_is_open(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.MISSING_SIGNATURE, Fault.NO_NUMBER)))
    _, book = back(bench)
    before = marked(book)
    assert {"Bestätigung!C11", "Ausgaben!C9"} <= before

    def sign(book: Workbook) -> None:
        book["Bestätigung"]["C11"] = "Kim Beispiel"

    bench.work(bench.report(0, worked_on(book, sign)))

    text, book = back(bench)
    assert marked(book) == before - {"Bestätigung!C11"}
    assert book["Bestätigung"]["C11"].value == "Kim Beispiel"
    assert "Zelle C9 (Reisekosten) (noch offen)" in text
    assert text.count("(noch offen)") == len({each for each in before if each != "Bestätigung!C11"})
