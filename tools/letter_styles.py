"""The styles that all letters share, and Word's settings for German letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.letter_paper import ACCENT, FONT, GREY, WARNING, twips

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Style:
    """A paragraph style; sizes in points, `ppr` and `rpr` are further Word properties in Word's order."""

    id: str
    name: str
    size: float = 0
    before: float = 0
    after: float = 0
    line: float = 0
    ppr: str = ""
    tail: str = ""
    rpr: str = ""
    colour: str = ""
    based_on: str = "Normal"


_KEEP = "<w:keepNext/><w:keepLines/>"
_BOLD = "<w:b/>"
_NO_HYPHENS = "<w:suppressAutoHyphens/>"

STYLES = (
    Style("Heading1", "heading 1", 11.5, 24, 14, 1.1, _KEEP + _NO_HYPHENS, '<w:outlineLvl w:val="0"/>', _BOLD),
    Style("Heading2", "heading 2", 11, 14, 4, 1.1, _KEEP + _NO_HYPHENS, '<w:outlineLvl w:val="1"/>', _BOLD, ACCENT),
    Style("Title", "Title", 18, 0, 4, 1.0, _KEEP + _NO_HYPHENS, '<w:outlineLvl w:val="0"/>', _BOLD, ACCENT),
    Style("Header", "header", 8, 0, 0, 1.1, "", "", "", GREY),
    Style(
        "Footer", "footer", 8, 0, 0, 1.15,
        f'<w:tabs><w:tab w:val="right" w:pos="{twips(165)}"/></w:tabs>', "", "", GREY,
    ),
    Style("Briefkopf", "Briefkopf", 13, 0, 1, 1.0, _NO_HYPHENS, "", _BOLD, ACCENT),
    Style("BriefkopfZeile", "Briefkopf Zeile", 9, 0, 0, 1.0, _NO_HYPHENS, "", "", GREY),
    Style("Absenderzeile", "Absenderzeile", 6.5, 0, 3, 1.05, _NO_HYPHENS, "", "", GREY),
    Style("Vermerk", "Vermerk", 9, 0, 3, 1.0, _NO_HYPHENS),
    Style("Anschrift", "Anschrift", 10.5, 0, 0, 1.05, _NO_HYPHENS),
    Style(
        "Infoblock", "Infoblock", 9, 0, 1.5, 1.05,
        f'<w:tabs><w:tab w:val="left" w:pos="{twips(28)}"/></w:tabs>{_NO_HYPHENS}',
        f'<w:ind w:left="{twips(28)}" w:hanging="{twips(28)}"/>',
    ),
    Style("Anrede", "Anrede", 0, 0, 8),
    Style("Gruss", "Grußformel", 0, 8, 0, 0, _KEEP),
    Style("Unterschrift", "Unterschrift", 0, 0, 0, 0, _KEEP),
    Style("Klein", "Kleingedrucktes", 8.5, 6, 0, 1.1, "", "", "", GREY),
    Style("Anlagen", "Anlagen und Verteiler", 9.5, 0, 1, 1.1, "<w:keepLines/>"),
    Style(
        "Tagesordnung", "Tagesordnung", 0, 0, 4, 0,
        f'<w:keepLines/><w:tabs><w:tab w:val="left" w:pos="{twips(16)}"/></w:tabs>',
        f'<w:ind w:left="{twips(16)}" w:hanging="{twips(16)}"/>',
    ),
    Style(
        "Termin", "Termin", 0, 0, 3, 0,
        f'<w:keepNext/><w:keepLines/><w:tabs><w:tab w:val="left" w:pos="{twips(30)}"/></w:tabs>',
        f'<w:ind w:left="{twips(30)}" w:hanging="{twips(30)}"/>',
    ),
    Style(
        "Liste", "Liste", 0, 0, 1, 0, f'<w:tabs><w:tab w:val="left" w:pos="{twips(5)}"/></w:tabs>',
        f'<w:ind w:left="{twips(5)}" w:hanging="{twips(5)}"/>',
    ),
    Style("Mitte", "Zentriert", 11.5, 0, 6, 1.1, _NO_HYPHENS, '<w:jc w:val="center"/>'),
    Style("Ausgezeichnet", "Ausgezeichnet", 17, 0, 6, 1.1, _NO_HYPHENS, '<w:jc w:val="center"/>', _BOLD),
    Style(
        "Veranstaltung", "Veranstaltung", 14, 6, 22, 1.15, _KEEP + _NO_HYPHENS, '<w:jc w:val="center"/>', _BOLD, ACCENT,
    ),
    Style("Zelle", "Tabellentext", 9.5, 2, 2, 1.05),
    Style("ZelleKlein", "Tabellentext klein", 8.5, 0, 2, 1.05, "", "", "", GREY),
    Style("ZelleBetrag", "Tabellenbetrag", 9.5, 2, 2, 1.05, _NO_HYPHENS, '<w:jc w:val="right"/>'),
    Style("Tabellenkopf", "Tabellenkopf", 9.5, 3, 3, 1.05, _KEEP + _NO_HYPHENS, "", _BOLD, ACCENT),
    Style("TabellenkopfRechts", "Tabellenkopf rechts", 9.5, 3, 3, 1.05, _KEEP, '<w:jc w:val="right"/>', _BOLD, ACCENT),
    Style("Pruefsumme", "Prüfsumme", 8, 2, 2, 1.05, _NO_HYPHENS),
    Style("EntwurfZeile", "Entwurfsvermerk", 10, 0, 0, 1.1, "", '<w:jc w:val="center"/>', _BOLD, WARNING),
    Style(
        "Entwurf", "Entwurfstext", 0, 0, 6, 0,
        f'<w:pBdr><w:left w:val="single" w:sz="12" w:space="10" w:color="{WARNING}"/></w:pBdr>',
        f'<w:ind w:left="{twips(6)}"/>',
    ),
    Style("Marke", "Falzmarke", 1),
)  # fmt: skip


