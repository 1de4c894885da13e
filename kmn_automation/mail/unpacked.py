"""What came out of a mail, as plain frozen values, and their way through the wall of the jail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.unpack_header import Fields
from kmn_automation.mail.unpack_text import clean_line, decode_words


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a mail. `path` counts as MIME does: `2.1` is the first file inside the second part."""

    path: str
    name: str
    """Cleaned for display, never used as a path; empty if the sender gave none."""
    kind: Kind
    media_type: str
    sha256: str
    size: int
    note: str = ""
    inline: bool = False
    """A picture of the layout (Content-ID) or the second fork of a Mac's file, not something the sender attached."""
    data: bytes = field(default=b"", repr=False)

    @property
    def shown(self) -> str:
        """How the file is called in an answer."""
        return f"„{self.name}“" if self.name else f"Teil {self.path} ohne Namen"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A mail taken apart. Header values are raw but unfolded, since an address is judged before decoding."""

    fields: Fields
    text: str
    """The text/plain of the author, without attachments and nested mails, first part first."""
    html_text: str
    """The readable text of the HTML part; only set where there is no text/plain."""
    media_type: str
    report_type: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    """What was odd or left out, in German."""
    message_class: str = ""
    """The Outlook class from winmail.dat, such as `IPM.Schedule.Meeting.Resp.Pos`."""
    size: int = 0
    """Bytes of the whole mail."""

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a field in order of appearance (topmost first)."""
        return tuple(value for field_name, value in self.fields if field_name == name)

    def first(self, name: str) -> str:
        """The topmost value of a field, raw; empty if there is none."""
        return next((value for field_name, value in self.fields if field_name == name), "")

    def shown(self, name: str) -> str:
        """The topmost value, decoded and cleaned for a person."""
        return clean_line(decode_words(self.first(name)))


def make_part(path: str, name: str, kind: Kind, media_type: str, data: bytes) -> Part:
    """The part with its hash and size."""
    return Part(path, name, kind, media_type, hashlib.sha256(data).hexdigest(), len(data), data=data)


def to_jail(unpacked: Unpacked) -> tuple[dict[str, object], list[bytes]]:
    """The result as plain JSON and the files as blobs, in the order of the parts."""
    plain: dict[str, object] = {
        "fields": [list(each) for each in unpacked.fields],
        "text": unpacked.text,
        "html_text": unpacked.html_text,
        "media_type": unpacked.media_type,
        "report_type": unpacked.report_type,
        "notes": list(unpacked.notes),
        "message_class": unpacked.message_class,
        "size": unpacked.size,
        "parts": [
            [each.path, each.name, each.kind.name, each.media_type, each.sha256, each.note, each.inline]
            for each in unpacked.parts
        ],
    }
    return plain, [each.data for each in unpacked.parts]


def from_jail(plain: Mapping[str, object], blobs: Sequence[bytes]) -> Unpacked:
    """The result on our side of the wall; every value is forced to its type, sizes are counted again.

    Raises:
        ValueError: where the child sent something of another shape.
    """
    try:
        rows = cast("list[list[object]]", plain["parts"])
        return Unpacked(
            fields=tuple(
                (str(name), str(value)) for name, value in cast("list[list[object]]", plain["fields"])
            ),
            text=str(plain["text"]),
            html_text=str(plain["html_text"]),
            media_type=str(plain["media_type"]),
            report_type=str(plain["report_type"]),
            notes=tuple(str(note) for note in cast("list[object]", plain["notes"])),
            message_class=str(plain["message_class"]),
            size=int(str(plain["size"])),
            parts=tuple(_part(row, blob) for row, blob in zip(rows, blobs, strict=True)),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"unpacked mail of a foreign shape: {error}") from error


def _part(row: Sequence[object], blob: bytes) -> Part:
    path, name, kind, media_type, sha256, note, inline = row
    return Part(
        path=str(path),
        name=str(name),
        kind=Kind[str(kind)],
        media_type=str(media_type),
        sha256=str(sha256),
        size=len(blob),
        note=str(note),
        inline=bool(inline),
        data=blob,
    )
