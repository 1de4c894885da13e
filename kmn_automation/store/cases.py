"""Cases (Vorgänge): one Träger, one Bescheid, one Förderjahr, one kind of report."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from kmn_automation.store import counters
from kmn_automation.store.connect import Transaction
from kmn_automation.store.rows import by_id, fetch, first, select
from kmn_automation.store.tables import cases


@dataclass(frozen=True, slots=True)
class CaseKey:
    """What makes a case one case."""

    traeger_id: str
    geschaeftszeichen: str
    foerderjahr: int
    nachweisart: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow(CaseKey):
    """A case; `number` is printed in every mail and letter about it."""

    id: int
    number: str
    opened_at: dt.datetime


def open_case(tx: Transaction, key: CaseKey, at: dt.datetime) -> CaseRow:
    """The case with that key, opened now if there was none; numbers `V-2024-0017` per Förderjahr without gaps."""
    present = by_key(tx, key)
    if present is not None:
        return present
    counters.hold(tx, "case", key.foerderjahr)
    present = by_key(tx, key)  # somebody may have opened it while we waited
    if present is not None:
        return present
    number = f"V-{key.foerderjahr}-{counters.take(tx, 'case', key.foerderjahr):04d}"
    new = sa.insert(cases).values(**asdict(key), number=number, opened_at=at)
    return get(tx, tx.execute(new.returning(cases.c.id)).scalar_one())


def get(tx: Transaction, case_id: int) -> CaseRow:
    """The case with that id (KmnError if there is none)."""
    return by_id(tx, CaseRow, cases, case_id)


def by_key(tx: Transaction, key: CaseKey) -> CaseRow | None:
    """The case with that key."""
    return first(tx, CaseRow, select(CaseRow, cases).filter_by(**asdict(key)))


def find(tx: Transaction, number: str) -> CaseRow | None:
    """The case with that number."""
    return first(tx, CaseRow, select(CaseRow, cases).where(cases.c.number == number))


def of_year(tx: Transaction, foerderjahr: int) -> list[CaseRow]:
    """All cases of a Förderjahr in the order of their opening."""
    query = select(CaseRow, cases).where(cases.c.foerderjahr == foerderjahr).order_by(cases.c.id)
    return fetch(tx, CaseRow, query)