def styles_xml(styles: Sequence[Style] = STYLES) -> str:
    """styles.xml: 10.5 point, line height 1.1, German, no colour but one."""
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:widowControl/><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    )
    normal += "</w:style>"
    strong = (
        '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:qFormat/>'
        "<w:rPr><w:b/></w:rPr></w:style>"
    )
    return (
        f"{_DECLARATION}<w:styles {_W}>{defaults}{normal}{strong}"
        f"{''.join(map(_style, styles))}{_table_styles()}</w:styles>"
    )


def settings_xml() -> str:
    """settings.xml: automatic hyphenation, German, the layout of today's Word, no personal data."""
    compat = (
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
    )
    return (
        f'{_DECLARATION}<w:settings {_W}><w:zoom w:percent="100"/><w:removePersonalInformation/>'
        '<w:removeDateAndTime/><w:defaultTabStop w:val="709"/><w:autoHyphenation/>'
        '<w:consecutiveHyphenLimit w:val="2"/><w:hyphenationZone w:val="425"/><w:doNotHyphenateCaps/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/>{compat}<w:themeFontLang w:val="de-DE"/>'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _style(style: Style) -> str:
    spacing = f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}"'
    spacing += f' w:line="{round(style.line * 240)}" w:lineRule="auto"/>' if style.line else "/>"
    size = (
        f'<w:sz w:val="{round(style.size * 2)}"/><w:szCs w:val="{round(style.size * 2)}"/>'
        if style.size
        else ""
    )
    colour = f'<w:color w:val="{style.colour}"/>' if style.colour else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based_on}"/><w:qFormat/><w:pPr>{style.ppr}{spacing}{style.tail}</w:pPr>'
        f"<w:rPr>{style.rpr}{colour}{size}</w:rPr></w:style>"
    )


def _table_styles() -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="{colour}"/>'
        for side, weight, colour in (("top", 8, ACCENT), ("bottom", 8, ACCENT), ("insideH", 4, "BFCBD1"))
    )
    margins = '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="table" w:styleId="Abrechnung"><w:name w:val="Abrechnung"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders>{margins}</w:tblPr></w:style>"
    )
