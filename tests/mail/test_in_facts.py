from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from kmn_automation.mail.address import Address
from kmn_automation.mail.authentication import Proof
from kmn_automation.mail.facts import Facts, SenderKind, facts_of
from kmn_automation.mail.gate import Spent, may_answer, within_budget
from kmn_automation.mail.mail_kind import MailKind
from kmn_automation.mail.own_text import folded_subject, has_question, own_text
from kmn_automation.mail.unpack import unpack
from tests.mail.mails import TEXT, file_part, mail, multipart, part, tnef, workbook

OURS = "mx.office.example"
WHEN = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)
STAMP = f"Authentication-Results: {OURS}; dmarc=pass header.from=traeger.example\r\nReceived: from x by {OURS} with ESMTP\r\n"
TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWX23"


@dataclass(frozen=True)
class People:
    """A register of four addresses; anna is registered only until the end of June."""

    def kind_of(self, address: Address, day: dt.date) -> SenderKind:
        if address.key == "anna@traeger.example" and day <= dt.date(2026, 6, 30):
            return SenderKind.TRAEGER
        known = {"berta@traeger.example": SenderKind.TRAEGER, "chef@office.example": SenderKind.COORDINATOR}
        return (known | {"kmn@office.example": SenderKind.OWN}).get(address.key, SenderKind.UNKNOWN)


def facts(raw: bytes) -> Facts:
    return facts_of(unpack(raw), received_at=WHEN, directory=People(), authserv_id=OURS)


def letter(
    more: str = "",
    *,
    sender: str = "Berta <berta@traeger.example>",
    subject: str = "Nachricht",
    body: str = "Guten Tag",
) -> bytes:
    head = f"{STAMP}From: {sender}\r\nTo: kmn@office.example\r\nSubject: {subject}\r\nMessage-ID: <7@traeger.example>\r\n"
    more = more.replace("\n", "\r\n") + ("\r\n" if more else "")
    return f"{head}{more}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n".encode()


def report(
    kind: str,
    body: bytes,
    *,
    subject: str = "Undelivered Mail",
    sender: str = "MAILER-DAEMON@mx.fern.example",
) -> bytes:
    head = f"Return-Path: <>\r\nFrom: {sender}\r\nSubject: {subject}\r\n"
    whole = multipart([TEXT, part(f"Content-Type: message/{kind}", body)], sub="report")
    return head.encode() + whole.replace(
        b"multipart/report;", f"multipart/report; report-type={kind};".encode(), 1
    )


def calendar(method: str) -> bytes:
    ics = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()
    return letter().partition(b"Content-Type")[0] + multipart(
        [TEXT, part("Content-Type: text/calendar", ics)]
    )


FAILED = b"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@traeger.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
DELAYED = FAILED.replace(b"failed", b"delayed").replace(b"5.1.1", b"4.2.2")
KINDS = {
    "a person": (letter(), MailKind.PERSON),
    "an empty mail": (letter(body=""), MailKind.EMPTY),
    "auto-submitted: no is a person": (letter("Auto-Submitted: no"), MailKind.PERSON),
    "bounce": (report("delivery-status", FAILED), MailKind.BOUNCE),
    "delay": (report("delivery-status", DELAYED, subject="Delayed Mail"), MailKind.BOUNCE_DELAYED),
    "failure in free text": (letter("Return-Path: <>", sender="Mail Delivery <postmaster@x.example>", subject="Nachricht unzustellbar"), MailKind.BOUNCE),
    "failed recipients named": (letter("X-Failed-Recipients: a@b.example"), MailKind.BOUNCE),
    "read receipt": (report("disposition-notification", b"Disposition: manual-action; displayed\r\n", subject="Gelesen: x"), MailKind.READ_RECEIPT),
    "vacation by RFC 3834": (letter("Auto-Submitted: auto-replied", subject="Ich bin im Urlaub"), MailKind.AUTO_REPLY),
    "exchange out of office": (letter("X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated", subject="Automatische Antwort: Ihr Bericht"), MailKind.AUTO_REPLY),
    "unmarked out of office to our letter": (letter("In-Reply-To: <1@office.example>", subject="Out of Office: x"), MailKind.AUTO_REPLY),
    "old vacation program": (letter("Precedence: auto_reply"), MailKind.AUTO_REPLY),
    "x-autoreply": (letter("X-Autoreply: yes"), MailKind.AUTO_REPLY),
    "forwarded by an Outlook rule": (letter("Auto-Submitted: auto-generated", subject="WG: Bericht"), MailKind.AUTO_GENERATED),
    "noreply": (letter(sender="noreply@traeger.example"), MailKind.AUTO_GENERATED),
    "mailing list": (letter("List-Id: <liste.example>"), MailKind.MAILING_LIST),
    "bulk": (letter("Precedence: bulk"), MailKind.MAILING_LIST),
    "calendar yes": (calendar("REPLY"), MailKind.CALENDAR_REPLY),
    "calendar counter": (calendar("COUNTER"), MailKind.CALENDAR_REPLY),
    "calendar request": (calendar("REQUEST"), MailKind.CALENDAR_REQUEST),
    "calendar cancel": (calendar("CANCEL"), MailKind.CALENDAR_CANCEL),
    "calendar yes inside winmail.dat": (
        letter().partition(b"Content-Type")[0]
        + multipart([part("Content-Type: application/ms-tnef", tnef("x", b"x", message_class="IPM.Schedule.Meeting.Resp.Pos"))]),
        MailKind.CALENDAR_REPLY,
    ),
    "suppress header alone is a person": (letter("X-Auto-Response-Suppress: All"), MailKind.PERSON),
    "unsubscribe link alone is a person": (letter("List-Unsubscribe: <mailto:x@y.example>"), MailKind.PERSON),
}  # fmt: skip


