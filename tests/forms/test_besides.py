"""What people send beside the form: it is told to the office, by number and kind; our own parts are not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook

from kmn_automation.forms.besides import NOTHING_BESIDES, Besides, SheetBesides, besides_of
from kmn_automation.forms.hidden_parts import Parts, find_hidden
from kmn_automation.forms.intake import Intake
from kmn_automation.forms.notes import Note, Target
from kmn_automation.model.report import Oddity, Report, Sight
from tests.forms.samples import form, opened, sample, saved, writer

VALUES, TABLES = sample(form(), receipts=20)
Change = Callable[[Workbook], None]


def sent(change: Change) -> bytes:
    """Our filled form, changed and saved by another program."""
    book = opened(writer().write(VALUES, TABLES))
    change(book)
    return saved(book)


def read(intake: Intake, data: bytes) -> Report:
    report = intake.read(data)
    assert isinstance(report, Report)
    return report


def with_members(data: bytes, **members: str) -> bytes:
    """The file with these members (`__` for the slash, `_xml` for the ending) added or exchanged."""
    new = {name.replace("__", "/").replace("_xml", ".xml"): text for name, text in members.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as copy:
        for name in old.namelist():
            if name not in new:
                copy.writestr(name, old.read(name))
        for name, text in new.items():
            copy.writestr(name, text)
    return out.getvalue()


def test_our_own_file_has_nothing_beside(intake: Intake) -> None:
    for data in (writer().write(VALUES, TABLES), sent(lambda _: None)):
        report = read(intake, data)
        assert (report.remarks, report.properties, report.sights) == ((), (), ())


def test_our_own_return_copy_has_nothing_beside(intake: Intake) -> None:
    notes = (
        Note(
            "Falsch.",
            (Target("ausgaben.summe"), Target("belege.betrag", 1)),
            "Bitte ändern.",
            "REG-01",
            "Nr. 1",
        ),
    )
    copy = writer().write(VALUES, TABLES, notes)

    without_author = opened(copy)
    for cell in (without_author["Ausgaben"]["C14"], without_author["Belegliste"]["F9"]):
        cell.comment = Comment(cell.comment.text, "")
    for data in (copy, saved(opened(copy)), saved(without_author)):
        assert read(intake, data).remarks == ()


def hide_rows(book: Workbook) -> None:
    for row in (9, 10, 11, 15):
        book["Belegliste"].row_dimensions[row].hidden = True


def hide_column(book: Workbook) -> None:
    book["Belegliste"].column_dimensions["E"].hidden = True


def empty_rows(book: Workbook) -> None:
    for row in (300, 301):
        book["Belegliste"].row_dimensions[row].hidden = True


def foreign(book: Workbook) -> None:
    sheet = book.create_sheet("Nebenrechnung")
    sheet["A1"], sheet["B1"], sheet["C2"] = "Miete", 1200, "geteilt"
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[2].hidden = True


def beside_the_form(book: Workbook) -> None:
    book["Einnahmen"]["K8"], book["Einnahmen"]["L9"] = "intern", 12
    book["Sachbericht"]["C40"] = "siehe oben"


@pytest.mark.parametrize(
    ("change", "remarks"),
    [
        (hide_rows, ["Blatt „Belegliste“: ausgeblendete Zeilen 9 bis 11, 15 mit 36 gefüllten Zellen; mitgelesen."]),
        (hide_column, ["Blatt „Belegliste“: ausgeblendete Spalte E mit 21 gefüllten Zellen; mitgelesen."]),
        (empty_rows, []),
        (
            foreign,
            [
                "Das Blatt „Nebenrechnung“ gehört nicht zum Berichtsbogen und wurde nicht gelesen.",
                "Blatt „Nebenrechnung“: ausgeblendete Zeile 2 mit 1 gefüllten Zelle; nicht gelesen.",
                "Blatt „Nebenrechnung“: ausgeblendete Spalte B mit 1 gefüllten Zelle; nicht gelesen.",
            ],
        ),
        (
            beside_the_form,
            [
                "Blatt „Sachbericht“: außerhalb des Bogens 1 gefüllte Zelle (ab C40); nicht gelesen.",
                "Blatt „Einnahmen“: außerhalb des Bogens 2 gefüllte Zellen (ab K8); nicht gelesen.",
            ],
        ),
    ],
)  # fmt: skip
def test_hidden_and_far_cells_are_told_with_their_number(
    intake: Intake, change: Change, remarks: list[str]
) -> None:
    assert list(read(intake, sent(change)).remarks) == remarks


def test_an_inserted_column_does_not_push_the_form_outside(intake: Intake) -> None:
    assert not any(
        "außerhalb" in each for each in read(intake, sent(lambda b: b["Ausgaben"].insert_cols(3))).remarks
    )


def test_notes_of_others_are_quoted_shortly(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book["Ausgaben"]["C8"].comment = Comment(
            "Reisen nach\nHannover & Celle. " + "x" * 200, "Kim Beispiel"
        )
        book["Ausgaben"]["C9"].comment = Comment("Kurz.", "Kim Beispiel")

    (remark,) = read(intake, sent(change)).remarks

    assert remark.startswith(
        "Blatt „Ausgaben“: 2 Notizen oder Kommentare: C8 „Reisen nach Hannover & Celle. xxx"
    )
    assert remark.endswith("…“; C9 „Kurz.“.")
    assert "Kim" not in remark


def test_many_notes_are_counted(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        for row in range(8, 53):
            book["Belegliste"][f"E{row}"].comment = Comment(f"Nr. {row}", "Kim Beispiel")

    (remark,) = read(intake, sent(change)).remarks

    assert remark.startswith("Blatt „Belegliste“: 45 Notizen oder Kommentare: E8 „Nr. 8“; E9")
    assert remark.endswith("E12 „Nr. 12“ und 40 weitere.")


def test_a_note_that_names_a_person_is_not_quoted(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book["Ausgaben"]["C8"].comment = Comment("Fahrt mit K., geb. 01.02.1985", "Kim Beispiel")

    report = read(intake, sent(change))

    assert report.remarks == (
        "Blatt „Ausgaben“: 1 Notiz oder Kommentar; der Inhalt wird nicht wiedergegeben.",
    )
    assert report.sights == (Sight(Oddity.CLIENTS, "Ausgaben", 1),)


def test_an_answer_written_into_our_own_note_is_told(intake: Intake) -> None:
    note = Note("Falsch.", (Target("ausgaben.summe"),), "Bitte ändern.", "REG-01", "Nr. 1")
    book = opened(writer().write(VALUES, TABLES, (note,)))
    cell = book["Ausgaben"]["C14"]
    cell.comment = Comment(f"{cell.comment.text}\nDas stimmt so, siehe Bescheid.", cell.comment.author)

    (remark,) = read(intake, saved(book)).remarks

    assert "Das stimmt so, siehe Bescheid." in remark


def test_threads_are_quoted_and_their_twins_are_not() -> None:
    rels = (
        '<Relationships><Relationship Target="../comments1.xml"/>'
        '<Relationship Target="/xl/threadedComments/threadedComment1.xml"/><Relationship Target="weg_comment.xml"/>'
        "</Relationships>"
    )
    twins = (
        "<comments><authors><author>tc={1}</author><author>Kim</author></authors><commentList>"
        '<comment ref="B2" authorId="0"><text><t>[Threaded comment] Hallo</t></text></comment>'
        '<comment ref="B3" authorId="1"><text><r><t>Eins</t></r><r><t xml:space="preserve"> zwei</t></r></text></comment>'
        '<comment ref="B4" authorId="x"><text/></comment>'
        "</commentList></comments>"
    )
    thread = '<ThreadedComments><threadedComment ref="B2" personId="{9}"><text>Hallo &amp; danke</text></threadedComment></ThreadedComments>'
    data = with_members(
        writer().write({}),
        xl__worksheets___rels__sheet3_xml="",
        **{
            "xl__worksheets___rels__sheet3_xml.rels": rels,
            "xl__comments1_xml": twins,
            "xl__threadedComments__threadedComment1_xml": thread,
        },
    )

    found = find_hidden(
        Parts.of(data), {"xl/worksheets/sheet3.xml": "Drei", "xl/worksheets/sheet99.xml": "Fehlt"}, ()
    )

    assert found["sheets"] == {
        "Drei": {
            "rows": [[1, 1]],
            "columns": [[1, 1]],
            "threads": 1,
            "notes": [["B2", "Hallo & danke"], ["B3", "Eins zwei"]],
            "note_count": 2,
        }
    }


def test_properties_are_told_by_kind_and_never_by_name(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book.properties.creator, book.properties.lastModifiedBy = "Kim Beispiel", "Alex Muster"

    data = sent(change)
    app = "<Properties><Company>Verein Muster</Company><Manager> </Manager></Properties>"
    custom = '<Properties><property name="a"/><property name="b"/></Properties>'
    report = read(intake, with_members(data, docProps__app_xml=app, docProps__custom_xml=custom))

    assert report.properties == ("Verfasser", "zuletzt gespeichert von", "Firma", "2 eigene Eigenschaften")
    assert report.remarks == ()
    one = with_members(data, docProps__custom_xml='<Properties><property name="a"/></Properties>')
    assert read(intake, one).properties[-1] == "1 eigene Eigenschaft"


def test_caches_and_names_with_content_are_counted(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book.defined_names["klient"] = DefinedName("klient", attr_text='"Kim Beispiel"')
        book.defined_names["satz"] = DefinedName("satz", attr_text="0.35")
        book.defined_names["bereich"] = DefinedName("bereich", attr_text="Einnahmen!$C$6:$C$9")

    data = with_members(sent(change), xl__pivotCache__pivotCacheRecords1_xml="<r/>")

    assert read(intake, data).remarks == (
        "Die Datei enthält 1 Zwischenspeicher von Pivot-Tabellen; nicht gelesen.",
        "Die Datei enthält 2 definierte Namen mit eigenem Inhalt; nicht gelesen.",
    )


def list_of_clients(book: Workbook, title: str, column: int) -> None:
    rows = (
        ("Nr.", "Vorname", "Nachname", "Geburtsdatum", "Herkunftsland", "Thema"),
        (1, "Kim", "Muster", "01.02.1985", "Irak", "Sprache"),
    )
    for at, row in enumerate(rows, 6):
        for number, value in enumerate(row, column):
            book[title].cell(at, number, value)


@pytest.mark.parametrize(("title", "column"), [("Statistik", 12), ("Belegliste", 15)])
def test_a_list_of_persons_beside_the_form_is_seen(intake: Intake, title: str, column: int) -> None:
    report = read(intake, sent(lambda book: list_of_clients(book, title, column)))

    assert report.sights == (Sight(Oddity.CLIENTS, title, 12),)
    assert "Kim" not in " ".join(report.remarks)


def test_a_workbook_that_needs_the_careful_reader_is_looked_into_as_well(intake: Intake) -> None:
    def change(book: Workbook) -> None:
        book.epoch = __import__("datetime").datetime(1904, 1, 1)
        hide_rows(book)

    assert any("ausgeblendete Zeilen 9 bis 11, 15" in each for each in read(intake, sent(change)).remarks)


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {},
        {"people": "x", "custom": -1, "pivots": "2", "names": None, "sheets": [1]},
        {"people": ["nobody", 3], "sheets": {1: {}, "a": 3}},
    ],
)
def test_another_shape_of_the_answer_is_nothing(plain: object) -> None:
    assert besides_of(plain) == NOTHING_BESIDES


def test_spans_and_notes_of_another_shape_are_left_out() -> None:
    plain = {
        "people": ["manager"],
        "sheets": {
            "a": {
                "rows": [[1, 2], [3], "x", [5, 4], [0, 1], ["1", 2]],
                "columns": 3,
                "notes": [["A1", "Hallo"], ["A1"], [1, 2]],
                "note_count": 4,
            }
        },
    }

    assert besides_of(plain) == Besides(
        people=("Vorgesetzte",),
        sheets={"a": SheetBesides(rows=((1, 2),), notes=(("A1", "Hallo"),), note_count=4)},
    )


def test_a_hidden_row_is_found_whatever_program_wrote_it() -> None:
    book = writer().write({})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet3.xml").decode()
    sheet = re.sub(r'<row r="7"', '<row r="7" hidden="true"', sheet)
    sheet = re.sub(r'<row r="9"[^>]*>', '<row r="9" ht="0" customHeight="1">', sheet)
    sheet = sheet.replace("<sheetData>", '<sheetData><row hidden="1"></row>')

    changed = Parts.of(with_members(book, xl__worksheets__sheet3_xml=sheet))
    found = find_hidden(changed, {"xl/worksheets/sheet3.xml": "D"}, ())

    assert found["sheets"]["D"]["rows"] == [[1, 1], [7, 7], [9, 9]]  # type: ignore[index]  # plain JSON
