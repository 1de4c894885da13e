"""The journal line of a step, written in the transaction of its result."""

from __future__ import annotations

from collections.abc import Mapping

from kmn_automation.steps.desk import Desk
from kmn_automation.store import journal
from kmn_automation.store.connect import Transaction
from kmn_automation.store.journal import NewEntry

PROGRAM = "kmn"


def note(
    tx: Transaction,
    desk: Desk,
    action: str,
    subject: str,
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """One line by the program itself; `subject` is `mail:12`, `letter:7` and the like."""
    journal.write(
        tx, NewEntry(at=desk.now, actor=PROGRAM, action=action, subject=subject, detail=detail or {})
    )


def note_person(tx: Transaction, desk: Desk, person: str, action: str, subject: str) -> None:
    """One line by a person of the office."""
    journal.write(tx, NewEntry(at=desk.now, actor=person, action=action, subject=subject, detail={}))
