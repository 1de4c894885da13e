"""Office files as packages: members are kept as they are, compressed; only what changed is compressed anew.

The finished file carries no clock: the same parts always give the same bytes.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape

MAX_CELL_TEXT = 32_767
_DAY = 0x21
"""1 January 1980 in the notation of zip files."""
_UTF8_NAME = 0x800
_DEFLATED = 8
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Member(NamedTuple):
    """One member of a zip file, still compressed."""

    method: int
    crc: int
    size: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Package:
    """A zip file whose members can be exchanged without touching the others."""

    members: Mapping[str, Member]

    @classmethod
    def load(cls, data: bytes) -> Package:
        """The package of a file that we made ourselves (foreign files go through the guard)."""
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return cls({info.filename: _raw(data, info) for info in archive.infolist()})

    def read(self, name: str) -> bytes:
        """The unpacked member (KeyError if there is none)."""
        member = self.members[name]
        return zlib.decompress(member.data, -15) if member.method == _DEFLATED else member.data

    def text(self, name: str) -> str:
        """The unpacked member as text."""
        return self.read(name).decode("utf-8")

    def with_parts(self, parts: Mapping[str, bytes]) -> Package:
        """The package with these members added or exchanged."""
        return Package({**self.members, **{name: pack(data) for name, data in parts.items()}})

    def save(self) -> bytes:
        """The file."""
        pieces: list[bytes] = []
        directory: list[bytes] = []
        offset = 0
        for name, member in self.members.items():
            title = name.encode()
            head = struct.pack(
                "<HHHHHIIIHH",
                20, _UTF8_NAME, member.method, 0, _DAY, member.crc, len(member.data), member.size, len(title), 0,
            )  # fmt: skip
            pieces += [b"PK\x03\x04", head, title, member.data]
            entry = struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, offset)
            directory += [b"PK\x01\x02", entry, title]
            offset += len(b"PK\x03\x04") + len(head) + len(title) + len(member.data)
        end = b"".join(directory)
        count = len(self.members)
        tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(end), offset, 0)
        return b"".join([*pieces, end, tail])


def repacked(data: bytes, infos: Iterable[zipfile.ZipInfo]) -> bytes:
    """A zip file of just these members of `data`, as they are: nothing in it has two readings any more."""
    return Package({info.filename: _raw(data, info) for info in infos}).save()


def pack(data: bytes, level: int = 6) -> Member:
    """The member, compressed."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    return Member(_DEFLATED, zlib.crc32(data), len(data), deflate.compress(data) + deflate.flush())


def clean_text(text: str) -> str:
    """The text as a cell can hold it: no control characters, at most 32,767 characters as Excel counts (UTF-16)."""
    plain = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(plain) * 2 <= MAX_CELL_TEXT:
        return plain
    return plain.encode("utf-16-le")[: MAX_CELL_TEXT * 2].decode("utf-16-le", "ignore")


def xml_text(text: str) -> str:
    """The cleaned text for element content; what looks like an escape of Excel (`_x000D_`) stays text."""
    return escape(_ESCAPE.sub("_x005F_", clean_text(text)))


def xml_attribute(text: str) -> str:
    """The cleaned text for an attribute in double quotes."""
    return escape(clean_text(text), {'"': "&quot;", "\n": "&#10;"})


def _raw(data: bytes, info: zipfile.ZipInfo) -> Member:
    start = info.header_offset
    name_length, extra_length = struct.unpack("<HH", data[start + 26 : start + 30])
    start += 30 + name_length + extra_length
    return Member(info.compress_type, info.CRC, info.file_size, data[start : start + info.compress_size])
