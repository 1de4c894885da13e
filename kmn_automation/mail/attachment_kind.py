"""What a file is, by its first bytes and its directory, never by its label alone."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """The kinds that make a difference; the value is the German word for the sender."""

    XLSX = "Excel-Arbeitsmappe (.xlsx)"
    XLSM = "Excel-Arbeitsmappe mit Makros"
    XLSB = "binäre Excel-Arbeitsmappe (.xlsb)"
    XLS = "alte Excel-Arbeitsmappe (.xls)"
    XLS_MARKUP = "HTML- oder XML-Datei mit Excel-Endung"
    ODS = "OpenDocument-Tabelle (.ods)"
    NUMBERS = "Tabelle aus Apple Numbers"
    CSV = "Textdatei mit Trennzeichen (.csv)"
    LOCKED_WORKBOOK = "mit einem Kennwort geschützte Arbeitsmappe"
    BROKEN_WORKBOOK = "beschädigte Arbeitsmappe"
    PDF = "PDF-Datei"
    IMAGE = "Bild"
    DOCUMENT = "Textdokument"
    ARCHIVE = "Archiv"
    LOCKED_ARCHIVE = "mit einem Kennwort geschütztes Archiv"
    CALENDAR = "Termin"
    MAIL = "angehängte Nachricht"
    OUTLOOK_MAIL = "Nachricht im Outlook-Format (.msg)"
    TNEF = "winmail.dat"
    SIGNED = "signierte Nachricht (S/MIME)"
    SIGNATURE = "elektronische Unterschrift"
    ENCRYPTED = "verschlüsselte Nachricht"
    REPORT = "Zustellbericht"
    HTML = "HTML-Datei"
    TEXT = "Text"
    PROGRAM = "Programm oder Skript"
    EMPTY = "leere Datei"
    OTHER = "unbekannte Datei"

    @property
    def group(self) -> str:
        """The word that inbox rules use for it."""
        return _GROUPS.get(self, "other")


SPREADSHEETS = frozenset(
    {
        Kind.XLSX, Kind.XLSM, Kind.XLSB, Kind.XLS, Kind.XLS_MARKUP, Kind.ODS, Kind.NUMBERS, Kind.CSV,
        Kind.LOCKED_WORKBOOK, Kind.BROKEN_WORKBOOK,
    }
)  # fmt: skip
_GROUPS = dict.fromkeys(SPREADSHEETS, "spreadsheet") | {
    Kind.PDF: "pdf", Kind.IMAGE: "image", Kind.DOCUMENT: "document", Kind.ARCHIVE: "archive",
    Kind.LOCKED_ARCHIVE: "archive", Kind.CALENDAR: "calendar", Kind.MAIL: "mail", Kind.OUTLOOK_MAIL: "mail",
    Kind.ENCRYPTED: "encrypted", Kind.SIGNED: "signed", Kind.SIGNATURE: "signed", Kind.PROGRAM: "program",
}  # fmt: skip
GROUPS = tuple(sorted({*_GROUPS.values(), "other"}))

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF", Kind.PDF), (b"\x89PNG", Kind.IMAGE), (b"\xff\xd8\xff", Kind.IMAGE), (b"GIF8", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE), (b"MM\x00*", Kind.IMAGE), (b"{\\rtf", Kind.DOCUMENT),
    (b"\x78\x9f\x3e\x22", Kind.TNEF), (b"BEGIN:VCALENDAR", Kind.CALENDAR), (b"Rar!", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE), (b"\x1f\x8b", Kind.ARCHIVE), (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM), (b"#!", Kind.PROGRAM), (b"-----BEGIN PGP MESSAGE", Kind.ENCRYPTED),
    (b"-----BEGIN PGP SIGNATURE", Kind.SIGNATURE), (b"\x00\x05\x16\x07", Kind.OTHER),  # the second fork of a Mac
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", Kind.LOCKED_WORKBOOK), ("__properties_version1.0", Kind.OUTLOOK_MAIL),
    ("Workbook", Kind.XLS), ("WordDocument", Kind.DOCUMENT), ("PowerPoint Document", Kind.DOCUMENT),
    ("Book", Kind.XLS),
)  # fmt: skip
_MEMBERS: tuple[tuple[bytes, Kind], ...] = (
    (b"xl/vbaProject.bin", Kind.XLSM), (b"xl/workbook.bin", Kind.XLSB), (b"xl/workbook", Kind.XLSX),
    (b"xl/worksheets/", Kind.XLSX), (b"word/document", Kind.DOCUMENT), (b"ppt/presentation", Kind.DOCUMENT),
    (b"Index/Document.iwa", Kind.NUMBERS),
)  # fmt: skip
_CMS = {b"\x02": Kind.SIGNED, b"\x03": Kind.ENCRYPTED}
_CMS_PREFIX = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_CMS_AUTHENTICATED = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"
"""AuthEnvelopedData (RFC 5083): how newer programs encrypt."""
_WORKBOOK_NAME = re.compile(r"\.(?:xls[xmb]?|ods|xlt[xm]?)$", re.IGNORECASE)
_SCRIPT_NAME = re.compile(
    r"\.(?:exe|com|bat|cmd|js|jse|vbs|vbe|wsf|ps1|hta|scr|msi|lnk|jar|iqy|slk)$", re.IGNORECASE
)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|table|head|meta)", re.IGNORECASE)
_MAIL_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}")
_TYPES = {
    "message/rfc822": Kind.MAIL, "message/global": Kind.MAIL, "text/calendar": Kind.CALENDAR,
    "message/delivery-status": Kind.REPORT, "message/disposition-notification": Kind.REPORT,
    "message/feedback-report": Kind.REPORT, "text/rfc822-headers": Kind.REPORT, "text/csv": Kind.CSV,
    "application/pkcs7-signature": Kind.SIGNATURE, "application/x-pkcs7-signature": Kind.SIGNATURE,
    "application/pgp-signature": Kind.SIGNATURE,
}  # fmt: skip
TAIL = 70_000


def kind_of(data: bytes, name: str = "", media_type: str = "") -> Kind:
    """The kind of a file; name and label decide only where the bytes say nothing."""
    named_workbook = bool(_WORKBOOK_NAME.search(name))
    if not data.strip():
        return Kind.BROKEN_WORKBOOK if named_workbook else Kind.EMPTY
    if data.startswith(b"PK"):
        return _zip_kind(data, named_workbook=named_workbook)
    if data.startswith(_OLE):
        return _ole_kind(data, name)
    found = next((kind for magic, kind in _MAGIC if data.startswith(magic)), _TYPES.get(media_type))
    return found or _by_content(data, name, named_workbook=named_workbook)


def _by_content(data: bytes, name: str, *, named_workbook: bool) -> Kind:
    start = data[:4096]
    if start[:1] == b"\x30" and _CMS_AUTHENTICATED in start[:40]:
        return Kind.ENCRYPTED
    position = start[:40].find(_CMS_PREFIX) if start[:1] == b"\x30" else -1
    if position >= 0:
        return _CMS.get(start[position + 10 : position + 11], Kind.OTHER)
    if start[8:12] == b"WEBP" or start[4:12] in {b"ftypheic", b"ftypmif1"}:
        return Kind.IMAGE
    if _MARKUP.match(start):
        return Kind.XLS_MARKUP if named_workbook or b"Excel.Sheet" in start else Kind.HTML
    if named_workbook:
        return Kind.BROKEN_WORKBOOK
    return _by_name(start, name.lower())


def _by_name(start: bytes, name: str) -> Kind:
    if name.endswith(".eml") and _MAIL_HEAD.match(start):
        return Kind.MAIL
    if _SCRIPT_NAME.search(name):
        return Kind.PROGRAM
    if name.endswith((".csv", ".tsv")):
        return Kind.CSV
    if name.endswith((".ics", ".vcs")):
        return Kind.CALENDAR
    return Kind.TEXT if b"\x00" not in start else Kind.OTHER


def _zip_kind(data: bytes, *, named_workbook: bool) -> Kind:
    if data[30:38] == b"mimetype":
        is_table = data[38:].startswith(b"application/vnd.oasis.opendocument.spreadsheet")
        return Kind.ODS if is_table else Kind.DOCUMENT
    names = data if len(data) <= 2 * TAIL else data[:TAIL] + data[-TAIL:]
    found = next((kind for member, kind in _MEMBERS if member in names), None)
    return found or (Kind.BROKEN_WORKBOOK if named_workbook else Kind.ARCHIVE)


def _ole_kind(data: bytes, name: str) -> Kind:
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            is_text = kind is Kind.LOCKED_WORKBOOK and name.lower().endswith((".docx", ".doc", ".pptx"))
            return Kind.DOCUMENT if is_text else kind
    return Kind.BROKEN_WORKBOOK if _WORKBOOK_NAME.search(name) else Kind.OTHER
