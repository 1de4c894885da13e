"""The program's own reader and sender work on the embedded servers, as they do on real ones."""

from __future__ import annotations

import datetime as dt
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from kmn_automation.mail.compose import compose
from kmn_automation.mail.imap import ImapSource
from kmn_automation.mail.imap_login import ImapAccount
from kmn_automation.mail.imap_login import Security as ImapSecurity
from kmn_automation.mail.outgoing import Attachment, Outgoing, Party
from kmn_automation.mail.smtp import SmtpSession, State
from kmn_automation.mail.smtp_line import Security as SmtpSecurity
from kmn_automation.mail.smtp_line import SmtpServer
from kmn_automation.simulation.eml import Person, own_text, question, read, report_mail
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.network import ARCHIVE, PROGRAM
from kmn_automation.simulation.people import Coordinator
from kmn_automation.simulation.post_office import PASSWORD, PostOffice
from kmn_automation.simulation.post_office_mailboxes import HOST

MOMENT = dt.datetime(2026, 3, 2, 8, 5, tzinfo=dt.UTC)
TJARK = Person("Tjark Quellmoos", "tjark.quellmoos@mosaikhaus-wolkensiel.example")
WIEBKE = Person("Wiebke Sternschnuppe", "wiebke.sternschnuppe@kmn.test")
GONE = "weg@knopfhagen.example"


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with PostOffice(MOMENT, PROGRAM, dead=[GONE]) as office:
        yield office


def account_of(post: PostOffice) -> ImapAccount:
    return ImapAccount(post.host, post.imap_port, post.user, post.password, ImapSecurity.PLAIN_LOOPBACK)


def hand_over(post: PostOffice, outgoing: Outgoing) -> State:
    server = SmtpServer(post.host, post.smtp_port, SmtpSecurity.PLAIN, PROGRAM, PASSWORD)
    with SmtpSession(server, [outgoing.recipient.address, ARCHIVE]) as session:
        return session.hand_over(compose(outgoing)).state


def letter(key: str, to: Person, subject: str, text: str) -> Outgoing:
    return Outgoing(
        key=key,
        date=MOMENT,
        sender=Party("Koordinierungsstelle KMN", PROGRAM),
        recipient=Party(to.name, to.email),
        subject=subject,
        body=text,
        attachments=(Attachment("Bewertungsschreiben Träger.docx", b"PK\x03\x04"),),
        archive=ARCHIVE,
    )


def test_reports_are_listed_fetched_and_moved_by_the_reader(post: PostOffice) -> None:
    workbook = Enclosure("Bericht Größe.xlsx", b"PK\x03\x04" + b"x" * 50_000)
    mails = [report_mail(TJARK, PROGRAM, (workbook,), MOMENT, program) for program in Program]
    for raw in mails:
        post.submit(raw, TJARK.email)
    with ImapSource(account_of(post)) as source:
        listed = list(source.list_inbox())
        assert {each.received_at for each in listed} == {MOMENT}
        fetched = dict(source.fetch([each.ref for each in listed]))
        assert all(raw.endswith(mail) for raw, mail in zip(fetched.values(), mails, strict=True))
        for each in listed:
            source.move(each.ref, "KMN/Erledigt")
        assert list(source.list_inbox()) == []
    assert post.mails(PROGRAM) == []


def test_a_letter_reaches_the_traeger_and_the_archive_and_a_request_comes_back_released(
    post: PostOffice,
) -> None:
    request = letter(
        "r1", WIEBKE, "Freigabe erbeten: Brief [a1b2c3d4]", "Antworten Sie mit dem Wort FREIGABE."
    )
    assert (
        hand_over(post, letter("b1", TJARK, "Ihr Verwendungsnachweis", "Ergebnis: angenommen"))
        is State.ACCEPTED
    )
    assert hand_over(post, request) is State.ACCEPTED
    assert [len(post.mails(each)) for each in (TJARK.email, WIEBKE.email, ARCHIVE)] == [1, 1, 2]
    answer = Coordinator(WIEBKE).react(post.mails(WIEBKE.email)[0], MOMENT)
    assert answer is not None
    post.submit(answer, WIEBKE.email)
    (raw,) = post.mails(PROGRAM)
    assert own_text(read(raw)).splitlines()[0] == "FREIGABE"
    assert read(raw)["Authentication-Results"] == "mail.kmn.test; dmarc=pass header.from=kmn.test"


def test_a_letter_to_a_dead_address_comes_back_under_its_own_tag(post: PostOffice) -> None:
    outgoing = letter("b2", Person("Niemand", GONE), "Ihr Verwendungsnachweis", "Ergebnis: angenommen")
    assert hand_over(post, outgoing) is State.ACCEPTED
    (raw,) = post.mails(PROGRAM)
    assert read(raw)["Delivered-To"] == compose(outgoing).envelope_from
    assert read(raw).get_content_type() == "multipart/report"
    assert len(post.mails(ARCHIVE)) == 1


def test_no_server_outlives_a_killed_program() -> None:
    program = (
        "import datetime as dt, sys\n"
        "from kmn_automation.simulation.post_office import PostOffice\n"
        "with PostOffice(dt.datetime(2026, 3, 2, tzinfo=dt.UTC)) as post:\n"
        "    print(post.imap_port, post.people_port, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        ports = [int(word) for word in process.stdout.readline().split()]
        assert len(ports) == 2
        assert all(_listens(port) for port in ports)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    pause = threading.Event()
    for _ in range(1000):
        if not any(_listens(port) for port in ports):
            return
        pause.wait(0.01)
    pytest.fail("a mail server still answers ten seconds after its program was killed")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def test_questions_of_strangers_arrive_as_those_of_others(post: PostOffice) -> None:
    stranger = Person("Ömer Immerfroh", "oemer@unbekannt-tintensiel.example")
    post.submit(question(stranger, PROGRAM, MOMENT, Program.WEBMAIL), stranger.email)
    (raw,) = post.mails(PROGRAM)
    assert "Rückruf" in own_text(read(raw))
