"""Columns that were inserted or deleted, the hidden ones too."""

from __future__ import annotations

from tests.museum.exhibit import Expected, Room, by_headings
from tests.museum.light_book import Cell, LightBook

ROOM = Room("Spalten")


@ROOM.light("spalte_ganz_links", "Vor dem Bogen wurde eine Spalte eingefügt.")
def _(book: LightBook) -> None:
    for sheet in book.own():
        sheet.shift(column=1)


@ROOM.light(
    "spalte_dazwischen", "Zwischen Beschriftung und Betrag wurde eine Spalte mit Bemerkungen eingefügt."
)
def _(book: LightBook) -> None:
    sheet = book.sheet("einnahmen")
    sheet.shift(column=3)
    sheet.cells[7, 3] = Cell("geschätzt")


@ROOM.light("spalte_in_der_liste", "In der Belegliste wurde eine eigene Spalte eingefügt.")
def _(book: LightBook) -> None:
    sheet = book.sheet("belegliste")
    sheet.shift(column=4)
    sheet.cells[9, 4] = Cell("Kostenstelle 7")


@ROOM.light(
    "spalte_geloescht",
    "Die Spalte „laut Bescheid“ wurde gelöscht; was nun an ihrer Stelle steht, wird nicht dafür gehalten.",
    Expected(findings=("FRM-19 Einnahmen",), says="„Spalte laut Bescheid“"),
)
def _(book: LightBook) -> None:
    book.sheet("einnahmen").shift(column=4, by=-1)


@ROOM.light(
    "listenspalte_geloescht",
    "In der Belegliste fehlt eine Spalte.",
    Expected(
        {f"belege.{number}.empfaenger": None for number in range(24)},
        findings=("BEL-01 Belegliste B8", "FRM-19 Belegliste"),
        says="Spalte Empfänger oder Einzahler",
    ),
)
def _(book: LightBook) -> None:
    book.sheet("belegliste").shift(column=4, by=-1)


@ROOM.light(
    "verborgene_spalte_geloescht",
    "Die verborgene Spalte mit den Schlüsseln wurde auf allen Blättern gelöscht.",
    Expected(remarks=by_headings()),
)
def _(book: LightBook) -> None:
    for sheet in book.own():
        sheet.shift(column=1, by=-1)


@ROOM.light(
    "verborgene_zeile_geloescht",
    "Die verborgene erste Zeile wurde auf allen Blättern gelöscht.",
    Expected(remarks=by_headings()),
)
def _(book: LightBook) -> None:
    for sheet in book.own():
        sheet.shift(row=1, by=-1)
