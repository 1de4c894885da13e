"""Sheets that were renamed, moved, copied, hidden, lost, mixed up, or pasted into another workbook."""

from __future__ import annotations

import copy

from openpyxl.workbook.workbook import Workbook

from kmn_automation.forms.layout import STAMP
from kmn_automation.forms.refusal import Reason
from tests.museum.clean_form import YEARS
from tests.museum.exhibit import Expected, Room, by_headings
from tests.museum.light_book import Cell, LightBook, LightSheet, light_book
from tests.museum.without_keys import as_values, clear_stamps

ROOM = Room("Blätter")
DECLARATION = (
    "bestaetigung.ort", "bestaetigung.datum", "bestaetigung.name", "bestaetigung.funktion",
    "bestaetigung.nebenbestimmungen", "bestaetigung.notwendig", "bestaetigung.belege",
)  # fmt: skip
OURS = Expected(remarks=by_headings())


@ROOM.light("umbenannt", "Alle Blätter tragen eigene Namen.")
def _(book: LightBook) -> None:
    for number, sheet in enumerate(book.own(), 1):
        sheet.title = f"Tabelle{number}"


@ROOM.light("umsortiert", "Die Reihenfolge der Blätter ist umgekehrt.")
def _(book: LightBook) -> None:
    book.sheets.reverse()


@ROOM.light("namen_vertauscht", "Zwei Blätter haben ihre Namen getauscht.")
def _(book: LightBook) -> None:
    one, other = book.sheet("einnahmen"), book.sheet("ausgaben")
    one.title, other.title = other.title, one.title


@ROOM.light(
    "namen_vertauscht_ohne_stempel",
    "Zwei Blätter haben ihre Namen getauscht, und alle Stempel sind weg.",
    OURS,
)
def _(book: LightBook) -> None:
    one, other = book.sheet("einnahmen"), book.sheet("ausgaben")
    one.title, other.title = other.title, one.title
    clear_stamps(book)


@ROOM.light("ohne_stempel", "Auf allen Blättern wurde die Zelle A1 überschrieben.", OURS)
def _(book: LightBook) -> None:
    clear_stamps(book)


@ROOM.light("ein_blatt_ohne_stempel", "Auf einem Blatt wurde die Zelle A1 überschrieben.")
def _(book: LightBook) -> None:
    book.sheet("einnahmen").cells[1, 1] = Cell("Stand 5.3.")


@ROOM.light(
    "als_werte_in_neuer_mappe",
    "Alle Blätter wurden als Werte in eine neue Mappe eingefügt; Schlüssel, Formeln und Formate fehlen.",
    OURS,
)
def _(book: LightBook) -> None:
    book.sheets = [as_values(sheet) for sheet in book.own()]
    book.names = False


@ROOM.light(
    "ein_blatt_als_werte",
    "Die Belegliste wurde als Werte in ein neues Blatt kopiert und das alte gelöscht.",
    Expected(remarks=by_headings("belegliste")),
)
def _(book: LightBook) -> None:
    at = book.sheets.index(book.sheet("belegliste"))
    book.sheets[at] = as_values(book.sheets[at])
    book.sheets[at].title = "Belege aus DATEV"


@ROOM.light(
    "blatt_fehlt",
    "Ein Blatt wurde gelöscht.",
    Expected(
        dict.fromkeys(DECLARATION),
        findings=("FRM-01 Bestätigung",),
        says="Das Blatt „Bestätigung“ fehlt in Ihrer Datei.",
    ),
)  # fmt: skip
def _(book: LightBook) -> None:
    book.sheets.remove(book.sheet("bestaetigung"))


@ROOM.light(
    "blatt_doppelt_gleich",
    "Ein Blatt wurde kopiert und nicht geändert.",
    Expected(remarks=("Ein Blatt kommt mehrfach vor: „Ausgaben“ und „Ausgaben (2)“.",)),
)
def _(book: LightBook) -> None:
    twin = copy.deepcopy(book.sheet("ausgaben"))
    twin.title, twin.kind = "Ausgaben (2)", ""
    book.sheets.append(twin)


