"""The mail around a letter about a meeting, with its calendar entry: request, change, or cancellation."""

from __future__ import annotations

from kmn_automation.letters.held import LetterHeld
from kmn_automation.mail.calendar import Invitation, uid_for, write_cancellation, write_invitation
from kmn_automation.mail.outgoing import Party
from kmn_automation.model.german import WEEKDAYS, format_day
from kmn_automation.model.register import Meeting
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.meeting_note import CANCELLATION, meeting_as_written, sequence_of
from kmn_automation.store.letters import LetterRow


def meeting_mail(desk: Desk, letter: LetterRow) -> tuple[str, dict[str, object], bytes]:
    """Name of the text, its values, and the entry; every letter to one recipient about one meeting has one UID.

    Raises:
        LetterHeld: neither the register nor the letter knows the meeting.
    """
    held = next((each for each in desk.register.meetings if each.id == letter.meeting_id), None)
    meeting = held or meeting_as_written(letter)
    if meeting is None:
        raise LetterHeld(f"Das Treffen zu Schreiben {letter.number} ist nicht mehr bekannt.")
    entry = _entry(desk, letter, meeting)
    cancelled = letter.kind == CANCELLATION
    return (
        letter.kind,
        _values(letter, meeting),
        (write_cancellation if cancelled else write_invitation)(entry),
    )


def _entry(desk: Desk, letter: LetterRow, meeting: Meeting) -> Invitation:
    return Invitation(
        uid=uid_for(meeting.id, letter.recipient, desk.house.domain),
        title=meeting.title,
        begin=meeting.begin,
        end=meeting.end,
        place=meeting.ort,
        organizer=Party(desk.house.office.name, desk.house.email),
        attendee=Party(letter.recipient_name, desk.house.envelope_for(letter.recipient)),
        stamp=desk.now,
        agenda=meeting.agenda,
        sequence=sequence_of(letter),
    )


def _values(letter: LetterRow, meeting: Meeting) -> dict[str, object]:
    begin = meeting.begin
    return {
        "titel": meeting.title,
        "tag": format_day(begin.date()),
        "nummer": letter.number,
        "beginn": f"{WEEKDAYS[begin.weekday()]}, {format_day(begin.date())}, {begin:%H:%M} Uhr",
        "ende": f"{format_day(meeting.end.date())}, {meeting.end:%H:%M} Uhr",
        "ort": meeting.ort,
        "antwort_bis": meeting.answer_until or "",
        "tagesordnung": list(meeting.agenda),
    }
