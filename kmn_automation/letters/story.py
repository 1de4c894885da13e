"""Reading Word's XML as a person reads the page: paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import shorten

from lxml import etree

from kmn_automation.letters.pages import CELL, NOWHERE, PARAGRAPH, ROW, TABLE, TEXT, WORD, Page, find_pages
from kmn_automation.letters.values import BREAK

_W = f"{{{WORD}}}"
_TAB = f"{_W}tab"
_SIGNS = {
    f"{_W}br": BREAK, f"{_W}cr": BREAK, f"{_W}noBreakHyphen": "\u2011", f"{_W}softHyphen": "\u00ad",
}  # fmt: skip
_READ = (PARAGRAPH, TEXT, _TAB, *_SIGNS)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STORY = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
BODY = "Text"
_LABELS = {"document": BODY, "header": "Kopfzeile", "footer": "Fußzeile"}
_EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a part: where a person finds it, and its text."""

    part: str
    number: int
    """Counted over the part, those in tables included; 0 for what is no paragraph of the file."""
    text: str
    row: int = 0
    """Number of the table row that it stands in, counted over the part; 0 outside of tables."""
    page: Page = NOWHERE

    @property
    def place(self) -> str:
        """`Text, etwa Seite 2, Absatz 31`."""
        paragraph = f"Absatz {self.number}" if self.number else ""
        return ", ".join(filter(None, (self.part, self.page.words, paragraph)))

    @property
    def words(self) -> str:
        """The beginning of the text."""
        return shorten(self.text.replace(BREAK, " "), _EXCERPT, placeholder=" …")


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
    return "".join(map(text_of, readable(root)))


def readable(root: etree._Element) -> Iterator[etree._Element]:
    """The elements that a text is made of, the paragraphs among them."""
    return root.iter(*_READ)


def text_of(element: etree._Element) -> str:
    """What one of these elements adds to the text; a paragraph its line feed."""
    tag = element.tag
    if tag == TEXT:
        # some programs wrap the lines of their XML; Word shows a blank
        text = (element.text or "").replace("\n", " ")
        bare = text.strip(" \t\r")
        # most texts have no space at their ends
        return text if len(bare) == len(text) or element.get(_SPACE) == "preserve" else bare
    if tag == PARAGRAPH:
        return "\n"
    if tag == _TAB:
        return "" if element.attrib else "\t"  # a tab stop of the paragraph's settings has attributes
    return _SIGNS[str(tag)]


def read_lines(root: etree._Element, part: str) -> list[Line]:
    """The paragraphs with their places."""
    label = label_of(part)
    texts = read_text(root).split("\n")[1:]
    paragraphs = list(root.iter(PARAGRAPH))
    pages = find_pages(root, texts) if label == BODY else [NOWHERE] * len(texts)
    rows = {row: number for number, row in enumerate(root.iter(ROW), 1)}
    lines = []
    for number, (paragraph, text, page) in enumerate(zip(paragraphs, texts, pages, strict=True), 1):
        row = next((rows[each] for each in paragraph.iterancestors(ROW)), 0)
        lines.append(Line(label, number, text, row, page))
    return lines


def broken_tables(root: etree._Element) -> Iterator[str]:
    """What Word would refuse to open: tables without rows, cells that do not end with a paragraph."""
    if any(table.find(ROW) is None for table in root.iter(TABLE)):
        yield "Eine Tabelle hat keine Zeile mehr."
    if any(len(cell) == 0 or cell[-1].tag != PARAGRAPH for cell in root.iter(CELL)):
        yield "Eine Tabellenzelle hat keinen Absatz mehr."


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
