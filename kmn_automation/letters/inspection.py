"""What a template must not carry: macros, foreign content, fields that fetch or compute, traces of editing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from kmn_automation.letters.defect import Defects
from kmn_automation.letters.package import Member
from kmn_automation.letters.pages import PARAGRAPH, WORD
from kmn_automation.letters.story import Line, label_of, parse_xml, read_lines, story_parts

ALLOWED_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_W = f"{{{WORD}}}"
_LETTER = "word/document.xml"
_HYPERLINK = "/hyperlink"
_WEB = ("mailto:", "https://", "http://")
_REVISED = "Änderungsverfolgung: Hier steht eine Änderung, die noch nicht entschieden ist."
_DECIDE = "Bitte in Word unter „Überprüfen“ alle Änderungen annehmen oder ablehnen."
_OFF = {"0", "false", "off"}
_REVISIONS = (
    "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange",
    "sectPrChange", "numberingChange", "cellIns", "cellDel", "cellMerge",
)  # fmt: skip
_COMMENT = ("Die Vorlage enthält einen Kommentar.", "Bitte löschen.")
_TRACES = {
    **dict.fromkeys(_REVISIONS, (_REVISED, _DECIDE)),
    "commentReference": _COMMENT,
    "object": ("Die Vorlage enthält ein eingebettetes Objekt.", "Bitte entfernen."),
    "altChunk": ("Die Vorlage bindet eine andere Datei ein.", "Bitte entfernen."),
    "subDoc": ("Die Vorlage bindet eine andere Datei ein.", "Bitte entfernen."),
}
_HIDDEN = ("Die Vorlage enthält verborgenen Text.", "Bitte sichtbar machen oder löschen.")
_FIELD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True)
class Story:
    """A text part: its name, its tree, its paragraphs."""

    name: str
    root: etree._Element

    @cached_property
    def lines(self) -> list[Line]:
        """The paragraphs with their places."""
        return read_lines(self.root, self.name)

    @cached_property
    def _by_paragraph(self) -> dict[etree._Element, Line]:
        return dict(zip(self.root.iter(PARAGRAPH), self.lines, strict=True))

    def line_of(self, element: etree._Element) -> Line | None:
        """The paragraph in which an element stands."""
        paragraph = element if element.tag == PARAGRAPH else next(element.iterancestors(PARAGRAPH), None)
        return None if paragraph is None else self._by_paragraph[paragraph]


def inspect_template(members: Mapping[str, Member], defects: Defects) -> list[Story]:
    """The text parts, none if the letter itself cannot be read; what may not be in a template is told to `defects`."""
    _check_members(members, defects)
    for name, member in members.items():
        if name.endswith(".rels"):
            _check_relations(read_tree(member, defects), defects)
    hidden = _hidden_styles(members, defects)
    trees = {name: read_tree(members[name], defects) for name in story_parts(members)}
    stories = [Story(name, tree) for name, tree in trees.items() if tree is not None]
    if not _is_letter(trees, defects):
        return []
    for story in stories:
        _check_traces(story, hidden, defects)
        _check_fields(story, defects)
    return stories


def _is_letter(trees: Mapping[str, etree._Element | None], defects: Defects) -> bool:
    if _LETTER not in trees:
        defects.add("Die Datei ist keine Word-Datei (.docx).", do="Bitte in Word neu als .docx speichern.")
    letter = trees.get(_LETTER)
    if letter is None:
        return False
    if not letter.tag.startswith(_W):
        do = "Bitte in Word als „Word-Dokument (*.docx)“ speichern, ohne „Strict“."
        defects.add("Die Datei ist im Format „Strict Open XML“ gespeichert.", do=do)
        return False
    return True


def read_tree(member: Member, defects: Defects) -> etree._Element | None:
    """The tree of a member, or None with a complaint."""
    content = member.unpack()
    if b"<!DOCTYPE" in content:
        what = "Die Datei enthält eine Dokumenttyp-Angabe (DOCTYPE)."
        defects.add(what, do="Bitte die Datei in Word neu speichern.")
        return None
    try:
        return parse_xml(content)
    except etree.XMLSyntaxError:
        do = "Bitte die Datei in Word neu speichern."
        defects.add(f"Der Teil „{member.name}“ ist beschädigt.", do=do)
        return None


def is_on(element: etree._Element) -> bool:
    """Whether a switch such as `w:vanish` is set; without a value it is."""
    return element.get(f"{_W}val", "1").lower() not in _OFF


def _check_members(members: Mapping[str, Member], defects: Defects) -> None:
    names = " ".join(members)
    types = members["[Content_Types].xml"].unpack() if "[Content_Types].xml" in members else b""
    if "vbaProject" in names or b"macroEnabled" in types or "activeX" in names:
        do = "Bitte in Word als „Word-Dokument (*.docx)“ ohne Makros speichern."
        defects.add("Die Vorlage enthält Makros.", do=do)
    if b"wordprocessingml.template" in types:
        do = "Bitte in Word als „Word-Dokument (*.docx)“ speichern."
        defects.add(
            "Die Datei ist eine Dokumentvorlage (.dotx); als .docx ließe sie sich nicht öffnen.", do=do
        )
    if "word/embeddings/" in names:
        defects.add("Die Vorlage enthält ein eingebettetes Objekt.", do="Bitte entfernen.")
    comments = members.get("word/comments.xml")
    if comments is not None and b"<w:comment " in comments.unpack():
        defects.add(_COMMENT[0], do=_COMMENT[1])


def _check_relations(tree: etree._Element | None, defects: Defects) -> None:
    for relation in tree if tree is not None else ():
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        is_web = kind.endswith(_HYPERLINK) and target.lower().startswith(_WEB)
        if relation.get("TargetMode") == "External" and not is_web:
            do = "Bitte die Verknüpfung in Word lösen (Entwicklertools, Dokumentvorlage; Datei, Verknüpfungen)."
            defects.add(f"Die Vorlage verweist auf eine fremde Datei: {target}", do=do)


def _hidden_styles(members: Mapping[str, Member], defects: Defects) -> set[str]:
    styles = members.get("word/styles.xml")
    tree = None if styles is None else read_tree(styles, defects)
    if tree is None:
        return set()
    found = [each for each in tree.iter(f"{_W}style") if _is_hidden(each.find(f"{_W}rPr/{_W}vanish"))]
    return {each.get(f"{_W}styleId", "") for each in found}


def _is_hidden(vanish: etree._Element | None) -> bool:
    return vanish is not None and is_on(vanish)


def _check_traces(story: Story, hidden: set[str], defects: Defects) -> None:
    label = label_of(story.name)
    for name, (what, do) in _TRACES.items():
        for found in story.root.iter(f"{_W}{name}"):
            defects.add(what, story.line_of(found), do, part=label)
    for found in story.root.iter(f"{_W}vanish"):
        if is_on(found):
            defects.add(_HIDDEN[0], story.line_of(found), _HIDDEN[1], part=label)
    for found in story.root.iter(f"{_W}pStyle", f"{_W}rStyle"):
        if found.get(f"{_W}val") in hidden:
            defects.add(_HIDDEN[0], story.line_of(found), _HIDDEN[1], part=label)


def _check_fields(story: Story, defects: Defects) -> None:
    for element, code in field_codes(story.root):
        line, label = story.line_of(element), label_of(story.name)
        match = _FIELD.search(code)
        if code.strip().startswith("="):
            do = "Bitte die Formel löschen; gerechnet wird in den Regeln, der Betrag kommt als Platzhalter."
            defects.add(f"Hier rechnet Word: „{code.strip()}“.", line, do, part=label)
        elif match is None or match[0].upper() not in ALLOWED_FIELDS:
            what = f"Das Feld „{code.strip()}“ ist in einer Vorlage nicht erlaubt."
            do = "Erlaubt sind nur Seitenzahl (PAGE) und Seitenanzahl (NUMPAGES)."
            defects.add(what, line, do, part=label)


def field_codes(tree: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Every field with its whole code: Word splits a code over several runs."""
    code = ""
    for element in tree.iter(f"{_W}instrText", f"{_W}fldSimple", f"{_W}fldChar"):
        if element.tag == f"{_W}instrText":
            code += element.text or ""
        elif element.tag == f"{_W}fldSimple":
            yield element, element.get(f"{_W}instr", "")
        elif code:
            yield element, code
            code = ""
