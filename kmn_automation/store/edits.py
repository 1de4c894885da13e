"""Letters that a person wrote anew in Word: every version stays, with what it changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.rows import fetch, select
from kmn_automation.store.tables import letter_edits


@dataclass(frozen=True, slots=True)
class Edit:
    """One version: the file as it came (SHA-256), the cleaned file, and what reads differently from the draft.

    `changes` are mappings of wo, alt and neu, `drifts` of was, alt and neu; `text` is what the cleaned file says.
    """

    letter_id: int
    mail_id: int | None
    person: str
    edited_at: dt.datetime
    before_sha256: str
    came_sha256: str
    after_sha256: str
    changes: Sequence[Mapping[str, str]]
    drifts: Sequence[Mapping[str, str]]
    text: str


def add(tx: Transaction, edit: Edit) -> None:
    """Keeps a version."""
    tx.execute(sa.insert(letter_edits).values(asdict(edit)))


def of_letter(tx: Transaction, letter_id: int) -> list[Edit]:
    """All versions of a letter that a person wrote, the oldest first."""
    mine = select(Edit, letter_edits).where(letter_edits.c.letter_id == letter_id)
    return fetch(tx, Edit, mine.order_by(letter_edits.c.id))
