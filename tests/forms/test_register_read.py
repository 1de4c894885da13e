"""The register workbook is read exactly or refused with sheet, row, column and what to do."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl.workbook import Workbook

from kmn_automation.forms.register_layout import plan_positions, register_sheets
from kmn_automation.forms.register_read import read_register
from kmn_automation.forms.register_refusal import Refusal, shown
from kmn_automation.model.error import Unreadable
from kmn_automation.model.form import Field, Form, Row, Sheet, Unit
from kmn_automation.model.register import Register
from tests.forms.register_cast import POSITIONS, RICHTLINIEN, edited, invent, written

OFFICE = written(invent(3))


def read(data: bytes) -> tuple[Register, tuple[Refusal, ...]]:
    return read_register(data, POSITIONS, RICHTLINIEN)


def after(change: Callable[[Workbook], object]) -> tuple[Refusal, ...]:
    return read(edited(OFFICE, change))[1]


def with_cell(sheet: str, cell: str, value: object) -> tuple[Refusal, ...]:
    def change(workbook: Workbook) -> None:
        workbook[sheet][cell] = value

    return after(change)


def test_what_was_written_is_read_again_exactly() -> None:
    register = invent(3, (2024, 2025))

    assert read(written(register)) == (register, ())


def test_the_empty_template_is_an_empty_register() -> None:
    assert read(written(None)) == (Register(), ())


def test_a_file_saved_by_another_program_reads_the_same() -> None:
    assert read(edited(OFFICE, lambda _: None)) == (invent(3), ())


def test_six_hundred_traeger_over_five_years_are_read() -> None:
    register = invent(600, (2021, 2022, 2023, 2024, 2025))
    data = written(register)

    again, refusals = read(data)

    assert (len(again.bescheide), len(again.plan), refusals) == (3000, 15000, ())


CELLS = [
    ("Träger", "A3", None, "Die Angabe fehlt"),
    ("Träger", "A3", "  ", "Die Angabe fehlt"),
    ("Träger", "A3", "T:1", "Erlaubt sind Buchstaben"),
    ("Träger", "B3", "Verein\nNord", "Zeilenumbruch"),
    ("Träger", "B3", "Verein\u202eNord", "unsichtbares Zeichen"),
    ("Träger", "B3", "x" * 301, "länger als 300"),
    ("Träger", "B3", dt.date(2025, 3, 1), "Datum gemacht"),
    ("Träger", "B3", 1.5, "kein Text"),
    ("Träger", "C3", "Gebietskörperschafft", "Meinten Sie „Gebietskörperschaft“"),
    ("Träger", "C3", 7, "Möglich sind"),
    ("Träger", "D3", "RV-99", "gibt es im Blatt „Regionalverbünde“ nicht"),
    ("Träger", "D3", "RV-01; RV-02", "genau eine Kennung"),
    ("Träger", "F3", "1067", "fünf Ziffern"),
    ("Träger", "F3", 1067, "fünf Ziffern"),
    ("Träger", "F3", 26121.5, "kein Text"),
    ("Träger", "I3", "31.02.2025", "diesen Tag gibt es nicht"),
    ("Träger", "I3", dt.datetime.combine(dt.date(2025, 3, 1), dt.time(9, 30)), "Zeitpunkt"),
    ("Träger", "I3", dt.date(1925, 3, 1), "zwischen 1990 und 2100"),
    ("Adressen", "C3", "Firma", "Auswahl"),
    ("Adressen", "A3", "T\u200b-001", "unsichtbares Zeichen"),
    ("Adressen", "D3", 17, "keine Adresse"),
    ("Adressen", "H3", "vielleicht", "„ja“ oder „nein“"),
    ("Bescheide", "A3", "AZ=1", "Erlaubt sind Buchstaben"),
    ("Bescheide", "B3", "T-009", "Blatt „Träger“ nicht"),
    ("Bescheide", "C3", 25, "kein Jahr"),
    ("Bescheide", "C3", dt.date(2025, 1, 1), "Datum gemacht"),
    ("Bescheide", "E3", dt.date(2024, 12, 31), "außerhalb des Förderjahrs 2025"),
    ("Bescheide", "F3", dt.date(2026, 1, 1), "außerhalb des Förderjahrs 2025"),
    ("Bescheide", "G3", "1.200", "nicht eindeutig: 1,2 oder 1.200"),
    ("Bescheide", "G3", "1,2e3", "keine gültige Zahl"),
    ("Bescheide", "G3", "90 %", "„%“ nicht erlaubt"),
    ("Bescheide", "G3", -1, "Erlaubt sind Werte von 0"),
    ("Bescheide", "G3", 1.005, "Nachkommastellen"),
    ("Bescheide", "G3", True, "Wahrheitswert"),
    ("Bescheide", "G3", dt.date(2025, 1, 5), "Datum gemacht"),
    ("Bescheide", "I3", 0.9, "zum Beispiel 90"),
    ("Bescheide", "I3", 101, "Werte von 0 bis 100"),
    ("Bescheide", "I3", "90 €", "„€“ nicht erlaubt"),
    ("Bescheide", "J3", 0, "Erlaubt sind Werte"),
    ("Bescheide", "K3", "RL_MB_2042", "Meinten Sie „RL_MB_20"),
    ("Bescheide", "L3", dt.date(2025, 6, 30), "vor dem Ende des Zeitraums"),
    ("Finanzierungsplan", "A3", "MB-2025-900", "Blatt „Bescheide“ nicht"),
    ("Finanzierungsplan", "B3", "25", "kein Jahr"),
    ("Finanzierungsplan", "D3", "1.000", "nicht eindeutig"),
    ("Finanzierungsplan", "B3", 2024, "im Förderjahr 2024 keinen Bescheid"),
    ("Finanzierungsplan", "C3", "Personalkosten", "Meinten Sie „Personalausgaben“"),
    ("Koordination", "C3", "alles", "Möglich sind: Freigabe"),
    ("Koordination", "F4", "RV-01\u200b", "unsichtbares Zeichen"),
    ("Koordination", "F4", "RV-01; RV-09", "„RV-09“ gibt es"),
    ("Sitzungen", "E3", "25:00", "keine Uhrzeit"),
    ("Sitzungen", "E3", "10", "keine Uhrzeit"),
    ("Sitzungen", "F4", dt.time(9, 30), "nicht nach dem Beginn"),
    ("Sitzungen", "G3", dt.date(2025, 10, 1), "nicht nach dem Beginn"),
    ("Sitzungen", "H3", None, "Die Angabe fehlt"),
    ("Sitzungen", "I3", "\n".join(map(str, range(61))), "mehr als 60 Punkte"),
    ("Sitzungen", "I3", "Punkt\tEins", "unsichtbares Zeichen"),
    ("Sitzungen", "J3", "RV-01", "werden alle eingeladen"),
    ("Sitzungen", "J4", None, "Regionalverbund der Sitzung"),
    ("Sitzungen", "K3", dt.date(2025, 10, 14), "nicht vor dem Treffen"),
]


@pytest.mark.parametrize(("sheet", "cell", "value", "reason"), CELLS)
def test_a_wrong_cell_is_refused_at_its_place(sheet: str, cell: str, value: object, reason: str) -> None:
    refusals = [each for each in with_cell(sheet, cell, value) if (each.sheet, each.cell) == (sheet, cell)]

    assert len(refusals) == 1
    assert reason in refusals[0].reason
    assert refusals[0].row == int(cell[1:])


ADDRESSES = [
    ("eva @verein1.example", "Leerzeichen"),
    ("eva@verein1.example.", "endet mit einem Punkt"),
    ("eva.verein1.example", "@-Zeichen fehlt"),
    ("eva@@verein1.example", "mehrmals"),
    ("eva@verein1.example; udo@verein1.example", "mehrere Adressen"),
    ("Eva Test <eva@verein1.example>", "nur die Adresse"),
    ("mailto:eva@verein1.example", "nur die Adresse"),
    ("eva@vérein.example", "„vérein.example“ lautet technisch „xn--vrein-bsa.example“"),
    ("éva@verein1.example", "Vor dem @"),
    ("eva..test@verein1.example", "vor dem @"),
    ("eva@verein1", "keine gültige Domain"),
    ("eva@-verein1.example", "keine gültige Domain"),
    ("eva@127.0.0.1", "keine gültige Domain"),
    (f"eva@{'a.' * 130}example", "zu lang"),
    (f"{'e' * 65}@verein1.example", "vor dem @"),
]


@pytest.mark.parametrize(("address", "reason"), ADDRESSES)
def test_an_address_that_is_not_exactly_one_is_refused(address: str, reason: str) -> None:
    (refusal,) = with_cell("Adressen", "D3", address)

    assert (refusal.cell, reason in refusal.reason) == ("D3", True)


READ_AS_MEANT = [
    ("G3", "45.000,50 €", "bewilligt", Decimal("45000.50")),
    ("G3", 45000.50000000001, "bewilligt", Decimal("45000.50")),
    ("H3", "1.200,00 €", "ausgezahlt", Decimal(1200)),
    ("I3", "87,5 %", "foerdersatz", Decimal("87.5")),
    ("J3", "1,25", "stellenanteile", Decimal("1.25")),
    ("C3", "2025", "foerderjahr", 2025),
    ("D3", "05.12.2024", "datum", dt.date(2024, 12, 5)),
    ("L3", "2026-07-31", "nachweis_bis", dt.date(2026, 7, 31)),
    ("N3", "27.09.2024", "antrag_am", dt.date(2024, 9, 27)),
    ("O3", "01.03.2026", "widerruf_bekannt_seit", dt.date(2026, 3, 1)),
    ("P3", "44.000,50", "auszahlung_landesamt", Decimal("44000.50")),
]


@pytest.mark.parametrize(("cell", "value", "name", "meant"), READ_AS_MEANT)
def test_a_text_with_one_meaning_is_read(cell: str, value: object, name: str, meant: object) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Bescheide"][cell] = value

    register, refusals = read(edited(OFFICE, change))

    assert (getattr(register.bescheide[0], name), refusals) == (meant, ())


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_a_workbook_from_before_the_newest_columns_is_taken(missing: int) -> None:
    register, refusals = read(
        edited(OFFICE, lambda book: book["Bescheide"].delete_cols(17 - missing, missing))
    )

    assert (register.bescheide, refusals) == (read(OFFICE)[0].bescheide, ())


def test_of_the_newest_columns_only_the_last_may_be_missing() -> None:
    first, *_ = after(lambda book: book["Bescheide"].delete_cols(14))

    assert (first.cell, "Erwartet wird „Antrag eingegangen am“" in first.reason) == ("N2", True)


def test_a_note_beside_a_workbook_without_the_newest_columns_is_no_date() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Bescheide"].delete_cols(14, 3)
        workbook["Bescheide"]["N3"] = "erledigt"

    (refusal,) = after(change)

    assert "Rechts neben der Tabelle steht „erledigt“" in refusal.reason


def test_a_decomposed_umlaut_is_composed() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Träger"]["B3"] = "Vere\u0069n fu\u0308r A\u0308rzte"

    register, refusals = read(edited(OFFICE, change))

    assert (register.traeger[0].name, refusals) == ("Verein für Ärzte", ())


def test_a_number_that_is_not_shown_as_a_date_is_no_date() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Träger"]["I3"] = 45658
        workbook["Träger"]["I3"].number_format = "General"

    (refusal,) = after(change)

    assert (refusal.cell, refusal.raw, "statt eines Datums" in refusal.reason) == ("I3", "45.658", True)


def test_times_as_text_and_yes_as_truth_value_are_read() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Sitzungen"]["E3"] = "9 Uhr"
        workbook["Sitzungen"]["F3"] = "14.45 Uhr"
        workbook["Adressen"]["H3"] = True

    register, refusals = read(edited(OFFICE, change))

    assert (register.meetings[0].begin.time(), register.meetings[0].end.time()) == (
        dt.time(9),
        dt.time(14, 45),
    )
    assert (register.contacts[0].shared, refusals) == (True, ())


def test_a_key_that_stands_twice_names_both_lines() -> None:
    refusal = with_cell("Regionalverbünde", "A4", "rv-01")[-2]

    assert (refusal.sheet, refusal.cell) == ("Regionalverbünde", "A4")
    assert "„rv-01“ steht schon in Zeile 3" in refusal.reason


def test_a_traeger_that_stands_twice_is_refused() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Träger"].append(
            ["T-001", "Anderer", "Gebietskörperschaft", "RV-01", "Weg 2", "30159", "Ort"]
        )

    (refusal,) = after(change)

    assert str(refusal) == (
        "Blatt „Träger“, Zeile 6, Spalte „Kennung“ (A6) – gefunden: „T-001“: „T-001“ steht schon in Zeile 3. "
        "Bitte eine der beiden Zeilen ändern oder löschen."
    )


def share(workbook: Workbook, *, marked: str, until: dt.date | None = None) -> None:
    page = workbook["Adressen"]
    page["D4"] = page["D3"].value.upper()
    page["G3"] = until
    page["F4"] = until and until + dt.timedelta(days=1)
    for row in (3, 4):
        page.cell(row, 8).value = marked


def test_one_address_for_two_traeger_must_be_meant() -> None:
    (refusal,) = after(lambda workbook: share(workbook, marked="nein"))

    assert (refusal.cell, "auch zu Träger „T-001“ (Zeile 3)" in refusal.reason) == ("D4", True)
    assert after(lambda workbook: share(workbook, marked="ja")) == ()
    assert after(lambda workbook: share(workbook, marked="nein", until=dt.date(2025, 6, 30))) == ()


@pytest.mark.parametrize("row", [3, 4])
def test_an_address_that_only_one_row_calls_shared_is_refused(row: int) -> None:
    def change(workbook: Workbook) -> None:
        share(workbook, marked="nein")
        workbook["Adressen"].cell(row, 8).value = "ja"

    assert [each.cell for each in after(change)] == ["D4"]


def test_the_former_holder_of_an_address_may_stand_below_the_present_one() -> None:
    def change(workbook: Workbook) -> None:
        share(workbook, marked="nein")
        workbook["Adressen"]["F3"], workbook["Adressen"]["G4"] = dt.date(2025, 7, 1), dt.date(2025, 6, 30)

    assert after(change) == ()


def test_one_address_twice_for_one_traeger_is_refused_even_if_shared() -> None:
    def change(workbook: Workbook) -> None:
        share(workbook, marked="ja")
        workbook["Adressen"]["A4"] = "T-001"

    (refusal,) = after(change)

    assert (refusal.cell, "schon in Zeile 3" in refusal.reason) == ("D4", True)


def test_an_address_whose_traeger_cannot_be_read_is_not_compared() -> None:
    def change(workbook: Workbook) -> None:
        share(workbook, marked="nein")
        workbook["Adressen"]["A4"] = None

    assert [each.cell for each in after(change)] == ["A4"]


def test_a_damaged_number_in_a_file_is_refused() -> None:
    sheet = "xl/worksheets/sheet4.xml"
    with zipfile.ZipFile(io.BytesIO(OFFICE)) as package:
        content = package.read(sheet)
    refusals = read(repacked(OFFICE, sheet, content.replace(b"<v>45000.5</v>", b"<v>1e400</v>", 1)))[1]

    assert [(each.cell, each.raw) for each in refusals][:1] == [("G3", "inf")]


def test_an_address_of_the_office_cannot_be_that_of_a_traeger() -> None:
    (refusal,) = with_cell("Adressen", "D3", "Probst@office.example")

    assert "gehört zur Koordinierungsstelle (Blatt „Koordination“, Zeile 3)" in refusal.reason


def test_a_coordinator_stands_once_at_a_time() -> None:
    (refusal,) = with_cell("Koordination", "B4", "probst@office.example")

    assert (refusal.sheet, refusal.cell, "schon in Zeile 3" in refusal.reason) == ("Koordination", "B4", True)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Träger"]["H3"], workbook["Träger"]["I3"] = dt.date(2025, 5, 1), dt.date(2025, 4, 30)
        workbook["Bescheide"]["E3"], workbook["Bescheide"]["F3"] = dt.date(2025, 5, 1), dt.date(2025, 4, 30)

    assert [each.cell for each in after(change)] == ["I3", "F3"]


def test_a_plan_that_does_not_add_up_is_refused() -> None:
    (refusal,) = with_cell("Finanzierungsplan", "D3", 2999)

    assert (refusal.cell, "Einnahmen 49.999,50\u00a0€, Ausgaben 50.000,50\u00a0€" in refusal.reason) == (
        "D7",
        True,
    )


def test_two_names_of_one_position_in_one_plan_are_refused() -> None:
    positions = {**POSITIONS, "Miete": "ausgaben.raumkosten"}

    def change(workbook: Workbook) -> None:
        workbook["Finanzierungsplan"]["C6"] = "Miete"

    (refusal,) = read_register(edited(OFFICE, change), positions, RICHTLINIEN)[1]

    assert (refusal.cell, "dieselbe Position wie „Miete“ in Zeile 6" in refusal.reason) == ("C7", True)


def test_a_position_that_stands_twice_is_refused() -> None:
    (refusal,) = with_cell("Finanzierungsplan", "C6", "Raumkosten")

    assert (refusal.cell, "steht schon in Zeile 6" in refusal.reason) == ("A7", True)


def test_a_plan_with_another_grant_than_the_bescheid_is_refused() -> None:
    (refusal,) = with_cell("Bescheide", "G3", 44000)

    assert (refusal.sheet, refusal.cell) == ("Finanzierungsplan", "D5")
    assert "Laut Bescheid (Zeile 3) sind 44.000,00\u00a0€ bewilligt" in refusal.reason


def test_a_year_that_cannot_be_read_is_refused_once_and_not_in_the_plan_as_well() -> None:
    assert [each.cell for each in with_cell("Bescheide", "C3", "25")] == ["C3"]


def test_a_renamed_column_tells_what_was_expected_and_found() -> None:
    (refusal,) = with_cell("Träger", "C2", "Trägerart")

    assert refusal.reason.startswith("Erwartet wird „Art“, gefunden „Trägerart“.")


def test_a_heading_with_a_slip_is_suggested() -> None:
    (refusal,) = with_cell("Träger", "D2", "Regionalverbnd")

    assert "Meinten Sie „Regionalverbnd“?" in refusal.reason


def test_a_moved_column_tells_where_it_is() -> None:
    refusals = after(lambda workbook: workbook["Träger"].move_range("B1:B5", cols=9))

    assert [each.cell for each in refusals] == ["B2", "K2"]
    assert "„Name“ steht in Spalte K." in refusals[0].reason


def test_two_swapped_columns_are_both_refused() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Träger"]["E2"], workbook["Träger"]["G2"] = "Ort", "Straße und Hausnummer"

    assert [each.cell for each in after(change)] == ["E2", "G2"]


def test_a_column_of_notes_is_refused() -> None:
    (refusal,) = with_cell("Träger", "J2", "Notiz")

    assert "gehört nicht zum Register" in refusal.reason


def test_a_missing_heading_row_is_refused() -> None:
    (refusal,) = after(lambda workbook: workbook["Träger"].delete_rows(1, 2))

    assert (refusal.cell, "Erwartet: Kennung, Name, Art" in refusal.reason) == ("A2", True)


def test_a_sheet_with_nothing_in_it_is_refused() -> None:
    (refusal,) = after(lambda workbook: workbook["Sitzungen"].delete_rows(1, 20))

    assert "Überschriften fehlt" in refusal.reason


def test_the_help_row_may_be_deleted() -> None:
    assert after(lambda workbook: workbook["Träger"].delete_rows(1)) == ()


def test_a_renamed_sheet_is_refused_with_the_nearest_name() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Träger"].title = "Traeger"

    (refusal,) = after(change)

    assert str(refusal).startswith("Blatt „Träger“: Das Blatt fehlt.")
    assert "Meinten Sie „Traeger“?" in refusal.reason


def test_a_further_sheet_is_left_alone() -> None:
    assert after(lambda workbook: workbook.create_sheet("Notizen")) == ()


def test_a_value_beside_the_table_is_not_lost_silently() -> None:
    (refusal,) = with_cell("Träger", "L4", "anrufen!")

    assert (refusal.row, "anrufen!" in refusal.reason) == (4, True)


def test_blank_rows_between_are_left_out() -> None:
    assert read(edited(OFFICE, lambda workbook: workbook["Träger"].insert_rows(4, 3)))[0] == invent(3)


def test_a_formula_without_result_and_an_error_cell_are_refused() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Träger"]["I3"] = "=DATE(2025,1,1)"
        workbook["Träger"]["I4"] = "#REF!"
        workbook["Träger"]["I4"].data_type = "e"

    assert [(each.cell, each.raw) for each in after(change)] == [
        ("I3", "Formel ohne Ergebnis"),
        ("I4", "#REF!"),
    ]


def test_all_refusals_come_at_once_in_the_order_of_the_sheets() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Sitzungen"]["A3"] = None
        workbook["Träger"]["F4"] = "1"
        workbook["Träger"]["C3"] = "x"
        workbook["Adressen"]["D3"] = "x"

    refusals = after(change)

    assert [(each.sheet, each.cell) for each in refusals] == [
        ("Träger", "C3"),
        ("Träger", "F4"),
        ("Adressen", "D3"),
        ("Sitzungen", "A3"),
    ]


def test_a_refused_traeger_does_not_make_its_address_unknown() -> None:
    assert [each.cell for each in with_cell("Träger", "C3", "x")] == ["C3"]


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return buffer.getvalue()


UNREADABLE = {
    "no workbook": b"Hallo",
    "empty": b"",
    "cut off": OFFICE[: len(OFFICE) // 2],
    "too large": bytes(21 * 2**20),
    "too large when unpacked": repacked(OFFICE, "docProps/app.xml", bytes(301 * 2**20)),
    "with a document type": repacked(OFFICE, "docProps/app.xml", b"<!DOCTYPE a><a/>"),
    "damaged": repacked(OFFICE, "xl/workbook.xml", b"<workbook"),
    "with a cell far outside": edited(
        OFFICE, lambda workbook: workbook["Träger"].cell(1_048_576, 16_384, "x")
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_sound_workbook_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(UNREADABLE[name])

    assert caught.value.do


def test_without_known_versions_any_version_id_is_taken() -> None:
    assert read_register(OFFICE, POSITIONS) == (invent(3), ())


def test_foreign_text_is_printed_short_and_visible() -> None:
    assert shown("a\n b\u202ec" + "x" * 80) == "a b�c" + "x" * 54 + "…"


def test_positions_of_the_plan_come_from_the_forms() -> None:
    plan = Field("ausgaben.raum_plan", "Raumkosten", Unit.EURO, prefill="plan")
    row = Row("Raumkosten", (Field("ausgaben.raum", "Raumkosten", Unit.EURO), plan))
    form = Form("1", "Form", 2024, 2026, (Sheet("ausgaben", "Ausgaben", "", (), (row,), ()),))

    assert plan_positions([form]) == {"Raumkosten": "ausgaben.raum"}


def test_every_reference_leads_to_a_column() -> None:
    sheets = {each.id: each for each in register_sheets(POSITIONS, RICHTLINIEN)}
    targets = [column.refers_to for each in sheets.values() for column in each.columns if column.refers_to]

    assert len(targets) == 10
    assert all(sheets[sheet].position(name) >= 0 for sheet, name in targets)
