"""The answers that calendars send to an invitation (RFC 5546, 6047), as Outlook, Exchange, Google and others do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from icalendar import Calendar, Component

from kmn_automation.mail.address import parse_address
from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.headers import clean_text
from kmn_automation.mail.unpacked import Unpacked
from kmn_automation.model.zone import BERLIN

MAX_BYTES = 500_000
MAX_COMMENT = 1000


class PartStat(StrEnum):
    """What an invited party answered."""

    ACCEPTED = "Zusage"
    TENTATIVE = "mit Vorbehalt"
    DECLINED = "Absage"
    DELEGATED = "Vertretung"
    COUNTER = "anderer Termin vorgeschlagen"
    UNCLEAR = "unklar"


_ANSWERS = {
    each.name: each for each in (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED, PartStat.DELEGATED)
}
_CLASSES = {"pos": PartStat.ACCEPTED, "tent": PartStat.TENTATIVE, "neg": PartStat.DECLINED}
_OUTLOOK = "ipm.schedule.meeting.resp."


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `uid` names the invited party, whatever address the mail came from; empty where only Outlook knows."""

    uid: str
    partstat: PartStat
    attendee: str
    """The address that answered, lower case; empty where the calendar left it out."""
    comment: str
    sequence: int
    """Below ours: an answer to the former date."""
    stamp: dt.datetime | None
    """The last answer by this moment counts."""
    proposed: dt.datetime | None = None
    """When the meeting should begin instead, in Europe/Berlin."""
    guests: int = 0
    """How many more come along, as Google counts them."""


def read_reply(data: bytes) -> Reply | None:
    """The answer in a text/calendar part; None for what is no answer or cannot be read. Never raises.

    The method is that of the object, since some programs leave it out of the MIME type; ORGANIZER is not asked
    for, since Exchange leaves it out.
    """
    if len(data) > MAX_BYTES:
        return None
    try:
        return _reply(Calendar.from_ical(data))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, RecursionError, OverflowError):
        return None


def reply_of_class(message_class: str) -> Reply | None:
    """The answer of an Outlook that sends winmail.dat without a calendar entry: its class is all there is."""
    name = message_class.lower()
    if not name.startswith(_OUTLOOK):
        return None
    return Reply("", _CLASSES.get(name.removeprefix(_OUTLOOK), PartStat.UNCLEAR), "", "", 0, None)


def reply_in(unpacked: Unpacked) -> Reply | None:
    """The answer that a mail carries: as a calendar entry, or only as the class of a winmail.dat."""
    entries = (read_reply(part.data) for part in unpacked.parts if part.kind is Kind.CALENDAR)
    return next((each for each in entries if each), None) or reply_of_class(unpacked.message_class)


def _reply(calendar: Component) -> Reply | None:
    method = str(calendar.get("method", "")).upper()
    events = [each for each in calendar.subcomponents if each.name == "VEVENT"]
    if method not in {"REPLY", "COUNTER"} or not events or "uid" not in events[0]:
        return None
    event = events[0]
    person, partstat = _who(event)
    stamp = event.get("dtstamp")
    return Reply(
        uid=clean_text(str(event["uid"])),
        partstat=PartStat.COUNTER if method == "COUNTER" else partstat,
        attendee=_address_of(str(person)),
        comment=_comment(event, str(getattr(person, "params", {}).get("X-RESPONSE-COMMENT", ""))),
        sequence=int(event.get("sequence", 0)),
        stamp=_moment(stamp.dt) if stamp is not None else None,
        proposed=_proposed(event) if method == "COUNTER" else None,
        guests=int(getattr(person, "params", {}).get("X-NUM-GUESTS", 0)),
    )


def _who(event: Component) -> tuple[object, PartStat]:
    """Attendee and answer. Who delegated stands beside the delegate; any other two answers in one are unclear."""
    found = event.get("attendee", [])
    attendees = found if isinstance(found, list) else [found]
    answered = [(each, _partstat(str(each.params.get("PARTSTAT", "")))) for each in attendees]
    told = [pair for pair in answered if pair[1] is not PartStat.UNCLEAR]
    delegated = [pair for pair in told if pair[1] is PartStat.DELEGATED]
    chosen = delegated or told or answered
    if not chosen:
        return "", PartStat.UNCLEAR
    same = len({partstat for _, partstat in chosen}) == 1
    return chosen[0][0], chosen[0][1] if same else PartStat.UNCLEAR


def _partstat(text: str) -> PartStat:
    return _ANSWERS.get(text.upper(), PartStat.UNCLEAR)


def _address_of(text: str) -> str:
    address = parse_address(text.partition(":")[2] if text.lower().startswith("mailto:") else text)
    return address.key if address else ""


def _comment(event: Component, other: str) -> str:
    """The remark; Google gives it as a parameter of the attendee."""
    comments = event.get("comment", other)
    joined = " ".join(map(str, comments)) if isinstance(comments, list) else str(comments)
    return clean_text(joined, MAX_COMMENT)


def _moment(stamp: object) -> dt.datetime | None:
    if not isinstance(stamp, dt.datetime):
        return None
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=dt.UTC)


def _proposed(event: Component) -> dt.datetime | None:
    begin = event.get("dtstart")
    if begin is None or not isinstance(begin.dt, dt.datetime):
        return None
    return begin.dt.astimezone(BERLIN) if begin.dt.tzinfo else begin.dt.replace(tzinfo=BERLIN)
