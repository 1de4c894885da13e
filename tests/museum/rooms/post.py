"""The ways a workbook is wrapped by mail programs; inside is the good form, and it is read whole."""

from __future__ import annotations

import binascii

from tests.mail.mails import (
    TEXT,
    XLSX_TYPE,
    b64,
    file_part,
    mail,
    part,
    single,
    tnef,
    uuencoded,
)
from tests.mail.mails import zipped as archive
from tests.museum.clean_form import good_form
from tests.museum.exhibit import Room

ROOM = Room("Verpackungen der Post")


def attached(
    words: str = '; filename="Bericht.xlsx"', data: bytes | None = None, kind: str = XLSX_TYPE
) -> bytes:
    """A mail with a text and one file."""
    return mail([TEXT, file_part(words, good_form() if data is None else data, kind=kind)])


@ROOM.file("anhang", "Der Bericht hängt an, wie es sich gehört.", sent="mail")
def _() -> bytes:
    return attached()


@ROOM.file("ohne_namen", "Der Anhang hat keinen Dateinamen.", sent="mail")
def _() -> bytes:
    return attached("", kind="application/octet-stream")


@ROOM.file("falscher_name", "Der Anhang heißt Bericht.pdf und ist eine Arbeitsmappe.", sent="mail")
def _() -> bytes:
    return attached('; filename="Bericht.pdf"', kind="application/pdf")


@ROOM.file("name_mit_umlauten", "Der Dateiname hat Umlaute und kommt in Stücken (RFC 2231).", sent="mail")
def _() -> bytes:
    return attached("; filename*0*=UTF-8''Pr%C3%BCf; filename*1*=bericht%20f%C3%BCr%202025.xlsx")


@ROOM.file("name_sehr_lang", "Der Dateiname hat 300 Zeichen.", sent="mail")
def _() -> bytes:
    return attached(f'; filename="{"B" * 295}.xlsx"')


@ROOM.file("im_zip", "Die Arbeitsmappe steckt in einem ZIP-Archiv.", sent="mail")
def _() -> bytes:
    return attached('; filename="Bericht.zip"', archive({"Bericht.xlsx": good_form()}), "application/zip")


@ROOM.file("im_zip_im_zip", "Die Arbeitsmappe steckt in einem Archiv in einem Archiv.", sent="mail")
def _() -> bytes:
    inner = archive({"Unterlagen/Bericht.xlsx": good_form()})
    return attached(
        '; filename="alles.zip"', archive({"Unterlagen.zip": inner, "lies.txt": b"x"}), "application/zip"
    )


@ROOM.file("winmail", "Outlook hat alles in winmail.dat verpackt.", sent="mail")
def _() -> bytes:
    return attached('; filename="winmail.dat"', tnef("Bericht.xlsx", good_form()), "application/ms-tnef")


@ROOM.file("weitergeleitet", "Die Nachricht mit dem Bericht wurde als Anlage weitergeleitet.", sent="mail")
def _() -> bytes:
    return mail([TEXT, part("Content-Type: message/rfc822", attached())])


@ROOM.file("zweimal_weitergeleitet", "Die Nachricht wurde zweimal als Anlage weitergeleitet.", sent="mail")
def _() -> bytes:
    inner = mail([TEXT, part("Content-Type: message/rfc822", attached())])
    return mail([TEXT, part("Content-Type: message/rfc822", inner)])


@ROOM.file("nur_die_datei", "Die Nachricht besteht nur aus der Datei, ohne Text.", sent="mail")
def _() -> bytes:
    return single(f"Content-Type: {XLSX_TYPE}\nContent-Transfer-Encoding: base64", b64(good_form()))


@ROOM.file("uuencode", "Ein altes Programm hat die Datei mit uuencode in den Text geschrieben.", sent="mail")
def _() -> bytes:
    return single("Content-Type: text/plain", b"Guten Tag\r\n\r\n" + uuencoded("Bericht.xlsx", good_form()))


@ROOM.file("quoted_printable", "Die Datei ist als druckbarer Text kodiert (quoted-printable).", sent="mail")
def _() -> bytes:
    headers = f'Content-Type: {XLSX_TYPE}\nContent-Transfer-Encoding: quoted-printable\nContent-Disposition: attachment; filename="b.xlsx"'
    return mail([TEXT, part(headers, binascii.b2a_qp(good_form(), istext=False).replace(b"\n", b"\r\n"))])


@ROOM.file("ohne_ende", "Das letzte Trennzeichen der Nachricht fehlt.", sent="mail")
def _() -> bytes:
    return mail([TEXT, file_part('; filename="Bericht.xlsx"', good_form())], end=False)
