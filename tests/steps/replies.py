"""Replies to a request for release as raw mails: 100 genuine ones of 20 mail programs, and more than 60 that must not count."""

from __future__ import annotations

import base64
import quopri
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kmn_automation.model.register import Coordinator
from tests.steps.bench import OFFICE

AUTHSERV = "mail.kmn.test"
QUOTE_DE = "Am 04.05.2026 um 09:00 schrieb Koordinierungsstelle KMN <kmn@kmn.test>:\n> Einverstanden? Dann steht in der ersten Zeile nur das Wort FREIGABE\n> und sonst nichts.\n"
QUOTE_EN = "On Mon, May 4, 2026 at 9:00 AM Koordinierungsstelle KMN <kmn@kmn.test> wrote:\n\n> FREIGABE\n> und sonst nichts.\n"
HEAD_DE = "Von: Koordinierungsstelle KMN <kmn@kmn.test>\nGesendet: Montag, 4. Mai 2026 09:00\nAn: Wiebke\nBetreff: Freigabe erbeten\n\nFREIGABE und sonst nichts.\n"
HEAD_EN = "From: Koordinierungsstelle KMN <kmn@kmn.test>\nSent: Monday, May 4, 2026 9:00 AM\nTo: Wiebke\nSubject: Freigabe erbeten\n\nFREIGABE\n"
DISCLAIMER = "Diese Nachricht ist vertraulich. This e-mail may contain confidential information."


