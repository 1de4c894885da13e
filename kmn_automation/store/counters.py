"""Numbers per year without gaps: taken in the transaction that uses them, so a rollback gives them back."""

from __future__ import annotations

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.rows import changed
from kmn_automation.store.tables import counters


def hold(tx: Transaction, name: str, year: int) -> None:
    """Lets nobody else take a number of this kind until the transaction ends."""
    start = insert(tx, counters).values(name=name, year=year, value=0)
    tx.execute(start.on_conflict_do_nothing())
    row = (counters.c.name == name, counters.c.year == year)
    tx.execute(sa.select(counters.c.value).where(*row).with_for_update())


def take(tx: Transaction, name: str, year: int) -> int:
    """The next number, from 1; others wait until the transaction ends."""
    start = insert(tx, counters).values(name=name, year=year, value=1)
    step = start.on_conflict_do_update(
        index_elements=["name", "year"], set_={"value": counters.c.value + 1}
    ).returning(counters.c.value)
    return int(tx.execute(step).scalar_one())


def give_back(tx: Transaction, name: str, year: int, value: int) -> bool:
    """Undoes `take` within the same transaction; only the newest number can go back."""
    row = (counters.c.name == name, counters.c.year == year, counters.c.value == value)
    return changed(tx, sa.update(counters).where(*row).values(value=value - 1))
