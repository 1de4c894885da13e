"""Names of files and spellings of texts as mail programs really write them."""

from __future__ import annotations

from kmn_automation.mail.attachment_kind import Kind
from tests.mail.awkward_mails import (
    BOOK,
    OCTETS,
    ODS,
    OTHER,
    WRITTEN,
    XLS,
    Awkward,
    File,
    box,
    named,
    spelled,
)
from tests.mail.mails import CRLF, HEAD, TEXT, XLSX_TYPE, b64, file_part, mail, ole, part, zipped

PLAIN = "Content-Type: text/plain"
UTF8 = f"{PLAIN}; charset=utf-8"

NAMES = (
    named('; filename="Bericht.xlsx"', "Bericht.xlsx", cause="The file has a plain name, as the standard wants it."),
    named("; filename*=UTF-8''Bericht%20M%C3%BCller.xlsx", "Bericht Müller.xlsx", cause="Thunderbird writes the name in the form of RFC 2231."),
    named(
        ";\r\n filename*0*=iso-8859-1'de'Bericht%20M%FC;\r\n filename*1=ller;\r\n filename*2=\".xlsx\"", "Bericht Müller.xlsx",
        cause="Apple Mail cuts a long name into pieces, of which only the first is encoded.",
    ),
    named('; filename*1="B.xlsx"; filename*0="A-"', "A-B.xlsx", cause="A gateway sorted the pieces of the name by letters."),
    named(
        ";\r\n filename=\"Pruefung.xlsx\";\r\n filename*=UTF-8''Pr%C3%BCfung.xlsx", "Prüfung.xlsx",
        cause="A web mailer gives the name twice, for old and for new readers.",
    ),
    named("; filename*=''Bericht%20neu.xlsx", "Bericht neu.xlsx", cause="The charset of an RFC 2231 name was left empty."),
    named("; filename*=Bericht%20neu.xlsx", "Bericht neu.xlsx", cause="The charset and language of an RFC 2231 name are missing altogether."),
    named(
        "; filename*=utf-8''%3D%3FUTF-8%3FQ%3FPr%3DC3%3DBCfung.xlsx%3F%3D", "Prüfung.xlsx",
        cause="A gateway encoded a name that was encoded before.",
    ),
    named('; filename="=?utf-8?B?QmVyaWNodCBNw7xsbGVyLnhsc3g=?="', "Bericht Müller.xlsx", cause="Outlook puts an encoded word between quotes, which RFC 2047 forbids."),
    named("; filename==?iso-8859-1?Q?Pr=FCfung=2Exlsx?=", "Prüfung.xlsx", cause="An encoded word stands as a name without quotes."),
    named(
        '; filename="=?utf-8?Q?Bericht_M=C3?=\r\n\t=?utf-8?Q?=BCller.xlsx?="', "Bericht Müller.xlsx",
        cause="Outlook cuts a long name inside a letter of two bytes.",
    ),
    named('; filename="Pr\udcfcfung.xlsx"', "Prüfung.xlsx", cause="A scanner writes its name in raw Latin-1."),
    named('; filename="Prüfung.xlsx"', "Prüfung.xlsx", cause="A script writes its name in raw UTF-8."),
    named('; filename="Pru\u0308fung.xlsx"', "Prüfung.xlsx", cause="macOS writes ü as u and two dots."),
    named("; filename=Bericht 2025 neu.xlsx", "Bericht 2025 neu.xlsx", cause="A name with blanks has no quotes."),
    named(r'; filename="Bericht \"neu\"; 2025.xlsx"', 'Bericht "neu"; 2025.xlsx', cause="Quotes and a semicolon stand inside a quoted name."),
    named('; filename="Bericht.xlsx', "Bericht.xlsx", cause="The closing quote of the name is missing."),
    named('; FileName = "Bericht.xlsx" ', "Bericht.xlsx", cause="Blanks stand around the equals sign of the name."),
    named(r'; filename="C:\\Users\\anna\\..\\Bericht.xlsx"', "Bericht.xlsx", cause="An old mail program sends the whole path of the file."),
    named('; filename="../../etc/Bericht.xlsx"', "Bericht.xlsx", cause="The name tries to leave a folder."),
    named('; filename="Bericht\u202excod.xlsx"', "Berichtxcod.xlsx", cause="Hidden marks turn the direction of the name."),
    named('; filename="Ber\x00icht.xlsx"', "Bericht.xlsx", cause="A NUL stands inside the name."),
    named(f'; filename="{"x" * 300}.xlsx"', "x" * 109 + "….xlsx", cause="The name has 300 letters."),
    Awkward(
        "The disposition begins with the name, since its first word is missing.",
        mail([part(f'{OCTETS}\nContent-Disposition: filename="Bericht.xlsx"', b64(BOOK))]), (File("1", "Bericht.xlsx"),),
    ),
    Awkward(
        "The semicolon between the type and the name is missing.",
        mail([part(f'Content-Type: {XLSX_TYPE} name="Bericht.xlsx"\nContent-Transfer-Encoding: base64', b64(BOOK))]),
        (File("1", "Bericht.xlsx"),),
    ),
    Awkward(
        "Lotus Notes gives the name in the type alone.",
        mail([part(f'Content-Type: {XLSX_TYPE}; name="Bericht.xlsx"\nContent-Transfer-Encoding: base64', b64(BOOK))]),
        (File("1", "Bericht.xlsx"),),
    ),
    Awkward("The part has no name at all.", mail([part(OCTETS, b64(BOOK))]), (File("1", ""),)),
    Awkward(
        "A workbook without a name is labelled as text.",
        mail([TEXT, part(f"{PLAIN}\nContent-Transfer-Encoding: base64", b64(BOOK))]), (File("2", ""),),
    ),
    Awkward(
        "A phone calls a workbook inline and gives it an id, as if it were a picture.",
        mail([part(f'Content-Type: {XLSX_TYPE}; name="B.xlsx"\nContent-Transfer-Encoding: base64\nContent-ID: <x>\nContent-Disposition: inline', b64(BOOK))]),
        (File("1", "B.xlsx"),),
    ),
    Awkward("Two workbooks came in one mail.", mail([file_part('; filename="a.xlsx"', BOOK), file_part('; filename="b.xlsx"', OTHER)]), (File("1", "a.xlsx"), File("2", "b.xlsx", data=OTHER))),
    Awkward("A PDF is called a workbook.", mail([file_part('; filename="a.xlsx"', b"%PDF-1.7 x")]), (File("1", "a.xlsx", Kind.PDF, b"%PDF-1.7 x"),)),
    Awkward("A workbook is called a PDF.", mail([file_part('; filename="a.pdf"', BOOK, kind="application/pdf")]), (File("1", "a.pdf"),)),
    Awkward(
        "A workbook with macros is called one without.",
        mail([file_part('; filename="a.xlsx"', zipped({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}))]), (box("1", "a.xlsx", Kind.XLSM),),
    ),
    Awkward("The workbook comes from a program before 2007.", mail([file_part('; filename="a.xls"', XLS)]), (File("1", "a.xls", Kind.XLS, XLS),)),
    Awkward(
        "The workbook has a password.",
        mail([file_part('; filename="a.xlsx"', ole("EncryptionInfo", "EncryptedPackage"))]), (box("1", "a.xlsx", Kind.LOCKED_WORKBOOK),),
    ),
    Awkward("The table comes from LibreOffice.", mail([file_part('; filename="a.ods"', ODS)]), (File("1", "a.ods", Kind.ODS, ODS),)),
    Awkward("The workbook ends after its first bytes.", mail([file_part('; filename="a.xlsx"', b"PK\x03\x04 und Schluss")]), (box("1", "a.xlsx", Kind.BROKEN_WORKBOOK),)),
    Awkward("The workbook is empty.", mail([file_part('; filename="a.xlsx"', b"")]), (File("1", "a.xlsx", Kind.BROKEN_WORKBOOK, b""),)),
    Awkward("A web page is called a workbook.", mail([file_part('; filename="a.xls"', b"<html><table>")]), (File("1", "a.xls", Kind.XLS_MARKUP, b"<html><table>"),)),
)  # fmt: skip

