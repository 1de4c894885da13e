"""Days as text, as bare numbers, and by the two calendars of Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.museum.exhibit import Expected, Parts, Room
from tests.museum.light_book import SERIAL, LightBook

ROOM = Room("Tage")
DAY = "deckblatt.beginn"
"""1 January 2025 in the good form, cell C20."""

SAME: dict[str, tuple[str, object]] = {
    "tag_deutsch": ("Das Datum ist als Text getippt.", "01.01.2025"),
    "tag_ohne_nullen": ("Das Datum ist ohne führende Nullen getippt.", "1.1.2025"),
    "tag_mit_leerzeichen": ("Das Datum ist nach der Norm mit Leerzeichen getippt.", "01. 01. 2025"),
    "tag_iso": ("Eine Datenbank hat das Datum als Jahr, Monat, Tag geschrieben.", "2025-01-01"),
    "tag_iso_mit_uhrzeit": (
        "Ein Programm hat Datum und Uhrzeit null Uhr geschrieben.",
        "2025-01-01T00:00:00Z",
    ),
    "tag_lang": ("Der Monat ist ausgeschrieben.", "1. Januar 2025"),
    "tag_vollbreit": ("Die Ziffern des Datums haben volle Breite.", "１.１.２０２５"),
    "tag_geschuetzte_leerzeichen": ("Um das Datum stehen geschützte Leerzeichen.", "\u00a001.01.2025\u00a0"),
}

for name, (cause, content) in SAME.items():

    @ROOM.light(name, cause)
    def _(book: LightBook, content: object = content) -> None:
        book.put(DAY, content)  # type: ignore[arg-type]


UNREADABLE: dict[str, tuple[str, object, str]] = {
    "tag_den_es_nicht_gibt": ("Den 31. Februar gibt es nicht.", "31.02.2025", "diesen Tag gibt es nicht"),
    "tag_kein_schaltjahr": ("2025 ist kein Schaltjahr.", "29.02.2025", "diesen Tag gibt es nicht"),
    "tag_zweistelliges_jahr": (
        "Das Jahr hat zwei Ziffern und könnte 1926 sein.",
        "01.01.26",
        "kein gültiges Datum",
    ),
    "tag_amerikanisch": (
        "Das Datum steht in amerikanischer Reihenfolge da.",
        "01/31/2025",
        "kein gültiges Datum",
    ),
    "tag_nur_monat": ("Statt eines Tages steht ein Monat da.", "März 26", "kein gültiges Datum"),
    "tag_bereich": ("In der Zelle stehen zwei Tage.", "01.01.-31.12.2025", "kein gültiges Datum"),
    "tag_nur_jahr": ("Statt eines Tages steht das Jahr als Zahl da.", 2025, "kein gültiges Datum"),
    "tag_60": (
        "Die Tageszahl 60 ist der 29. Februar 1900, den es nur in Excel gibt.",
        60,
        "kein gültiges Datum",
    ),
    "tag_mit_uhrzeit_als_zahl": ("Die Tageszahl hat einen Bruchteil.", 45658.5, "kein gültiges Datum"),
}

for name, (cause, content, problem) in UNREADABLE.items():
    expected = Expected({DAY: None}, findings=("FRM-12 Deckblatt C20",), says=problem)

    @ROOM.light(name, cause, expected)
    def _(book: LightBook, content: object = content) -> None:
        book.put(DAY, content)  # type: ignore[arg-type]


@ROOM.light("tage_als_zahlen", "Das Format Standard wurde über die Tage gelegt; es stehen Tageszahlen da.")
def _(book: LightBook) -> None:
    as_bare_numbers(book)


@ROOM.light("mac_1904", "Ein alter Mac zählt die Tage von 1904 an.")
def _(book: LightBook) -> None:
    book.is_1904 = True


@ROOM.light("mac_1904_zahlen", "Die Tage zählen von 1904 an und haben ihr Datumsformat verloren.")
def _(book: LightBook) -> None:
    book.is_1904 = True
    as_bare_numbers(book)


def as_bare_numbers(book: LightBook) -> None:
    """Takes the format from all days of the form."""
    for sheet in book.own():
        for cell in sheet.cells.values():
            if isinstance(cell.content, dt.date):
                cell.style = SERIAL


ISO: dict[str, tuple[str, Callable[[dt.date], str]]] = {
    "iso_tag": ('Ein Programm schreibt Tage nach ISO in die Zellen (t="d").', lambda day: f"{day:%Y-%m-%d}"),
    "iso_zeitpunkt": (
        "Ein Programm schreibt Tage mit Uhrzeit nach ISO.",
        lambda day: f"{day:%Y-%m-%d}T00:00:00",
    ),
}
BEGIN = '<c r="C20" s="'
"""The cell of `DAY` in the markup of the good form."""

for name, (cause, written) in ISO.items():

    @ROOM.parts(name, cause)
    def _(parts: Parts, written: Callable[[dt.date], str] = written) -> None:
        for member in [each for each in parts if "worksheets/sheet" in each]:
            text = parts[member].decode()
            at = text.find(BEGIN)
            if at >= 0 and "<v>45658</v>" in text[at : at + 60]:
                end = text.index("</c>", at)
                day = dt.date(2025, 1, 1)
                cell = f'<c r="C20" t="d"><v>{written(day)}</v>'
                parts[member] = (text[:at] + cell + text[end:]).encode()


@ROOM.light(
    "tag_in_textfeld",
    "In ein Textfeld wurde ein Datum eingetragen.",
    Expected({"deckblatt.telefon": "05.03.2025"}),
)
def _(book: LightBook) -> None:
    sheet, (row, column) = book.place("deckblatt.ansprechperson")
    sheet.cells[row + 1, column] = type(sheet.cells[row, column])(dt.date(2025, 3, 5))
