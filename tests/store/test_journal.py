from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from kmn_automation.store import journal
from kmn_automation.store.columns import Moment
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.journal import GENESIS, Anchor, NewEntry
from kmn_automation.store.pending import flush_lines
from kmn_automation.store.tables import journal as table
from tests.store.crash import crashing
from tests.store.samples import MINUTE, NOON, line

LENGTH = 40
COLUMNS = {
    "at": NOON - MINUTE,
    "actor": "x",
    "action": "x",
    "subject": "x",
    "detail": {"nummer": -1},
    "hash": "f" * 64,
}


@pytest.fixture
def written(tx: Transaction) -> Transaction:
    journal.write_many(tx, [line(number) for number in range(LENGTH)])
    flush_lines(tx)
    return tx


@contextmanager
def undone(tx: Transaction) -> Iterator[None]:
    """Whatever is done to the journal within is undone afterwards."""
    point = tx.begin_nested()
    yield
    point.rollback()


def broken_at(tx: Transaction, *anchors: Anchor) -> int | None:
    return journal.verify(tx, anchors=anchors).broken_at


def test_an_empty_journal_is_whole(tx: Transaction) -> None:
    verdict = journal.verify(tx)

    assert (verdict.entries, verdict.head, verdict.broken_at) == (0, GENESIS, None)


def test_lines_come_back_as_they_were_written(tx: Transaction) -> None:
    at = dt.datetime(2026, 3, 1, 6, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    journal.write(
        tx, NewEntry(at, "a@amt.example", "Freigabe „gut“", "letter:7", {"grund": "Öl\x00", "zahl": 3})
    )
    (entry,) = journal.about(tx, "letter:7")

    assert (entry.seq, entry.at, entry.actor, entry.action) == (1, at, "a@amt.example", "Freigabe „gut“")
    assert entry.detail == {"grund": "Öl\x00", "zahl": 3}
    assert journal.verify(tx).broken_at is None


def test_text_that_cannot_be_stored_does_not_break_the_chain(tx: Transaction) -> None:
    journal.write(tx, NewEntry(NOON, "kmn", "Betreff \ud83d\x00", "mail:1", {"roh": "\ud83d"}))

    assert journal.verify(tx).broken_at is None


def test_one_by_one_and_in_a_batch_make_the_same_chain(store: Store) -> None:
    heads = []
    for size in (1, 7):
        with crashing(store) as tx:
            for start in range(0, 21, size):
                journal.write_many(tx, [line(number) for number in range(start, start + size)])
            heads.append(journal.verify(tx).head)

    assert heads[0] == heads[1] != GENESIS


def test_the_newest_lines_and_those_about_a_subject(written: Transaction) -> None:
    assert [each.seq for each in journal.last(written, 3)] == [38, 39, 40]
    assert [each.detail["nummer"] for each in journal.about(written, "mail:2")] == list(range(2, LENGTH, 5))


def test_a_line_stands_or_falls_with_the_step(store: Store) -> None:
    with crashing(store) as tx:
        journal.write(tx, line(1))

    with store.read() as tx:
        assert journal.verify(tx).entries == 0


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_line_is_found(written: Transaction, column: str) -> None:
    for seq in range(1, LENGTH + 1):
        with undone(written):
            written.execute(sa.update(table).where(table.c.seq == seq).values({column: COLUMNS[column]}))
            assert broken_at(written) == seq


def test_a_deleted_line_is_found_even_when_the_others_move_up(written: Transaction) -> None:
    for seq in range(1, LENGTH):
        with undone(written):
            written.execute(sa.delete(table).where(table.c.seq == seq))
            assert broken_at(written) == seq
            written.execute(sa.update(table).where(table.c.seq == seq + 1).values(seq=seq))
            assert broken_at(written) == seq


def test_two_swapped_lines_are_found(written: Transaction) -> None:
    for seq in range(1, LENGTH):
        with undone(written):
            for before, after in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
                written.execute(sa.update(table).where(table.c.seq == before).values(seq=after))
            assert broken_at(written) == seq


def test_a_moment_written_differently_is_a_change(written: Transaction) -> None:
    same_moment = "2026-03-02T13:01:00.000000+01:00"
    raw = sa.type_coerce(sa.literal(same_moment), Moment().impl)
    written.execute(sa.update(table).where(table.c.seq == 2).values(at=raw))

    assert broken_at(written) == 2


def test_a_cut_tail_is_found_by_the_anchor_outside(written: Transaction) -> None:
    anchor = Anchor(LENGTH, journal.verify(written).head)
    for left in range(LENGTH):
        with undone(written):
            written.execute(sa.delete(table).where(table.c.seq > left))
            assert broken_at(written) is None
            assert broken_at(written, anchor) == left + 1


def test_a_chain_that_was_built_anew_is_found_by_the_anchors_outside(written: Transaction) -> None:
    anchors = [Anchor(entry.seq, entry.hash) for entry in journal.last(written, LENGTH)[9::10]]
    for start in range(1, LENGTH + 1):
        with undone(written):
            written.execute(sa.delete(table).where(table.c.seq >= start))
            journal.write_many(written, [line(number + 100) for number in range(start, LENGTH + 1)])
            assert broken_at(written) is None
            assert broken_at(written, *anchors) == -(-start // 10) * 10


def test_a_renumbered_line_is_found(written: Transaction) -> None:
    written.execute(sa.update(table).where(table.c.seq == LENGTH).values(seq=LENGTH + 1))

    assert broken_at(written) == LENGTH


def test_ten_thousand_lines_are_verified(tx: Transaction) -> None:
    for start in range(0, 10_000, 500):
        journal.write_many(tx, [line(number) for number in range(start, start + 500)])
    verdict = journal.verify(tx)

    assert (verdict.entries, verdict.broken_at) == (10_000, None)


def test_an_anchor_of_an_older_day_holds(written: Transaction) -> None:
    anchor = Anchor(LENGTH, journal.verify(written).head)
    journal.write(written, line(99))

    assert journal.verify(written, anchors=[anchor]).broken_at is None
