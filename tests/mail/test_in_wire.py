"""Incoming mail over a real Postfix and Dovecot: what arrives is believed only as our server stamped it."""

from __future__ import annotations

import datetime as dt
import itertools
import smtplib

import pytest

from kmn_automation.mail.address import Address
from kmn_automation.mail.authentication import Proof
from kmn_automation.mail.bounce import Lasting
from kmn_automation.mail.facts import Facts, SenderKind, facts_of
from kmn_automation.mail.imap import ImapSource
from kmn_automation.mail.imap_login import ImapAccount, Security
from kmn_automation.mail.mail_kind import MailKind
from kmn_automation.mail.unpack import unpack
from tests.conftest import Mailbox
from tests.mail.mails import TEXT, file_part, mail, workbook
from tests.servers import AUTHSERV_ID, HOST, Dovecot, Postfix

_numbers = itertools.count(1)
BOOK = workbook()


class Everybody:
    """A register in which every address is a Träger's."""

    def kind_of(self, address: Address, day: dt.date) -> SenderKind:
        assert address.text
        assert day.year >= 2024
        return SenderKind.TRAEGER


@pytest.fixture
def box(dovecot: Dovecot) -> Mailbox:
    return Mailbox(HOST, dovecot.imap_port, f"wire{next(_numbers)}@kmn.test", dovecot.password)


def send(postfix: Postfix, envelope_from: str, to: str, raw: bytes) -> None:
    with smtplib.SMTP(HOST, postfix.smtp_port) as client:
        client.sendmail(envelope_from, [to], raw)


def arrived(box: Mailbox) -> Facts:
    box.mails(1)
    account = ImapAccount(box.host, box.port, box.user, box.password, Security.PLAIN_LOOPBACK)
    with ImapSource(account) as source:
        (listed,) = source.list_inbox()
        ((_, raw),) = source.fetch([listed.ref])
    return facts_of(
        unpack(raw), received_at=listed.received_at, directory=Everybody(), authserv_id=AUTHSERV_ID
    )


def letter(sender: str, more: str = "") -> bytes:
    head = f"{more}From: Anna <{sender}>\r\nTo: kmn@kmn.test\r\nSubject: Bericht\r\nMIME-Version: 1.0\r\n"
    return mail([TEXT, file_part('; filename="Bericht.xlsx"', BOOK)], head=head)


def test_a_report_that_our_server_vouches_for_is_proven(postfix: Postfix, box: Mailbox) -> None:
    send(postfix, "anna@traeger.test", box.user, letter("anna@traeger.test"))
    found = arrived(box)
    assert found.authentication.proof is Proof.PROVEN
    assert (found.kind, [file.size for file in found.files]) == (MailKind.PERSON, [len(BOOK)])


def test_a_result_that_the_sender_brought_along_is_worth_nothing(postfix: Postfix, box: Mailbox) -> None:
    forged = f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from=traeger.test\r\n"
    send(postfix, "boese@unbelegt.test", box.user, letter("anna@traeger.test", forged))
    assert arrived(box).authentication.proof is Proof.NOT_PROVEN


def test_a_domain_that_failed_its_check_is_contradicted(postfix: Postfix, box: Mailbox) -> None:
    send(postfix, "anna@unbelegt.test", box.user, letter("anna@unbelegt.test"))
    assert arrived(box).authentication.proof is Proof.CONTRADICTED


def test_the_bounce_of_a_real_server_leads_back_to_our_letter(postfix: Postfix, box: Mailbox) -> None:
    name = box.user.partition("@")[0]
    send(
        postfix,
        f"{name}+b=tag9@kmn.test",
        "unbekannt@traeger.test",
        letter(box.user, "Message-ID: <brief9@kmn.test>\r\n"),
    )
    found = arrived(box)
    assert found.kind is MailKind.BOUNCE
    assert found.bounce is not None
    assert (found.bounce.recipient, found.bounce.status) == ("unbekannt@traeger.test", "5.1.1")
    assert (found.bounce.letter_tag, found.bounce.lasting) == ("tag9", Lasting.PERMANENT)
    assert "brief9@kmn.test" in found.bounce.message_ids
    assert found.automatic_signs


def test_a_delay_of_a_real_server_is_no_failure(own_postfix: Postfix, box: Mailbox) -> None:
    name = box.user.partition("@")[0]
    send(own_postfix, f"{name}+b=tag8@kmn.test", "voll@traeger.test", letter(box.user))
    found = arrived(box)
    assert found.kind is MailKind.BOUNCE_DELAYED
    assert found.bounce is not None
    assert (found.bounce.letter_tag, found.bounce.lasting) == ("tag8", Lasting.DELAYED)
