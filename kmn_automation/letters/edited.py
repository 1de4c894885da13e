"""A letter that a person changed in Word: read paragraph by paragraph, cleaned of its traces, or asked back.

The file comes from outside: `read_in_jail` runs in the limited child. Nothing of the sender's package goes on but
the parts that a letter is made of, each parsed and written anew.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from lxml import etree

from kmn_automation.letters.cleaning import cleaned
from kmn_automation.letters.difference import plain
from kmn_automation.letters.package import Member, read_members
from kmn_automation.letters.pages import TEXT, WORD, Page
from kmn_automation.letters.story import BODY, Line, parse_xml, read_lines, story_parts
from kmn_automation.letters.traces import obstacles
from kmn_automation.model.error import Misconfigured

JAIL_FUNCTIONS = {"read_edited": "kmn_automation.letters.edited:read_in_jail"}
_DRAWN = (f"{{{WORD}}}drawing", f"{{{WORD}}}pict")
_CHAR, _SIMPLE, _KIND = f"{{{WORD}}}fldChar", f"{{{WORD}}}fldSimple", f"{{{WORD}}}fldCharType"
_PAGES = re.compile(r"\d{1,4}")
_DOCUMENT = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Edited:
    """What stands in a Word file, and the cleaned file; where there are obstacles, there is no file."""

    lines: tuple[Line, ...] = ()
    pictures: tuple[str, ...] = ()
    """SHA-256 of every picture."""
    drawn: int = 0
    """How many pictures, text boxes and shapes the text holds."""
    obstacles: tuple[str, ...] = ()
    """German sentences: what is to be settled in Word first, and where."""
    docx: bytes = b""

    @property
    def text(self) -> str:
        """All paragraphs, a line feed between them."""
        return "\n".join(line.text for line in self.lines)


def read_own(docx: bytes) -> Edited:
    """A letter that we wrote ourselves, as it is; nothing is cleaned."""
    members = read_members(docx, "Schreiben")
    return _read(members, _trees(members))


def read_in_jail(payload: bytes, _options: dict[str, object]) -> tuple[dict[str, object], list[bytes]]:
    """The file of a person: `Edited` as plain JSON, the cleaned file as a blob."""
    edited = read_foreign(payload)
    plain: dict[str, object] = {
        "lines": [
            [line.part, line.number, line.text, line.row, line.page.number, line.page.is_guess]
            for line in edited.lines
        ],
        "pictures": list(edited.pictures),
        "drawn": edited.drawn,
        "obstacles": list(edited.obstacles),
    }
    return plain, [edited.docx]


def read_foreign(payload: bytes) -> Edited:
    """The file of a person, cleaned; to be called in the jail only."""
    try:
        members = read_members(payload, "Ihre Datei")
        trees = _trees(members)
    except (Misconfigured, KeyError) as error:
        return Edited(obstacles=(str(error).replace("Vorlage", "Datei"),))
    except etree.XMLSyntaxError:
        return Edited(obstacles=("Die Datei ist beschädigt. Bitte in Word neu als .docx speichern.",))
    if found := obstacles(members, trees):
        return Edited(obstacles=tuple(found))
    docx = cleaned(members, trees)
    after = read_members(docx, "Schreiben")
    final = _read(after, _trees(after))
    return Edited(final.lines, final.pictures, final.drawn, (), docx)


def from_jail(plain: Mapping[str, object], blobs: Sequence[bytes]) -> Edited:
    """The result on our side of the wall; every value is forced to its type.

    Raises:
        ValueError: where the child sent something of another shape.
    """
    try:
        rows = cast("list[list[object]]", plain["lines"])
        return Edited(
            lines=tuple(_line(*each) for each in rows),
            pictures=tuple(str(each) for each in cast("list[object]", plain["pictures"])),
            drawn=int(str(plain["drawn"])),
            obstacles=tuple(str(each) for each in cast("list[object]", plain["obstacles"])),
            docx=bytes(blobs[0]),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"edited letter of a foreign shape: {error}") from error


def _line(*values: object) -> Line:
    part, number, text, row, page, is_guess = values
    seen = Page(int(str(page)), is_guess=is_guess is True)
    return Line(str(part), int(str(number)), str(text), int(str(row)), seen)


def _trees(members: Mapping[str, Member]) -> dict[str, etree._Element]:
    """Every XML part as a tree; a part with a DOCTYPE is refused."""
    trees = {}
    for name, member in members.items():
        if name.endswith((".xml", ".rels")):
            content = member.unpack()
            if b"<!DOCTYPE" in content:
                raise Misconfigured("Die Datei enthält eine Dokumenttyp-Angabe (DOCTYPE).", where=name)
            trees[name] = parse_xml(content)
    if _DOCUMENT not in trees:
        raise Misconfigured("Die Datei ist keine Word-Datei (.docx).")
    return trees


def _lines(tree: etree._Element, name: str) -> list[Line]:
    """The paragraphs with `#` for a page number: every program writes its own count there."""
    counted = copy.deepcopy(tree)
    for text in _results(counted):
        if _PAGES.fullmatch(text.text or ""):
            text.text = "#"
    return read_lines(counted, name)


def _results(tree: etree._Element) -> Iterator[etree._Element]:
    """The texts that stand for the result of a field."""
    is_result = False
    for element in tree.iter(_CHAR, _SIMPLE, TEXT):
        if element.tag == _CHAR:
            is_result = element.get(_KIND) == "separate"
        elif element.tag == _SIMPLE:
            yield from element.iter(TEXT)
        elif is_result:
            yield element


def _unique(lines: Iterable[Line]) -> Iterator[Line]:
    """The letter itself as it is; of head and foot, which stand there once for each kind of page, each line once."""
    seen: set[tuple[str, str]] = set()
    for line in lines:
        if line.part == BODY:
            yield line
        elif (line.part, plain(line.text)) not in seen:
            seen.add((line.part, plain(line.text)))
            yield line


def _read(members: Mapping[str, Member], trees: Mapping[str, etree._Element]) -> Edited:
    parts = [name for name in story_parts(trees) if name in trees]
    media = [member.unpack() for name, member in members.items() if name.startswith("word/media/")]
    return Edited(
        lines=tuple(_unique(line for name in parts for line in _lines(trees[name], name))),
        pictures=tuple(sorted(hashlib.sha256(each).hexdigest() for each in media)),
        drawn=sum(1 for name in parts for _ in trees[name].iter(*_DRAWN)),
    )
