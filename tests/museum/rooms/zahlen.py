"""Amounts and counts as people, other countries and other programs write them."""

from __future__ import annotations

from decimal import Decimal

from kmn_automation.model.report import Scalar
from tests.museum.exhibit import Expected, Room
from tests.museum.light_book import DAY, PERCENT, LightBook

ROOM = Room("Zahlen")
AMOUNT = "einnahmen.dritte"
WORTH = Decimal("1250.75")

SAME: dict[str, tuple[str, object]] = {
    "zahl_deutsch": ("Beträge stehen als deutscher Text da, weil die Spalte als Text formatiert war.", "1.250,75"),
    "zahl_englisch": ("Ein Programm mit englischen Einstellungen hat die Beträge als Text geschrieben.", "1,250.75"),
    "zahl_mit_punkt": ("Der Betrag kommt aus einer Datenbank und hat einen Punkt statt des Kommas.", "1250.75"),
    "zahl_mit_euro": ("Hinter dem Betrag steht das Eurozeichen als Text.", "1.250,75 €"),
    "zahl_mit_eur_davor": ("Vor dem Betrag steht EUR, wie in der Buchhaltung.", "EUR 1.250,75"),
    "zahl_mit_wort_euro": ("Hinter dem Betrag steht das Wort Euro.", "1250,75 Euro"),
    "zahl_geschuetzte_leerzeichen": ("Aus einer Webseite kamen geschützte Leerzeichen mit.", "\u00a01.250,75\u00a0"),
    "zahl_schmale_leerzeichen": ("Word trennt Tausender mit schmalen Leerzeichen.", "1\u202f250,75"),
    "zahl_duenne_leerzeichen": ("Ein Satzprogramm trennt Tausender mit dünnen Leerzeichen.", "1\u2009250,75 €"),
    "zahl_leerzeichen": ("Tausender sind mit Leerzeichen getrennt, wie es die Norm vorschlägt.", "1 250,75"),
    "zahl_hochkomma_davor": ("Ein Hochkomma davor macht die Zahl in Excel zum Text und blieb beim Export stehen.", "'1250,75"),
    "zahl_schweizer": ("Ein Schweizer Rechner trennt Tausender mit dem Apostroph.", "1'250.75"),
    "zahl_vollbreit": ("Eine japanische Eingabe schreibt Ziffern in voller Breite.", "１２５０，７５"),
    "zahl_unsichtbare_zeichen": ("Beim Kopieren aus dem Browser kam ein unsichtbares Zeichen mit.", "\u200b1250,75\ufeff"),
    "zahl_plus": ("Vor dem Betrag steht ein Pluszeichen.", "+1250,75"),
}  # fmt: skip

for name, (cause, content) in SAME.items():

    @ROOM.light(name, cause)
    def _(book: LightBook, content: object = content) -> None:
        book.put(AMOUNT, content)  # type: ignore[arg-type]


OTHER: dict[str, tuple[str, object, Scalar]] = {
    "zahl_minus_zeichen": ("Word ersetzt den Bindestrich vor der Zahl durch das Minuszeichen.", "\u221212,50", Decimal("-12.50")),
    "zahl_gedankenstrich": ("Die Autokorrektur macht aus dem Minus einen Gedankenstrich.", "–12,50", Decimal("-12.50")),
    "zahl_minus_dahinter": ("Die Buchhaltung schreibt das Minus hinter den Betrag.", "12,50-", Decimal("-12.50")),
}  # fmt: skip

for name, (cause, content, value) in OTHER.items():
    expected = Expected({"ausgaben.ergebnis": value})

    @ROOM.light(name, cause, expected)
    def _(book: LightBook, content: object = content) -> None:
        book.put("ausgaben.ergebnis", content)  # type: ignore[arg-type]


UNREADABLE: dict[str, tuple[str, object, str]] = {
    "zahl_zweideutig": ("„1.234“ heißt in Deutschland tausendzweihundertvierunddreißig und in England eins Komma zwei.", "1.234", "nicht eindeutig: 1,234 oder 1.234"),
    "zahl_zwei_zahlen": ("In einer Zelle stehen zwei Zahlen.", "12 50", "keine gültige Zahl"),
    "zahl_wort": ("Die Zahl ist als Wort geschrieben.", "zwölf", "keine gültige Zahl"),
    "zahl_mit_einheit": ("Hinter der Zahl steht eine Einheit, die nicht gefragt ist.", "12 Std.", "keine gültige Zahl"),
    "zahl_strich": ("Ein Strich soll heißen: nichts.", "–", "keine gültige Zahl"),
    "zahl_siehe_oben": ("Statt eines Betrags steht ein Verweis da.", "s. o.", "keine gültige Zahl"),
    "zahl_na": ("Statt eines Betrags steht „n/a“ da.", "n/a", "keine gültige Zahl"),
    "zahl_bruch": ("Der Betrag ist ein Bruchzeichen.", "½", "keine gültige Zahl"),
    "zahl_arabisch": ("Die Ziffern sind arabisch-indisch.", "٣", "keine gültige Zahl"),
    "zahl_wissenschaftlich": ("Ein Programm hat die Zahl als Zehnerpotenz in Text geschrieben.", "1e3", "keine gültige Zahl"),
    "zahl_prozent_statt_euro": ("In der Betragsspalte steht ein Prozentsatz.", "50 %", "in Prozent statt Euro"),
    "zahl_sechzehn_stellen": ("Eine Kontonummer steht in der Betragsspalte.", "1234567890123456", "mehr als 15 Ziffern"),
    "zahl_wahrheitswert": ("In der Betragsspalte steht ein Kontrollkästchen.", True, "keine gültige Zahl"),
}  # fmt: skip

