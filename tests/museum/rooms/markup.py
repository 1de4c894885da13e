"""The same form in the many spellings of the file format."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.ground.archives import MAIN, RELATIONS
from tests.museum.exhibit import Expected, Parts, Room

ROOM = Room("Schreibweisen der Datei")
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
AMOUNT = 'r="C7"'
"""Einnahmen C7, 1,250.75 €, in the markup of the good form."""
BROKEN = Expected({"einnahmen.dritte": None}, findings=("FRM-12 Einnahmen C7",), says="Fehlerwert #N/A")


def sheets(parts: Parts, change: Callable[[str], str]) -> None:
    """Changes the text of every sheet."""
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = change(parts[name].decode()).encode()


def amount(text: str, cell: Callable[[str], str]) -> str:
    """Changes the cell of the amount, where it stands in this sheet."""
    return re.sub(r'<c r="C7"[^>]*><v>1250.75</v></c>', lambda found: cell(found.group()), text)


@ROOM.parts("ohne_dimension", "Google Tabellen lässt die Angabe der Größe (dimension) weg.")
def _(parts: Parts) -> None:
    sheets(parts, lambda text: re.sub(r"<dimension [^>]*/>", "", text))


@ROOM.parts("falsche_dimension", "Ein Programm gibt für jedes Blatt die Größe A1 an.")
def _(parts: Parts) -> None:
    sheets(parts, lambda text: re.sub(r"<dimension [^>]*/>", '<dimension ref="A1"/>', text))


@ROOM.parts("vorsilbe", "Ein Programm schreibt vor jeden Namen eine Vorsilbe (x:worksheet).")
def _(parts: Parts) -> None:
    sheets(parts, prefixed)


@ROOM.parts("vorsilbe_mit_fehler", "In einer Datei mit Vorsilben steht ein Fehlerwert.", BROKEN)
def _(parts: Parts) -> None:
    sheets(parts, lambda text: prefixed(amount(text, lambda _: '<c r="C7" t="e"><v>#N/A</v></c>')))


def prefixed(text: str) -> str:
    """The sheet with a prefix before each name."""
    text = re.sub(r"<(/?)(?!\?)(?![a-z]+[0-9]*:)([a-zA-Z])", r"<\1x:\2", text)
    return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')


@ROOM.parts(
    "strict", "Excel speichert wahlweise als „Strict Open XML-Arbeitsmappe“ mit anderen Namensräumen."
)
def _(parts: Parts) -> None:
    for name in parts:
        if name.endswith(".xml") and not name.startswith("docProps"):
            parts[name] = parts[name].replace(MAIN.encode(), STRICT.encode())
    book = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = book.replace(
        RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ).encode()


@ROOM.parts("ohne_zellnamen", "Ein Programm lässt die Zellnamen weg; die Reihenfolge zählt.")
def _(parts: Parts) -> None:
    name = next(each for each in parts if b"KMN-FORM|2024|netzwerk" in parts[each])
    text = parts[name].decode()
    parts[name] = re.sub(r'<c r="[A-Z]+[0-9]+"', "<c", filled_up(text)).encode()


def filled_up(text: str) -> str:
    """The sheet with an empty cell wherever one is left out, so that the order says the place."""

    def row(found: re.Match[str]) -> str:
        number = re.search(r'r="([0-9]+)"', found[1])
        cells: dict[str, str] = {}
        for cell in re.finditer(r'<c r="([A-Z]+)[0-9]+"(?:[^>]*/>|.*?</c>)', found[2]):
            cells[cell[1]] = cell.group()
        letters = [chr(code) for code in range(ord("A"), ord(max(cells, default="A")) + 1)]
        at = number[1] if number else "1"
        return found[1] + "".join(cells.get(each, f'<c r="{each}{at}"/>') for each in letters) + "</row>"

    return re.sub(r"(<row [^>]*[^/]>)(.*?)</row>", row, text)


@ROOM.parts("ohne_zellnamen_mit_fehler", "Ein Fehlerwert steht in einer Datei ohne Zellnamen.", BROKEN)
def _(parts: Parts) -> None:
    name = next(each for each in parts if b"KMN-FORM|2024|einnahmen" in parts[each])
    text = amount(parts[name].decode(), lambda _: '<c r="C7" t="e"><v>#N/A</v></c>')
    parts[name] = re.sub(r'<c r="[A-Z]+[0-9]+"', "<c", filled_up(text)).encode()


@ROOM.parts("reihenfolge_der_angaben", "Ein Programm nennt die Art der Zelle vor ihrem Namen.", BROKEN)
def _(parts: Parts) -> None:
    sheets(parts, lambda text: amount(text, lambda _: '<c t="e" r="C7"><v>#N/A</v></c>'))


@ROOM.parts(
    "einfache_anfuehrungszeichen", "Ein Programm schreibt Angaben in einfachen Anführungszeichen.", BROKEN
)
def _(parts: Parts) -> None:
    sheets(parts, lambda text: amount(text, lambda _: "<c r='C7' t='e'><v>#N/A</v></c>"))


@ROOM.parts(
    "eingerueckt",
    "Die Datei ist zum Lesen eingerückt; zwischen Formel und Ergebnis stehen Leerzeichen.",
    Expected(
        {"einnahmen.dritte": None},
        findings=("FRM-12 Einnahmen C7",),
        says="Formel ohne gespeichertes Ergebnis",
    ),
)
def _(parts: Parts) -> None:
    sheets(parts, lambda text: amount(text, lambda _: '<c r="C7">\n  <f>1000+250.75</f>\n  <v/>\n</c>'))


@ROOM.parts(
    "fehler_mit_leerraum",
    "Am Fehlerwert hängt eine Angabe über Leerraum.",
    BROKEN,
)
def _(parts: Parts) -> None:
    sheets(parts, lambda text: amount(text, lambda _: '<c r="C7" t="e"><v xml:space="preserve">#N/A</v></c>'))


@ROOM.parts("zahl_als_potenz", "Ein Programm schreibt Zahlen als Zehnerpotenz.")
def _(parts: Parts) -> None:
    sheets(parts, lambda text: amount(text, lambda cell: cell.replace("1250.75", "1.25075E3")))


@ROOM.parts("gemeinsame_formel", "Eine Formel wurde nach unten gezogen; nur die erste Zelle enthält sie.")
def _(parts: Parts) -> None:
    shared = '<c r="C7"><f t="shared" ref="C7:C8" si="0">1000+250.75</f><v>1250.75</v></c>'
    sheets(parts, lambda text: amount(text, lambda _: shared))


@ROOM.parts("matrixformel", "Der Betrag ist eine Matrixformel mit Ergebnis.")
def _(parts: Parts) -> None:
    array = '<c r="C7" cm="1"><f t="array" ref="C7">SUM(1000,250.75)</f><v>1250.75</v></c>'
    sheets(parts, lambda text: amount(text, lambda _: array))


TEXTS: dict[str, tuple[str, str]] = {
    "text_als_rich_text": ("Ein Teil des Namens ist fett.", '<is><r><t xml:space="preserve">Frau </t></r><r><rPr><b/></rPr><t>Beispiel</t></r></is>'),
    "text_mit_lautschrift": ("Ein japanisches Excel legt die Aussprache neben den Text.", '<is><t>Frau Beispiel</t><rPh sb="0" eb="4"><t>furau</t></rPh><phoneticPr fontId="1"/></is>'),
    "text_in_cdata": ("Ein Programm verpackt Texte als CDATA.", "<is><t><![CDATA[Frau Beispiel]]></t></is>"),
    "text_maskiert": ("Excel schreibt Sonderzeichen als _x0020_.", "<is><t>Frau_x0020_Beispiel</t></is>"),
    "text_als_zeichennummer": ("Ein Programm schreibt Buchstaben als Nummern.", "<is><t>Frau &#66;eispiel</t></is>"),
    "text_mit_kommentar": ("Im Text der Datei steht ein XML-Kommentar.", "<is><t>Frau <!-- x -->Beispiel</t></is>"),
}  # fmt: skip

for name, (cause, content) in TEXTS.items():

    @ROOM.parts(name, cause)
    def _(parts: Parts, content: str = content) -> None:
        cell = re.compile(r'(<c r="C14"[^>]*t=")[a-zA-Z]+("[^>]*>).*?</c>')
        name = next(each for each in parts if b"KMN-FORM|2024|deckblatt" in parts[each])
        parts[name] = cell.sub(lambda m: f"{m[1]}inlineStr{m[2]}{content}</c>", parts[name].decode()).encode()


@ROOM.parts("byte_order_mark", "Die Blätter beginnen mit einer Byte-Reihenfolge-Marke.")
def _(parts: Parts) -> None:
    sheets(parts, lambda text: f"\ufeff{text}")


@ROOM.parts("pfade_mit_schraegstrich", "Ein Programm nennt die Blätter mit vollem Pfad in der Datei.")
def _(parts: Parts) -> None:
    links = parts["xl/_rels/workbook.xml.rels"].decode()
    parts["xl/_rels/workbook.xml.rels"] = re.sub(r'Target="(?!/)', 'Target="/xl/', links).encode()


@ROOM.parts(
    "blaetter_in_anderem_ordner",
    "Die Blätter liegen in einem anderen Ordner, und eines enthält einen Fehlerwert.",
    BROKEN,
)
def _(parts: Parts) -> None:
    sheets(parts, lambda text: amount(text, lambda _: '<c r="C7" t="e"><v>#N/A</v></c>'))
    for name in [each for each in parts if each.startswith("xl/worksheets/")]:
        parts[name.replace("xl/worksheets/", "xl/blatt/").replace("_rels/", "_rels/")] = parts.pop(name)
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"worksheets/", b"blatt/")


@ROOM.parts("ohne_gemeinsame_texte_umbenannt", "Die Formate liegen unter einem anderen Namen in der Datei.")
def _(parts: Parts) -> None:
    parts["xl/formate.xml"] = parts.pop("xl/styles.xml")
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"styles.xml", b"formate.xml")


@ROOM.parts("ohne_eigenschaften", "Die Datei nennt weder Programm noch Verfasser.")
def _(parts: Parts) -> None:
    for name in [each for each in parts if each.startswith("docProps/")]:
        del parts[name]


@ROOM.parts("fremde_erweiterungen", "Hinter den Zellen stehen Erweiterungen, die nur neues Excel kennt.")
def _(parts: Parts) -> None:
    extra = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/'
        'spreadsheetml/2009/9/main"><x14:dataValidations count="1"/></ext></extLst></worksheet>'
    )
    sheets(parts, lambda text: text.replace("</worksheet>", extra))


@ROOM.parts(
    "wahlweiser_inhalt", "Vor den Zellen steht wahlweiser Inhalt für neue Programme (AlternateContent)."
)
def _(parts: Parts) -> None:
    choice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        'Requires="x14"/></mc:AlternateContent><sheetData>'
    )
    sheets(parts, lambda text: text.replace("<sheetData>", choice))
