"""Rows that were inserted, deleted, sorted, copied, merged, hidden, or written over."""

from __future__ import annotations

import copy

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.model.report import FoundBy
from tests.museum.exhibit import Expected, Room
from tests.museum.light_book import Cell, LightBook

ROOM = Room("Zeilen")
CONTRADICTION = "Beschriftung und Schlüssel der Zelle widersprechen sich"
EMAIL = "deckblatt.email"


@ROOM.light("zeile_dazwischen", "Zwischen zwei Zeilen wurde eine leere eingefügt.")
def _(book: LightBook) -> None:
    book.sheet("einnahmen").shift(row=8)


@ROOM.light("zeilen_darueber", "Über allem wurde ein eigener Briefkopf eingefügt.")
def _(book: LightBook) -> None:
    for sheet in book.own():
        sheet.shift(row=1, by=3)
        sheet.cells[1, 2] = Cell("Verein für Beratung e. V.")


@ROOM.light(
    "eigene_zeile",
    "Eine eigene Zeile mit Beschriftung und Betrag wurde eingefügt; sie gehört zu keiner Frage.",
)
def _(book: LightBook) -> None:
    sheet = book.sheet("einnahmen")
    sheet.shift(row=8)
    sheet.cells[8, 2], sheet.cells[8, 3] = Cell("Spenden"), Cell(500)


@ROOM.light(
    "eigene_zeile_statt_unserer",
    "Eine Zeile wurde gelöscht und an ihrer Stelle eine eigene eingefügt.",
    Expected(
        {EMAIL: None},
        findings=("FRM-12 Deckblatt C16",),
        says="Schlüssel und Beschriftung der Zeile fehlen oder wurden geändert",
    ),
)
def _(book: LightBook) -> None:
    sheet, (row, column) = book.place(EMAIL)
    sheet.cells[row, 1], sheet.cells[row, 2], sheet.cells[row, column] = (
        Cell(None),
        Cell("Faxnummer"),
        Cell("0511-1"),
    )


@ROOM.light(
    "pflichtzeile_geloescht",
    "Die Zeile einer Pflichtangabe wurde gelöscht.",
    Expected({EMAIL: None}, findings=("FRM-01 Deckblatt", "FRM-19 Deckblatt"), says="„E-Mail“ (Deckblatt)"),
)
def _(book: LightBook) -> None:
    sheet, (row, _column) = book.place(EMAIL)
    sheet.shift(row=row, by=-1)


@ROOM.light(
    "freiwillige_zeile_geloescht",
    "Die Zeile einer freiwilligen Angabe wurde gelöscht.",
    Expected(findings=("FRM-19 Deckblatt",), says="„Telefon“ (Deckblatt)"),
)
def _(book: LightBook) -> None:
    sheet, (row, _column) = book.place(EMAIL)
    sheet.shift(row=row - 1, by=-1)


@ROOM.light(
    "schluessel_ueberschrieben",
    "Eine Zelle der verborgenen Spalte wurde überschrieben; die Beschriftung steht noch da.",
    Expected(found_by={EMAIL: FoundBy.LABEL}),
)
def _(book: LightBook) -> None:
    sheet, (row, _column) = book.place(EMAIL)
    sheet.cells[row, 1] = Cell("x")


@ROOM.light(
    "nur_noch_die_stelle",
    "Beschriftung und Schlüssel einer Zeile wurden gelöscht; nur ihre Stelle verrät sie noch.",
    Expected(
        findings=("FRM-18 Deckblatt C16",),
        found_by={EMAIL: FoundBy.POSITION},
        says="„E-Mail“ (Deckblatt C16)",
    ),
)
def _(book: LightBook) -> None:
    sheet, (row, _column) = book.place(EMAIL)
    del sheet.cells[row, 1], sheet.cells[row, 2]


