"""Zip files from outside: the directory is judged first, then every member is unpacked under limits.

Headers lie: what counts is what really comes out. Nothing is written to disk and no name is used as a path.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import NamedTuple

MIB = 1 << 20
OVERLAP = 16 << 10
"""So many bytes of the piece before stand in front of each piece, so that no pattern hides on the border: a cell of
a workbook holds at most 8,192 characters of formula."""
_LOCAL_HEADER = 30
_ENTRY = b"PK\x01\x02"
_SYMBOLIC_LINK = 0xA


class Danger(StrEnum):
    """Why a file is refused; the value is a short German reason for the person who sent it."""

    TOO_LARGE = "die Datei ist zu groß"
    DAMAGED = "die Datei ist beschädigt oder unvollständig"
    ENCRYPTED = "die Datei enthält verschlüsselte Teile"
    TOO_MANY_PARTS = "die Datei enthält zu viele Teile"
    UNPACKS_TOO_LARGE = "die Datei wird beim Entpacken zu groß"
    DOUBLE_PARTS = "die Datei enthält doppelte oder sich überlagernde Teile"
    BAD_NAMES = "die Datei enthält Teile mit unzulässigen Namen"
    ODD_COMPRESSION = "die Datei ist mit einem unüblichen Verfahren gepackt"
    DTD = "die Datei enthält eine Dokumenttyp-Definition (DTD)"
    ODD_ENCODING = "die Datei enthält Teile in einer unüblichen Zeichenkodierung"
    TOO_MANY_CELLS = "die Datei enthält zu viele Zellen, Zeilen oder Spalten"
    TOO_MANY_SHEETS = "die Datei enthält zu viele Blätter"
    TOO_MANY_NAMES = "die Datei enthält zu viele definierte Namen"
    TOO_MANY_STYLES = "die Datei enthält zu viele Formate oder Texte"
    HUGE_MERGE = "die Datei enthält einen zu großen verbundenen Bereich"
    HUGE_TEXT = "die Datei enthält zu lange Texte"
    TOO_DEEP = "die Datei ist zu tief verschachtelt"


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """The limits of one zip file; `ratio` holds for members above `ratio_above` bytes."""

    file: int = 10 * MIB
    unpacked: int = 100 * MIB
    ratio: int = 200
    ratio_above: int = MIB
    members: int = 2000


@dataclass(frozen=True, slots=True)
class Refusal:
    """The file is not opened."""

    danger: Danger
    part: str = ""

    @property
    def reason(self) -> str:
        """The German reason."""
        return self.danger.value


class Refused(Exception):
    """Raised inside the guard; `refusal` goes to whoever asked."""

    def __init__(self, danger: Danger, part: str = "") -> None:
        super().__init__(danger.value)
        self.refusal = Refusal(danger, part)


class Piece(NamedTuple):
    """Some bytes of a member: `fresh` are new, `seen` are the same with the end of the piece before in front."""

    name: str
    fresh: bytes
    seen: bytes
    is_first: bool

    @property
    def begin(self) -> int:
        """Where in `seen` the fresh bytes begin."""
        return len(self.seen) - len(self.fresh)

    def count(self, needle: bytes) -> int:
        """How often the needle ends in the fresh bytes: over all pieces each one counts once."""
        return self.seen.count(needle, max(self.begin - len(needle) + 1, 0))


DEFAULT_LIMITS = ZipLimits()


def read_directory(data: bytes, limits: ZipLimits = DEFAULT_LIMITS) -> list[zipfile.ZipInfo]:
    """The entries of the zip file, in the order of the file.

    Raises:
        Refused: too large, damaged, encrypted, doubled names, paths, odd compression, promises beyond the limits.
    """
    if len(data) > limits.file:
        raise Refused(Danger.TOO_LARGE)
    if data.count(_ENTRY) > 2 * limits.members:  # twice, since a packed zip file may hold some, too
        raise Refused(Danger.TOO_MANY_PARTS)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError, struct.error) as error:
        raise Refused(Danger.DAMAGED) from error
    if len(infos) > limits.members:
        raise Refused(Danger.TOO_MANY_PARTS)
    if len({info.filename.lower() for info in infos}) != len(infos):
        raise Refused(Danger.DOUBLE_PARTS)
    for info in infos:
        _check_entry(info, limits)
    if sum(info.file_size for info in infos) > limits.unpacked:
        raise Refused(Danger.UNPACKS_TOO_LARGE)
    return sorted(infos, key=lambda each: each.header_offset)


def walk_zip(data: bytes, limits: ZipLimits = DEFAULT_LIMITS) -> Iterator[Piece]:
    """Every member, unpacked piece by piece.

    Raises:
        Refused: as `read_directory` and `walk_entries`.
    """
    return walk_entries(data, read_directory(data, limits), limits)


def walk_entries(
    data: bytes, infos: Iterable[zipfile.ZipInfo], limits: ZipLimits = DEFAULT_LIMITS
) -> Iterator[Piece]:
    """The members that `read_directory` gave, unpacked piece by piece.

    Raises:
        Refused: more comes out than the limits allow, the checksum is wrong, members overlap.
    """
    end = total = 0
    for info in infos:
        packed, end = _packed(data, info, end)
        size = checksum = 0
        tail = b""
        for fresh in _unpacked(packed, info):
            size += len(fresh)
            total += len(fresh)
            if total > limits.unpacked or _is_bomb(size, len(packed), limits):
                raise Refused(Danger.UNPACKS_TOO_LARGE, info.filename)
            checksum = zlib.crc32(fresh, checksum)
            yield Piece(info.filename, fresh, tail + fresh if tail else fresh, not tail)
            tail = fresh[-OVERLAP:]
        if checksum != info.CRC or size != info.file_size:
            raise Refused(Danger.DAMAGED, info.filename)


def _check_entry(info: zipfile.ZipInfo, limits: ZipLimits) -> None:
    name = info.filename
    if info.flag_bits & 1:
        raise Refused(Danger.ENCRYPTED, name)
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused(Danger.ODD_COMPRESSION, name)
    is_path = name.startswith("/") or ".." in name.split("/") or "\\" in info.orig_filename
    is_link = info.create_system == 3 and info.external_attr >> 28 == _SYMBOLIC_LINK  # noqa: PLR2004 - Unix
    if is_path or is_link or "\x00" in info.orig_filename:
        raise Refused(Danger.BAD_NAMES, name)
    if _is_bomb(info.file_size, info.compress_size, limits):
        raise Refused(Danger.UNPACKS_TOO_LARGE, name)


def _is_bomb(size: int, packed: int, limits: ZipLimits) -> bool:
    return size > limits.ratio_above and size > limits.ratio * max(packed, 1)


def _packed(data: bytes, info: zipfile.ZipInfo, end: int) -> tuple[bytes, int]:
    """The packed bytes of a member and where they end; its local header must name the same member."""
    at = info.header_offset
    head = data[at : at + _LOCAL_HEADER]
    if at < end:
        raise Refused(Danger.DOUBLE_PARTS, info.filename)
    if len(head) < _LOCAL_HEADER or not head.startswith(b"PK\x03\x04"):
        raise Refused(Danger.DAMAGED, info.filename)
    name_length, extra_length = struct.unpack("<HH", head[26:30])
    name = data[at + _LOCAL_HEADER : at + _LOCAL_HEADER + name_length]
    if name.decode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace") != info.orig_filename:
        raise Refused(Danger.DAMAGED, info.filename)
    start = at + _LOCAL_HEADER + name_length + extra_length
    packed = data[start : start + info.compress_size]
    if len(packed) != info.compress_size:
        raise Refused(Danger.DAMAGED, info.filename)
    return packed, start + info.compress_size


def _unpacked(packed: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.compress_type == zipfile.ZIP_STORED:
        yield from (packed[at : at + MIB] for at in range(0, len(packed), MIB))
        return
    inflate = zlib.decompressobj(-15)
    try:
        while True:
            piece = inflate.decompress(packed, MIB)
            if piece:
                yield piece
            packed = inflate.unconsumed_tail
            if inflate.eof or not (piece or packed):
                break
    except zlib.error as error:
        raise Refused(Danger.DAMAGED, info.filename) from error
    if not inflate.eof:
        raise Refused(Danger.DAMAGED, info.filename)
