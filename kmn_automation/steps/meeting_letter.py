"""One letter about a meeting for one member: invitation, new date or cancellation."""

from __future__ import annotations

from dataclasses import dataclass

from kmn_automation.letters.facts import Gathering, Occasion, Recipient, Told
from kmn_automation.letters.frame import Context
from kmn_automation.letters.held import LetterHeld
from kmn_automation.letters.meeting_context import change_context, invitation_context
from kmn_automation.model.register import Meeting
from kmn_automation.steps.addressee import find_party
from kmn_automation.steps.ask_release import ask_release
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.meeting_note import meeting_inputs
from kmn_automation.steps.write_letter import (
    NO_ADDRESS,
    NO_PERSON,
    Draft,
    Written,
    occasion,
    recipient_of,
    tell_held,
    tell_missing,
    write_letter,
)
from kmn_automation.store.connect import Transaction
from kmn_automation.store.pending import savepoint


@dataclass(frozen=True, slots=True)
class About:
    """A letter about a meeting: its natural key, its kind, the member, and what the member was told before."""

    key: str
    kind: str
    to: str
    meeting: Meeting
    sequence: int = 0
    told: Told | None = None


def write_about(tx: Transaction, desk: Desk, about: About) -> Written | None:
    """The draft; None where it exists or has to wait, and then a task says what for."""
    party = find_party(desk, about.to)
    if party is None:
        return None
    traeger, contact = party
    coordinator = next(iter(desk.register.responsible(traeger.regionalverbund, desk.today)), None)
    if contact is None or coordinator is None:
        tell_missing(tx, desk, traeger, NO_ADDRESS if contact is None else NO_PERSON, about.key)
        return None
    draft = Draft(
        key=about.key,
        kind=about.kind,
        traeger=traeger,
        contact=contact,
        coordinator=coordinator,
        meeting_id=about.meeting.id,
        inputs={"name": contact.name, **meeting_inputs(about.meeting, about.sequence)},
    )
    try:
        with savepoint(tx):
            when = occasion(tx, desk, draft)
            context = _context(desk, about, when, recipient_of(draft))
            return write_letter(tx, desk, draft, when.number, context)
    except LetterHeld as held:
        tell_held(tx, desk, traeger, held, about.key)
        return None


def _context(desk: Desk, about: About, when: Occasion, recipient: Recipient) -> Context:
    verbuende = {each.id: each for each in desk.register.regionalverbuende}
    gathering = Gathering(about.meeting, verbuende.get(about.meeting.regionalverbund))
    if about.told is None:
        return invitation_context(when, recipient, gathering)
    return change_context(when, recipient, gathering, about.told)


def ask_for_all(tx: Transaction, desk: Desk, written: list[Written]) -> None:
    """One request for all letters of a kind about one meeting, with the first of them to look at."""
    if not written:
        return
    rows = [each.row for each in written]
    what = f"Beigefügt ist das erste von {len(rows)} Schreiben; alle haben denselben Text."
    ask_release(tx, desk, rows, {"auffaelligkeiten": [what]}, [written[0].document])
