"""The servers that other tests stand on do what those tests believe."""

from __future__ import annotations

import imaplib
import smtplib
import ssl

import sqlalchemy

from tests.certificates import Certificates
from tests.conftest import Mailbox
from tests.servers import HOST, PASSWORD, Dovecot, Postfix

FORGED = "Authentication-Results: mail.kmn.test; dmarc=pass header.from=traeger.test"


def hand_in(postfix: Postfix, sender: str, to: str, text: str) -> None:
    with smtplib.SMTP(HOST, postfix.smtp_port, timeout=20) as client:
        client.sendmail(sender, [to], text.encode())


def top(mail: bytes) -> list[str]:
    return [line for line in mail.decode().splitlines() if line.startswith("Authentication-Results:")]


def test_mail_through_postfix_carries_our_stamp_and_loses_a_forged_one(
    postfix: Postfix, mailbox: Mailbox
) -> None:
    hand_in(postfix, "a@fremd.test", mailbox.user, f"{FORGED}\r\nFrom: a@traeger.test\r\n\r\nText\r\n")
    mail = mailbox.mails()[0]
    assert top(mail) == [
        "Authentication-Results: mail.kmn.test; spf=pass smtp.mailfrom=fremd.test; dmarc=pass header.from=fremd.test"
    ]


def test_a_domain_without_proof_is_stamped_as_failed(postfix: Postfix, mailbox: Mailbox) -> None:
    hand_in(postfix, "a@x.unbelegt.test", mailbox.user, "From: a@x.unbelegt.test\r\n\r\nText\r\n")
    assert "dmarc=fail" in top(mailbox.mails()[0])[0]


def test_the_plus_part_reaches_the_mailbox_and_stays_readable(postfix: Postfix, mailbox: Mailbox) -> None:
    name, domain = mailbox.user.split("@")
    hand_in(postfix, "a@traeger.test", f"{name}+b=77@{domain}", "From: a@traeger.test\r\n\r\nText\r\n")
    assert f"Delivered-To: {name}+b=77@{domain}".encode() in mailbox.mails()[0]


def test_an_unknown_mailbox_sends_a_bounce_and_a_full_one_a_delay(
    own_postfix: Postfix, mailbox: Mailbox
) -> None:
    hand_in(own_postfix, mailbox.user, "unbekannt@traeger.test", "From: a@kmn.test\r\n\r\nText\r\n")
    hand_in(own_postfix, mailbox.user, "voll@traeger.test", "From: a@kmn.test\r\n\r\nText\r\n")
    mails = b"".join(mailbox.mails(2))
    assert b"Action: failed" in mails
    assert b"Action: delayed" in mails
    assert b"Status: 5.1.1" in mails


def test_a_mail_put_into_the_box_is_there_byte_for_byte(mailbox: Mailbox) -> None:
    raw = b"Subject: x\r\n\r\nStra\xdfe\xff\r\n"
    mailbox.put(raw)
    assert mailbox.mails() == [raw]


def test_dovecot_shows_a_certificate_of_the_test_authority(
    dovecot: Dovecot, certificates: Certificates
) -> None:
    trust = ssl.create_default_context(cafile=certificates.authority)
    with imaplib.IMAP4_SSL(HOST, dovecot.imaps_port, ssl_context=trust) as client:
        assert client.login("wer@kmn.test", PASSWORD)[0] == "OK"


def test_postfix_takes_a_login_over_starttls_and_over_tls(
    postfix: Postfix, certificates: Certificates
) -> None:
    trust = ssl.create_default_context(cafile=certificates.authority)
    with smtplib.SMTP(HOST, postfix.smtp_port, timeout=20) as client:
        client.starttls(context=trust)
        assert client.login("kmn@kmn.test", PASSWORD)[0] == 235
    with smtplib.SMTP_SSL(HOST, postfix.smtps_port, context=trust, timeout=20) as client:
        assert client.login("kmn@kmn.test", PASSWORD)[0] == 235


def test_a_killed_dovecot_starts_again_with_its_mail(own_dovecot: Dovecot) -> None:
    with imaplib.IMAP4(HOST, own_dovecot.imap_port) as client:
        client.login("wer@kmn.test", PASSWORD)
        client.append("INBOX", "", "", b"Subject: x\r\n\r\nx\r\n")
    own_dovecot.kill()
    own_dovecot.start()
    with imaplib.IMAP4(HOST, own_dovecot.imap_port) as client:
        client.login("wer@kmn.test", PASSWORD)
        assert client.select("INBOX")[1] == [b"1"]


def test_a_killed_postfix_starts_again(own_postfix: Postfix) -> None:
    own_postfix.kill()
    own_postfix.start()
    with smtplib.SMTP(HOST, own_postfix.smtp_port, timeout=20) as client:
        assert client.noop()[0] == 250


def test_each_database_is_empty_and_speaks_utf8(postgres: str) -> None:
    engine = sqlalchemy.create_engine(postgres)
    with engine.begin() as line:
        assert line.execute(sqlalchemy.text("show server_encoding")).scalar() == "UTF8"
        line.execute(sqlalchemy.text("create table traeger (name text)"))
    engine.dispose()
