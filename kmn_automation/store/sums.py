"""The sums of a day for the digest, all by queries: what came, what became of it, what left, what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.states import MailState, OutboxState
from kmn_automation.store.tables import letters, mails, outbox, reports, tasks

UNFINISHED = "noch nicht bearbeitet"
"""The outcome of a mail that was stored and not yet acted upon."""

_FAILED = (OutboxState.ABGELEHNT, OutboxState.UNGEKLAERT, OutboxState.UNZUSTELLBAR)


@dataclass(frozen=True, slots=True)
class DaySums:
    """`received`, `by_outcome`, `answered`, `letters` and `handed_over` are of the period, the others of this moment.

    The values of `by_outcome` add up to `received`. `letters` are those drafted in the period by present state,
    `all_letters` are all there are.
    """

    received: int
    by_outcome: dict[str, int]
    answered: int
    letters: dict[str, int]
    handed_over: int
    failed: int
    open_tasks: int
    unfiled: int
    all_letters: dict[str, int]


def day_sums(tx: Transaction, since: dt.datetime, until: dt.datetime) -> DaySums:
    """The sums of a period, `since` included and `until` not; mails count by our server's time of receipt."""
    outcome = sa.case((mails.c.state == MailState.GEHOLT, UNFINISHED), else_=mails.c.outcome)
    by_outcome = _by(tx, outcome, *_within(mails.c.received_at, since, until))
    answers = sa.select(sa.func.count(outbox.c.mail_id.distinct()))
    return DaySums(
        received=sum(by_outcome.values()),
        by_outcome=by_outcome,
        answered=_number(tx, answers.where(*_within(outbox.c.created_at, since, until))),
        letters=_by(tx, letters.c.state, *_within(letters.c.created_at, since, until)),
        handed_over=_count(tx, outbox, *_within(outbox.c.handed_over_at, since, until)),
        failed=_count(tx, outbox, outbox.c.state.in_(_FAILED)),
        open_tasks=_count(tx, tasks, tasks.c.closed_at.is_(None)),
        unfiled=_count(tx, mails, mails.c.state != MailState.ABGELEGT),
        all_letters=_by(tx, letters.c.state),
    )


@dataclass(frozen=True, slots=True)
class WholeSums:
    """Everything there is, counted by its word: mails by outcome, the others by state, kind, or result."""

    mails: dict[str, int]
    reports: dict[str, int]
    letters: dict[str, int]
    letter_kinds: dict[str, int]
    outbox: dict[str, int]
    outbox_kinds: dict[str, int]
    unfiled: int


def whole_sums(tx: Transaction) -> WholeSums:
    """The sums of all times; `reports` counts every Fassung."""
    outcome = sa.case((mails.c.state == MailState.GEHOLT, UNFINISHED), else_=mails.c.outcome)
    return WholeSums(
        mails=_by(tx, outcome),
        reports=_by(tx, reports.c.outcome),
        letters=_by(tx, letters.c.state),
        letter_kinds=_by(tx, letters.c.kind),
        outbox=_by(tx, outbox.c.state),
        outbox_kinds=_by(tx, outbox.c.kind),
        unfiled=_count(tx, mails, mails.c.state != MailState.ABGELEGT),
    )


def handed_over_ever(tx: Transaction) -> int:
    """How many messages the relay has taken, those that came back later included."""
    return _count(tx, outbox, outbox.c.handed_over_at.is_not(None))


def count_states(tx: Transaction) -> dict[str, dict[str, int]]:
    """`mails`, `letters`, `outbox`: how many of them stand in which state now."""
    return {table.name: _by(tx, table.c.state) for table in (mails, letters, outbox)}


def _within(
    column: sa.Column[Any], since: dt.datetime, until: dt.datetime
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return column >= since, column < until


def _count(tx: Transaction, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    return _number(tx, sa.select(sa.func.count()).select_from(table).where(*where))


def _number(tx: Transaction, query: sa.Select[int]) -> int:
    return int(tx.execute(query).scalar_one())


def _by(tx: Transaction, word: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]) -> dict[str, int]:
    query = sa.select(word.label("word"), sa.func.count()).where(*where).group_by("word")
    return {str(value): count for value, count in tx.execute(query.order_by("word"))}
