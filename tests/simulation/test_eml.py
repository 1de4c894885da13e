from __future__ import annotations

import datetime as dt
import email
import unicodedata
from email import policy
from email.message import EmailMessage

import pytest

from kmn_automation.simulation.eml import (
    Person,
    Writing,
    compose,
    own_text,
    question,
    read,
    reply,
    report_mail,
)
from kmn_automation.simulation.eml_machine import bounce, out_of_office
from kmn_automation.simulation.eml_programs import Enclosure, Program

MOMENT = dt.datetime(2026, 3, 2, 9, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
ANNA = Person("Jördis Süßholzer", "joerdis.suessholzer@brueckenwerk-sonnental.example")
OFFICE = "kmn@kmn.test"
WORKBOOK = b"PK\x03\x04" + bytes(range(256)) * 9
NAMES = (
    "Bericht.xlsx",
    "Verwendungsnachweis Träger Größe 2025.xlsx",
    "Verwendungsnachweis_für_die_Beratungsstelle_Quittenbüttel_mit_sehr_langem_Namen_2025.xlsx",
    "Übersicht – Łódź.ods",
)
programs = pytest.mark.parametrize("program", Program, ids=[each.name for each in Program])


def attachments(raw: bytes) -> list[tuple[str, bytes]]:
    found = []
    for part in read(raw).iter_attachments():
        name = unicodedata.normalize("NFC", part.get_filename() or "")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append((name, content))
    return found


@programs
@pytest.mark.parametrize("name", NAMES)
def test_a_report_mail_reads_back_with_name_and_bytes(program: Program, name: str) -> None:
    raw = report_mail(ANNA, OFFICE, (Enclosure(name, WORKBOOK),), MOMENT, program)
    assert attachments(raw) == [(name, WORKBOOK)]
    message = read(raw)
    assert message["From"].addresses[0].display_name == ANNA.name
    assert message["From"].addresses[0].addr_spec == ANNA.email
    assert message["Date"].datetime == MOMENT
    assert not _defects(message)


def _defects(message: EmailMessage) -> list[object]:
    """Defects of the structure; an encoded word in quotes is what Outlook really writes."""
    return [defect for part in message.walk() for defect in part.defects]


@programs
def test_mails_have_crlf_and_no_line_that_a_server_refuses(program: Program) -> None:
    raw = report_mail(ANNA, OFFICE, (Enclosure(NAMES[1], WORKBOOK),), MOMENT, program)
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@programs
def test_two_reports_in_one_mail_are_two_attachments(program: Program) -> None:
    enclosures = tuple(Enclosure(name, name.encode() + WORKBOOK) for name in NAMES[:2])
    raw = report_mail(ANNA, OFFICE, enclosures, MOMENT, program)
    assert attachments(raw) == [(each.name, each.data) for each in enclosures]
    assert "2 Dateien" in own_text(read(raw))


def test_the_programs_spell_the_same_umlaut_name_in_four_ways() -> None:
    raws = {
        program: report_mail(ANNA, OFFICE, (Enclosure(NAMES[1], b"x"),), MOMENT, program)
        for program in Program
    }
    assert b'filename="=?iso-8859-1?q?' in raws[Program.OUTLOOK]
    assert b"filename*0*=utf-8''" in raws[Program.THUNDERBIRD]
    assert b"Content-Disposition: inline" in raws[Program.APPLE_MAIL]
    assert b"a%CC%88" in raws[Program.APPLE_MAIL]
    assert b"Content-Type: application/octet-stream" in raws[Program.WEBMAIL]
    assert len({raw.partition(b"Content-Disposition")[2][:80] for raw in raws.values()}) == 4


@programs
def test_a_reply_has_its_text_on_top_of_the_quote_and_belongs_to_the_thread(program: Program) -> None:
    first = compose(
        Writing(
            Person("KMN Koordination", OFFICE), ANNA.email, "Prüfung [KMN-7F3A]", "Hinweis: Größe", MOMENT
        )
    )
    raw = reply(first, ANNA, "FREIGABE", MOMENT, program)
    message, original = read(raw), read(first)
    text = own_text(message)
    assert text.splitlines()[0] == "FREIGABE"
    assert "Hinweis: Größe" in text.partition("FREIGABE")[2]
    assert message["In-Reply-To"] == original["Message-ID"]
    assert original["Message-ID"] in message["References"]
    assert message["To"] == OFFICE
    assert str(message["Subject"]).endswith("Prüfung [KMN-7F3A]")


def test_a_reply_goes_to_reply_to_and_gets_one_prefix_only() -> None:
    raw = compose(
        Writing(Person("KMN", OFFICE), ANNA.email, "AW: Brief", "Text", MOMENT, Program.THUNDERBIRD)
    )
    with_reply_to = raw.replace(b"Subject:", b"Reply-To: kmn+t=abc@kmn.test\r\nSubject:", 1)
    message = read(reply(with_reply_to, ANNA, "ABLEHNUNG: falsch", MOMENT, Program.OUTLOOK))
    assert message["To"] == "kmn+t=abc@kmn.test"
    assert message["Subject"] == "AW: Brief"


def test_the_same_writing_gives_the_same_bytes() -> None:
    mails = [question(ANNA, OFFICE, MOMENT, Program.APPLE_MAIL) for _ in range(2)]
    assert mails[0] == mails[1]
    assert mails[0] != question(ANNA, OFFICE, MOMENT + dt.timedelta(minutes=1), Program.APPLE_MAIL)


@pytest.mark.parametrize("sign", ["auto-replied", None])
def test_an_absence_note_says_that_it_is_automatic_unless_the_server_forgets(
    sign: str | None,
) -> None:
    first = question(Person("KMN", OFFICE), ANNA.email, MOMENT, Program.THUNDERBIRD)
    message = read(out_of_office(first, ANNA, dt.date(2026, 3, 20), MOMENT, marked=sign is not None))
    assert message["Auto-Submitted"] == sign
    assert str(message["Subject"]) == "Automatische Antwort: Frage zur Stellenbesetzung"
    assert "20.03.2026" in own_text(message)
    assert message["To"] == f"KMN <{OFFICE}>"


@pytest.mark.parametrize(("status", "action"), [("5.1.1", "failed"), ("4.2.2", "delayed")])
def test_a_bounce_is_a_delivery_report_with_recipient_status_and_our_message_id(
    status: str, action: str
) -> None:
    letter = question(Person("KMN", OFFICE), ANNA.email, MOMENT, Program.OUTLOOK)
    message = read(bounce(letter, ANNA.email, "kmn+b=1@kmn.test", MOMENT, status))
    assert message.get_content_type() == "multipart/report"
    assert message.get_param("report-type") == "delivery-status"
    _, report, head = message.iter_parts()
    fields = report.get_payload()[1]
    assert fields["Final-Recipient"] == f"rfc822; {ANNA.email}"
    assert (fields["Action"], fields["Status"]) == (action, status)
    returned = email.message_from_bytes(head.get_payload(decode=True), policy=policy.default)
    assert returned["Message-ID"] == read(letter)["Message-ID"]
    assert not _defects(message)


def test_a_name_with_a_comma_stays_one_sender() -> None:
    raw = question(Person("Möwenflug, Tjark (Leitung)", ANNA.email), OFFICE, MOMENT, Program.OUTLOOK)
    plain = question(Person("Moewenflug, Tjark", ANNA.email), OFFICE, MOMENT, Program.OUTLOOK)
    assert [each.addr_spec for each in read(raw)["From"].addresses] == [ANNA.email]
    assert [each.display_name for each in read(plain)["From"].addresses] == ["Moewenflug, Tjark"]


def test_a_reply_to_a_mail_without_message_id_has_no_thread() -> None:
    raw = reply(
        b"From: anna@knopfhagen.example\r\nDate: Mon, 02 Mar 2026 09:00:00 +0100\r\n\r\nHallo\r\n",
        ANNA,
        "Ja",
        MOMENT,
        Program.APPLE_MAIL,
    )
    assert "In-Reply-To" not in read(raw)
    assert "> Hallo" in own_text(read(raw))


def test_what_latin_1_cannot_hold_is_written_in_utf_8() -> None:
    raw = compose(Writing(ANNA, OFFICE, "Łódź", "Grüße aus Łódź", MOMENT, Program.OUTLOOK))
    assert own_text(read(raw)).startswith("Grüße aus Łódź")
    assert read(raw)["Subject"] == "Łódź"
