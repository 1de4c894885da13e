"""Draws the empty paper of the printed rule book: `python -m tools.draw_book [FILE]`.

Styles of the letters with headings of a book; the program fills it (`kmn rules book`). An office may edit its copy.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.letter_paper import GREY, WARNING, Sheet, document, page_of_pages, para, twips
from tools.letter_styles import STYLES, Style, settings_xml, styles_xml

NAME = "templates/regelbuch.docx"
_KEEP = "<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/>"
_NEW_PAGE = "<w:keepNext/><w:keepLines/><w:pageBreakBefore/><w:suppressAutoHyphens/>"
_BOLD = "<w:b/>"
_COLOUR = "1F4E63"


def _entry(level: int, before: float, left: float, rpr: str = "") -> Style:
    """A line of the table of contents: dots up to the page number on the right."""
    tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{twips(165)}"/></w:tabs>'
    indent = f'<w:ind w:left="{twips(left)}"/>'
    return Style(f"TOC{level}", f"toc {level}", 0, before, 2, 1.1, tabs, indent, rpr)


BOOK = (
    Style("Heading1", "heading 1", 18, 0, 12, 1.05, _NEW_PAGE, '<w:outlineLvl w:val="0"/>', _BOLD, _COLOUR),
    Style("Heading2", "heading 2", 13.5, 20, 6, 1.1, _KEEP, '<w:outlineLvl w:val="1"/>', _BOLD, _COLOUR),
    Style("Heading3", "heading 3", 10.5, 14, 3, 1.1, _KEEP, '<w:outlineLvl w:val="2"/>', _BOLD),
    Style("Title", "Title", 30, 150, 6, 1.0, _KEEP, "", _BOLD, _COLOUR),
    Style("Subtitle", "Subtitle", 14, 0, 40, 1.15, _KEEP, "", "", GREY),
    Style("Verzeichnis", "Verzeichnistitel", 18, 0, 12, 1.05, _NEW_PAGE, "", _BOLD, _COLOUR),
    _entry(1, 8, 0, _BOLD),
    _entry(2, 0, 6),
    Style("ZelleFett", "Tabellentext fett", 9.5, 2, 2, 1.05, "<w:suppressAutoHyphens/>", "", _BOLD),
    Style("Marke2", "Angabe", 8.5, 2, 2, 1.1, "<w:suppressAutoHyphens/>", "", "", GREY),
    Style("Angenommen", "angenommen", 9.5, 2, 2, 1.05, "", "", _BOLD, WARNING),
)  # fmt: skip


def draw() -> bytes:
    """The paper: one empty paragraph, page numbers below, the line of the rule set above."""
    replaced = {each.id for each in BOOK}
    styles = (*(each for each in STYLES if each.id not in replaced), *BOOK)
    head = para("", "Header")
    parts = {"header1": head, "header2": head, "footer1": para("", "Footer"), "footer2": page_of_pages()}
    return document("Regelbuch", para(""), Sheet(parts), styles_xml(styles), _settings())


def _settings() -> str:
    """As for letters; Word fills in the page numbers of contents and index when the file is opened."""
    return settings_xml().replace("<w:compat>", '<w:updateFields w:val="true"/><w:compat>')


if __name__ == "__main__":
    default = Path(__file__).parent.parent / NAME
    (Path(sys.argv[1]) if len(sys.argv) > 1 else default).write_bytes(draw())
