"""A book as a Word file: the paper of the office, filled with blocks.

The elements are written as XML, since python-docx needs a second for every hundred rows of a table. Contents and
index are references to the pages of the headings: Word offers to fill them when the file is opened, LibreOffice does.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from xml.sax.saxutils import escape, quoteattr
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.letters.book import Block, Book, Column, Contents, Heading, Index, Look, Table, Text
from kmn_automation.model.error import Misconfigured

TABLE_LOOK, TINT = "Abrechnung", "E8EFF2"
_HEADINGS = {level: f"Heading {level}" for level in (1, 2, 3)}
_ENTRIES = {1: "toc 1", 2: "toc 2"}
_NEEDED = (*Look, *_HEADINGS.values(), *_ENTRIES.values(), TABLE_LOOK)
_NAMESPACES = nsdecls("w")
_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def write_book(book: Book, paper: bytes, name: str) -> bytes:
    """The book on that paper (a .docx with our styles); `name` is told where the paper is wrong.

    Raises:
        Misconfigured: the paper is no Word file, or lacks a style.
    """
    document = _opened(paper, name)
    writer = _Writer(_styles(document, name), count(1), tuple(book.blocks))
    body = document.element.body
    for each in list(body)[:-1]:  # the last one is the page
        body.remove(each)
    page = body[-1]
    for block in book.blocks:
        for xml in writer.block(block):
            page.addprevious(parse_xml(xml))
    _run_along(document, book)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _opened(paper: bytes, name: str) -> DocumentObject:
    try:
        return Document(io.BytesIO(paper))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError):
        raise Misconfigured("Diese Datei ist kein Word-Dokument (.docx).", where=name) from None


def _styles(document: DocumentObject, name: str) -> dict[str, str]:
    found = {str(each.name): str(each.style_id) for each in document.styles}
    for needed in _NEEDED:
        if needed not in found:
            what = f"Die Formatvorlage „{needed}“ fehlt."
            do = suggest(needed, found) or "Bitte von der mitgelieferten Datei ausgehen."
            raise Misconfigured(what, where=name, do=do)
    return found


def _run_along(document: DocumentObject, book: Book) -> None:
    document.core_properties.title = book.title
    document.core_properties.language = "de-DE"
    header = document.sections[0].header.paragraphs
    if header:
        header[0].text = book.running


@dataclass(frozen=True, slots=True)
class _Writer:
    """Blocks as XML; `numbers` counts the bookmarks."""

    styles: Mapping[str, str]
    numbers: Iterator[int]
    blocks: tuple[Block, ...]

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Text():
                yield self.paragraph(block.look, _run(block.text))
            case Heading():
                yield self.heading(block)
            case Table():
                yield from self.table(block)
            case Contents():
                yield from self.contents(block)
            case Index():
                yield from self.index(block)

    def paragraph(self, look: str, inner: str, *, keep: bool = False) -> str:
        style, kept = quoteattr(self.styles[look]), "<w:keepNext/>" if keep else ""
        return f"<w:p {_NAMESPACES}><w:pPr><w:pStyle w:val={style}/>{kept}</w:pPr>{inner}</w:p>"

    def heading(self, heading: Heading) -> str:
        number, mark = next(self.numbers), quoteattr(heading.mark)
        begin = f'<w:bookmarkStart w:id="{number}" w:name={mark}/>'
        end = f'<w:bookmarkEnd w:id="{number}"/>'
        return self.paragraph(_HEADINGS[heading.level], f"{begin}{_run(heading.text)}{end}")

    def table(self, table: Table) -> Iterator[str]:
        last = len(table.rows) - 1
        rows = [
            self.row(table.columns, [self.cell(each, keep=table.together and place < last) for each in row])
            for place, row in enumerate(table.rows)
        ]
        yield from self.framed(table.title, table.columns, rows)

    def framed(self, title: str, columns: Sequence[Column], rows: Sequence[str]) -> Iterator[str]:
        """The table around its rows, with the line of headings in front."""
        head = self.head(columns) if any(each.heading for each in columns) else ""
        grid = "".join(f'<w:gridCol w:w="{_twips(each.width)}"/>' for each in columns)
        width = _twips(sum(each.width for each in columns))
        yield (
            f"<w:tbl {_NAMESPACES}><w:tblPr><w:tblStyle w:val={quoteattr(self.styles[TABLE_LOOK])}/>"
            f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>'
            f"<w:tblCaption w:val={quoteattr(title)}/></w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(rows)}</w:tbl>"
        )
        yield self.paragraph(Look.TEXT, "")  # two tables without anything between them become one

    def head(self, columns: Sequence[Column]) -> str:
        looks = (Look.HEAD_RIGHT if each.right else Look.HEAD for each in columns)
        cells = [self.paragraph(look, _run(each.heading)) for look, each in zip(looks, columns, strict=True)]
        return self.row(columns, cells, f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>')

    def row(self, columns: Sequence[Column], cells: Sequence[str], shade: str = "") -> str:
        """A row that stays on one page; a shaded one is the heading and repeats."""
        inner = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{_twips(column.width)}" w:type="dxa"/>{shade}</w:tcPr>{content}</w:tc>'
            for column, content in zip(columns, cells, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if shade else ''}</w:trPr>{inner}</w:tr>"

    def cell(self, texts: Sequence[Text], *, keep: bool) -> str:
        return "".join(self.paragraph(each.look, _run(each.text), keep=keep) for each in texts)

    def contents(self, contents: Contents) -> Iterator[str]:
        yield self.paragraph(Look.CONTENTS, _run(contents.title))
        shown = [each for each in self.blocks if isinstance(each, Heading) and each.level in _ENTRIES]
        for each in shown:
            yield self.paragraph(
                _ENTRIES[each.level],
                f"{_link(each.mark, _run(each.text))}<w:r><w:tab/></w:r>{_page_of(each.mark)}",
            )

    def index(self, index: Index) -> Iterator[str]:
        rows = [
            self.row(
                index.columns,
                (
                    self.paragraph(Look.STRONG_CELL, _link(mark, _run(word))),
                    self.paragraph(Look.CELL, _run(text)),
                    self.paragraph(Look.AMOUNT, _page_of(mark)),
                ),
            )
            for word, text, mark in index.entries
        ]
        yield from self.framed("Verzeichnis", index.columns, rows)


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def _run(text: str) -> str:
    inner = escape(text).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r><w:t xml:space="preserve">{inner}</w:t></w:r>'


def _code(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'


def _link(mark: str, inner: str) -> str:
    return f'<w:hyperlink w:anchor={quoteattr(mark)} w:history="1">{inner}</w:hyperlink>'


def _page_of(mark: str) -> str:
    parts = (_FIELD.format("begin"), _code(f"PAGEREF {mark} \\h"), _FIELD.format("separate"))
    return f"{''.join(parts)}{_run('–')}{_FIELD.format('end')}"
