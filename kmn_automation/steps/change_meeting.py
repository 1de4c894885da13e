"""A meeting that moved or vanished from the register → new invitations, letters with the new date, cancellations.

Per member the last letter that left is compared with the register of today. What still waits for its release and is
not true any more is voided and written anew, so that nobody is invited to the old date.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Sequence

from kmn_automation.letters.facts import Told
from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Meeting
from kmn_automation.model.zone import local_day
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.meeting_letter import About, ask_for_all, write_about
from kmn_automation.steps.meeting_note import (
    ABOUT_MEETING,
    CANCELLATION,
    INVITATION,
    NEW_DATE,
    is_as_written,
    meeting_as_written,
    sequence_of,
)
from kmn_automation.steps.overtaken import MEETING_BACK, WAITING, why_overtaken
from kmn_automation.steps.void_letter import void_letter
from kmn_automation.steps.write_letter import Written
from kmn_automation.store import letters, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.tasks import NewTask

LOOK_BACK = dt.timedelta(days=400)
GONE = (
    LetterState.IN_UEBERGABE,
    LetterState.UEBERGEBEN,
    LetterState.UNGEKLAERT,
    LetterState.UNZUSTELLBAR,
)
"""Out of the house, or perhaps so."""


def change_meetings(desk: Desk) -> int:
    """How many letters about changed meetings were drafted; each meeting is one transaction."""
    with desk.store.read() as tx:
        changed = [key for key, rows in _by_meeting(tx, desk).items() if _has_changed(desk, key, rows)]
    drafted = 0
    for meeting_id in changed:
        with desk.store.begin() as tx:
            drafted += _follow(tx, desk, meeting_id, _by_meeting(tx, desk)[meeting_id])
    return drafted


def _by_meeting(tx: Transaction, desk: Desk) -> dict[str, list[LetterRow]]:
    found: dict[str, list[LetterRow]] = defaultdict(list)
    for row in letters.about_meetings(tx, desk.now - LOOK_BACK):
        if row.kind in ABOUT_MEETING and meeting_as_written(row):
            found[row.meeting_id].append(row)
    return found


def _held(desk: Desk, meeting_id: str) -> Meeting | None:
    return next((each for each in desk.register.meetings if each.id == meeting_id), None)


def _has_changed(desk: Desk, meeting_id: str, rows: Sequence[LetterRow]) -> bool:
    meeting = _held(desk, meeting_id)
    last = meeting or meeting_as_written(rows[-1])
    is_ahead = last is not None and last.begin.date() > desk.today
    return is_ahead and not all(_says(each, meeting) for each in rows)


def _says(letter: LetterRow, meeting: Meeting | None) -> bool:
    """Whether the letter tells how it is."""
    if meeting is None:
        return letter.kind == CANCELLATION
    return letter.kind != CANCELLATION and is_as_written(letter, meeting)


def _follow(tx: Transaction, desk: Desk, meeting_id: str, rows: Sequence[LetterRow]) -> int:
    by_member: dict[str, list[LetterRow]] = defaultdict(list)
    for row in rows:
        by_member[row.traeger_id].append(row)
    meeting = _held(desk, meeting_id)
    abouts = [about for each in by_member.values() if (about := _next(tx, desk, meeting, each))]
    written: dict[str, list[Written]] = defaultdict(list)
    for about in abouts:
        if not letters.has_key(tx, about.key) and (letter := write_about(tx, desk, about)):
            written[about.kind].append(letter)
    for each in written.values():
        ask_for_all(tx, desk, each)
    return sum(map(len, written.values()))


def _next(tx: Transaction, desk: Desk, meeting: Meeting | None, rows: Sequence[LetterRow]) -> About | None:
    """What the member has to be told; None if the last letter says it or waits to say it."""
    for row in rows:
        if (
            row.state in WAITING
            and (why := why_overtaken(tx, desk, row))
            and not void_letter(tx, desk, row, why)
        ):
            return None  # being handed over at this moment: the next pass sees what became of it
    rows = [letters.get(tx, each.id) for each in rows]
    if any(each.state in WAITING for each in rows):
        return None
    gone = [each for each in rows if each.state in GONE]
    if not gone:
        was_voided = rows[-1].state is LetterState.HINFAELLIG
        return _about(INVITATION, rows[-1], meeting) if meeting and was_voided else None
    last = gone[-1]
    if _says(last, meeting):
        return None
    if last.kind == CANCELLATION:
        what = f"{MEETING_BACK} ({last.inputs['titel']}). Bitte von Hand neu einladen."
        tasks.add(tx, NewTask(f"treffen:wieder:{last.meeting_id}", what, desk.now))
        return None
    return _about(NEW_DATE, last, meeting) if meeting else _about(CANCELLATION, last, None)


def _about(kind: str, last: LetterRow, meeting: Meeting | None) -> About | None:
    said = meeting_as_written(last)
    now = meeting or said
    if said is None or now is None:
        return None
    is_first = kind == INVITATION
    sequence = sequence_of(last) + (not is_first)
    told = None if is_first else Told(last.number, local_day(last.created_at), said)
    state = f"{now.begin.isoformat()}|{now.end.isoformat()}|{now.ort}"
    mark = hashlib.sha256(state.encode()).hexdigest()[:12]
    key = f"{kind}:{last.meeting_id}:{last.traeger_id}:{sequence}:{mark}"
    return About(key, kind, last.traeger_id, now, sequence, told)
