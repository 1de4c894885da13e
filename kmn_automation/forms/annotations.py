"""The members of the file that carry remarks: cell notes (with their drawing) and the lines of the first sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from kmn_automation.forms.cells import text_cell
from kmn_automation.forms.coordinates import cell_name, cell_position
from kmn_automation.forms.front_sheets import FEEDBACK_HEADING_ROW, FEEDBACK_WIDTHS
from kmn_automation.forms.layout import LABEL_COLUMN
from kmn_automation.forms.widths import MAX_HEIGHT, lines_needed
from kmn_automation.ground.ooxml import xml_attribute, xml_text

AUTHOR = "Koordinierungsstelle KMN"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DRAWING_TYPE = (
    '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
)
NOTES_TYPE = (
    '<Override PartName="/xl/comments{n}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"/>'
)
LEGACY_DRAWING = '<legacyDrawing xmlns:r="' + RELATIONS + '" r:id="rIdKmnVml"/>'
LINK_COLUMN = LABEL_COLUMN + 1
_NOTE_WIDTH = 46
"""Characters in a line of the note box."""
_NOTE_LINES = 30
_MAX_LISTED = 900


class Ground(Enum):
    """The colour of a line: as in the cells that it speaks of."""

    ERROR = "error"
    NOTE = "note"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One line of the first sheet; `link` is the place inside the file (`'Ausgaben'!C14`)."""

    where: str
    what: str
    remedy: str
    rule: str
    reference: str
    link: str = ""
    heading: str = ""
    ground: Ground = Ground.PLAIN


@dataclass(frozen=True, slots=True)
class FeedbackStyles:
    """Style numbers of the first sheet."""

    text: int
    link: int
    error: int
    note: int
    heading: int

    def number(self, ground: Ground) -> int:
        """The style of the number in front of a line."""
        return {Ground.ERROR: self.error, Ground.NOTE: self.note, Ground.PLAIN: self.text}[ground]


def comment_parts(number: int, notes: Mapping[str, str]) -> dict[str, bytes]:
    """The members for the notes of one sheet (cell name → text); `number` keeps their names apart."""
    comments = "".join(
        f'<comment ref="{cell}" authorId="0"><text><r><rPr><sz val="9"/><rFont val="Calibri"/></rPr>'
        f'<t xml:space="preserve">{xml_text(text)}</t></r></text></comment>'
        for cell, text in notes.items()
    )
    shapes = "".join(_shape(cell, text, at) for at, (cell, text) in enumerate(notes.items(), 1))
    return {
        f"xl/comments{number}.xml": (
            f'{HEADER}<comments xmlns="{MAIN}"><authors><author>{AUTHOR}</author></authors>'
            f"<commentList>{comments}</commentList></comments>"
        ).encode(),
        f"xl/drawings/vmlDrawing{number}.vml": _drawing(number, shapes).encode(),
    }


def sheet_relations(number: int) -> bytes:
    """The relations of a sheet to its notes."""
    return (
        f'{HEADER}<Relationships xmlns="{PACKAGE_RELATIONS}">'
        f'<Relationship Id="rIdKmnVml" Type="{RELATIONS}/vmlDrawing" Target="../drawings/vmlDrawing{number}.vml"/>'
        f'<Relationship Id="rIdKmnNotes" Type="{RELATIONS}/comments" Target="../comments{number}.xml"/>'
        "</Relationships>"
    ).encode()


def with_types(content_types: str, numbers: Sequence[int]) -> bytes:
    """The list of content types with the notes added."""
    added = "".join(NOTES_TYPE.format(n=number) for number in numbers)
    return content_types.replace("</Types>", f"{DRAWING_TYPE}{added}</Types>").encode()


def feedback_sheet(text: str, lines: Sequence[FeedbackLine], styles: FeedbackStyles) -> bytes:
    """The first sheet with one row for each remark, linked to its cell, under the heading of its kind."""
    head = text[: text.index(f'<row r="{FEEDBACK_HEADING_ROW + 1}"')]
    tail = text[text.index("</sheetData>") :]
    rows: list[str] = []
    links: list[str] = []
    number = 0
    for heading, group in groupby(lines, key=lambda each: each.heading):
        rows.append(_heading_row(FEEDBACK_HEADING_ROW + 1 + len(rows), heading, styles))
        for line in group:
            row, number = FEEDBACK_HEADING_ROW + 1 + len(rows), number + 1
            rows.append(_feedback_row(row, number, line, styles))
            if line.link:
                place = cell_name(row, LINK_COLUMN)
                links.append(f'<hyperlink ref="{place}" location="{xml_attribute(line.link)}"/>')
    if links:
        tail = tail.replace("<pageMargins", f"<hyperlinks>{''.join(links)}</hyperlinks><pageMargins", 1)
    return f"{head}{''.join(rows)}{tail}".encode()


def _heading_row(row: int, heading: str, styles: FeedbackStyles) -> str:
    cell = text_cell(cell_name(row, LABEL_COLUMN), styles.heading, heading)
    return f'<row r="{row}" ht="26" customHeight="1">{cell}</row>'


def _feedback_row(row: int, number: int, line: FeedbackLine, styles: FeedbackStyles) -> str:
    texts = (
        str(number),
        line.link.rpartition("!")[2],
        shorten(line.where),
        shorten(line.what),
        shorten(line.remedy),
        line.rule,
        line.reference,
    )
    height = max(lines_needed(text, width - 2) for text, width in zip(texts, FEEDBACK_WIDTHS, strict=True))
    looks = (styles.number(line.ground), styles.link if line.link else styles.text, *[styles.text] * 5)
    cells = "".join(
        text_cell(cell_name(row, column), look, text)
        for column, (look, text) in enumerate(zip(looks, texts, strict=True), LABEL_COLUMN)
    )
    return f'<row r="{row}" ht="{min(MAX_HEIGHT, height * 15.5 + 4):g}" customHeight="1">{cells}</row>'


def shorten(text: str) -> str:
    """As much of the text as the tallest row can show; the note in the cell has all of it."""
    return text if len(text) <= _MAX_LISTED else f"{text[:_MAX_LISTED]} …"


def _shape(cell: str, text: str, number: int) -> str:
    row, column = cell_position(cell)
    height = min(_NOTE_LINES, lines_needed(text, _NOTE_WIDTH) + 1)
    anchor = f"{column}, 15, {max(row - 2, 0)}, 8, {column + 3}, 40, {max(row - 2, 0) + height}, 4"
    return (
        f'<v:shape id="_x0000_s{1024 + number}" type="#_x0000_t202" fillcolor="#fffbe6" o:insetmode="auto" '
        'style="position:absolute;visibility:hidden;width:240pt;height:80pt"><v:fill color2="#fffbe6"/>'
        '<v:shadow color="black" obscured="t"/><v:textbox style="mso-direction-alt:auto"/>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _drawing(number: int, shapes: str) -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    )
