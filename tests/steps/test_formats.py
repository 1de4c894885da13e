"""A whole pass with each format that people send: what can be read is read, all else is answered with how to do it."""

from __future__ import annotations

import pytest

from tests.mail.mails import ole, tnef, zipped
from tests.museum.rooms.dateien import CSV, PAGE, XML_2003
from tests.steps.bench import Bench
from tests.steps.post import text_of

REPORT = {"Bericht geprüft": 1}
NOT_READ = {"Anlage nicht lesbar": 1}
NUMBERS = zipped({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"})
GOOGLE = "Hier ist unser Verwendungsnachweis: https://docs.google.com/spreadsheets/d/1/edit"


def said(bench: Bench, kind: str) -> str:
    return " ".join(text_of(bench.only(kind)).split())


@pytest.mark.parametrize(
    "name", ["Bericht.xlsx", "Bericht.pdf", "winmail.dat", "ohne Endung", "Prüfbericht (2).XLSX"]
)
def test_a_report_is_read_under_any_name(bench: Bench, name: str) -> None:
    assert bench.work(bench.report(0, (name, bench.workbook(0)))) == REPORT


def test_a_report_in_a_zip_file_is_read(bench: Bench) -> None:
    packed = zipped(
        {"Unterlagen/Bericht.xlsx": bench.workbook(0), "Unterlagen/Begleitschreiben.txt": b"Gruss"}
    )

    assert bench.work(bench.report(0, ("Bericht.zip", packed))) == REPORT


def test_a_report_in_winmail_dat_is_read(bench: Bench) -> None:
    packed = tnef("Bericht.xlsx", bench.workbook(0))

    assert bench.work(bench.report(0, ("winmail.dat", packed))) == REPORT


def test_a_report_in_a_forwarded_mail_is_read(bench: Bench) -> None:
    inner = bench.report(0, bench.workbook(0)).partition(b"\r\n")[2]

    assert bench.work(bench.report(0, ("Weitergeleitet.eml", inner))) == REPORT


@pytest.mark.parametrize(
    ("name", "data", "kind", "advice"),
    [
        ("belege.csv", CSV.encode(), "Textdatei (CSV)", "tragen Sie die Werte in den Berichtsbogen ein"),
        ("Bericht.numbers", NUMBERS, "Apple-Numbers-Datei", "in Numbers, wählen Sie „Ablage“, „Exportieren“"),
        ("Bericht.xls", PAGE.encode(), "HTML-Seite", "wählen Sie „Speichern unter“"),
        ("Bericht.xls", XML_2003.encode(), "XML-Kalkulationstabelle 2003", "wählen Sie „Speichern unter“"),
        (
            "Bericht.xlsx",
            ole("EncryptionInfo", "EncryptedPackage"),
            "mit einem Kennwort geschützt",
            "ohne Kennwort",
        ),
        ("Bericht.xlsx", b"", "leer angekommen", "noch einmal"),
    ],
)
def test_what_cannot_be_read_is_named_with_one_line_how_to_do_it(
    bench: Bench, name: str, data: bytes, kind: str, advice: str
) -> None:
    assert bench.work(bench.report(0, (name, data))) == NOT_READ

    answer = said(bench, "nicht_lesbar")
    assert kind in answer
    assert advice in answer


@pytest.mark.parametrize(
    ("files", "text", "words"),
    [
        (
            [("Nachweis.pdf", b"%PDF-1.7 x")],
            "Anbei der Nachweis.",
            "(PDF-Datei); bitte senden Sie den ausgefüllten Bogen",
        ),
        (
            [("Bericht.xlsx", b"%PDF-1.7 x")],
            "Anbei der Nachweis.",
            "(PDF-Datei); bitte senden Sie den ausgefüllten Bogen",
        ),
        ([("Foto.jpg", b"\xff\xd8\xff" + bytes(50))], "Anbei der Nachweis.", "(Bild); bitte senden Sie"),
        ([("Bericht.doc", ole("WordDocument"))], "Anbei der Nachweis.", "(Textdokument); bitte tragen Sie"),
        (
            [],
            GOOGLE,
            "Link zu Google Tabellen: nicht abgerufen; bitte wählen Sie dort „Datei“, „Herunterladen“",
        ),
        (
            [],
            GOOGLE.replace("docs.google.com", "verein.sharepoint.com"),
            "Link zu SharePoint: nicht abgerufen",
        ),
    ],
)
def test_without_a_workbook_the_answer_names_what_was_found(
    bench: Bench, files: list[tuple[str, bytes]], text: str, words: str
) -> None:
    bench.work(bench.report(0, *files, text=text))

    assert words in said(bench, "kein_bericht")
