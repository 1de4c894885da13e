"""The facts about a mail that rules and steps decide on; found once, frozen, never changed by what follows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Protocol

from kmn_automation.mail.address import Address, Mailbox, parse_mailbox
from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.authentication import Authentication, Proof, authenticate
from kmn_automation.mail.bounce import Bounce, read_bounce
from kmn_automation.mail.calendar_reply import Reply, reply_in
from kmn_automation.mail.mail_kind import MailKind, automatic_signs, kind_of_mail
from kmn_automation.mail.own_text import folded_subject, has_question, own_text
from kmn_automation.mail.unpack_header import CUT_HEADER, Fields
from kmn_automation.mail.unpack_text import clean_line, decode_words
from kmn_automation.mail.unpacked import Unpacked
from kmn_automation.model.zone import BERLIN

MAX_IDS = 100
UNSEEN = Authentication(Proof.NOT_PROVEN, "Der Kopf der Nachricht ist zu lang, um ihn ganz zu lesen.")
"""What speaks against a signature may stand in the part that was not read."""
BOUNCES = frozenset({MailKind.BOUNCE, MailKind.BOUNCE_DELAYED})
_RELEASE = re.compile(r"\bKMN-F-([A-Z2-7]{16,52})(?![A-Za-z0-9-])")
_RELEASE_TAG = re.compile(r"f-([a-z2-7]{16,52})")
_CASE = re.compile(r"\[(KMN-(?!F-)[A-Z0-9][A-Z0-9/-]{0,59})\]")
_ORIGIN = re.compile(r"KMN-E-([A-Z2-7]{16,52})")
_ID = re.compile(r"<([^<>\s]{3,250})>")
_SCORE = re.compile(r"(?:score=)?([-+]?[0-9]{1,4}(?:\.[0-9]{1,3})?)")


class SenderKind(StrEnum):
    """Who the address belongs to on the day of receipt; the words that inbox rules use."""

    TRAEGER = "traeger"
    COORDINATOR = "coordinator"
    OWN = "own"
    UNKNOWN = "unknown"


class Directory(Protocol):
    """What the register knows about addresses."""

    def kind_of(self, address: Address, day: dt.date) -> SenderKind:
        """Whose address it is on that day; compares `address.key`, never the domain alone."""
        ...


@dataclass(frozen=True, slots=True)
class PartFact:
    """A file of the mail without its content."""

    path: str
    name: str
    kind: Kind
    size: int
    sha256: str
    inline: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a rule may look at."""

    kind: MailKind
    received_at: dt.datetime
    sender: Address | None
    """None where the From field is not exactly one plain address."""
    sender_name: str
    sender_kind: SenderKind
    authentication: Authentication
    subject: str
    recipients: tuple[Address, ...] = ()
    message_id: str = ""
    answers: tuple[str, ...] = ()
    """Message-IDs that this mail refers to, the nearest first, without angle brackets."""
    case_tokens: tuple[str, ...] = ()
    release_token: str = ""
    """The token of a request for release; empty also where a mail carries two different ones."""
    own_text: str = ""
    text: str = ""
    """The whole text/plain part, for reading a decision."""
    is_html_only: bool = False
    parts: tuple[PartFact, ...] = ()
    has_question: bool = False
    size: int = 0
    bounce: Bounce | None = None
    reply: Reply | None = None
    """What a calendar answered to an invitation."""
    spam_score: Decimal | None = None
    automatic_signs: tuple[str, ...] = ()
    fields: Fields = ()
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[PartFact, ...]:
        """What the sender attached: without pictures of the layout and without reports of servers."""
        return tuple(part for part in self.parts if not part.inline and part.kind is not Kind.REPORT)

    @property
    def origin_code(self) -> str:
        """The code of our question whether a report is really theirs; empty also where a mail carries two."""
        found = {match[1] for token in self.case_tokens if (match := _ORIGIN.fullmatch(token))}
        return found.pop() if len(found) == 1 else ""

    @property
    def folded_subject(self) -> str:
        """The subject for comparing."""
        return folded_subject(self.subject)


