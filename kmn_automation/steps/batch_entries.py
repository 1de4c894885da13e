"""What a contact sheet says of each letter, and why some are odd."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kmn_automation.letters.edited import read_own
from kmn_automation.letters.sheets import Entry
from kmn_automation.letters.story import BODY
from kmn_automation.model.finding import Examination, Severity
from kmn_automation.model.german import format_day, format_euro
from kmn_automation.model.letter import LetterState
from kmn_automation.model.odd_ones import Sight, odd_reasons
from kmn_automation.steps.desk import Desk
from kmn_automation.store import letters, reports, tasks
from kmn_automation.store.approvals import Request
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.outbox import OutboxRow

FRESH_ADDRESS = dt.timedelta(days=30)
FIRST_LINES = 3
_GREETINGS = ("Sehr geehrte", "Guten Tag", "Liebe")
_TO_LOOK_AT = frozenset({Severity.ERROR, Severity.INTERNAL})
_SENT = (LetterState.UEBERGEBEN, LetterState.UNZUSTELLBAR)


@dataclass(frozen=True, slots=True)
class Item:
    """One request, its letters, and its mail that was not sent yet."""

    request: Request
    rows: tuple[LetterRow, ...]
    mail: OutboxRow


def entries_of(tx: Transaction, desk: Desk, items: Sequence[Item]) -> list[Entry]:
    """The entries in the order of the items, numbered from 1."""
    looked_at = [_examination(tx, each) for each in items]
    seen = [_sight(tx, desk, each, found) for each, found in zip(items, looked_at, strict=True)]
    reasons = odd_reasons(seen)
    return [
        Entry(
            number=number,
            letter=", ".join(row.number for row in item.rows),
            traeger=sight.name,
            recipient=item.rows[0].recipient or "Akte",
            amount=format_euro(sight.amount) if sight.amount is not None else "",
            first_lines=_first_lines(desk, item.rows[0]),
            odd=odd,
        )
        for number, (item, sight, odd) in enumerate(zip(items, seen, reasons, strict=True), 1)
    ]


def _examination(tx: Transaction, item: Item) -> Examination | None:
    report_id = item.rows[0].report_id
    return reports.content(tx, report_id)[1] if report_id else None


def _sight(tx: Transaction, desk: Desk, item: Item, found: Examination | None) -> Sight:
    first = item.rows[0]
    traeger = desk.register.find_traeger(first.traeger_id)
    settlement = found.settlement if found else None
    return Sight(
        name=traeger.name if traeger else first.recipient_name,
        amount=settlement.grant if settlement else None,
        findings=len(found.findings) if found else 0,
        is_new=not letters.had_letter(tx, first.traeger_id, *_SENT),
        notes=tuple(_notes(tx, desk, item, found)),
    )


def _notes(tx: Transaction, desk: Desk, item: Item, found: Examination | None) -> Iterator[str]:
    first = item.rows[0]
    if found and found.settlement and found.settlement.claim > 0:
        yield f"Überzahlung von {format_euro(found.settlement.claim)}"
    for finding in found.findings if found else ():
        if finding.severity in _TO_LOOK_AT or finding.for_office:
            yield f"{finding.rule}: {finding.text}"[:200]
    contact = desk.register.post_contact(first.traeger_id, desk.today)
    since = contact.gueltig_von if contact else None
    if since and desk.today - since < FRESH_ADDRESS:
        yield f"Adresse gilt erst seit dem {format_day(since)}"
    for task in tasks.open_tasks(tx):
        ids = {row.id for row in item.rows}
        if task.letter_id in ids or (task.case_id and task.case_id == first.case_id):
            yield f"offene Aufgabe: {task.title[:120]}"


def _first_lines(desk: Desk, row: LetterRow) -> list[str]:
    """What stands below the greeting; without one the beginning of the text."""
    lines = read_own(desk.store.blobs.get(row.docx_sha256)).lines
    texts = [line.text for line in lines if line.part == BODY and line.text.strip()]
    begin = next((n for n, text in enumerate(texts, 1) if text.startswith(_GREETINGS)), 0)
    return texts[begin : begin + FIRST_LINES]
