"""A reader of FETCH answers: one literal is one mail, its UID comes from the same answer, and it was asked for.

imap-tools pairs the items of an answer two by two; any FETCH line that nobody asked for shifts the pairs, and
mails came out under the UID of another one.
"""

from __future__ import annotations

import datetime as dt
import imaplib
import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

LISTING = "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])"
BODIES = "(UID BODY.PEEK[])"
MAX_LITERAL = 200 * 1024 * 1024
_LITERAL = re.compile(rb"\{(\d{1,12})\+?\}\r?\n$")
_FETCH = re.compile(rb"\* \d+ FETCH \(", re.IGNORECASE)
_UID = re.compile(rb"[( ]UID (\d{1,10})", re.IGNORECASE)
_SIZE = re.compile(rb"[( ]RFC822\.SIZE (\d{1,12})", re.IGNORECASE)
_DATE = re.compile(rb'[( ](INTERNALDATE "[^"]{1,40}")', re.IGNORECASE)
_FLAGS = re.compile(rb"FLAGS \([^)]*\)", re.IGNORECASE)
_NO_LITERAL = re.compile(rb'BODY\[(?:HEADER)?\] (?:NIL|"((?:[^"\\]|\\.)*)")', re.IGNORECASE)
_TAGS = itertools.count(1)
_MONTHS = (b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec")
_WHEN = re.compile(
    rb'"\s?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.IGNORECASE
)


class FetchRefused(imaplib.IMAP4.error):
    """The server answered NO or BAD to a FETCH."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail out of an answer."""

    uid: int
    data: bytes
    size: int
    received_at: dt.datetime | None


def fetch(client: imaplib.IMAP4, uids: Collection[int], items: str) -> Iterator[Fetched]:
    """The mails of `uids` that are still there, each once, in the order of the server.

    The whole answer must be read before the next command, so the caller drains the iterator.

    Raises:
        FetchRefused: for NO and BAD, except NO [EXPUNGEISSUED], which only says that some mails are gone.
        imaplib.IMAP4.abort: where the connection ends inside an answer.
    """
    tag = b"F%d" % next(_TAGS)
    numbers = b",".join(b"%d" % uid for uid in uids)
    client.send(tag + b" UID FETCH " + numbers + b" " + items.encode("ascii") + b"\r\n")
    wanted = set(uids)
    while True:
        line = _line(client)
        if line.startswith(tag + b" "):
            _judge(line[len(tag) + 1 :])
            return
        fetched = _answer(client, line)
        if fetched and fetched.uid in wanted:
            wanted.discard(fetched.uid)
            yield fetched


def _judge(status: bytes) -> None:
    word = status[:3].upper()
    if word.startswith(b"OK") or (word.startswith(b"NO") and b"EXPUNGEISSUED" in status.upper()):
        return
    raise FetchRefused(status.decode("utf-8", "replace").strip())


def _answer(client: imaplib.IMAP4, line: bytes) -> Fetched | None:
    """The mail in this answer; None for whatever else the server says."""
    around, literals = [line], []
    while found := _LITERAL.search(around[-1]):
        literals.append(_literal(client, int(found[1])))
        around.append(_line(client))
    if not _FETCH.match(line):
        return None
    words = _FLAGS.sub(b"", b" ".join(around))
    uid = _UID.search(words)
    if literals:
        data = literals[0]
    elif quoted := _NO_LITERAL.search(words):
        data = re.sub(rb"\\(.)", rb"\1", quoted[1] or b"")
    else:
        return None
    size = _SIZE.search(words)
    date = _DATE.search(words)
    when = internal_date(date[1]) if date else None
    return Fetched(int(uid[1]), data, int(size[1]) if size else len(data), when) if uid else None


def _line(client: imaplib.IMAP4) -> bytes:
    line = client.readline()
    if not line.endswith(b"\n"):
        raise imaplib.IMAP4.abort("connection ended inside an answer")
    return line


def _literal(client: imaplib.IMAP4, length: int) -> bytes:
    if length > MAX_LITERAL:
        raise imaplib.IMAP4.abort(f"the server announces {length} bytes")
    data = client.read(length)
    if len(data) != length:
        raise imaplib.IMAP4.abort("connection ended inside a mail")
    return data


def internal_date(text: bytes) -> dt.datetime | None:
    """`INTERNALDATE "02-Nov-2026 10:00:00 +0100"` in UTC; None if it is no date."""
    match = _WHEN.search(text)
    if not match or match[2].lower() not in _MONTHS:
        return None
    offset = dt.timedelta(hours=int(match[8]), minutes=int(match[9])) * (-1 if match[7] == b"-" else 1)
    try:
        local = dt.datetime(
            int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]),
            int(match[4]), int(match[5]), int(match[6]), tzinfo=dt.timezone(offset),
        )  # fmt: skip
        return local.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
