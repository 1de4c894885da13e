"""Takes back a release, as long as nothing of the letter was handed over."""

from __future__ import annotations

from kmn_automation.model.error import Misconfigured
from kmn_automation.model.german import format_day
from kmn_automation.model.letter import LetterState
from kmn_automation.model.zone import local_day
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.letter_texts import LETTER_TEXTS
from kmn_automation.steps.note import note_person
from kmn_automation.steps.void_letter import void_letter
from kmn_automation.store import outbox
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.outbox import OutboxState

_SENT = (LetterState.UEBERGEBEN, LetterState.UNZUSTELLBAR)
_ON_ITS_WAY = "Es wird gerade übergeben oder ist schon unterwegs; zurückholen lässt es sich nicht mehr."


def withdraw(tx: Transaction, desk: Desk, letter: LetterRow, person: str) -> None:
    """The released letter is `widerrufen`, its mail `zurückgezogen`.

    Raises:
        Misconfigured: the person is not registered, or the letter is not released or already on its way.
    """
    if desk.register.coordinator(person, desk.today) is None:
        raise _refused(letter, f"„{person}“ ist heute nicht als Koordination eingetragen.")
    if letter.state is not LetterState.FREIGEGEBEN:
        raise _refused(letter, _why_not(letter))
    rows = [row for row in outbox.of_letter(tx, letter.id) if row.kind in LETTER_TEXTS]
    if any(row.state is not OutboxState.BEREIT for row in rows):
        raise _refused(letter, _ON_ITS_WAY)
    if not void_letter(tx, desk, letter, f"Freigabe zurückgenommen von {person}", LetterState.WIDERRUFEN):
        raise _refused(letter, _ON_ITS_WAY)
    note_person(tx, desk, person, "Freigabe zurückgenommen", f"letter:{letter.id}")


def _why_not(letter: LetterRow) -> str:
    if letter.state in _SENT:
        released = format_day(local_day(letter.released_at)) if letter.released_at else "früher"
        return f"Es ist übergeben (freigegeben: {released}) und lässt sich nicht mehr zurücknehmen."
    if letter.state in {LetterState.IN_UEBERGABE, LetterState.UNGEKLAERT}:
        return _ON_ITS_WAY
    return f"Es ist nicht freigegeben, sondern „{letter.state.value}“; es gibt nichts zurückzunehmen."


def _refused(letter: LetterRow, why: str) -> Misconfigured:
    return Misconfigured(why, where=f"Schreiben {letter.number}")
