"""The yes of a person after a restore, a move or a long silence: what was held leaves, or never will."""

from __future__ import annotations

from kmn_automation.model.letter import LetterState
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.hold_back import HELD_TASK
from kmn_automation.steps.letter_texts import LETTER_TEXTS
from kmn_automation.steps.note import note_person
from kmn_automation.steps.void_letter import void_letter
from kmn_automation.store import letters, outbox, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import OutboxRow, OutboxState, Settling


def release_held(tx: Transaction, desk: Desk, person: str, *, drop: bool) -> int:
    """How many held mails may leave now, or with `drop` never will: a letter in them is then `widerrufen`."""
    rows = outbox.held(tx)
    for row in rows:
        if drop:
            _drop(tx, desk, row, person)
        else:
            outbox.let_go(tx, row, desk.now)
        note_person(tx, desk, person, "nicht mehr senden" if drop else "doch senden", f"outbox:{row.id}")
    for task in tasks.open_tasks(tx):
        if task.key.startswith(f"{HELD_TASK}:"):
            tasks.close(tx, task.key, at=desk.now, by=person)
    return len(rows)


def _drop(tx: Transaction, desk: Desk, row: OutboxRow, person: str) -> None:
    why = f"nach einer Pause nicht mehr gesendet, entschieden von {person}"
    outbox.settle(tx, row.id, Settling(OutboxState.BEREIT, OutboxState.ZURUECKGEZOGEN, desk.now, why))
    if row.kind in LETTER_TEXTS and row.letter_id is not None:
        void_letter(tx, desk, letters.get(tx, row.letter_id), why, LetterState.WIDERRUFEN)
