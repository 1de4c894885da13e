"""Frames that are broken or unusual, and files inside of other files."""

from __future__ import annotations

import gzip

from kmn_automation.mail.attachment_kind import Kind
from tests.mail.awkward_mails import (
    BOOK,
    INNER,
    LATIN,
    OCTETS,
    OTHER,
    PNG,
    WRITTEN,
    Awkward,
    File,
    box,
    locked_zip,
)
from tests.mail.mails import (
    CRLF,
    HEAD,
    TEXT,
    XLSX_TYPE,
    b64,
    encrypted_with_gcm,
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

A = file_part('; filename="a.xlsx"', BOOK)
B = file_part('; filename="b.xlsx"', OTHER)
HTML = part("Content-Type: text/html; charset=utf-8", b"<p>Guten Tag</p>")
PICTURE = part(
    "Content-Type: image/png; name=image001.png\nContent-Transfer-Encoding: base64\nContent-ID: <image001@01>",
    b64(PNG),
)
ONE = (File("1", "a.xlsx"),)
TWO = (File("2", "a.xlsx"),)
BINARY = workbook(b"\r\n--grenz\r\n\n\r\x00")
P7M = 'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\nContent-Transfer-Encoding: base64'
PGP = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
CUT = uuencoded("alt.xlsx", BOOK).removesuffix(b"`\r\nend\r\n")


def nested(levels: int, *, inside: bytes = b"") -> bytes:
    """A mail of so many multiparts, each inside the one before, none of them closed."""
    heads = b"".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode() for n in range(levels)
    )
    return HEAD.encode() + heads + inside


FRAMES = (
    Awkward("The closing line of the mail was lost on the way.", mail([TEXT, A], end=False), TWO, WRITTEN),
    Awkward("The header names another boundary than the body uses.", mail([TEXT, A]).replace(b'boundary="grenze"', b'boundary="andere"'), TWO),
    Awkward("The header names no boundary.", mail([TEXT, A]).replace(b'; boundary="grenze"', b""), TWO),
    Awkward("The boundary has characters that need quotes and has none.", mail([TEXT, A], boundary="=_x/y:1").replace(b'"=_x/y:1"', b"=_x/y:1"), TWO),
    Awkward("The boundary of a part begins like its parent's.", mail([multipart([TEXT, A], boundary="grenze1"), B]), (File("1.2", "a.xlsx"), File("2", "b.xlsx", data=OTHER))),
    Awkward("A text quotes the boundary in the middle of a line.", mail([part("Content-Type: text/plain", b"siehe --grenze\r\nund --grenzen\r\n"), A]), TWO),
    Awkward("Text stands in front of the first and behind the last part.", mail([A]).replace(b"\r\n\r\n--grenze", b"\r\n\r\nThis is MIME.\r\n--grenze", 1) + b"Ende\r\n", ONE),
    Awkward("The lines end in line feeds alone.", mail([TEXT, A]).replace(CRLF, b"\n"), TWO),
    Awkward("The lines end in carriage returns alone.", mail([TEXT, A]).replace(CRLF, b"\r"), TWO),
    Awkward("The mail was taken from an mbox file.", b"From anna Mon Nov  2 10:00:00 2026\r\n" + mail([A]), ONE),
    Awkward("The blank line between header and body of a part is missing.", mail([A.replace(b"\r\n\r\n", b"\r\n", 1)]), ONE),
    Awkward("Multiparts are nested in 3,000 levels, of which 30 are read.", nested(3000, inside=A), (box(".".join(["1"] * 30), "", Kind.TEXT),)),
    Awkward("Twelve levels of multiparts hold one workbook.", nested(12, inside=A), (File(".".join(["1"] * 12), "a.xlsx"),)),
    Awkward("Apple Mail hides the file in the HTML half of an alternative.", mail([TEXT, multipart([HTML, A], boundary="apple")], sub="alternative"), (File("2.2", "a.xlsx"),), WRITTEN),
    Awkward(
        "Outlook nests text, layout and pictures, and puts the file beside them.",
        mail([multipart([multipart([TEXT, HTML], boundary="alt", sub="alternative"), PICTURE], boundary="rel", sub="related"), A]),
        (File("1.2", "image001.png", Kind.IMAGE, PNG, inline=True), File("2", "a.xlsx")), WRITTEN,
    ),
    Awkward("The workbook is the whole mail.", single(f'Content-Type: {XLSX_TYPE}; name="a.xlsx"\nContent-Transfer-Encoding: base64', b64(BOOK)), ONE),
    Awkward("The encoding is written BASE64 with a blank behind it.", mail([file_part('; filename="a.xlsx"', BOOK, encoding="BASE64 ")]), ONE),
    Awkward("The encoding is followed by a comment.", mail([file_part('; filename="a.xlsx"', BOOK, encoding="base64 (MIME)")]), ONE),
    Awkward("The file is in base64 and nothing says so.", mail([file_part('; filename="a.xlsx"', BOOK, encoding="7bit")]), ONE),
    Awkward("Base64 has foreign characters and no padding.", mail([part(f"{LATIN}filename=a.xlsx", b"!!" + b64(BOOK).replace(b"=", b"").replace(CRLF, b" * \r\n"))]), ONE),
    Awkward("Base64 is one endless line.", mail([part(f"{LATIN}filename=a.xlsx", b64(BOOK).replace(CRLF, b""))]), ONE),
    Awkward("A list appended its footer to the base64 of a file.", mail([part(f"{LATIN}filename=a.xlsx", b64(BOOK) + b"\r\n-- \r\nVerteiler kmn (Abmelden: siehe Archiv)\r\n")]), ONE),
    Awkward("The file travels as raw bytes with line ends inside.", mail([part('Content-Type: application/octet-stream; name="a.xlsx"\nContent-Transfer-Encoding: binary', BINARY)]), (File("1", "a.xlsx", data=BINARY),)),
    Awkward(
        "An old Mac sends two forks of one file.",
        mail([multipart([part('Content-Type: application/applefile; name="a.xlsx"\nContent-Transfer-Encoding: base64', b64(b"\x00\x05\x16\x07" + bytes(60))), A], boundary="mac", sub="appledouble")]),
        (File("1.1", "a.xlsx", Kind.OTHER, b"\x00\x05\x16\x07" + bytes(60), inline=True), File("1.2", "a.xlsx")),
    ),
    Awkward("The mail is the first half of two.", single("Content-Type: message/partial; id=x; number=1; total=2", b"x"), (box("1", "", Kind.TEXT),)),
    Awkward("The file lies on a server and not in the mail.", mail([part('Content-Type: message/external-body; access-type=URL; URL="https://x.example/a.xlsx"', b"Content-Type: application/octet-stream\r\n\r\n")]), (box("1", "", Kind.TEXT),)),
)  # fmt: skip

