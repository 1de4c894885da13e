"""People who read their mail and answer it: pure decisions by a script, written down by their mail program."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from kmn_automation.model.finding import Outcome
from kmn_automation.simulation.eml import Person, own_text, read, reply, reply_writing
from kmn_automation.simulation.eml import compose as write_mail
from kmn_automation.simulation.eml_machine import out_of_office
from kmn_automation.simulation.eml_programs import Enclosure, Program

_TOKEN = re.compile(r"\[([^\[\]\s]{4,})\]")
_WORD = "FREIGABE"
_NUMBER = re.compile(r"FREIGABE ALLE \d+(?= \(die Zahl)")


class Decision(Enum):
    """What a coordinator does with a request."""

    FREIGABE = "gibt frei"
    ABLEHNUNG = "lehnt ab"
    UNKLAR = "schreibt etwas anderes"
    SCHWEIGEN = "antwortet nicht"


@dataclass(frozen=True, slots=True)
class Request:
    """A request for release as a person sees it."""

    subject: str
    token: str
    text: str
    files: tuple[str, ...]


Script = Callable[[Request], Decision]


def releases_all(_request: Request) -> Decision:
    """Somebody who trusts the machine."""
    return Decision.FREIGABE


def refuses_where(word: str) -> Script:
    """Somebody who returns every request whose subject or text has that word, and releases the rest."""
    return lambda request: Decision.ABLEHNUNG if word in request.subject + request.text else Decision.FREIGABE


@dataclass(frozen=True, slots=True)
class Coordinator:
    """A person of the office at her mail program."""

    person: Person
    program: Program = Program.OUTLOOK
    script: Script = releases_all
    reason: str = "Bitte die Anrede prüfen."

    def react(self, mail: bytes, moment: dt.datetime) -> bytes | None:
        """The reply to a request for release; none to anything else (the digest, a copy) and none if she is silent."""
        request = request_in(mail)
        if request is None:
            return None
        words = {
            Decision.FREIGABE: _WORD,
            Decision.ABLEHNUNG: f"ABLEHNUNG: {self.reason}",
            Decision.UNKLAR: "Sieht gut aus, ich schaue morgen noch einmal darauf.",
        }
        text = words.get(self.script(request))
        if text == _WORD and (number := _NUMBER.search(request.text)):
            text = number[0]
        return reply(mail, self.person, text, moment, self.program) if text else None


@dataclass(frozen=True, slots=True)
class Traeger:
    """Somebody at a Träger. `correct` makes the mended workbook for a mail that asks for it, or none."""

    person: Person
    program: Program = Program.OUTLOOK
    correct: Callable[[bytes], Enclosure | None] = lambda _mail: None
    absent_until: dt.date | None = None

    def react(self, mail: bytes, moment: dt.datetime) -> bytes | None:
        """An absence note, or the corrected workbook where the mail asks for it, or nothing."""
        if self.absent_until is not None and moment.date() <= self.absent_until:
            return out_of_office(mail, self.person, self.absent_until, moment)
        workbook = self.correct(mail) if asks_for_correction(mail) else None
        if workbook is None:
            return None
        text = "Guten Tag,\n\nvielen Dank für die Hinweise. Anbei die korrigierte Fassung."
        answer = reply_writing(mail, self.person, text, moment, self.program)
        return write_mail(answer.sending(workbook))


def request_in(mail: bytes) -> Request | None:
    """The request for release that a mail is: a token at the end of the subject, the word to answer in the text."""
    message = read(mail)
    subject, text = str(message["Subject"] or ""), own_text(message)
    tokens = _TOKEN.findall(subject)
    if not tokens or _WORD not in text:
        return None
    files = tuple(part.get_filename() or "" for part in message.iter_attachments())
    return Request(subject, tokens[-1], text, files)


def asks_for_correction(mail: bytes) -> bool:
    """Whether the outcome in subject or text is "zur Nachbesserung"."""
    message = read(mail)
    return Outcome.NACHBESSERUNG.value in f"{message['Subject']} {own_text(message)}"
