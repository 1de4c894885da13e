"""Every kind of file that we write, filled with what careless and hostile people write, has no fault."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook

from kmn_automation.forms.carry_over import carry_over
from kmn_automation.forms.carry_over_text import notes_of_carry_over
from kmn_automation.forms.exchange import return_values
from kmn_automation.forms.fields import list_fields
from kmn_automation.forms.intake import Intake
from kmn_automation.forms.notes import Note, Target
from kmn_automation.forms.register_layout import plan_positions
from kmn_automation.forms.register_write import write_register
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.model.report import Report
from kmn_automation.rules.excel_rules import live_book
from kmn_automation.simulation.network import invent_network
from tests.forms.samples import VERSIONS, all_forms, form, opened, sample, saved, writer
from tests.forms.workbook_faults import faults
from tests.rules.builder import rulebook

EVIL = (
    '=HYPERLINK("http://x.example","hier")', "+49 511 1", "-1", "@x", "=1+1", "\t=1", "_x003D_1", "a\x00b\x0b\ud800c",
    "<b>&amp;]]></t>", "x" * 40_000, "😀" * 30_000, "Zeile\r\nZeile\rZeile", "\u202eumgekehrt", "", "   ",
)  # fmt: skip
VALUES, TABLES = sample(form(), receipts=5)


def evil_report() -> tuple[dict[str, object], dict[str, list[dict[str, object]]]]:
    """Such a text in every text cell."""
    values, tables = dict[str, object](VALUES), {}
    for number, (key, field) in enumerate(form().fields.items()):
        if not field.unit.is_number and not field.sum_of:
            values[key] = EVIL[number % len(EVIL)]
    for table in form().tables.values():
        tables[table.id] = [
            {column.name: EVIL[(at + number) % len(EVIL)] for number, column in enumerate(table.columns)}
            for at in range(len(EVIL))
        ]
    return values, tables


def evil_notes() -> tuple[Note, ...]:
    """Many on one cell, very long ones, some without a cell."""
    many = tuple(
        Note(f"Punkt {n}: {EVIL[n % len(EVIL)]}", (Target("ausgaben.summe"),), EVIL[0]) for n in range(60)
    )
    whole = Note("Alle Zeilen.", tuple(Target("belege.grund", n) for n in range(len(EVIL))), error=False)
    nowhere = Note("=1+1", (), "@x", "R-1", "+49", where="=cmd|' /C calc'!A0")
    gone = Note("Weg.", (Target("belege.grund", 999), Target("gibt.es.nicht")), where="Belegliste, E999")
    return (*many, whole, nowhere, gone)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_forms_of_all_versions(version: str) -> None:
    live = FormWriter(form(version), live_book(rulebook(), form(version)))

    assert faults(live.write(*sample(form(version)))) == []


def test_a_form_and_a_return_copy_full_of_hostile_texts() -> None:
    values, tables = evil_report()

    assert faults(writer().write(values, tables)) == []  # type: ignore[arg-type]  # texts where numbers belong
    assert faults(writer().write(values, tables, evil_notes())) == []  # type: ignore[arg-type]


def test_hostile_texts_come_back_as_the_texts_that_they_were(intake: Intake) -> None:
    values = {"sachbericht.massnahme": EVIL[0], "deckblatt.telefon": "+49 511 1", "deckblatt.zweck": "-1", "deckblatt.anschrift": "@x"}  # fmt: skip

    book = opened(writer().write(values, {}, evil_notes()))
    report = intake.read(writer().write(values, {}, evil_notes()))

    assert isinstance(report, Report)
    assert {key: report.values[key].raw for key in values} == values
    spots = {each.id: book[each.sheet][each.cell] for each in list_fields(form()) if each.id in values}
    assert {spots[key].data_type for key in values} == {"s"}
    listed = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in listed} == {"s"}


def test_a_remark_on_a_cell_that_is_not_there_is_told_by_its_words() -> None:
    rows = [
        [cell.value for cell in row]
        for row in opened(writer().write({}, {}, evil_notes())).worksheets[0].iter_rows(6, 80, 2, 6)
    ]

    (gone,) = [row for row in rows if row[3] == "Weg."]
    assert gone[1:3] == [None, "Belegliste, E999"]


@pytest.mark.parametrize(("old", "new"), [("2022", "2024"), ("2024", "2012"), ("2012", "2024")])
def test_a_copy_in_another_version(intake: Intake, old: str, new: str) -> None:
    report = intake.read(writer(old).write(*sample(form(old), receipts=450)))
    assert isinstance(report, Report)
    carried = carry_over(report, form(old), form(new), {})

    assert faults(writer(new).write(carried.values, carried.tables, notes_of_carry_over(carried))) == []


def test_the_register() -> None:
    assert faults(write_register(invent_network(3, 30, 2025), plan_positions(all_forms().values()))) == []


def test_a_return_copy_of_200_receipts_takes_less_than_a_tenth_of_a_second(intake: Intake) -> None:
    report = intake.read(writer().write(*sample(form(), receipts=200)))
    assert isinstance(report, Report)
    values, tables = return_values(report)
    notes = tuple(
        Note(f"Nr. {n}", (Target("belege.betrag", n),), "Bitte prüfen.", "BEL-01") for n in range(200)
    )
    writer().write(values, tables, notes)

    spent = []
    for _ in range(5):
        begin = time.process_time()
        writer().write(values, tables, notes)
        spent.append(time.process_time() - begin)

    assert min(spent) < 0.1


def long_text(book: Workbook) -> None:
    book["Deckblatt"]["C6"] = "x"
    book["Deckblatt"]["C6"]._value = "x" * 32_768


def merges(book: Workbook) -> None:
    book["Deckblatt"].merged_cells.add("B3:C4")


def note_of_somebody(book: Workbook) -> None:
    book["Deckblatt"]["C6"].comment = Comment("Hallo", "Kim Beispiel")


def long_note(book: Workbook) -> None:
    book["Deckblatt"]["C6"].comment = Comment("x" * 32_768, "Koordinierungsstelle KMN")


def names(book: Workbook) -> None:
    book.defined_names["A1"] = DefinedName("A1", attr_text="Deckblatt!$A$1")
    book.defined_names["weg"] = DefinedName("weg", attr_text="Fehlt!$A$1")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (long_text, ["text too long: Deckblatt!C6"]),
        (merges, ["merges overlap: Deckblatt"]),
        (note_of_somebody, ["author of a note: xl/comments/comment1.xml"]),
        (long_note, ["note too long: xl/comments/comment1.xml C6"]),
        (names, ["defined name: A1", "defined name points nowhere: weg"]),
        (lambda b: setattr(b["Deckblatt"], "sheet_state", "hidden"), ["hidden sheet: Deckblatt"]),
        (lambda b: setattr(b["Deckblatt"], "_WorkbookChild__title", "x" * 32), ["sheet name: " + "x" * 32]),
        (lambda b: setattr(b["Deckblatt"]["C6"], "value", "=SUMME(A1;A2)"), ["German formula: Deckblatt!C6"]),
        (lambda b: setattr(b["Deckblatt"]["C6"], "value", '=HYPERLINK("http://x")'), ["formula leads outside: Deckblatt!C6"]),
        (lambda b: setattr(b["Deckblatt"]["C6"], "hyperlink", "http://x.example"), ["relation leads nowhere: xl/worksheets/_rels/sheet2.xml.rels http://x.example", "link leads nowhere: Deckblatt!C6"]),
        (lambda b: setattr(b["Deckblatt"].row_dimensions[6], "height", 500), ["row too tall: Deckblatt!6"]),
        (lambda b: setattr(b.properties, "lastModifiedBy", "Kim"), ["person in the properties: lastModifiedBy"]),
    ],
)  # fmt: skip
def test_the_check_finds_what_was_broken_on_purpose(
    change: Callable[[Workbook], None], found: list[str]
) -> None:
    book = opened(writer().write({}))
    change(book)

    assert [each for each in faults(saved(book)) if "points nowhere: _xlnm" not in each] == found
