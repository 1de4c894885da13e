from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.unpack import from_jail, unpack, unpack_for_jail
from tests.mail.awkward_frames import nested
from tests.mail.awkward_mails import BOOK, INNER, LATIN
from tests.mail.awkward_table import CASES
from tests.mail.mails import (
    HEAD,
    b64,
    file_part,
    mail,
    part,
    signed,
    single,
    zipped,
)

RAWS = [each.raw for each in CASES]
TWO_BOOKS = mail([file_part("; filename=a.xlsx", BOOK), file_part("; filename=b.xlsx", BOOK)])


def test_only_html_gives_readable_text_apart() -> None:
    raw = single(
        "Content-Type: text/html; charset=utf-8",
        b"<style>x{}</style><p>Gr&uuml;&szlig;e</p><p>FREIGABE<blockquote>alt</blockquote>",
    )
    unpacked = unpack(raw)
    assert unpacked.text == ""
    assert unpacked.html_text == "Grüße\nFREIGABE"


def test_header_fields_keep_their_number_and_order() -> None:
    unpacked = unpack(
        b"From: a@x.example\r\nfrom: b@x.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n folgt\r\n\r\n"
    )
    assert unpacked.all("from") == ("a@x.example", "b@x.example")
    assert unpacked.shown("subject") == "Grüße folgt"


def test_an_encoded_line_break_stays_inside_its_field() -> None:
    unpacked = unpack(b"From: a@x.example\r\nSubject: =?utf-8?q?a=0D=0ABcc:_b@x.example?=\r\n\r\n")
    assert unpacked.shown("subject") == "a Bcc: b@x.example"
    assert unpacked.all("bcc") == ()


def bomb() -> bytes:
    return mail([file_part('; filename="a.zip"', zipped({"a.xlsx": b"0" * 30_000_000}))])


def matryoshka(levels: int) -> bytes:
    raw = INNER
    for _ in range(levels):
        raw = HEAD.encode() + part("Content-Type: message/rfc822", raw)
    return raw


HOSTILE = {
    "3,000 levels": (nested(3000), "verschachtelt"),
    "mails in mails": (matryoshka(40), "verschachtelt"),
    "400 attachments": (
        mail([file_part(f"; filename=a{n}.xlsx", BOOK) for n in range(400)]),
        "mehr als 200 Teile",
    ),
    "zip bomb": (bomb(), ""),
    "1 MB header line": (b"Subject: " + b"x" * 1_000_000 + b"\r\n\r\nx", "gekürzt"),
    "UTF-16 header": ("From: a@x.example\r\n\r\nx".encode("utf-16"), ""),
    "only NUL": (bytes(100_000), ""),
    "empty": (b"", ""),
    "never ending boundary": (
        HEAD.encode() + b"Content-Type: multipart/mixed\r\n\r\n" + b"--x\r\n" * 50_000,
        "",
    ),
    "base64 of equal signs": (
        single("Content-Type: application/x\nContent-Transfer-Encoding: base64", b"=a" * 500_000),
        "",
    ),
    "many uuencoded beginnings": (single("Content-Type: text/plain", b"begin 644 a\r\nM\r\n" * 60_000), ""),
    "many encoded words": (b"Subject: " + b"=?utf-8?q?a?= " * 5000 + b"\r\n\r\nx", "8 KB"),
    "message/partial": (single("Content-Type: message/partial; id=x; number=1; total=2", b"x"), "Teilstück"),
    "broken winmail.dat": (
        mail([part(f"{LATIN}filename=winmail.dat", b64(b"\x78\x9f\x3e\x22" + b"\xff" * 500))]),
        "",
    ),
    "broken zip": (
        mail([file_part("; filename=a.zip", b"PK\x03\x04" + b"\xff" * 100)]),
        "Archiv nicht lesbar",
    ),
    "broken S/MIME": (mail([part(f"{LATIN}filename=smime.p7m", b64(signed(INNER)[:60]))]), ""),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_mail_gives_what_it_can_in_a_second(case: str) -> None:
    raw, note = HOSTILE[case]
    begin = time.process_time()
    unpacked = unpack(raw)
    assert time.process_time() - begin < 2
    assert note in " ".join(unpacked.notes)
    assert len(unpacked.parts) <= 200


def test_a_zip_member_that_swells_is_named_and_not_unpacked() -> None:
    (archive, member) = unpack(bomb()).parts
    assert archive.kind is Kind.ARCHIVE
    assert (member.size, member.note[:14]) == (0, "nicht entpackt")


def test_the_way_through_the_jail_changes_nothing() -> None:
    for raw in RAWS:
        plain, blobs = unpack_for_jail(raw, {})
        assert from_jail(json.loads(json.dumps(plain)), blobs) == unpack(raw)


def test_a_foreign_shape_from_the_jail_is_refused() -> None:
    plain, blobs = unpack_for_jail(TWO_BOOKS, {})
    with pytest.raises(ValueError, match=r"foreign shape|shorter|longer"):
        from_jail(plain, blobs[:1])
    with pytest.raises(ValueError, match="foreign shape"):
        from_jail({"fields": []}, [])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(RAWS), st.integers(0, 5000), st.binary(max_size=12))
def test_no_damage_to_a_mail_makes_the_unpacker_raise(raw: bytes, position: int, garbage: bytes) -> None:
    at = position % len(raw)
    unpack(raw[:at] + garbage + raw[at + len(garbage) :])
    unpack(raw[:at])
