"""Leases: one process at a time does a thing; a dead one's lease runs out by itself."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.rows import changed
from kmn_automation.store.tables import leases


def take(tx: Transaction, name: str, *, owner: str, now: dt.datetime, until: dt.datetime) -> bool:
    """Whether the lease is the owner's until then (not included): free, run out, or renewed."""
    new = insert(tx, leases).values(name=name, owner=owner, until=until)
    takeable = (leases.c.owner == owner) | (leases.c.until <= now)
    taken = new.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": new.excluded.owner, "until": new.excluded.until},
        where=takeable,
    )
    return tx.execute(taken.returning(leases.c.name)).first() is not None


def release(tx: Transaction, name: str, *, owner: str) -> bool:
    """Gives the lease back; False if it was no longer the owner's."""
    return changed(tx, sa.delete(leases).where(leases.c.name == name, leases.c.owner == owner))


def holder(tx: Transaction, name: str) -> str | None:
    """Who took the lease last and has not given it back, run out or not."""
    return tx.execute(sa.select(leases.c.owner).where(leases.c.name == name)).scalar_one_or_none()
