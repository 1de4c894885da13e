"""A delivery report: matched to our mail; a final one becomes a task, a delay only a note."""

from __future__ import annotations

from kmn_automation.mail.bounce import Bounce
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.letter_texts import LETTER_TEXTS
from kmn_automation.steps.note import note
from kmn_automation.steps.tell_about_letter import tell_about_letter
from kmn_automation.steps.turn import Turn
from kmn_automation.store import letters, outbox, tasks
from kmn_automation.store.letters import Move
from kmn_automation.store.outbox import OutboxRow, OutboxState, Settling
from kmn_automation.store.tasks import NewTask


def record_bounce(turn: Turn) -> None:
    """Notes what another server says about a mail of ours. It never changes an address by itself."""
    tx, desk, mail, bounce = turn.tx, turn.desk, turn.mail, turn.opened.facts.bounce
    row = _find(turn)
    if bounce is None:
        return
    if row is None:
        _tell_unmatched(turn, bounce)
        return
    detail: dict[str, str | int] = {"status": bounce.status, "reason": bounce.reason[:120], "report": mail.id}
    note(tx, desk, f"Rückläufer: {bounce.lasting.value}", f"outbox:{row.id}", detail)
    if not bounce.is_final:
        return
    settling = Settling(OutboxState.UEBERGEBEN, OutboxState.UNZUSTELLBAR, desk.now, bounce.reason)
    if outbox.settle(tx, row.id, settling) and row.kind in LETTER_TEXTS and row.letter_id is not None:
        move = Move(LetterState.UEBERGEBEN, LetterState.UNZUSTELLBAR, desk.now, "Rückläufer")
        letters.move(tx, row.letter_id, move)
        context = {
            "grund": f"{bounce.reason or bounce.status or 'Der andere Server nennt keinen Grund'}.",
            "uebergeben_am": row.handed_over_at or row.created_at,
            "gemeldet_am": mail.received_at,
        }
        tell_about_letter(tx, desk, row, "unzustellbar", context)
    what = (
        f"Nicht zustellbar an {row.recipient} ({bounce.status or 'ohne Angabe'}). Bitte die Adresse prüfen."
    )
    tasks.add(tx, NewTask(f"unzustellbar:{row.id}", what, desk.now, mail_id=mail.id, letter_id=row.letter_id))


def _tell_unmatched(turn: Turn, bounce: Bounce) -> None:
    """A person looks at what another server sends back and we do not know as ours."""
    if bounce.is_final:
        what = f"Nicht zustellbar an {bounce.recipient or 'unbekannt'} ({bounce.status or 'ohne Angabe'}); "
        what += "zu welcher Nachricht, ist nicht zu erkennen."
        key = f"unzustellbar:{turn.mail.sha256}"
        tasks.add(turn.tx, NewTask(key, what, turn.desk.now, mail_id=turn.mail.id))


def _find(turn: Turn) -> OutboxRow | None:
    """By our own Message-IDs inside the report."""
    bounce = turn.opened.facts.bounce
    ids = bounce.message_ids if bounce else ()
    return next((row for each in ids if (row := outbox.by_message_id(turn.tx, f"<{each}>"))), None)
