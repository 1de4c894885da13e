"""Answers to an invitation as calendars really send them, whole mails built by code."""

from __future__ import annotations

from dataclasses import dataclass

from kmn_automation.mail.calendar_reply import PartStat
from tests.mail.mails import HEAD, TEXT, b64, mail, multipart, part, single, tnef

UID = "einladung-0123456789abcdef0123456789abcdef@kmn.test"
WHO = "anna@traeger.example"
ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """A mail and what must be read in it: answer, address, remark, sequence, proposed begin, guests; None is no answer."""

    cause: str
    raw: bytes
    expected: tuple[PartStat, str, str, int, str, int] | None


def calendar(lines: str, *, method: str = "REPLY", zone: str = "", uid: str = UID) -> bytes:
    text = f"BEGIN:VCALENDAR\nMETHOD:{method}\nPRODID:x\nVERSION:2.0\n{zone}BEGIN:VEVENT\nUID:{uid}\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def alternative(ics: bytes, *, label: str = "; method=REPLY") -> bytes:
    entry = part(
        f"Content-Type: text/calendar; charset=utf-8{label}\nContent-Transfer-Encoding: base64", b64(ics)
    )
    return mail([TEXT, entry], sub="alternative")


def told(
    answer: PartStat, remark: str = "", sequence: int = 0, *, who: str = WHO, at: str = "", guests: int = 0
) -> tuple[PartStat, str, str, int, str, int]:
    return (answer, who, remark, sequence, at, guests)


YES, NO, MAYBE = PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE
COUNTER, DELEGATED, UNCLEAR = PartStat.COUNTER, PartStat.DELEGATED, PartStat.UNCLEAR
EXCHANGE_TIME = (
    "DTSTART;TZID=W. Europe Standard Time:20261025T100000\nDTEND;TZID=W. Europe Standard Time:20261025T160000"
)
STAMP = "DTSTAMP:20261002T070000Z"
GOOGLE = "DTSTART:20261025T090000Z\nDTEND:20261025T150000Z\nORGANIZER;CN=KMN:mailto:kmn@kmn.test\nCREATED:20261001T080000Z\nSTATUS:CONFIRMED\nTRANSP:OPAQUE"

