"""Reading Word's XML as a person reads the page: paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from kmn_automation.letters.values import BREAK

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{WORD}}}"
PARAGRAPH, TEXT, ROW, TABLE, CELL = (f"{_W}{name}" for name in ("p", "t", "tr", "tbl", "tc"))
_TAB, _PAGE = f"{_W}tab", f"{_W}lastRenderedPageBreak"
_SIGNS = {
    f"{_W}br": BREAK, f"{_W}cr": BREAK, f"{_W}noBreakHyphen": "\u2011", f"{_W}softHyphen": "\u00ad",
}  # fmt: skip
_READ = (PARAGRAPH, TEXT, _TAB, *_SIGNS)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STORY = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_LABELS = {"document": "Text", "header": "Kopfzeile", "footer": "Fußzeile"}
_EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a part: where a person finds it, and its text."""

    place: str
    text: str
    row: int
    """Number of the table row that it stands in, counted over the part; 0 outside of tables."""

    @property
    def where(self) -> str:
        """Place and beginning of the text, for a message."""
        excerpt = self.text.strip().replace(BREAK, " ")[:_EXCERPT]
        return f"{self.place} „{excerpt}“" if excerpt else self.place


def story_parts(names: Iterable[str]) -> list[str]:
    """The members that hold text, the letter itself first."""
    found = [name for name in names if _STORY.fullmatch(name)]
    return sorted(found, key=lambda name: (not name.endswith("/document.xml"), name))


def label_of(part: str) -> str:
    """What a person calls that part."""
    stem = part.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
    return _LABELS.get(stem, "Fußnoten")


def parse_xml(content: bytes) -> etree._Element:
    """The tree; entities and the network are never touched, broken XML raises `etree.XMLSyntaxError`."""
    return etree.fromstring(content, _parser())


def read_text(root: etree._Element) -> str:
    """All paragraphs, each with a line feed in front; white space as Word shows it."""
    pieces: list[str] = []
    for element in root.iter(*_READ):
        tag = element.tag
        if tag == TEXT:
            pieces.append(_shown(element))
        elif tag == PARAGRAPH:
            pieces.append("\n")
        elif tag == _TAB:
            if not element.attrib:  # a tab stop of the paragraph's settings has attributes
                pieces.append("\t")
        else:
            pieces.append(_SIGNS[str(tag)])
    return "".join(pieces)


def read_lines(root: etree._Element, part: str) -> list[Line]:
    """The paragraphs with their places; pages only where Word noted them."""
    label = label_of(part)
    pages = _pages(root)
    rows = {row: number for number, row in enumerate(root.iter(ROW), 1)}
    lines = []
    texts = read_text(root).split("\n")[1:]
    for number, (paragraph, text) in enumerate(zip(root.iter(PARAGRAPH), texts, strict=True), 1):
        page = f"Seite {pages[paragraph]}, " if pages else ""
        row = next((rows[each] for each in paragraph.iterancestors(ROW)), 0)
        lines.append(Line(f"{label}, {page}Absatz {number}", text, row))
    return lines


def broken_tables(root: etree._Element) -> Iterator[str]:
    """What Word would refuse to open: tables without rows, cells that do not end with a paragraph."""
    if any(table.find(ROW) is None for table in root.iter(TABLE)):
        yield "Eine Tabelle hat keine Zeile mehr."
    if any(len(cell) == 0 or cell[-1].tag != PARAGRAPH for cell in root.iter(CELL)):
        yield "Eine Tabellenzelle hat keinen Absatz mehr."


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _shown(element: etree._Element) -> str:
    text = element.text or ""
    bare = text.strip(" \t\n\r")
    if len(bare) == len(text) or element.get(_SPACE) == "preserve":  # most texts have no space at their ends
        return text
    return bare


def _pages(root: etree._Element) -> dict[etree._Element, int]:
    if root.find(f".//{_PAGE}") is None:
        return {}
    pages: dict[etree._Element, int] = {}
    page = 1
    for element in root.iter(PARAGRAPH, _PAGE):
        if element.tag == _PAGE:
            page += 1
        else:
            pages[element] = page
    return pages
