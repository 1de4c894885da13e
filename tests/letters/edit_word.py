"""Letters as people leave them in Word: text changed, and every trace that Word puts into a file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = "word/document.xml"


def parts_of(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_parts(docx: bytes, **changed: bytes) -> bytes:
    return zipped(parts_of(docx) | changed)


def replaced(docx: bytes, old: str, new: str, part: str = DOCUMENT) -> bytes:
    """The file with that text in the place of the other, wherever it stands in a run."""
    parts = parts_of(docx)
    xml = parts[part].decode()
    assert old in xml, old
    return zipped(parts | {part: xml.replace(old, new).encode()})


def inserted(docx: bytes, xml: str, part: str = DOCUMENT) -> bytes:
    """The file with that XML as the last paragraph's neighbour."""
    parts = parts_of(docx)
    text = parts[part].decode()
    at = text.rindex("<w:sectPr") if "<w:sectPr" in text else text.rindex("</w:")
    return zipped(parts | {part: (text[:at] + xml + text[at:]).encode()})


def saved_by_word(docx: bytes, author: str) -> bytes:
    """The file with what Word leaves behind when that person saves it."""
    parts = parts_of(docx)
    document = re.sub(
        r"<w:p>", '<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD">', parts[DOCUMENT].decode()
    )
    settings = (
        parts["word/settings.xml"]
        .decode()
        .replace(
            "</w:settings>",
            '<w:trackRevisions/><w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'
            '<w:attachedTemplate r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
            "</w:settings>",
        )
    )
    core = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Bewertung</dc:title>'
        f"<dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy></cp:coreProperties>"
    )
    types = (
        parts["[Content_Types].xml"]
        .decode()
        .replace(
            "</Types>",
            '<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'extended-properties+xml"/><Override PartName="/word/people.xml" ContentType="application/xml"/></Types>',
        )
    )
    rels = (
        parts["word/_rels/document.xml.rels"]
        .decode()
        .replace(
            "</Relationships>",
            '<Relationship Id="rId77" Type="http://schemas.microsoft.com/office/2011/relationships/people" '
            'Target="people.xml"/></Relationships>',
        )
    )
    people = (
        f'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">{author}</w15:people>'
    )
    template = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        f'Target="file:///C:/Users/{author}/Vorlage.dotx" TargetMode="External"/></Relationships>'
    )
    return zipped(
        parts
        | {
            DOCUMENT: document.encode(),
            "word/settings.xml": settings.encode(),
            "docProps/core.xml": core.encode(),
            "docProps/app.xml": f"<Properties><Company>{author}</Company></Properties>".encode(),
            "[Content_Types].xml": types.encode(),
            "word/_rels/document.xml.rels": rels.encode(),
            "word/_rels/settings.xml.rels": template.encode(),
            "word/people.xml": people.encode(),
        }
    )