@ROOM.light(
    "beschriftung_vertippt",
    "Der Schlüssel ist weg, und in die Beschriftung kam ein Tippfehler.",
    Expected(findings=("FRM-18 Deckblatt C14",), found_by={"deckblatt.ansprechperson": FoundBy.POSITION}),
)
def _(book: LightBook) -> None:
    sheet, (row, _column) = book.place("deckblatt.ansprechperson")
    del sheet.cells[row, 1]
    sheet.cells[row, 2] = Cell("Anspechperson für Rückfragen")


@ROOM.light(
    "beschriftung_geaendert",
    "Die Beschriftung wurde durch eine eigene ersetzt; der Schlüssel ist noch da.",
    Expected(findings=("FRM-13 Deckblatt B16",)),
)
def _(book: LightBook) -> None:
    sheet, (row, _column) = book.place(EMAIL)
    sheet.cells[row, 2] = Cell("Unsere Postadresse im Netz")


@ROOM.light(
    "beschriftung_mit_doppelpunkt",
    "Jemand hat Doppelpunkte und Leerzeichen hinter die Beschriftungen gesetzt.",
)
def _(book: LightBook) -> None:
    for (row, column), cell in book.sheet("einnahmen").cells.items():
        if column == 2 and row > 5:
            cell.content = f"  {str(cell.content).upper()} : "


@ROOM.light(
    "sortiert",
    "Die sichtbaren Zeilen wurden sortiert; die verborgenen Schlüssel blieben stehen.",
    Expected(
        {f"einnahmen.{name}": None for name in ("kommune", "dritte", "kommune_anteil", "dritte_anteil")},
        findings=("FRM-12 Einnahmen C7", "FRM-12 Einnahmen C7", "FRM-13 Einnahmen B7"),
        says=CONTRADICTION,
    ),
)
def _(book: LightBook) -> None:
    cells = book.sheet("einnahmen").cells
    for column in (2, 3):
        cells[7, column], cells[8, column] = cells[8, column], cells[7, column]


@ROOM.light(
    "fremde_beschriftung",
    "Eine andere Beschriftung des Bogens wurde über eine Zeile kopiert.",
    Expected(
        {"einnahmen.kommune": None, "einnahmen.kommune_anteil": None},
        findings=("FRM-12 Einnahmen C8", "FRM-13 Einnahmen B8"),
        says=CONTRADICTION,
    ),
)
def _(book: LightBook) -> None:
    cells = book.sheet("einnahmen").cells
    cells[8, 2] = copy.copy(cells[9, 2])


@ROOM.light(
    "zeile_doppelt",
    "Eine ganze Zeile wurde kopiert und in der Kopie ein anderer Betrag eingetragen.",
    Expected({"einnahmen.dritte": None}, findings=("FRM-12 Einnahmen C7",), says="steht mehrfach"),
)
def _(book: LightBook) -> None:
    cells = book.sheet("einnahmen").cells
    for column in (1, 2):
        cells[20, column] = copy.copy(cells[7, column])
    cells[20, 3] = Cell(999)


@ROOM.light("zeile_doppelt_gleich", "Eine ganze Zeile steht zweimal mit demselben Betrag da.")
def _(book: LightBook) -> None:
    cells = book.sheet("einnahmen").cells
    cells |= {(20, column): copy.copy(cells[7, column]) for column in (1, 2, 3)}


@ROOM.office(
    "verbundene_beschriftungen",
    "Beschriftungen wurden über mehrere Zeilen hinweg mit leeren Zellen verbunden.",
)
def _(book: Workbook) -> None:
    book["Einnahmen"].merge_cells("B20:C22")
    book["Deckblatt"].merge_cells("B2:D2")


@ROOM.office(
    "verbunden_mit_wert",
    "Beschriftung und Eingabe wurden verbunden; Excel behält nur die Beschriftung.",
    Expected({EMAIL: None}, findings=("FRM-01 Deckblatt C16",)),
)
def _(book: Workbook) -> None:
    book["Deckblatt"].merge_cells("B16:C16")


