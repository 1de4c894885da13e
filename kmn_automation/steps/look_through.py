"""The mailbox against the store: every mail that lies in the inbox or where we file must be stored."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from kmn_automation.mail.source import Listed, MailSource, Ref
from kmn_automation.mail.unpack_header import read_head
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.handle_mail import FOLDERS
from kmn_automation.store import facts, gaps, mails, outbox
from kmn_automation.store.connect import Transaction

INBOX = "INBOX"
LOOKED = "Postfach verglichen"
MOMENT = dt.timedelta(hours=1)
"""A mail that came later than this may only have come since the last fetch."""
BATCH = 100
_LOST = "nicht gespeichert: "
_READ_UNTIL = "Ordner gelesen bis: "


@dataclass(frozen=True, slots=True)
class LostMail:
    """A mail in the mailbox that is not stored."""

    folder: str
    uidvalidity: int
    uid: int
    message_id: str
    sender: str
    received_at: str
    sha256: str

    @property
    def ref(self) -> Ref:
        """Where it lies."""
        return Ref(self.folder, self.uidvalidity, self.uid)


@dataclass(frozen=True, slots=True)
class ReadUntil(Container[Ref]):
    """Everything up to a UID of a numbering of a folder."""

    uidvalidity: int
    uid: int

    @classmethod
    def read(cls, text: str | None) -> ReadUntil:
        """From how `str` writes it."""
        validity, _, uid = (text or "0:0").partition(":")
        return cls(int(validity), int(uid))

    @classmethod
    def after(cls, batch: list[Listed]) -> ReadUntil:
        """The last mail of a batch included."""
        return cls(batch[-1].ref.uidvalidity, max(each.ref.uid for each in batch))

    def __contains__(self, ref: object) -> bool:
        return isinstance(ref, Ref) and ref.uidvalidity == self.uidvalidity and ref.uid <= self.uid

    def __str__(self) -> str:
        return f"{self.uidvalidity}:{self.uid}"


def look_through(desk: Desk, source: MailSource) -> int:
    """How many mails were compared: all in the inbox, in other folders those that came since the last look.

    Raises:
        TryLater: the mailbox is not available; what was compared stays compared.
    """
    _forget_found(desk, source)
    looked_at = 0
    for folder in (INBOX, *FOLDERS.values()):
        name = _READ_UNTIL + folder
        with desk.store.read() as tx:
            seen = ReadUntil.read(facts.get(tx, name) if folder != INBOX else None)
        for batch in batches(source.list_folder(folder, seen), BATCH):
            _compare(desk, source, batch)
            looked_at += len(batch)
            with desk.store.begin() as tx:
                facts.put(tx, name, str(ReadUntil.after(batch)))
    with desk.store.begin() as tx:
        facts.put(tx, LOOKED, json.dumps({"at": desk.now.isoformat(), "number": looked_at}))
    return looked_at


def lost_mails(tx: Transaction) -> list[LostMail]:
    """What lies in the mailbox and is not stored, as the last look found it."""
    return [LostMail(**json.loads(text)) for text in facts.starting_with(tx, _LOST).values()]


def last_look_through(tx: Transaction) -> int | None:
    """How many mails the last look compared; None before the first one."""
    text = facts.get(tx, LOOKED)
    return int(json.loads(text)["number"]) if text else None


def batches(items: Iterable[Listed], size: int) -> Iterator[list[Listed]]:
    """The mails in portions, so that each portion is noted before the next is asked for."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _compare(desk: Desk, source: MailSource, batch: list[Listed]) -> None:
    with desk.store.read() as tx:
        strange = {each.ref: each for each in batch if not _is_known(tx, desk, each)}
    hashes = {ref: _sha(raw) for ref, raw in source.fetch(list(strange))}
    with desk.store.begin() as tx:
        for ref, sha in hashes.items():
            listed = strange[ref]
            if not any(mails.by_sha256(tx, each) for each in (sha, _sha(listed.header))):
                facts.put(tx, _key(ref), json.dumps(asdict(_lost(listed, sha))))


def _is_known(tx: Transaction, desk: Desk, listed: Listed) -> bool:
    if listed.ref.folder == INBOX and desk.now - listed.received_at < MOMENT:
        return True
    head = read_head(listed.header)
    message_id = head.first("message-id").strip()[:200].encode("ascii", "replace").decode()
    ours = bool(head.first("x-kmn-id")) and outbox.by_message_id(tx, message_id) is not None
    return ours or gaps.is_stored(tx, message_id, listed.size)


def _forget_found(desk: Desk, source: MailSource) -> None:
    """A mail that is stored by now, or that a person took away, is not missing any more."""
    with desk.store.read() as tx:
        lost = lost_mails(tx)
    there = {ref for ref, _ in source.fetch([each.ref for each in lost])} if lost else set()
    with desk.store.begin() as tx:
        for each in lost:
            if each.ref not in there or mails.by_sha256(tx, each.sha256):
                facts.drop(tx, _key(each.ref))


def _lost(listed: Listed, sha: str) -> LostMail:
    head, ref = read_head(listed.header), listed.ref
    return LostMail(
        folder=ref.folder,
        uidvalidity=ref.uidvalidity,
        uid=ref.uid,
        message_id=head.first("message-id").strip()[:200],
        sender=head.first("from").strip()[:200],
        received_at=listed.received_at.isoformat(),
        sha256=sha,
    )


def _key(ref: Ref) -> str:
    return f"{_LOST}{ref.folder}:{ref.uidvalidity}:{ref.uid}"


def _sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
