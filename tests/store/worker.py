"""A worker as a program of its own.

`claim` takes what is due, `commit` writes until it is killed, `report` adds reports to cases that others use too, `note`
writes journal lines. Prints a line for each thing that is committed. argv: claim|commit|report|note URL BLOBS NAME
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from kmn_automation.store import journal, letters, outbox, reports
from kmn_automation.store.connect import Store, open_store
from kmn_automation.store.journal import NewEntry
from tests.store.samples import NOON, new_letter, new_outgoing, new_report, opened_case

CASES = 25
LINES = 150


def claim(store: Store, name: str) -> None:
    """Claims one message after the other, with a letter and a journal line in the same transaction."""
    while True:
        with store.read() as tx:
            due = outbox.due(tx, now=NOON, limit=20)
        if not due:
            return
        for row in due:
            with store.begin() as tx:
                mine = outbox.claim(tx, row.id, owner=name, now=NOON)
                if mine:
                    letters.draft(tx, new_letter(row.key), number=letters.next_number(tx, 2026))
                    journal.write(tx, NewEntry(NOON, name, "Übergabe", f"outbox:{row.id}"))
            if mine:
                told(row.key)


def commit(store: Store, name: str) -> None:
    """Writes messages, letters and journal lines for ever."""
    for number in itertools.count():
        key = f"{name}:{number}"
        store.blobs.put(key.encode())
        with store.begin() as tx:
            outbox.add(tx, new_outgoing(key))
            letters.draft(tx, new_letter(key), number=letters.next_number(tx, 2026))
            journal.write_many(tx, [NewEntry(NOON, name, "Schritt", key, {"n": n}) for n in range(3)])
        told(key)


def report(store: Store, name: str) -> None:
    """Opens cases that others open too, and adds a Fassung of its own to each."""
    for number in range(CASES):
        with store.begin() as tx:
            case = opened_case(tx, f"LS 4-{number}")
            row = reports.add(tx, new_report(case.id, name=f"{name}:{number}"))
        told(f"{case.number}/{row.fassung}")


def note(store: Store, name: str) -> None:
    """Writes journal lines and nothing else, so that nothing but the journal itself keeps others out."""
    for number in range(LINES):
        with store.begin() as tx:
            journal.write(tx, NewEntry(NOON, name, "Schritt", f"{name}:{number}"))
        told(f"{name}:{number}")


def told(key: str) -> None:
    """Promises to the test that the key is committed."""
    sys.stdout.write(f"{key}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    opened = open_store(sys.argv[2], Path(sys.argv[3]))
    {"claim": claim, "commit": commit, "report": report, "note": note}[sys.argv[1]](opened, sys.argv[4])
    opened.close()
