"""The letter paper as Word XML: DIN 5008 Form B sheet, styles, header, footer, paragraphs and tables.

Lengths are millimetres; Word counts in twips (1/1440 inch) and half points.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

ACCENT = "1F4E63"
GREY = "595959"
TINT = "E8EFF2"
WARNING = "9C1C1C"
FONT = "Arial"
_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_UNBROKEN = re.compile(r"(§|Abs\.|Nr\.|Satz) (?=[0-9])")
_MARKUP = re.compile(r"\*\*(.+?)\*\*")


def twips(millimetres: float) -> int:
    """Millimetres in Word's unit."""
    return round(millimetres * 1440 / 25.4)


def run(text: str, properties: str = "") -> str:
    """Text with tabs and line feeds as Word's elements."""
    inner = escape(_UNBROKEN.sub("\\1\u00a0", text)).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    inner = inner.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{inner}</w:t></w:r>'


def para(text: str, style: str = "Normal", extra: str = "") -> str:
    """A paragraph; `**…**` is strong text."""
    pieces = _MARKUP.split(text)
    runs = "".join(
        run(piece, '<w:rStyle w:val="Strong"/>' if number % 2 else "")
        for number, piece in enumerate(pieces)
        if piece
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{runs}</w:p>'


def field(code: str) -> str:
    """A field that Word and LibreOffice fill, such as PAGE."""
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "separate", "end")
    )
    code_run = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f"{begin}{code_run}{separate}{run('1')}{end}"


def page_of_pages(left: str = "") -> str:
    """`Seite x von y` on the right, and what stands on the left of the same line."""
    inner = run(f"{left}\tSeite ") + field("PAGE") + run(" von ") + field("NUMPAGES")
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{inner}</w:p>'


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, width in mm, style of its cells."""

    heading: str
    width: float
    style: str = "Zelle"


def table(columns: Sequence[Column], rows: Sequence[str], title: str) -> str:
    """A data table whose heading repeats on every page; `title` is its alternative text."""
    grid = "".join(f'<w:gridCol w:w="{twips(each.width)}"/>' for each in columns)
    heads = "".join(
        cell(
            [para(each.heading, "TabellenkopfRechts" if each.style.endswith("Betrag") else "Tabellenkopf")],
            each.width,
            fill=TINT,
        )
        for each in columns
    )
    head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>"
    width = twips(sum(each.width for each in columns))
    properties = (
        f'<w:tblPr><w:tblStyle w:val="Abrechnung"/><w:tblW w:w="{width}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{escape(title)}"/></w:tblPr>'
    )
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(rows)}</w:tbl>"


def cell(paragraphs: Sequence[str], width: float, *, fill: str = "", span: int = 1) -> str:
    """A table cell."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    grid_span = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>{grid_span}{shade}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def row(cells: Sequence[str]) -> str:
    """A table row, kept on one page."""
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def lifted_row(tag: str, columns: Sequence[Column]) -> str:
    """A row that holds only `{%tr … %}` and vanishes when the letter is made."""
    first, *others = columns
    cells = [cell([para(tag, "Zelle")], first.width)]
    return row(cells + [cell([para("", "Zelle")], each.width) for each in others])


