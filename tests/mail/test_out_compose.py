"""What a reader gets is what was meant, whatever the texts in it are."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
import email.policy
import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmn_automation.mail import compose as composing
from kmn_automation.mail.address import parse_address
from kmn_automation.mail.compose import compose
from kmn_automation.mail.headers import (
    clean_body,
    clean_file_name,
    clean_text,
    known_message_id,
    machine_header,
    mailbox_header,
    text_header,
)
from kmn_automation.mail.outgoing import Attachment, Cause, Outgoing, Party, Thread, Unsendable
from tests.mail.hostile_texts import HOSTILE

HEADERS = [
    *(
        "Date",
        "From",
        "To",
        "Subject",
        "Message-ID",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "X-KMN-Id",
    ),
    *("Content-Language", "MIME-Version", "Content-Type"),
]
WORKBOOK = bytes(range(256)) * 320


def plain() -> Outgoing:
    return Outgoing(
        key="brief/2026/17",
        date=dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        sender=Party("Koordinierungsstelle KMN", "kmn@kmn.test"),
        recipient=Party("Frau Müller", "mueller@traeger.test"),
        subject="Ihr Bericht",
        body="Guten Tag,\n\nText.\n",
    )


def read(raw: bytes) -> email.message.EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


def test_there_are_enough_hostile_texts() -> None:
    assert len(HOSTILE) >= 100
    assert len(set(HOSTILE)) == len(HOSTILE)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_no_text_adds_a_header_an_address_or_a_part(text: str) -> None:
    hostile = dataclasses.replace(
        plain(),
        key=text,
        sender=Party(text, "kmn@kmn.test"),
        recipient=Party(text, "mueller@traeger.test"),
        subject=text,
        body=text,
        attachments=(Attachment(text, WORKBOOK), Attachment(f"{text}.xlsx", b"")),
        answers=Thread(text, (text, f"<{text}@x.test>")),
    )
    message = read(compose(hostile).raw)

    assert [name for name in message if name not in {"In-Reply-To", "References"}] == HEADERS
    assert message["Subject"] == clean_text(text)
    assert [a.addr_spec for a in message["From"].addresses] == ["kmn@kmn.test"]
    assert [a.addr_spec for a in message["To"].addresses] == ["mueller@traeger.test"]
    assert [part.get_content_type() for part in message.walk()][:2] == ["multipart/mixed", "text/plain"]
    assert len(list(message.walk())) == 4
    assert [part.get_filename() for part in message.iter_attachments()] == [
        clean_file_name(text),
        clean_file_name(f"{text}.xlsx"),
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_a_cleaned_text_is_one_short_line_without_anything_invisible(text: str) -> None:
    clean = clean_text(text)
    assert len(clean) <= 200
    assert not [
        char for char in clean if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
    ]
    assert len(clean_file_name(text)) in range(1, 121)
    assert not set(clean_file_name(text)) & set('/\\:*?"<>|')
    assert text_header("Subject", clean).meant == clean


@given(st.text(max_size=250), st.text(max_size=150), st.text(max_size=400))
def test_any_text_at_all_comes_back_as_it_was_cleaned(subject: str, name: str, body: str) -> None:
    out = dataclasses.replace(plain(), subject=subject, body=body, recipient=Party(name, "a@traeger.test"))
    message = read(compose(out).raw)

    assert message["Subject"] == clean_text(subject)
    # this reader leaves a blank between two encoded words of a name (RFC 2047 6.2 says it is none)
    assert message["To"].addresses[0].display_name.replace(" ", "") == clean_text(name).replace(" ", "")
    assert message.get_content().replace("\r\n", "\n") == clean_body(body)


def test_a_mail_with_everything_reads_as_it_was_meant() -> None:
    out = dataclasses.replace(
        plain(),
        subject="Ihr Bericht für 2025: zur Nachbesserung [KMN-2026-0017]",
        body="Guten Tag,\n\n„Müller & Söhne <e.V.>“\n.\nFrom hier an\n" + "lang " * 400,
        cause=Cause.ANSWER,
        attachments=(Attachment("Rückmeldung Träger.xlsx", WORKBOOK), Attachment("Brief.docx", b"PK")),
        calendar=b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
        answers=Thread("<a@x.test>", ("<b@x.test>", "<c@x.test>", "kaputt\r\nBcc: x")),
        reply_to="kmn+f=0123abcd@kmn.test",
        tag="brief-17",
        archive="archiv@kmn.test",
    )
    mail = compose(out)
    message = read(mail.raw)
    text, ics, *files = [part for part in message.walk() if not part.is_multipart()]

    assert mail.recipients == ("mueller@traeger.test", "archiv@kmn.test")
    assert mail.envelope_from == "kmn+b=brief-17@kmn.test"
    assert mail.message_id == message["Message-ID"]
    assert message["Subject"] == "Ihr Bericht für 2025: zur Nachbesserung [KMN-2026-0017]"
    assert message["In-Reply-To"] == "<a@x.test>"
    assert message["References"].split() == ["<b@x.test>", "<c@x.test>", "<a@x.test>"]
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["X-KMN-Id"] == "brief-17"
    assert message["Date"] == "Mon, 02 Nov 2026 10:00:00 +0100"
    assert message["Reply-To"].addresses[0].addr_spec == "kmn+f=0123abcd@kmn.test"
    assert "archiv" not in mail.raw.decode()
    assert "„Müller & Söhne <e.V.>“\r\n.\r\nFrom hier an\r\n" in text.get_content().replace(
        "\n", "\r\n"
    ).replace("\r\r", "\r")
    assert (ics.get_content_type(), ics.get_param("method")) == ("text/calendar", "REQUEST")
    assert [part.get_filename() for part in files] == ["invite.ics", "Rückmeldung Träger.xlsx", "Brief.docx"]
    assert hashlib.sha256(files[1].get_content()).digest() == hashlib.sha256(WORKBOOK).digest()
    assert b'name="Rueckmeldung Traeger.xlsx"' in mail.raw
    assert b"filename*=utf-8''R%C3%BCckmeldung%20Tr%C3%A4ger.xlsx" in mail.raw
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 998


def test_the_same_key_gives_the_same_bytes_and_another_key_another_id() -> None:
    first, again = compose(plain()), compose(plain())
    other = compose(dataclasses.replace(plain(), key="brief/2026/17/berichtigt"))
    assert first.raw == again.raw
    assert first.sha256 == hashlib.sha256(again.raw).hexdigest()
    assert first.message_id != other.message_id
    assert first.message_id.endswith("@kmn.test>")
    assert first.tag != other.tag


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"recipient": Party("x", "a@traeger.test\r\nRCPT TO:<b@x.test>")}, "keine gültige E-Mail-Adresse"),
        ({"recipient": Party("x", "alice@traeger.test)bob@evil.test")}, "keine gültige E-Mail-Adresse"),
        ({"recipient": Party("x", "")}, "keine gültige E-Mail-Adresse"),
        ({"sender": Party("x", "kmn")}, "keine gültige E-Mail-Adresse"),
        ({"archive": "a b@kmn.test"}, "keine gültige E-Mail-Adresse"),
        ({"reply_to": "<a@kmn.test>"}, "keine gültige E-Mail-Adresse"),
        ({"tag": "a b"}, "Kennzeichen"),
        ({"tag": "a\r\nb"}, "Kennzeichen"),
        ({"tag": "x" * 41}, "Kennzeichen"),
        ({"date": dt.datetime(2026, 1, 1)}, "Zeitzone"),  # noqa: DTZ001 - the point of the case
        ({"calendar": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}, "Methode"),
        ({"calendar": b"METHOD:REQUEST\r\nMETHOD:CANCEL\r\n"}, "Methode"),
    ],
)
def test_what_cannot_stand_in_a_mail_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(Unsendable, match=words):
        compose(dataclasses.replace(plain(), **change))


@pytest.mark.parametrize(
    "value", ["a\r\nb", "a\nb", "ä", "", " a", "a  b", "a\x00", "x" * 999, "a\u2028b", "a\tb", "a\x7f"]
)
def test_a_value_for_programs_is_never_repaired(value: str) -> None:
    with pytest.raises(Unsendable):
        machine_header("X-KMN-Id", value)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<a.b-c@x.test>", "<a.b-c@x.test>"),
        (" <a@x.test>\r\n", "<a@x.test>"),
        ("<a@x.test> <b@x.test>", ""),
        ("<a@x.test>\r\nBcc: x", ""),
        ("a@x.test", ""),
        ("<a b@x.test>", ""),
        ("<" + "a" * 300 + "@x.test>", ""),
        ("<ä@x.test>", ""),
    ],
)
def test_only_a_clean_message_id_of_others_is_quoted(text: str, kept: str) -> None:
    assert known_message_id(text) == kept


def test_long_threads_keep_the_last_ten_references() -> None:
    thread = Thread("<z@x.test>", tuple(f"<{n}@x.test>" for n in range(500)))
    message = read(compose(dataclasses.replace(plain(), answers=thread)).raw)
    assert message["References"].split() == [*(f"<{n}@x.test>" for n in range(490, 500)), "<z@x.test>"]


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ("Guten Tag,\nText\n", "7bit"),
        ("Grüße\n" * 3 + "Text " * 15, "quoted-printable"),
        ("äöüß" * 40, "base64"),
        ("x" * 2000, "quoted-printable"),
        ("From Anfang\n", "quoted-printable"),
        ("=_m_0123\n", "quoted-printable"),
        ("日本語のテキスト\n" * 9, "base64"),
    ],
)
def test_the_text_takes_the_smallest_form_that_survives(body: str, encoding: str) -> None:
    message = read(compose(dataclasses.replace(plain(), body=body)).raw)
    assert message["Content-Transfer-Encoding"] == encoding
    assert message.get_content().replace("\r\n", "\n") == clean_body(body)
    assert b"\nFrom " not in compose(dataclasses.replace(plain(), body=body)).raw


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda raw: raw.replace(b"Subject: Ihr", b"Subject: Kein"), "Subject"),
        (lambda raw: raw.replace(b"\r\nTo: ", b"\r\nX-Evil: 1\r\nTo: "), "Kopfzeilen"),
        (lambda raw: raw.replace(b"mueller@", b"meier@"), "To"),
        (lambda raw: raw.replace(b"UEsD", b"UEsE"), "Brief.docx"),
        (lambda raw: raw.replace(b"Text.", b"Text!"), "Text"),
        (lambda raw: raw.replace(b"Brief.docx", b"Brief.exe"), "Content-Type"),
        (lambda raw: raw.replace(b"auto-generated\r\n", b"auto-generated\n"), "Zeilenenden"),
        (lambda raw: raw.replace(b"Text.", b"Text." * 300), "Zeilenlänge"),
        (lambda raw: raw.replace(b"--=_m", b"--=_n"), "Kopfzeilen"),
        (lambda raw: raw.replace(b"base64", b"binary"), "Content-Transfer-Encoding"),
    ],
)
def test_the_reading_again_notices_every_damage(damage: object, words: str) -> None:
    out = dataclasses.replace(plain(), attachments=(Attachment("Brief.docx", b"PK\x03Brief"),))
    raw = compose(out).raw
    content = composing._content(out)
    headers = [*composing._headers(out, compose(out).message_id, compose(out).tag), *content.headers]
    composing._verify(raw, headers, content)
    assert callable(damage)
    assert damage(raw) != raw
    with pytest.raises(Unsendable, match=words):
        composing._verify(damage(raw), headers, content)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Koordinierungsstelle KMN", b"From: Koordinierungsstelle KMN <kmn@kmn.test>\r\n"),
        ("", b"From: <kmn@kmn.test>\r\n"),
        ("Büro", b"From: =?utf-8?b?QsO8cm8=?= <kmn@kmn.test>\r\n"),
        ("Müller, A. (e.V.)", b"From: =?utf-8?b?TcO8bGxlciwgQS4gKGUuVi4p?= <kmn@kmn.test>\r\n"),
    ],
)
def test_a_display_name_needs_no_quotes(name: str, line: bytes) -> None:
    address = parse_address("kmn@kmn.test")
    assert address is not None
    assert mailbox_header("From", name, address).line() == line
