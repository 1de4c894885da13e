"""Rows as frozen records: the fields of a dataclass name the columns that are read."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import sqlalchemy as sa

from kmn_automation.model.error import KmnError

Record = TypeVar("Record")


def select(kind: type[Any], table: sa.Table) -> sa.Select[Any]:
    """A SELECT of exactly the columns that the record has."""
    return sa.select(*(table.c[field.name] for field in fields(kind)))


def fetch(tx: sa.Connection, kind: type[Record], query: sa.Select[Any]) -> list[Record]:
    """All rows as records."""
    return [kind(**row) for row in tx.execute(query).mappings()]


def first(tx: sa.Connection, kind: type[Record], query: sa.Select[Any]) -> Record | None:
    """The first row as a record; None if there is none."""
    row = tx.execute(query.limit(1)).mappings().first()
    return None if row is None else kind(**row)


def by_id(tx: sa.Connection, kind: type[Record], table: sa.Table, row_id: int) -> Record:
    """The row with that id.

    Raises:
        KmnError: there is no such row.
    """
    found = first(tx, kind, select(kind, table).where(table.c.id == row_id))
    if found is None:
        raise KmnError("Diesen Eintrag gibt es nicht.", where=f"{table.name} {row_id}")
    return found


def changed(tx: sa.Connection, statement: sa.Update | sa.Delete) -> bool:
    """Whether the conditional statement met a row; False means that somebody else was first."""
    return tx.execute(statement).rowcount > 0
