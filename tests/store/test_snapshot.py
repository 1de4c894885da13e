"""A copy of a whole database is the same database, from SQLite and from PostgreSQL, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.model.error import Misconfigured
from kmn_automation.store import facts, journal, outbox
from kmn_automation.store.connect import Store, open_store
from kmn_automation.store.outbox import OutboxState
from kmn_automation.store.snapshot import copy_database, count_rows, is_sound, pour_into, referenced_blobs
from tests.store.samples import NOON, line, new_outgoing, sha


def filled(store: Store, number: int = 3) -> None:
    with store.begin() as tx:
        for each in range(number):
            outbox.add(tx, new_outgoing(f"antwort:{each}"))
            journal.write(tx, line(each))
        facts.put(tx, "Umlaute", "äöü ſ 𝔘")


def test_a_copy_has_every_row_and_the_same_chain(store: Store, tmp_path: Path) -> None:
    filled(store)

    copy_database(store, tmp_path / "copy.db")

    other = open_store(f"sqlite:///{tmp_path}/copy.db", tmp_path / "b")
    with store.read() as tx, other.read() as theirs:
        assert count_rows(theirs) == count_rows(tx)
        assert journal.verify(theirs) == journal.verify(tx)
        assert journal.verify(theirs).broken_at is None
        assert outbox.in_state(theirs, *OutboxState) == outbox.in_state(tx, *OutboxState)
        assert facts.get(theirs, "Umlaute") == "äöü ſ 𝔘"
        assert sorted(referenced_blobs(theirs)) == sorted(sha(f"antwort:{each}") for each in range(3))
        assert is_sound(theirs)
    other.close()


def test_rows_poured_into_an_empty_database_go_on_where_they_ended(
    store: Store, new_url: str, tmp_path: Path
) -> None:
    filled(store)
    copy_database(store, tmp_path / "copy.db")
    target = open_store(new_url, tmp_path / "b")

    pour_into(target, tmp_path / "copy.db")

    with target.begin() as tx:
        last = outbox.in_state(tx, *OutboxState)[-1]
        assert last.message_id == new_outgoing("antwort:2").message_id
        assert outbox.add(tx, new_outgoing("antwort:neu")) == last.id + 1
        assert journal.verify(tx).broken_at is None
    target.close()


def test_nothing_is_poured_into_a_database_that_is_in_use(store: Store, tmp_path: Path) -> None:
    filled(store)
    copy_database(store, tmp_path / "copy.db")

    with pytest.raises(Misconfigured, match="steht schon etwas"):
        pour_into(store, tmp_path / "copy.db")


def test_a_row_without_the_one_it_refers_to_is_noticed(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/kmn.db", tmp_path / "b")
    filled(store)
    with store.begin() as tx:
        assert is_sound(tx)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("UPDATE outbox SET letter_id = 77 WHERE id = 1")
    with store.read() as tx:
        assert not is_sound(tx)
    store.close()


def test_what_is_held_is_not_due_until_somebody_lets_it_go(store: Store) -> None:
    filled(store)
    with store.begin() as tx:
        one, two, three = [row.id for row in outbox.due(tx, now=NOON)]
        assert outbox.hold(tx, "Pause", above=one) == 2
        assert [row.id for row in outbox.due(tx, now=NOON)] == [one]
        assert not outbox.claim(tx, two, owner="p:1", now=NOON)
        first, second = outbox.held(tx)
        assert outbox.let_go(tx, first, NOON)
        assert not outbox.let_go(tx, first, NOON)
        assert [row.id for row in outbox.due(tx, now=NOON)] == [one, two]
        assert (second.id, second.held) == (three, "Pause")
