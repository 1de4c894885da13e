from __future__ import annotations

import contextlib
import imaplib
import socket
import threading
from collections.abc import Iterator

import pytest

from kmn_automation.mail.imap import ImapSource
from kmn_automation.mail.imap_login import ImapAccount, Security
from kmn_automation.mail.source import LoginRefused, Ref
from kmn_automation.model.error import Misconfigured, TryLater
from tests.conftest import Mailbox
from tests.mail.pymap_server import USER, running_pymap
from tests.servers import HOST, PASSWORD, Dovecot, free_port

DONE = "KMN/Erledigt"
REVIEW = "KMN/Zu prüfen"


def mail(number: int, size: int = 0) -> bytes:
    head = f"From: a@traeger.test\r\nSubject: {number}\r\nMessage-ID: <m{number}@traeger.test>\r\n\r\n"
    return head.encode() + b"x" * 70 + b"\r\n" + b"y" * size + b"\r\n"


def plain(port: int, user: str, **changes: object) -> ImapAccount:
    fields = {"host": HOST, "port": port, "user": user, "password": PASSWORD}
    return ImapAccount(**(fields | {"security": Security.PLAIN_LOOPBACK, "timeout": 20} | changes))  # type: ignore[arg-type]


@contextlib.contextmanager
def other_client(account: ImapAccount) -> Iterator[imaplib.IMAP4]:
    """What a person's mail program does at the same time."""
    with imaplib.IMAP4(account.host, account.port) as client:
        client.login(account.user, account.password)
        client.select("INBOX")
        yield client


@pytest.fixture(params=["dovecot", "pymap"])
def account(request: pytest.FixtureRequest) -> Iterator[ImapAccount]:
    """An empty mailbox on each of the two servers; the embedded one has a single account, so it is started anew."""
    if request.param == "dovecot":
        box: Mailbox = request.getfixturevalue("mailbox")
        yield plain(box.port, box.user)
        return
    with running_pymap() as port:
        with other_client(plain(port, USER)) as client:
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()
        yield plain(port, USER)


def fill(account: ImapAccount, count: int, size: int = 0) -> None:
    with ImapSource(account) as source:
        for number in range(count):
            source.append("INBOX", mail(number, size))


def test_the_inbox_is_listed_with_size_time_and_header(account: ImapAccount) -> None:
    fill(account, 3)
    with ImapSource(account) as source:
        listed = list(source.list_inbox())
    assert [b"Subject: 1" in each.header for each in listed] == [False, True, False]
    assert [each.size for each in listed] == [len(mail(n)) for n in range(3)]
    assert all(each.received_at.tzinfo is not None and each.received_at.year >= 2024 for each in listed)
    assert [each.ref.uid for each in listed] == sorted(each.ref.uid for each in listed)


def test_each_mail_comes_under_its_own_uid_although_flags_change_meanwhile(account: ImapAccount) -> None:
    fill(account, 47)
    with ImapSource(account) as source, other_client(account) as client:
        refs = {each.ref: each.header for each in source.list_inbox()}
        client.store("1:30", "+FLAGS", r"(\Flagged)")
        got = list(source.fetch(list(refs)))
        assert len(got) == 47
        for ref, raw in got:
            assert raw.startswith(refs[ref].rstrip())


def test_fetching_leaves_mails_unread(account: ImapAccount) -> None:
    fill(account, 2)
    with ImapSource(account) as source:
        list(source.fetch([each.ref for each in source.list_inbox()]))
    with other_client(account) as client:
        assert client.search(None, "UNSEEN")[1][0].split() == [b"1", b"2"]


def test_known_mails_are_not_listed_again(account: ImapAccount) -> None:
    fill(account, 3)
    with ImapSource(account) as source:
        known = {each.ref for each in source.list_inbox()}
        source.append("INBOX", mail(9))
        assert [b"Subject: 9" in each.header for each in source.list_inbox(known)] == [True]


def test_moving_does_not_touch_what_a_person_has_just_marked_as_deleted(account: ImapAccount) -> None:
    fill(account, 3)
    with ImapSource(account) as source, other_client(account) as client:
        refs = [each.ref for each in source.list_inbox()]
        client.store("1", "+FLAGS", r"(\Deleted)")
        source.move(refs[1], REVIEW)
        assert [each.ref for each in source.list_inbox()] == [refs[0], refs[2]]
        assert source.find_own(REVIEW, "m1@traeger.test")


