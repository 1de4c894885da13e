"""The meetings of the register with who was invited and what they answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kmn_automation.app.wiring import Workplace
from kmn_automation.mail.calendar_reply import PartStat
from kmn_automation.model.register import Meeting
from kmn_automation.steps.meeting_note import sequence_of
from kmn_automation.steps.record_attendance import noted, sent_letters


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting: members now, letters that left, and the answers that still hold; a bare yes is one person."""

    meeting: Meeting
    members: int
    invited: int
    accepted: int
    persons: int
    tentative: int
    declined: int

    @property
    def silent(self) -> int:
        """Who has not answered, or only to a former date."""
        return self.invited - self.accepted - self.tentative - self.declined


def list_meetings(place: Workplace) -> list[MeetingLine]:
    """The meetings in the order of the register."""
    register = place.load_register()
    with place.store.read() as tx:
        answers = noted(tx)
        letters = {(each.meeting_id, each.recipient): each for each in sent_letters(tx, place.clock())}
    by_meeting = defaultdict(list)
    for key, letter in letters.items():
        answer = answers.get(key)
        holds = answer is not None and answer.sequence == sequence_of(letter)
        by_meeting[letter.meeting_id].append(answer if holds else None)
    return [
        MeetingLine(
            meeting=each,
            members=len(register.members(each, each.begin.date())),
            invited=len(by_meeting[each.id]),
            persons=sum(a.persons or 1 for a in by_meeting[each.id] if a and a.answer == PartStat.ACCEPTED),
            **{
                word.name.lower(): sum(a is not None and a.answer == word for a in by_meeting[each.id])
                for word in (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)
            },
        )
        for each in register.meetings
    ]
