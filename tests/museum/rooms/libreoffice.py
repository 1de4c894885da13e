"""What LibreOffice itself makes of the form and of its damages: saved again as .xlsx, and in its own and old formats."""

from __future__ import annotations

from openpyxl.workbook.workbook import Workbook

from kmn_automation.forms.refusal import Reason
from kmn_automation.model.report import FoundBy
from tests.museum.exhibit import Expected, Room, by_headings
from tests.museum.light_book import DAY, PERCENT, Cell, LightBook, LightSheet
from tests.museum.office_programs import CSV, FLAT_ODS, HTML, ODS, PDF, XLS, XLSX
from tests.museum.without_keys import as_values

ROOM = Room("Von LibreOffice gespeichert")
FORMATS = {"xlsx": XLSX, "xls": XLS, "ods": ODS}
AMOUNT = "ausgaben.dezember"
"""In no total, so that nothing else changes with it."""
UNREAD = ("FRM-12 Ausgaben C18",)

for ending, saved_as in FORMATS.items():
    for version in ("2012", "2017", "2022", "2024"):

        @ROOM.office(
            f"lo_{ending}_{version}",
            f"Der Bogen {version} wurde in LibreOffice geöffnet und als .{ending} gespeichert.",
            version=version,
            saved_as=saved_as,
        )
        def _(book: Workbook) -> None:
            del book

    @ROOM.light(
        f"lo_{ending}_umbenannt_und_verschoben",
        f"Blätter umbenannt, Zeilen und Spalten eingefügt, dann in LibreOffice als .{ending} gespeichert.",
        saved_as=saved_as,
    )
    def _(book: LightBook) -> None:
        for number, sheet in enumerate(book.own(), 1):
            sheet.title = f"Tabelle{number}"
        for kind in ("deckblatt", "personal", "netzwerk"):
            book.sheet(kind).shift(row=2, by=2)
            book.sheet(kind).shift(column=3)

    @ROOM.light(
        f"lo_{ending}_als_werte",
        f"Nur Werte ohne Schlüssel, in LibreOffice als .{ending} gespeichert.",
        Expected(remarks=by_headings(), found_by={AMOUNT: FoundBy.LABEL}),
        saved_as=saved_as,
    )
    def _(book: LightBook) -> None:
        book.sheets = [as_values(sheet) for sheet in book.own()]

    @ROOM.light(
        f"lo_{ending}_formel",
        f"Ein Betrag ist eine Formel ohne Ergebnis; LibreOffice rechnet sie beim Speichern als .{ending}.",
        saved_as=saved_as,
    )
    def _(book: LightBook) -> None:
        book.put(AMOUNT, None, formula="700+31.52")

    @ROOM.light(
        f"lo_{ending}_fehlerwert",
        f"Eine Formel ergibt einen Fehler, in LibreOffice als .{ending} gespeichert.",
        Expected({AMOUNT: None}, findings=UNREAD, says="Fehlerwert #DIV/0!"),
        saved_as=saved_as,
    )
    def _(book: LightBook) -> None:
        book.put(AMOUNT, None, formula="1/0")

    @ROOM.light(
        f"lo_{ending}_texte",
        f"Beträge und Tage als Text, in LibreOffice als .{ending} gespeichert.",
        saved_as=saved_as,
    )
    def _(book: LightBook) -> None:
        book.put(AMOUNT, "731,52 €")
        book.put("deckblatt.beginn", "01.01.2025")
        book.put("netzwerk.evaluation", "WAHR")

    @ROOM.light(
        f"lo_{ending}_formate",
        f"Prozent- und Datumsformat über falschen Zellen, in LibreOffice als .{ending} gespeichert.",
        Expected(
            {"deckblatt.foerdersatz": None, AMOUNT: None},
            findings=("FRM-12 Deckblatt C26", *UNREAD),
            says="wird als Datum gelesen (09.10.2025)",
        ),
        saved_as=saved_as,
    )
    def _(book: LightBook) -> None:
        book.put("deckblatt.foerdersatz", 0.8, style=PERCENT)
        book.put(AMOUNT, 45939, style=DAY)

    @ROOM.light(
        f"lo_{ending}_verborgenes_blatt",
        f"Ein verborgenes eigenes Blatt liegt bei, in LibreOffice als .{ending} gespeichert.",
        Expected(
            findings=("FRM-14 Intern",),
            remarks=(
                "Das ausgeblendete Blatt „Intern“ gehört nicht zum Berichtsbogen und wurde nicht gelesen.",
            ),
        ),
        saved_as=saved_as,
    )
    def _(book: LightBook) -> None:
        book.sheets.append(LightSheet("Intern", "", {(1, 1): Cell("vertraulich")}, "hidden"))

    @ROOM.light(
        f"lo_{ending}_1904",
        f"Die Tage zählen von 1904 an, in LibreOffice als .{ending} gespeichert.",
        saved_as=saved_as,
    )
    def _(book: LightBook) -> None:
        book.is_1904 = True


REFUSED = {
    "csv": (CSV, "Textdatei (CSV)"),
    "html": (HTML, "HTML-Seite"),
    "pdf": (PDF, "PDF"),
    "fods": (FLAT_ODS, "XML-Datei"),
}

for ending, (saved_as, kind) in REFUSED.items():

    @ROOM.office(
        f"lo_{ending}",
        f"Der Bogen wurde in LibreOffice als {kind} gespeichert.",
        Expected(refusal=Reason.WRONG_KIND, says=f"(erkannt: {kind}). "),
        saved_as=saved_as,
    )
    def _(book: Workbook) -> None:
        del book