@pytest.mark.parametrize("missing", [{"MOVE"}, {"MOVE", "UIDPLUS"}])
def test_without_move_and_uidplus_the_bystander_still_survives(
    account: ImapAccount, missing: set[str]
) -> None:
    fill(account, 3)
    with ImapSource(account) as source, other_client(account) as client:
        capabilities = source._box.client.capabilities
        source._box.client.capabilities = tuple(word for word in capabilities if word not in missing)
        refs = [each.ref for each in source.list_inbox()]
        client.store("1", "+FLAGS", r"(\Deleted)")
        source.move(refs[1], DONE)
        left = [each.ref for each in source.list_inbox()]
        assert refs[0] in left
        assert (refs[1] in left) == ("UIDPLUS" in missing)
        assert source.find_own(DONE, "m1@traeger.test")


def test_a_mail_deleted_between_listing_and_fetching_is_left_out(account: ImapAccount) -> None:
    fill(account, 30)
    with ImapSource(account) as source, other_client(account) as client:
        refs = [each.ref for each in source.list_inbox()]
        client.store("1:25", "+FLAGS", r"(\Deleted)")
        client.expunge()
        got = [ref for ref, _ in source.fetch(refs)]
        assert set(refs[25:]) <= set(got)
        source.move(refs[0], DONE)


def test_our_own_letter_is_found_by_its_id_and_no_other(account: ImapAccount) -> None:
    with ImapSource(account) as source:
        source.append("Gesendet", mail(5), flags=[r"\Seen"])
        assert source.find_own("Gesendet", "m5@traeger.test")
        assert not source.find_own("Gesendet", "m@traeger.test")
        assert not source.find_own("Gibt es nicht", "m5@traeger.test")


@pytest.mark.parametrize(
    "text", ["x@y\r\nA STORE 1:* +FLAGS (\\Deleted)", 'x"@y', "xy", "x@ü.test", "a" * 200 + "@y"]
)
def test_no_foreign_text_becomes_part_of_a_command(mailbox: Mailbox, text: str) -> None:
    account = plain(mailbox.port, mailbox.user)
    fill(account, 2)
    with ImapSource(account) as source:
        with pytest.raises(ValueError, match="not an id of ours"):
            source.find_own("INBOX", text)
        assert len(list(source.list_inbox())) == 2


def test_a_mail_of_ten_megabytes_comes_back_byte_for_byte(account: ImapAccount) -> None:
    raw = mail(1, 10_000_000)
    with ImapSource(account) as source:
        source.append("INBOX", raw)
        (listed,) = source.list_inbox()
        assert dict(source.fetch([listed.ref])) == {listed.ref: raw}


def test_a_new_uidvalidity_stops_old_numbers_from_meaning_other_mails(mailbox: Mailbox) -> None:
    account = plain(mailbox.port, mailbox.user)
    fill(account, 2)
    with ImapSource(account) as source:
        old = [each.ref for each in source.list_inbox()]
        stale = Ref("INBOX", old[0].uidvalidity + 1, old[0].uid)
        with pytest.raises(TryLater, match="neu nummeriert"):
            source.move(stale, DONE)
        with pytest.raises(TryLater, match="neu nummeriert"):
            list(source.fetch([stale]))
        assert {each.ref for each in source.list_inbox({stale})} == set(old)


def test_a_wrong_password_is_refused_with_a_sentence_and_no_second_try(mailbox: Mailbox) -> None:
    with pytest.raises(LoginRefused, match="Anmeldung als") as caught:
        ImapSource(plain(mailbox.port, mailbox.user, password="falsch"))
    assert caught.value.exit_code == 2
    assert "falsch" not in str(caught.value)


def test_a_password_with_umlauts_is_sent_as_utf8(mailbox: Mailbox) -> None:
    with pytest.raises(LoginRefused, match="abgelehnt"):
        ImapSource(plain(mailbox.port, mailbox.user, password="pässwort"))


