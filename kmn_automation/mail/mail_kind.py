"""What sort of mail this is: a person's, or one of the many sorts that machines send."""

from __future__ import annotations

import re
from enum import StrEnum

from kmn_automation.mail.address import parse_mailbox
from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.own_text import folded
from kmn_automation.mail.unpacked import Unpacked


class MailKind(StrEnum):
    """The words that inbox rules use."""

    PERSON = "person"
    EMPTY = "empty"
    BOUNCE = "bounce"
    BOUNCE_DELAYED = "bounce-delayed"
    AUTO_REPLY = "auto-reply"
    AUTO_GENERATED = "auto-generated"
    READ_RECEIPT = "read-receipt"
    MAILING_LIST = "mailing-list"
    CALENDAR_REPLY = "calendar-reply"
    CALENDAR_REQUEST = "calendar-request"
    CALENDAR_CANCEL = "calendar-cancel"

    @property
    def is_human(self) -> bool:
        """Whether a person wrote it; only then an answer is thinkable."""
        return self in {MailKind.PERSON, MailKind.EMPTY}


_ROBOT = re.compile(r"(?:mailer-?daemon|postmaster|mail-?delivery.*|bounces?(?:[+-].*)?)", re.IGNORECASE)
_NO_REPLY = re.compile(
    r"(?:no-?reply|do-?not-?reply|nicht-?antworten|keine-?antwort|bounces?)(?:[+._-].*)?", re.IGNORECASE
)
_FAILED_SUBJECT = re.compile(
    r"undeliver|unzustellbar|nicht zustellbar|delivery status notification|mail delivery (?:failed|failure|subsystem)"
    r"|returned mail|returned to sender|failure notice|zustellung fehlgeschlagen|konnte nicht zugestellt"
)
_DELAYED_SUBJECT = re.compile(r"delayed|verzoeger|warning: message|noch nicht zugestellt")
_ABSENT_SUBJECTS = (
    "automatische antwort", "abwesenheitsnotiz", "abwesenheit", "abwesend", "out of office", "out of the office",
    "automatic reply", "auto:", "auto-reply:", "autoreply", "reponse automatique", "réponse automatique",
    "risposta automatica", "odpowiedz automatyczna", "odpowiedź automatyczna",
)  # fmt: skip
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply")
_SUPPRESSED = (*_AUTO_HEADERS, "x-auto-response-suppress")
_LISTS = ("list-id", "list-post", "list-unsubscribe", "list-help", "list-owner", "list-archive")
_METHOD = re.compile(rb"^METHOD:([A-Z]{3,20})\s*$", re.MULTILINE | re.IGNORECASE)
_OUTLOOK_ANSWERS = "ipm.schedule.meeting.resp."
_METHODS = {
    b"REPLY": MailKind.CALENDAR_REPLY,
    b"COUNTER": MailKind.CALENDAR_REPLY,
    b"REQUEST": MailKind.CALENDAR_REQUEST,
    b"PUBLISH": MailKind.CALENDAR_REQUEST,
    b"CANCEL": MailKind.CALENDAR_CANCEL,
}


def kind_of_mail(unpacked: Unpacked) -> MailKind:
    """The first sort that fits, the surest signs first."""
    for test in (_report_kind, _calendar_kind, _automatic_kind):
        if found := test(unpacked):
            return found
    files = [part for part in unpacked.parts if not part.inline]
    is_empty = not files and not unpacked.text.strip() and not unpacked.html_text.strip()
    return MailKind.EMPTY if is_empty else MailKind.PERSON


def automatic_signs(unpacked: Unpacked) -> tuple[str, ...]:
    """German reasons why this mail must not be answered by a machine; empty for a mail like a person's."""
    precedence = _precedence(unpacked)
    signs = {
        "leerer Absender im Umschlag": _is_from_nobody(unpacked),
        "Kennzeichen Auto-Submitted": _auto_submitted(unpacked) not in {"", "no"},
        f"Kennzeichen Precedence: {precedence}": bool(precedence),
        "Nachricht eines Verteilers": any(unpacked.first(name) for name in _LISTS),
        "Kennzeichen gegen automatische Antworten": any(unpacked.first(name) for name in _SUPPRESSED),
        "Bericht eines Mailservers": unpacked.media_type == "multipart/report",
        "Absender nimmt keine Antworten an": _from_local(unpacked, _ROBOT)
        or _from_local(unpacked, _NO_REPLY),
        "Betreff einer Abwesenheitsnotiz": _is_absence(unpacked),
        "eigene Nachricht": bool(unpacked.first("x-kmn-id")),
    }
    return tuple(sign for sign, holds in signs.items() if holds)


