"""Incoming mails: known by their bytes, found by their place, finished once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from kmn_automation.model.error import TryLater
from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.rows import by_id, changed, fetch, first, select
from kmn_automation.store.states import MailState
from kmn_automation.store.tables import mail_places, mails

__all__ = [
    "MailResult", "MailRow", "MailState", "NewMail", "begin_attempt", "by_sha256", "filed",
    "finish", "get", "in_state", "known_uids", "newest", "received_since", "reopen", "store_new", "take_back_attempt",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail whose raw bytes are durable; `received_at` is what our own server says."""

    sha256: str
    folder: str
    uidvalidity: int
    uid: int
    message_id: str
    size: int
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class MailRow:
    """A stored mail; from `sender` on empty until it is finished. The place is where it was seen last."""

    id: int
    sha256: str
    folder: str
    uidvalidity: int
    uid: int
    message_id: str
    size: int
    received_at: dt.datetime
    state: MailState
    attempts: int
    sender: str
    subject: str
    rule: str
    outcome: str
    file_to: str
    reason: str


@dataclass(frozen=True, slots=True)
class MailResult:
    """What became of a mail; `file_to` is the folder it is to be moved to, `reason` why that rule took it."""

    sender: str
    subject: str
    rule: str
    outcome: str
    file_to: str
    reason: str = ""


def store_new(tx: Transaction, mail: NewMail) -> tuple[int, bool]:
    """The mail's id and whether its bytes are new; of known bytes only the place is noted."""
    empty = dict.fromkeys(("sender", "subject", "rule", "outcome", "file_to", "reason"), "")
    row = asdict(mail) | empty | {"state": MailState.GEHOLT, "attempts": 0}
    added = insert(tx, mails).on_conflict_do_nothing(index_elements=["sha256"])
    mail_id = tx.execute(added.returning(mails.c.id), row).scalar_one_or_none()
    is_new = mail_id is not None
    place = {"folder": mail.folder, "uidvalidity": mail.uidvalidity, "uid": mail.uid}
    if mail_id is None:
        known = sa.update(mails).where(mails.c.sha256 == mail.sha256).values(place)
        mail_id = tx.execute(known.returning(mails.c.id)).scalar_one()
    seen = insert(tx, mail_places)
    now_here = seen.on_conflict_do_update(
        index_elements=["folder", "uidvalidity", "uid"], set_={"mail_id": seen.excluded.mail_id}
    )
    tx.execute(now_here, place | {"mail_id": mail_id})
    return int(mail_id), is_new


def known_uids(tx: Transaction, folder: str, uidvalidity: int) -> dict[int, int]:
    """Mail id of every uid, for every place in that folder that was ever stored, filed mails included."""
    places = mail_places.c
    query = sa.select(places.uid, places.mail_id).where(
        places.folder == folder, places.uidvalidity == uidvalidity
    )
    return dict(tx.execute(query).all())


def in_state(tx: Transaction, state: MailState, limit: int = 1000) -> list[MailRow]:
    """The mails in that state, the one that arrived first in front."""
    query = select(MailRow, mails).where(mails.c.state == state).order_by(mails.c.received_at, mails.c.id)
    return fetch(tx, MailRow, query.limit(limit))


def received_since(tx: Transaction, since: dt.datetime) -> list[MailRow]:
    """The mails that our server received since then (included), the first one in front."""
    query = select(MailRow, mails).where(mails.c.received_at >= since)
    return fetch(tx, MailRow, query.order_by(mails.c.received_at, mails.c.id))


def newest(tx: Transaction, count: int) -> list[MailRow]:
    """So many mails, the one that arrived last in front."""
    query = select(MailRow, mails).order_by(mails.c.received_at.desc(), mails.c.id.desc())
    return fetch(tx, MailRow, query.limit(count))


def begin_attempt(tx: Transaction, mail_id: int) -> int:
    """How often the mail has been tried, this time included; to be committed before parsing."""
    update = sa.update(mails).where(mails.c.id == mail_id).values(attempts=mails.c.attempts + 1)
    return int(tx.execute(update.returning(mails.c.attempts)).scalar_one())


def take_back_attempt(tx: Transaction, mail_ids: Sequence[int]) -> None:
    """Uncounts an attempt that failed for no fault of these mails; those that are finished keep theirs."""
    mine = (mails.c.id.in_(mail_ids), mails.c.state == MailState.GEHOLT, mails.c.attempts > 0)
    tx.execute(sa.update(mails).where(*mine).values(attempts=mails.c.attempts - 1))


def finish(tx: Transaction, mail_id: int, result: MailResult) -> None:
    """Notes what became of the mail: stored → acted upon.

    Raises:
        TryLater: somebody else finished it first; the caller's transaction must not stand.
    """
    mine = (mails.c.id == mail_id, mails.c.state == MailState.GEHOLT)
    if not changed(tx, sa.update(mails).where(*mine).values(state=MailState.ERLEDIGT, **asdict(result))):
        raise _taken(mail_id)


def reopen(tx: Transaction, sha256: str) -> int | None:
    """The id of a finished mail that is to be handled once more from the start; None if it is not finished."""
    again = {"state": MailState.GEHOLT, "attempts": 0}
    mine = (mails.c.sha256 == sha256, mails.c.state != MailState.GEHOLT)
    update = sa.update(mails).where(*mine).values(again)
    return tx.execute(update.returning(mails.c.id)).scalar_one_or_none()


def filed(tx: Transaction, mail_id: int) -> None:
    """Notes that the mail left the inbox: acted upon → filed; a second time changes nothing.

    Raises:
        TryLater: the mail has not been acted upon.
    """
    done = (MailState.ERLEDIGT, MailState.ABGELEGT)
    mine = (mails.c.id == mail_id, mails.c.state.in_(done))
    if not changed(tx, sa.update(mails).where(*mine).values(state=MailState.ABGELEGT)):
        raise _taken(mail_id)


def get(tx: Transaction, mail_id: int) -> MailRow:
    """The mail with that id (KmnError if there is none)."""
    return by_id(tx, MailRow, mails, mail_id)


def by_sha256(tx: Transaction, sha256: str) -> MailRow | None:
    """The mail that came as exactly these bytes."""
    return first(tx, MailRow, select(MailRow, mails).where(mails.c.sha256 == sha256))


def _taken(mail_id: int) -> TryLater:
    what = "Diese E-Mail wird gerade von einem anderen Lauf bearbeitet."
    return TryLater(what, where=f"mail:{mail_id}", do="Der nächste Lauf macht von selbst weiter.")
