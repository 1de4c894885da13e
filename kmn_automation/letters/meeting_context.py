"""The data of the letters about a meeting: invitation, new date, cancellation, minutes, certificate."""

from __future__ import annotations

from kmn_automation.letters.facts import Attendance, Gathering, Minutes, Occasion, Recipient, Told
from kmn_automation.letters.frame import Context, frame, weekday_of
from kmn_automation.model.german import format_long_day
from kmn_automation.model.register import Meeting, MeetingKind

_NAMES = {
    MeetingKind.VERNETZUNGSTREFFEN: (
        "zum Vernetzungstreffen",
        "des Vernetzungstreffens",
        "am Vernetzungstreffen",
    ),
    MeetingKind.REGIONALVERBUND: (
        "zur Sitzung des Regionalverbunds",
        "der Sitzung des Regionalverbunds",
        "an der Sitzung des Regionalverbunds",
    ),
    MeetingKind.FEDERFUEHRENDE: (
        "zum Treffen der Federführenden",
        "des Treffens der Federführenden",
        "am Treffen der Federführenden",
    ),
    MeetingKind.FORTBILDUNG: ("zur Fortbildung", "der Fortbildung", "an der Fortbildung"),
}
"""Where one is invited to, what is moved or called off, in what one took part."""
_WITH_PROGRAMME = (MeetingKind.VERNETZUNGSTREFFEN, MeetingKind.FORTBILDUNG)
"""They have a programme; sessions of bodies have an agenda with numbered points."""


def invitation_context(occasion: Occasion, recipient: Recipient, gathering: Gathering) -> Context:
    """The data of a personal invitation."""
    return {
        **frame(occasion, recipient),
        "sitzung": _meeting(gathering),
        "tagesordnung": _agenda(gathering.meeting),
    }


def change_context(occasion: Occasion, recipient: Recipient, gathering: Gathering, told: Told) -> Context:
    """The data of a new date or a cancellation: how it is now, and what the last letter said."""
    before = told.meeting
    return {
        **frame(occasion, recipient),
        "sitzung": _meeting(gathering),
        "bisher": {
            "nummer": told.number,
            "geschrieben_am": format_long_day(told.day),
            "tag": _days(before),
            "zeit": _hours(before),
            "ort": before.ort,
        },
    }


def minutes_context(
    occasion: Occasion, recipient: Recipient, gathering: Gathering, minutes: Minutes
) -> Context:
    """The data of the dispatch of minutes."""
    agreed = [{"text": what, "wer": who, "bis": until} for what, who, until in minutes.agreed]
    return {
        **frame(occasion, recipient),
        "sitzung": _meeting(gathering),
        "protokoll": {
            "einwaende_bis": format_long_day(minutes.objections_until),
            "naechster_termin": minutes.next_meeting,
        },
        "vereinbarungen": agreed,
    }


def certificate_context(
    occasion: Occasion, recipient: Recipient, gathering: Gathering, attendance: Attendance
) -> Context:
    """The data of a certificate of attendance."""
    return {
        **frame(occasion, recipient),
        "sitzung": _meeting(gathering),
        "tagesordnung": _agenda(gathering.meeting),
        "teilnahme": {"name": attendance.name, "umfang": attendance.scope},
    }


def _meeting(gathering: Gathering) -> Context:
    meeting, verbund = gathering.meeting, gathering.verbund
    is_session = meeting.kind is MeetingKind.REGIONALVERBUND and verbund is not None
    name = f" {verbund.name}" if is_session and verbund else ""
    invited_to, of_meeting, at_meeting = (f"{each}{name}" for each in _NAMES[meeting.kind])
    return {
        "anlass": invited_to,
        "anlass_genitiv": of_meeting,
        "anlass_dativ": at_meeting,
        "federfuehrung": verbund.federfuehrung if is_session and verbund else "",
        "mit_bescheinigung": "ja" if meeting.kind is MeetingKind.FORTBILDUNG else "",
        "ablauf": "Programm" if meeting.kind in _WITH_PROGRAMME else "Tagesordnung",
        "titel": meeting.title,
        "tag": _days(meeting),
        "datum": format_long_day(meeting.begin.date()),
        "zeit": _hours(meeting),
        "ort": meeting.ort,
        "antwort_bis": format_long_day(meeting.answer_until) if meeting.answer_until else "",
    }


def _agenda(meeting: Meeting) -> list[Context]:
    mark = "{}." if meeting.kind in _WITH_PROGRAMME else "TOP {}"
    return [{"nummer": mark.format(number), "text": point} for number, point in enumerate(meeting.agenda, 1)]


def _hours(meeting: Meeting) -> str:
    return f"{meeting.begin:%H:%M} bis {meeting.end:%H:%M} Uhr"


def _days(meeting: Meeting) -> str:
    first, last = meeting.begin.date(), meeting.end.date()
    return weekday_of(first) if first == last else f"{weekday_of(first)} bis {weekday_of(last)}"
