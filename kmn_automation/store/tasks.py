"""What waits for a person: one line per thing to do, by its natural key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypedDict, Unpack

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.rows import changed, fetch, select
from kmn_automation.store.tables import tasks


class About(TypedDict, total=False):
    """What a task is about; any of them, or none."""

    mail_id: int | None
    case_id: int | None
    letter_id: int | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something that a person of the office has to look at; open while `closed_at` is None."""

    id: int
    key: str
    title: str
    at: dt.datetime
    mail_id: int | None
    case_id: int | None
    letter_id: int | None
    closed_at: dt.datetime | None
    closed_by: str


def add(tx: Transaction, *, key: str, title: str, at: dt.datetime, **about: Unpack[About]) -> int | None:
    """The id of the task; None if the key exists, also when it is closed."""
    added = insert(tx, tasks).values(key=key, title=title, at=at, closed_by="", **about)
    task_id = tx.execute(added.on_conflict_do_nothing(index_elements=["key"]).returning(tasks.c.id))
    return task_id.scalar_one_or_none()


def open_tasks(tx: Transaction) -> list[TaskRow]:
    """What is open, the oldest first."""
    query = select(TaskRow, tasks).where(tasks.c.closed_at.is_(None))
    return fetch(tx, TaskRow, query.order_by(tasks.c.at, tasks.c.id))


def close(tx: Transaction, key: str, *, at: dt.datetime, by: str) -> bool:
    """Whether the task was open and is closed now."""
    mine = (tasks.c.key == key, tasks.c.closed_at.is_(None))
    return changed(tx, sa.update(tasks).where(*mine).values(closed_at=at, closed_by=by))
