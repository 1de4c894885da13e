from __future__ import annotations

import email
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.unpack import from_jail, unpack, unpack_for_jail
from tests.mail.mails import (
    CRLF,
    HEAD,
    TEXT,
    XLSX_TYPE,
    b64,
    file_part,
    mail,
    multipart,
    ole,
    part,
    signed,
    single,
    tnef,
    uuencoded,
    workbook,
    zipped,
)

BOOK = workbook()
OTHER = workbook(b"<workbook>2</workbook>")
ODS = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" + bytes(50)
LATIN = "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; "
INNER = mail([TEXT, file_part('; filename="innen.xlsx"', BOOK)], boundary="innen")
LOCKED_ZIP = bytearray(zipped({"geheim.xlsx": BOOK}))
LOCKED_ZIP[6] |= 1
LOCKED_ZIP[LOCKED_ZIP.rfind(b"PK\x01\x02") + 8] |= 1

# name of the case → (mail, [(path, name, kind)]) ; every file with kind XLSX holds exactly BOOK or OTHER
MUSEUM: dict[str, tuple[bytes, list[tuple[str, str, Kind]]]] = {
    "plain attachment": (mail([TEXT, file_part('; filename="Bericht.xlsx"', BOOK)]), [("2", "Bericht.xlsx", Kind.XLSX)]),
    "two workbooks": (
        mail([TEXT, file_part('; filename="a.xlsx"', BOOK), file_part('; filename="b.xlsx"', OTHER)]),
        [("2", "a.xlsx", Kind.XLSX), ("3", "b.xlsx", Kind.XLSX)],
    ),
    "name in RFC 2231": (
        mail([file_part("; filename*=UTF-8''Bericht%20M%C3%BCller.xlsx", BOOK)]), [("1", "Bericht Müller.xlsx", Kind.XLSX)],
    ),
    "name in RFC 2231 pieces": (
        mail([file_part(";\r\n filename*0*=iso-8859-1'de'Bericht%20M%FC;\r\n filename*1=ller;\r\n filename*2=\".xlsx\"", BOOK)]),
        [("1", "Bericht Müller.xlsx", Kind.XLSX)],
    ),
    "name in pieces in the wrong order": (
        mail([file_part('; filename*1="B.xlsx"; filename*0="A-"', BOOK)]), [("1", "A-B.xlsx", Kind.XLSX)],
    ),
    "encoded word in quotes": (
        mail([file_part('; filename="=?utf-8?B?QmVyaWNodCBNw7xsbGVyLnhsc3g=?="', BOOK)]), [("1", "Bericht Müller.xlsx", Kind.XLSX)],
    ),
    "encoded words cut inside a character": (
        mail([file_part('; filename="=?utf-8?Q?Bericht_M=C3?= =?utf-8?Q?=BCller.xlsx?="', BOOK)]),
        [("1", "Bericht Müller.xlsx", Kind.XLSX)],
    ),
    "raw Latin-1 name": (
        mail([file_part('; filename="Pr\udcfcfung.xlsx"', BOOK)]), [("1", "Prüfung.xlsx", Kind.XLSX)],
    ),
    "raw UTF-8 name": (mail([file_part('; filename="Prüfung.xlsx"', BOOK)]), [("1", "Prüfung.xlsx", Kind.XLSX)]),
    "name with blanks and no quotes": (
        mail([file_part("; filename=Bericht 2025 neu.xlsx", BOOK)]), [("1", "Bericht 2025 neu.xlsx", Kind.XLSX)],
    ),
    "name only in Content-Type": (
        mail([part(f'Content-Type: {XLSX_TYPE}; name="Bericht.xlsx"\nContent-Transfer-Encoding: base64', b64(BOOK))]),
        [("1", "Bericht.xlsx", Kind.XLSX)],
    ),
    "no name at all": (
        mail([part("Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64", b64(BOOK))]),
        [("1", "", Kind.XLSX)],
    ),
    "nameless and labelled as text": (
        mail([TEXT, part("Content-Type: text/plain\nContent-Transfer-Encoding: base64", b64(BOOK))]), [("2", "", Kind.XLSX)],
    ),
    "inline with Content-ID": (
        mail([part(f'Content-Type: {XLSX_TYPE}; name="B.xlsx"\nContent-Transfer-Encoding: base64\nContent-ID: <x>\nContent-Disposition: inline', b64(BOOK))]),
        [("1", "B.xlsx", Kind.XLSX)],
    ),
    "path in the name": (
        mail([file_part('; filename="C:\\\\Users\\\\anna\\\\..\\\\Bericht.xlsx"', BOOK)]), [("1", "Bericht.xlsx", Kind.XLSX)],
    ),
    "hidden direction marks in the name": (
        mail([file_part('; filename="Bericht\u202excod.xlsx"', BOOK)]), [("1", "Berichtxcod.xlsx", Kind.XLSX)],
    ),
    "BASE64 with a blank": (
        mail([file_part('; filename="a.xlsx"', BOOK, encoding="BASE64 ")]), [("1", "a.xlsx", Kind.XLSX)],
    ),
    "base64 with foreign characters and no padding": (
        mail([part(f"{LATIN}filename=a.xlsx", b"!!" + b64(BOOK).replace(b"=", b"").replace(b"\r\n", b" * \r\n"))]),
        [("1", "a.xlsx", Kind.XLSX)],
    ),
    "single part mail that is the workbook": (
        single(f'Content-Type: {XLSX_TYPE}; name="a.xlsx"\nContent-Transfer-Encoding: base64', b64(BOOK)),
        [("1", "a.xlsx", Kind.XLSX)],
    ),
    "forwarded as message/rfc822": (
        mail([TEXT, part("Content-Type: message/rfc822", INNER)]),
        [("2", "", Kind.MAIL), ("2.2", "innen.xlsx", Kind.XLSX)],
    ),
    "forwarded in base64": (
        mail([part("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64", b64(INNER))]),
        [("1", "", Kind.MAIL), ("1.2", "innen.xlsx", Kind.XLSX)],
    ),
    "forwarded as .eml": (
        mail([part(f'{LATIN}filename="WG.eml"', b64(INNER))]),
        [("1", "WG.eml", Kind.MAIL), ("1.2", "innen.xlsx", Kind.XLSX)],
    ),
    "zip with two workbooks and a picture": (
        mail([file_part('; filename="Berichte.zip"', zipped({"a.xlsx": BOOK, "x/b.xlsx": OTHER, "logo.png": b"\x89PNG"}), kind="application/zip")]),
        [("1", "Berichte.zip", Kind.ARCHIVE), ("1.1", "a.xlsx", Kind.XLSX), ("1.2", "b.xlsx", Kind.XLSX), ("1.3", "logo.png", Kind.IMAGE)],
    ),
    "zip in zip": (
        mail([file_part('; filename="a.zip"', zipped({"b.zip": zipped({"c.xlsx": BOOK})}))]),
        [("1", "a.zip", Kind.ARCHIVE), ("1.1", "b.zip", Kind.ARCHIVE), ("1.1.1", "c.xlsx", Kind.XLSX)],
    ),
    "zip with a password": (
        mail([file_part('; filename="a.zip"', bytes(LOCKED_ZIP))]),
        [("1", "a.zip", Kind.ARCHIVE), ("1.1", "geheim.xlsx", Kind.LOCKED_ARCHIVE)],
    ),
    "winmail.dat": (
        mail([TEXT, part(f"{LATIN}filename=winmail.dat", b64(tnef("Bericht Müller.xlsx", BOOK)))]),
        [("2", "winmail.dat", Kind.TNEF), ("2.1", "Bericht Müller.xlsx", Kind.XLSX)],
    ),
    "winmail.dat as the whole mail": (
        single("Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64", b64(tnef("B.xlsx", BOOK))),
        [("1", "", Kind.TNEF), ("1.1", "B.xlsx", Kind.XLSX)],
    ),
    "uuencode in the text": (
        single("Content-Type: text/plain", b"Guten Tag\r\n\r\n" + uuencoded("alt.xlsx", BOOK)), [("1.1", "alt.xlsx", Kind.XLSX)],
    ),
    "uuencode as transfer encoding": (
        mail([part('Content-Type: application/octet-stream; name="a.xlsx"\nContent-Transfer-Encoding: x-uuencode', uuencoded("x", BOOK))]),
        [("1", "a.xlsx", Kind.XLSX)],
    ),
    "opaque S/MIME": (
        mail([part('Content-Type: application/pkcs7-mime; name="smime.p7m"\nContent-Transfer-Encoding: base64', b64(signed(INNER)))]),
        [("1", "smime.p7m", Kind.SIGNED), ("1.2", "innen.xlsx", Kind.XLSX)],
    ),
    "opaque S/MIME in BER pieces": (
        mail([part(f"{LATIN}filename=smime.p7m", b64(signed(INNER, pieces=True)))]),
        [("1", "smime.p7m", Kind.SIGNED), ("1.2", "innen.xlsx", Kind.XLSX)],
    ),
    "encrypted S/MIME": (
        mail([part(f"{LATIN}filename=smime.p7m", b64(signed(INNER, secret=True)))]), [("1", "smime.p7m", Kind.ENCRYPTED)],
    ),
    "clear S/MIME": (
        mail([INNER.removeprefix(HEAD.encode()), part("Content-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64", b64(signed(b"")))], sub="signed"),
        [("1.2", "innen.xlsx", Kind.XLSX), ("2", "", Kind.SIGNATURE)],
    ),
    "no end boundary": (
        mail([TEXT, file_part('; filename="a.xlsx"', BOOK)], end=False), [("2", "a.xlsx", Kind.XLSX)],
    ),
    "wrong boundary": (
        mail([TEXT, file_part('; filename="a.xlsx"', BOOK)]).replace(b'boundary="grenze"', b'boundary="andere"'),
        [("2", "a.xlsx", Kind.XLSX)],
    ),
    "boundary that begins like its parent's": (
        mail([multipart([TEXT, file_part('; filename="a.xlsx"', BOOK)], boundary="grenze1"), file_part('; filename="b.xlsx"', OTHER)]),
        [("1.2", "a.xlsx", Kind.XLSX), ("2", "b.xlsx", Kind.XLSX)],
    ),
    "boundary quoted inside a line": (
        mail([part("Content-Type: text/plain", b"siehe --grenze\r\nund --grenze--\r\n"), file_part('; filename="a.xlsx"', BOOK)]),
        [("2", "a.xlsx", Kind.XLSX)],
    ),
    "bare line feeds": (
        mail([TEXT, file_part('; filename="a.xlsx"', BOOK)]).replace(CRLF, b"\n"), [("2", "a.xlsx", Kind.XLSX)],
    ),
    "bare carriage returns": (
        mail([TEXT, file_part('; filename="a.xlsx"', BOOK)]).replace(CRLF, b"\r"), [("2", "a.xlsx", Kind.XLSX)],
    ),
    "mbox envelope line in front": (
        b"From anna Mon Nov  2 10:00:00 2026\r\n" + mail([file_part('; filename="a.xlsx"', BOOK)]), [("1", "a.xlsx", Kind.XLSX)],
    ),
    "xlsm called xlsx": (
        mail([file_part('; filename="a.xlsx"', zipped({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}))]), [("1", "a.xlsx", Kind.XLSM)],
    ),
    "old xls": (mail([file_part('; filename="a.xls"', ole("Workbook"))]), [("1", "a.xls", Kind.XLS)]),
    "workbook with a password": (
        mail([file_part('; filename="a.xlsx"', ole("EncryptionInfo", "EncryptedPackage"))]), [("1", "a.xlsx", Kind.LOCKED_WORKBOOK)],
    ),
    "ods": (mail([file_part('; filename="a.ods"', ODS)]), [("1", "a.ods", Kind.ODS)]),
    "outlook message": (mail([file_part('; filename="a.msg"', ole("__properties_version1.0"))]), [("1", "a.msg", Kind.OUTLOOK_MAIL)]),
    "cut off workbook": (mail([file_part('; filename="a.xlsx"', b"PK\x03\x04 und Schluss")]), [("1", "a.xlsx", Kind.BROKEN_WORKBOOK)]),
    "empty workbook": (mail([file_part('; filename="a.xlsx"', b"")]), [("1", "a.xlsx", Kind.BROKEN_WORKBOOK)]),
    "html called xls": (mail([file_part('; filename="a.xls"', b"<html><table>")]), [("1", "a.xls", Kind.XLS_MARKUP)]),
    "pdf called xlsx": (mail([file_part('; filename="a.xlsx"', b"%PDF-1.7 x")]), [("1", "a.xlsx", Kind.PDF)]),
}  # fmt: skip


