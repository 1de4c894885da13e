"""Shipped templates with one thing changed, as a person could change them in Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from tests.letters.cast import FILES

KIND = "erinnerung_2"
DOCX, YAML = f"{KIND}.docx", f"{KIND}.yaml"
BODY = "word/document.xml"


def member(name: str = BODY, docx: str = DOCX) -> str:
    with zipfile.ZipFile(io.BytesIO(FILES[docx])) as archive:
        return archive.read(name).decode()


def rewritten(changes: Mapping[str, str], docx: str = DOCX) -> bytes:
    """The Word file with whole members replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FILES[docx])) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in dict.fromkeys([*old.namelist(), *changes]):
            new.writestr(name, changes[name].encode() if name in changes else old.read(name))
    return buffer.getvalue()


def changed(old: str, new: str, part: str = BODY) -> dict[str, bytes]:
    """The files of the second reminder with one text of its XML replaced."""
    xml = member(part)
    assert old in xml, f"{old} is not in {part}"
    return {DOCX: rewritten({part: xml.replace(old, new, 1)}), YAML: FILES[YAML]}


def with_paragraph(inner: str) -> dict[str, bytes]:
    """The files of the second reminder with one more paragraph at the end of its body."""
    return changed("<w:sectPr>", f"<w:p>{inner}</w:p><w:sectPr>")


def said(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
