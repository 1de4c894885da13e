"""MIME by hand: a mail program's own spelling is the point, so nothing is left to a library's taste."""

from __future__ import annotations

import base64
import hashlib
import quopri
from collections.abc import Sequence
from dataclasses import dataclass
from email.charset import BASE64, QP, Charset
from email.header import Header
from enum import Enum
from urllib.parse import quote

CRLF = b"\r\n"
_FOLD = 76
_PIECE = 50

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class Transfer(Enum):
    """How bytes are written for the way."""

    PLAIN = "8bit"
    QUOTED = "quoted-printable"
    BASE64 = "base64"


@dataclass(frozen=True, slots=True)
class Part:
    """Header lines as they are written, and the body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def raw(self) -> bytes:
        """The part with CRLF line ends."""
        lines = [
            f"{name}: {value}".replace("\r\n", "\n").replace("\n", "\r\n").encode()
            for name, value in self.headers
        ]
        return CRLF.join([*lines, b"", self.body])

    def under(self, *headers: tuple[str, str]) -> Part:
        """The same with header lines above."""
        return Part((*headers, *self.headers), self.body)


def text_part(text: str, subtype: str, charset: str, transfer: Transfer, extra: str = "") -> Part:
    """A text; where the charset cannot hold it, UTF-8 is taken, as mail programs do."""
    try:
        data = text.encode(charset)
    except UnicodeEncodeError:
        charset, data = "utf-8", text.encode()
    kind = f'text/{subtype}; charset="{charset}"{extra}'
    return Part(
        (("Content-Type", kind), ("Content-Transfer-Encoding", transfer.value)), encoded(data, transfer)
    )


def multipart(subtype: str, parts: Sequence[Part], mark: str, extra: str = "") -> Part:
    """Several parts with a boundary made from the mark; `extra` is a further parameter."""
    boundary = f"=_{mark}_{digest(*(part.body for part in parts))[:16]}"
    line = b"--" + boundary.encode()
    body = b"".join(line + CRLF + part.raw() + CRLF for part in parts) + line + b"--" + CRLF
    return Part((("Content-Type", f'multipart/{subtype}; boundary="{boundary}"{extra}'),), body)


def encoded(data: bytes, transfer: Transfer) -> bytes:
    """The bytes for the way, with CRLF."""
    match transfer:
        case Transfer.BASE64:
            return base64.encodebytes(data).replace(b"\n", CRLF)
        case Transfer.QUOTED:
            return quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", CRLF)
        case Transfer.PLAIN:
            return data.replace(b"\r\n", b"\n").replace(b"\n", CRLF)


def rfc2047(text: str, charset: str = "utf-8", *, quoted: bool = False, room: int = _FOLD) -> str:
    """The text as encoded words (base64, or Q), folded after `room` characters; plain ASCII stays as it is."""
    if text.isascii():
        return text
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    kind = Charset(charset)
    kind.header_encoding = QP if quoted else BASE64
    return Header(text, kind, maxlinelen=room).encode()


def rfc2231(name: str, text: str) -> str:
    """A parameter as `name*=utf-8''…`, in numbered pieces where it is long."""
    pieces = [""]
    for letter in text:  # a piece never ends within a letter, since readers decode piece by piece
        written = quote(letter, safe="!#$&+-.^_`|~")
        if len(pieces[-1]) + len(written) > _PIECE:
            pieces.append("")
        pieces[-1] += written
    if len(pieces) == 1:
        return f"{name}*=utf-8''{pieces[0]}"
    first = f"{name}*0*=utf-8''{pieces[0]}"
    return ";\n ".join(
        [first, *(f"{name}*{number}*={piece}" for number, piece in enumerate(pieces[1:], start=1))]
    )


def media_type(file_name: str) -> str:
    """What mail programs say about a file of that name."""
    return MEDIA_TYPES.get(file_name.rpartition(".")[2].lower(), "application/octet-stream")


def digest(*parts: bytes) -> str:
    """A number for boundaries and Message-IDs: the same mail always has the same."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()
