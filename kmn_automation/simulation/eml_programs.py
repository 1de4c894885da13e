"""How the mail programs differ that people really use: header lines, attachments, signatures, quotes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr, parsedate_to_datetime
from enum import Enum
from html import escape

from kmn_automation.model.german import MONTHS, WEEKDAYS
from kmn_automation.simulation.eml_parts import (
    Part,
    Transfer,
    encoded,
    media_type,
    multipart,
    rfc2047,
    rfc2231,
    text_part,
)


class Program(Enum):
    """A kind of mail program."""

    OUTLOOK = "Microsoft Outlook 16.0"
    THUNDERBIRD = "Mozilla Thunderbird"
    APPLE_MAIL = "Apple Mail (2.3826.700.81)"
    WEBMAIL = "Webmail 3.2"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to send along."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a reply shows of the mail it answers."""

    sender: str
    to: str
    subject: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one program."""

    agent: str
    """Header that names the program."""
    reply_prefix: str
    charset: str
    transfer: Transfer
    html: bool
    signature: str
    """What stands between the text and the name."""
    quote: Callable[[Quoted], str]
    file_headers: Callable[[str], tuple[tuple[str, str], ...]]
    text_extra: str = ""


def body(program: Program, text: str, enclosures: tuple[Enclosure, ...]) -> Part:
    """The whole content as that program builds it."""
    style = STYLES[program]
    content = text_part(text, "plain", style.charset, style.transfer, style.text_extra)
    if style.html:
        html = text_part(_html(text), "html", style.charset, style.transfer)
        content = multipart("alternative", [content, html], "a")
    if not enclosures:
        return content
    files = [_file(style, each) for each in enclosures]
    return multipart("mixed", [content, *files], "m")


def _file(style: Style, enclosure: Enclosure) -> Part:
    headers = (*style.file_headers(enclosure.name), ("Content-Transfer-Encoding", "base64"))
    return Part(headers, encoded(enclosure.data, Transfer.BASE64))


def _html(text: str) -> str:
    lines = "".join(f"<div>{escape(line) or '<br>'}</div>\n" for line in text.split("\n"))
    return f'<html><head><meta charset="utf-8"></head><body>\n{lines}</body></html>\n'


def _outlook_file(name: str) -> tuple[tuple[str, str], ...]:
    """Encoded words inside quotes, which RFC 2047 forbids and everybody reads."""
    word = rfc2047(name, "iso-8859-1", quoted=True, room=10_000)
    return (
        ("Content-Type", f'{media_type(name)};\n\tname="{word}"'),
        ("Content-Description", word),
        ("Content-Disposition", f'attachment;\n\tfilename="{word}"'),
    )


def _thunderbird_file(name: str) -> tuple[tuple[str, str], ...]:
    parameter = f'filename="{name}"' if name.isascii() else rfc2231("filename", name)
    return (
        ("Content-Type", f'{media_type(name)};\n name="{rfc2047(name, room=10_000)}"'),
        ("Content-Disposition", f"attachment;\n {parameter}"),
    )


def _apple_file(name: str) -> tuple[tuple[str, str], ...]:
    """Umlauts in two characters, as the file system of a Mac keeps them; shown inline."""
    apart = unicodedata.normalize("NFD", name)
    parameter = f'filename="{apart}"' if apart.isascii() else rfc2231("filename", apart)
    return (
        ("Content-Disposition", f"inline;\n\t{parameter}"),
        ("Content-Type", f'{media_type(name)};\n\tx-unix-mode=0644;\n\tname="{rfc2047(apart, room=10_000)}"'),
    )


def _webmail_file(name: str) -> tuple[tuple[str, str], ...]:
    """Everything is octet-stream, the name in base64 words."""
    word = rfc2047(name, room=10_000)
    return (
        ("Content-Type", f'application/octet-stream; name="{word}"'),
        ("Content-Disposition", f'attachment; filename="{word}"'),
    )


def _outlook_quote(original: Quoted) -> str:
    head = [
        "-----Ursprüngliche Nachricht-----",
        f"Von: {original.sender}",
        f"Gesendet: {_long_date(original.date)}",
        f"An: {original.to}",
        f"Betreff: {original.subject}",
        "",
    ]
    return "\n".join([*head, original.text])


def _marked_quote(original: Quoted) -> str:
    name = parseaddr(original.sender)[0] or original.sender
    moment = parsedate_to_datetime(original.date)
    intro = f"Am {moment:%d.%m.%y} um {moment:%H:%M} schrieb {name}:"
    return "\n".join([intro, *(f"> {line}".rstrip() for line in original.text.split("\n"))])


def _apple_quote(original: Quoted) -> str:
    """The introduction is quoted as well."""
    moment = parsedate_to_datetime(original.date)
    intro = f"Am {moment:%d.%m.%Y} um {moment:%H:%M} schrieb {original.sender}:"
    return "\n".join(f"> {line}".rstrip() for line in [intro, "", *original.text.split("\n")])


def _webmail_quote(original: Quoted) -> str:
    head = [
        f"Gesendet: {_long_date(original.date)} Uhr",
        f"Von: {original.sender}",
        f"An: {original.to}",
        f"Betreff: {original.subject}",
        "",
    ]
    return "\n".join([*head, original.text])


def _long_date(date: str) -> str:
    moment = parsedate_to_datetime(date)
    return (
        f"{WEEKDAYS[moment.weekday()]}, {moment.day}. {MONTHS[moment.month - 1]} {moment.year} {moment:%H:%M}"
    )


STYLES: Mapping[Program, Style] = {
    Program.OUTLOOK: Style(
        agent="X-Mailer",
        reply_prefix="AW: ",
        charset="iso-8859-1",
        transfer=Transfer.QUOTED,
        html=True,
        signature="Mit freundlichen Grüßen\n",
        quote=_outlook_quote,
        file_headers=_outlook_file,
    ),
    Program.THUNDERBIRD: Style(
        agent="User-Agent",
        reply_prefix="Re: ",
        charset="UTF-8",
        transfer=Transfer.PLAIN,
        html=False,
        signature="-- ",
        quote=_marked_quote,
        file_headers=_thunderbird_file,
        text_extra="; format=flowed",
    ),
    Program.APPLE_MAIL: Style(
        agent="X-Mailer",
        reply_prefix="Re: ",
        charset="utf-8",
        transfer=Transfer.QUOTED,
        html=True,
        signature="Viele Grüße",
        quote=_apple_quote,
        file_headers=_apple_file,
    ),
    Program.WEBMAIL: Style(
        agent="X-Mailer",
        reply_prefix="Aw: ",
        charset="utf-8",
        transfer=Transfer.BASE64,
        html=True,
        signature="Freundliche Grüße",
        quote=_webmail_quote,
        file_headers=_webmail_file,
    ),
}
