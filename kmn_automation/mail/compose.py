"""From a mail as it is meant to its bytes, and back again to see that a reader gets what was meant.

Built by hand, not by `email.message`: that costs a tenth of the time (see bench/) and no text from outside meets
its header classes. What `email` is trusted with is the opposite: it reads the finished mail as a stranger would.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator
from email.message import Message
from email.utils import format_datetime

from kmn_automation.mail.address import Address, parse_address
from kmn_automation.mail.headers import (
    MAX_LINE,
    Header,
    known_message_id,
    machine_header,
    mailbox_header,
    read_back,
    text_header,
)
from kmn_automation.mail.mime_parts import Branch, Leaf, calendar_part, container, file_part, text_part, write
from kmn_automation.mail.outgoing import Attachment, Composed, Outgoing, Thread, Unsendable

MAX_REFERENCES = 10
_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


def compose(outgoing: Outgoing) -> Composed:
    """The finished mail, read again by the standard library and compared with what was meant.

    Raises:
        Unsendable: an address, tag or date that cannot stand in a mail, or a difference after reading again.
    """
    sender = _address(outgoing.sender.address)
    recipients = [_address(outgoing.recipient.address)]
    if outgoing.archive:
        recipients.append(_address(outgoing.archive))
    envelope_from, tag = envelope_of(outgoing.key, outgoing.sender.address, outgoing.tag)
    message_id = f"<{_digest('message-id', outgoing.key)[:40]}@{sender.domain}>"
    content = _content(outgoing)
    headers = [*_headers(outgoing, message_id, tag), *content.headers]
    raw = b"".join([*(header.line() for header in headers), b"\r\n", *write(content)])
    _verify(raw, headers, content)
    return Composed(message_id, raw, envelope_from, tuple(each.text for each in recipients), tag)


def envelope_of(key: str, sender: str, tag: str = "") -> tuple[str, str]:
    """The sender under which a bounce finds its mail (`kmn+b=<tag>@…`), and the tag; both follow from `key`."""
    tag = tag or _digest(key)[:20]
    if not _TAG.fullmatch(tag):
        raise Unsendable(f"Das Kennzeichen {tag[:60]!r} passt nicht in eine Absenderadresse.")
    address = _address(sender)
    return f"{address.without_tag().local}+b={tag}@{address.domain}", tag


def _headers(outgoing: Outgoing, message_id: str, tag: str) -> Iterator[Header]:
    if outgoing.date.tzinfo is None:
        raise Unsendable("Der Zeitpunkt der Nachricht hat keine Zeitzone.")
    yield machine_header("Date", format_datetime(outgoing.date))
    yield mailbox_header("From", outgoing.sender.name, _address(outgoing.sender.address))
    yield mailbox_header("To", outgoing.recipient.name, _address(outgoing.recipient.address))
    if outgoing.reply_to:
        yield mailbox_header("Reply-To", outgoing.sender.name, _address(outgoing.reply_to))
    yield text_header("Subject", outgoing.subject)
    yield machine_header("Message-ID", message_id)
    yield from _thread_headers(outgoing.answers)
    yield machine_header("Auto-Submitted", outgoing.cause.value)
    # not "All": delivery reports must come back
    yield machine_header("X-Auto-Response-Suppress", "OOF, AutoReply")
    yield machine_header("X-KMN-Id", tag)
    yield machine_header("Content-Language", "de")
    yield machine_header("MIME-Version", "1.0")


def _thread_headers(thread: Thread | None) -> Iterator[Header]:
    answered = known_message_id(thread.message_id) if thread else ""
    if thread is None or not answered:
        return
    known = [each for each in map(known_message_id, thread.references) if each not in {"", answered}]
    yield machine_header("In-Reply-To", answered)
    yield machine_header("References", *known[-MAX_REFERENCES:], answered)


def _content(outgoing: Outgoing) -> Leaf | Branch:
    text: Leaf | Branch = text_part(outgoing.body)
    files = [file_part(each) for each in outgoing.attachments]
    mark = _digest("boundary", outgoing.key)[:24]
    if outgoing.calendar:
        entry = calendar_part(outgoing.calendar, _method(outgoing.calendar))
        text = container("alternative", f"=_a_{mark}", [text, entry])
        files.insert(0, file_part(Attachment("invite.ics", outgoing.calendar)))
    return container("mixed", f"=_m_{mark}", [text, *files]) if files else text


def _verify(raw: bytes, headers: list[Header], content: Leaf | Branch) -> None:
    if not raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n") or b"\0" in raw:
        raise _not_as_meant("Zeilenenden")
    if max(map(len, raw.split(b"\r\n"))) > MAX_LINE:
        raise _not_as_meant("Zeilenlänge")
    message = email.message_from_bytes(raw)
    _compare_headers(message, headers)
    found = [part for part in message.walk() if not part.is_multipart()]
    leaves = list(_leaves(content))
    if len(found) != len(leaves):
        raise _not_as_meant("Zahl der Teile")
    for part, leaf in zip(found, leaves, strict=True):
        if part is not message:
            _compare_headers(part, list(leaf.headers))
        if part.get_payload(decode=True) != leaf.content or (part.get_filename() or "") != leaf.file_name:
            raise _not_as_meant(leaf.file_name or "Text")


def _compare_headers(part: Message, meant: list[Header]) -> None:
    if part.defects or part.keys() != [header.name for header in meant]:
        raise _not_as_meant("Kopfzeilen")
    for header, (name, written) in zip(meant, part.raw_items(), strict=True):
        # what has no reading of its own (Content-…) must at least stand there letter by letter
        as_read = read_back(name, str(written)) if header.meant else str(written)
        if as_read != (header.meant or header.written):
            raise _not_as_meant(name)


def _leaves(part: Leaf | Branch) -> Iterator[Leaf]:
    if isinstance(part, Leaf):
        yield part
    else:
        for child in part.parts:
            yield from _leaves(child)


def _method(ics: bytes) -> str:
    found = _METHOD.findall(ics)
    if len(found) != 1:
        raise Unsendable("Der Kalendereintrag nennt nicht genau eine Methode.")
    return str(found[0], "ascii")


def _address(text: str) -> Address:
    address = parse_address(text)
    if address is None:
        raise Unsendable(
            f"{text[:80]!r} ist keine gültige E-Mail-Adresse.", do="Bitte das Register berichtigen."
        )
    return address


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def _not_as_meant(what: str) -> Unsendable:
    return Unsendable(
        f"Die fertige Nachricht liest sich anders, als sie gemeint ist ({what}).",
        do="Sie wurde nicht gesendet.",
    )