TEXTS = (
    spelled(UTF8, "Grüße".encode(), "Grüße", cause="The text is in UTF-8, as it says."),
    spelled(PLAIN, "Grüße".encode("latin-1"), "Grüße", cause="The text is in Latin-1 and nothing says so."),
    spelled(f"{PLAIN}; charset=us-ascii", "Grüße".encode(), "Grüße", cause="The text says US-ASCII and is UTF-8."),
    spelled(f"{PLAIN}; charset=iso-8859-1", "Grüße – 5 €".encode(), "Grüße – 5 €", cause="The text says Latin-1 and is UTF-8."),
    spelled(f"{PLAIN}; charset=iso-8859-1", "„Grüße“ – 5 €".encode("cp1252"), "„Grüße“ – 5 €", cause="The text says Latin-1 and is Windows-1252, as Outlook means it."),
    spelled(UTF8, "Grüße".encode("latin-1"), "Grüße", cause="The text says UTF-8 and is Latin-1."),
    spelled(f"{PLAIN}; charset=klingon", "Grüße".encode(), "Grüße", cause="The charset does not exist."),
    spelled(f"{PLAIN}; charset=zlib", b"abc", "abc", cause="The charset names a codec that is none of text."),
    spelled(f'{PLAIN}; charset="utf-16"\nContent-Transfer-Encoding: base64', b64("Grüße".encode("utf-16")), "Grüße", cause="The text is in UTF-16, wrapped in base64."),
    spelled(f"{UTF8}\nContent-Transfer-Encoding: quoted-printable", b"Gr=c3=bc=  \r\n=C3=9Fe", "Grüße", cause="Quoted-printable has small letters and blanks behind a soft break."),
    spelled("X-Nichts: ja", b"Hallo", "Hallo", cause="The mail names no type at all."),
    Awkward("The mail has no header at all.", b"\r\nHallo", (), "Hallo"),
    Awkward("An editor saved the mail with a mark of UTF-8 in front.", b"\xef\xbb\xbf" + HEAD.encode() + f"{UTF8}\r\n\r\n".encode() + "Grüße".encode(), (), "Grüße"),
    Awkward(
        "A forwarded mail stands behind the author's own text.",
        mail([TEXT, part("Content-Type: message/rfc822", HEAD.encode() + CRLF + b"FREMD")]),
        (box("2", "", Kind.MAIL),), WRITTEN,
    ),
    Awkward("The text comes twice, plain and as HTML that says something else.", mail([TEXT, part("Content-Type: text/html", b"<b>anders</b>")], sub="alternative"), (), WRITTEN),
    Awkward(
        "A text file hangs behind the author's own text.",
        mail([TEXT, part(f"{PLAIN}\nContent-Disposition: attachment; filename=x.txt", b"FREMD")]), (File("2", "x.txt", Kind.TEXT, b"FREMD"),), WRITTEN,
    ),
    spelled(UTF8, "FREI\u200bGABE".encode(), "FREI\ufffdGABE", cause="An invisible character stands inside a word, and must be seen."),
)  # fmt: skip
