"""How other programs leave their traces, and what people put into a workbook beside the form."""

from __future__ import annotations

import re

from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.museum.exhibit import Expected, Parts, Room, by_headings
from tests.museum.light_book import Cell, LightBook, LightSheet
from tests.museum.without_keys import as_values

ROOM = Room("Andere Programme und Beiwerk")
APP = "docProps/app.xml"


def written_by(parts: Parts, program: str) -> None:
    """Names another program in the properties of the file."""
    text = parts.get(APP, b"<Properties><Application>x</Application></Properties>").decode()
    parts[APP] = re.sub(r"<Application>[^<]*", f"<Application>{program}", text).encode()


for name, program in (
    ("wps", "WPS Spreadsheets"),
    ("onlyoffice", "ONLYOFFICE/8.1.0"),
    ("excel_online", "Microsoft Excel Online"),
    ("mac_excel", "Microsoft Macintosh Excel"),
    ("planmaker", "SoftMaker PlanMaker"),
):

    @ROOM.parts(name, f"Die Datei wurde mit {program.partition('/')[0]} gespeichert.")
    def _(parts: Parts, program: str = program) -> None:
        written_by(parts, program)


@ROOM.light(
    "google_tabellen",
    "Google Tabellen hat die Datei exportiert: keine Namen, Texte in den Zellen, Formeln ohne Ergebnis.",
)
def _(book: LightBook) -> None:
    book.names, book.inline = False, True
    for cell in (cell for sheet in book.sheets for cell in sheet.cells.values() if cell.formula):
        cell.content = None


@ROOM.light(
    "numbers",
    "Apple Numbers macht aus jeder Tabelle ein Blatt und legt „Export Summary“ davor.",
    Expected(remarks=("Das Blatt „Export Summary“ gehört nicht zum Berichtsbogen und wurde nicht gelesen.",)),
)
def _(book: LightBook) -> None:
    for sheet in book.sheets:
        sheet.title = f"{sheet.title} - Tabelle 1"[:31]
        sheet.state = "visible"
    summary = {(2, 2): Cell("This document was exported from Numbers."), (5, 2): Cell("Numbers Sheet Name")}
    book.sheets.insert(0, LightSheet("Export Summary", "", summary))
    book.names = False


@ROOM.light(
    "numbers_ohne_schluessel",
    "In Numbers wurden die verborgenen Zeilen und Spalten gelöscht.",
    Expected(
        remarks=(
            "Das Blatt „Export Summary“ gehört nicht zum Berichtsbogen und wurde nicht gelesen.",
            *by_headings(),
        )
    ),
)
def _(book: LightBook) -> None:
    book.sheets = [as_values(sheet) for sheet in book.own()]
    for sheet in book.sheets:
        sheet.title = f"{sheet.title} - Tabelle 1"
    book.sheets.insert(0, LightSheet("Export Summary", "", {(2, 2): Cell("Exported from Numbers.")}))


@ROOM.office("namen_verloren", "Alle definierten Namen sind verloren.")
def _(book: Workbook) -> None:
    book.defined_names.clear()


@ROOM.office("listen_verloren", "Beim Einfügen gingen alle Auswahllisten verloren.")
def _(book: Workbook) -> None:
    for sheet in book.worksheets:
        sheet.data_validations.dataValidation = []


@ROOM.office("eigene_listen", "Jemand hat eigene Auswahllisten angelegt.")
def _(book: Workbook) -> None:
    book["Netzwerk"].add_data_validation(
        DataValidation("list", formula1='"Ja,Nein,Vielleicht"', sqref="C7:C12")
    )
    book.defined_names["eigene"] = DefinedName("eigene", attr_text="Netzwerk!$B$1")


@ROOM.office(
    "notizen",
    "An den Zellen hängen Notizen.",
    Expected(remarks=("Blatt „Einnahmen“: 2 Notizen oder Kommentare: C7 „bitte prüfen“; C30 „leer“.",)),
)
def _(book: Workbook) -> None:
    book["Einnahmen"]["C7"].comment = Comment("bitte prüfen", "Büro")
    book["Einnahmen"]["C30"].comment = Comment("leer", "Büro")