@ROOM.light(
    "blatt_doppelt_verschieden",
    "Ein Blatt wurde kopiert und in der Kopie ein Betrag geändert; keiner weiß, welches gilt.",
    Expected(
        {"einnahmen.dritte": None},
        findings=("FRM-12 Einnahmen C7",),
        remarks=("Ein Blatt kommt mehrfach vor: „Einnahmen“ und „Einnahmen alt“.",),
        says="steht mehrfach",
    ),
)
def _(book: LightBook) -> None:
    twin = copy.deepcopy(book.sheet("einnahmen"))
    twin.title, twin.kind = "Einnahmen alt", ""
    twin.cells[7, 3] = Cell(4711)
    book.sheets.insert(0, twin)
    book.sheets.append(book.sheets.pop(0))


@ROOM.light(
    "blatt_doppelt_leer",
    "Das leere Blatt wurde zur Sicherheit aufgehoben.",
    Expected(remarks=("Ein Blatt kommt mehrfach vor: „Netzwerk leer“ und „Netzwerk“.",)),
)
def _(book: LightBook) -> None:
    twin = copy.deepcopy(book.sheet("netzwerk"))
    twin.title, twin.kind = "Netzwerk leer", ""
    twin.cells = {place: cell for place, cell in twin.cells.items() if not cell.tag}
    book.sheets.insert(0, twin)


@ROOM.light(
    "belegliste_doppelt_verschieden",
    "Es gibt zwei Beleglisten mit verschiedenen Beträgen.",
    Expected(
        {f"belege.{number}.{name}": None for number in range(24)
         for name in ("nummer", "datum", "empfaenger", "grund", "betrag", "position")},
        findings=("FRM-12 Belegliste B8", "FRM-12 Belegliste C8", "FRM-12 Belegliste D8", "FRM-12 Belegliste E8",
                  "FRM-12 Belegliste F8", "FRM-12 Belegliste G8"),
        remarks=("Ein Blatt kommt mehrfach vor: „Belegliste“ und „Belegliste (2)“.",),
        says="steht mehrfach",
    ),
)  # fmt: skip
def _(book: LightBook) -> None:
    twin = copy.deepcopy(book.sheet("belegliste"))
    twin.title, twin.kind = "Belegliste (2)", ""
    twin.cells[8, 6] = Cell(1)
    book.sheets.append(twin)


@ROOM.light(
    "blatt_ausgeblendet",
    "Ein Blatt des Bogens ist ausgeblendet; es zählt trotzdem.",
    Expected(remarks=("Das Blatt „Netzwerk“ ist ausgeblendet; es wurde gelesen.",)),
)
def _(book: LightBook) -> None:
    book.sheet("netzwerk").state = "hidden"


@ROOM.light(
    "blatt_sehr_verborgen",
    "Ein Blatt des Bogens ist so verborgen, dass Excel es im Menü nicht zeigt.",
    Expected(remarks=("Das Blatt „Personal“ ist ausgeblendet; es wurde gelesen.",)),
)
def _(book: LightBook) -> None:
    book.sheet("personal").state = "veryHidden"


@ROOM.light(
    "eigenes_blatt",
    "Ein eigenes Blatt mit Nebenrechnungen liegt bei.",
    Expected(remarks=("Das Blatt „Nebenrechnung“ gehört nicht zum Berichtsbogen und wurde nicht gelesen.",)),
)
def _(book: LightBook) -> None:
    book.sheets.append(LightSheet("Nebenrechnung", "", {(1, 1): Cell("Miete"), (1, 2): Cell(400)}))


@ROOM.light(
    "eigenes_blatt_verborgen",
    "Ein ausgeblendetes eigenes Blatt wurde mitgeschickt.",
    Expected(
        findings=("FRM-14 Intern",),
        remarks=("Das ausgeblendete Blatt „Intern“ gehört nicht zum Berichtsbogen und wurde nicht gelesen.",),
        says="das ausgeblendete Blatt „Intern“ mit 1 gefüllten Zellen",
    ),
)
def _(book: LightBook) -> None:
    book.sheets.append(LightSheet("Intern", "", {(1, 1): Cell("vertraulich")}, "veryHidden"))


