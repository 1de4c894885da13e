"""A transaction that ends as a crash ends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kmn_automation.store.connect import Store, Transaction


class Crash(Exception):
    """The process is gone, and with it whatever was not committed."""


@contextmanager
def crashing(store: Store) -> Iterator[Transaction]:
    """A write transaction that never reaches its commit."""
    with suppress(Crash), store.begin() as tx:
        yield tx
        raise Crash
