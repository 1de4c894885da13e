"""Copies of requests for release in the shared mailbox: where each lies, and whether it still counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.rows import changed, fetch, first, select
from kmn_automation.store.tables import release_copies


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of one request; the Message-ID (without brackets) is its secret, by which it is known again."""

    approval_id: int
    message_id: str
    mime_sha256: str
    folder: str
    filed_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None


def add(tx: Transaction, copy: Copy) -> None:
    """Notes a copy that is to be filed."""
    tx.execute(sa.insert(release_copies).values(asdict(copy)))


def open_copies(tx: Transaction) -> list[Copy]:
    """The copies whose request was not decided when last looked at, the oldest first."""
    query = select(Copy, release_copies).where(release_copies.c.closed_at.is_(None))
    return fetch(tx, Copy, query.order_by(release_copies.c.approval_id))


def find(tx: Transaction, message_id: str) -> Copy | None:
    """The copy with that Message-ID."""
    return first(tx, Copy, select(Copy, release_copies).where(release_copies.c.message_id == message_id))


def filed(tx: Transaction, approval_id: int, *, at: dt.datetime) -> bool:
    """Notes that the copy lies in its folder."""
    return _stamp(tx, approval_id, "filed_at", at)


def close(tx: Transaction, approval_id: int, *, at: dt.datetime) -> bool:
    """Notes that the copy was put away; moving it does nothing any more."""
    return _stamp(tx, approval_id, "closed_at", at)


def _stamp(tx: Transaction, approval_id: int, column: str, at: dt.datetime) -> bool:
    mine = sa.update(release_copies).where(release_copies.c.approval_id == approval_id)
    return changed(tx, mine.values({column: at}))
