from __future__ import annotations

from decimal import Decimal

from kmn_automation.forms.exchange import return_values
from kmn_automation.forms.intake import Intake
from kmn_automation.forms.notes import Note, Target, notes_of
from kmn_automation.forms.return_copy import TO_LOOK_AT, TO_MEND
from kmn_automation.forms.styles import MARK_ERROR, MARK_NOTE
from kmn_automation.model.finding import Certainty, Finding, Severity
from kmn_automation.model.report import Place, Report
from tests.forms.samples import form, opened, sample, saved, writer

VALUES, TABLES = sample(form(), receipts=5)
NOTES = (
    Note(
        "Die Summe stimmt nicht.",
        (Target("ausgaben.summe"),),
        "Bitte rechnen Sie nach.",
        "ARI-02",
        "VV zu § 44 LHO",
    ),
    Note(
        "Der Tag fehlt & <mehr>.",
        (Target("belege.datum", 2), Target("belege.betrag", 2)),
        "",
        "BEL-01",
        "",
        error=False,
    ),
    Note("Das Blatt fehlt.", (), "Bitte neu senden.", "FRM-01", "", where="Blatt „Netzwerk“"),
)


def test_cells_with_a_remark_have_colour_and_note() -> None:
    book = opened(writer().write(VALUES, TABLES, NOTES))

    total, day = book["Ausgaben"]["C14"], book["Belegliste"]["C10"]
    assert (total.fill.fgColor.rgb, day.fill.fgColor.rgb) == (f"FF{MARK_ERROR}", f"FF{MARK_NOTE}")
    assert total.comment is not None
    assert total.comment.text == "Die Summe stimmt nicht.\nBitte rechnen Sie nach.\n(ARI-02, VV zu § 44 LHO)"
    assert day.comment is not None
    assert day.comment.text.startswith("Der Tag fehlt & <mehr>.")
    assert (total.number_format, total.protection.locked) == ('#,##0.00\\ "€"', False)
    assert book["Belegliste"]["C9"].comment is None


def test_the_first_sheet_lists_every_remark_with_a_link_under_its_heading() -> None:
    sheet = opened(writer().write(VALUES, TABLES, NOTES)).worksheets[0]

    rows = [[cell.value for cell in row] for row in sheet.iter_rows(6, 10, 2, 8)]
    assert sheet.title == "Rückmeldung"
    assert rows == [
        [TO_MEND, *[None] * 6],
        ["1", "C14", "Ausgaben, C14 (Summe der Ausgaben)", "Die Summe stimmt nicht.", "Bitte rechnen Sie nach.", "ARI-02", "VV zu § 44 LHO"],
        ["2", None, "Blatt „Netzwerk“", "Das Blatt fehlt.", "Bitte neu senden.", "FRM-01", None],
        [TO_LOOK_AT, *[None] * 6],
        ["3", "C10", "Belegliste, C10 (Tag der Zahlung)\nBelegliste, F10 (Betrag)", "Der Tag fehlt & <mehr>.", None, "BEL-01", None],
    ]  # fmt: skip
    links = {cell.coordinate: cell.hyperlink.location for (cell,) in sheet["C6:C10"] if cell.hyperlink}
    assert links == {"C7": "'Ausgaben'!C14", "C10": "'Belegliste'!C10"}
    grounds = {row: sheet[f"B{row}"].fill.fgColor.rgb[2:] for row in (7, 10)}
    assert grounds == {7: MARK_ERROR, 10: MARK_NOTE}


def test_a_remark_under_its_own_heading_comes_last_and_leaves_its_cell_as_it_is() -> None:
    told = Note("Bisher C18.", (Target("ausgaben.summe"),), error=False, heading="Übertragen")

    book = opened(writer().write(VALUES, TABLES, (told, *NOTES)))

    sheet = book.worksheets[0]
    assert [sheet[f"B{row}"].value for row in (11, 12)] == ["Übertragen", "4"]
    assert sheet["C12"].hyperlink.location == "'Ausgaben'!C14"
    assert book["Ausgaben"]["C14"].comment.text.count("Bisher") == 0
    alone = opened(writer().write(VALUES, TABLES, (told,)))["Ausgaben"]["C14"]
    assert (alone.comment, alone.fill.fgColor.rgb) == (
        None,
        opened(writer().write({}))["Ausgaben"]["C14"].fill.fgColor.rgb,
    )


def test_a_return_copy_is_read_like_the_first_file(intake: Intake) -> None:
    report = intake.read(writer().write(VALUES, TABLES, NOTES))

    assert isinstance(report, Report)
    assert {key: report.get(key) for key in VALUES} == VALUES
    assert report.remarks == ()


def test_two_remarks_on_one_cell_stand_in_one_note() -> None:
    twice = (
        Note("Erstens.", (Target("ausgaben.summe"),), error=False),
        Note("Zweitens.", (Target("ausgaben.summe"),), error=True),
    )

    cell = opened(writer().write({}, {}, twice))["Ausgaben"]["C14"]

    assert cell.comment is not None
    assert cell.comment.text == "Erstens.\n\nZweitens."
    assert cell.fill.fgColor.rgb == f"FF{MARK_ERROR}"


def test_findings_find_the_cells_they_speak_of(intake: Intake) -> None:
    book = opened(writer().write({**VALUES, "einnahmen.bund": "zwölf"}, TABLES))
    book["Belegliste"].insert_rows(9)
    report = intake.read(saved(book))
    assert isinstance(report, Report)
    places = (report.values["einnahmen.bund"].place, report.tables["belege"][3]["betrag"].place)
    findings = [
        finding("FRM-12", Severity.ERROR, *places),
        finding("STA-99", Severity.INTERNAL, *places),
        finding("FRM-01", Severity.NOTE, Place("Netzwerk", "", "Sitzungen")),
    ]

    notes = notes_of(report, findings)

    assert [note.rule for note in notes] == ["FRM-12", "FRM-01"]
    assert notes[0].targets == (Target("einnahmen.bund"), Target("belege.betrag", 3))
    assert notes[1].targets == ()
    assert (notes[1].where, notes[1].error) == ("Netzwerk, Sitzungen", False)
    values, tables = return_values(report)
    copy = opened(writer().write(values, tables, notes))
    assert copy["Einnahmen"]["C9"].value == "zwölf"
    assert copy["Belegliste"]["F11"].comment is not None


def test_an_assumed_source_is_never_printed_as_law(intake: Intake) -> None:
    report = intake.read(writer().write({}))
    assert isinstance(report, Report)

    note = notes_of(report, [finding("ARI-01", Severity.ERROR, certainty=Certainty.ASSUMED)])[0]

    assert note.reference == "Prüfregel der Koordinierungsstelle"


def test_long_texts_make_their_row_tall() -> None:
    text = "Ein langer Satz über die Arbeit im Jahr. " * 60

    sheet = opened(writer().write({"sachbericht.erfolg": text, "deckblatt.zweck": text[:200]}))["Sachbericht"]

    assert sheet.row_dimensions[8].height > 350
    assert sheet.row_dimensions[7].height == 150


def finding(
    rule: str, severity: Severity, *places: Place, certainty: Certainty = Certainty.CHECKED
) -> Finding:
    return Finding(rule, severity, True, places, "x", "y", "Text.", "Abhilfe.", "Nr. 1", certainty)  # noqa: FBT003


def test_decimals_stay_exact() -> None:
    sheet = opened(writer().write({"einnahmen.bund": Decimal("1234567.89")}))["Einnahmen"]

    assert sheet["C9"].value == 1234567.89