def test_tls_and_starttls_verify_the_certificate(dovecot: Dovecot, mailbox: Mailbox) -> None:
    authority = str(dovecot.certificates.authority)
    for port, security in ((dovecot.imaps_port, Security.TLS), (dovecot.imap_port, Security.STARTTLS)):
        with ImapSource(plain(port, mailbox.user, security=security, ca_file=authority)) as source:
            assert list(source.list_inbox()) == []
        with pytest.raises(Misconfigured, match="Zertifikat"):
            ImapSource(plain(port, mailbox.user, security=security))


def test_a_plain_line_to_another_machine_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(Misconfigured, match="unverschlüsselte"):
        ImapSource(plain(143, "kmn", host="mail.office.example"))


def test_a_server_that_is_down_means_try_later() -> None:
    with pytest.raises(TryLater, match="nicht erreichbar") as caught:
        ImapSource(plain(free_port(), "kmn"))
    assert caught.value.exit_code == 75


def test_a_server_that_says_nothing_ends_with_the_time_limit() -> None:
    with socket.create_server((HOST, 0)) as silent, pytest.raises(TryLater):
        ImapSource(plain(silent.getsockname()[1], "kmn", timeout=1))


def test_a_server_killed_while_mails_are_fetched_means_try_later(own_dovecot: Dovecot) -> None:
    account = plain(own_dovecot.imap_port, "fach@kmn.test")
    fill(account, 60, size=2000)
    with ImapSource(account) as source:
        got = source.fetch([each.ref for each in source.list_inbox()])
        next(got)
        own_dovecot.kill()
        with pytest.raises(TryLater):
            list(got)
    own_dovecot.start()
    with ImapSource(account) as source:
        assert len(list(source.list_inbox())) == 60


def test_our_own_error_is_not_hidden_by_a_logout_that_fails(own_dovecot: Dovecot) -> None:
    def fail_while_connected() -> None:
        with ImapSource(plain(own_dovecot.imap_port, "f@kmn.test")):
            own_dovecot.kill()
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        fail_while_connected()


SCRIPT = [
    b"* 1 FETCH (FLAGS (\\Seen UID 7))\r\n",
    b"* 9 FETCH (UID 99 BODY[] {4}\r\nfake)\r\n",
    b"* 3 EXPUNGE\r\n",
    b"* 1 FETCH (BODY[] {5}\r\nerste UID 7)\r\n",
    b'* 2 FETCH (UID 8 BODY[] "")\r\n',
    b"* 1 FETCH (UID 7 BODY[] {7}\r\nnochmal)\r\n",
]


def converse(server: socket.socket, answers: list[bytes], *, cut: int = 0) -> None:
    """A scripted server for answers that real ones give only now and then."""
    line = server.accept()[0]
    with line, line.makefile("rb") as file:
        line.sendall(b"* OK ready\r\n")
        for raw in file:
            tag, verb = raw.split()[0], raw.split()[1].upper()
            if b"FETCH" in raw:
                data = b"".join(answers)
                line.sendall(data[: -cut or None])
                if cut:
                    return
            if b"SEARCH" in raw:
                line.sendall(b"* SEARCH 7 8\r\n")
            if verb == b"CAPABILITY":
                line.sendall(b"* CAPABILITY IMAP4rev1\r\n")
            if verb == b"SELECT":
                line.sendall(b"* OK [UIDVALIDITY 5] x\r\n")
            if verb == b"LOGOUT":
                line.sendall(b"* BYE\r\n")
            line.sendall(tag + b" OK done\r\n")


@pytest.mark.parametrize("cut", [0, 1, 40, 90])
def test_a_fetch_answer_in_any_order_gives_each_mail_once_and_half_ones_never(cut: int) -> None:
    with socket.create_server((HOST, 0)) as server:
        thread = threading.Thread(target=converse, args=(server, SCRIPT), kwargs={"cut": cut})
        thread.start()
        with ImapSource(plain(server.getsockname()[1], "kmn", timeout=5)) as source:
            refs = [Ref("INBOX", 5, 7), Ref("INBOX", 5, 8)]
            if cut:
                with pytest.raises(TryLater):
                    list(source.fetch(refs))
            else:
                assert list(source.fetch(refs)) == [(refs[0], b"erste"), (refs[1], b"")]
        thread.join(10)
