"""A letter that must not leave any more, with its requests for release and its mails that still wait."""

from __future__ import annotations

from kmn_automation.model.letter import LetterState
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note
from kmn_automation.store import approvals, letters, outbox
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow, Move
from kmn_automation.store.outbox import OutboxState, Settling


def void_letter(
    tx: Transaction, desk: Desk, letter: LetterRow, reason: str, to: LetterState = LetterState.HINFAELLIG
) -> bool:
    """Whether the letter could be stopped; False if it is being handed over at this moment."""
    if not letters.move(tx, letter.id, Move(letter.state, to, desk.now, reason)):
        return False
    approvals.void(tx, letter.id, at=desk.now, reason=reason)
    for item in outbox.of_letter(tx, letter.id):
        outbox.settle(tx, item.id, Settling(OutboxState.BEREIT, OutboxState.ZURUECKGEZOGEN, desk.now, reason))
    note(tx, desk, f"Schreiben {to.value}", f"letter:{letter.id}", {"reason": reason})
    return True
