"""A meeting → one personal letter with a calendar entry per member, released once for the whole meeting."""

from __future__ import annotations

from collections.abc import Sequence

from kmn_automation.letters.context import invitation_context
from kmn_automation.letters.held import LetterHeld
from kmn_automation.model.register import Meeting
from kmn_automation.planning.due import DueStep
from kmn_automation.steps.addressee import find_party
from kmn_automation.steps.ask_release import ask_release
from kmn_automation.steps.desk import Desk
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
from kmn_automation.store import letters
from kmn_automation.store.connect import Transaction
from kmn_automation.store.pending import savepoint


def invite(tx: Transaction, desk: Desk, meeting: Meeting, steps: Sequence[DueStep]) -> tuple[DueStep, ...]:
    """The steps that are done; whoever has no address becomes a task and is tried again, the others go on."""
    written = [letter for step in steps if (letter := _invite_one(tx, desk, meeting, step))]
    if written:
        rows = [each.row for each in written]
        context = {
            "auffaelligkeiten": [
                f"Beigefügt ist die erste von {len(rows)} Einladungen; alle haben denselben Text."
            ]
        }
        ask_release(tx, desk, rows, context, [written[0].document])
    return tuple(step for step in steps if letters.has_key(tx, step.key))


def _invite_one(tx: Transaction, desk: Desk, meeting: Meeting, step: DueStep) -> Written | None:
    party = find_party(desk, step.to)
    if party is None:
        return None
    traeger, contact = party
    coordinator = next(iter(desk.register.responsible(traeger.regionalverbund, desk.today)), None)
    if contact is None or coordinator is None:
        what = NO_ADDRESS if contact is None else NO_PERSON
        tell_missing(tx, desk, traeger, what, step.key)
        return None
    draft = Draft(
        key=step.key,
        kind=step.params["letter"],
        traeger=traeger,
        contact=contact,
        coordinator=coordinator,
        meeting_id=meeting.id,
        inputs={"name": contact.name},
    )
    try:
        with savepoint(tx):
            when = occasion(tx, desk, draft)
            context = invitation_context(when, recipient_of(draft), meeting)
            return write_letter(tx, desk, draft, when.number, context)
    except LetterHeld as held:
        tell_held(tx, desk, traeger, held, step.key)
        return None