CONTAINERS = (
    Awkward("A mail was forwarded as an attachment.", mail([TEXT, part("Content-Type: message/rfc822", INNER)]), (box("2", "", Kind.MAIL), File("2.2", "innen.xlsx")), WRITTEN),
    Awkward("A gateway wrapped the forwarded mail in base64, which RFC 2046 forbids.", mail([part("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64", b64(INNER))]), (box("1", "", Kind.MAIL), File("1.2", "innen.xlsx"))),
    Awkward("A saved mail was attached as an unknown file.", mail([part(f'{LATIN}filename="WG.eml"', b64(INNER))]), (box("1", "WG.eml", Kind.MAIL), File("1.2", "innen.xlsx"))),
    Awkward(
        "A forwarded mail was forwarded again.",
        mail([part("Content-Type: message/rfc822", mail([TEXT, part("Content-Type: message/rfc822", INNER)], boundary="mitte"))]),
        (box("1", "", Kind.MAIL), box("1.2", "", Kind.MAIL), File("1.2.2", "innen.xlsx")),
    ),
    Awkward("A list collected mails in a digest without types.", mail([b"\r\n" + INNER], sub="digest"), (box("1", "", Kind.MAIL), File("1.2", "innen.xlsx"))),
    Awkward("The mail was saved by Outlook in its own format.", mail([file_part('; filename="a.msg"', ole("__properties_version1.0"))]), (box("1", "a.msg", Kind.OUTLOOK_MAIL),)),
    Awkward(
        "The files are packed with a folder and a picture.",
        mail([file_part('; filename="Berichte.zip"', zipped({"a.xlsx": BOOK, "x/b.xlsx": OTHER, "logo.png": PNG}), kind="application/zip")]),
        (box("1", "Berichte.zip", Kind.ARCHIVE), File("1.1", "a.xlsx"), File("1.2", "b.xlsx", data=OTHER), File("1.3", "logo.png", Kind.IMAGE, PNG)),
    ),
    Awkward("macOS packs a shadow beside each file.", mail([file_part('; filename="a.zip"', zipped({"ä.xlsx": BOOK, "__MACOSX/._ä.xlsx": b"x"}))]), (box("1", "a.zip", Kind.ARCHIVE), File("1.1", "ä.xlsx"))),
    Awkward("An archive lies inside an archive.", mail([file_part('; filename="a.zip"', zipped({"b.zip": zipped({"c.xlsx": BOOK})}))]), (box("1", "a.zip", Kind.ARCHIVE), box("1.1", "b.zip", Kind.ARCHIVE), File("1.1.1", "c.xlsx"))),
    Awkward("The archive has a password.", mail([file_part('; filename="a.zip"', locked_zip())]), (box("1", "a.zip", Kind.ARCHIVE), File("1.1", "geheim.xlsx", Kind.LOCKED_ARCHIVE, b""))),
    Awkward("A mail with the file was packed.", mail([file_part('; filename="a.zip"', zipped({"WG.eml": INNER}))]), (box("1", "a.zip", Kind.ARCHIVE), box("1.1", "WG.eml", Kind.MAIL), File("1.1.2", "innen.xlsx"))),
    Awkward("The archive is of a kind that we do not open.", mail([file_part('; filename="a.xlsx.gz"', gzip.compress(BOOK, mtime=0))]), (box("1", "a.xlsx.gz", Kind.ARCHIVE),)),
    Awkward("Outlook wraps the file in a winmail.dat.", mail([TEXT, part(f"{LATIN}filename=winmail.dat", b64(tnef("Bericht Müller.xlsx", BOOK)))]), (box("2", "winmail.dat", Kind.TNEF), File("2.1", "Bericht Müller.xlsx"))),
    Awkward("The winmail.dat is the whole mail.", single("Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64", b64(tnef("B.xlsx", BOOK))), (box("1", "", Kind.TNEF), File("1.1", "B.xlsx"))),
    Awkward("A gateway gave the winmail.dat another name.", mail([part(f"{LATIN}filename=ATT00001.bin", b64(tnef("B.xlsx", BOOK)))]), (box("1", "ATT00001.bin", Kind.TNEF), File("1.1", "B.xlsx"))),
    Awkward("An archive lies inside a winmail.dat.", mail([part(f"{LATIN}filename=winmail.dat", b64(tnef("a.zip", zipped({"c.xlsx": BOOK}))))]), (box("1", "winmail.dat", Kind.TNEF), box("1.1", "a.zip", Kind.ARCHIVE), File("1.1.1", "c.xlsx"))),
    Awkward("The file stands uuencoded in the text.", single("Content-Type: text/plain", b"Guten Tag\r\n\r\n" + uuencoded("alt.xlsx", BOOK)), (File("1.1", "alt.xlsx"),), "Guten Tag"),
    Awkward("Two files stand uuencoded in one text.", single("Content-Type: text/plain", uuencoded("a.xlsx", BOOK) + b"und\r\n" + uuencoded("b.xlsx", OTHER)), (File("1.1", "a.xlsx"), File("1.2", "b.xlsx", data=OTHER)), "und"),
    Awkward("The uuencoded file has lost its last line.", single("Content-Type: text/plain", b"Hallo\r\n" + CUT), (File("1.1", "alt.xlsx"),), "Hallo"),
    Awkward("Uuencode is named as the encoding of the part.", mail([part('Content-Type: application/octet-stream; name="a.xlsx"\nContent-Transfer-Encoding: x-uuencode', uuencoded("x", BOOK))]), ONE),
    Awkward("The mail is signed so that only S/MIME programs can read it.", mail([part(P7M, b64(signed(INNER)))]), (box("1", "smime.p7m", Kind.SIGNED), File("1.2", "innen.xlsx")), WRITTEN),
    Awkward("The opaque signature is the whole mail.", HEAD.encode() + part(P7M, b64(signed(INNER))), (box("1", "smime.p7m", Kind.SIGNED), File("1.2", "innen.xlsx")), WRITTEN),
    Awkward("The opaque signature is written in pieces (BER).", mail([part(f"{LATIN}filename=smime.p7m", b64(signed(INNER, pieces=True)))]), (box("1", "smime.p7m", Kind.SIGNED), File("1.2", "innen.xlsx"))),
    Awkward(
        "The mail is signed in the open.",
        mail([INNER.removeprefix(HEAD.encode()), part("Content-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64", b64(signed(b"")))], sub="signed"),
        (File("1.2", "innen.xlsx"), box("2", "", Kind.SIGNATURE)), WRITTEN,
    ),
    Awkward("The mail is encrypted with S/MIME.", mail([part(f"{LATIN}filename=smime.p7m", b64(signed(INNER, secret=True)))]), (box("1", "smime.p7m", Kind.ENCRYPTED),)),
    Awkward("A newer Outlook encrypts with AES-GCM, which has another number.", mail([part(f"{LATIN}filename=smime.p7m", b64(encrypted_with_gcm(INNER)))]), (box("1", "smime.p7m", Kind.ENCRYPTED),)),
    Awkward("The mail is encrypted with PGP/MIME.", mail([part("Content-Type: application/pgp-encrypted", b"Version: 1\r\n"), part(f"{OCTETS.replace('base64', '7bit')}; name=encrypted.asc", PGP)], sub="encrypted"), (box("1", "", Kind.TEXT), box("2", "", Kind.ENCRYPTED))),
    Awkward("The text itself is a PGP message.", single("Content-Type: text/plain", PGP), (box("1", "", Kind.ENCRYPTED),)),
)  # fmt: skip
