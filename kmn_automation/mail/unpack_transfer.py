"""Bodies: multiparts cut at their boundary without touching the lines between, and transfer encodings undone."""

from __future__ import annotations

import binascii
import re

from kmn_automation.mail.unpack_archive import split_uuencoded
from kmn_automation.mail.unpack_text import decode_base64

MAX_BODIES = 1_000
_GUESS = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?$", re.MULTILINE)
_AS_IT_IS = {"", "7bit", "8bit", "binary"}
_UNNAMED_BASE64 = (b"UEsDB", b"0M8R4KGxGuE")
"""How a zip and an OLE file begin in base64: some senders forget to say that it is."""
_TRAILER = re.compile(rb"(--)?[ \t]*(\r?\n|$)")


def split_multipart(body: bytes, boundary: str) -> tuple[list[bytes], str]:
    """The bodies between the boundary lines, and a German note where the frame was broken."""
    mark = b"--" + boundary.encode("utf-8", "replace").rstrip()
    note = ""
    if not boundary or mark not in body:
        guess = _GUESS.search(body)
        if not guess:
            return (
                [body] if body.strip() else []
            ), "Die Teile der Nachricht sind nicht voneinander getrennt."
        mark, note = b"--" + guess[1], "Die Trennlinie der Nachricht war falsch angegeben."
    bodies, closed = _cut(body, mark)
    return bodies, note or ("" if closed else "Die Nachricht hört mittendrin auf (Abschlusslinie fehlt).")


def _cut(body: bytes, mark: bytes) -> tuple[list[bytes], bool]:
    bodies: list[bytes] = []
    begin = -1
    position = body.find(mark)
    while position >= 0 and len(bodies) < MAX_BODIES:
        line = _TRAILER.match(body, position + len(mark))
        if line and (position == 0 or body[position - 1 : position] == b"\n"):
            if begin >= 0:
                bodies.append(_without_line_end(body[begin:position]))
            if line[1]:
                return bodies, True
            begin = line.end()
        position = body.find(mark, position + len(mark))
    if begin >= 0:
        bodies.append(body[begin:])
    return bodies, False


def _without_line_end(body: bytes) -> bytes:
    return body.removesuffix(b"\n").removesuffix(b"\r")


def _without_padding(body: bytes) -> bytes:
    """Quoted-printable without the blanks that transport added at ends of lines (RFC 2045, 6.7 rule 3)."""
    if not any(padding in body for padding in (b" \r", b" \n", b"\t\r", b"\t\n")):
        return body
    lines = ((line.removesuffix(b"\r"), line[-1:] == b"\r") for line in body.split(b"\n"))
    return b"\n".join(line.rstrip(b" \t") + b"\r" * returned for line, returned in lines)


def decode_transfer(body: bytes, encoding: str) -> bytes:
    """The bytes behind base64, quoted-printable or uuencode; an unknown encoding is left as it is."""
    name = (encoding.strip().lower().split() or [""])[0].strip("\"';")
    if name == "base64" or (name in _AS_IT_IS and body[:100].lstrip().startswith(_UNNAMED_BASE64)):
        return decode_base64(body)
    if name == "quoted-printable":
        return binascii.a2b_qp(_without_padding(body))
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        _, members = split_uuencoded(body)
        return members[0].data if members else body
    return body
