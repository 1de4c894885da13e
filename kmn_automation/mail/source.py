"""Where mails come from: one interface for an IMAP mailbox and for a folder of `.eml` files.

The inbox is a queue: what lies in it is undone, what is done is moved. Flags decide nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass
from typing import Protocol, Self

from kmn_automation.model.error import Misconfigured


class LoginRefused(Misconfigured):
    """The server does not accept our name or password. Not to be tried again in a loop: accounts get locked."""


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Which mail: a UID means nothing without its folder and that folder's UIDVALIDITY (RFC 9051 2.3.1.1)."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail as the listing shows it, before its body is loaded."""

    ref: Ref
    size: int
    """In bytes, as the server says; some say it wrongly, so it only decides whether to load."""
    received_at: dt.datetime
    """When our server took it (INTERNALDATE), aware, in UTC; never the Date header. 1970 if it does not say."""
    header: bytes


class MailSource(Protocol):
    """A mailbox of ours. All methods raise `TryLater` where the server or disk is not available."""

    def list_inbox(self, skip: Container[Ref] = ()) -> Iterator[Listed]:
        """What lies in the inbox and is not in `skip`, lowest UID first."""
        ...

    def ensure(self, folder: str) -> None:
        """Makes the folder if it is missing, so that people see it."""
        ...

    def list_folder(self, folder: str, skip: Container[Ref] = ()) -> Iterator[Listed]:
        """What lies in a folder and is not in `skip`, lowest UID first; nothing where there is no such folder."""
        ...

    def fetch(self, refs: Collection[Ref]) -> Iterator[tuple[Ref, bytes]]:
        """The raw mails, unread marks untouched; a mail that is gone meanwhile is left out."""
        ...

    def move(self, ref: Ref, folder: str) -> None:
        """Puts a mail into another folder, which is made if missing; a mail that is gone is no error."""
        ...

    def append(self, folder: str, raw: bytes, flags: Collection[str] = ()) -> None:
        """Lays a copy into a folder, which is made if missing."""
        ...

    def find_own(self, folder: str, message_id: str) -> bool:
        """Whether a mail of ours lies in that folder. The id is one of our own, without angle brackets."""
        ...

    def close(self) -> None:
        """Ends the connection; never raises."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
