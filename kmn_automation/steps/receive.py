"""Mailbox → stored mails: raw bytes and a committed row before anything else happens to a mail.

The inbox is a queue: what lies in it is undone. Flags mean nothing, UIDs are a hint, the bytes are the identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kmn_automation.mail.source import Listed, MailSource, Ref
from kmn_automation.mail.unpack_header import read_head
from kmn_automation.model.error import TryLater
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note
from kmn_automation.store import facts, mails
from kmn_automation.store.mails import MailRow, MailState, NewMail

BATCH = 20
MAX_MAIL = 25 * 1024 * 1024
"""Larger mails are not loaded; only their headers are kept, and the sender is asked for the form alone."""
MAX_REFUSALS = 3
"""Then the server is away altogether, and each further try could wait for a minute."""
LAST_LOOK = "letzter Blick ins Postfach"


@dataclass(frozen=True, slots=True)
class Intake:
    """What one look into the mailbox brought: which mail lies where, and how many were new."""

    places: Mapping[Ref, int]
    stored: int


def receive(desk: Desk, source: MailSource) -> Intake:
    """Stores every mail that lies in the inbox; what is stored is not fetched again.

    Raises:
        TryLater: server or disk not available; what was stored stays stored, nothing was moved.
    """
    listed = {each.ref: each for each in source.list_inbox()}
    places = _known_places(desk, listed)
    fresh = [each for ref, each in listed.items() if ref not in places]
    small = {each.ref: each for each in fresh if each.size <= MAX_MAIL}
    stored = 0
    for batch in _batches((small[ref], raw) for ref, raw in source.fetch(list(small))):
        stored += _store(desk, batch, places)
    for batch in _batches((each, each.header) for each in fresh if each.size > MAX_MAIL):
        stored += _store(desk, batch, places)
    with desk.store.begin() as tx:
        facts.put(tx, LAST_LOOK, desk.now.isoformat())
    return Intake(places, stored)


def file_mails(desk: Desk, source: MailSource, intake: Intake) -> int:
    """Moves what has been acted upon out of the inbox; what is gone from there already is only noted."""
    with desk.store.read() as tx:
        done = {each.id: each for each in mails.in_state(tx, MailState.ERLEDIGT, limit=100_000)}
    lying: dict[int, list[Ref]] = {}
    for ref, mail_id in intake.places.items():
        lying.setdefault(mail_id, []).append(ref)
    with desk.store.read() as tx:
        others = [mails.get(tx, mail_id) for mail_id in lying if mail_id not in done]
    back_again = {row.id: row for row in others if row.state is MailState.ABGELEGT}
    moved, refused = _move_all(source, lying, done | back_again)
    if gone := done.keys() - refused.keys():
        with desk.store.begin() as tx:
            for mail_id in gone:
                mails.filed(tx, mail_id)
    for error in refused.values():
        raise error
    return moved


def _move_all(
    source: MailSource, lying: Mapping[int, Sequence[Ref]], rows: Mapping[int, MailRow]
) -> tuple[int, dict[int, TryLater]]:
    """How many were moved, and what could not be: a folder that takes nothing must not stop the others."""
    moved = 0
    refused: dict[int, TryLater] = {}
    for mail_id, row in rows.items():
        try:
            for ref in lying.get(mail_id, ()):
                if len(refused) >= MAX_REFUSALS:
                    raise refused[next(iter(refused))]
                source.move(ref, row.file_to)
                moved += 1
        except TryLater as error:
            refused[mail_id] = error
    return moved, refused


def _known_places(desk: Desk, listed: Iterable[Ref]) -> dict[Ref, int]:
    known: dict[Ref, int] = {}
    with desk.store.read() as tx:
        for folder, validity in {(ref.folder, ref.uidvalidity) for ref in listed}:
            uids = mails.known_uids(tx, folder, validity)
            known |= {Ref(folder, validity, uid): mail_id for uid, mail_id in uids.items()}
    return {ref: known[ref] for ref in listed if ref in known}


def _store(desk: Desk, batch: list[tuple[Listed, bytes]], places: dict[Ref, int]) -> int:
    """First the bytes, then the rows: a crash between leaves bytes without a row, which do no harm."""
    hashes = desk.store.blobs.put_many([raw for _, raw in batch])
    new = 0
    with desk.store.begin() as tx:
        for (listed, _), sha256 in zip(batch, hashes, strict=True):
            mail_id, is_new = mails.store_new(tx, _new_mail(listed, sha256))
            places[listed.ref] = mail_id
            new += is_new
            if is_new:
                note(tx, desk, "Mail gespeichert", f"mail:{mail_id}", {"sha256": sha256, "size": listed.size})
    return new


def _new_mail(listed: Listed, sha256: str) -> NewMail:
    message_id = read_head(listed.header).first("message-id").strip()[:200]
    return NewMail(
        sha256=sha256,
        folder=listed.ref.folder,
        uidvalidity=listed.ref.uidvalidity,
        uid=listed.ref.uid,
        message_id=message_id.encode("ascii", "replace").decode(),
        size=listed.size,
        received_at=listed.received_at,
    )


def _batches(items: Iterable[tuple[Listed, bytes]]) -> Iterator[list[tuple[Listed, bytes]]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
