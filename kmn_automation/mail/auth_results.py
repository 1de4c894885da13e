"""One Authentication-Results field (RFC 8601), read strictly: what is odd in any way is not read at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_VALUE = 8_000
MAX_NESTING = 10
_SERVER = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?)(?:\s+([0-9]+))?")
_RESULT = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,40})(?:/1)?=([A-Za-z]{1,20})")
_PROPERTY = re.compile(r'([A-Za-z][A-Za-z0-9._-]{0,60})=("[^"]{0,500}"|[^\s";=]{1,500}={0,3})')
_WORD = re.compile(r'(?:[^\s"]|"[^"]*")+')


@dataclass(frozen=True, slots=True)
class Method:
    """One result: `dkim=pass header.d=traeger.example`."""

    name: str
    result: str
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AuthResults:
    """The server that wrote the field, and its results."""

    server: str
    methods: tuple[Method, ...]


def read_auth_results(value: str) -> AuthResults | None:
    """The field, or None if it is not plain ASCII in exactly the form of the standard."""
    if len(value) > MAX_VALUE or not value.isascii() or not value.replace("\t", " ").isprintable():
        return None
    bare = without_comments(value)
    if bare is None:
        return None
    server, *rest = split_outside_quotes(bare)
    match = _SERVER.fullmatch(server.strip())
    if not match or match[2] not in {None, "1"}:
        return None
    methods = [_method(each.strip()) for each in rest if each.strip() not in {"", "none"}]
    if any(each is None for each in methods):
        return None
    return AuthResults(match[1].lower(), tuple(each for each in methods if each))


def without_comments(value: str) -> str | None:
    """The value with every comment replaced by a blank; None where brackets or quotes do not close."""
    out: list[str] = []
    depth, quoted, characters = 0, False, iter(value)
    for character in characters:
        if character == "\\":
            following = next(characters, None)
            if following is None or depth == 0:
                return None
        elif character == '"' and depth == 0:
            quoted = not quoted
            out.append(character)
        elif character in "()" and not quoted:
            depth += 1 if character == "(" else -1
            out.append(" ")
            if not 0 <= depth <= MAX_NESTING:
                return None
        elif depth == 0:
            out.append(character)
    return None if quoted or depth else "".join(out)


def split_outside_quotes(value: str) -> list[str]:
    """The pieces between semicolons."""
    pieces = [""]
    quoted = False
    for character in value:
        quoted ^= character == '"'
        if character == ";" and not quoted:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


def _method(text: str) -> Method | None:
    words = _WORD.findall(re.sub(r"\s*=\s*", "=", text))
    found = _RESULT.fullmatch(words[0]) if words else None
    if not found:
        return None
    properties: dict[str, str] = {}
    for word in words[1:]:
        pair = _PROPERTY.fullmatch(word)
        if not pair or pair[1].lower() in properties:
            return None
        properties[pair[1].lower()] = pair[2].strip('"')
    return Method(found[1].lower(), found[2].lower(), properties)
