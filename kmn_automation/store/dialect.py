"""Everything in which SQLite and PostgreSQL differ, apart from opening."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert(tx: sa.Connection, table: sa.Table) -> Insert:
    """An INSERT that knows ON CONFLICT."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)


def lock(tx: sa.Connection, name: str) -> None:
    """Holds a named lock until the transaction ends; on SQLite the write transaction is that lock."""
    if tx.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
