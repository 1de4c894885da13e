"""Calendar entries for invitations (RFC 5545, 5546, 6047)."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from icalendar import Calendar, Event, Timezone, vCalAddress

from kmn_automation.mail.address import parse_address
from kmn_automation.mail.headers import clean_text
from kmn_automation.mail.outgoing import Party, Unsendable
from kmn_automation.model.zone import BERLIN

_ZONE = b"""BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")


@dataclass(frozen=True, slots=True)
class Invitation:
    """One meeting for one invited party; naive times are those of Europe/Berlin.

    A change keeps `uid`, raises `sequence` and takes a new `stamp`; so does a cancellation.
    """

    uid: str
    title: str
    begin: dt.datetime
    end: dt.datetime
    place: str
    organizer: Party
    """Must be the From of the mail, else Outlook does not offer to answer."""
    attendee: Party
    stamp: dt.datetime
    agenda: tuple[str, ...] = ()
    sequence: int = 0


def uid_for(meeting_id: str, recipient_id: str, domain: str) -> str:
    """A UID of one meeting for one recipient: the same on every attempt, without a name in it."""
    return f"einladung-{hashlib.sha256(f'{meeting_id}|{recipient_id}'.encode()).hexdigest()[:32]}@{domain}"


def write_invitation(invitation: Invitation) -> bytes:
    """The iCalendar object with METHOD:REQUEST.

    Raises:
        Unsendable: an address that is none, or a meeting that ends before it begins.
    """
    return _object(invitation, "REQUEST", "CONFIRMED")


def write_cancellation(invitation: Invitation) -> bytes:
    """The iCalendar object with METHOD:CANCEL for an invitation whose `sequence` is already raised."""
    return _object(replace(invitation, title=f"Abgesagt: {invitation.title}"), "CANCEL", "CANCELLED")


def _object(invitation: Invitation, method: str, status: str) -> bytes:
    if invitation.end <= invitation.begin:
        raise Unsendable(
            f"Der Termin „{invitation.title}“ endet, bevor er beginnt.", do="Bitte das Register prüfen."
        )
    calendar = Calendar()
    calendar.add("prodid", "-//KMN Automation//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_ical(_ZONE))
    calendar.add_component(_event(invitation, method, status))
    return bytes(calendar.to_ical())


def _event(invitation: Invitation, method: str, status: str) -> Event:
    event = Event()
    event.add("uid", invitation.uid)
    event.add("dtstamp", invitation.stamp.astimezone(dt.UTC))
    event.add("sequence", invitation.sequence)
    event.add("dtstart", _in_berlin(invitation.begin))
    event.add("dtend", _in_berlin(invitation.end))
    event.add("summary", clean_text(invitation.title))
    event.add("location", clean_text(invitation.place))
    if invitation.agenda:
        lines = (f"{number}. {clean_text(each)}" for number, each in enumerate(invitation.agenda, 1))
        event.add("description", "Tagesordnung:\n" + "\n".join(lines))
    event.add("status", status)
    event.add("transp", "OPAQUE")
    event.add("organizer", _person(invitation.organizer))
    attendee = _person(invitation.attendee)
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "CUTYPE": "INDIVIDUAL"})
    if method == "REQUEST":
        attendee.params.update({"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    event.add("attendee", attendee)
    return event


def _in_berlin(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=BERLIN) if moment.tzinfo is None else moment.astimezone(BERLIN)


def _person(party: Party) -> vCalAddress:
    address = parse_address(party.address)
    if address is None:
        raise Unsendable(f"{party.address[:80]!r} ist keine gültige E-Mail-Adresse.")
    person = vCalAddress(f"mailto:{address}")
    name = clean_text(party.name).replace('"', "'")
    if name:
        person.params["CN"] = name
    return person
