"""Texts, choices and answers with yes and no."""

from __future__ import annotations

from kmn_automation.model.report import Scalar
from tests.museum.exhibit import Expected, Room
from tests.museum.light_book import Cell, LightBook

ROOM = Room("Wörter")
YES = "netzwerk.evaluation"
NAME = "deckblatt.ansprechperson"

for number, content in enumerate(("ja", "JA.", "x", "X", "wahr", "TRUE", "yes", True, 1, "☒", "✓", "Ｊａ")):

    @ROOM.light(f"ja_{number:02}", f"„Ja“ steht als „{content}“ da.")
    def _(book: LightBook, content: object = content) -> None:
        book.put(YES, content)  # type: ignore[arg-type]


for number, content in enumerate(("nein", "Nein.", "falsch", "FALSE", False, 0)):

    @ROOM.light(f"nein_{number:02}", f"„Nein“ steht als „{content}“ da.")
    def _(book: LightBook, content: object = content) -> None:
        book.put("deckblatt.weiterleitung", content)  # type: ignore[arg-type]


NEITHER = Expected({YES: None}, findings=("FRM-12 Netzwerk C9",), says="weder Ja noch Nein")


@ROOM.light("ja_vielleicht", "Statt Ja oder Nein steht eine dritte Antwort da.", NEITHER)
def _(book: LightBook) -> None:
    book.put(YES, "teilweise")


@ROOM.light("ja_zwei", "Statt Ja oder Nein steht eine Zahl da.", NEITHER)
def _(book: LightBook) -> None:
    book.put(YES, 2)


@ROOM.light("auswahl_gross", "Die Auswahl wurde in Großbuchstaben und mit doppelten Leerzeichen getippt.")
def _(book: LightBook) -> None:
    book.put("belege.3.position", "  PERSONALAUSGABEN ")
    book.put("personal.0.qualifikation", "soziale   ARBEIT")


@ROOM.light(
    "auswahl_unbekannt",
    "Beim Einfügen ging die Auswahlliste verloren, und ein eigenes Wort steht da.",
    Expected(
        {"personal.0.qualifikation": None}, findings=("FRM-12 Personal C8",), says="steht nicht zur Auswahl"
    ),
)
def _(book: LightBook) -> None:
    book.put("personal.0.qualifikation", "Jura")


TEXTS: dict[str, tuple[str, str, Scalar]] = {
    "text_zerlegte_umlaute": ("Ein Mac zerlegt Umlaute in Buchstabe und Punkte.", "A\u0308gidius Mu\u0308ller", "Ägidius Müller"),
    "text_wie_formel": ("Ein Text beginnt mit einem Gleichheitszeichen.", "=1+1", "=1+1"),
    "text_wie_vorlage": ("Ein Text enthält geschweifte Klammern.", "{{7*7}}", "{{7*7}}"),
    "text_wie_sql": ("Ein Name enthält Anführungszeichen und Semikolon.", "Robert'); DROP TABLE", "Robert'); DROP TABLE"),
    "text_mit_emoji": ("Im Namen steht ein Emoji aus mehreren Zeichen.", "Team 👩\u200d💻", "Team 👩\u200d💻"),
    "text_windows_zeilen": ("Zeilen enden wie unter Windows.", "Frau A\r\nHerr B", "Frau A\nHerr B"),
    "text_mit_markup": ("Im Namen stehen spitze Klammern und ein Und-Zeichen.", "Müller & Söhne <e.V.>", "Müller & Söhne <e.V.>"),
    "text_fremde_schrift": ("Der Name ist mit polnischen und kyrillischen Buchstaben geschrieben.", "Żółć Иванова", "Żółć Иванова"),
    "text_unsichtbarer_rand": ("Um das Wort stehen unsichtbare Zeichen.", "\u200f\ufeffFrau Beispiel\u200e", "Frau Beispiel"),
    "text_sehr_lang": ("Der Text hat so viele Zeichen, wie Excel erlaubt.", "x" * 32_767, "x" * 32_767),
}  # fmt: skip

for name, (cause, content, value) in TEXTS.items():

    @ROOM.light(name, cause, Expected({NAME: value}))
    def _(book: LightBook, content: str = content) -> None:
        book.put(NAME, content)


@ROOM.light(
    "text_als_zahl",
    "Eine Telefonnummer ohne Null am Anfang wurde zur Zahl.",
    Expected({"deckblatt.telefon": "5111234"}),
)
def _(book: LightBook) -> None:
    sheet, (row, column) = book.place(NAME)
    sheet.cells[row + 1, column] = Cell(5111234)


@ROOM.light("kennung_mit_leerzeichen", "Hinter dem Geschäftszeichen steht ein geschütztes Leerzeichen.")
def _(book: LightBook) -> None:
    book.put("deckblatt.geschaeftszeichen", "KMN-17\u00a0")


@ROOM.light(
    "nur_leerzeichen",
    "In der Pflichtzelle stehen nur Leerzeichen.",
    Expected({NAME: None}, findings=("FRM-01 Deckblatt C14",)),
)
def _(book: LightBook) -> None:
    book.put(NAME, " \u00a0 ")
