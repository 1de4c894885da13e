"""A request for release that ran out, or whose person has left: the letter lapses and is laid before somebody anew."""

from __future__ import annotations

from kmn_automation.mail.outgoing import Attachment
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.ask_release import ask_for
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.edit_words import plea_again
from kmn_automation.steps.note import note
from kmn_automation.steps.who_releases import editors, may_release, releasers
from kmn_automation.steps.write_letter import file_name
from kmn_automation.store import approvals, letters
from kmn_automation.store.approvals import Request
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow, Move


def renew_requests(desk: Desk) -> int:
    """How many letters were laid before a person again; each request is one transaction."""
    with desk.store.read() as tx:
        waiting = [each for each in approvals.open_requests(tx) if each.letter_ids]
        stale = [(each, why) for each in waiting if (why := _why_stale(tx, desk, each))]
    renewed = 0
    for request, reason in stale:
        with desk.store.begin() as tx:
            renewed += _renew(tx, desk, request, reason)
    return renewed


def _why_stale(tx: Transaction, desk: Desk, request: Request) -> str:
    """Why somebody must be asked anew; empty for a request that may go on waiting."""
    if request.expires_at < desk.now:
        return "Frist abgelaufen"
    person = desk.register.coordinator(request.person, desk.today)
    if person is None:
        return "Person nicht mehr eingetragen"
    rows = [letters.get(tx, each) for each in request.letter_ids]
    if not all(may_release(tx, desk, each, request.person) for each in rows):
        return "Person nicht mehr zuständig"
    deputy = desk.register.stand_in(person, desk.today) if person.is_away(desk.today) else None
    asked = releasers(desk, rows[0], editors(tx, desk, rows[0]))
    is_taken_over = deputy is not None and person not in asked and deputy in asked
    return f"{person.name} ist abwesend, Vertretung: {deputy.name}" if deputy and is_taken_over else ""


def _renew(tx: Transaction, desk: Desk, request: Request, reason: str) -> int:
    """Voids every request for these letters, since the second person of two must decide about the same state."""
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
        ask_for(tx, desk, lapsed, plea_again(tx, desk, lapsed, documents, f"Neue Bitte: {reason}."))
    return len(lapsed)


def _to_show(lapsed: list[LetterRow]) -> list[LetterRow]:
    """All letters about a report; of the invitations to a meeting one, since all have the same text."""
    return lapsed[:1] if lapsed[0].meeting_id else lapsed
