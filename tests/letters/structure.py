"""What makes a Word file sound, looked at without any library that writes Word files."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DC = "{http://purl.org/dc/elements/1.1/}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
Parts = Mapping[str, etree._Element]


def faults(docx: bytes) -> list[str]:
    """Everything that is wrong with the file; empty if it is sound."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        names = archive.namelist()
        if len(names) != len(set(names)):
            return ["a member stands twice in the zip"]
        try:
            parts = {name: etree.fromstring(archive.read(name)) for name in names}
        except etree.XMLSyntaxError as error:
            return [f"not well-formed: {error}"]
    return [*_packaging(parts), *_stories(parts), *_about(parts)]


def _packaging(parts: Parts) -> Iterator[str]:
    types = parts["[Content_Types].xml"]
    named = {each.get("PartName", "").lstrip("/") for each in types}
    endings = {each.get("Extension") for each in types if each.get("Extension")}
    for name in parts:
        if name not in named and name.rpartition(".")[2] not in endings:
            yield f"{name} has no content type"
    yield from (f"content type of {name}, which is not there" for name in sorted(named - {""} - parts.keys()))
    for name, root in parts.items():
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in root:
                target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
                if relation.get("TargetMode") == "External" or target not in parts:
                    yield f"{name} points to {target}"


def _stories(parts: Parts) -> Iterator[str]:
    styles = {each.get(f"{W}styleId") for each in parts["word/styles.xml"].iter(f"{W}style")}
    known = {each.get("Id") for each in parts["word/_rels/document.xml.rels"]}
    for name, root in parts.items():
        if root.tag not in {f"{W}document", f"{W}hdr", f"{W}ftr"}:
            continue
        for each in root.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle"):
            if each.get(f"{W}val") not in styles:
                yield f"{name} uses the style {each.get(f'{W}val')}, which is not there"
        used = {value for each in root.iter() for key, value in each.attrib.items() if key.startswith(R)}
        yield from (f"{name} uses the relation {each}, which is not there" for each in used - known)
        yield from (f"{name}: a cell does not end with a paragraph" for each in _bad_cells(root))
        for table in root.iter(f"{W}tbl"):
            yield from _table(name, table)
        for picture in root.iter(f"{DRAWING}docPr"):
            if not picture.get("descr"):
                yield f"{name}: a picture without alternative text"


def _bad_cells(root: etree._Element) -> Iterator[etree._Element]:
    return (each for each in root.iter(f"{W}tc") if len(each) == 0 or each[-1].tag != f"{W}p")


def _table(name: str, table: etree._Element) -> Iterator[str]:
    rows = table.findall(f"{W}tr")
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    if not rows:
        yield f"{name}: a table without rows"
        return
    if table.find(f"{W}tblPr/{W}tblCaption") is None:
        yield f"{name}: a table without alternative text"
    is_data = table.find(f"{W}tblPr/{W}tblStyle") is not None
    if is_data and rows[0].find(f"{W}trPr/{W}tblHeader") is None:
        yield f"{name}: the heading of a table does not repeat"
    if any(len(row.findall(f"{W}tc")) != columns for row in rows):
        yield f"{name}: a row has another number of cells than the table has columns"


def _about(parts: Parts) -> Iterator[str]:
    core = parts["docProps/core.xml"]
    if not core.findtext(f"{DC}title"):
        yield "no title"
    if core.findtext(f"{DC}language") != "de-DE":
        yield "no language in the properties"
    language = parts["word/styles.xml"].find(f"{W}docDefaults//{W}lang")
    if language is None or language.get(f"{W}val") != "de-DE":
        yield "the text is not marked as German"
    if parts["word/settings.xml"].find(f"{W}autoHyphenation") is None:
        yield "no hyphenation"
    used = {each.get(f"{W}val") for each in parts["word/document.xml"].iter(f"{W}pStyle")}
    if not used & {"Heading1", "Title"}:
        yield "no heading"
    pages = "".join(
        "".join(root.itertext()) for name, root in parts.items() if name.startswith("word/footer")
    )
    if not all(word in pages for word in ("Seite", " PAGE ", " NUMPAGES ")):
        yield "no page numbers"
