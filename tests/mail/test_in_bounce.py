from __future__ import annotations

import pytest

from kmn_automation.mail.bounce import Lasting, read_bounce
from kmn_automation.mail.mail_kind import MailKind, kind_of_mail
from kmn_automation.mail.unpack import unpack
from tests.mail.mails import TEXT, multipart, part

RETURNED = b"Message-ID: <brief-77@office.example>\r\nSubject: Ihr Bericht\r\n\r\n"


def bounce(
    status: bytes, *, head: str = "", returned: str = "text/rfc822-headers", text: bytes = TEXT
) -> bytes:
    parts = [
        text,
        part("Content-Type: message/delivery-status", status),
        part(f"Content-Type: {returned}", RETURNED),
    ]
    whole = multipart(parts, sub="report").replace(
        b"multipart/report;", b"multipart/report; report-type=delivery-status;", 1
    )
    return f"From: MAILER-DAEMON@x.example\r\nSubject: Undelivered\r\n{head}".encode() + whole


HARD = (
    b"Reporting-MTA: dns; mx.fern.example\r\nOriginal-Envelope-Id: tag77\r\n\r\n"
    b"Original-Recipient: rfc822;anna@traeger.example\r\nFinal-Recipient: rfc822; box7@intern.example\r\n"
    b"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such\r\n mailbox\r\n"
)


def test_a_report_names_recipient_status_reason_and_our_letter() -> None:
    found = read_bounce(unpack(bounce(HARD)))
    assert found.recipient == "anna@traeger.example"
    assert (found.status, found.lasting, found.is_final) == ("5.1.1", Lasting.PERMANENT, True)
    assert found.reason == "smtp; 550 5.1.1 no such mailbox"
    assert (found.letter_tag, found.message_ids) == ("tag77", ("brief-77@office.example",))


def test_the_tag_comes_from_the_address_where_the_report_does_not_carry_it() -> None:
    raw = bounce(
        HARD.replace(b"Original-Envelope-Id: tag77\r\n", b""),
        head="Delivered-To: kmn+b=tag88@office.example\r\n",
    )
    assert read_bounce(unpack(raw)).letter_tag == "tag88"


def test_a_whole_letter_that_comes_back_is_recognised_too() -> None:
    found = read_bounce(unpack(bounce(HARD, returned="message/rfc822")))
    assert found.message_ids == ("brief-77@office.example",)


@pytest.mark.parametrize(
    ("action", "status", "lasting"),
    [
        (b"delayed", b"4.2.2", Lasting.DELAYED),
        (b"delayed", b"5.0.0", Lasting.DELAYED),
        (b"failed", b"4.4.7", Lasting.PERMANENT),
        (b"failed", b"5.2.2", Lasting.PERMANENT),
    ],
)
def test_action_decides_before_status(action: bytes, status: bytes, lasting: Lasting) -> None:
    raw = bounce(HARD.replace(b"failed", action).replace(b"Status: 5.1.1", b"Status: " + status))
    assert read_bounce(unpack(raw)).lasting is lasting


def test_of_several_recipients_the_one_that_failed_counts() -> None:
    waiting = b"\r\nFinal-Recipient: rfc822; archiv@office.example\r\nAction: delayed\r\nStatus: 4.2.2\r\n"
    reached = waiting.replace(b"delayed", b"delivered").replace(b"4.2.2", b"2.0.0")
    head, mine = HARD.split(b"\r\n\r\n")
    unpacked = unpack(bounce(head + b"\r\n" + reached + waiting + b"\r\n" + mine))
    assert kind_of_mail(unpacked) is MailKind.BOUNCE
    assert read_bounce(unpacked).recipient == "anna@traeger.example"
    assert (
        read_bounce(unpack(bounce(head + b"\r\n" + reached + waiting))).recipient == "archiv@office.example"
    )


def free_text(body: str) -> bytes:
    return f"From: postmaster@x.example\r\nSubject: Unzustellbar\r\nTo: kmn@office.example\r\n\r\n{body}".encode()


def test_a_report_in_free_text_gives_what_can_be_recognised() -> None:
    raw = free_text(
        "Die Nachricht konnte nicht zugestellt werden: 550 5.1.1 <anna@traeger.example> unbekannt\r\n"
    )
    found = read_bounce(unpack(raw))
    assert (found.status, found.lasting) == ("5.1.1", Lasting.PERMANENT)
    soft = read_bounce(unpack(free_text("Postfach voll: 452 4.2.2 bitte warten\r\n")))
    assert (soft.status, soft.lasting) == ("4.2.2", Lasting.TEMPORARY)


def test_the_second_opinion_finds_an_address_in_an_old_form() -> None:
    raw = (
        b"From: MAILER-DAEMON@x.example\r\nTo: kmn@office.example\r\nSubject: failure notice\r\n\r\n"
        b"Hi. This is the qmail-send program at x.example.\r\n"
        b"I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
        b"This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        b"<anna@traeger.example>:\r\nSorry, no mailbox here by that name.\r\n\r\n"
        b"--- Below this line is a copy of the message.\r\n\r\nReturn-Path: <kmn@office.example>\r\n"
    )
    assert read_bounce(unpack(raw), raw).recipient == "anna@traeger.example"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00" * 500, "From: ä\r\n\r\nx".encode("latin-1"), b"Content-Type: multipart/report\r\n\r\n--x",
        bounce(b""), bounce(b"\xff" * 300), bounce(b"Final-Recipient: rfc822; <x y z>\r\nStatus: 9.9.9\r\nAction: ?\r\n"),
        bounce(b"\r\n\r\n" * 5000), bounce(b"Final-Recipient: " + b"a" * 100_000),
    ],
)  # fmt: skip
def test_a_broken_report_says_little_and_raises_nothing(raw: bytes) -> None:
    found = read_bounce(unpack(raw), raw)
    assert found.recipient == ""