def _report_kind(unpacked: Unpacked) -> MailKind | None:
    types = {part.media_type for part in unpacked.parts}
    if "message/disposition-notification" in types or unpacked.report_type == "disposition-notification":
        return MailKind.READ_RECEIPT
    subject = folded(unpacked.shown("subject"))
    own_report = unpacked.media_type == "multipart/report" and unpacked.report_type in {"", "delivery-status"}
    by_robot = _from_local(unpacked, _ROBOT) or _is_from_nobody(unpacked)
    if own_report or unpacked.first("x-failed-recipients") or (by_robot and _FAILED_SUBJECT.search(subject)):
        return MailKind.BOUNCE_DELAYED if _is_delayed(unpacked, subject) else MailKind.BOUNCE
    if by_robot and _DELAYED_SUBJECT.search(subject):
        return MailKind.BOUNCE_DELAYED
    return None


def _is_delayed(unpacked: Unpacked, subject: str) -> bool:
    status = [
        part.data[:20_000].lower() for part in unpacked.parts if part.media_type == "message/delivery-status"
    ]
    if any(b"action: failed" in each for each in status):
        return False
    return any(b"action: delayed" in each for each in status) or bool(_DELAYED_SUBJECT.search(subject))


def _calendar_kind(unpacked: Unpacked) -> MailKind | None:
    if unpacked.message_class.lower().startswith(_OUTLOOK_ANSWERS):
        return MailKind.CALENDAR_REPLY
    for part in unpacked.parts:
        method = _METHOD.search(part.data[:5_000]) if part.kind is Kind.CALENDAR else None
        if method and method[1].upper() in _METHODS:
            return _METHODS[method[1].upper()]
    return None


def _automatic_kind(unpacked: Unpacked) -> MailKind | None:
    auto = _auto_submitted(unpacked)
    precedence = _precedence(unpacked)
    absent = _is_absence(unpacked)
    if (
        auto == "auto-replied"
        or precedence == "auto_reply"
        or any(unpacked.first(name) for name in _AUTO_HEADERS)
    ):
        return MailKind.AUTO_REPLY
    second_sign = auto not in {"", "no"} or bool(unpacked.first("x-auto-response-suppress"))
    if absent and (second_sign or _is_from_nobody(unpacked) or unpacked.first("in-reply-to")):
        return MailKind.AUTO_REPLY
    if unpacked.first("list-id") or unpacked.first("list-post") or precedence in {"list", "bulk"}:
        return MailKind.MAILING_LIST
    if (
        auto not in {"", "no"}
        or precedence
        or _from_local(unpacked, _ROBOT)
        or _from_local(unpacked, _NO_REPLY)
    ):
        return MailKind.AUTO_GENERATED
    return None


def _is_from_nobody(unpacked: Unpacked) -> bool:
    return unpacked.first("return-path").replace(" ", "") == "<>"


def _is_absence(unpacked: Unpacked) -> bool:
    return folded(unpacked.shown("subject")).startswith(_ABSENT_SUBJECTS)


def _auto_submitted(unpacked: Unpacked) -> str:
    words = re.split(r"[\s;(]", unpacked.first("auto-submitted").strip().lower())
    return words[0]


def _precedence(unpacked: Unpacked) -> str:
    value = unpacked.first("precedence").strip().lower()
    return value if value in {"bulk", "junk", "list", "auto_reply"} else ""


def _from_local(unpacked: Unpacked, pattern: re.Pattern[str]) -> bool:
    mailbox = parse_mailbox(unpacked.first("from"))
    return bool(mailbox and pattern.fullmatch(mailbox.address.local))
