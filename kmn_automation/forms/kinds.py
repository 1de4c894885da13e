"""What a file is, by its first bytes; names and extensions lie."""

from __future__ import annotations

import re
from enum import StrEnum

from kmn_automation.forms.content_guard import CONTENT_TYPES, Sight


class Kind(StrEnum):
    """The kinds of files that arrive; the value is what a person calls them."""

    XLSX = "Excel-Arbeitsmappe (.xlsx)"
    XLSM = "Excel-Arbeitsmappe mit Makros (.xlsm)"
    XLSB = "Excel-Binärarbeitsmappe (.xlsb)"
    XLS = "alte Excel-Arbeitsmappe (.xls)"
    ODS = "LibreOffice-Tabelle (.ods)"
    ENCRYPTED = "mit einem Kennwort geschützte Datei"
    WORD = "Word-Dokument"
    NUMBERS = "Apple-Numbers-Datei"
    PDF = "PDF"
    HTML = "HTML-Seite"
    XML_2003 = "XML-Kalkulationstabelle 2003"
    XML = "XML-Datei"
    CSV = "Textdatei (CSV)"
    ZIP = "ZIP-Archiv"
    IMAGE = "Bild"
    EMPTY = "leere Datei"
    OTHER = "unbekanntes Format"


CONVERTIBLE = {Kind.XLS: "xls", Kind.XLSB: "xlsb", Kind.ODS: "ods"}
"""Kinds that LibreOffice turns into .xlsx, with the name ending that it wants."""
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADS = (
    (b"%PDF-", Kind.PDF),
    (b"\x89PNG", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"PK\x05\x06", Kind.ZIP),
)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|\?xml|table|head|body)", re.IGNORECASE)


def is_zip(data: bytes) -> bool:
    """Whether the file is a zip file with members."""
    return data.startswith(b"PK\x03\x04")


def kind_of_bytes(data: bytes) -> Kind:
    """The kind of a file that is no zip file."""
    if not data.strip(b"\x00\r\n\t "):
        return Kind.EMPTY
    for head, kind in _HEADS:
        if data.startswith(head):
            return kind
    if data.startswith(_CFB):
        return _kind_of_cfb(data)
    if _MARKUP.match(data[:1000]):
        return _kind_of_markup(data[:4000])
    return Kind.CSV if _is_text(data[:4000]) else Kind.OTHER


def kind_of_zip(sight: Sight) -> Kind:
    """The kind of a zip file, by its table of contents."""
    types = sight.kept.get(CONTENT_TYPES, "")
    if "spreadsheetml.sheet.main" in types or "spreadsheetml.template.main" in types:
        return Kind.XLSX
    if "sheet.binary.macroEnabled.main" in types:
        return Kind.XLSB
    if "sheet.macroEnabled.main" in types or "template.macroEnabled.main" in types:
        return Kind.XLSM
    if "opendocument.spreadsheet" in sight.kept.get("mimetype", ""):
        return Kind.ODS
    if "wordprocessingml" in types or "opendocument.text" in sight.kept.get("mimetype", ""):
        return Kind.WORD
    return Kind.NUMBERS if sight.has("index/document.iwa", "index.zip") else Kind.ZIP


def _kind_of_markup(head: bytes) -> Kind:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Kind.XML_2003
    return Kind.HTML if re.search(rb"<(?:!doctype html|html|table|body)", head, re.IGNORECASE) else Kind.XML


def _kind_of_cfb(data: bytes) -> Kind:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Kind.ENCRYPTED
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return Kind.XLS
    return Kind.WORD if "WordDocument".encode("utf-16-le") in data else Kind.OTHER


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    printable = sum(byte >= ord(" ") or byte in b"\r\n\t" for byte in head)
    return printable > len(head) * 0.95 and bool(re.search(rb"[;,\t]", head))
