"""Mails as people's own programs write them: reports, questions, replies on top of a quote.

What machines write stands in `eml_machine`. Every function gives the raw bytes of a finished mail; the envelope is the
business of `PostOffice.submit`.
"""

from __future__ import annotations

import datetime as dt
import email
from dataclasses import dataclass, replace
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from kmn_automation.simulation.eml_parts import digest, rfc2047
from kmn_automation.simulation.eml_programs import STYLES, Enclosure, Program, Quoted, body


@dataclass(frozen=True, slots=True)
class Person:
    """A sender."""

    name: str
    email: str

    @property
    def mailbox(self) -> str:
        """The value of a From header."""
        word = rfc2047(self.name)
        quoted = f'"{word}"' if word == self.name and not word.replace(" ", "").isalnum() else word
        return f"{quoted} <{self.email}>"


@dataclass(frozen=True, slots=True)
class Writing:
    """What a person puts in: the program adds signature, quote and the rest."""

    sender: Person
    to: str
    subject: str
    text: str
    moment: dt.datetime
    """With zone."""
    program: Program = Program.OUTLOOK
    enclosures: tuple[Enclosure, ...] = ()
    answers: bytes = b""
    """The raw mail that this one answers and quotes below its text."""

    def sending(self, *enclosures: Enclosure) -> Writing:
        """The same with these files."""
        return replace(self, enclosures=enclosures)


def compose(writing: Writing) -> bytes:
    """The mail as that program sends it. The same writing always gives the same bytes."""
    style = STYLES[writing.program]
    original = read(writing.answers) if writing.answers else None
    text = f"{writing.text}\n\n{style.signature}\n{writing.sender.name}\n"
    if original is not None:
        text += "\n" + style.quote(_quoted(original)) + "\n"
    content = body(writing.program, text, writing.enclosures)
    headers = [
        ("From", writing.sender.mailbox),
        ("To", writing.to),
        ("Subject", rfc2047(writing.subject, style.charset, quoted=writing.program is Program.OUTLOOK)),
        ("Date", format_datetime(writing.moment)),
        ("Message-ID", message_id(writing.sender.email, content.body, writing.moment)),
        *(_thread(original) if original is not None else ()),
        (style.agent, writing.program.value),
        ("MIME-Version", "1.0"),
    ]
    return content.under(*headers).raw()


def reply(original: bytes, sender: Person, text: str, moment: dt.datetime, program: Program) -> bytes:
    """An answer to Reply-To or From with the text on top and the original quoted below."""
    return compose(reply_writing(original, sender, text, moment, program))


def reply_writing(
    original: bytes, sender: Person, text: str, moment: dt.datetime, program: Program
) -> Writing:
    """The same before it is composed: `compose(reply_writing(…).sending(workbook))`."""
    message = read(original)
    subject = str(message["Subject"] or "")
    prefix = STYLES[program].reply_prefix
    if not subject.lower().startswith(("re:", "aw:")):
        subject = prefix + subject
    to = parseaddr(str(message["Reply-To"] or message["From"]))[1]
    return Writing(sender, to, subject, text, moment, program, answers=original)


def report_mail(
    sender: Person, to: str, enclosures: tuple[Enclosure, ...], moment: dt.datetime, program: Program
) -> bytes:
    """A covering mail with one workbook, or with several."""
    several = len(enclosures) > 1
    what = (
        f"die Verwendungsnachweise ({len(enclosures)} Dateien)" if several else "unseren Verwendungsnachweis"
    )
    text = f"Sehr geehrte Damen und Herren,\n\nanbei erhalten Sie {what} für das vergangene Förderjahr."
    subject = "Verwendungsnachweise" if several else "Verwendungsnachweis Migrationsberatung"
    return compose(Writing(sender, to, subject, text, moment, program, enclosures))


def question(sender: Person, to: str, moment: dt.datetime, program: Program) -> bytes:
    """A mail without a workbook that only a person can answer."""
    text = (
        "Guten Tag,\n\neine unserer Fachkräfte wechselt zum Quartalsende. Müssen wir das vorher mitteilen, "
        "oder genügt die Angabe im Verwendungsnachweis? Über einen Rückruf würde ich mich freuen."
    )
    return compose(Writing(sender, to, "Frage zur Stellenbesetzung", text, moment, program))


def read(raw: bytes) -> EmailMessage:
    """The mail as a program shows it."""
    return email.message_from_bytes(raw, policy=policy.default)


def own_text(message: EmailMessage) -> str:
    """The readable text of a mail, whichever part holds it."""
    part = message.get_body(("plain", "html"))
    return str(part.get_content()).replace("\r\n", "\n").strip() if part else ""


def message_id(address: str, content: bytes, moment: dt.datetime) -> str:
    """A Message-ID in the sender's own domain."""
    number = digest(address.encode(), content, moment.isoformat().encode())[:24]
    return f"<{number}@{address.rpartition('@')[2]}>"


def _thread(original: EmailMessage) -> tuple[tuple[str, str], ...]:
    answered = str(original["Message-ID"] or "").strip()
    if not answered:
        return ()
    known = f"{original['References'] or ''} {answered}".split()
    return (("In-Reply-To", answered), ("References", "\n ".join(known)))


def _quoted(original: EmailMessage) -> Quoted:
    return Quoted(
        sender=str(original["From"]),
        to=str(original["To"]),
        subject=str(original["Subject"] or ""),
        date=str(original["Date"]),
        text=own_text(original),
    )
