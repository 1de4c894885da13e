"""A mail taken apart, however it arrives: MIME, zip, winmail.dat, nested mails, uuencode, opaque S/MIME.

Pure: bytes in, values out, nothing raised. Runs inside the jail, so it stands on the standard library and tnefparse.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kmn_automation.mail.attachment_kind import Kind, kind_of
from kmn_automation.mail.unpack_archive import Member, read_tnef, signed_content, split_uuencoded, zip_members
from kmn_automation.mail.unpack_header import Head, Parameters, read_head, read_parameters
from kmn_automation.mail.unpack_html import readable_text
from kmn_automation.mail.unpack_text import clean_body, clean_name, decode
from kmn_automation.mail.unpack_transfer import decode_transfer, split_multipart
from kmn_automation.mail.unpacked import Part, Unpacked, from_jail, make_part, to_jail

__all__ = ["Part", "Unpacked", "from_jail", "unpack", "unpack_for_jail"]

MAX_DEPTH = 5
MAX_MULTIPARTS = 30
MAX_PARTS = 200
MAX_UNPACKED = 100 * 1024 * 1024
MAX_TEXT = 1_000_000
_OPENED = {Kind.MAIL, Kind.ARCHIVE, Kind.TNEF, Kind.SIGNED}
_WIDE = ("utf-16", "utf-32")
_SECOND_FORK = "application/applefile"
_STRANGE = {
    "message/partial": "Die Nachricht ist nur ein Teilstück (message/partial).",
    "message/external-body": "Eine Anlage liegt nicht in der Nachricht, sondern anderswo (message/external-body).",
}


def unpack(raw: bytes) -> Unpacked:
    """The mail as header fields, own text and parts; what cannot be read is left as bytes with a note."""
    if b"\n" not in raw[:2000] and b"\r" in raw[:2000]:
        raw = raw.replace(b"\r", b"\n")
    head = read_head(raw)
    content = read_parameters(head.first("content-type"))
    walk = _Walk(notes=list(head.notes))
    walk.entity(_Entity(head, content, raw[head.body :]), _At("", 0, 0, own=True))
    text = clean_body("\n".join(walk.texts)[:MAX_TEXT])
    return Unpacked(
        fields=head.fields,
        text=text,
        html_text="" if text.strip() else clean_body(readable_text("\n".join(walk.htmls)[:MAX_TEXT])),
        media_type=content.main or "text/plain",
        report_type=content.get("report-type").lower(),
        parts=tuple(walk.parts),
        notes=tuple(dict.fromkeys(walk.notes)),
        message_class=walk.message_class,
        size=len(raw),
    )


def unpack_for_jail(payload: bytes, options: Mapping[str, object]) -> tuple[dict[str, object], list[bytes]]:
    """What the child process calls: the mail as plain JSON and the data of its parts. There are no options yet."""
    del options
    return to_jail(unpack(payload))


@dataclass(frozen=True, slots=True)
class _Entity:
    head: Head
    content: Parameters
    body: bytes


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk stands: MIME path, containers and multiparts above, and whether it is the mail's own level."""

    path: str
    depth: int
    multiparts: int
    own: bool

    def child(self, number: int) -> str:
        return f"{self.path}.{number}" if self.path else str(number)


