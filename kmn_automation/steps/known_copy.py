"""Copies of our own mails in the archive mailbox that this database knows nothing of: it is older than they are.

A mail has the same Message-ID whenever its step is done again, so such a mail is never handed over a second time.
"""

from __future__ import annotations

from itertools import pairwise

from kmn_automation.model.letter import LetterState
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.letter_texts import LETTER_TEXTS
from kmn_automation.steps.note import note
from kmn_automation.store import facts, letters, outbox
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import Move
from kmn_automation.store.outbox import OutboxRow, OutboxState, Settling

_COPY = "im Archiv: "
_SHOWN = "gezeigt: "
_PROOF = "Kopie im Archiv gefunden"
_WAY = (LetterState.FREIGEGEBEN, LetterState.IN_UEBERGABE, LetterState.UEBERGEBEN)


def note_copy(tx: Transaction, message_id: str, about: str) -> None:
    """Remembers a copy; `about` says when and to whom it went."""
    facts.put(tx, _COPY + message_id, about)


def has_copy(tx: Transaction, message_id: str) -> bool:
    """Whether such a copy was found."""
    return facts.get(tx, _COPY + message_id) is not None


def strange_copies(tx: Transaction) -> list[str]:
    """Message-ID, time and recipient of every copy that no person has been shown yet and that still has no row."""
    return [
        about
        for name, about in facts.starting_with(tx, _COPY).items()
        if not about.startswith(_SHOWN) and outbox.by_message_id(tx, name.removeprefix(_COPY)) is None
    ]


def note_shown(tx: Transaction) -> None:
    """A person was shown every copy that is there."""
    for name, about in facts.starting_with(tx, _COPY).items():
        facts.put(tx, name, _SHOWN + about.removeprefix(_SHOWN))


def prove(tx: Transaction, desk: Desk, row: OutboxRow) -> None:
    """The mail counts as handed over, and the letter in it."""
    settling = Settling(OutboxState.BEREIT, OutboxState.UEBERGEBEN, desk.now, _PROOF)
    if not outbox.settle(tx, row.id, settling):
        return
    if row.kind in LETTER_TEXTS and row.letter_id is not None:
        for before, after in pairwise(_WAY):
            letters.move(tx, row.letter_id, Move(before, after, desk.now, _PROOF))
    note(tx, desk, f"Zweifel: {OutboxState.UEBERGEBEN.value}", f"outbox:{row.id}", {"why": _PROOF})
