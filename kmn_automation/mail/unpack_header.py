"""The header of a mail or a part: fields in order, and the parameters of the two that matter.

Limits come before reading, since 20,000 addresses or 2,000 nested comments cost the standard parser seconds.
"""

from __future__ import annotations

import codecs
import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from kmn_automation.mail.unpack_text import decode

MAX_HEADER = 65_536
MAX_FIELD = 8_192
CUT_HEADER = "Kopfzeilen gekürzt (mehr als 64 KB)"
"""The note on a mail of which not all fields were read."""
_END = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_SPACES = re.compile(r"[\r\n]+[ \t]*")

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The fields (names in lower case, values unfolded but still encoded), where the body begins, and what was odd."""

    fields: Fields
    body: int
    notes: tuple[str, ...] = ()

    def first(self, name: str) -> str:
        """The first value of that name; empty if there is none."""
        return next((value for field, value in self.fields if field == name), "")


@dataclass(frozen=True, slots=True)
class Parameters:
    """A value such as `text/plain; charset=utf-8`: the main part in lower case and the decoded parameters."""

    main: str
    values: dict[str, str]

    def get(self, name: str) -> str:
        """The parameter; empty if missing."""
        return self.values.get(name, "")


def read_head(raw: bytes) -> Head:
    """The header at the beginning of `raw`; a line that is no field ends it, as it does everywhere."""
    if raw.startswith(codecs.BOM_UTF8):
        head = read_head(raw[len(codecs.BOM_UTF8) :])
        return dataclasses.replace(head, body=head.body + len(codecs.BOM_UTF8))
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return Head((), 1 if raw[:1] == b"\n" else 2)
    end = _END.search(raw)
    block = raw[: end.start()] if end else raw
    notes: tuple[str, ...] = (CUT_HEADER,) if len(block) > MAX_HEADER else ()
    lines, stop = _logical_lines(block[:MAX_HEADER])
    body = (end.end() if end else len(raw)) if stop < 0 else stop
    fields = tuple((name.decode("ascii").lower(), _value(value)) for name, value in lines)
    if any(len(value) > MAX_FIELD for _, value in lines):
        notes += ("eine Kopfzeile war länger als 8 KB und wurde gekürzt",)
    return Head(fields, body, notes)


def read_parameters(value: str) -> Parameters:
    """Main value and parameters, with RFC 2231 pieces joined, quotes removed, and unquoted blanks kept.

    A parameter without the main value or without the semicolon in front of it is one all the same.
    """
    first, *rest = _split(value)
    main, _, stray = ("", "", first) if "=" in first.partition(" ")[0] else first.strip().partition(" ")
    rest = [stray, *rest] if "=" in stray else rest
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for piece in rest:
        key, _, text = piece.partition("=")
        name, number, extended = _continuation(key.strip().lower())
        pieces.setdefault(name, []).append((number, extended, _unquote(text.strip())))
    return Parameters(main.lower(), {name: _join(found) for name, found in pieces.items() if name})


def _logical_lines(block: bytes) -> tuple[list[tuple[bytes, bytes]], int]:
    lines: list[tuple[bytes, list[bytes]]] = []
    position = 0
    for line in block.split(b"\n"):
        if line[:1] in {b" ", b"\t"} and lines:
            lines[-1][1].append(line.rstrip(b"\r"))
        elif match := _FIELD.match(line):
            lines.append((match[1], [line[match.end() :].rstrip(b"\r")]))
        elif position == 0 and line.startswith((b"From ", b">From ")):
            pass  # the envelope line of an mbox file
        else:
            return [(name, b"".join(parts)) for name, parts in lines], position
        position += len(line) + 1
    return [(name, b"".join(parts)) for name, parts in lines], -1


def _value(raw: bytes) -> str:
    if (
        len(raw) > MAX_FIELD
    ):  # blanks may be added to a signed field (RFC 6376, 3.4.2), so they must not push text out
        raw = b" ".join(raw.split())
    return _SPACES.sub(" ", decode(raw[:MAX_FIELD])).strip(" \t")


def _split(value: str) -> list[str]:
    if '"' not in value:
        return value.split(";")
    pieces: list[str] = []
    current: list[str] = []
    quoted = escaped = False
    for character in value:
        if character == ";" and not quoted:
            pieces.append("".join(current))
            current = []
            continue
        if character == '"' and not escaped:
            quoted = not quoted
        escaped = character == "\\" and not escaped
        current.append(character)
    return [*pieces, "".join(current)]


def _continuation(key: str) -> tuple[str, int, bool]:
    """`filename*1*` → name, number of the piece, percent-encoded or not (RFC 2231)."""
    name, star, rest = key.partition("*")
    digits = rest.rstrip("*")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else -1  # noqa: PLR2004 - 3 digits
    return name.strip(), number, bool(star) and (rest.endswith("*") or not rest)


def _unquote(text: str) -> str:
    if not text.startswith('"'):
        return text
    return re.sub(r'\\(["\\])', r"\1", text[1:].removesuffix('"'))


def _join(pieces: Iterable[tuple[int, bool, str]]) -> str:
    ordered = sorted(pieces, key=lambda piece: piece[0])
    extended = [piece for piece in ordered if piece[1] or piece[0] >= 0]
    if not extended:
        return ordered[0][2]
    if not any(piece[1] for piece in extended):
        return "".join(piece[2] for piece in extended)
    charset, quote, first = extended[0][2].partition("'")
    if not quote or extended[0][2].count("'") < 2:  # noqa: PLR2004 - charset'language'text
        charset, first = "", extended[0][2]
    else:
        first = first.partition("'")[2]
    texts = [first, *(piece[2] for piece in extended[1:])]
    return decode(b"".join(unquote_to_bytes(text) for text in texts), charset)
