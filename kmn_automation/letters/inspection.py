"""What a template must not carry: macros, foreign content, fields that fetch, traces of editing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from kmn_automation.letters.package import Member
from kmn_automation.letters.story import PARAGRAPH, WORD, label_of, parse_xml, read_lines, story_parts
from kmn_automation.model.error import Misconfigured

ALLOWED_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_W = f"{{{WORD}}}"
_HYPERLINK = "/hyperlink"
_TRACES = {
    "ins": "Änderungsverfolgung: Bitte alle Änderungen annehmen oder ablehnen.",
    "del": "Änderungsverfolgung: Bitte alle Änderungen annehmen oder ablehnen.",
    "moveFrom": "Änderungsverfolgung: Bitte alle Änderungen annehmen oder ablehnen.",
    "moveTo": "Änderungsverfolgung: Bitte alle Änderungen annehmen oder ablehnen.",
    "rPrChange": "Änderungsverfolgung: Bitte alle Änderungen annehmen oder ablehnen.",
    "pPrChange": "Änderungsverfolgung: Bitte alle Änderungen annehmen oder ablehnen.",
    "commentReference": "Die Vorlage enthält einen Kommentar. Bitte löschen.",
    "vanish": "Die Vorlage enthält verborgenen Text. Bitte sichtbar machen oder löschen.",
    "object": "Die Vorlage enthält ein eingebettetes Objekt. Bitte entfernen.",
    "altChunk": "Die Vorlage bindet eine andere Datei ein. Bitte entfernen.",
    "subDoc": "Die Vorlage bindet eine andere Datei ein. Bitte entfernen.",
}
_FIELD = re.compile(r"[A-Za-z]+")


def inspect_template(members: Mapping[str, Member], where: str) -> dict[str, etree._Element]:
    """The text parts as trees: part name → root.

    Raises:
        Misconfigured: for whatever may not be in a template, with the place.
    """
    _check_members(members, where)
    for name, member in members.items():
        if name.endswith(".rels"):
            _check_relations(_tree(member, where), where)
    trees = {name: _tree(members[name], where) for name in story_parts(members)}
    if "word/document.xml" not in trees:
        raise Misconfigured("Die Datei ist keine Word-Datei (.docx).", where=where)
    for name, tree in trees.items():
        _check_traces(tree, name, where)
        _check_fields(tree, name, where)
    return trees


def _check_members(members: Mapping[str, Member], where: str) -> None:
    names = " ".join(members)
    types = members["[Content_Types].xml"].unpack() if "[Content_Types].xml" in members else b""
    if "vbaProject" in names or b"macroEnabled" in types or "activeX" in names:
        do = "Bitte in Word als „Word-Dokument (*.docx)“ ohne Makros speichern."
        raise Misconfigured("Die Vorlage enthält Makros.", where=where, do=do)
    if "word/embeddings/" in names:
        raise Misconfigured(
            "Die Vorlage enthält ein eingebettetes Objekt.", where=where, do="Bitte entfernen."
        )


def _check_relations(tree: etree._Element, where: str) -> None:
    for relation in tree:
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        if relation.get("TargetMode") == "External" and not kind.endswith(_HYPERLINK):
            what = f"Die Vorlage verweist auf eine fremde Datei: {target}"
            do = "Bitte die Verknüpfung in Word lösen (Entwicklertools, Dokumentvorlage; Datei, Verknüpfungen)."
            raise Misconfigured(what, where=where, do=do)


def _check_traces(tree: etree._Element, part: str, where: str) -> None:
    for name, what in _TRACES.items():
        found = tree.find(f".//{_W}{name}")
        if found is not None:
            raise Misconfigured(what, where=f"{where}, {place_of(found, tree, part)}")


def _check_fields(tree: etree._Element, part: str, where: str) -> None:
    for element, code in field_codes(tree):
        match = _FIELD.search(code)
        if match is None or match[0].upper() not in ALLOWED_FIELDS:
            raise Misconfigured(
                f"Das Feld „{code.strip()}“ ist in einer Vorlage nicht erlaubt.",
                where=f"{where}, {place_of(element, tree, part)}",
                do="Erlaubt sind nur Seitenzahl (PAGE) und Seitenanzahl (NUMPAGES).",
            )


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


def place_of(element: etree._Element, tree: etree._Element, part: str) -> str:
    """Where a person finds an element of a part: page, paragraph and its beginning."""
    paragraph = next(element.iterancestors(PARAGRAPH), None)
    for each, line in zip(tree.iter(PARAGRAPH), read_lines(tree, part), strict=True):
        if each is paragraph:
            return line.where
    return label_of(part)


def _tree(member: Member, where: str) -> etree._Element:
    content = member.unpack()
    if b"<!DOCTYPE" in content:
        raise Misconfigured("Die Datei enthält eine Dokumenttyp-Angabe (DOCTYPE).", where=where)
    try:
        return parse_xml(content)
    except etree.XMLSyntaxError:
        raise Misconfigured(
            f"Der Teil „{member.name}“ ist beschädigt.",
            where=where,
            do="Bitte die Datei in Word neu speichern.",
        ) from None
