"""Counting after a kill: at the mailboxes themselves, in the database, in the folder of blobs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.wiring import Workplace
from kmn_automation.mail.unpack_header import read_head
from kmn_automation.model.error import KmnError
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.letter_texts import LETTER_TEXTS
from kmn_automation.store import journal, letters, mails, outbox, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.mails import MailState
from kmn_automation.store.outbox import OutboxRow, OutboxState
from tests.app.kill_sweep_scene import Scene

_NUMBER = re.compile(r"\d{4}-0*(\d+)")


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail of the office in somebody's mailbox."""

    mailbox: str
    message_id: str
    answers: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the office says that it did."""

    mails: Counter[tuple[str, str, str]]
    letters: Counter[tuple[str, str]]
    outbox: tuple[OutboxRow, ...]
    tasks: frozenset[str]

    @property
    def queued(self) -> Counter[tuple[str, str]]:
        """What was to be sent, by text and recipient: the same in every undisturbed run."""
        return Counter((row.kind, row.recipient) for row in self.outbox)

    @property
    def doubts(self) -> list[OutboxRow]:
        """What waits for a person."""
        return [row for row in self.outbox if row.state is OutboxState.UNGEKLAERT]


def record_of(scene: Scene) -> Record:
    """The books of the office."""
    place = scene.workplace()
    try:
        with place.store.read() as tx:
            rows = [row for state in MailState for row in mails.in_state(tx, state)]
            return Record(
                mails=Counter((row.sha256, row.state.value, row.outcome) for row in rows),
                letters=Counter((row.kind, row.state.value) for row in letters.in_state(tx, *LetterState)),
                outbox=tuple(outbox.in_state(tx, *OutboxState)),
                tasks=frozenset(each.key for each in tasks.open_tasks(tx)),
            )
    finally:
        place.store.close()


def complaints(scene: Scene, expected: Record) -> list[str]:
    """Everything that is lost, doubled or not whole, compared with an undisturbed run; empty if all is well."""
    found = record_of(scene)
    delivered = list(deliveries(scene))
    return [
        *_lost(scene, found, expected),
        *_doubled(found, delivered),
        *_answers(scene, found, delivered),
        *_unlisted(found, expected),
        *_broken(scene),
    ]


def deliveries(scene: Scene) -> Iterator[Delivered]:
    """Every mail of ours that lies anywhere outside of the office's own inbox."""
    for box in scene.users():
        if box.name == scene.office.address:
            continue
        for path in _files(box / "Maildir"):
            head = read_head(path.read_bytes())
            yield Delivered(box.name, head.first("message-id").strip(), head.first("in-reply-to").strip())


def _files(folder: Path) -> Iterator[Path]:
    for each in ("new", "cur"):
        yield from (folder / each).glob("*")


def _lost(scene: Scene, found: Record, expected: Record) -> Iterator[str]:
    office = scene.mailboxes / scene.office.address / "Maildir"
    if left := list(_files(office)):
        yield f"{len(left)} mails are still in the inbox"
    if found.mails != expected.mails:
        yield f"mails: {found.mails - expected.mails} instead of {expected.mails - found.mails}"
    filed = Counter(
        read_head(path.read_bytes()).first("message-id").strip()
        for folder in office.glob(".*")
        for path in _files(folder)
    )
    missing = set(scene.sent) - set(filed)
    if missing:
        yield f"{len(missing)} reports are in no folder of the office"
    more = found.queued - expected.queued
    asked = sum(number for (kind, _), number in more.items() if kind == ASKED)
    unsure = sum(row.kind in LETTER_TEXTS for row in found.doubts)
    if expected.queued - found.queued or more.total() != asked or asked != unsure:
        yield f"outbox: {found.queued - expected.queued} instead of {expected.queued - found.queued}"


def _doubled(found: Record, delivered: list[Delivered]) -> Iterator[str]:
    copies = Counter((each.mailbox, each.message_id) for each in delivered)
    yield from (f"{number} copies of {where}" for where, number in copies.items() if number > 1)
    known = {row.message_id for row in found.outbox}
    yield from (f"a mail of nobody: {each}" for each in delivered if each.message_id not in known)
    for row in found.outbox:
        here = copies[row.recipient.lower(), row.message_id]
        if row.state is OutboxState.UEBERGEBEN and not here:
            yield f"{row.kind} to {row.recipient} is said to be sent and is not there"
        if row.state is not OutboxState.UEBERGEBEN and row.state is not OutboxState.UNGEKLAERT:
            yield f"{row.kind} to {row.recipient} is at rest as {row.state}"


def _answers(scene: Scene, found: Record, delivered: list[Delivered]) -> Iterator[str]:
    """Exactly one answer for each report at its sender; none only where it is in doubt, and then not two."""
    got = Counter((each.mailbox, each.answers) for each in delivered)
    in_doubt = {row.recipient.lower() for row in found.doubts}
    for message_id, sender in scene.sent.items():
        number = got[sender.lower(), message_id]
        if number > 1 or (number == 0 and sender.lower() not in in_doubt):
            yield f"{number} answers to {message_id} at {sender}"


ASKED = "ungeklaert"
"""The mail that asks a coordinator about a letter in doubt."""


def _unlisted(found: Record, expected: Record) -> Iterator[str]:
    """At most the one mail of the moment is in doubt, and a person is told."""
    if len(found.doubts) > 1:
        yield f"{len(found.doubts)} mails in doubt"
    told = {f"ungeklaert:{row.id}:{row.attempts}" for row in found.doubts}
    if found.tasks - expected.tasks != told:
        yield f"tasks: {found.tasks - expected.tasks} for {told}"
    unsure = sum(row.kind in LETTER_TEXTS for row in found.doubts)
    changed = (found.letters - expected.letters).total()
    if changed != unsure or found.letters.total() != expected.letters.total():
        yield f"letters: {found.letters - expected.letters} instead of {expected.letters - found.letters}"


def _broken(scene: Scene) -> Iterator[str]:
    place = scene.workplace()
    try:
        with place.store.read() as tx:
            yield from _broken_database(tx)
            yield from _broken_blobs(place, tx)
    finally:
        place.store.close()


def _broken_database(tx: Transaction) -> Iterator[str]:
    if tx.dialect.name == "sqlite":
        verdict = tx.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        if verdict != "ok":
            yield f"integrity_check: {verdict}"
    if journal.verify(tx).broken_at is not None:
        yield f"the journal is broken at {journal.verify(tx).broken_at}"
    numbers = sorted(
        int(match[1]) for row in letters.in_state(tx, *LetterState) if (match := _NUMBER.search(row.number))
    )
    if numbers != list(range(1, letters.given_numbers(tx) + 1)):
        yield f"numbers with gaps: {numbers}"


def _broken_blobs(place: Workplace, tx: Transaction) -> Iterator[str]:
    rows = [row for state in MailState for row in mails.in_state(tx, state)]
    hashes = {row.sha256 for row in rows} | {row.mime_sha256 for row in outbox.in_state(tx, *OutboxState)}
    for sha in hashes | {row.docx_sha256 for row in letters.in_state(tx, *LetterState)}:
        try:
            place.store.blobs.get(sha)
        except KmnError as error:
            yield f"blob: {error}"
