"""Answers that calendar programs send to an invitation (iTIP, RFC 5546 section 3.2.3)."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import format_datetime, parseaddr

from kmn_automation.simulation.eml import Person, message_id, read
from kmn_automation.simulation.eml_parts import Transfer, multipart, rfc2047, text_part

ACCEPTED = "ACCEPTED"
DECLINED = "DECLINED"
_WORDS = {ACCEPTED: "Zugesagt", DECLINED: "Abgesagt"}
_FOLDED = re.compile(r"\r?\n[ \t]")
_KEPT = ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER")


def calendar_answer(mail: bytes, sender: Person, answer: str, moment: dt.datetime) -> bytes | None:
    """The answer (`ACCEPTED`, `DECLINED`) that a press on the button sends; None for a mail without an invitation."""
    message = read(mail)
    entry = next((part for part in message.walk() if part.get_content_type() == "text/calendar"), None)
    if entry is None:
        return None
    event = _event(str(entry.get_content()))
    lines = [
        *("BEGIN:VCALENDAR", "PRODID:-//Kalender//DE", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT"),
        *event,
        f"DTSTAMP:{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"ATTENDEE;PARTSTAT={answer}:mailto:{sender.email}",
        *("END:VEVENT", "END:VCALENDAR", ""),
    ]
    calendar = text_part("\r\n".join(lines), "calendar", "utf-8", Transfer.BASE64, "; method=REPLY")
    subject = f"{_WORDS[answer]}: {message['Subject']}"
    text = text_part(f"{subject}\n", "plain", "utf-8", Transfer.QUOTED)
    content = multipart("alternative", [text, calendar], "itip")
    return content.under(
        ("From", sender.mailbox),
        ("To", parseaddr(str(message["From"]))[1]),
        ("Subject", rfc2047(subject)),
        ("Date", format_datetime(moment)),
        ("Message-ID", message_id(sender.email, content.body, moment)),
        ("In-Reply-To", str(message["Message-ID"])),
        ("MIME-Version", "1.0"),
    ).raw()


def _event(text: str) -> list[str]:
    """The lines of the event that an answer repeats."""
    inside = _FOLDED.sub("", text).partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0]
    lines = [line.strip() for line in inside.splitlines()]
    return [line for line in lines if line.partition(":")[0].partition(";")[0] in _KEPT]
