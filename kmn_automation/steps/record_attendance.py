"""Yes or no to an invitation: noted where it is plain, asked back once where it is not, else a person's business."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from kmn_automation.mail.attendance_words import read_attendance
from kmn_automation.mail.calendar import uid_for
from kmn_automation.mail.calendar_reply import PartStat
from kmn_automation.model.german import WEEKDAYS, format_day
from kmn_automation.model.zone import local_day
from kmn_automation.steps.answer import Answer
from kmn_automation.steps.change_meeting import GONE, LOOK_BACK
from kmn_automation.steps.meeting_note import CANCELLATION, meeting_as_written, sequence_of
from kmn_automation.steps.note import note
from kmn_automation.steps.turn import Turn
from kmn_automation.store import facts, letters, outbox, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.tasks import NewTask

NOTED, ASKED = "Teilnahme: ", "Teilnahme gefragt: "
MAX_REMARK = 200
_PLAIN = {PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE}
_NUMBER = re.compile(r"\[(\d{4}-\d{4,6})\]")


@dataclass(frozen=True, slots=True)
class Noted:
    """What one invited party answered; the remark stays in the mail."""

    answer: str
    persons: int | None
    stamp: str
    """When it was given; the last one counts."""
    sequence: int
    """The number of the calendar entry that it answers."""
    mail_id: int


@dataclass(frozen=True, slots=True)
class _Said:
    answer: PartStat
    persons: int | None
    remark: str
    stamp: dt.datetime
    sequence: int | None
    proposed: dt.datetime | None = None


def record_attendance(turn: Turn) -> tuple[bool, Answer | None]:
    """Whether the answer was noted, and what to ask the sender back; in all other cases a person has a task."""
    said, sent = _said(turn), sent_letters(turn.tx, turn.desk.now)
    letter = _by_calendar(turn, sent) or _by_thread(turn, sent)
    if letter is None:
        return _give_up(turn, "Zu welcher Einladung, ist nicht sicher zu erkennen.", said), None
    newest = [each for each in sent if _about(each) == _about(letter)][-1]
    answered = sequence_of(letter) if said.sequence is None else said.sequence
    if newest.kind == CANCELLATION or answered < sequence_of(newest):
        return _give_up(turn, f"Sie gilt einem Termin, der so nicht mehr gilt ({newest.number}).", said), None
    if said.answer in _PLAIN:
        _note(turn, newest, said)
        if said.remark and turn.opened.facts.reply:
            _give_up(turn, f"Sie ist vermerkt ({newest.number}), hat aber eine Bemerkung.", said)
        return True, None
    if said.answer is PartStat.UNCLEAR and _may_ask(turn, newest):
        return False, _question(turn, newest)
    return _give_up(turn, f"Einladung {newest.number}.", said), None


def sent_letters(tx: Transaction, now: dt.datetime) -> list[LetterRow]:
    """The letters about meetings that left the house, the oldest first."""
    return [each for each in letters.about_meetings(tx, now - LOOK_BACK) if each.state in GONE]


def noted(tx: Transaction) -> dict[tuple[str, str], Noted]:
    """(meeting, recipient) → the last plain answer."""
    found = facts.starting_with(tx, NOTED)
    keys = {name: name.removeprefix(NOTED).rpartition(" ") for name in found}
    return {(keys[name][0], keys[name][2]): Noted(**json.loads(text)) for name, text in found.items()}


def _said(turn: Turn) -> _Said:
    mail, reply = turn.opened.facts, turn.opened.facts.reply
    words = read_attendance(reply.comment if reply else mail.own_text)
    remark = " ".join((reply.comment if reply else mail.own_text).split())[:MAX_REMARK]
    if reply is None:
        return _Said(words.answer, words.persons, remark, turn.mail.received_at, None)
    persons = reply.guests + 1 if reply.guests else words.persons
    sequence = reply.sequence if reply.uid else None
    stamp = reply.stamp or turn.mail.received_at
    return _Said(reply.partstat, persons, remark, stamp, sequence, reply.proposed)


def _by_calendar(turn: Turn, sent: Sequence[LetterRow]) -> LetterRow | None:
    """By the UID, which nobody but the invited party was told: whatever address the answer comes from."""
    reply, domain = turn.opened.facts.reply, turn.desk.house.domain
    uid = reply.uid if reply else ""
    return next(
        (each for each in reversed(sent) if uid_for(each.meeting_id, each.recipient, domain) == uid), None
    )


def _by_thread(turn: Turn, sent: Sequence[LetterRow]) -> LetterRow | None:
    """By the mail that it answers or the number in its subject: from the Träger that was invited, and proven."""
    mail, tx = turn.opened.facts, turn.tx
    rows = [row for each in mail.answers if (row := outbox.by_message_id(tx, f"<{each}>"))]
    ids, numbers = {row.letter_id for row in rows}, set(_NUMBER.findall(mail.subject))
    letter = next((each for each in reversed(sent) if each.id in ids or each.number in numbers), None)
    if letter is None or mail.sender is None or not mail.authentication.allows_report:
        return None
    day = local_day(turn.mail.received_at)
    traeger = {each.traeger_id for each in turn.desk.register.reporters(mail.sender.text, day)}
    return letter if letter.traeger_id in traeger or letter.recipient.lower() == mail.sender.key else None


def _note(turn: Turn, letter: LetterRow, said: _Said) -> None:
    meeting_id, recipient = _about(letter)
    name = f"{NOTED}{meeting_id} {recipient}"
    new = Noted(
        said.answer.value,
        said.persons,
        said.stamp.astimezone(dt.UTC).isoformat(),
        sequence_of(letter),
        turn.mail.id,
    )
    before = facts.get(turn.tx, name)
    if before is None or Noted(**json.loads(before)).stamp <= new.stamp:
        facts.put(turn.tx, name, json.dumps(asdict(new)))
    note(
        turn.tx,
        turn.desk,
        f"Antwort auf eine Einladung: {said.answer.value}",
        f"letter:{letter.id}",
        {"mail": turn.mail.id},
    )


def _give_up(turn: Turn, why: str, said: _Said) -> bool:
    mail = turn.opened.facts
    who = mail.sender_name or (mail.sender.text if mail.sender else "unbekannt")
    new_time = f", {format_day(said.proposed.date())} {said.proposed:%H:%M} Uhr" if said.proposed else ""
    remark = f" „{said.remark}“" if said.remark else ""
    what = (
        f"Antwort von {who} auf eine Einladung ({said.answer.value}{new_time}). {why}{remark} Bitte klären."
    )
    tasks.add(turn.tx, NewTask(f"teilnahme:{turn.mail.sha256}", what, turn.desk.now, mail_id=turn.mail.id))
    return False


def _may_ask(turn: Turn, letter: LetterRow) -> bool:
    """Only a person, and once for each letter."""
    return turn.opened.facts.reply is None and facts.get(turn.tx, f"{ASKED}{letter.number}") is None


def _question(turn: Turn, letter: LetterRow) -> Answer | None:
    meeting = meeting_as_written(letter)
    if meeting is None:
        return None
    facts.put(turn.tx, f"{ASKED}{letter.number}", turn.desk.now.isoformat())
    begin = meeting.begin
    context = {
        "titel": meeting.title,
        "beginn": f"{WEEKDAYS[begin.weekday()]}, {format_day(begin.date())}, {begin:%H:%M} Uhr",
        "nummer": letter.number,
        "eingang_tag": format_day(local_day(turn.mail.received_at)),
    }
    return Answer("teilnahme_unklar", context)


def _about(letter: LetterRow) -> tuple[str, str]:
    return letter.meeting_id, letter.recipient
