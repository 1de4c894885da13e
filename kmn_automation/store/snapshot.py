"""A whole database as one SQLite file, taken while others write; and such a file poured into an empty database.

The file of a database in use is never copied: what lies in its write-ahead log would be missing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from kmn_automation.model.error import Misconfigured
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.engine import WRITES, make_engine
from kmn_automation.store.faults import told_in_german
from kmn_automation.store.schema import migrate
from kmn_automation.store.tables import letters, mails, metadata, outbox

_ROWS = 500
_WAIT = 30.0
_BLOBS = (mails.c.sha256, letters.c.docx_sha256, outbox.c.mime_sha256)


def copy_database(store: Store, target: Path) -> None:
    """Writes the state of this moment into a new SQLite file.

    Raises:
        TryLater: the database or the disk is not available.
    """
    if store.engine.dialect.name == "sqlite":
        with told_in_german(store.engine):
            copy_sqlite(Path(str(store.engine.url.database)), target)
        return
    new = make_engine(f"sqlite:///{target}", _WAIT)
    try:
        with store.read() as source:
            _pour(source, new)
    finally:
        new.dispose()


def copy_sqlite(original: Path, copy: Path) -> None:
    """As SQLite's own online backup does it; an original that is missing gives no copy."""
    if original.is_file():
        with _opened(f"{original.resolve().as_uri()}?mode=ro") as source, _opened(copy.as_uri()) as target:
            source.backup(target)


def pour_into(store: Store, source: Path) -> None:
    """Every row of a SQLite file into the database of the store, which has the schema and nothing in it.

    Raises:
        Misconfigured: there is something in it.
    """
    with store.read() as tx:
        if any(count_rows(tx).values()):
            what = "In dieser Datenbank steht schon etwas; es wurde nichts verändert."
            raise Misconfigured(what, do="Bitte eine leere Datenbank angeben.")
    old = make_engine(f"sqlite:///{source}", _WAIT)
    try:
        with old.connect() as tx:
            _pour(tx, store.engine)
    finally:
        old.dispose()


def count_rows(tx: Transaction) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: int(tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
        for table in metadata.sorted_tables
    }


def is_sound(tx: Transaction) -> bool:
    """Whether a SQLite file is whole and every row that another one refers to is there."""
    whole = tx.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() == "ok"
    return whole and tx.exec_driver_sql("PRAGMA foreign_key_check").first() is None


def referenced_blobs(tx: Transaction) -> Iterator[str]:
    """The hash of every file that a row refers to; the files of rules and texts are named elsewhere."""
    for column in _BLOBS:
        yield from tx.execute(sa.select(column).distinct()).scalars()


def _pour(source: Transaction, target: sa.Engine) -> None:
    migrate(target)
    with told_in_german(target), target.execution_options(**{WRITES: True}).begin() as tx:
        for table in metadata.sorted_tables:
            plain = _plain(table)
            rows = source.execution_options(yield_per=_ROWS).execute(sa.select(*plain.c))
            for part in rows.mappings().partitions(_ROWS):
                tx.execute(sa.insert(plain), [dict(row) for row in part])
            if tx.dialect.name == "postgresql" and "id" in table.c:
                _continue_ids(tx, table)


def _plain(table: sa.Table) -> sa.TableClause:
    """The table with its columns as the database has them: what is stored as text stays the same text."""
    kinds = {column.name: column.type if isinstance(column.type, sa.Boolean) else None for column in table.c}
    return sa.table(table.name, *(sa.column(name, kind) for name, kind in kinds.items()))


def _continue_ids(tx: Transaction, table: sa.Table) -> None:
    """The next id is above the highest that was poured in."""
    highest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    tx.execute(sa.select(sa.func.setval(sequence, highest, False)))  # noqa: FBT003 setval's own order


@contextmanager
def _opened(uri: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(uri, uri=True)
    try:
        yield connection
    finally:
        connection.close()