@ROOM.light(
    "nebenrechnung_mit_unseren_worten",
    "Ein eigenes Blatt wiederholt unsere Beschriftungen mit anderen Beträgen; der Bogen mit Stempel gilt.",
    Expected(remarks=("Das Blatt „Planung“ gehört nicht zum Berichtsbogen und wurde nicht gelesen.",)),
)
def _(book: LightBook) -> None:
    plan = as_values(book.sheet("einnahmen"))
    plan.title = "Planung"
    for cell in plan.cells.values():
        cell.content = 1 if isinstance(cell.content, int | float) else cell.content
    book.sheets.append(plan)


@ROOM.light(
    "zwei_fassungen",
    "Ein Blatt stammt aus dem Bogen eines anderen Jahres.",
    Expected(remarks=("Die Blätter stammen aus verschiedenen Fassungen: 2022 und 2024.",)),
)
def _(book: LightBook) -> None:
    book.sheets[book.sheets.index(book.sheet("bestaetigung"))] = as_of_2025(
        light_book("2022").sheet("bestaetigung")
    )


def as_of_2025(sheet: LightSheet) -> LightSheet:
    """The sheet of another version with the entries of the good report."""
    for cell in sheet.cells.values():
        if cell.tag:
            cell.content = light_book().cell(*cell.tag).content
    return sheet


for version, year in YEARS.items():
    cause = f"Der Bogen {version} hat alle Stempel und Schlüssel verloren; Beschriftungen und Förderjahr {year} verraten ihn."

    @ROOM.light(f"fassung_{version}_an_beschriftungen", cause, OURS, version=version)
    def _(book: LightBook) -> None:
        book.sheets = [as_values(sheet) for sheet in book.own()]


@ROOM.light(
    "unbekannte_fassung",
    "Der Bogen trägt eine Fassung, die es noch nicht gibt.",
    Expected(refusal=Reason.UNKNOWN_VERSION, says="Fassung 2031"),
)
def _(book: LightBook) -> None:
    for sheet in book.sheets:
        sheet.cells[1, 1] = Cell(f"{STAMP}|2031|{sheet.kind or 'anleitung'}")


@ROOM.office(
    "fremde_mappe",
    "Die Mappe ist ein Haushaltsbuch und nie unser Bogen gewesen.",
    Expected(refusal=Reason.NOT_OUR_FORM, says="kein Berichtsbogen der Koordinierungsstelle"),
)
def _(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        book.remove(sheet)
    book.worksheets[0].delete_rows(1, 200)
    book.worksheets[0]["A1"] = "Haushaltsbuch"


@ROOM.light(
    "blaetter_untereinander",
    "Zwei Blätter wurden untereinander in eines kopiert; gelesen wird, was oben steht.",
    Expected(
        dict.fromkeys(DECLARATION),
        findings=("FRM-01 Bestätigung",),
    ),
)  # fmt: skip
def _(book: LightBook) -> None:
    below = book.sheet("bestaetigung")
    book.sheets.remove(below)
    last = max(row for row, _ in book.sheet("netzwerk").cells)
    book.sheet("netzwerk").cells |= {
        (row + last + 2, column): cell for (row, column), cell in below.cells.items()
    }


@ROOM.office(
    "blatt_geschuetzt", "Die Blätter sind mit einem Kennwort gegen Änderungen geschützt; lesen darf man sie."
)
def _(book: Workbook) -> None:
    for sheet in book.worksheets:
        sheet.protection.set_password("geheim")
        sheet.protection.enable()


@ROOM.office("diagrammblatt", "Ein Blatt mit einem Diagramm liegt bei.")
def _(book: Workbook) -> None:
    book.create_chartsheet("Bild")
