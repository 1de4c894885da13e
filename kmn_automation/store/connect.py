"""The door of the store: open it, write in one transaction, read in one snapshot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from kmn_automation.store.blobs import Blobs
from kmn_automation.store.engine import WRITES, make_engine
from kmn_automation.store.faults import damaged, place_of, told_in_german
from kmn_automation.store.pending import begin_pending, end_pending, flush_lines, pending_of
from kmn_automation.store.schema import migrate

Transaction = sa.Connection
WAIT_SECONDS = 30.0
"""So long a locked database is waited for."""


@dataclass(frozen=True)
class Store:
    """Database and blobs of one office. Not to be carried over a fork: the child opens its own."""

    engine: sa.Engine
    blobs: Blobs

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A write transaction: all of it durable after the block, or nothing of it.

        Raises:
            TryLater: locked for 30 seconds, disk full, server gone; nothing was written. (A server that goes away in
                the very moment of the commit may have written it: every step can be repeated by its key.)
        """
        with told_in_german(self.engine), self.engine.execution_options(**{WRITES: True}).begin() as tx:
            pending = begin_pending(tx)
            try:
                yield tx
                if pending.blobs:
                    self.blobs.put_many(pending.blobs.values())
                flush_lines(tx)
            finally:
                end_pending(tx)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One snapshot, in which writing is refused."""
        with told_in_german(self.engine), self.engine.begin() as tx:
            yield tx

    def keep(self, tx: Transaction, data: bytes) -> str:
        """The SHA-256 of bytes that are durable before this transaction commits."""
        pending = pending_of(tx)
        if pending is None:
            return self.blobs.put(data)
        sha = hashlib.sha256(data).hexdigest()
        pending.blobs[sha] = data
        return sha

    def reopened(self) -> Store:
        """The same office with connections of its own, for a process that was forked off."""
        address = self.engine.url.render_as_string(hide_password=False)
        return Store(make_engine(address, WAIT_SECONDS), self.blobs)

    def close(self) -> None:
        """Gives all connections back; whoever goes on working gets new ones.

        To be called before a fork, too: SQLite keeps its locks per process, and a child that inherits an open file
        would count the parent's as its own.
        """
        self.engine.dispose()


def open_store(url: str, blob_folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> Store:
    """The store behind an address, with the newest schema; folders and file are created where missing.

    Raises:
        Misconfigured: damaged file, a schema newer than this program, an address we do not know.
        TryLater: the database is locked, its disk full or its server away.
    """
    store = Store(make_engine(url, wait_seconds), Blobs(blob_folder))
    try:
        _refuse_damaged(store)
        with told_in_german(store.engine):
            migrate(store.engine)
    except BaseException:
        store.close()
        raise
    return store


def _refuse_damaged(store: Store) -> None:
    if store.engine.dialect.name != "sqlite":
        return
    with store.read() as tx:
        verdict = tx.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if verdict != "ok":
        raise damaged(place_of(store.engine))
