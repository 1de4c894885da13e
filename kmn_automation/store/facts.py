"""Small facts about the installation: last good look into the mailbox, installation id, day of the last digest."""

from __future__ import annotations

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.tables import facts


def get(tx: Transaction, name: str) -> str | None:
    """The fact; None if it was never put."""
    return tx.execute(sa.select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()


def put(tx: Transaction, name: str, value: str) -> None:
    """Keeps the fact, in place of the older one."""
    new = insert(tx, facts)
    known = new.on_conflict_do_update(index_elements=["name"], set_={"value": new.excluded.value})
    tx.execute(known, {"name": name, "value": value})


def drop(tx: Transaction, name: str) -> None:
    """Forgets the fact."""
    tx.execute(sa.delete(facts).where(facts.c.name == name))


def starting_with(tx: Transaction, prefix: str) -> dict[str, str]:
    """All facts whose name begins so: name → value."""
    query = sa.select(facts.c.name, facts.c.value).where(facts.c.name.startswith(prefix, autoescape=True))
    return dict(tx.execute(query).all())