@pytest.mark.parametrize("case", MUSEUM)
def test_an_awkward_mail_gives_the_expected_files(case: str) -> None:
    raw, expected = MUSEUM[case]
    unpacked = unpack(raw)
    assert [(each.path, each.name, each.kind) for each in unpacked.parts] == expected
    for each in unpacked.parts:
        if each.kind is Kind.XLSX:
            assert each.data in {BOOK, OTHER}


TEXTS = {
    "utf-8": (single("Content-Type: text/plain; charset=utf-8", "Grüße".encode()), "Grüße"),
    "latin-1 without a word about it": (single("Content-Type: text/plain", "Grüße".encode("latin-1")), "Grüße"),
    "wrong charset": (single("Content-Type: text/plain; charset=klingon", "Grüße".encode()), "Grüße"),
    "charset that is no text": (single("Content-Type: text/plain; charset=zlib", b"abc"), "abc"),
    "quoted-printable": (
        single("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable", b"Gr=C3=BC=\r\n=C3=9Fe"),
        "Grüße",
    ),
    "no Content-Type": (HEAD.encode() + b"\r\nHallo", "Hallo"),
    "no header at all": (b"\r\nHallo", "Hallo"),
    "alternative takes the plain one": (
        mail([TEXT, part("Content-Type: text/html", b"<b>anders</b>")], sub="alternative"), "Guten Tag,\nanbei der Nachweis.",
    ),
    "forwarded mail is not own text": (
        mail([TEXT, part("Content-Type: message/rfc822", HEAD.encode() + b"\r\nFREMD")]), "Guten Tag,\nanbei der Nachweis.",
    ),
    "text attachment is not own text": (
        mail([TEXT, part("Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt", b"FREMD")]),
        "Guten Tag,\nanbei der Nachweis.",
    ),
    "invisible character stays visible": (single("Content-Type: text/plain; charset=utf-8", "FREI\u200bGABE".encode()), "FREI\ufffdGABE"),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
def test_the_authors_text_is_read(case: str) -> None:
    raw, expected = TEXTS[case]
    assert unpack(raw).text.strip() == expected


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


def nested(levels: int) -> bytes:
    heads = b"".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode() for n in range(levels)
    )
    return HEAD.encode() + heads


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
    for raw, _ in MUSEUM.values():
        plain, blobs = unpack_for_jail(raw, {})
        assert from_jail(json.loads(json.dumps(plain)), blobs) == unpack(raw)


def test_a_foreign_shape_from_the_jail_is_refused() -> None:
    plain, blobs = unpack_for_jail(MUSEUM["two workbooks"][0], {})
    with pytest.raises(ValueError, match=r"foreign shape|shorter|longer"):
        from_jail(plain, blobs[:1])
    with pytest.raises(ValueError, match="foreign shape"):
        from_jail({"fields": []}, [])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(MUSEUM)), st.integers(0, 5000), st.binary(max_size=12))
def test_no_damage_to_a_mail_makes_the_unpacker_raise(case: str, position: int, garbage: bytes) -> None:
    raw = MUSEUM[case][0]
    at = position % len(raw)
    unpack(raw[:at] + garbage + raw[at + len(garbage) :])
    unpack(raw[:at])


@pytest.mark.parametrize(
    "case", ["plain attachment", "two workbooks", "name in RFC 2231", "clear S/MIME", "bare line feeds"]
)
def test_well_formed_mails_are_read_as_the_standard_library_reads_them(case: str) -> None:
    raw = MUSEUM[case][0]
    theirs = [
        each.get_payload(decode=True) for each in email.message_from_bytes(raw).walk() if each.get_filename()
    ]
    ours = [each.data for each in unpack(raw).parts if each.name]
    assert ours == theirs
