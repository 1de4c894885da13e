"""One secret for many requests of one person: which they are, and in which order they were shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kmn_automation.store.approvals import hash_token, new_token
from kmn_automation.store.connect import Transaction
from kmn_automation.store.rows import changed
from kmn_automation.store.tables import batch_items, batches


@dataclass(frozen=True, slots=True)
class NewBatch:
    """The requests (ids, as numbered in the mail) of one person; `docx_sha256` covers all their documents."""

    request_ids: Sequence[int]
    person: str
    docx_sha256: str
    asked_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(NewBatch):
    """A batch as it stands; `decision` is empty while it is open."""

    id: int
    decided_at: dt.datetime | None
    decision: str


def add(tx: Transaction, batch: NewBatch) -> str:
    """The token of a new batch; only its hash is kept."""
    token = new_token()
    row = {
        "token_sha256": hash_token(token),
        "person": batch.person,
        "docx_sha256": batch.docx_sha256,
        "asked_at": batch.asked_at,
        "expires_at": batch.expires_at,
        "decision": "",
    }
    batch_id = tx.execute(sa.insert(batches).values(row).returning(batches.c.id)).scalar_one()
    items = [
        {"batch_id": batch_id, "position": place, "approval_id": each}
        for place, each in enumerate(batch.request_ids, 1)
    ]
    tx.execute(sa.insert(batch_items), items)
    return token


def find(tx: Transaction, token: str) -> Batch | None:
    """The batch of a token, also when decided or expired."""
    row = tx.execute(sa.select(batches).where(batches.c.token_sha256 == hash_token(token))).mappings().first()
    if row is None:
        return None
    items = sa.select(batch_items.c.approval_id).where(batch_items.c.batch_id == row["id"])
    found = tx.execute(items.order_by(batch_items.c.position)).scalars()
    values = {name: value for name, value in row.items() if name != "token_sha256"}
    return Batch(request_ids=tuple(found), **values)


def decide(tx: Transaction, batch_id: int, *, decision: str, at: dt.datetime) -> bool:
    """Whether this was the one decision about the batch; False if there was one already."""
    still_open = sa.update(batches).where(batches.c.id == batch_id, batches.c.decided_at.is_(None))
    return changed(tx, still_open.values(decision=decision, decided_at=at))