def facts_of(
    unpacked: Unpacked,
    *,
    received_at: dt.datetime,
    directory: Directory,
    authserv_id: str,
    own_hosts: Collection[str] = (),
) -> Facts:
    """The facts about a mail received at that moment (aware); `authserv_id` is the name of our checking server."""
    mailbox = _mailbox(unpacked)
    sender = mailbox.address if mailbox else None
    kind = kind_of_mail(unpacked)
    recipients = tuple(_recipients(unpacked))
    subject = clean_line(unpacked.shown("subject"), 200)
    written = own_text(unpacked.text or unpacked.html_text)
    return Facts(
        kind=kind,
        received_at=received_at,
        sender=sender,
        sender_name=_shown_name(mailbox),
        sender_kind=_sender_kind(sender, received_at, directory),
        authentication=UNSEEN
        if CUT_HEADER in unpacked.notes
        else authenticate(unpacked.fields, sender, authserv_id, own_hosts),
        subject=subject,
        recipients=recipients,
        message_id=next(iter(_ID.findall(unpacked.first("message-id"))), ""),
        answers=tuple(_answers(unpacked)),
        case_tokens=tuple(dict.fromkeys(_CASE.findall(subject))),
        release_token=_release_token(subject, recipients),
        own_text=written,
        text=unpacked.text,
        is_html_only=not unpacked.text.strip() and bool(unpacked.html_text.strip()),
        parts=tuple(_part_facts(unpacked)),
        has_question=has_question(written),
        size=unpacked.size,
        bounce=read_bounce(unpacked) if kind in BOUNCES else None,
        reply=reply_in(unpacked) if kind is MailKind.CALENDAR_REPLY else None,
        spam_score=_spam_score(unpacked),
        automatic_signs=automatic_signs(unpacked),
        fields=unpacked.fields,
        notes=unpacked.notes + _form_notes(unpacked, mailbox),
    )


def _mailbox(unpacked: Unpacked) -> Mailbox | None:
    senders = unpacked.all("from")
    return parse_mailbox(senders[0]) if len(senders) == 1 else None


def _shown_name(mailbox: Mailbox | None) -> str:
    return clean_line(decode_words(mailbox.name).strip('"'), 120) if mailbox else ""


def _sender_kind(sender: Address | None, received_at: dt.datetime, directory: Directory) -> SenderKind:
    day = received_at.astimezone(BERLIN).date()
    return directory.kind_of(sender, day) if sender else SenderKind.UNKNOWN


def _recipients(unpacked: Unpacked) -> Iterator[Address]:
    """Every plain address that the mail says it went to; only for tokens and tags, never to write to."""
    seen = set()
    for name in ("delivered-to", "x-original-to", "envelope-to", "to", "cc"):
        for value in unpacked.all(name)[:10]:
            for piece in value.split(",")[:MAX_IDS]:
                mailbox = parse_mailbox(piece.strip())
                if mailbox and mailbox.address.key not in seen:
                    seen.add(mailbox.address.key)
                    yield mailbox.address


def _answers(unpacked: Unpacked) -> Iterator[str]:
    found = _ID.findall(unpacked.first("in-reply-to"))
    found += reversed(_ID.findall(unpacked.first("references"))[-MAX_IDS:])
    return iter(dict.fromkeys(found))


def _release_token(subject: str, recipients: Collection[Address]) -> str:
    tags = (_RELEASE_TAG.fullmatch(address.tag.lower()) for address in recipients)
    found = {*_RELEASE.findall(subject), *(tag[1].upper() for tag in tags if tag)}
    return found.pop() if len(found) == 1 else ""


def _part_facts(unpacked: Unpacked) -> Iterator[PartFact]:
    for part in unpacked.parts:
        yield PartFact(part.path, part.name, part.kind, part.size, part.sha256, part.inline, part.note)


def _spam_score(unpacked: Unpacked) -> Decimal | None:
    for name in ("x-spam-score", "x-spam-status"):
        if match := _SCORE.search(unpacked.first(name)):
            try:
                return Decimal(match[1])
            except InvalidOperation:
                return None
    return None


def _form_notes(unpacked: Unpacked, mailbox: Mailbox | None) -> tuple[str, ...]:
    """What was odd about the header: these fields may stand once."""
    notes = [
        f"{len(values)} Kopfzeilen „{name}“ statt einer"
        for name in ("From", "Subject", "Date", "Message-ID", "To")
        if len(values := unpacked.all(name.lower())) > 1
    ]
    if mailbox is None:
        notes.append("der Absender ist keine einzelne, einfache Adresse")
    return tuple(notes)