for name, (cause, content, problem) in UNREADABLE.items():
    expected = Expected({AMOUNT: None}, findings=("FRM-12 Einnahmen C7",), says=problem)

    @ROOM.light(name, cause, expected)
    def _(book: LightBook, content: object = content) -> None:
        book.put(AMOUNT, content)  # type: ignore[arg-type]


for error in ("#DIV/0!", "#REF!", "#N/A", "#NAME?", "#VALUE!", "#NUM!"):
    slug = error.strip("#!?").replace("/", "").lower()
    broken = Expected({AMOUNT: None}, findings=("FRM-12 Einnahmen C7",), says=f"Fehlerwert {error}")

    @ROOM.light(f"fehler_{slug}", f"Eine Formel in der Zelle ergibt {error}.", broken)
    def _(book: LightBook, error: str = error) -> None:
        book.put(AMOUNT, None, error=error)


@ROOM.light(
    "fehler_als_text",
    "Der Fehlerwert wurde als Text eingefügt.",
    Expected({AMOUNT: None}, findings=("FRM-12 Einnahmen C7",), says="keine gültige Zahl"),
)
def _(book: LightBook) -> None:
    book.put(AMOUNT, "#WERT!")


@ROOM.light(
    "formel_ohne_ergebnis",
    "Ein Programm hat eine Formel geschrieben und nie gerechnet; ohne LibreOffice bleibt sie offen.",
    Expected({AMOUNT: None}, findings=("FRM-12 Einnahmen C7",), says="Formel ohne gespeichertes Ergebnis"),
)
def _(book: LightBook) -> None:
    book.put(AMOUNT, None, formula="1000+250.75")


@ROOM.light("formel_mit_ergebnis", "Der Betrag ist eine eigene Formel mit Ergebnis.")
def _(book: LightBook) -> None:
    book.put(AMOUNT, 1250.75, formula="1000+250.75")


@ROOM.light(
    "summen_ohne_ergebnis",
    "Google und andere speichern Formeln ohne Ergebnis; unsere Summen rechnen wir selbst.",
)
def _(book: LightBook) -> None:
    for cell in (cell for sheet in book.sheets for cell in sheet.cells.values() if cell.formula):
        cell.content = None


@ROOM.light(
    "summe_mit_unlesbarem_teil",
    "Die Summe hat kein Ergebnis, und ein Teil davon ist nicht lesbar.",
    Expected(
        {AMOUNT: None, "einnahmen.summe": None, **{f"einnahmen.{name}_anteil": None for name in (
            "eigenanteil", "dritte", "kommune", "bund", "oeffentlich", "land_weitere", "landeszuwendung", "summe")}},
        findings=("FRM-12 Einnahmen C7", "FRM-12 Einnahmen C13"),
        says="ein Teil davon ist nicht lesbar",
    ),
)  # fmt: skip
def _(book: LightBook) -> None:
    for cell in book.sheet("einnahmen").cells.values():
        cell.content = None if cell.formula else cell.content
    book.put(AMOUNT, "zwölf")


@ROOM.light(
    "betrag_als_datum",
    "Excel hat „9.10“ für den 9. Oktober gehalten.",
    Expected({AMOUNT: None}, findings=("FRM-12 Einnahmen C7",), says="wird als Datum gelesen (09.10.2025)"),
)
def _(book: LightBook) -> None:
    book.put(AMOUNT, 45939, style=DAY)


@ROOM.light(
    "prozent_als_anteil",
    "Die Zelle hat das Format Prozent, deshalb speichert Excel 80 % als 0,8.",
    Expected({"deckblatt.foerdersatz": None}, findings=("FRM-12 Deckblatt C26",), says="0,8 % oder 80 %"),
)
def _(book: LightBook) -> None:
    book.put("deckblatt.foerdersatz", 0.8, style=PERCENT)


@ROOM.light("prozent_als_text", "Der Fördersatz steht mit Prozentzeichen als Text da.")
def _(book: LightBook) -> None:
    book.put("deckblatt.foerdersatz", "80 %")


@ROOM.light(
    "prozent_in_euro",
    "Beim Fördersatz steht ein Betrag.",
    Expected(
        {"deckblatt.foerdersatz": None}, findings=("FRM-12 Deckblatt C26",), says="in Euro statt Prozent"
    ),
)
def _(book: LightBook) -> None:
    book.put("deckblatt.foerdersatz", "80 €")


@ROOM.light(
    "krumme_gleitkommazahl", "Ein Taschenrechnerprogramm hat 1250,75 als 1250,7500000000002 gespeichert."
)
def _(book: LightBook) -> None:
    book.put(AMOUNT, 1250.7500000000002)


@ROOM.light("anzahl_mit_komma_null", "Eine Anzahl steht als Text mit Nachkommastelle da.")
def _(book: LightBook) -> None:
    book.put("statistik.personen", "240,0")


@ROOM.light("volle_euro", "Ein Betrag ist in der alten Schreibweise für volle Euro eingetragen.")
def _(book: LightBook) -> None:
    book.put("einnahmen.bund", "0,-")


@ROOM.light("belegbetraege_als_text", "Die ganze Belegliste kommt aus der Buchhaltung, Beträge als Text.")
def _(book: LightBook) -> None:
    for number in range(24):
        cell = book.cell("belege", str(number), "betrag")
        cell.content = f"{float(str(cell.content)):.2f} EUR".replace(".", ",")
