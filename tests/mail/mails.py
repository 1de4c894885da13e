"""Generators of mails as they really arrive; invented content only."""

from __future__ import annotations

import base64
import binascii
import io
import struct
import zipfile
from collections.abc import Iterable

CRLF = b"\r\n"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = (
    "From: Anna Beispiel <anna@traeger.example>\r\nTo: kmn@office.example\r\nSubject: Verwendungsnachweis 2025\r\n"
    "Message-ID: <1@traeger.example>\r\nMIME-Version: 1.0\r\n"
)


def zipped(files: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return stream.getvalue()


def workbook(content: bytes = b"<workbook/>") -> bytes:
    """Enough of a workbook to be known as one."""
    return zipped(
        {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": content, "xl/worksheets/sheet1.xml": b"<x/>"}
    )


def ole(*streams: str) -> bytes:
    """Enough of an OLE file to be known by its streams."""
    body = b"".join(name.encode("utf-16-le") + bytes(20) for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + body


def b64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", CRLF)


def part(headers: str, body: bytes) -> bytes:
    return headers.encode("utf-8", "surrogateescape").replace(b"\n", CRLF) + CRLF + CRLF + body


def file_part(name_words: str, data: bytes, *, kind: str = XLSX_TYPE, encoding: str = "base64") -> bytes:
    headers = f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\nContent-Disposition: attachment{name_words}"
    return part(headers, b64(data))


TEXT = part("Content-Type: text/plain; charset=utf-8", b"Guten Tag,\r\nanbei der Nachweis.\r\n")


def multipart(
    parts: Iterable[bytes], *, boundary: str = "grenze", sub: str = "mixed", end: bool = True
) -> bytes:
    """Head of the entity and body."""
    mark = b"--" + boundary.encode()
    body = b"".join(mark + CRLF + each + CRLF for each in parts) + (mark + b"--" + CRLF if end else b"")
    return f'Content-Type: multipart/{sub}; boundary="{boundary}"\r\n\r\n'.encode() + body


def mail(parts: Iterable[bytes], *, head: str = HEAD, **words: object) -> bytes:
    return head.encode("utf-8", "surrogateescape") + multipart(parts, **words)  # type: ignore[arg-type]


def single(headers: str, body: bytes, *, head: str = HEAD) -> bytes:
    return head.encode() + part(headers, body)


def uuencoded(name: str, data: bytes) -> bytes:
    lines = [binascii.b2a_uu(data[start : start + 45]).rstrip(b"\n") for start in range(0, len(data), 45)]
    return f"begin 644 {name}\r\n".encode() + CRLF.join(lines) + CRLF + b"`" + CRLF + b"end" + CRLF


def tnef(name: str, data: bytes, *, message_class: str = "IPM.Microsoft Mail.Note") -> bytes:
    """A winmail.dat with one file, with the long name in the MAPI properties as Outlook does."""

    def attribute(level: int, tag: int, content: bytes) -> bytes:
        return (
            struct.pack("<BII", level, tag, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)
        )

    long_name = name.encode("utf-16-le") + b"\0\0"
    padded = long_name + bytes(-len(long_name) % 4)
    properties = struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(long_name)) + padded
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        (
            attribute(1, 0x00089006, struct.pack("<I", 0x00010000)),
            attribute(1, 0x00069007, struct.pack("<II", 1252, 0)),
            attribute(1, 0x00078008, message_class.encode() + b"\0"),
            attribute(2, 0x00069002, struct.pack("<HIIHH", 1, 0, 0, 0, 0)),
            attribute(2, 0x00018010, b"BERICH~1.XLS\0"),
            attribute(2, 0x0006800F, data),
            attribute(2, 0x00069005, properties),
        )
    )


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x84]) + size.to_bytes(4, "big")
    return bytes([tag]) + length + content


def signed(inner: bytes, *, pieces: bool = False, secret: bool = False) -> bytes:
    """A CMS object around a mail: signed (as one octet string or in BER pieces) or only shaped like an encrypted one."""
    oid = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
    if secret:
        return _der(0x30, oid + b"\x03" + _der(0xA0, _der(0x30, b"\x02\x01\x00" + _der(4, inner[::-1]))))
    octets = _der(4, inner)
    if pieces:
        octets = (
            b"\x24\x80"
            + b"".join(_der(4, inner[at : at + 100]) for at in range(0, len(inner), 100))
            + b"\0\0"
        )
    content = _der(0x30, oid + b"\x01" + _der(0xA0, octets))
    return _der(0x30, oid + b"\x02" + _der(0xA0, _der(0x30, b"\x02\x01\x01" + _der(0x31, b"") + content)))


def encrypted_with_gcm(inner: bytes) -> bytes:
    """Only shaped like authenticated encryption (RFC 5083, AuthEnvelopedData)."""
    oid = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"
    return _der(0x30, oid + _der(0xA0, _der(0x30, b"\x02\x01\x00" + _der(4, inner[::-1]))))
