"""A changed Word file without the traces of whoever changed it: authors, times, revision marks, templates, paths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath

from lxml import etree

from kmn_automation.letters.package import Member, write_members
from kmn_automation.letters.pages import WORD

KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/_rels/[a-zA-Z0-9]+\.xml\.rels|docProps/core\.xml"
    r"|word/(?:document|styles|settings|fontTable|webSettings|numbering|stylesWithEffects|header\d*|footer\d*"
    r"|footnotes|endnotes)\.xml|word/theme/theme\d*\.xml|word/media/[^/]+\.(?:png|jpe?g|gif|emf|wmf)"
)
DROPPED = re.compile(
    r"docProps/.*|customXml/.*|word/(?:people|commentsIds|commentsExtended|commentsExtensible|comments)\.xml"
    r"|word/glossary/.*|word/printerSettings/.*|word/customizations\.xml|word/_rels/settings\.xml\.rels"
    r"|docMetadata/.*|userCustomization/.*|\[trash\]/.*|.*/"
)
_W = f"{{{WORD}}}"
_SETTINGS = frozenset({
    "rsids", "trackRevisions", "docVars", "attachedTemplate", "docId", "mailMerge", "revisionView", "proofState",
    "writeProtection", "saveThroughXslt", "linkStyles", "removePersonalInformation", "removeDateAndTime",
})  # fmt: skip
_CORE = "docProps/core.xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_PARTS = re.compile(r"word/.*\.xml")


def cleaned(members: Mapping[str, Member], trees: Mapping[str, etree._Element]) -> bytes:
    """The file anew: only parts that a letter is made of, no personal data, the same bytes for the same content."""
    keep = {
        name: member
        for name, member in members.items()
        if KEPT.fullmatch(name) and name != "word/_rels/settings.xml.rels"
    }
    changed = {}
    for name in keep:
        if name not in trees:
            continue
        tree = trees[name]
        etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
        if name == _CORE:
            tree = _core(tree)
        elif name.endswith(".rels"):
            _drop_relations(tree, name, keep)
        elif name == "[Content_Types].xml":
            _drop_types(tree, keep)
        elif _PARTS.fullmatch(name):
            _drop_marks(tree)
        changed[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return write_members(keep, changed)


def _core(tree: etree._Element) -> etree._Element:
    """Title and language, for screen readers; nothing about persons and times."""
    core = etree.Element(f"{{{_PACKAGE}}}coreProperties", nsmap={"cp": _PACKAGE, "dc": _DC})
    title = tree.find(f"{{{_DC}}}title")
    etree.SubElement(core, f"{{{_DC}}}title").text = title.text if title is not None else ""
    etree.SubElement(core, f"{{{_DC}}}language").text = "de-DE"
    return core


def _drop_relations(tree: etree._Element, name: str, keep: Mapping[str, Member]) -> None:
    """What points to a part that does not go on; `_rels/x.rels` speaks for the folder above it."""
    folder = dirname(dirname(name))
    for relation in list(tree):
        target = relation.get("Target", "")
        part = normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))
        if part not in keep:
            tree.remove(relation)


def _drop_types(tree: etree._Element, keep: Mapping[str, Member]) -> None:
    for override in list(tree):
        part = override.get("PartName")
        if part is not None and part.lstrip("/") not in keep:
            tree.remove(override)


def _drop_marks(tree: etree._Element) -> None:
    """Revision ids on every element; in the settings also what names persons, templates and times."""
    for element in tree.iter("*"):
        for key in [key for key in element.attrib if "rsid" in str(key).lower()]:
            del element.attrib[key]
    if tree.tag == f"{_W}settings":
        for element in list(tree):
            if etree.QName(element).localname in _SETTINGS:
                tree.remove(element)
        for place, name in enumerate(("removePersonalInformation", "removeDateAndTime")):
            _insert_setting(tree, place, name)


def _insert_setting(settings: etree._Element, place: int, name: str) -> None:
    """Word writes no author either when the recipient saves the file; behind view and zoom, as the schema asks."""
    first = sum(1 for each in settings if etree.QName(each).localname in {"view", "zoom"})
    settings.insert(first + place, etree.Element(f"{_W}{name}"))
