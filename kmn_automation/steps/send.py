"""Outbox → SMTP: `in Übergabe` is committed before the server hears of a mail, its answer right after.

The answer to one mail and the claim of the next share a commit, so a crash leaves exactly one mail in doubt.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from kmn_automation.mail.compose import envelope_of
from kmn_automation.mail.outgoing import Composed
from kmn_automation.mail.smtp import Handover, State
from kmn_automation.model.error import KmnError
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.addressee import current_address
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.known_copy import has_copy, prove
from kmn_automation.steps.letter_texts import LETTER_TEXTS
from kmn_automation.steps.note import note
from kmn_automation.steps.overtaken import why_overtaken
from kmn_automation.steps.void_letter import void_letter
from kmn_automation.store import letters, outbox, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import Move
from kmn_automation.store.outbox import OutboxRow, OutboxState, Settling
from kmn_automation.store.tasks import NewTask

BACK_OFF = (1, 5, 15, 60)
MOST_DOUBTS = 3
"""A relay that hangs up behind the final dot so often would bring the whole outbox before a person."""
BRAKE_WINDOW = dt.timedelta(hours=1)

_SETTLED: dict[State, tuple[OutboxState, LetterState]] = {
    State.ACCEPTED: (OutboxState.UEBERGEBEN, LetterState.UEBERGEBEN),
    State.REFUSED_TEMPORARY: (OutboxState.BEREIT, LetterState.FREIGEGEBEN),
    State.NOT_STARTED: (OutboxState.BEREIT, LetterState.FREIGEGEBEN),
    State.REFUSED_PERMANENT: (OutboxState.ABGELEHNT, LetterState.ABGELEHNT),
    State.UNKNOWN: (OutboxState.UNGEKLAERT, LetterState.UNGEKLAERT),
}


class Post(Protocol):
    """A line to the relay; the real one, or the one of a dry run that only lists."""

    @property
    def usable(self) -> bool:
        """False after the line went and could not be opened again."""

    def hand_over(self, mail: Composed, recipients: Collection[str] = ()) -> Handover:
        """One transaction for all recipients of the mail."""


OpenPost = Callable[[Collection[str]], AbstractContextManager[Post]]


@dataclass(slots=True)
class Sent:
    """How many mails ended in which state."""

    states: Counter[str] = field(default_factory=Counter)
    held: int = 0


def send_due(desk: Desk, open_post: OpenPost, stop: Callable[[], bool]) -> Sent:
    """Hands over what is due, the oldest first, until nothing is left or `stop` says so.

    Raises:
        TryLater: the relay cannot be reached; nothing was claimed.
        Misconfigured: certificate or log-in refused; nothing was claimed.
    """
    sent = Sent()
    with desk.store.read() as tx:
        rows = outbox.due(tx, now=desk.now, limit=10_000)
    rows = _below_brake(desk, rows, sent)
    if not rows:
        return sent
    allowed = allowed_recipients(desk)
    with open_post(allowed) as post:
        pending: tuple[OutboxRow, Handover] | None = None
        for row in rows:
            with desk.store.begin() as tx:
                _settle(tx, desk, pending, sent)
                mail = _claim(tx, desk, row, allowed)
            pending = (row, post.hand_over(mail)) if mail else None
            if not post.usable or stop() or _in_doubt(sent) >= MOST_DOUBTS:
                break
        with desk.store.begin() as tx:
            _settle(tx, desk, pending, sent)
    return sent


def _in_doubt(sent: Sent) -> int:
    return sent.states[OutboxState.UNGEKLAERT.value]


def allowed_recipients(desk: Desk) -> frozenset[str]:
    """Everybody a mail may go to today, computed from the register; the last gate before SMTP."""
    house, register = desk.house, desk.register
    if house.probe_recipient:
        return frozenset({house.probe_recipient, house.archive})
    return frozenset(
        {house.archive, house.landesamt, *([house.email] if house.canary else [])}
        | {each.email for each in register.contacts if each.valid_on(desk.today)}
        | {each.email for each in register.coordinators if each.valid_on(desk.today)}
        | {each.email for each in register.regionalverbuende}
    )


def _below_brake(desk: Desk, rows: list[OutboxRow], sent: Sent) -> list[OutboxRow]:
    """Answers always, letters up to the number per hour; the rest waits and a person is told."""
    with desk.store.begin() as tx:
        gone = outbox.handed_over_since(tx, desk.now - BRAKE_WINDOW, letters_only=True, kinds=LETTER_TEXTS)
        room = max(0, desk.house.letters_per_hour - gone)
        waiting = [row for row in rows if row.letter_id is not None and row.kind in LETTER_TEXTS]
        held = {row.id for row in waiting[room:]}
        if held:
            sent.held = len(held)
            what = f"Versand angehalten: {len(waiting)} Schreiben warten, je Stunde gehen höchstens "
            what += f"{desk.house.letters_per_hour} hinaus. Der Rest folgt von selbst."
            tasks.add(tx, NewTask(f"bremse:{desk.today}", what, desk.now))
    return [row for row in rows if row.id not in held]


def _claim(tx: Transaction, desk: Desk, row: OutboxRow, allowed: frozenset[str]) -> Composed | None:
    """The frozen mail, its row marked as being handed over; None if it must not leave now."""
    if has_copy(tx, row.message_id):
        prove(tx, desk, row)
        return None
    if desk.house.envelope_for(row.recipient) not in allowed:
        _hold(tx, desk, row, "Die Adresse steht nicht mehr im Register.")
        return None
    try:
        mail = _frozen(desk, row)
    except KmnError as error:
        _hold(tx, desk, row, str(error))
        return None
    if row.kind in LETTER_TEXTS and row.letter_id is not None and not _letter_may_leave(tx, desk, row):
        return None
    if not outbox.claim(tx, row.id, owner=desk.owner, now=desk.now):
        return None
    note(tx, desk, "Übergabe beginnt", f"outbox:{row.id}", {"attempt": row.attempts + 1})
    return mail


def _hold(tx: Transaction, desk: Desk, row: OutboxRow, why: str) -> None:
    outbox.settle(tx, row.id, Settling(OutboxState.BEREIT, OutboxState.ZURUECKGEZOGEN, desk.now, why))
    what = f"Nachricht an {row.recipient} angehalten: {why}"
    tasks.add(
        tx, NewTask(f"angehalten:{row.id}", what, desk.now, case_id=row.case_id, letter_id=row.letter_id)
    )
    if row.kind in LETTER_TEXTS and row.letter_id is not None:
        void_letter(tx, desk, letters.get(tx, row.letter_id), why, LetterState.WIDERRUFEN)
    note(tx, desk, "Nachricht angehalten", f"outbox:{row.id}", {"why": why})


def _letter_may_leave(tx: Transaction, desk: Desk, row: OutboxRow) -> bool:
    """The address registered at release = now = printed; else the letter is stopped and a person is told."""
    letter = letters.get(tx, row.letter_id or 0)
    if not current_address(desk, letter) == letter.recipient == row.recipient:
        void_letter(tx, desk, letter, "Adresse geändert", LetterState.WIDERRUFEN)
        what = f"Schreiben {letter.number} angehalten: Die Adresse des Trägers hat sich seit der Freigabe geändert."
        tasks.add(tx, NewTask(f"adresse:{letter.id}", what, desk.now, letter_id=letter.id))
        return False
    if why := why_overtaken(tx, desk, letter):
        void_letter(tx, desk, letter, why)
        what = f"Schreiben {letter.number} angehalten: {why}."
        tasks.add(tx, NewTask(f"überholt:{letter.id}", what, desk.now, letter_id=letter.id))
        return False
    move = Move(LetterState.FREIGEGEBEN, LetterState.IN_UEBERGABE, desk.now, desk.owner)
    return letters.move(tx, letter.id, move)


def _frozen(desk: Desk, row: OutboxRow) -> Composed:
    raw = desk.store.blobs.get(row.mime_sha256)
    sender, tag = envelope_of(row.key, desk.house.email)
    recipients = (desk.house.envelope_for(row.recipient), *([desk.house.archive] if row.archived else []))
    return Composed(row.message_id, raw, sender, recipients, tag)


def _settle(tx: Transaction, desk: Desk, pending: tuple[OutboxRow, Handover] | None, sent: Sent) -> None:
    if pending is None:
        return
    row, handover = pending
    state, letter_state = _SETTLED[handover.state]
    next_at = None
    if handover.may_repeat:
        next_at = desk.now + dt.timedelta(minutes=BACK_OFF[min(row.attempts, len(BACK_OFF) - 1)])
    settling = Settling(
        OutboxState.IN_UEBERGABE, state, desk.now, handover.response, next_at=next_at, owner=desk.owner
    )
    if not outbox.settle(tx, row.id, settling):
        return  # another process took it up meanwhile: it is in doubt there, and evidence or a person decides
    if row.kind in LETTER_TEXTS and row.letter_id is not None:
        letters.move(tx, row.letter_id, Move(LetterState.IN_UEBERGABE, letter_state, desk.now, "smtp"))
    note(
        tx,
        desk,
        f"Übergabe: {handover.state.value}",
        f"outbox:{row.id}",
        {"response": handover.response[:200]},
    )
    if handover.state is State.REFUSED_PERMANENT:
        what = f"Nachricht an {row.recipient} wurde vom Mailserver abgelehnt: {handover.response[:120]}"
        tasks.add(tx, NewTask(f"abgelehnt:{row.id}", what, desk.now, case_id=row.case_id))
    sent.states[state.value] += 1
