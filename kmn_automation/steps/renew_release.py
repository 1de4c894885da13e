"""A request for release that ran out, or whose person has left: the letter lapses and is laid before somebody anew."""

from __future__ import annotations

from kmn_automation.mail.outgoing import Attachment
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.ask_release import ask_release
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note
from kmn_automation.steps.write_letter import file_name
from kmn_automation.store import approvals, letters
from kmn_automation.store.approvals import Request
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow, Move


def renew_requests(desk: Desk) -> int:
    """How many letters were laid before a person again; each request is one transaction."""
    with desk.store.read() as tx:
        stale = [each for each in approvals.open_requests(tx) if each.letter_ids and _is_stale(desk, each)]
    renewed = 0
    for request in stale:
        with desk.store.begin() as tx:
            renewed += _renew(tx, desk, request)
    return renewed


def _is_stale(desk: Desk, request: Request) -> bool:
    return request.expires_at < desk.now or desk.register.coordinator(request.person, desk.today) is None


def _renew(tx: Transaction, desk: Desk, request: Request) -> int:
    """Voids every request for these letters, since the second person of two must decide about the same state."""
    reason = "Frist abgelaufen" if request.expires_at < desk.now else "Person nicht mehr eingetragen"
    lapsed: list[LetterRow] = []
    for letter_id in request.letter_ids:
        move = Move(LetterState.FREIGABE_ERBETEN, LetterState.VERFALLEN, desk.now, reason)
        if letters.move(tx, letter_id, move):
            approvals.void(tx, letter_id, at=desk.now, reason=reason)
            note(tx, desk, "Bitte um Freigabe verfallen", f"letter:{letter_id}", {"reason": reason})
            lapsed.append(letters.get(tx, letter_id))
    if lapsed:
        documents = [
            Attachment(file_name(each), desk.store.blobs.get(each.docx_sha256)) for each in _to_show(lapsed)
        ]
        ask_release(tx, desk, lapsed, {"auffaelligkeiten": [f"Neue Bitte: {reason}."]}, documents)
    return len(lapsed)


def _to_show(lapsed: list[LetterRow]) -> list[LetterRow]:
    """All letters about a report; of the invitations to a meeting one, since all have the same text."""
    return lapsed[:1] if lapsed[0].meeting_id else lapsed
