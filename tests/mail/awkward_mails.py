"""What the mails that are hard to take apart have in common: the shape of a case, and files to put into them."""

from __future__ import annotations

from dataclasses import dataclass

from kmn_automation.mail.attachment_kind import Kind
from tests.mail.mails import HEAD, TEXT, file_part, mail, ole, workbook, zipped

BOOK = workbook()
OTHER = workbook(b"<workbook>2</workbook>")
ODS = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" + bytes(50)
XLS = ole("Workbook")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
OCTETS = "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64"
LATIN = f"{OCTETS}\nContent-Disposition: attachment; "
INNER = mail([TEXT, file_part('; filename="innen.xlsx"', BOOK)], boundary="innen")
WRITTEN = "Guten Tag,\nanbei der Nachweis."


def locked_zip() -> bytes:
    """An archive whose file is marked as encrypted, in both directories."""
    data = bytearray(zipped({"geheim.xlsx": BOOK}))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@dataclass(frozen=True, slots=True)
class File:
    """A part that must be found; `data` is what it must hold byte for byte, None for a container that is opened."""

    path: str
    name: str
    kind: Kind = Kind.XLSX
    data: bytes | None = BOOK
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Awkward:
    """A mail, the cause of its form in one sentence, and all that must come out of it."""

    cause: str
    raw: bytes
    files: tuple[File, ...]
    text: str | None = None
    """The author's own text; None where the case is not about it."""


def box(path: str, name: str, kind: Kind) -> File:
    """A container whose content is listed behind it, or that nobody can open."""
    return File(path, name, kind, None)


def named(words: str, name: str, *, cause: str) -> Awkward:
    """A mail with one workbook whose name is written in a certain way."""
    return Awkward(cause, mail([file_part(words, BOOK)]), (File("1", name),))


def spelled(headers: str, body: bytes, text: str, *, cause: str) -> Awkward:
    """A mail without files whose text is written in a certain way."""
    entity = (
        f"{HEAD}{headers}".encode("utf-8", "surrogateescape").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    )
    return Awkward(cause, entity + b"\r\n\r\n" + body, (), text)
