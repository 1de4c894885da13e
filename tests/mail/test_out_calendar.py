"""Invitations that calendars understand, and their answers as they really come."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
import email.policy
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from kmn_automation.mail.calendar import (
    Invitation,
    uid_for,
    write_cancellation,
    write_invitation,
)
from kmn_automation.mail.calendar_reply import PartStat, Reply, read_reply
from kmn_automation.mail.compose import compose
from kmn_automation.mail.outgoing import Outgoing, Party, Unsendable
from tests.mail.hostile_texts import HOSTILE

UID = "einladung-0123@kmn.test"
STAMP = dt.datetime(2026, 10, 1, 8, 0, tzinfo=dt.UTC)
INVITATION = Invitation(
    uid=UID,
    title="Vernetzungstreffen; Herbst, 2026",
    begin=dt.datetime(2026, 10, 25, 10, 0),  # noqa: DTZ001 - wall time, on the night the clocks change
    end=dt.datetime(2026, 10, 25, 16, 0),  # noqa: DTZ001
    place="Hannover, Beispielhaus",
    organizer=Party("Koordinierungsstelle KMN", "kmn@kmn.test"),
    attendee=Party("Müller & Söhne e.V.", "leitung@traeger.test"),
    stamp=STAMP,
    agenda=("Begrüßung", "Aussprache"),
)


def event_of(ics: bytes) -> object:
    return next(each for each in Calendar.from_ical(ics).subcomponents if each.name == "VEVENT")


def test_an_invitation_reads_back_as_it_was_meant() -> None:
    calendar = Calendar.from_ical(write_invitation(INVITATION))
    event = event_of(write_invitation(INVITATION))

    assert calendar["method"] == "REQUEST"
    assert event["uid"] == UID
    assert event["summary"] == "Vernetzungstreffen; Herbst, 2026"
    assert event["dtstart"].dt == dt.datetime(2026, 10, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event["dtstart"].dt.utcoffset() == dt.timedelta(hours=1)
    assert event["dtstamp"].dt == STAMP
    assert event["organizer"] == "mailto:kmn@kmn.test"
    assert event["attendee"] == "mailto:leitung@traeger.test"
    assert event["attendee"].params["CN"] == "Müller & Söhne e.V."
    assert event["attendee"].params["RSVP"] == "TRUE"
    assert event["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["description"] == "Tagesordnung:\n1. Begrüßung\n2. Aussprache"
    assert (event["sequence"], event["status"]) == (0, "CONFIRMED")


def test_the_object_is_what_mail_programs_demand() -> None:
    ics = write_invitation(INVITATION)
    assert ics.count(b"METHOD:") == 1
    assert b"DTSTART;TZID=Europe/Berlin:20261025T100000\r\n" in ics
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n" in ics
    assert max(map(len, ics.split(b"\r\n"))) <= 75
    assert ics.count(b"\n") == ics.count(b"\r\n")


def test_a_moment_with_a_zone_is_moved_to_berlin() -> None:
    moved = dataclasses.replace(INVITATION, begin=dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC))
    ics = write_invitation(dataclasses.replace(moved, end=dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)))
    assert b"DTSTART;TZID=Europe/Berlin:20260701T100000\r\n" in ics


def test_a_cancellation_keeps_the_uid_and_raises_the_sequence() -> None:
    event = event_of(write_cancellation(dataclasses.replace(INVITATION, sequence=1)))
    assert (event["uid"], event["sequence"], event["status"]) == (UID, 1, "CANCELLED")
    assert event["summary"] == "Abgesagt: Vernetzungstreffen; Herbst, 2026"
    assert b"METHOD:CANCEL" in write_cancellation(INVITATION)


def test_each_recipient_has_a_uid_that_is_the_same_tomorrow() -> None:
    assert uid_for("T1", "tr-1", "kmn.test") == uid_for("T1", "tr-1", "kmn.test")
    assert len({uid_for(m, t, "kmn.test") for m in ("T1", "T2") for t in ("tr-1", "tr-2")}) == 4
    assert "tr-1" not in uid_for("T1", "tr-1", "kmn.test")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_no_text_adds_a_property(text: str) -> None:
    hostile = dataclasses.replace(
        INVITATION,
        title=text,
        place=text,
        agenda=(text,),
        organizer=Party(text, "kmn@kmn.test"),
        attendee=Party(text, "a@traeger.test"),
    )
    ics = write_invitation(hostile)
    usual = list(event_of(write_invitation(INVITATION)))
    assert set(event_of(ics)) == set(usual)
    assert ics.count(b"BEGIN:VEVENT") == 1
    assert event_of(ics)["attendee"] == "mailto:a@traeger.test"


@pytest.mark.parametrize(
    "change",
    [
        {"attendee": Party("x", "kein")},
        {"organizer": Party("x", "a@b@c.test")},
        {"end": dt.datetime(2026, 10, 25, 9, 0)},  # noqa: DTZ001
        {"end": INVITATION.begin},
    ],
)
def test_what_is_no_meeting_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Unsendable):
        write_invitation(dataclasses.replace(INVITATION, **change))


def test_the_mail_carries_the_entry_as_alternative_and_as_file() -> None:
    ics = write_invitation(INVITATION)
    out = Outgoing(
        "einladung/1", STAMP, INVITATION.organizer, INVITATION.attendee, "Einladung", "Text", calendar=ics
    )
    message = email.message_from_bytes(compose(out).raw, policy=email.policy.default)
    kinds = [part.get_content_type() for part in message.walk()]

    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    entry, file = list(message.walk())[3:]
    assert entry.get_param("method") == "REQUEST"
    assert entry.get_param("charset") == "utf-8"
    assert entry.get_payload(decode=True) == file.get_payload(decode=True) == ics
    assert message["From"].addresses[0].addr_spec == event_of(ics)["organizer"].removeprefix("mailto:")


def answer(*lines: str, method: str = "REPLY") -> bytes:
    frame = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{UID}",
        *lines,
    ]
    return "\r\n".join([*frame, "END:VEVENT", "END:VCALENDAR", ""]).encode()


EXCHANGE = answer(
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=Leitung:mailto:Leitung@Traeger.test",
    "COMMENT;LANGUAGE=de-DE:Komme zu zweit\\, bitte Plätze\\nfreihalten",
    "SUMMARY;LANGUAGE=de-DE:Accepted: Vernetzungstreffen",
    "DTSTART;TZID=W. Europe Standard Time:20261025T100000",
    "DTEND;TZID=W. Europe Standard Time:20261025T160000",
    "DTSTAMP:20261002T070000Z",
    "SEQUENCE:1",
)


def test_a_reply_of_exchange_without_organizer_is_understood() -> None:
    assert read_reply(EXCHANGE) == Reply(
        uid=UID,
        partstat=PartStat.ACCEPTED,
        attendee="leitung@traeger.test",
        comment="Komme zu zweit, bitte Plätze freihalten",
        sequence=1,
        stamp=dt.datetime(2026, 10, 2, 7, 0, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize(
    ("partstat", "meaning"),
    [
        ("ACCEPTED", PartStat.ACCEPTED),
        ("accepted", PartStat.ACCEPTED),
        ("DECLINED", PartStat.DECLINED),
        ("TENTATIVE", PartStat.TENTATIVE),
        ("DELEGATED", PartStat.DELEGATED),
        ("NEEDS-ACTION", PartStat.UNCLEAR),
        ("COUNTER", PartStat.UNCLEAR),
        ("X-MAYBE", PartStat.UNCLEAR),
    ],
)
def test_the_answer_is_the_partstat_and_nothing_else(partstat: str, meaning: PartStat) -> None:
    reply = read_reply(answer(f"ATTENDEE;PARTSTAT={partstat}:MAILTO:a@traeger.test", "SUMMARY:Accepted: x"))
    assert reply is not None
    assert (reply.partstat, reply.attendee, reply.sequence, reply.stamp) == (
        meaning,
        "a@traeger.test",
        0,
        None,
    )


def test_a_counter_proposal_is_no_acceptance() -> None:
    reply = read_reply(answer("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@traeger.test", method="COUNTER"))
    assert reply is not None
    assert reply.partstat is PartStat.COUNTER


def test_a_reply_without_attendee_is_unclear_but_known_by_its_uid() -> None:
    reply = read_reply(answer("DTSTAMP:20261002T070000"))
    assert reply is not None
    assert (reply.uid, reply.partstat, reply.attendee) == (UID, PartStat.UNCLEAR, "")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"kein Kalender",
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n",
        answer(method="REQUEST"),
        answer(method="PUBLISH"),
        answer("SEQUENCE:viele"),
        answer("DTSTAMP:gestern"),
        answer("BEGIN:VALARM"),
        EXCHANGE[:120],
        b"\xff\xfe" * 50,
        b"BEGIN:VEVENT\r\n" * 3000,
        EXCHANGE + b"X" * 600_000,
    ],
)
def test_what_is_no_reply_is_none(data: bytes) -> None:
    result = read_reply(data)
    assert result is None or result.partstat is PartStat.UNCLEAR


@given(st.binary(max_size=300), st.integers(0, len(EXCHANGE)))
def test_no_bytes_raise(noise: bytes, at: int) -> None:
    read_reply(noise)
    read_reply(EXCHANGE[:at] + noise + EXCHANGE[at + len(noise) :])


def test_our_own_invitation_is_no_reply() -> None:
    assert read_reply(write_invitation(INVITATION)) is None