@dataclass(slots=True)
class _Walk:
    parts: list[Part] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    message_class: str = ""
    left: int = MAX_UNPACKED

    def entity(self, entity: _Entity, at: _At) -> None:
        """One MIME entity: goes down into a multipart, keeps a leaf."""
        if entity.content.main.startswith("multipart/") and at.multiparts < MAX_MULTIPARTS:
            self._multipart(entity, at)
            return
        if entity.content.main.startswith("multipart/"):
            self.notes.append("Die Nachricht ist zu tief verschachtelt; der Rest wurde nicht gelesen.")
        self._leaf(entity, at if at.path else dataclasses.replace(at, path="1"))

    def _multipart(self, entity: _Entity, at: _At) -> None:
        bodies, note = split_multipart(entity.body, entity.content.get("boundary"))
        if note:
            self.notes.append(note)
        for number, body in enumerate(bodies, 1):
            if len(self.parts) >= MAX_PARTS:
                self._too_many()
                return
            head = read_head(body)
            content = read_parameters(head.first("content-type"))
            if not content.main and entity.content.main == "multipart/digest":
                content = Parameters("message/rfc822", {})
            below = dataclasses.replace(at, path=at.child(number), multiparts=at.multiparts + 1)
            self.entity(_Entity(head, content, body[head.body :]), below)

    def _leaf(self, entity: _Entity, at: _At) -> None:
        placed = read_parameters(entity.head.first("content-disposition"))
        name = clean_name(placed.get("filename") or entity.content.get("name"))
        data = decode_transfer(entity.body, entity.head.first("content-transfer-encoding"))
        media_type = entity.content.main or "text/plain"
        kind = kind_of(data, name, media_type)
        is_body = media_type in {"text/plain", "text/html"} and not name and placed.main != "attachment"
        is_wide = kind is Kind.OTHER and entity.content.get("charset").lower().startswith(_WIDE)
        if is_body and (is_wide or kind in {Kind.TEXT, Kind.HTML, Kind.EMPTY}):
            self._body(data, entity.content, at)
            return
        if note := _STRANGE.get(media_type, ""):
            self.notes.append(note)
        is_layout = (
            bool(entity.head.first("content-id")) and placed.main != "attachment" and kind is Kind.IMAGE
        )
        part = make_part(at.path, name, kind, media_type, data)
        self._keep(dataclasses.replace(part, inline=is_layout or media_type == _SECOND_FORK, note=note), at)

    def _body(self, data: bytes, content: Parameters, at: _At) -> None:
        if content.main == "text/html":
            if at.own:
                self.htmls.append(decode(data, content.get("charset")))
            return
        text, members = split_uuencoded(data)
        if at.own:
            self.texts.append(decode(text, content.get("charset")))
        self._members(members, at)

    def _keep(self, part: Part, at: _At) -> None:
        if len(self.parts) >= MAX_PARTS:
            self._too_many()
        elif part.size > self.left:
            self.notes.append(f"{part.shown} wurde nicht entpackt: zusammen mehr als 100 MB.")
        else:
            self.left -= part.size
            self.parts.append(part)
            self._open(part, at)

    def _open(self, part: Part, at: _At) -> None:
        if part.kind not in _OPENED:
            return
        if at.depth >= MAX_DEPTH:
            self.notes.append(f"{part.shown} ist zu tief verschachtelt und wurde nicht geöffnet.")
            return
        below = _At(part.path, at.depth + 1, at.multiparts, own=False)
        if part.kind is Kind.ARCHIVE and part.data.startswith(b"PK"):
            self._members(zip_members(part.data, self.left), below)
        elif part.kind is Kind.TNEF:
            self._tnef(part, dataclasses.replace(below, own=at.own))
        elif part.kind is Kind.SIGNED:
            self._nested(signed_content(part.data), dataclasses.replace(below, own=at.own))
        elif part.kind is Kind.MAIL:
            self._nested(part.data, below)

    def _nested(self, raw: bytes, at: _At) -> None:
        head = read_head(raw)
        content = read_parameters(head.first("content-type"))
        if raw and not content.main.startswith("multipart/"):
            at = dataclasses.replace(at, path=at.child(1))
        if raw:
            self.entity(_Entity(head, content, raw[head.body :]), at)

    def _tnef(self, part: Part, at: _At) -> None:
        tnef = read_tnef(part.data)
        if tnef.note:
            self.notes.append(tnef.note)
        if at.own:
            self.message_class = self.message_class or tnef.message_class
            if tnef.text and not any(text.strip() for text in self.texts):
                self.texts.append(tnef.text)
        self._members(tnef.members, dataclasses.replace(at, own=False))

    def _members(self, members: Iterable[Member], at: _At) -> None:
        for number, member in enumerate(members, 1):
            if len(self.parts) >= MAX_PARTS:
                self._too_many()
                return
            if not member.name and not member.data:
                self.notes.append(member.note)
                continue
            kind = Kind.LOCKED_ARCHIVE if member.locked else kind_of(member.data, member.name)
            part = make_part(at.child(number), member.name, kind, "", member.data)
            self._keep(dataclasses.replace(part, note=member.note), at)

    def _too_many(self) -> None:
        self.notes.append(f"Die Nachricht hat mehr als {MAX_PARTS} Teile; die übrigen wurden nicht gelesen.")