def each_row(loop: str, columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[str]:
    """The three rows that print one row per record."""
    filled = [cell(content, column.width) for column, content in zip(columns, cells, strict=True)]
    return [
        lifted_row(f"{{%tr for {loop} %}}", columns),
        row(filled),
        lifted_row("{%tr endfor %}", columns),
    ]


def address_block(remarks: Sequence[str], lines: Sequence[str], facts: Sequence[str]) -> str:
    """Address field (85 × 45 mm from 45 mm) and information block (75 mm from 125 mm), as one quiet table."""
    sender = para(
        "{{ office.name }}\n{{ office.strasse }} · {{ office.plz }} {{ office.ort }}", "Absenderzeile"
    )
    remark = "".join(para(each, "Vermerk") for each in remarks)
    address = "".join(para(each, "Anschrift") for each in lines)
    info = "".join(para(each, "Infoblock") for each in facts)
    left, between, right = _BLOCK
    gap = _quiet_cell(para("", "Anschrift"), between, "")
    top = _quiet_cell(sender + remark, left, '<w:vAlign w:val="bottom"/>')
    start = _quiet_cell(para("", "Marke", _LOWER) + info, right, '<w:vMerge w:val="restart"/>')
    rest = _quiet_cell(para("", "Anschrift"), right, "<w:vMerge/>")
    grid = "".join(f'<w:gridCol w:w="{twips(each)}"/>' for each in _BLOCK)
    properties = (
        f'<w:tblPr><w:tblW w:w="{twips(sum(_BLOCK))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0000"/><w:tblCaption w:val="Anschrift und Angaben zum Schreiben"/></w:tblPr>'
    )
    rows = _high_row(top + gap + start, 17.7) + _high_row(_quiet_cell(address, left, "") + gap + rest, 27.3)
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


_BLOCK = (85, 15, 75)
_LOWER = f'<w:spacing w:before="0" w:after="0" w:line="{twips(4)}" w:lineRule="exact"/>'  # the block begins at 50 mm


def _quiet_cell(content: str, width: float, properties: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'


def _high_row(cells: str, height: float) -> str:
    # at least, never exactly: a long name may push the text down, but nothing of it is cut off
    return f'<w:tr><w:trPr><w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>'


def mark(height: float, width: float) -> str:
    """A fold or hole mark on the left edge of the sheet, `height` mm from the top."""
    frame = (
        f'<w:framePr w:w="{twips(width)}" w:h="20" w:hRule="exact" w:wrap="around" w:vAnchor="page" w:hAnchor="page" '
        f'w:x="{twips(5)}" w:y="{twips(height)}"/>'
    )
    border = f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="0" w:color="{GREY}"/></w:pBdr>'
    spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="Marke"/>{frame}{border}{spacing}</w:pPr></w:p>'


@dataclass(frozen=True)
class Sheet:
    """What is printed around the text: parts named header1 (first page), header2, footer1, footer2."""

    parts: Mapping[str, str]
    top: float = 27
    header: float = 12
    footer: float = 9
    framed: bool = False


def document(title: str, body: str, sheet: Sheet, styles: str, settings: str) -> bytes:
    """The whole .docx, with the same bytes for the same input."""
    members = {
        "[Content_Types].xml": _content_types(sheet),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]).replace(
            "</Relationships>",
            '<Relationship Id="rIdCore" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
            'core-properties" Target="docProps/core.xml"/></Relationships>',
        ),
        "docProps/core.xml": _core(title),
        "word/document.xml": _document(body, sheet),
        "word/_rels/document.xml.rels": _relations(
            [("styles", "styles.xml"), ("settings", "settings.xml")]
            + [(name.rstrip("12"), f"{name}.xml") for name in sheet.parts]
        ),
        "word/styles.xml": styles,
        "word/settings.xml": settings,
    }
    for name, content in sheet.parts.items():
        tag = "hdr" if name.startswith("header") else "ftr"
        members[f"word/{name}.xml"] = f"{_DECLARATION}<w:{tag} {_NS}>{content}</w:{tag}>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _document(body: str, sheet: Sheet) -> str:
    kinds = {"header1": "first", "header2": "default", "footer1": "first", "footer2": "default"}
    references = "".join(
        f'<w:{name.rstrip("12")}Reference w:type="{kinds[name]}" r:id="rId{number}"/>'
        for number, name in enumerate(sheet.parts, 3)
    )
    page = (
        f'<w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/><w:pgMar w:top="{twips(sheet.top)}" w:right="{twips(20)}" '
        f'w:bottom="{twips(23)}" w:left="{twips(25)}" w:header="{twips(sheet.header)}" '
        f'w:footer="{twips(sheet.footer)}" w:gutter="0"/>'
    )
    page += _frame() if sheet.framed else ""
    section = f"<w:sectPr>{references}{page}<w:titlePg/></w:sectPr>"
    return f"{_DECLARATION}<w:document {_NS}><w:body>{body}{section}</w:body></w:document>"


def _frame() -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="12" w:space="24" w:color="{ACCENT}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return f'<w:pgBorders w:offsetFrom="page">{sides}</w:pgBorders>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_DECLARATION}<Relationships xmlns="{namespace}">{entries}</Relationships>'


def _content_types(sheet: Sheet) -> str:
    parts = {"document": "document.main", "styles": "styles", "settings": "settings"}
    parts |= {name: name.rstrip("12") for name in sheet.parts}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}{kind}+xml"/>'
        for name, kind in parts.items()
    )
    package = "application/vnd.openxmlformats-package."
    return (
        f'{_DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{package}relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{package}core-properties+xml"/>{overrides}</Types>'
    )


def _core(title: str) -> str:
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>de-DE</dc:language></cp:coreProperties>"
    )
