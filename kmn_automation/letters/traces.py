"""What must be settled in Word before a changed letter can go on: each with its place and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from kmn_automation.letters.cleaning import DROPPED, KEPT
from kmn_automation.letters.inspection import ALLOWED_FIELDS, Story, field_codes
from kmn_automation.letters.package import Member
from kmn_automation.letters.pages import WORD
from kmn_automation.letters.story import Line, broken_tables, label_of, story_parts

MOST = 12
"""So many places are named; a file with more has one trouble throughout."""
_W = f"{{{WORD}}}"
_ACCEPT = "eine Änderung ist noch nicht angenommen. Bitte unter „Überprüfen“ alle Änderungen annehmen."
_COMMENT = "da steht ein Kommentar. Bitte löschen."
_HIDDEN = "da steht verborgener Text. Bitte sichtbar machen oder löschen."
_OBJECT = "da ist ein Objekt oder eine andere Datei eingebettet. Bitte entfernen."
_SIGN = (
    "da steht ein Sonderzeichen, eine Formel oder ein Steuerelement. Bitte als gewöhnlichen Text schreiben."
)
_TRACES: Mapping[str, str] = {
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"), _ACCEPT),
    **dict.fromkeys(("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange"), _ACCEPT),
    **dict.fromkeys(("trPrChange", "numberingChange", "tblGridChange"), _ACCEPT),
    **dict.fromkeys(("commentReference", "commentRangeStart", "commentRangeEnd"), _COMMENT),
    **dict.fromkeys(("object", "altChunk", "subDoc", "control"), _OBJECT),
    **dict.fromkeys(("sym", "dataBinding", "ruby"), _SIGN),
}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_FIELD = re.compile(r"[A-Za-z]+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2029-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ue000-\uf8ff\U000e0000-\U000e0fff]"
)
_LIST_TEXT = re.compile(r"[^\W\d_]{3,}|\d")
_HYPERLINK = "/hyperlink"
_SMALLEST = 8
"""Half points: what is set in less than four points nobody reads."""
_OFF = frozenset({"0", "false", "off"})


def obstacles(members: Mapping[str, Member], trees: Mapping[str, etree._Element]) -> list[str]:
    """German sentences, the worst first; empty for a letter that may go on."""
    found = [*_foreign_parts(members, trees), *_relations(trees)]
    hidden_styles = _hidden_styles(trees.get("word/styles.xml"))
    for name in story_parts(trees):
        tree = trees[name]
        story = Story(name, tree)
        for element, what in _in_story(tree, hidden_styles):
            line = story.line_of(element)
            found.append(f"{_where(line) if line else label_of(name)}: {what}")
        found += [f"{label_of(name)}: {fault}" for fault in broken_tables(tree)]
        found += [
            f"{_where(line)}: da steht ein unsichtbares Zeichen. Bitte die Stelle neu schreiben."
            for line in story.lines
            if _UNSEEN.search(line.text)
        ]
    found += _list_texts(trees.get("word/numbering.xml"))
    return list(dict.fromkeys(found))[:MOST]


def _where(line: Line) -> str:
    return f"{line.place} „{line.words}“" if line.words else line.place


def _foreign_parts(members: Mapping[str, Member], trees: Mapping[str, etree._Element]) -> Iterator[str]:
    types = etree.tostring(trees["[Content_Types].xml"]) if "[Content_Types].xml" in trees else b""
    names = " ".join(members)
    if "vbaProject" in names or "activeX" in names or b"macroEnabled" in types:
        yield "Die Datei enthält Makros. Bitte in Word als „Word-Dokument (*.docx)“ ohne Makros speichern."
    for name in members:
        if not (KEPT.fullmatch(name) or DROPPED.fullmatch(name)):
            yield f"Die Datei enthält etwas, das nicht in ein Schreiben gehört ({name}). Bitte entfernen."


def _relations(trees: Mapping[str, etree._Element]) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels") or name == "word/_rels/settings.xml.rels":
            continue  # the settings only name the template and go on without it
        for relation in tree:
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                continue
            is_link = relation.get("Type", "").endswith(_HYPERLINK)
            what = "einen Link" if is_link else "einen Verweis auf eine fremde Datei"
            yield f"Die Datei enthält {what} ({target[:80]}). Bitte entfernen und als Text schreiben."


def _in_story(tree: etree._Element, hidden_styles: frozenset[str]) -> Iterator[tuple[etree._Element, str]]:
    for element in tree.iter(f"{_W}*", _MATH):
        name = etree.QName(element).localname
        if what := _TRACES.get(name) or (_SIGN if element.tag == _MATH else ""):
            yield element, what
        elif _hides(element, hidden_styles) and _has_text(element):
            yield element, _HIDDEN
    for element, code in field_codes(tree):
        match = _FIELD.search(code)
        if match is None or match[0].upper() not in ALLOWED_FIELDS:
            yield element, f"da steht ein Feld ({code.strip()[:40]}). Bitte als gewöhnlichen Text schreiben."


def _hides(element: etree._Element, hidden_styles: frozenset[str]) -> bool:
    name = etree.QName(element).localname
    if name in {"pStyle", "rStyle"}:
        return element.get(f"{_W}val") in hidden_styles
    return name == "rPr" and _is_hidden(element)


def _has_text(element: etree._Element) -> bool:
    """Whether the run or paragraph that is set so says anything; an empty line may be as small as it likes."""
    inside = next(element.iterancestors(f"{_W}r", f"{_W}p"), None)
    if inside is None or (inside.tag == f"{_W}p" and element.tag == f"{_W}rPr"):
        return False  # the mark of a paragraph
    return any((each.text or "").strip() for each in inside.iter(f"{_W}t"))


def _is_hidden(properties: etree._Element) -> bool:
    for name in ("vanish", "specVanish", "webHidden"):
        element = properties.find(f"{_W}{name}")
        if element is not None and element.get(f"{_W}val", "") not in _OFF:
            return True
    color = properties.find(f"{_W}color")
    if color is not None and color.get(f"{_W}val", "").upper() == "FFFFFF":
        return True
    if color is not None and color.get(f"{_W}themeColor") in {"background1", "light1"}:
        return True
    size = properties.find(f"{_W}sz")
    value = size.get(f"{_W}val", "") if size is not None else ""
    return value.isdecimal() and int(value) < _SMALLEST


def _hidden_styles(styles: etree._Element | None) -> frozenset[str]:
    """The ids of styles that hide what is set in them, also by inheritance."""
    if styles is None:
        return frozenset()
    parents: dict[str, str] = {}
    hidden: set[str] = set()
    for style in styles.iter(f"{_W}style"):
        number = style.get(f"{_W}styleId", "")
        based = style.find(f"{_W}basedOn")
        parents[number] = based.get(f"{_W}val", "") if based is not None else ""
        if any(_is_hidden(each) for each in style.iter(f"{_W}rPr")):
            hidden.add(number)
    for _ in range(len(parents)):
        more = {number for number, parent in parents.items() if parent in hidden} - hidden
        if not more:
            break
        hidden |= more
    return frozenset(hidden)


def _list_texts(numbering: etree._Element | None) -> Iterator[str]:
    """Numbers of a list are text that stands in no paragraph; only signs and counters may be there."""
    if numbering is None:
        return
    for level in numbering.iter(f"{_W}lvlText"):
        text = level.get(f"{_W}val", "")
        if _LIST_TEXT.search(re.sub(r"%\d", "", text)):
            yield f"Eine Aufzählung setzt von selbst den Text „{text[:40]}“ davor. Bitte ohne Aufzählung schreiben."
