"""The journal: one line per step, written with it, each line chained to the one before by its hash.

The chain alone shows change, deletion and reordering; cutting off the tail or a chain built anew shows only against
an `Anchor` that was kept outside (the daily digest prints one).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import sqlalchemy as sa

from kmn_automation.store.columns import canonical, clean, moment_text
from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import lock
from kmn_automation.store.pending import flush_lines, pending_of
from kmn_automation.store.rows import fetch, select
from kmn_automation.store.tables import journal

_CHAINED = (journal.c.at, journal.c.actor, journal.c.action, journal.c.subject, journal.c.detail)

Detail = Mapping[str, str | int]

GENESIS = "0" * 64
"""What the first line is chained to."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A line to be written; `subject` is what it is about: `mail:12`, `letter:7`."""

    at: dt.datetime
    actor: str
    action: str
    subject: str
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(NewEntry):
    """A line as it stands; `seq` counts from 1 without gaps."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line number and its hash that were kept outside the database."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many lines there are, the hash of the last one, and the first line that is wrong or missing."""

    entries: int
    head: str
    broken_at: int | None


def write(tx: Transaction, entry: NewEntry) -> None:
    """Adds one line. On PostgreSQL other writers wait from here to the end of the transaction."""
    write_many(tx, [entry])


def write_many(tx: Transaction, entries: Sequence[NewEntry]) -> None:
    """Adds lines in this order; within `Store.begin` they are chained all together before the commit."""
    pending = pending_of(tx)
    if pending is None:
        _chain(tx, entries)
        return
    pending.lines.extend(entries)
    pending.write_lines = lambda lines: _chain(tx, cast("list[NewEntry]", lines))


def _chain(tx: Transaction, entries: Sequence[NewEntry]) -> None:
    lock(tx, "journal")
    newest = sa.select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
    head = tx.execute(newest).first()
    seq, previous = (head.seq, head.hash) if head else (0, GENESIS)
    rows: list[dict[str, object]] = []
    for seq_of_entry, entry in enumerate(entries, seq + 1):
        words = {"actor": clean(entry.actor), "action": clean(entry.action), "subject": clean(entry.subject)}
        detail = dict(entry.detail)
        previous = _chained(
            previous, (seq_of_entry, moment_text(entry.at), *words.values(), canonical(detail))
        )
        rows.append({"seq": seq_of_entry, "at": entry.at, **words, "detail": detail, "hash": previous})
    if rows:
        tx.execute(sa.insert(journal), rows)


def about(tx: Transaction, subject: str) -> list[Entry]:
    """Everything about a subject, the oldest first."""
    flush_lines(tx)
    return fetch(
        tx, Entry, select(Entry, journal).where(journal.c.subject == subject).order_by(journal.c.seq)
    )


def last(tx: Transaction, n: int) -> list[Entry]:
    """The newest lines, the oldest of them first."""
    flush_lines(tx)
    return fetch(tx, Entry, select(Entry, journal).order_by(journal.c.seq.desc()).limit(n))[::-1]


def count(tx: Transaction, *actions: str) -> int:
    """How many lines tell of one of these actions."""
    flush_lines(tx)
    query = sa.select(sa.func.count()).select_from(journal).where(journal.c.action.in_(actions))
    return int(tx.execute(query).scalar_one())


def verify(tx: Transaction, *, anchors: Sequence[Anchor] = ()) -> Verdict:
    """Recomputes the whole chain; the anchors' lines must be there with their hashes."""
    flush_lines(tx)
    known = {each.seq: each.hash for each in anchors}
    stored = [sa.type_coerce(column, sa.Text) for column in _CHAINED]
    query = sa.select(journal.c.seq, *stored, journal.c.hash).order_by(journal.c.seq)
    entries, head, broken_at = 0, GENESIS, None
    for entries, (seq, *line, stored_hash) in enumerate(
        tx.execute(query.execution_options(yield_per=1000)), 1
    ):
        whole = stored_hash == _chained(head, (entries, *line)) and seq == entries
        head = stored_hash
        if broken_at is None and not (whole and known.get(entries, head) == head):
            broken_at = entries
    if broken_at is None and known and max(known) > entries:
        broken_at = entries + 1
    return Verdict(entries, head, broken_at)


def _chained(previous: str, line: tuple[object, ...]) -> str:
    return hashlib.sha256((previous + canonical(line)).encode("ascii")).hexdigest()
