"""Many requests of a kind for one person, not yet sent → one mail with a contact sheet, the odd letters on top.

Each request stays what it is, bound to its own documents; only its mail is taken back, so that its token is never
seen. Whatever voids a request (a correction, a changed register) goes on working for each alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice

from kmn_automation.letters.sheets import Entry, contact_sheet
from kmn_automation.mail.batch_reply import COUNT_ABOVE
from kmn_automation.mail.outgoing import Attachment, Party
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.ask_release import TOKEN_MARK
from kmn_automation.steps.batch_entries import Item, entries_of
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.letter_files import REQUEST, stored_files
from kmn_automation.steps.note import note
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.store import approvals, batches, copies, letters, outbox
from kmn_automation.store.batches import NewBatch
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import OutboxRow, OutboxState, Settling

MOST = 40
"""So many letters one mail lays before a person."""
MAX_FILES = 10 * 1024 * 1024


def bundle_requests(desk: Desk) -> int:
    """How many requests went into a common mail; each mail is one transaction."""
    if not desk.house.bundle_above:
        return 0
    with desk.store.read() as tx:
        groups = _groups(tx, desk)
    done = 0
    for group in groups:
        with desk.store.begin() as tx:
            done += _bundle(tx, desk, group)
    return done


def _groups(tx: Transaction, desk: Desk) -> list[list[Item]]:
    by_kind: dict[tuple[str, tuple[str, ...]], list[Item]] = {}
    mails = _waiting_mails(tx)
    for request in approvals.open_requests(tx) if len(mails) > desk.house.bundle_above else ():
        person = request.person.lower()
        mail = mails.get((next(iter(request.letter_ids), None), person, request.asked_at))
        rows = tuple(letters.get(tx, each) for each in request.letter_ids) if mail else ()
        if mail and not rows[0].meeting_id and all(r.state is LetterState.FREIGABE_ERBETEN for r in rows):
            key = (person, tuple(each.kind for each in rows))
            by_kind.setdefault(key, []).append(Item(request, rows, mail))
    many = [each for each in by_kind.values() if len(each) > desk.house.bundle_above]
    return [chunk for each in many for chunk in _chunks(each)]


def _chunks(items: Sequence[Item]) -> Iterator[list[Item]]:
    walk = iter(items)
    while chunk := list(islice(walk, MOST)):
        yield chunk


def _waiting_mails(tx: Transaction) -> dict[tuple[int | None, str, dt.datetime], OutboxRow]:
    """The requests that nobody has got yet: first letter, person and moment → their mail."""
    waiting = [row for row in outbox.in_state(tx, OutboxState.BEREIT) if row.kind == REQUEST]
    return {(row.letter_id, row.recipient.lower(), row.created_at): row for row in waiting}


def _bundle(tx: Transaction, desk: Desk, group: Sequence[Item]) -> int:
    """One mail for those of the group that are still here to be taken back."""
    settling = Settling(
        OutboxState.BEREIT, OutboxState.ZURUECKGEZOGEN, desk.now, "in einer Sammelbitte enthalten"
    )
    items = [each for each in group if outbox.settle(tx, each.mail.id, settling)]
    if not items:
        return 0
    person = items[0].request.person
    batch = NewBatch(
        request_ids=[each.request.id for each in items],
        person=person,
        docx_sha256=hash_of_items(items),
        asked_at=desk.now,
        expires_at=min(each.request.expires_at for each in items),
    )
    token = batches.add(tx, batch)
    _queue(tx, desk, items, batch, token)
    for each in items:
        copies.close(tx, each.request.id, at=desk.now)  # what was never shown alone is not released by moving
        for row in each.rows:
            note(tx, desk, "Freigabe in einer Sammelbitte erbeten", f"letter:{row.id}", {"person": person})
    return len(items)


def hash_of_items(items: Sequence[Item]) -> str:
    """The hash over the documents of all entries in their order."""
    return hashlib.sha256("".join(each.request.docx_sha256 for each in items).encode()).hexdigest()


def _queue(tx: Transaction, desk: Desk, items: Sequence[Item], batch: NewBatch, token: str) -> None:
    person = desk.register.coordinator(batch.person, desk.today)
    entries = entries_of(tx, desk, items)
    subject = f"{len(items)} × {items[0].rows[0].inputs.get('betreff', items[0].rows[0].kind)}"
    files, left_out = _files(tx, desk, items, contact_sheet(f"Kontaktbogen: {subject}"[:200], entries))
    wish = Wish(
        key=f"sammelfreigabe:{batch.docx_sha256[:16]}:{batch.person}:{desk.now.isoformat()}",
        text="freigabe_sammel",
        context={
            "anlass": subject,
            "person": person.name if person else batch.person,
            "kennwort": f"{TOKEN_MARK}{token}",
            "anzahl": str(len(items)),
            "zahl_noetig": len(items) > COUNT_ABOVE,
            "pruefzeichen": batch.docx_sha256[:16],
            "gueltig_bis": batch.expires_at,
            "widerruf_minuten": str(int(desk.house.withdrawal.total_seconds() // 60)),
            "nicht_beigefuegt": ", ".join(left_out),
            "auffaellig": [_line(each) | {"grund": "; ".join(each.odd)} for each in entries if each.odd],
            "eintraege": [_line(each) for each in entries],
        },
        recipient=Party(person.name if person else batch.person, batch.person),
        attachments=files,
        letter_id=items[0].rows[0].id,
    )
    queue_mail(tx, desk, wish)


def _line(entry: Entry) -> dict[str, str]:
    return {
        "nr": str(entry.number),
        "nummer": entry.letter,
        "traeger": entry.traeger,
        "empfaenger": entry.recipient,
        "betrag": entry.amount,
    }


def _files(
    tx: Transaction, desk: Desk, items: Sequence[Item], sheet: bytes
) -> tuple[tuple[Attachment, ...], list[str]]:
    """The contact sheet and the letters, as many as a mail can carry; the numbers of the others."""
    files, left_out, size = [Attachment("kontaktbogen.docx", sheet)], [], len(sheet)
    for row in (row for each in items for row in each.rows):
        documents = stored_files(tx, desk.store, row)
        size += sum(len(each.data) for each in documents)
        if size > MAX_FILES:
            left_out.append(row.number)
        else:
            files += documents
    return tuple(files), left_out