@pytest.mark.parametrize("case", KINDS)
def test_the_kind_of_a_mail_is_recognised(case: str) -> None:
    raw, expected = KINDS[case]
    assert facts(raw).kind is expected


NEVER_ANSWERED = [case for case, (_, kind) in KINDS.items() if not kind.is_human] + [
    "suppress header alone is a person", "unsubscribe link alone is a person",
]  # fmt: skip
SILENT = {
    "unknown sender": letter(sender="fremd@traeger.example"),
    "our own address": letter(sender="kmn@office.example"),
    "our own mark": letter("X-KMN-Id: 77"),
    "two From fields": letter("From: fremd@evil.example"),
    "empty envelope sender": letter("Return-Path: <>"),
    "subject of an absence": letter(subject="Abwesenheitsnotiz: x"),
    "not proven": letter().replace(b"dmarc=pass", b"dmarc=none"),
    "contradicted": letter().replace(b"dmarc=pass", b"dmarc=fail"),
    "registration has ended": letter(sender="anna@traeger.example"),
}


@pytest.mark.parametrize("case", NEVER_ANSWERED)
def test_no_machine_is_ever_answered(case: str) -> None:
    verdict = may_answer(facts(KINDS[case][0]), needs_proof=False)
    assert not verdict.allowed
    assert verdict.reason.endswith(".")


@pytest.mark.parametrize("case", SILENT)
def test_whoever_is_not_surely_a_registered_person_gets_no_answer(case: str) -> None:
    assert not may_answer(facts(SILENT[case])).allowed


def test_a_registered_person_is_answered_and_an_unproven_one_only_asked_back() -> None:
    assert may_answer(facts(letter())).allowed
    unproven = facts(SILENT["not proven"])
    assert may_answer(unproven, needs_proof=False).allowed


def test_the_day_of_receipt_is_that_of_berlin() -> None:
    before = facts_of(
        unpack(letter(sender="anna@traeger.example")),
        received_at=WHEN - dt.timedelta(hours=1), directory=People(), authserv_id=OURS,
    )  # fmt: skip
    assert before.sender_kind is SenderKind.TRAEGER
    assert facts(letter(sender="anna@traeger.example")).sender_kind is SenderKind.UNKNOWN


def test_the_budget_holds_answers_but_never_receipts() -> None:
    assert within_budget(Spent(2, 199, 50)).allowed
    assert not within_budget(Spent(3, 10, 50)).allowed
    assert not within_budget(Spent(0, 200, 50)).allowed
    assert within_budget(Spent(0, 200, 67)).allowed
    assert within_budget(Spent(99, 999, 1), is_receipt=True).allowed


