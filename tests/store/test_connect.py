from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa

from kmn_automation.model.error import Misconfigured, TryLater
from kmn_automation.store import facts
from kmn_automation.store.connect import Store, open_store
from kmn_automation.store.engine import parse
from tests.store.crash import crashing


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/deep/in/kmn.db"


def test_what_a_block_wrote_is_there_after_it(store: Store) -> None:
    with store.begin() as tx:
        facts.put(tx, "day", "2026-03-01")
        facts.put(tx, "day", "2026-03-02")

    with store.read() as tx:
        assert facts.get(tx, "day") == "2026-03-02"
        assert facts.get(tx, "night") is None


def test_a_block_that_fails_leaves_nothing(store: Store) -> None:
    with crashing(store) as tx:
        facts.put(tx, "day", "2026-03-01")

    with store.read() as tx:
        assert facts.get(tx, "day") is None


def test_one_of_a_batch_can_fail_alone(store: Store) -> None:
    with store.begin() as tx:
        facts.put(tx, "first", "1")
        with pytest.raises(sa.exc.IntegrityError), tx.begin_nested():
            tx.execute(sa.text("INSERT INTO facts (name, value) VALUES ('first', 'again')"))
        facts.put(tx, "second", "2")

    with store.read() as tx:
        assert (facts.get(tx, "first"), facts.get(tx, "second")) == ("1", "2")


def test_reading_cannot_write_and_says_that_it_is_our_mistake(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError), store.read() as tx:
        facts.put(tx, "day", "2026-03-01")

    with store.begin() as tx:
        facts.put(tx, "day", "2026-03-01")


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    with store.read() as reader:
        assert facts.get(reader, "day") is None
        with store.begin() as writer:
            facts.put(writer, "day", "2026-03-01")
        assert facts.get(reader, "day") is None


def test_text_that_no_database_takes_is_stored_with_a_mark(store: Store) -> None:
    with store.begin() as tx:
        facts.put(tx, "subject", "a\x00b\ud83d")
        assert facts.get(tx, "subject") == "a\ufffdb\ufffd"


def test_sqlite_syncs_every_commit_and_checks_foreign_keys(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url, tmp_path / "blobs")
    with store.read() as tx:
        pragmas = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_nobody_else_may_read_the_files(sqlite_url: str, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = open_store(sqlite_url, tmp_path / "blobs")
        with store.begin() as tx:
            facts.put(tx, "day", "2026-03-01")
            files = list((tmp_path / "deep/in").iterdir())
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in files}
    finally:
        os.umask(before)
    store.close()

    assert modes == {"kmn.db": 0o600, "kmn.db-wal": 0o600, "kmn.db-shm": 0o600}


def test_a_second_writer_waits_and_then_is_told_to_try_later(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url, tmp_path / "blobs", wait_seconds=0.05)
    with (
        store.begin(),
        pytest.raises(TryLater, match="gerade durch einen anderen Lauf belegt"),
        store.begin() as second,
    ):
        facts.put(second, "day", "never")
    with store.begin() as tx:
        facts.put(tx, "day", "now")
    store.close()


def test_a_damaged_file_is_refused_with_a_way_out(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url, tmp_path / "blobs")
    with store.begin() as tx:
        for number in range(2000):
            facts.put(tx, f"fact {number}", "x" * 50)
    store.close()
    file = tmp_path / "deep/in/kmn.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 8192] = b"\xff" * 8192
    file.write_bytes(data)

    with pytest.raises(Misconfigured, match=r"beschädigt.*kmn restore"):
        open_store(sqlite_url, tmp_path / "blobs")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kmn.db").write_text("Sehr geehrte Damen und Herren, " * 50)

    with pytest.raises(Misconfigured, match="beschädigt"):
        open_store(f"sqlite:///{tmp_path}/kmn.db", tmp_path / "blobs")


def test_a_server_that_is_not_there_is_tried_later(tmp_path: Path) -> None:
    with pytest.raises(TryLater, match="Datenbankserver ist nicht erreichbar"):
        open_store("postgresql+psycopg://kmn:geheim@127.0.0.1:1/kmn", tmp_path / "blobs")


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    with pytest.raises(TryLater) as caught:
        open_store("postgresql+psycopg://kmn:geheim@127.0.0.1:1/kmn", tmp_path / "blobs")

    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["", "mysql://a/b", "sqlite://", "sqlite:///:memory:", "kmn.db", "postgresql+x://a"]
)
def test_other_databases_are_refused(address: str) -> None:
    with pytest.raises(Misconfigured, match="Datenbankadresse"):
        parse(address)


def test_postgresql_is_spoken_to_through_psycopg() -> None:
    assert parse("postgresql://kmn@db.example/kmn").drivername == "postgresql+psycopg"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Misconfigured, match="lässt sich nicht anlegen"):
        open_store(f"sqlite:///{tmp_path}/file/kmn.db", tmp_path / "blobs")


def test_copies_by_the_backup_call_are_whole_while_we_write(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url, tmp_path / "blobs")
    with store.begin() as tx:
        facts.put(tx, "day", "2026-03-01")
    source = sqlite3.connect(tmp_path / "deep/in/kmn.db")
    target = sqlite3.connect(tmp_path / "copy.db")
    source.backup(target)
    source.close()
    target.close()
    store.close()

    copy = open_store(f"sqlite:///{tmp_path}/copy.db", tmp_path / "blobs")
    with copy.read() as tx:
        assert facts.get(tx, "day") == "2026-03-01"
    copy.close()


def test_a_forked_child_reads_by_itself_while_the_parent_writes(store: Store) -> None:
    with store.begin() as tx:
        facts.put(tx, "day", "2026-03-01")
    store.close()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=read_when_asked, args=(store, theirs))
    child.start()
    with store.begin() as tx:
        facts.put(tx, "day", "2026-03-02")
        assert answer_of(ours) == "2026-03-01", "what is not committed is not seen"
    assert answer_of(ours) == "2026-03-02"
    ours.send("")
    child.join(30)
    assert child.exitcode == 0
    with store.begin() as tx:
        facts.put(tx, "day", "2026-03-03")


def answer_of(line: Connection[str, str | None]) -> str | None:
    line.send("day")
    assert line.poll(30)
    return line.recv()


def read_when_asked(store: Store, line: Connection[str | None, str]) -> None:
    own = store.reopened()
    while name := line.recv():
        with own.read() as tx:
            line.send(facts.get(tx, name))
    own.close()
