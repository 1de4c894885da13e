"""Several processes on one database, and processes that are killed in the middle of their commits."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from kmn_automation.store import journal, letters, outbox
from kmn_automation.store.connect import Store, open_store
from kmn_automation.store.outbox import OutboxState
from tests.store.samples import new_outgoing
from tests.store.worker import CASES, LINES

ROOT = Path(__file__).parents[2]
ITEMS = 200
WORKERS = 4
KILLS = (0, 1, 2, 3, 7, 12, 20, 33)


def started(job: str, url: str, folder: Path, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.worker", job, url, str(folder / "blobs"), name]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_four_processes_take_each_of_200_messages_once(store: Store, url: str, tmp_path: Path) -> None:
    keys = [f"antwort:{number}" for number in range(ITEMS)]
    with store.begin() as tx:
        for key in keys:
            outbox.add(tx, new_outgoing(key))
    workers = [started("claim", url, tmp_path, f"w{number}") for number in range(WORKERS)]
    told = [worker.communicate(timeout=120) for worker in workers]

    assert [error for _, error in told if error] == [], "a worker met a lock or an error"
    assert sorted(line for output, _ in told for line in output.split()) == sorted(keys)
    with store.read() as tx:
        rows = outbox.in_state(tx, OutboxState.IN_UEBERGABE)
        verdict = journal.verify(tx)
        numbers = [letter.number for letter in letters.all_of_year(tx, 2026)]
    assert {row.attempts for row in rows} == {1}
    assert len(rows) == ITEMS
    assert (verdict.entries, verdict.broken_at) == (ITEMS, None)
    assert sorted(numbers) == [f"2026-{count:04}" for count in range(1, ITEMS + 1)]


def test_processes_that_write_at_once_make_one_chain(store: Store, url: str, tmp_path: Path) -> None:
    workers = [started("note", url, tmp_path, f"w{number}") for number in range(3)]
    told = [worker.communicate(timeout=120) for worker in workers]

    assert [error for _, error in told if error] == []
    with store.read() as tx:
        verdict = journal.verify(tx)
        subjects = [entry.subject for entry in journal.last(tx, verdict.entries)]
    assert (verdict.entries, verdict.broken_at) == (3 * LINES, None)
    assert sorted(subjects) == sorted(line for output, _ in told for line in output.split())


@pytest.mark.usefixtures("store")
def test_processes_that_open_the_same_cases_leave_no_gap_and_no_twin(url: str, tmp_path: Path) -> None:
    workers = [started("report", url, tmp_path, f"w{number}") for number in range(3)]
    told = [worker.communicate(timeout=120) for worker in workers]

    assert [error for _, error in told if error] == []
    expected = [f"V-2025-{case:04}/{fassung}" for case in range(1, CASES + 1) for fassung in (1, 2, 3)]
    assert sorted(line for output, _ in told for line in output.split()) == expected


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("survived", KILLS)
def test_a_process_killed_while_it_commits_loses_nothing(url: str, tmp_path: Path, survived: int) -> None:
    worker = started("commit", url, tmp_path, "dies")
    assert worker.stdout is not None
    assert worker.stderr is not None
    promised = [worker.stdout.readline().strip() for _ in range(survived)]
    worker.kill()
    promised += worker.stdout.read().split()
    worker.wait()
    worker.stdout.close()
    worker.stderr.close()

    reopened = open_store(url, tmp_path / "blobs")
    with reopened.begin() as tx:
        if url.startswith("sqlite"):
            assert tx.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert tx.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        kept = [row.key for row in outbox.due(tx, now=new_outgoing().not_before, limit=10_000)]
        numbers = [letter.number for letter in letters.all_of_year(tx, 2026)]
        verdict = journal.verify(tx)
    assert promised == kept[: len(promised)]
    assert len(kept) - len(promised) in {0, 1}, "at most the commit that was not told any more"
    assert numbers == [f"2026-{count:04}" for count in range(1, len(kept) + 1)]
    assert (verdict.entries, verdict.broken_at) == (3 * len(kept), None)
    assert all(reopened.blobs.get(hashlib.sha256(key.encode()).hexdigest()) for key in kept)
    reopened.close()