@ROOM.office(
    "gefiltert",
    "Ein Filter verbirgt Zeilen der Belegliste; sie zählen trotzdem.",
    Expected(
        remarks=(
            "Blatt „Belegliste“: ausgeblendete Zeilen 9, 11, 13, 15, 17 und 6 weitere mit 66 gefüllten Zellen; mitgelesen.",
        )
    ),
)
def _(book: Workbook) -> None:
    sheet: Worksheet = book["Belegliste"]
    sheet.auto_filter.ref = "B7:J40"
    sheet.auto_filter.add_filter_column(2, ["P1"])
    for row in range(9, 30, 2):
        sheet.row_dimensions[row].hidden = True


@ROOM.office(
    "verborgene_zeilen",
    "Zeilen des Deckblatts wurden ausgeblendet; sie zählen trotzdem.",
    Expected(
        remarks=("Blatt „Deckblatt“: ausgeblendete Zeilen 10 bis 15 mit 11 gefüllten Zellen; mitgelesen.",)
    ),
)
def _(book: Workbook) -> None:
    for row in range(10, 16):
        book["Deckblatt"].row_dimensions[row].hidden = True


@ROOM.office(
    "gruppiert_und_fixiert",
    "Zeilen sind gruppiert, der Fensterausschnitt ist fixiert.",
    Expected(
        remarks=("Blatt „Ausgaben“: ausgeblendete Zeilen 6 bis 9 mit 12 gefüllten Zellen; mitgelesen.",)
    ),
)
def _(book: Workbook) -> None:
    sheet: Worksheet = book["Ausgaben"]
    sheet.row_dimensions.group(6, 9, hidden=True)
    sheet.freeze_panes = "C6"


@ROOM.light(
    "summe_unter_der_liste",
    "Unter der Belegliste steht eine eigene Summe; sie ist kein Beleg.",
    Expected(
        findings=("FRM-19 Belegliste Zeile 45",),
        remarks=(
            "Blatt „Belegliste“: Die Liste „Belege“ ist zu Ende; darunter wurde Zeile 45 nicht gelesen.",
        ),
    ),
)
def _(book: LightBook) -> None:
    book.sheet("belegliste").cells |= {(45, 5): Cell("Summe"), (45, 6): Cell(71234.17)}


@ROOM.light(
    "nachtrag_unter_der_liste",
    "Unter dem Ende der Liste wurde ein Nachtrag angefügt; er zählt mit.",
    Expected(
        {"herkunft.2.land": "Irak", "herkunft.2.personen": None},
        lines={"herkunft": 3},
        findings=("FRM-12 Statistik C72",),
        says="keine gültige Zahl",
    ),
)
def _(book: LightBook) -> None:
    sheet, (row, column) = book.place("herkunft", "1", "land")
    sheet.cells[row + 8, column], sheet.cells[row + 8, column + 1] = Cell("Irak"), Cell("wenige")


@ROOM.light(
    "zelle_weit_draussen",
    "Weit rechts unten steht ein vergessenes Zeichen.",
    Expected(
        remarks=("Blatt „Netzwerk“: außerhalb des Bogens 1 gefüllte Zelle (ab DP1800); nicht gelesen.",)
    ),
)
def _(book: LightBook) -> None:
    book.sheet("netzwerk").cells[1800, 120] = Cell("x")


@ROOM.light("leere_zeilen_in_der_liste", "Zwischen den Belegen sind leere Zeilen.")
def _(book: LightBook) -> None:
    book.sheet("belegliste").shift(row=12, by=2)


@ROOM.light(
    "ueberschriften_umbenannt",
    "Die sichtbaren Überschriften der Belegliste wurden geändert; die verborgenen gelten.",
)
def _(book: LightBook) -> None:
    for column in range(2, 11):
        cell = book.sheet("belegliste").cells.get((7, column))
        if cell:
            cell.content = f"Spalte {column}"