@ROOM.parts("kommentare_mit_antworten", "An einer Zelle hängt ein Gespräch (threaded comment).")
def _(parts: Parts) -> None:
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="C7" id="{{1}}"><text>Stimmt das?</text>'
        "</threadedComment></ThreadedComments>"
    ).encode()
    parts["xl/persons/person.xml"] = f'<personList xmlns="{space}"/>'.encode()


@ROOM.office("als_tabelle_formatiert", "Die Belegliste wurde „als Tabelle formatiert“.")
def _(book: Workbook) -> None:
    book["Belegliste"].add_table(Table(displayName="Belege", ref="B7:J40"))


@ROOM.parts("bild", "Ein Logo und ein Stempelbild wurden eingefügt.")
def _(parts: Parts) -> None:
    parts["xl/media/image1.png"] = b"\x89PNG\r\n\x1a\n" + bytes(200)
    parts["xl/drawings/drawing9.xml"] = (
        b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/x"/>'
    )


HIDDEN: dict[str, tuple[str, str, str, str]] = {
    "makros": (
        "Die Datei enthält Makros; sie werden nie ausgeführt.", "xl/vbaProject.bin", "Makros",
        "Die Datei enthält Makros. Sie wurden nicht ausgeführt.",
    ),
    "verknuepfung": (
        "Eine Zelle verweist auf eine andere Datei; ihr wird nicht gefolgt.", "xl/externalLinks/externalLink1.xml",
        "Verknüpfungen zu anderen Dateien",
        "Die Datei enthält Verknüpfungen zu anderen Dateien. Ihnen wurde nicht gefolgt.",
    ),
    "abfrage": (
        "Die Datei holt Daten von einem Server; die Abfrage wird nicht ausgeführt.", "xl/connections.xml",
        "Datenverbindungen", "Die Datei enthält Datenverbindungen. Sie wurden nicht aufgebaut.",
    ),
    "eingebettet": (
        "Ein Word-Dokument ist eingebettet; es wird nicht geöffnet.", "xl/embeddings/oleObject1.bin",
        "eingebettete Objekte", "Die Datei enthält eingebettete Objekte. Sie wurden nicht geöffnet.",
    ),
}  # fmt: skip

for name, (cause, member, words, remark) in HIDDEN.items():

    @ROOM.parts(name, cause, Expected(findings=("FRM-14",), remarks=(remark,), says=words))
    def _(parts: Parts, member: str = member) -> None:
        parts[member] = b"<x/>"


@ROOM.light(
    "webservice",
    "Eine Formel holt ihren Wert aus dem Netz; sie wird nicht gerechnet.",
    Expected(
        {"einnahmen.dritte": None},
        findings=("FRM-12 Einnahmen C7", "FRM-14"),
        remarks=("Die Datei enthält Datenverbindungen. Sie wurden nicht aufgebaut.",),
    ),
)
def _(book: LightBook) -> None:
    book.put("einnahmen.dritte", None, formula='WEBSERVICE("https://daten.example/kurs")')


@ROOM.parts("druckeinstellungen", "Druckbereich und Einstellungen eines Druckers liegen bei.")
def _(parts: Parts) -> None:
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(300)


@ROOM.parts("vorlage_statt_mappe", "Die Datei wurde als Vorlage (.xltx) gespeichert.")
def _(parts: Parts) -> None:
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(b"spreadsheetml.sheet.main", b"spreadsheetml.template.main")


@ROOM.parts(
    "xlsm",
    "Die Datei wurde als Arbeitsmappe mit Makros (.xlsm) gespeichert.",
    Expected(findings=("FRM-14",), remarks=("Die Datei enthält Makros. Sie wurden nicht ausgeführt.",)),
)
def _(parts: Parts) -> None:
    types = parts["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", b"vnd.ms-excel.sheet.macroEnabled.main"
    )
    parts["[Content_Types].xml"] = types
    parts["xl/vbaProject.bin"] = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
