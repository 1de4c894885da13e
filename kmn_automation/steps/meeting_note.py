"""What a letter about a meeting said: kept with the letter, since the register only knows how it is now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kmn_automation.model.register import Meeting, MeetingKind
from kmn_automation.store.letters import LetterRow

INVITATION, NEW_DATE, CANCELLATION = "einladung", "verlegung", "absage"
ABOUT_MEETING = frozenset({INVITATION, NEW_DATE, CANCELLATION})
"""Kinds of letters that carry a calendar entry."""


def meeting_inputs(meeting: Meeting, sequence: int) -> Mapping[str, str]:
    """The inputs of a letter about a meeting; `sequence` is that of its calendar entry (RFC 5545, 3.8.7.4)."""
    return {
        "titel": meeting.title,
        "art": meeting.kind.value,
        "beginn": meeting.begin.isoformat(),
        "ende": meeting.end.isoformat(),
        "ort": meeting.ort,
        "verbund": meeting.regionalverbund,
        "folge": str(sequence),
    }


def meeting_as_written(letter: LetterRow) -> Meeting | None:
    """The meeting as the letter described it; None for a letter of a version that did not note it."""
    said = {name: str(value) for name, value in letter.inputs.items()}
    if "beginn" not in said:
        return None
    return Meeting(
        id=letter.meeting_id,
        kind=MeetingKind(said["art"]),
        title=said["titel"],
        begin=dt.datetime.fromisoformat(said["beginn"]),
        end=dt.datetime.fromisoformat(said["ende"]),
        ort=said["ort"],
        agenda=(),
        regionalverbund=said["verbund"],
    )


def sequence_of(letter: LetterRow) -> int:
    """The number of the calendar entry that went with the letter."""
    return int(str(letter.inputs.get("folge", "0")))


def is_as_written(letter: LetterRow, meeting: Meeting) -> bool:
    """Whether time and place are still as the letter says; unknown counts as yes."""
    said = meeting_as_written(letter)
    now = (meeting.begin, meeting.end, meeting.ort)
    return said is None or (said.begin, said.end, said.ort) == now
