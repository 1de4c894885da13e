"""The check after rendering: the finished file is opened again, read, and compared with what the data say.

Each text part must say exactly its expected paragraphs and hold no element, field or relation that the template
does not hold; every other member must be the template's, byte for byte (by its checksum).
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.package import Member
from kmn_automation.letters.story import broken_tables, label_of, parse_xml, read_text
from kmn_automation.letters.values import BREAK

_ELEMENT = re.compile(r"<([A-Za-z][^\s/>]*)")
# each begins with literal text, which the search skips to: one pattern for all takes five times as long
_CODES = (
    re.compile(r"<w:instrText[^>]*>[^<]*"),
    re.compile(r" w:instr=\"[^\"]*\""),
    re.compile(r" r:\w+=\"[^\"]*\""),
)
_FROM_VALUES = {"w:br", "w:tab"}
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a finished part may hold besides its text: a pattern for every other element, and field codes."""

    foreign: re.Pattern[str]
    codes: frozenset[str]

    def foreign_in(self, xml: str) -> list[str]:
        """The kinds of elements, field codes and relation ids that may not be there, sorted."""
        return sorted({*self.foreign.findall(xml), *(_codes(xml) - self.codes)})


def expectation_of(xml: str) -> Expectation:
    """Exactly the kinds of elements, field codes and relation ids of a template's part, and what values bring along."""
    known = "|".join(map(re.escape, sorted({*_ELEMENT.findall(xml), *_FROM_VALUES})))
    # a search that finds nothing makes no strings: half the time of collecting all elements
    return Expectation(re.compile(rf"<(?![/?!]|(?:{known})[\s/>])([^\s/>]*)"), _codes(xml))


def _codes(xml: str) -> frozenset[str]:
    return frozenset(code for pattern in _CODES for code in pattern.findall(xml))


def check_finished(
    docx: bytes,
    template: Mapping[str, Member],
    expected: Mapping[str, str | None],
    expectations: Mapping[str, Expectation],
) -> str:
    """The text of the finished file, paragraph by paragraph.

    Raises:
        LetterHeld: naming the first difference.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        found = {info.filename: info for info in archive.infolist()}
        _check_members(found, template, expected)
        texts = []
        for name, wanted in expected.items():
            text = _read_part(archive.read(name), expectations[name], name)
            if wanted is not None and text != wanted:
                raise _difference(wanted, text, name)
            texts.append(text)
    return "".join(texts).removeprefix("\n")


def _check_members(
    found: Mapping[str, zipfile.ZipInfo], template: Mapping[str, Member], expected: Mapping[str, str | None]
) -> None:
    if list(found) != list(template):
        raise LetterHeld("Die fertige Datei hat andere Teile als die Vorlage.")
    for name, member in template.items():
        if expected.get(name) is None and (found[name].CRC, found[name].file_size) != (
            member.crc,
            member.size,
        ):
            raise LetterHeld(f"Der Teil „{name}“ der fertigen Datei weicht von der Vorlage ab.")


def _read_part(content: bytes, expectation: Expectation, name: str) -> str:
    try:
        root = parse_xml(content)
    except etree.XMLSyntaxError as error:
        raise LetterHeld(f"Die fertige Datei ist kein gültiges Word-Dokument ({error.msg}).") from None
    if foreign := expectation.foreign_in(content.decode("utf-8")):
        raise LetterHeld(
            f"Die fertige Datei enthält im Teil „{label_of(name)}“ Fremdes: {', '.join(foreign)}."
        )
    for fault in broken_tables(root):
        raise LetterHeld(f"{label_of(name)}: {fault}")
    return read_text(root)


def _difference(wanted: str, text: str, name: str) -> LetterHeld:
    before, after = wanted.split("\n"), text.split("\n")
    for opcode, low, high, start, end in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if opcode != "equal":
            missing = _short(before[low:high])
            instead = _short(after[start:end])
            return LetterHeld(
                f"Der fertige Text weicht von den Daten ab: erwartet „{missing}“, gefunden „{instead}“.",
                where=f"{label_of(name)}, Absatz {low}",
                do="Das Schreiben wurde angehalten und nicht versandt.",
            )
    return LetterHeld("Der fertige Text weicht von den Daten ab.", where=label_of(name))


def _short(paragraphs: list[str]) -> str:
    return " ¶ ".join(paragraphs).replace(BREAK, " ")[:_SHOWN]
