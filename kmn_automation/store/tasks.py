"""What waits for a person: one line per thing to do, by its natural key."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.rows import changed, fetch, select
from kmn_automation.store.tables import tasks


@dataclass(frozen=True, slots=True)
class NewTask:
    """Something that a person of the office has to look at; `key` is its natural key, the title a German sentence."""

    key: str
    title: str
    at: dt.datetime
    mail_id: int | None = None
    case_id: int | None = None
    letter_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow(NewTask):
    """A task as it stands: open while `closed_at` is None."""

    id: int
    closed_at: dt.datetime | None
    closed_by: str


def add(tx: Transaction, task: NewTask) -> int | None:
    """The id of the task; None if the key exists, also when it is closed."""
    added = insert(tx, tasks).on_conflict_do_nothing(index_elements=["key"])
    row = asdict(task) | {"closed_by": ""}
    return tx.execute(added.returning(tasks.c.id), row).scalar_one_or_none()


def open_tasks(tx: Transaction) -> list[TaskRow]:
    """What is open, the oldest first."""
    query = select(TaskRow, tasks).where(tasks.c.closed_at.is_(None))
    return fetch(tx, TaskRow, query.order_by(tasks.c.at, tasks.c.id))


def close(tx: Transaction, key: str, *, at: dt.datetime, by: str) -> bool:
    """Whether the task was open and is closed now."""
    mine = (tasks.c.key == key, tasks.c.closed_at.is_(None))
    return changed(tx, sa.update(tasks).where(*mine).values(closed_at=at, closed_by=by))
