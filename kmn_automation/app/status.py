"""How the office stands, at one glance: what `kmn status` prints."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kmn_automation.app.installation import place_mark
from kmn_automation.app.kept_files import Refusal, refusals
from kmn_automation.app.wiring import Workplace
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.completeness import Equation, prove_completeness
from kmn_automation.steps.receive import LAST_LOOK
from kmn_automation.steps.standing import LAST_BACKUP, Standing, standing
from kmn_automation.store import approvals, facts, letters, outbox, register, sums, tasks
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import OutboxRow, OutboxState

UNFINISHED = (OutboxState.UNGEKLAERT, OutboxState.IN_UEBERGABE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits for the decision of persons."""

    number: str
    kind: str
    recipient_name: str
    persons: tuple[str, ...]
    expires_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A message of which nobody knows whether it arrived."""

    id: int
    recipient: str
    kind: str
    since: dt.datetime
    response: str


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that `kmn status` says; `last_look` is None before the first one."""

    home: str
    mode: str
    last_look: dt.datetime | None
    refused_files: tuple[Refusal, ...]
    register_import: int | None
    traeger: int
    mails: dict[str, int]
    letters: dict[str, int]
    outbox: dict[str, int]
    waiting: tuple[Waiting, ...]
    doubts: tuple[Doubt, ...]
    tasks: tuple[str, ...]
    standing: Standing
    last_backup: dt.datetime | None
    completeness: tuple[Equation, ...]
    held: int
    """Messages that wait for a yes: `kmn resume`."""


def read_status(place: Workplace) -> Status:
    """The figures of this moment, all from one snapshot of the database."""
    with place.store.read() as tx:
        newest = register.last_import(tx)
        counts = sums.count_states(tx)
        return Status(
            home=str(place.settings.home),
            mode=place.settings.run.mode.value,
            last_look=_moment(tx, LAST_LOOK),
            refused_files=refusals(tx),
            register_import=newest.number if newest else None,
            traeger=len(register.load(tx).traeger),
            mails=counts["mails"],
            letters=counts["letters"],
            outbox=counts["outbox"],
            waiting=_waiting(tx),
            doubts=tuple(doubt_of(row) for row in outbox.in_state(tx, *UNFINISHED)),
            tasks=tuple(each.title for each in tasks.open_tasks(tx)),
            standing=standing(tx, place_mark(place)),
            last_backup=_moment(tx, LAST_BACKUP),
            completeness=prove_completeness(tx, place.store, place.clock()),
            held=len(outbox.held(tx)),
        )


def _moment(tx: Transaction, name: str) -> dt.datetime | None:
    text = facts.get(tx, name)
    return dt.datetime.fromisoformat(text) if text else None


def _waiting(tx: Transaction) -> tuple[Waiting, ...]:
    asked: dict[int, list[tuple[str, dt.date]]] = {}
    for request in approvals.open_requests(tx):
        for letter_id in request.letter_ids:
            asked.setdefault(letter_id, []).append((request.person, request.expires_at.date()))
    return tuple(
        Waiting(
            number=row.number,
            kind=row.kind,
            recipient_name=row.recipient_name,
            persons=tuple(person for person, _ in asked.get(row.id, ())),
            expires_on=min((day for _, day in asked.get(row.id, ())), default=None),
        )
        for row in letters.in_state(tx, LetterState.FREIGABE_ERBETEN)
    )


def doubt_of(row: OutboxRow) -> Doubt:
    """What a person must know to settle it."""
    return Doubt(row.id, row.recipient, row.kind, row.claimed_at or row.created_at, row.response)
