"""Mailboxes and relays of paper: what lies in an inbox, and what was handed over, in the memory of a test."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Collection, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Self

from kmn_automation.mail.outgoing import Composed
from kmn_automation.mail.smtp import Handover, State
from kmn_automation.mail.source import Listed, Ref

ACCEPTED = Handover(State.ACCEPTED, "250 ok")


class PaperBox:
    """An inbox as `MailSource`; `moved` is where each mail went, `loaded` which were fetched."""

    def __init__(self) -> None:
        self.lying: dict[Ref, tuple[bytes, dt.datetime, int]] = {}
        self.moved: list[tuple[Ref, str]] = []
        self.loaded: list[Ref] = []
        self.on_load: Callable[[Ref], None] = lambda _: None
        self._uids = itertools.count(1)

    def put(self, raw: bytes, at: dt.datetime, size: int = 0, folder: str = "INBOX") -> Ref:
        ref = Ref(folder, 1, next(self._uids))
        self.lying[ref] = (raw, at, size or len(raw))
        return ref

    def list_inbox(self, skip: Container[Ref] = ()) -> Iterator[Listed]:
        yield from self.list_folder("INBOX", skip)

    def list_folder(self, folder: str, skip: Container[Ref] = ()) -> Iterator[Listed]:
        for ref, (raw, at, size) in sorted(self.lying.items()):
            if ref not in skip and ref.folder == folder:
                yield Listed(ref, size, at, raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")

    def ensure(self, folder: str) -> None:
        raise AssertionError(folder)

    def fetch(self, refs: Collection[Ref]) -> Iterator[tuple[Ref, bytes]]:
        for ref in refs:
            if ref in self.lying:
                self.on_load(ref)
                self.loaded.append(ref)
                yield ref, self.lying[ref][0]

    def move(self, ref: Ref, folder: str) -> None:
        self.lying.pop(ref, None)
        self.moved.append((ref, folder))

    def append(self, folder: str, raw: bytes, flags: Collection[str] = ()) -> None:
        raise AssertionError((folder, raw, flags))

    def find_own(self, folder: str, message_id: str) -> bool:
        raise AssertionError((folder, message_id))

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@dataclass
class Relay:
    """A relay that takes down everything; `answer` says what it replies, `look` is called during the hand-over."""

    answer: Callable[[Composed], Handover] = lambda _: ACCEPTED
    look: Callable[[Composed], None] = lambda _: None
    mails: list[Composed] = field(default_factory=list)
    allowed: list[frozenset[str]] = field(default_factory=list)
    usable: bool = True

    def hand_over(self, mail: Composed, recipients: Collection[str] = ()) -> Handover:
        assert not recipients
        assert set(mail.recipients) <= self.allowed[-1], "the last gate before SMTP"
        self.look(mail)
        self.mails.append(mail)
        return self.answer(mail)

    @contextmanager
    def open(self, allowed: Collection[str]) -> Iterator[Relay]:
        self.allowed.append(frozenset(allowed))
        yield self


def parse(raw: bytes) -> EmailMessage:
    """The mail as its reader sees it."""
    return BytesParser(policy=policy.default).parsebytes(raw)


def text_of(raw: bytes) -> str:
    """Its readable text."""
    part = parse(raw).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def files_of(raw: bytes) -> dict[str, bytes]:
    """Its attachments by name."""
    found = ((part.get_filename(), part.get_payload(decode=True)) for part in parse(raw).walk())
    return {name: data for name, data in found if name and isinstance(data, bytes)}
