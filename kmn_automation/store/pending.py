"""What a write transaction does last, all at once: its journal lines, and before them the files it refers to.

One look at the head of the chain and one sync per folder serve a whole batch of steps; durable before the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

_KEY = "kmn_pending"


@dataclass(slots=True)
class Pending:
    """Lines in their order, and bytes by their hash."""

    lines: list[object] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    write_lines: Callable[[list[object]], None] | None = None


def begin_pending(tx: sa.Connection) -> Pending:
    """A fresh collection for a transaction that begins."""
    pending = Pending()
    tx.info[_KEY] = pending
    return pending


def end_pending(tx: sa.Connection) -> None:
    """Forgets the collection, whatever became of the transaction."""
    tx.info.pop(_KEY, None)


def pending_of(tx: sa.Connection) -> Pending | None:
    """The collection of a write transaction; None outside of `Store.begin`."""
    found = tx.info.get(_KEY)
    return found if isinstance(found, Pending) else None


def flush_lines(tx: sa.Connection) -> None:
    """Writes the lines that wait; to be called before somebody reads the journal in the same transaction."""
    pending = pending_of(tx)
    if pending and pending.lines and pending.write_lines:
        lines, pending.lines = pending.lines, []
        pending.write_lines(lines)


@contextmanager
def savepoint(tx: sa.Connection) -> Iterator[None]:
    """A part of a transaction that may fail alone: its rows and its journal lines are then as if it had not begun."""
    pending = pending_of(tx)
    mark = len(pending.lines) if pending else 0
    try:
        with tx.begin_nested():
            yield
    except BaseException:
        if pending:
            del pending.lines[mark:]
        raise
