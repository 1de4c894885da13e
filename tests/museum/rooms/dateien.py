"""Files that are no workbook of ours, or none that can be opened: refused with the one sentence that helps."""

from __future__ import annotations

import random

from kmn_automation.forms.refusal import Reason
from tests.ground.archives import with_double_member, with_encrypted_flag, workbook
from tests.mail.mails import ole
from tests.museum.clean_form import good_form
from tests.museum.exhibit import Expected, Parts, Room, zipped

ROOM = Room("Abgelehnte Dateien")
SAVE_AS = "wählen Sie „Speichern unter“"
CSV = "Laufende Nummer;Tag der Zahlung;Betrag\r\n1;31.01.2025;1.250,75\r\n"
PAGE = "<html><head><meta charset='utf-8'></head><body><table><tr><td>1</td></tr></table></body></html>"
XML_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Einnahmen"/></Workbook>'
)
KINDS: dict[str, tuple[str, bytes, str]] = {
    "csv": ("Die Belegliste kam als CSV.", CSV.encode(), "Textdatei (CSV)"),
    "csv_windows": ("Die CSV-Datei hat die alte Zeichenkodierung von Windows.", "Empfänger;Betrag\r\nMüller;1\r\n".encode("cp1252"), "Textdatei (CSV)"),
    "tsv": ("Die Werte sind mit Tabulatoren getrennt.", CSV.replace(";", "\t").encode(), "Textdatei (CSV)"),
    "html_als_xls": ("Ein Programm hat eine HTML-Seite unter der Endung .xls gespeichert.", PAGE.encode(), "HTML-Seite"),
    "xml_2003_als_xls": ("Ein altes Programm hat eine XML-Kalkulationstabelle 2003 unter der Endung .xls gespeichert.", XML_2003.encode(), "XML-Kalkulationstabelle 2003"),
    "pdf": ("Statt der Mappe kam ein PDF.", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "foto": ("Statt der Mappe kam ein Foto des Bildschirms.", b"\xff\xd8\xff\xe0" + bytes(100), "Bild"),
    "bildschirmfoto": ("Statt der Mappe kam ein Bildschirmfoto.", b"\x89PNG\r\n\x1a\n" + bytes(100), "Bild"),
    "word_alt": ("Der Bericht kam als altes Word-Dokument.", ole("WordDocument"), "Word-Dokument"),
    "zufall": ("Die Datei enthält nur Zufallszeichen.", random.Random(1).randbytes(300), "unbekanntes Format"),
}  # fmt: skip

for name, (cause, data, kind) in KINDS.items():

    @ROOM.file(name, cause, Expected(refusal=Reason.WRONG_KIND, says=f"(erkannt: {kind}). "))
    def _(data: bytes = data) -> bytes:
        return data


@ROOM.file(
    "word", "Der Bericht kam als Word-Dokument.", Expected(refusal=Reason.WRONG_KIND, says="Word-Dokument")
)
def _() -> bytes:
    return workbook(
        types="<Types>application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml</Types>"
    )


@ROOM.file(
    "numbers_datei",
    "Die Datei ist in Numbers gesichert und nicht nach Excel exportiert.",
    Expected(
        refusal=Reason.WRONG_KIND,
        says="(erkannt: Apple-Numbers-Datei). Bitte öffnen Sie Ihren Berichtsbogen in Numbers",
    ),
)
def _() -> bytes:
    return zipped({"Index/Document.iwa": b"x", "preview.jpg": b"\xff\xd8\xff"})


@ROOM.file(
    "zip_ohne_mappe",
    "Im Archiv liegt keine Arbeitsmappe.",
    Expected(refusal=Reason.WRONG_KIND, says="ZIP-Archiv"),
)
def _() -> bytes:
    return zipped({"lies mich.txt": b"folgt"})


@ROOM.file("leer", "Die Datei kam leer an.", Expected(refusal=Reason.EMPTY, says="leer angekommen"))
def _() -> bytes:
    return b""


@ROOM.file(
    "nur_nullen",
    "Ein abgebrochener Upload hat nur Nullen hinterlassen.",
    Expected(refusal=Reason.EMPTY, says="leer angekommen"),
)
def _() -> bytes:
    return bytes(4096)


@ROOM.file(
    "ein_zeichen", "Von der Datei ist ein Zeichen übrig.", Expected(refusal=Reason.WRONG_KIND, says=SAVE_AS)
)
def _() -> bytes:
    return b"P"


for share in (10, 50, 90, 99):
    cut = Expected(refusal=Reason.DAMAGED, says="beschädigt oder unvollständig angekommen")

    @ROOM.file(f"abgeschnitten_{share}", f"Die Übertragung brach nach {share} % der Datei ab.", cut)
    def _(share: int = share) -> bytes:
        data = good_form()
        return data[: len(data) * share // 100]


@ROOM.file(
    "pruefsumme_falsch",
    "Ein Zeichen in der Datei ist auf dem Weg gekippt.",
    Expected(refusal=Reason.DAMAGED, says="beschädigt"),
)
def _() -> bytes:
    data = bytearray(good_form())
    data[data.find(b"xl/worksheets/sheet2.xml") + 200] ^= 0xFF
    return bytes(data)


@ROOM.file(
    "kennwort",
    "Die Mappe ist mit einem Kennwort verschlüsselt.",
    Expected(refusal=Reason.ENCRYPTED, says="ohne Kennwort"),
)
def _() -> bytes:
    return ole("EncryptionInfo", "EncryptedPackage")


@ROOM.file(
    "zip_mit_kennwort",
    "Die Teile der Datei sind verschlüsselt.",
    Expected(refusal=Reason.ENCRYPTED, says="ohne Kennwort"),
)
def _() -> bytes:
    return with_encrypted_flag()


@ROOM.file(
    "zu_gross",
    "Die Datei ist mit Bildern größer als 10 MB.",
    Expected(refusal=Reason.TOO_LARGE, says="höchstens 10 MB"),
)
def _() -> bytes:
    return good_form() + bytes(11 << 20)


@ROOM.file(
    "doppelter_teil", "Ein Teil steht zweimal in der Datei.", Expected(refusal=Reason.UNSAFE, says="doppelte")
)
def _() -> bytes:
    return with_double_member()


OLD: dict[str, tuple[str, bytes, str]] = {
    "xls_ohne_libreoffice": ("Alte Arbeitsmappe; auf diesem Server ist kein LibreOffice.", ole("Workbook"), "alte Excel-Arbeitsmappe (.xls)"),
    "xls_excel_95": ("Arbeitsmappe von Excel 95; auf diesem Server ist kein LibreOffice.", ole("Book"), "alte Excel-Arbeitsmappe (.xls)"),
    "ods_ohne_libreoffice": ("Tabelle aus LibreOffice; auf diesem Server ist keines.", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "LibreOffice-Tabelle (.ods)"),
}  # fmt: skip

for name, (cause, data, kind) in OLD.items():

    @ROOM.file(name, cause, Expected(refusal=Reason.OLD_FORMAT, says=f"(erkannt: {kind}). "))
    def _(data: bytes = data) -> bytes:
        return data


@ROOM.parts(
    "xlsb_ohne_libreoffice",
    "Binäre Arbeitsmappe; auf diesem Server ist kein LibreOffice.",
    Expected(refusal=Reason.OLD_FORMAT, says="(.xlsb)"),
)
def _(parts: Parts) -> None:
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
        b"vnd.ms-excel.sheet.binary.macroEnabled.main",
    )


@ROOM.parts(
    "leere_blaetter",
    "Die Mappe hat nur leere Blätter.",
    Expected(refusal=Reason.NOT_OUR_FORM, says="kein Berichtsbogen"),
)
def _(parts: Parts) -> None:
    for name in [each for each in parts if each.startswith("xl/worksheets/sheet")]:
        parts[name] = (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
        )
