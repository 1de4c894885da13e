"""What a receiving mail server writes above a mail, and what it takes out of it (RFC 8601 section 5)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import format_datetime, getaddresses

_FIELD = re.compile(rb"[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n|\Z)")
_COMMENT = re.compile(rb"\([^()]*\)")
_SERVER = re.compile(rb'\s*"?([^\s;"]*)')
_BLANK = re.compile(rb"\r?\n\r?\n|\A\r?\n")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail on its way into one mailbox."""

    server: str
    """Name of the receiving server, which is also its authserv-id."""
    mail_from: str
    recipient: str
    login: str
    """Address that the submitting session had proved; empty if none."""
    moment: dt.datetime
    helo: str = "localhost"


def stamped(raw: bytes, delivery: Delivery) -> bytes:
    """The mail as it lies in the mailbox: envelope, result of authentication, trace, then what was sent.

    Only a session whose proved address has the domain of the one From header gets `dmarc=pass`.
    """
    head, body = _parted(raw)
    kept = b"".join(field for field in _fields(head) if not _claims_to_be(field, delivery.server))
    return b"".join(f"{line}\r\n".encode() for line in _lines(kept, delivery)) + kept + body


def _lines(head: bytes, delivery: Delivery) -> Iterator[str]:
    yield f"Return-Path: <{delivery.mail_from}>"
    yield f"Delivered-To: {delivery.recipient}"
    domain = _proved_domain(head, delivery.login)
    if domain:
        yield f"Authentication-Results: {delivery.server}; dmarc=pass header.from={domain}"
    protocol = "ESMTPA" if delivery.login else "ESMTP"
    number = hashlib.sha256(head + delivery.recipient.encode()).hexdigest()[:12].upper()
    yield f"Received: from {delivery.helo} (localhost [127.0.0.1])"
    yield f"\tby {delivery.server} with {protocol} id {number}"
    yield f"\tfor <{delivery.recipient}>; {format_datetime(delivery.moment)}"


def _proved_domain(head: bytes, login: str) -> str:
    """The domain of From if it is the one that was proved, else nothing."""
    values = [str(value) for value in message_from_bytes(head).get_all("From", [])]
    senders = getaddresses(values)
    if len(values) != 1 or len(senders) != 1:
        return ""
    domain = senders[0][1].rpartition("@")[2].lower()
    return domain if domain and domain == login.rpartition("@")[2].lower() else ""


def _parted(raw: bytes) -> tuple[bytes, bytes]:
    """Head with its last line end, and the rest with the blank line."""
    blank = _BLANK.search(raw)
    if blank is None:
        return raw, b""
    end = blank.end() - (2 if blank.group().endswith(b"\r\n") else 1)
    return raw[:end], raw[end:]


def _fields(head: bytes) -> Iterator[bytes]:
    """Each header field with its continuation lines, letter by letter."""
    position = 0
    while position < len(head):
        match = _FIELD.match(head, position)
        end = match.end() if match and match.end() > position else len(head)
        yield head[position:end]
        position = end


def _claims_to_be(field: bytes, server: str) -> bool:
    """Whether the field is a result of authentication that carries our own name."""
    name, _, value = field.partition(b":")
    if name.strip().lower() != b"authentication-results":
        return False
    bare = value
    while (shorter := _COMMENT.sub(b"", bare)) != bare:
        bare = shorter
    found = _SERVER.match(bare)
    return found is not None and found.group(1).lower() == server.lower().encode()
