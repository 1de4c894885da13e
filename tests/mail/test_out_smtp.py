"""What the hand-over says about a mail is what became of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable

import pytest

from kmn_automation.mail.compose import compose
from kmn_automation.mail.outgoing import Attachment, Composed, Outgoing, Party, Unsendable
from kmn_automation.mail.smtp import SmtpSession, State, stuffed
from kmn_automation.mail.smtp_line import Security, SmtpServer, is_dead
from kmn_automation.model.error import Misconfigured, TryLater
from tests.certificates import Certificates, make_certificates
from tests.conftest import Mailbox
from tests.mail.scripted_relay import ScriptedRelay
from tests.servers import HOST, PASSWORD, Postfix, SmtpSink, public_folder

TO, ARCHIVE = "leitung@traeger.test", "archiv@kmn.test"
BOTH = (TO, ARCHIVE)


def letter(
    key: str = "brief/1", body: str = "Guten Tag,\n\n.\n..\n.Punkt am Anfang\nEnde\n", to: str = TO
) -> Composed:
    return compose(
        Outgoing(
            key=key,
            date=dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC),
            sender=Party("KMN", "kmn@kmn.test"),
            recipient=Party("Müller & Söhne e.V.", to),
            subject="Ihr Bericht für 2025",
            body=body,
            attachments=(Attachment("Brief.docx", bytes(range(256)) * 40),),
            tag="brief-1",
            archive=ARCHIVE,
        )
    )


def plain(port: int, **more: object) -> SmtpServer:
    return SmtpServer(HOST, port, Security.PLAIN, **({"timeout": 5, "final_timeout": 5} | more))


def session(port: int, allowed: tuple[str, ...] = BOTH, **more: object) -> SmtpSession:
    return SmtpSession(plain(port, **more), allowed)


def test_the_dialogue_is_one_transaction_for_both_recipients() -> None:
    mail = letter()
    with ScriptedRelay() as relay, session(relay.port) as line:
        done = line.hand_over(mail)

    assert done.state is State.ACCEPTED
    assert relay.dialogue == [
        b"ehlo localhost\r\n",
        b"MAIL FROM:<kmn+b=brief-1@kmn.test>\r\n",
        b"RCPT TO:<leitung@traeger.test>\r\n",
        b"RCPT TO:<archiv@kmn.test>\r\n",
        b"DATA\r\n",
        b"quit\r\n",
    ]
    assert done.per_recipient == {TO: "250 ok", ARCHIVE: "250 ok"}


def test_lines_that_begin_with_a_dot_are_doubled_on_the_wire() -> None:
    mail = letter()
    with ScriptedRelay() as relay, session(relay.port) as line:
        line.hand_over(mail)

    assert relay.texts == [mail.raw.replace(b"\r\n.", b"\r\n..")]
    assert b"\r\n..\r\n...\r\n..Punkt am Anfang\r\n" in relay.texts[0]


@pytest.mark.parametrize(
    ("text", "on_the_wire"),
    [
        (b".", b"..\r\n"),
        (b".a\r\n.b\r\n", b"..a\r\n..b\r\n"),
        (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n"),
        (b"a.\r\n", b"a.\r\n"),
        (b"a", b"a\r\n"),
    ],
)
def test_dots_are_stuffed(text: bytes, on_the_wire: bytes) -> None:
    assert stuffed(text) == on_the_wire


def test_delivery_reports_are_asked_for_where_the_server_offers_them() -> None:
    offers = {"EHLO": "250-relay\r\n250-DSN\r\n250 SIZE 30000000"}
    mail = letter(to="leitung+neu@traeger.test")
    with ScriptedRelay(answers=offers) as relay, session(relay.port, mail.recipients) as line:
        line.hand_over(mail)

    size = len(mail.raw)
    assert (
        relay.dialogue[1]
        == f"MAIL FROM:<kmn+b=brief-1@kmn.test> SIZE={size} RET=HDRS ENVID=brief-1\r\n".encode()
    )
    assert relay.dialogue[2] == (
        b"RCPT TO:<leitung+neu@traeger.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;leitung+2Bneu@traeger.test\r\n"
    )


def test_a_mail_too_large_for_the_server_is_refused_before_it_starts() -> None:
    with ScriptedRelay(answers={"EHLO": "250-relay\r\n250 SIZE 1000"}) as relay, session(relay.port) as line:
        done = line.hand_over(letter())

    assert done.state is State.REFUSED_PERMANENT
    assert "höchstens 1000" in done.response
    assert not [words for words in relay.dialogue if words.startswith(b"MAIL")]


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("MAIL", State.NOT_STARTED),
        ("RCPT", State.NOT_STARTED),
        ("DATA", State.NOT_STARTED),
        ("TEXT", State.NOT_STARTED),
        (".", State.UNKNOWN),
    ],
)
def test_a_line_that_breaks_is_in_doubt_only_behind_the_final_dot(step: str, state: State) -> None:
    mail = letter(body="Zeile\n" * 400_000 if step == "TEXT" else "Kurz.\n")
    with ScriptedRelay(hang_up=step) as relay, session(relay.port) as line:
        done = line.hand_over(mail)

    assert done.state is state
    assert done.may_repeat is (state is State.NOT_STARTED)


@pytest.mark.parametrize(("step", "state"), [("RCPT", State.NOT_STARTED), (".", State.UNKNOWN)])
def test_a_server_that_falls_silent_is_left_after_the_time_limit(step: str, state: State) -> None:
    with ScriptedRelay(silent=step) as relay, session(relay.port, timeout=0.3, final_timeout=0.3) as line:
        assert line.hand_over(letter()).state is state


def test_the_answer_behind_the_dot_may_take_longer_than_the_others() -> None:
    with ScriptedRelay(slow=".") as relay, session(relay.port, timeout=0.3, final_timeout=5) as line:
        assert line.hand_over(letter()).state is State.ACCEPTED
        assert line._line.sock.gettimeout() == 0.3
    with ScriptedRelay(slow="DATA") as relay, session(relay.port, timeout=0.3, final_timeout=5) as line:
        assert line.hand_over(letter()).state is State.NOT_STARTED
    assert SmtpServer(HOST, 25).final_timeout >= 600


@pytest.mark.parametrize("step", ["CONNECT", "EHLO"])
def test_a_server_that_hangs_up_at_once_is_a_reason_to_come_back_later(step: str) -> None:
    with ScriptedRelay(hang_up=step) as relay, pytest.raises(TryLater), session(relay.port):
        pass


def test_nobody_listening_is_a_reason_to_come_back_later() -> None:
    with socket.create_server((HOST, 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(TryLater, match="nicht erreichbar") as caught, session(port):
        pass
    assert caught.value.exit_code == 75


@pytest.mark.parametrize(
    ("step", "answer", "state"),
    [
        ("MAIL", "451 later", State.REFUSED_TEMPORARY),
        ("MAIL", "553 no", State.REFUSED_PERMANENT),
        ("DATA", "451 later", State.REFUSED_TEMPORARY),
        ("DATA", "554 no", State.REFUSED_PERMANENT),
        (".", "451 later", State.REFUSED_TEMPORARY),
        (".", "552 too big", State.REFUSED_PERMANENT),
        (".", "299 fine", State.ACCEPTED),
        (".", "399 what", State.UNKNOWN),
        (".", "gibberish", State.UNKNOWN),
        ("DATA", "250 what", State.NOT_STARTED),
        ("MAIL", "421 closing", State.REFUSED_TEMPORARY),
    ],
)
def test_each_answer_has_one_meaning(step: str, answer: str, state: State) -> None:
    with ScriptedRelay(answers={step: answer}) as relay, session(relay.port) as line:
        done = line.hand_over(letter())

    assert done.state is state


@pytest.mark.parametrize(
    ("refused", "answer", "state"),
    [
        (ARCHIVE, "550 no archive", State.REFUSED_PERMANENT),
        (TO, "550 unknown", State.REFUSED_PERMANENT),
        (TO, "450 later", State.REFUSED_TEMPORARY),
    ],
)
def test_one_refused_recipient_means_that_nobody_gets_it(refused: str, answer: str, state: State) -> None:
    with ScriptedRelay(answers={f"RCPT {refused}": answer}) as relay, session(relay.port) as line:
        done = line.hand_over(letter())
        again = line.hand_over(letter("brief/2"), [each for each in BOTH if each != refused])

    assert done.state is state
    assert done.per_recipient[refused] == answer
    assert relay.dialogue[4] == b"rset\r\n"
    assert again.state is State.ACCEPTED
    assert len(relay.texts) == 1
    assert relay.connections == 1


def test_a_recipient_outside_the_list_never_reaches_the_wire() -> None:
    with ScriptedRelay() as relay, session(relay.port, ("archiv@kmn.test",)) as line:
        with pytest.raises(Unsendable, match=r"leitung@traeger\.test"):
            line.hand_over(letter())
        with pytest.raises(Unsendable, match=r"fremd@traeger\.test"):
            line.hand_over(letter(), ["fremd@traeger.test"])
    assert relay.dialogue == [b"ehlo localhost\r\n", b"quit\r\n"]


def test_after_doubt_the_next_mail_gets_a_new_line() -> None:
    with ScriptedRelay(hang_up=".") as relay, session(relay.port) as line:
        first, second = line.hand_over(letter()), line.hand_over(letter("brief/2"))
    assert (first.state, second.state, relay.connections) == (State.UNKNOWN, State.UNKNOWN, 2)


def test_a_line_that_went_while_idle_is_opened_again() -> None:
    with ScriptedRelay(answers={"RSET": "250 ok"}) as relay, session(relay.port) as line:
        line.hand_over(letter())
        line._line.sock.shutdown(socket.SHUT_RDWR)
        assert line.hand_over(letter("brief/2")).state is State.ACCEPTED
    assert relay.connections == 2


def test_a_server_that_is_gone_for_good_is_asked_once_and_not_for_each_mail() -> None:
    with ScriptedRelay(hang_up="MAIL") as relay:
        line = session(relay.port).__enter__()
        assert line.hand_over(letter()).state is State.NOT_STARTED
    answers = [line.hand_over(letter(f"brief/{n}")) for n in range(3)]
    assert [each.state for each in answers] == [State.NOT_STARTED] * 3
    assert not line.usable


def test_plain_text_beyond_the_loopback_is_refused() -> None:
    with pytest.raises(Misconfigured, match="Ohne Verschlüsselung"):
        SmtpSession(SmtpServer("mail.kmn.test", 25, Security.PLAIN), BOTH).__enter__()


def test_a_relay_without_starttls_gets_nothing() -> None:
    with ScriptedRelay() as relay:
        with pytest.raises(Misconfigured, match="STARTTLS"):
            SmtpSession(SmtpServer(HOST, relay.port, Security.STARTTLS), BOTH).__enter__()
        assert not [words for words in relay.dialogue if words.startswith(b"MAIL")]


@pytest.mark.parametrize(
    ("options", "state"),
    [
        ((), State.ACCEPTED),
        (("-f", "RCPT"), State.REFUSED_PERMANENT),
        (("-r", "RCPT"), State.REFUSED_TEMPORARY),
        (("-f", "MAIL"), State.REFUSED_PERMANENT),
        (("-r", "DATA"), State.REFUSED_TEMPORARY),
        (("-r", "."), State.REFUSED_TEMPORARY),
        (("-f", "."), State.REFUSED_PERMANENT),
        (("-q", "MAIL"), State.NOT_STARTED),
        (("-q", "RCPT"), State.NOT_STARTED),
        (("-q", "DATA"), State.NOT_STARTED),
        (("-q", "."), State.UNKNOWN),
        (("-Q", "DATA"), State.REFUSED_TEMPORARY),
        (("-Q", "."), State.REFUSED_TEMPORARY),
        (("-e",), State.ACCEPTED),
        (("-8",), State.ACCEPTED),
    ],
)
def test_smtp_sink_misbehaves(
    smtp_sink: Callable[..., SmtpSink], options: tuple[str, ...], state: State
) -> None:
    with session(smtp_sink(*options).port) as line:
        assert line.hand_over(letter()).state is state


@pytest.mark.parametrize("step", ["CONNECT", "EHLO"])
def test_smtp_sink_turns_us_away_at_the_door(smtp_sink: Callable[..., SmtpSink], step: str) -> None:
    option = ("-f", "CONNECT") if step == "CONNECT" else ("-q", "EHLO")
    with pytest.raises(TryLater), session(smtp_sink(*option).port):
        pass


def test_postfix_delivers_the_bytes_as_they_were_composed(postfix: Postfix, mailbox: Mailbox) -> None:
    mail = letter(to=mailbox.user)
    with session(postfix.smtp_port, mail.recipients) as line:
        done = line.hand_over(mail)
    [arrived] = mailbox.mails()

    assert done.state is State.ACCEPTED
    assert "queued as" in done.response
    assert arrived.endswith(mail.raw[mail.raw.index(b"Date: ") :])
    assert b"Return-Path: <kmn+b=brief-1@kmn.test>" in arrived


def test_a_real_bounce_names_the_letter_and_the_address(postfix: Postfix, mailbox: Mailbox) -> None:
    name = mailbox.user.split("@")[0]
    out = Outgoing(
        key="brief/9",
        date=dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC),
        sender=Party("KMN", mailbox.user),
        recipient=Party("Weg", "unbekannt@traeger.test"),
        subject="Brief",
        body="Text",
        tag="brief-9",
    )
    with session(postfix.smtp_port, ("unbekannt@traeger.test",)) as line:
        assert line.hand_over(compose(out)).state is State.ACCEPTED
    [bounce] = mailbox.mails()

    assert f"Delivered-To: {name}+b=brief-9@kmn.test".encode() in bounce
    assert b"Original-Envelope-Id: brief-9" in bounce
    assert b"Original-Recipient: rfc822;unbekannt@traeger.test" in bounce
    report = email.message_from_bytes(bounce)
    assert b"VGV4dA" not in bounce.split(b"Text/rfc822-headers")[-1]
    assert report.get_content_type() == "multipart/report"


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_mail_leaves_over_verified_tls_with_a_login(
    postfix: Postfix, mailbox: Mailbox, certificates: Certificates, security: Security
) -> None:
    port = postfix.smtps_port if security is Security.TLS else postfix.smtp_port
    server = SmtpServer(HOST, port, security, "kmn@kmn.test", PASSWORD, str(certificates.authority))
    with SmtpSession(server, letter(to=mailbox.user).recipients) as line:
        assert line.hand_over(letter(to=mailbox.user)).state is State.ACCEPTED
        assert line.hand_over(letter("brief/2", to=mailbox.user)).state is State.ACCEPTED
    assert len(mailbox.mails(2)) == 2


def test_a_certificate_nobody_vouches_for_stops_everything(postfix: Postfix) -> None:
    with pytest.raises(Misconfigured, match="Zertifikat"):
        SmtpSession(SmtpServer(HOST, postfix.smtps_port, Security.TLS), BOTH).__enter__()


def test_another_authority_does_not_vouch_for_the_server(postfix: Postfix) -> None:
    with public_folder("kmn-other-") as folder:
        other = str(make_certificates(folder).authority)
        with pytest.raises(Misconfigured, match="Zertifikat"):
            SmtpSession(SmtpServer(HOST, postfix.smtps_port, authority=other), BOTH).__enter__()


def test_a_certificate_for_another_name_is_refused() -> None:
    with public_folder("kmn-other-") as folder, socket.create_server((HOST, 0)) as listener:
        made = make_certificates(folder, "subjectAltName=DNS:anders.test")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.certificate, made.key)
        thread = threading.Thread(target=shake_hands, args=(context, listener))
        thread.start()
        server = SmtpServer(HOST, listener.getsockname()[1], authority=str(made.authority), timeout=5)
        with pytest.raises(Misconfigured, match="Zertifikat"):
            SmtpSession(server, BOTH).__enter__()
        thread.join(10)


def shake_hands(context: ssl.SSLContext, listener: socket.socket) -> None:
    line, _ = listener.accept()
    with line, contextlib.suppress(OSError):
        context.wrap_socket(line, server_side=True).close()


def test_a_line_whose_other_end_has_gone_is_seen_before_the_dot() -> None:
    ours, theirs = socket.socketpair()
    line = smtplib.SMTP(timeout=5)
    assert is_dead(line)
    line.sock = ours
    assert not is_dead(line)
    theirs.send(b"421 bye")
    assert not is_dead(line)
    assert ours.recv(7) == b"421 bye"
    theirs.close()
    assert is_dead(line)
    ours.close()


def test_a_wrong_password_is_said_in_words(postfix: Postfix, certificates: Certificates) -> None:
    server = SmtpServer(HOST, postfix.smtps_port, Security.TLS, "kmn", "falsch", str(certificates.authority))
    with pytest.raises(Misconfigured, match="lehnt die Anmeldung ab") as caught:
        SmtpSession(server, BOTH).__enter__()
    assert "falsch" not in str(caught.value) + repr(server)


def test_a_refused_login_is_tried_once_with_one_mechanism() -> None:
    answers = {"EHLO": "250-relay\r\n250 AUTH LOGIN PLAIN", "AUTH": "535 no"}
    with ScriptedRelay(answers=answers) as relay, pytest.raises(Misconfigured):
        SmtpSession(plain(relay.port, user="kmn", password="falsch"), BOTH).__enter__()
    assert len([words for words in relay.dialogue if words.upper().startswith(b"AUTH")]) == 1


def test_a_relay_without_login_is_said_in_words() -> None:
    with ScriptedRelay() as relay, pytest.raises(Misconfigured, match="Anmeldung mit Kennwort"):
        SmtpSession(plain(relay.port, user="kmn", password="x"), BOTH).__enter__()


def test_a_broken_greeting_is_no_crash() -> None:
    with ScriptedRelay(answers={"CONNECT": "554 go away"}) as relay, pytest.raises(TryLater, match="554"):
        session(relay.port).__enter__()
