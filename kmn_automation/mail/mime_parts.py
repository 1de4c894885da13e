"""The parts of a mail as bytes: text, files, calendar entry, and the containers around them."""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from kmn_automation.mail.headers import (
    FOLD,
    MAX_LINE,
    Header,
    clean_body,
    clean_file_name,
    machine_header,
    parameter,
    plain_file_name,
)
from kmn_automation.mail.outgoing import Attachment

BASE64_LINE = 76
OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    ".docx": f"{OFFICE}wordprocessingml.document",
    ".xlsx": f"{OFFICE}spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".ics": "application/ics",  # the one of text/calendar is the alternative; two of them make two meetings
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part without parts: its headers, its bytes on the wire and the bytes that a reader gets back."""

    headers: tuple[Header, ...]
    encoded: bytes
    content: bytes
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A container; `kind` is `mixed` or `alternative`."""

    headers: tuple[Header, ...]
    boundary: str
    parts: tuple[Leaf | Branch, ...]


def text_part(body: str) -> Leaf:
    """The text in the smallest form that survives: as it is, quoted-printable or base64."""
    content = clean_body(body).replace("\n", "\r\n").encode()
    encoding, encoded = _smallest(content)
    return Leaf(_content_headers("text/plain", ['charset="utf-8"'], encoding), encoded, content)


def file_part(file: Attachment) -> Leaf:
    """An enclosed file in base64, its name in both forms that mail programs know."""
    name = clean_file_name(file.name)
    media_type = MEDIA_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")
    headers = _content_headers(media_type, [f'name="{plain_file_name(name)}"'], "base64")
    place = Header("Content-Disposition", "", f";{FOLD}".join(["attachment", *parameter("filename", name)]))
    return Leaf((*headers, place), base64_lines(file.data), file.data, name)


def calendar_part(ics: bytes, method: str) -> Leaf:
    """The calendar entry as an alternative of the text; the method must stand here as it stands inside."""
    words = ['charset="utf-8"', f"method={method}"]
    return Leaf(_content_headers("text/calendar", words, "base64"), base64_lines(ics), ics)


def container(kind: str, boundary: str, parts: Sequence[Leaf | Branch]) -> Branch:
    """The parts one after the other in `multipart/<kind>`."""
    value = f'multipart/{kind};{FOLD}boundary="{boundary}"'
    return Branch((Header("Content-Type", "", value),), boundary, tuple(parts))


def write(part: Leaf | Branch) -> list[bytes]:
    """The bytes behind the headers, in pieces to be joined."""
    if isinstance(part, Leaf):
        return [part.encoded]
    pieces = []
    for child in part.parts:
        pieces.append(f"--{part.boundary}\r\n".encode("ascii"))
        pieces.extend(header.line() for header in child.headers)
        pieces += [b"\r\n", *write(child), b"\r\n"]
    return [*pieces, f"--{part.boundary}--\r\n".encode("ascii")]


def base64_lines(data: bytes) -> bytes:
    """The bytes in base64, 76 letters a line: one call for all of it, since line by line costs ten times more."""
    letters = binascii.b2a_base64(data, newline=False)
    return b"\r\n".join([letters[at : at + BASE64_LINE] for at in range(0, len(letters), BASE64_LINE)])


def _smallest(content: bytes) -> tuple[str, bytes]:
    # "=_" would look like one of our boundaries, "From " at the start of a line is changed by some mailboxes
    harmless = content.isascii() and b"=_" not in content and b"\r\nFrom " not in b"\r\n" + content
    if harmless and max(map(len, content.split(b"\r\n"))) <= BASE64_LINE:
        return "7bit", content
    printable = binascii.b2a_qp(content, istext=True, header=False).replace(b"\r\nFrom ", b"\r\n=46rom ")
    if printable.startswith(b"From "):
        printable = b"=46" + printable[1:]
    letters = base64_lines(content)
    fits = max(map(len, printable.split(b"\r\n"))) <= MAX_LINE
    return ("quoted-printable", printable) if fits and len(printable) <= len(letters) else ("base64", letters)


def _content_headers(media_type: str, words: list[str], encoding: str) -> tuple[Header, ...]:
    value = f";{FOLD}".join([media_type, *words])
    return (Header("Content-Type", "", value), machine_header("Content-Transfer-Encoding", encoding))
