"""The archive mailbox against the outbox: it has a copy of everything that left, also of what a database lost."""

from __future__ import annotations

from dataclasses import dataclass

from kmn_automation.mail.source import Listed, MailSource
from kmn_automation.mail.unpack_header import read_head
from kmn_automation.steps.answer import moment
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.known_copy import has_copy, note_copy, prove
from kmn_automation.steps.look_through import ReadUntil, batches
from kmn_automation.store import facts, outbox
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import OutboxRow, OutboxState

READ_UNTIL = "Archiv gelesen bis"
BATCH = 100
_LEFT = {OutboxState.UEBERGEBEN, OutboxState.UNZUSTELLBAR, OutboxState.UNGEKLAERT, OutboxState.IN_UEBERGABE}


@dataclass(frozen=True, slots=True)
class Compared:
    """What one look into the archive showed; `unknown` are copies of which the outbox has no row or another state."""

    looked_at: int = 0
    proven: int = 0
    unknown: tuple[str, ...] = ()


def compare_archive(desk: Desk, archive: MailSource) -> Compared:
    """Reads the headers that came since the last look; what is found there counts as handed over.

    Raises:
        TryLater: the archive is not available; what was compared stays compared.
    """
    with desk.store.read() as tx:
        seen = ReadUntil.read(facts.get(tx, READ_UNTIL))
    looked_at = proven = 0
    unknown: list[str] = []
    for batch in batches(archive.list_inbox(seen), BATCH):
        with desk.store.begin() as tx:
            for listed in batch:
                verdict = _weigh(tx, desk, listed)
                proven += verdict is None
                unknown += [verdict] if verdict else []
            facts.put(tx, READ_UNTIL, str(ReadUntil.after(batch)))
        looked_at += len(batch)
    return Compared(looked_at, proven, tuple(unknown))


def _weigh(tx: Transaction, desk: Desk, listed: Listed) -> str | None:
    """Empty if all is well, None if the copy proved a hand-over, else a sentence about a copy that should not be."""
    head = read_head(listed.header)
    message_id = head.first("message-id").strip()
    if not head.first("x-kmn-id") or not message_id:
        return ""
    row = outbox.by_message_id(tx, message_id)
    about = f"{message_id} vom {moment(listed.received_at)} an {head.first('to').strip()[:120]}"
    if row is None:
        if not has_copy(tx, message_id):
            note_copy(tx, message_id, about)
        return about
    if _is_untouched(row):
        prove(tx, desk, row)
        return None
    return "" if row.state in _LEFT or row.attempts else about


def _is_untouched(row: OutboxRow) -> bool:
    """Whether this database never tried it, or waits for a yes; what a person sent again lies there from before."""
    return row.state is OutboxState.BEREIT and (bool(row.held) or not row.attempts)
