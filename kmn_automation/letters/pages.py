"""On which page of a Word file a paragraph stands: as Word noted it when it was saved, else a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{WORD}}}"
PARAGRAPH, TEXT, ROW, TABLE, CELL = (f"{_W}{name}" for name in ("p", "t", "tr", "tbl", "tc"))
_NOTED, _BREAK = f"{_W}lastRenderedPageBreak", f"{_W}br"
_LINES, _LETTERS, _CELL_LETTERS = 46, 85, 40
"""Lines on a page, letters in a line, letters in a line of a table cell; for a guess."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, counted from 1; 0 where there is none to name, as in a footer."""

    number: int
    is_guess: bool

    @property
    def words(self) -> str:
        """`Seite 2`, or `etwa Seite 2` where Word noted no pages."""
        if not self.number:
            return ""
        return f"{'etwa ' if self.is_guess else ''}Seite {self.number}"


NOWHERE = Page(0, is_guess=False)


def find_pages(root: etree._Element, texts: Sequence[str]) -> list[Page]:
    """The page of each paragraph; `texts` are their texts."""
    if root.find(f".//{_NOTED}") is not None:
        return [Page(number, is_guess=False) for number in _noted(root)]
    return [Page(number, is_guess=True) for number in _guessed(root, texts)]


def _noted(root: etree._Element) -> list[int]:
    pages: list[int] = []
    page, is_at_start = 1, True
    for element in root.iter(PARAGRAPH, TEXT, _NOTED):
        if element.tag == PARAGRAPH:
            pages.append(page)
            is_at_start = True
        elif element.tag == TEXT:
            is_at_start = False
        else:
            page += 1
            if is_at_start and pages:
                pages[-1] = page
    return pages


def _guessed(root: etree._Element, texts: Sequence[str]) -> list[int]:
    pages: list[int] = []
    page, used = 1, 0
    for paragraph, text in zip(root.iter(PARAGRAPH), texts, strict=True):
        width = _CELL_LETTERS if next(paragraph.iterancestors(ROW), None) is not None else _LETTERS
        lines = 1 + len(text) // width
        if used and (used + lines > _LINES or paragraph.find(f"{_W}pPr/{_W}pageBreakBefore") is not None):
            page, used = page + 1, 0
        pages.append(page)
        used += lines
        if _ends_page(paragraph):
            page, used = page + 1, 0
    return pages


def _ends_page(paragraph: etree._Element) -> bool:
    if paragraph.find(f"{_W}pPr/{_W}sectPr") is not None:
        return True
    return any(each.get(f"{_W}type") == "page" for each in paragraph.iter(_BREAK))
