"""What the office has on a day, by queries: the sums of everything, and the files behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kmn_automation.model.letter import LetterState
from kmn_automation.steps.letter_files import stored_files
from kmn_automation.store import journal, letters, mails, sums, tasks
from kmn_automation.store.connect import Store
from kmn_automation.store.mails import MailState
from kmn_automation.store.sums import WholeSums


@dataclass(frozen=True, slots=True)
class Stock:
    """The sums, with what has to match them: numbers given to letters, lines of the journal."""

    sums: WholeSums
    numbers: int
    journal_lines: int
    journal_is_whole: bool
    tasks: tuple[str, ...]
    """What still waits for a person of the office."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as the store keeps it, with a name that tells what it is."""

    name: str
    data: bytes


def take_stock(store: Store) -> Stock:
    """The figures of this moment, all of one snapshot."""
    with store.read() as tx:
        verdict = journal.verify(tx)
        return Stock(
            sums=sums.whole_sums(tx),
            numbers=letters.given_numbers(tx),
            journal_lines=verdict.entries,
            journal_is_whole=verdict.broken_at is None,
            tasks=tuple(each.title for each in tasks.open_tasks(tx)),
        )


def incoming_mails(store: Store) -> Iterator[StoredFile]:
    """Every mail as it was fetched: `0012-name@domain.example.eml`, in the order of their numbers."""
    with store.read() as tx:
        rows = [row for state in MailState for row in mails.in_state(tx, state, limit=100_000)]
    for row in sorted(rows, key=lambda each: each.id):
        yield StoredFile(
            f"{row.id:04d}-{_plain(row.sender or 'ohne Absender')}.eml", store.blobs.get(row.sha256)
        )


def letter_documents(store: Store) -> Iterator[StoredFile]:
    """The document of every letter in any state, by its number, and its PDF where there is one."""
    with store.read() as tx:
        for row in sorted(letters.in_state(tx, *LetterState), key=lambda each: each.number):
            yield from (StoredFile(each.name, each.data) for each in stored_files(tx, store, row))


def _plain(text: str) -> str:
    """What is safe in a file name; an address stays readable."""
    return "".join(mark if mark.isalnum() or mark in "@.-_+" else "_" for mark in text)[:80]