@pytest.mark.parametrize(
    ("more", "subject", "expected"),
    [
        ("", f"AW: [KMN-F-{TOKEN}] Freigabe", TOKEN),
        (f"Delivered-To: kmn+f-{TOKEN.lower()}@office.example", "AW: Freigabe", TOKEN),
        (f"Delivered-To: kmn+f-{TOKEN.lower()}@office.example", f"[KMN-F-{TOKEN}]", TOKEN),
        (f"Delivered-To: kmn+f-{'z' * 26}@office.example", f"[KMN-F-{TOKEN}]", ""),
        ("", f"[KMN-F-{TOKEN}] [KMN-F-{TOKEN[:-1]}4]", ""),
        ("", "[KMN-F-ABC]", ""),
        ("", f"[KMN-F-{TOKEN.lower()}]", ""),
        ("", f"[KMN-F-{TOKEN}-X]", ""),
    ],
)
def test_exactly_one_token_is_found_in_subject_or_plus_address(
    more: str, subject: str, expected: str
) -> None:
    assert facts(letter(more, subject=subject)).release_token == expected


def test_the_code_of_our_question_about_the_origin_is_found_once() -> None:
    assert facts(letter(subject=f"AW: Bericht [KMN-E-{TOKEN}]")).origin_code == TOKEN
    assert facts(letter(subject=f"AW: Bericht [KMN-E-{TOKEN}] [KMN-E-{TOKEN[:-1]}4]")).origin_code == ""
    assert facts(letter(subject="AW: Bericht [KMN-000123]")).origin_code == ""


def test_a_mail_is_described_completely() -> None:
    raw = mail([TEXT, file_part('; filename="Bericht.xlsx"', workbook())], head=STAMP + (
        "From: =?utf-8?q?J=C3=BCrgen?= <berta@traeger.example>\r\nTo: kmn@office.example\r\n"
        "Subject: =?utf-8?q?AW:_R=C3=BCckfrage?= [KMN-2026-17]\r\nMessage-ID: <9@t.example>\r\n"
        "In-Reply-To: <3@office.example>\r\nReferences: <1@office.example> <2@office.example> <3@office.example>\r\n"
        "X-Spam-Status: No, score=-1.5 required=5\r\n"
    ))  # fmt: skip
    found = facts(raw)
    assert (found.sender_name, found.sender and found.sender.text) == ("Jürgen", "berta@traeger.example")
    assert (found.subject, found.folded_subject) == (
        "AW: Rückfrage [KMN-2026-17]",
        "rueckfrage [kmn-2026-17]",
    )
    assert found.answers == ("3@office.example", "2@office.example", "1@office.example")
    assert found.case_tokens == ("KMN-2026-17",)
    assert found.authentication.proof is Proof.PROVEN
    assert (found.message_id, str(found.spam_score), found.size) == ("9@t.example", "-1.5", len(raw))
    assert [file.name for file in found.files] == ["Bericht.xlsx"]
    assert not found.has_question


def test_two_from_fields_are_nobody() -> None:
    found = facts(letter("From: fremd@evil.example"))
    assert found.sender is None
    assert found.authentication.proof is Proof.NOT_PROVEN
    assert any("From" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Guten Tag\n> alt", "Guten Tag"),
        ("Neu\n\nAm 2.11.2026 um 10:00 schrieb Anna\n<a@b.example>:\n\n> alt", "Neu"),
        ("Neu\n-----Ursprüngliche Nachricht-----\nalt", "Neu"),
        ("Neu\n-------- Weitergeleitete Nachricht --------\nalt", "Neu"),
        ("Neu\n*Von:* Anna\nalt", "Neu"),
        (
            "Am Montag schrieb ich Ihnen schon.\nBitte um Antwort.",
            "Am Montag schrieb ich Ihnen schon.\nBitte um Antwort.",
        ),
        ("Gruß\n-- \nAnna", "Gruß"),
        ("Gruß\n--\nAnna", "Gruß"),
        ("> nur Zitat", ""),
    ],
)
def test_own_text_ends_at_the_first_foreign_line(text: str, own: str) -> None:
    assert own_text(text) == own


@pytest.mark.parametrize(
    ("text", "asks"),
    [("Wann?", True), ("Ich habe eine Frage.", True), ("Bitte um Rückruf", True), ("Anbei der Bericht.", False),
     ("Siehe https://x.example/?a=1", False), ("Die Befragung ist beigefügt.", False)],
)  # fmt: skip
def test_questions_in_the_covering_text_are_noticed(text: str, asks: bool) -> None:  # noqa: FBT001 - a table column
    assert has_question(text) is asks


def test_reply_marks_are_cut_from_subjects() -> None:
    assert folded_subject("AW: Re: WG:  Prüfung") == "pruefung"
    assert folded_subject("Rechnung: neu") == "rechnung: neu"