@dataclass(frozen=True)
class Reply:
    """What a person sends: header and content lines; `stamp` is what our own server found about the origin."""

    sender: str
    subject: str
    text: str = ""
    html: str = ""
    more: str = ""
    stamp: str = "dmarc=pass header.from=kmn.test"
    charset: str = "utf-8"
    transfer: str = "8bit"
    extra: str = ""
    """More parts of a multipart/mixed, finished."""

    def raw(self) -> bytes:
        stamp = f"Authentication-Results: {AUTHSERV}; {self.stamp}\n" if self.stamp else ""
        to = "" if "To:" in self.more else f"To: {OFFICE}\n"
        head = f"{stamp}{self.sender}\n{to}Subject: {self.subject}\nMessage-ID: <{zlib.crc32(repr(self).encode())}@kmn.test>\n{self.more}MIME-Version: 1.0\n"
        return (head.encode() + self._body()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    def _body(self) -> bytes:
        if not self.html and not self.extra:
            return self._part("plain", self.text)
        if self.html and not self.text and not self.extra:
            return self._part("html", self.html)
        parts = [self._part("plain", self.text)] if self.text else []
        if self.html:
            parts.append(self._part("html", self.html))
        inner = _multi("alternative", "a1", parts) if self.html else parts[0] if parts else b""
        if not self.extra:
            return inner
        return _multi("mixed", "m1", [*([inner] if inner else []), self.extra.encode()])

    def _part(self, kind: str, text: str) -> bytes:
        data = text.encode(self.charset)
        if self.transfer == "base64":
            data = base64.encodebytes(data)
        elif self.transfer == "quoted-printable":
            data = quopri.encodestring(data)
        head = f"Content-Type: text/{kind}; charset={self.charset}\nContent-Transfer-Encoding: {self.transfer}\n\n"
        return head.encode() + data + b"\n"


def _multi(sub: str, mark: str, parts: list[bytes]) -> bytes:
    pieces = b"".join(b"--" + mark.encode() + b"\n" + each + b"\n" for each in parts)
    return (
        f'Content-Type: multipart/{sub}; boundary="{mark}"\n\n'.encode() + pieces + f"--{mark}--\n".encode()
    )


def html_of(text: str) -> str:
    lines = "".join(f"<p class=MsoNormal>{line or '&nbsp;'}</p>" for line in text.split("\n"))
    return f"<html><head><style>p{{margin:0}}</style></head><body>{lines}</body></html>"


# ---- genuine replies ----------------------------------------------------------------------------------

Client = Callable[[str, str, str], Reply]
"""From line, subject of the request, own text → the reply as that program sends it."""


def _client(prefix: str, below: str, *, html: bool = False, end: str = "", **more: str) -> Client:
    def build(sender: str, subject: str, own: str) -> Reply:
        text = f"{own}{end}\n\n{below}"
        return Reply(sender, f"{prefix}{subject}", text, html_of(text) if html else "", **more)

    return build


def _smime(sender: str, subject: str, own: str) -> Reply:
    signature = 'Content-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\n\nMIIB\n'
    return Reply(sender, f"AW: {subject}", f"{own}\n\n{HEAD_DE}", extra=signature)


def _picture(sender: str, subject: str, own: str) -> Reply:
    logo = "Content-Type: image/png; name=logo.png\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=logo.png\n\niVBORw0KGgo=\n"
    return Reply(sender, f"AW: {subject}", f"{own}\n\n{HEAD_DE}", extra=logo)


def _folded(sender: str, subject: str, own: str) -> Reply:
    half = len(subject) - 45
    words = (
        f"=?utf-8?B?{base64.b64encode(each.encode()).decode()}?="
        for each in ("AW: " + subject[:half], subject[half:])
    )
    return Reply(sender, "\n ".join(words), f"{own}\n\n{QUOTE_DE}")


CLIENTS: Mapping[str, Client] = {
    "Outlook, German": _client("AW: ", HEAD_DE, html=True, charset="iso-8859-1", transfer="quoted-printable"),
    "Outlook, English": _client("RE: ", HEAD_EN, html=True, transfer="base64"),
    "Outlook, old quote": _client("AW: ", "-----Ursprüngliche Nachricht-----\n" + HEAD_DE),
    "Outlook, English old quote": _client("RE: ", "-----Original Message-----\n" + HEAD_EN, more="Thread-Topic: x\n"),
    "Outlook on the web": _client("AW: ", "________________________________\n" + HEAD_DE, html=True),
    "Outlook on a phone": _client("AW: ", HEAD_DE, html=True, end="\n\nOutlook für iOS beziehen<https://aka.example/x>"),
    "Outlook with the bar [EXTERN]": _client("AW: [EXTERN] ", HEAD_DE, html=True, charset="windows-1252", transfer="quoted-printable"),
    "Thunderbird": _client("Re: ", QUOTE_DE, more="User-Agent: Mozilla Thunderbird\n"),
    "Thunderbird, English": _client("Re: ", QUOTE_EN, transfer="base64"),
    "Thunderbird, flowed": _client("Re: ", QUOTE_DE.replace("\n", " \n"), more="X-Format: flowed\n"),
    "Apple Mail": _client("Re: ", QUOTE_DE, html=True, transfer="quoted-printable"),
    "iPhone": _client("Re: ", QUOTE_DE, end="\n\nVon meinem iPhone gesendet"),
    "Android": _client("Re: ", QUOTE_EN, html=True, end="\n\nGesendet von meinem Handy"),
    "web mail": _client("Aw: ", "Gesendet: Montag, 04. Mai 2026 um 09:00 Uhr\n" + HEAD_DE, html=True),
    "ticket system": _client("[#4711] AW: ", QUOTE_DE),
    "Roundcube": _client("Re: ", "\n" + QUOTE_DE, transfer="quoted-printable"),
    "signed": _smime,
    "with a logo": _picture,
    "folded subject": _folded,
    "answered twice": _client("AW: WG: AW: ", HEAD_DE + "\n" + HEAD_DE, end="\n\n-- \nMareile Nebelkrähe\nKoordinierungsstelle"),
}  # fmt: skip
WORDINGS: Mapping[str, tuple[str, str]] = {
    "the bare word": ("FREIGABE", "Freigabe"),
    "with greeting and name": ("FREIGABE\n\nMit freundlichen Grüßen\nWiebke Sternschnuppe\nKoordination", "Freigabe"),
    "with blanks and a disclaimer": (f"\n\n  FREIGABE \u00a0\n\n-- \nW. S.\n{DISCLAIMER}", "Freigabe"),
    "refused with umlauts": ("ABLEHNUNG: Die Anrede für Frau Süßholzer ist falsch.\n\nViele Grüße\nWiebke", "Ablehnung"),
    "with a remark": ("FREIGABE\n\nDanke, das ging schnell! Bitte Frau Öztürk noch anrufen.", "Freigabe"),
}  # fmt: skip
BOTTOM = "bottom post"
HTML_ONLY = "HTML only"


def genuine(person: Coordinator, subject: str) -> Iterator[tuple[str, bytes, str]]:
    """Name, raw mail and expected decision of exactly 100 replies; two of them are asked back."""
    sender = f"From: {person.name} <{person.email}>"
    for client, build in CLIENTS.items():
        for wording, (own, decision) in WORDINGS.items():
            name = f"{client}, {wording}"
            if name == "Roundcube, with a remark":
                yield BOTTOM, Reply(sender, f"Re: {subject}", f"{QUOTE_DE}\nFREIGABE\n").raw(), "unklar"
            elif name == "Android, with a remark":
                yield HTML_ONLY, Reply(sender, f"Re: {subject}", html=html_of(own)).raw(), "unklar"
            else:
                yield name, build(sender, subject, own).raw(), decision


NEARLY = [
    "Freigabe", "freigegeben", "Freigegeben.", "Freigabe erteilt", "ok", "ok, bitte senden", "OK, FREIGABE", "Ja", "Ja, gern",
    "einverstanden", "passt so", "kann raus", "Genehmigt", "FREIGABE.", "FREIGABE!", "*FREIGABE*", "„FREIGABE“", "Guten Tag,\n\nFREIGABE",
    "Hiermit gebe ich frei.", "👍", "Released", "FREIGABE 2026-0001", "Abgelehnt", "Ablehnung: Grund", "ABLEHNUNG", "bitte nicht senden",
]  # fmt: skip
"""What people also write; it is asked back, for anything but the exact word would be a guess."""