CASES = (
    Answered(
        "Exchange leaves the organizer out and translates the subject.",
        alternative(calendar(f"ATTENDEE;PARTSTAT=ACCEPTED;CN=Anna Beispiel:mailto:{WHO}\nCOMMENT;LANGUAGE=de-DE:\\n\nSUMMARY;LANGUAGE=de-DE:Zugesagt: Sitzung\n{EXCHANGE_TIME}\n{STAMP}\nSEQUENCE:1\nX-MICROSOFT-CDO-APPT-SEQUENCE:1", zone=ZONE)),
        told(YES, sequence=1),
    ),
    Answered(
        "Exchange puts the remark into the comment.",
        alternative(calendar(f"ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:{WHO.upper()}\nCOMMENT;LANGUAGE=de-DE:Komme zu zweit\\, bitte Plätze\\nfreihalten\n{EXCHANGE_TIME}\n{STAMP}\nSEQUENCE:0", zone=ZONE)),
        told(YES, "Komme zu zweit, bitte Plätze freihalten"),
    ),
    Answered("Outlook declines and says that in English.", alternative(calendar(f"ATTENDEE;PARTSTAT=DECLINED;CN=Anna:mailto:{WHO}\nSUMMARY:Declined: Sitzung\n{STAMP}", zone=ZONE)), told(NO)),
    Answered("Outlook accepts with reservation.", alternative(calendar(f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{WHO}\nSUMMARY:Mit Vorbehalt: Sitzung\n{STAMP}")), told(MAYBE)),
    Answered(
        "Outlook proposes another time.",
        alternative(calendar(f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{WHO}\nCOMMENT:Geht es eine Stunde später?\nDTSTART;TZID=W. Europe Standard Time:20261025T110000\nX-MS-OLK-ORIGINALSTART;TZID=W. Europe Standard Time:20261025T100000\n{STAMP}", method="COUNTER", zone=ZONE), label="; method=COUNTER"),
        told(COUNTER, "Geht es eine Stunde später?", at="2026-10-25T11:00:00+01:00"),
    ),
    Answered("Google accepts and repeats the whole event.", alternative(calendar(f"{GOOGLE}\nATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN={WHO};X-NUM-GUESTS=0:mailto:{WHO}\n{STAMP}\nSEQUENCE:0")), told(YES)),
    Answered(
        "Google counts guests and gives the note as a parameter of its own.",
        alternative(calendar(f'{GOOGLE}\nATTENDEE;PARTSTAT=ACCEPTED;CN=A;X-NUM-GUESTS=1;X-RESPONSE-COMMENT="zu zweit":mailto:{WHO}\n{STAMP}')),
        told(YES, "zu zweit", guests=1),
    ),
    Answered("Google proposes another time in UTC.", alternative(calendar(f"DTSTART:20261025T100000Z\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{WHO}\n{STAMP}", method="COUNTER"), label="; method=COUNTER"), told(COUNTER, at="2026-10-25T11:00:00+01:00")),
    Answered("Thunderbird accepts in a part of its own kind.", mail([TEXT, part("Content-Type: text/calendar; method=REPLY; charset=UTF-8\nContent-Transfer-Encoding: 8bit", calendar(f"ATTENDEE;CN=Anna;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:{WHO}\nORGANIZER:mailto:kmn@kmn.test\n{STAMP}\nSEQUENCE:2"))]), told(YES, sequence=2)),
    Answered("Apple sends the entry as a file as well.", mail([multipart([TEXT, part("Content-Type: text/calendar; method=REPLY", calendar(f'ATTENDEE;CN="Anna";PARTSTAT=DECLINED:mailto:{WHO}\n{STAMP}'))], boundary="a", sub="alternative"), part("Content-Type: application/ics; name=iCal.ics", calendar(f"ATTENDEE;PARTSTAT=DECLINED:mailto:{WHO}\n{STAMP}"))]), told(NO)),
    Answered("A sender forgets the method in the type.", alternative(calendar(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WHO}\n{STAMP}"), label=""), told(YES)),
    Answered("The entry is the whole mail.", single("Content-Type: text/calendar; method=REPLY", calendar(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WHO}\n{STAMP}")), told(YES)),
    Answered("The entry is called an unknown file.", mail([TEXT, part("Content-Type: application/octet-stream; name=antwort.ics\nContent-Transfer-Encoding: base64", b64(calendar(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WHO}\n{STAMP}")))]), told(YES)),
    Answered("The lines end in line feeds alone.", single("Content-Type: text/calendar; method=REPLY", calendar(f"ATTENDEE;PARTSTAT=DECLINED:mailto:{WHO}\n{STAMP}").replace(b"\r\n", b"\n")), told(NO)),
    Answered("The line of the attendee is folded.", alternative(calendar(f"ATTENDEE;CN=Eine sehr lange Bezeichnung eines Vereins;ROLE=REQ-PARTICI\n PANT;PARTSTAT=ACCEP\n TED:mailto:{WHO}\n{STAMP}")), told(YES)),
    Answered("The answer is in small letters.", alternative(calendar(f"attendee;partstat=accepted:mailto:{WHO}\n{STAMP}")), told(YES)),
    Answered("The address stands without mailto.", alternative(calendar(f"ATTENDEE;PARTSTAT=ACCEPTED:{WHO}\n{STAMP}")), told(YES)),
    Answered("The invited person delegates to another.", alternative(calendar(f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:otto@traeger.example":mailto:{WHO}\nATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:{WHO}":mailto:otto@traeger.example\n{STAMP}')), told(DELEGATED)),
    Answered("Another attendee has not answered yet.", alternative(calendar(f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:kmn@kmn.test\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{WHO}\n{STAMP}")), told(YES)),
    Answered("Two attendees answer differently.", alternative(calendar(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WHO}\nATTENDEE;PARTSTAT=DECLINED:mailto:otto@traeger.example\n{STAMP}")), told(UNCLEAR)),
    Answered("No attendee is named.", alternative(calendar(STAMP)), told(UNCLEAR, who="")),
    Answered("The attendee has not decided.", alternative(calendar(f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{WHO}\n{STAMP}")), told(UNCLEAR)),
    Answered("The answer is a word that no standard knows.", alternative(calendar(f"ATTENDEE;PARTSTAT=X-MAYBE:mailto:{WHO}\n{STAMP}")), told(UNCLEAR)),
    Answered("An old Outlook says yes in a winmail.dat without an entry.", HEAD.encode() + multipart([part("Content-Type: application/ms-tnef", tnef("x", b"x", message_class="IPM.Schedule.Meeting.Resp.Pos"))]), told(YES, who="")),
    Answered("An old Outlook says no in a winmail.dat without an entry.", HEAD.encode() + multipart([part("Content-Type: application/ms-tnef", tnef("x", b"x", message_class="IPM.Schedule.Meeting.Resp.Neg"))]), told(NO, who="")),
    Answered("An old Outlook has doubts in a winmail.dat without an entry.", HEAD.encode() + multipart([part("Content-Type: application/ms-tnef", tnef("x", b"x", message_class="IPM.Schedule.Meeting.Resp.Tent"))]), told(MAYBE, who="")),
    Answered("A participant cancels what is not theirs.", alternative(calendar(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WHO}\nSTATUS:CANCELLED\n{STAMP}", method="CANCEL"), label="; method=CANCEL"), None),
    Answered("A participant refuses a proposal that we never made.", alternative(calendar(f"ATTENDEE;PARTSTAT=DECLINED:mailto:{WHO}\n{STAMP}", method="DECLINECOUNTER"), label="; method=DECLINECOUNTER"), None),
    Answered("A participant invites us.", alternative(calendar(f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:kmn@kmn.test\n{STAMP}", method="REQUEST"), label="; method=REQUEST"), None),
    Answered("Our invitation was only forwarded.", alternative(calendar(f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{WHO}\n{STAMP}", method="REQUEST", uid="andere@kmn.test"), label="; method=REQUEST"), None),
)  # fmt: skip
