"""Why something happened: from any id the chain mail → file → findings → settlement → letter → release → sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import KmnError, Misconfigured
from kmn_automation.model.finding import Examination
from kmn_automation.steps.write_letter import TEMPLATE_FILE
from kmn_automation.store import approvals, cases, edits, journal, letters, mails, outbox, reports
from kmn_automation.store.approvals import Request
from kmn_automation.store.cases import CaseRow
from kmn_automation.store.connect import Transaction
from kmn_automation.store.edits import Edit
from kmn_automation.store.journal import Entry
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.mails import MailRow
from kmn_automation.store.outbox import OutboxRow
from kmn_automation.store.reports import ReportRow

_WORDS = re.compile(
    r"(?P<letter>\d{4}-\d{4,})|(?P<case>V-\d{4}-\d+)|(?:KMN-0*|mail:)(?P<mail>\d{1,12})|(?P<sha>[0-9a-f]{64})"
    r"|report:(?P<report>\d{1,12})|letter:(?P<letter_id>\d{1,12})|outbox:(?P<outbox>\d{1,12})",
    re.IGNORECASE,
)
_HOW = (
    "Möglich sind: Nummer eines Schreibens (2026-0007), Vorgang (V-2025-0003), Mail (KMN-000012), "
    "SHA-256 einer Datei oder Mail, report:12, outbox:12."
)


@dataclass(frozen=True, slots=True)
class ReportStory:
    """A version of a report with everything that the rules said about it."""

    row: ReportRow
    examination: Examination
    remarks: tuple[str, ...] = ()
    """What lay in the file beside the form."""
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterStory:
    """A letter, who was asked for its release, and the messages about it."""

    row: LetterRow
    requests: tuple[Request, ...]
    messages: tuple[OutboxRow, ...]
    template: str = ""
    """The file of the version it was written with; empty for a letter from before versions were noted."""
    edits: tuple[Edit, ...] = ()
    """What persons changed in it in Word, the oldest first."""


@dataclass(frozen=True, slots=True)
class Story:
    """The chain in the order of events; parts that do not exist are empty."""

    asked: str
    case: CaseRow | None
    mails: tuple[MailRow, ...]
    reports: tuple[ReportStory, ...]
    answers: tuple[OutboxRow, ...]
    letters: tuple[LetterStory, ...]
    journal: tuple[Entry, ...]


@dataclass(slots=True)
class _Found:
    """Ids that belong to the story."""

    case: CaseRow | None = None
    mails: tuple[int, ...] = ()
    reports: tuple[ReportRow, ...] = ()
    letters: tuple[LetterRow, ...] = ()


def explain(place: Workplace, asked: str) -> Story:
    """Everything that belongs to that id.

    Raises:
        Misconfigured: the id is of no kind that we know, or there is nothing with it.
    """
    match = _WORDS.fullmatch(asked.strip())
    if match is None:
        raise Misconfigured(f"Mit „{asked}“ ist nichts bezeichnet, was wir kennen.", do=_HOW)
    kind = str(match.lastgroup)
    with place.store.read() as tx:
        try:
            found = _FINDERS[kind](tx, match[kind])
        except KmnError:
            found = None
        if found is None:
            raise Misconfigured(f"Zu „{asked}“ gibt es keinen Eintrag.", do=_HOW)
        return _story(tx, asked, found)


def _story(tx: Transaction, asked: str, found: _Found) -> Story:
    mail_ids = dict.fromkeys([*found.mails, *(row.mail_id for row in found.reports if row.mail_id)])
    told = tuple(letter_story(tx, row) for row in found.letters)
    answers = tuple(row for mail_id in mail_ids for row in outbox.of_mail(tx, mail_id))
    subjects = [
        *(f"mail:{each}" for each in mail_ids),
        *(f"report:{each.id}" for each in found.reports),
        *(f"letter:{each.id}" for each in found.letters),
        *(f"outbox:{each.id}" for each in (*answers, *(m for each in told for m in each.messages))),
    ]
    return Story(
        asked=asked,
        case=found.case,
        mails=tuple(mails.get(tx, each) for each in mail_ids),
        reports=tuple(_report_story(tx, each) for each in found.reports),
        answers=answers,
        letters=told,
        journal=_journal(tx, dict.fromkeys(subjects)),
    )


def _report_story(tx: Transaction, row: ReportRow) -> ReportStory:
    report, examination = reports.content(tx, row.id)
    return ReportStory(row, examination, report.remarks, report.properties)


def letter_story(tx: Transaction, row: LetterRow) -> LetterStory:
    """The letter with everything that belongs to it alone."""
    noted = (each.detail.get(TEMPLATE_FILE) for each in journal.about(tx, f"letter:{row.id}"))
    return LetterStory(
        row,
        tuple(approvals.of_letter(tx, row.id)),
        tuple(outbox.of_letter(tx, row.id)),
        str(next(filter(None, noted), "")),
        tuple(edits.of_letter(tx, row.id)),
    )


def _journal(tx: Transaction, subjects: Iterable[str]) -> tuple[Entry, ...]:
    entries = [entry for subject in subjects for entry in journal.about(tx, subject)]
    return tuple(sorted(entries, key=lambda each: each.seq))


def _of_case(tx: Transaction, case: CaseRow | None) -> _Found | None:
    if case is None:
        return None
    return _Found(case, (), tuple(reports.of_case(tx, case.id)), tuple(letters.of_case(tx, case.id)))


def _of_letter(tx: Transaction, row: LetterRow | None) -> _Found | None:
    if row is None:
        return None
    case = cases.get(tx, row.case_id) if row.case_id else None
    about = (reports.get(tx, row.report_id),) if row.report_id else ()
    brought = tuple(each.mail_id for each in edits.of_letter(tx, row.id) if each.mail_id)
    return _Found(case, brought, about, (row,))


def _of_report(tx: Transaction, row: ReportRow | None) -> _Found | None:
    if row is None:
        return None
    return _Found(cases.get(tx, row.case_id), (), (row,), tuple(letters.of_report(tx, row.id)))


def _of_mail(tx: Transaction, row: MailRow | None) -> _Found | None:
    if row is None:
        return None
    case_id = next((each.case_id for each in outbox.of_mail(tx, row.id) if each.case_id), None)
    came = [each for each in reports.of_case(tx, case_id) if each.mail_id == row.id] if case_id else []
    written = [letter for each in came for letter in letters.of_report(tx, each.id)]
    return _Found(cases.get(tx, case_id) if case_id else None, (row.id,), tuple(came), tuple(written))


def _of_hash(tx: Transaction, sha256: str) -> _Found | None:
    sha256 = sha256.lower()
    return _of_report(tx, reports.by_file(tx, sha256)) or _of_mail(tx, mails.by_sha256(tx, sha256))


def _of_message(tx: Transaction, row: OutboxRow) -> _Found | None:
    if row.letter_id:
        return _of_letter(tx, letters.get(tx, row.letter_id))
    if row.mail_id:
        return _of_mail(tx, mails.get(tx, row.mail_id))
    return _Found()


_FINDERS: dict[str, Callable[[Transaction, str], _Found | None]] = {
    "letter": lambda tx, word: _of_letter(tx, letters.find(tx, word)),
    "case": lambda tx, word: _of_case(tx, cases.find(tx, word.upper())),
    "mail": lambda tx, word: _of_mail(tx, mails.get(tx, int(word))),
    "sha": _of_hash,
    "report": lambda tx, word: _of_report(tx, reports.get(tx, int(word))),
    "letter_id": lambda tx, word: _of_letter(tx, letters.get(tx, int(word))),
    "outbox": lambda tx, word: _of_message(tx, outbox.get(tx, int(word))),
}
