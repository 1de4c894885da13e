"""Tags that Word cut in pieces: the spell checker does no harm, a link or content control half over a tag does."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from lxml import etree

from kmn_automation.letters.defect import Defects
from kmn_automation.letters.inspection import Story
from kmn_automation.letters.pages import PARAGRAPH
from kmn_automation.letters.shadow import TAG
from kmn_automation.letters.story import readable, text_of


def check_splits(story: Story, defects: Defects) -> None:
    """Tells `defects` of each tag that begins inside of something and ends outside: filled, it would break the file."""
    for line, pieces in zip(story.lines, _by_paragraph(story.root), strict=True):
        ends = list(accumulate(len(text_of(each)) for each in pieces))
        for match in TAG.finditer(line.text):
            first, last = (pieces[bisect_right(ends, each)] for each in (match.start(), match.end() - 1))
            if _container(first) is not _container(last):
                what = (
                    f"{match[0]} ist zerlegt: Ein Link oder Inhaltssteuerelement reicht nur über einen Teil."
                )
                do = "Bitte den Befehl löschen, den Link entfernen und den Befehl in einem Zug neu eintippen."
                defects.add(what, line, do)


def _by_paragraph(root: etree._Element) -> list[list[etree._Element]]:
    paragraphs: list[list[etree._Element]] = []
    for element in readable(root):
        if element.tag == PARAGRAPH:
            paragraphs.append([])
        else:
            paragraphs[-1].append(element)
    return paragraphs


def _container(element: etree._Element) -> etree._Element | None:
    """What holds the run that holds the text."""
    run = element.getparent()
    return None if run is None else run.getparent()
