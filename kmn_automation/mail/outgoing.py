"""What a mail of ours is before it has bytes, and what it is afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from kmn_automation.model.error import KmnError


class Unsendable(KmnError):
    """A mail of ours cannot be built or must not leave as it is; nothing was handed over."""


class Cause(StrEnum):
    """Why a mail leaves, as RFC 3834 names it: as the answer to a mail, or of our own accord."""

    ANSWER = "auto-replied"
    OWN = "auto-generated"


@dataclass(frozen=True, slots=True)
class Party:
    """A person or office with one address, the name as people read it."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to enclose; its media type follows from the ending of the name."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Thread:
    """The mail that is answered: its Message-ID and the References it carried, both as they came."""

    message_id: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail to one recipient.

    `key` is the natural key of the outbox row: the same key gives the same Message-ID and, with the same
    `date` and content, the same bytes on every attempt. A corrected letter needs a new key.
    """

    key: str
    date: dt.datetime
    """Frozen in the outbox with a time zone; a later attempt sends the same."""
    sender: Party
    recipient: Party
    subject: str
    body: str
    cause: Cause = Cause.OWN
    attachments: tuple[Attachment, ...] = ()
    calendar: bytes = b""
    """A finished iCalendar object, sent as an alternative of the text and as `invite.ics`."""
    answers: Thread | None = None
    reply_to: str = ""
    """Only where answers must not go to the sender address, such as one with the token of a release."""
    tag: str = ""
    """What comes back in a bounce (envelope sender, ENVID, X-KMN-Id); empty: made from the key."""
    archive: str = ""
    """The archive mailbox, second recipient in the same transaction; no header names it."""


@dataclass(frozen=True)
class Composed:
    """A finished mail and its envelope: the first of `recipients` is the addressee, the second the archive."""

    message_id: str
    raw: bytes
    envelope_from: str
    recipients: tuple[str, ...]
    tag: str

    @cached_property
    def sha256(self) -> str:
        """The hash by which the outbox knows these bytes again."""
        return hashlib.sha256(self.raw).hexdigest()
