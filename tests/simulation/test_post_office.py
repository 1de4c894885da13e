from __future__ import annotations

import datetime as dt
import imaplib
import re
import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmn_automation.model.error import Misconfigured, TryLater
from kmn_automation.simulation import post_office_smtp
from kmn_automation.simulation.eml import Person, question, read
from kmn_automation.simulation.eml_programs import Program
from kmn_automation.simulation.post_office import PostOffice
from kmn_automation.simulation.post_office_mailboxes import Mailboxes
from kmn_automation.simulation.post_office_stamp import Delivery, stamped

MOMENT = dt.datetime(2026, 3, 2, 9, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
ANNA = Person("Jördis Quellmoos", "joerdis@brueckenwerk-sonnental.example")
OFFICE = "kmn@kmn.test"
DEAD = "weg@mosaikhaus-wolkensiel.example"
RESULT = "mail.kmn.test; dmarc=pass header.from=brueckenwerk-sonnental.example"
MAIL = question(ANNA, OFFICE, MOMENT, Program.OUTLOOK)


@pytest.fixture(scope="module")
def running() -> Iterator[PostOffice]:
    with PostOffice(MOMENT, dead={DEAD}, refused={"voll@knopfhagen.example"}) as post:
        yield post


@pytest.fixture
def post(running: PostOffice) -> PostOffice:
    """The running post office with an empty inbox."""
    with imaplib.IMAP4(running.host, running.imap_port) as client:
        client.login(running.user, running.password)
        client.select("INBOX")
        client.store("1:*", "+FLAGS", r"(\Deleted)")
        client.expunge()
    running.moment = MOMENT
    return running


def test_a_mail_of_a_proved_sender_arrives_whole_with_stamp_and_envelope(post: PostOffice) -> None:
    post.submit(MAIL, ANNA.email)
    (raw,) = post.mails(OFFICE)
    message = read(raw)
    assert message.keys()[:4] == ["Return-Path", "Delivered-To", "Authentication-Results", "Received"]
    assert message["Return-Path"] == f"<{ANNA.email}>"
    assert message["Delivered-To"] == OFFICE
    assert message["Authentication-Results"] == RESULT
    assert raw.endswith(MAIL)


@pytest.mark.parametrize(
    ("login", "why"), [("", "no login"), ("boese@stranger.example", "login of another domain")]
)
def test_a_forged_sender_gets_no_word_of_belief(post: PostOffice, login: str, why: str) -> None:
    post.submit(MAIL, login)
    (raw,) = post.mails(OFFICE)
    assert "Authentication-Results" not in read(raw), why


def test_a_forged_result_of_our_own_server_is_taken_out(post: PostOffice) -> None:
    forged = f"Authentication-Results: {RESULT}\r\n".encode()
    post.submit(forged + MAIL)
    (raw,) = post.mails(OFFICE)
    assert "Authentication-Results" not in read(raw)
    assert raw.endswith(MAIL)


def test_a_wrong_password_is_refused(post: PostOffice) -> None:
    with smtplib.SMTP(post.host, post.smtp_port) as client, pytest.raises(smtplib.SMTPAuthenticationError):
        client.login(ANNA.email, "falsch")


def test_the_envelope_decides_and_never_the_header(post: PostOffice) -> None:
    others = ["bcc-1@knopfhagen.example", "BCC-2@knopfhagen.example"]
    post.submit(MAIL, ANNA.email, to=["kmn+b=77@kmn.test", *others])
    (raw,) = post.mails(OFFICE)
    assert read(raw)["Delivered-To"] == "kmn+b=77@kmn.test"
    assert [len(post.mails(address)) for address in others] == [1, 1]


def test_an_automatic_mail_has_an_empty_envelope_sender(post: PostOffice) -> None:
    post.submit(b"Auto-Submitted: auto-replied\r\n" + MAIL, ANNA.email)
    post.submit(MAIL, ANNA.email, mail_from="kmn+b=1@kmn.test")
    assert [read(raw)["Return-Path"] for raw in post.mails(OFFICE)] == ["<>", "<kmn+b=1@kmn.test>"]


def test_mails_arrive_on_the_day_that_the_simulation_says(post: PostOffice) -> None:
    post.moment = dt.datetime(2026, 7, 1, 23, 59, 58, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    post.submit(MAIL, ANNA.email)
    with imaplib.IMAP4(post.host, post.imap_port) as client:
        client.login(post.user, post.password)
        client.select("INBOX", readonly=True)
        answer = client.fetch("1:*", "(INTERNALDATE)")[1]
    assert b'"01-Jul-2026 23:59:58 +0200"' in bytes(answer[-1])
    assert "Wed, 01 Jul 2026 23:59:58 +0200" in read(post.mails(OFFICE)[0])["Received"]


def test_a_dead_address_sends_a_bounce_to_the_envelope_sender(post: PostOffice) -> None:
    post.submit(MAIL, "kmn@kmn.test", mail_from="kmn+b=9@kmn.test", to=[DEAD])
    (raw,) = post.mails(OFFICE)
    message = read(raw)
    assert message.get_content_type() == "multipart/report"
    assert (message["Return-Path"], message["Delivered-To"]) == ("<>", "kmn+b=9@kmn.test")
    assert DEAD in raw.decode("latin-1")
    assert post.mails(DEAD) == []


def test_a_bounce_is_never_bounced(post: PostOffice) -> None:
    post.submit(b"Auto-Submitted: auto-replied\r\n" + MAIL, to=[DEAD])
    assert post.mails(OFFICE) == []


@pytest.mark.parametrize("address", ["voll@knopfhagen.example", "anna@laternenbrueck.{}"])
@pytest.mark.parametrize("real", ["de", "com"])
def test_refused_and_real_addresses_never_get_a_mail(post: PostOffice, address: str, real: str) -> None:
    address = address.format(real)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        post.submit(MAIL, ANNA.email, to=[address])
    assert post.mails(address) == []


def test_odd_bytes_and_large_mails_come_back_unchanged(post: PostOffice) -> None:
    odd = b"From: <joerdis@brueckenwerk-sonnental.example>\r\nSubject: \xe4\xff\r\n\r\n.\r\n..punkt\r\n\x00\x80\r\n"
    large = MAIL + b"x" * 70 * 30_000
    post.submit(odd, ANNA.email, to=[OFFICE])
    post.submit(large.replace(b"x" * 70, b"y" * 68 + b"\r\n"), ANNA.email)
    first, second = post.mails(OFFICE)
    assert first.endswith(odd)
    assert len(second) > 2_000_000


def test_it_leaves_no_process() -> None:
    with PostOffice(MOMENT) as office:
        ports = (office.imap_port, office.people_port)
        assert len(_listeners(*ports)) == 2
    assert not _listeners(*ports)


def _listeners(*ports: int) -> list[str]:
    """Command lines of running pymap processes with one of these ports."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if any(str(port).encode() in words for port in ports):
            found.append(b" ".join(words).decode())
    return found


def test_a_mailbox_that_is_not_started_says_so() -> None:
    mailboxes = Mailboxes("kmn", "demo")
    with pytest.raises(TryLater, match="nicht gestartet"):
        mailboxes.read("INBOX")
    with pytest.raises(TryLater, match="make setup"):
        mailboxes.connect()
    mailboxes.stop()


DELIVERY = Delivery("mail.kmn.test", ANNA.email, OFFICE, ANNA.email, MOMENT)


@pytest.mark.parametrize(
    "field",
    [
        b"Authentication-Results: mail.kmn.test; dmarc=pass header.from=x.example\r\n",
        b"authentication-results : MAIL.KMN.TEST;dmarc=pass\r\n",
        b"Authentication-Results:\r\n\tmail.kmn.test;\r\n dmarc=pass\r\n",
        b"Authentication-Results: (a (nested) comment) mail.kmn.test 1; dmarc=pass\r\n",
        b'Authentication-Results: "mail.kmn.test"; dkim=pass\r\n',
        b"Authentication-Results: mail.kmn.test\r\n",
    ],
)
def test_whatever_claims_to_be_our_result_is_stripped_wherever_it_stands(field: bytes) -> None:
    for raw in (field + MAIL, MAIL.replace(b"Subject:", field + b"Subject:", 1)):
        found = read(stamped(raw, DELIVERY)).get_all("Authentication-Results")
        assert found == [RESULT]
        assert stamped(raw, DELIVERY).endswith(MAIL.partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize(
    "field",
    [
        b"Authentication-Results: mx.other.example; dmarc=pass header.from=mail.kmn.test\r\n",
        b"X-Authentication-Results: mail.kmn.test; dmarc=pass\r\n",
    ],
)
def test_results_of_others_stay_below_ours(field: bytes) -> None:
    raw = stamped(field + MAIL, DELIVERY)
    assert field in raw
    assert raw.index(RESULT.encode()) < raw.index(field)


@pytest.mark.parametrize(
    "sender",
    [
        b"From: a@brueckenwerk-sonnental.example\r\nFrom: b@stranger.example\r\n",
        b"From: a@brueckenwerk-sonnental.example, b@brueckenwerk-sonnental.example\r\n",
        b"From: joerdis@stranger.example\r\n",
        b"From: \r\n",
        b"",
    ],
)
def test_only_exactly_one_sender_of_the_proved_domain_is_believed(sender: bytes) -> None:
    raw = re.sub(rb"^From:[^\r]*\r\n", lambda _match: sender, MAIL, count=1)
    assert "Authentication-Results" not in read(stamped(raw, DELIVERY))


@pytest.mark.parametrize("raw", [b"", b"\r\nnur Text", b"Subject: x", b"Subject: x\n\nLF\n"])
def test_a_broken_mail_is_stamped_and_otherwise_untouched(raw: bytes) -> None:
    done = stamped(raw, DELIVERY)
    assert done.startswith(b"Return-Path:")
    assert done.endswith(raw)


def test_without_the_extra_packages_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_office_smtp, "AVAILABLE", False)
    with pytest.raises(Misconfigured, match="make setup"), PostOffice(MOMENT):
        pass
