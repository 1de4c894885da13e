"""Mails in doubt: the copy in the archive mailbox proves a hand-over; without it a person decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from kmn_automation.model.letter import LetterState
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.letter_texts import LETTER_TEXTS
from kmn_automation.steps.note import note, note_person
from kmn_automation.steps.tell_about_letter import tell_about_letter
from kmn_automation.store import letters, outbox, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import Move
from kmn_automation.store.outbox import OutboxRow, OutboxState, Settling
from kmn_automation.store.tasks import NewTask

GRACE = dt.timedelta(minutes=30)
"""Longer than a relay's queue usually needs; then the archive copy will not come any more."""


class Archive(Protocol):
    """The archive mailbox, asked only for Message-IDs of our own."""

    def find_own(self, folder: str, message_id: str) -> bool:
        """Whether a mail with that Message-ID lies there."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """How many doubts evidence settled, and how many wait for a person."""

    proven: int
    waiting: int


def take_up(desk: Desk) -> int:
    """Turns what a dead process left `in Übergabe` into `ungeklärt`; called under the lease of the pass."""
    with desk.store.begin() as tx:
        rows = outbox.in_state(tx, OutboxState.IN_UEBERGABE)
        for row in rows:
            _settle(
                tx, desk, row, (OutboxState.IN_UEBERGABE, OutboxState.UNGEKLAERT), "Übergabe unterbrochen"
            )
    return len(rows)


def doubts(desk: Desk) -> list[OutboxRow]:
    """The mails of which nobody knows whether they arrived."""
    with desk.store.read() as tx:
        return outbox.in_state(tx, OutboxState.UNGEKLAERT)


def resolve_doubts(desk: Desk, archive: Archive | None) -> Resolved:
    """Looks for each mail in doubt in the archive; after the grace period a person gets a task."""
    rows = doubts(desk)
    proven = 0
    for row in rows:
        found = archive is not None and archive.find_own("INBOX", row.message_id.strip("<>"))
        with desk.store.begin() as tx:
            if found:
                _settle(
                    tx,
                    desk,
                    row,
                    (OutboxState.UNGEKLAERT, OutboxState.UEBERGEBEN),
                    "Kopie im Archiv gefunden",
                )
                tasks.close(tx, _task(row), at=desk.now, by="Archiv")
                proven += 1
            elif desk.now - (row.claimed_at or row.created_at) >= GRACE:
                what = f"Ungeklärt, ob die Nachricht an {row.recipient} angekommen ist. Sie wird nicht von selbst "
                what += f"erneut gesendet. Bitte nachfragen, dann: kmn letters resolve {row.id}"
                is_new = tasks.add(tx, NewTask(_task(row), what, desk.now, letter_id=row.letter_id))
                if is_new is not None and row.kind in LETTER_TEXTS and row.letter_id is not None:
                    tell_about_letter(tx, desk, row, "ungeklaert", _doubt(row, asked=archive is not None))
    return Resolved(proven, len(rows) - proven)


def decide_doubt(tx: Transaction, desk: Desk, row: OutboxRow, person: str, *, arrived: bool) -> bool:
    """A person's word on a mail in doubt: it arrived, or the same bytes go out again."""
    to = OutboxState.UEBERGEBEN if arrived else OutboxState.BEREIT
    if not _settle(tx, desk, row, (OutboxState.UNGEKLAERT, to), f"entschieden von {person}"):
        return False
    note_person(tx, desk, person, "ist angekommen" if arrived else "erneut senden", f"outbox:{row.id}")
    tasks.close(tx, _task(row), at=desk.now, by=person)
    return True


def _doubt(row: OutboxRow, *, asked: bool) -> dict[str, object]:
    return {
        "unterbrochen_am": row.claimed_at or row.created_at,
        "archiv": "nicht gefunden" if asked else "nicht abgefragt",
        "befehl": f"kmn letters resolve {row.id} --arrived oder --send-again",
    }


def _task(row: OutboxRow) -> str:
    """The key of its task: sent again by a person's word, the same mail may be in doubt once more."""
    return f"ungeklaert:{row.id}:{row.attempts}"


_LETTER_STATE = {
    OutboxState.UNGEKLAERT: LetterState.UNGEKLAERT,
    OutboxState.UEBERGEBEN: LetterState.UEBERGEBEN,
    OutboxState.BEREIT: LetterState.FREIGEGEBEN,
    OutboxState.IN_UEBERGABE: LetterState.IN_UEBERGABE,
}


def _settle(
    tx: Transaction, desk: Desk, row: OutboxRow, states: tuple[OutboxState, OutboxState], why: str
) -> bool:
    before, after = states
    if not outbox.settle(tx, row.id, Settling(before, after, desk.now, why)):
        return False
    if row.kind in LETTER_TEXTS and row.letter_id is not None:
        letters.move(tx, row.letter_id, Move(_LETTER_STATE[before], _LETTER_STATE[after], desk.now, why))
    note(tx, desk, f"Zweifel: {after.value}", f"outbox:{row.id}", {"why": why})
    return True
