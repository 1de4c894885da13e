"""Files inside files: zip, winmail.dat, uuencode, opaque S/MIME. Each gives what it can and a German note."""

from __future__ import annotations

import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import tnefparse

from kmn_automation.mail.unpack_text import clean_name, decode

MAX_MEMBERS = 2_000
MAX_RATIO = 200
RATIO_FROM = 1_000_000
_UU = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,300})\r?\n((?:[ -`][^\r\n]{0,90}\r?\n){1,400000}?)(?:end[ \t]*\r?$|\Z)",
    re.MULTILINE,
)
_CONTAINERS = {0x30, 0x31, 0xA0, 0x24}
_OCTETS = 0x04


@dataclass(frozen=True, slots=True)
class Member:
    """A file found inside another one; without data the note says why."""

    name: str
    data: bytes
    note: str = ""
    locked: bool = False


def zip_members(data: bytes, budget: int) -> Iterator[Member]:
    """The files of an archive, at most `budget` bytes together; directories and Mac shadows left out."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, IndexError) as error:
        yield Member("", b"", f"Archiv nicht lesbar ({type(error).__name__})")
        return
    with archive:
        infos = [each for each in archive.infolist() if not each.is_dir() and "__MACOSX" not in each.filename]
        if len(infos) > MAX_MEMBERS:
            yield Member("", b"", f"Archiv mit {len(infos)} Dateien nicht geöffnet (höchstens {MAX_MEMBERS})")
            return
        for info in infos:
            member = _zip_member(archive, info, budget)
            budget -= len(member.data)
            yield member


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: int) -> Member:
    name = clean_name(info.filename)
    if info.flag_bits & 1:
        return Member(name, b"", "mit einem Kennwort geschützt", locked=True)
    ratio = info.file_size // max(1, info.compress_size)
    if info.file_size > RATIO_FROM and ratio > MAX_RATIO:
        return Member(name, b"", f"nicht entpackt (Verhältnis 1:{ratio}, erlaubt 1:{MAX_RATIO})")
    try:
        with archive.open(info) as file:
            data = file.read(budget + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        EOFError,
        RuntimeError,
    ) as error:
        return Member(name, b"", f"im Archiv beschädigt ({type(error).__name__})")
    return Member(name, data) if len(data) <= budget else Member(name, b"", "nicht entpackt (zu groß)")


@dataclass(frozen=True, slots=True)
class Tnef:
    """The content of a winmail.dat."""

    members: tuple[Member, ...]
    text: str = ""
    message_class: str = ""
    note: str = ""


def read_tnef(data: bytes) -> Tnef:
    """Attachments with their long names, the text, and the Outlook class."""
    try:
        box = tnefparse.TNEF(data, do_checksum=False)
        members = tuple(
            Member(clean_name(str(each.long_filename() or "")), bytes(each.data or b""))
            for each in box.attachments
        )
        return Tnef(members, _tnef_text(box), _tnef_class(box))
    except Exception as error:  # noqa: BLE001 - the package raises whatever the bytes make it stumble over
        return Tnef((), note=f"winmail.dat nicht lesbar ({type(error).__name__})")


def _tnef_text(box: object) -> str:
    body = getattr(box, "body", None) or b""
    return decode(body) if isinstance(body, bytes) else str(body)


def _tnef_class(box: tnefparse.TNEF) -> str:
    found = next((each.data for each in box.objects if each.name == tnefparse.TNEF.ATTMESSAGECLASS), "")
    return decode(found).rstrip("\0") if isinstance(found, bytes) else str(found)


def split_uuencoded(text: bytes) -> tuple[bytes, tuple[Member, ...]]:
    """The text without its uuencoded files, and those files."""
    if b"begin " not in text:
        return text, ()
    members = tuple(Member(clean_name(decode(match[1])), decode_uu(match[2])) for match in _UU.finditer(text))
    return (_UU.sub(b"", text), members) if members else (text, ())


def decode_uu(block: bytes) -> bytes:
    """The lines of one uuencoded file; broken lines are cut to what their length byte says."""
    out = bytearray()
    for line in block.splitlines():
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            out += _uu_rest(line[: length + 1])
    return bytes(out)


def _uu_rest(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""


def signed_content(data: bytes) -> bytes:
    """The mail inside an opaque S/MIME signature (RFC 5652 SignedData), in DER or BER; empty if there is none.

    The signature is not verified and never called valid.
    """
    longest = b""
    stack = [(0, len(data))]
    for _ in range(200):
        if not stack:
            break
        position, end = stack.pop()
        if position + 2 > end:
            continue
        tag, start, stop, after = _element(data, position, end)
        stack.append((after, end))
        if tag in _CONTAINERS:
            content = _octets(data, start, stop) if tag == 0x24 else b""  # noqa: PLR2004 - constructed octet string
            longest = max(longest, content, key=len)
            stack.append((start, stop))
        elif tag == _OCTETS and stop - start > len(longest):
            longest = data[start:stop]
    return longest if b":" in longest[:200] else b""


def _octets(data: bytes, position: int, end: int) -> bytes:
    pieces = []
    while position + 2 <= end:
        tag, start, stop, position = _element(data, position, end)
        if tag != _OCTETS:
            break
        pieces.append(data[start:stop])
    return b"".join(pieces)


def _element(data: bytes, position: int, end: int) -> tuple[int, int, int, int]:
    """Tag, begin and end of the content, and where the next element begins (indefinite length: at the end)."""
    tag, length = data[position], data[position + 1]
    start = position + 2
    if length == 0x80:  # noqa: PLR2004 - BER: the length is not told
        return tag, start, end, end
    if length > 0x80:  # noqa: PLR2004 - the length follows in that many bytes
        count = length & 0x7F
        length = int.from_bytes(data[start : start + count], "big") if count <= 8 else end  # noqa: PLR2004 - 64 bit
        start += count
    stop = min(end, start + length)
    return tag, min(start, end), stop, stop
