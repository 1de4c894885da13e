"""Letters that stopped being true before they left: the proof came, the meeting moved, the last day came too near."""

from __future__ import annotations

import datetime as dt

from kmn_automation.model.german import format_day
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.meeting_note import ABOUT_MEETING, CANCELLATION, is_as_written
from kmn_automation.steps.void_letter import void_letter
from kmn_automation.store import letters, reports, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.tasks import NewTask

FRIST = "frist"
"""Input of a letter that sets a last day, in ISO form."""
ONLY_WITHOUT_REPORT = "nur_ohne_nachweis"
"""Input of a letter that is true only as long as no proof came."""
MISSING_REPORT = "mitteilung_ls"
LEAST_TIME = dt.timedelta(days=7)
"""A last day that is nearer than this when the letter leaves would be unfair."""
MEETING_GONE = "Das Treffen steht nicht mehr im Register"
MEETING_BACK = "Das abgesagte Treffen steht wieder im Register"
MEETING_MOVED = "Das Treffen hat inzwischen einen anderen Termin oder Ort"
CAME = "Der Verwendungsnachweis ist inzwischen eingegangen"
WAITING = (LetterState.ENTWORFEN, LetterState.FREIGABE_ERBETEN, LetterState.FREIGEGEBEN)


def why_overtaken(tx: Transaction, desk: Desk, letter: LetterRow) -> str:
    """Why the letter must not leave any more; empty if nothing stands against it."""
    if letter.kind in ABOUT_MEETING:
        return _meeting_problem(desk, letter)
    if _report_came(tx, letter):
        return CAME
    until = letter.inputs.get(FRIST)
    day = dt.date.fromisoformat(str(until)) if until else None
    if day and day - desk.today < LEAST_TIME:
        return f"Die Frist, die es setzt ({format_day(day)}), ist zu kurz geworden oder vorbei"
    return ""


def drop_overtaken(desk: Desk) -> None:
    """Voids what waits and is not true any more; letters about meetings are drafted anew where they are changed."""
    with desk.store.read() as tx:
        waiting = [each for each in letters.in_state(tx, *WAITING) if each.kind not in ABOUT_MEETING]
        stale = [each.id for each in waiting if why_overtaken(tx, desk, each)]
        late = [
            each.id
            for each in letters.of_kind(tx, MISSING_REPORT, LetterState.UEBERGEBEN)
            if _report_came(tx, each)
        ]
    for letter_id in stale:
        with desk.store.begin() as tx:
            _drop(tx, desk, letters.get(tx, letter_id))
    if late:
        with desk.store.begin() as tx:
            for letter_id in late:
                _tell_addendum(tx, desk, letters.get(tx, letter_id))


def _drop(tx: Transaction, desk: Desk, letter: LetterRow) -> None:
    why = why_overtaken(tx, desk, letter) if letter.state in WAITING else ""
    if why and void_letter(tx, desk, letter, why) and why != CAME:
        what = f"Schreiben {letter.number} an {letter.recipient_name} geht nicht mehr hinaus: {why}. "
        what += "Bitte von Hand entscheiden."
        tasks.add(tx, NewTask(f"überholt:{letter.id}", what, desk.now, letter_id=letter.id))


def _tell_addendum(tx: Transaction, desk: Desk, letter: LetterRow) -> None:
    """The promise of the Mitteilung: the LS hears when the proof comes after all."""
    what = f"Zu {letter.inputs.get('geschaeftszeichen', '')} ist nach der Mitteilung {letter.number} an das Landesamt "
    what += "doch ein Verwendungsnachweis eingegangen. Bitte das Landesamt unterrichten."
    tasks.add(tx, NewTask(f"nachtrag:{letter.id}", what, desk.now, letter_id=letter.id))


def _report_came(tx: Transaction, letter: LetterRow) -> bool:
    if not letter.inputs.get(ONLY_WITHOUT_REPORT):
        return False
    year = int(str(letter.inputs["foerderjahr"]))
    return letter.inputs["geschaeftszeichen"] in reports.received_keys(tx, year)


def _meeting_problem(desk: Desk, letter: LetterRow) -> str:
    meeting = next((each for each in desk.register.meetings if each.id == letter.meeting_id), None)
    if letter.kind == CANCELLATION:
        return MEETING_BACK if meeting else ""
    if meeting is None:
        return MEETING_GONE
    return "" if is_as_written(letter, meeting) else MEETING_MOVED
