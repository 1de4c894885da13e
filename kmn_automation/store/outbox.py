"""What leaves the house: every message once by its natural key; `claim` and `settle` alone write its state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields

import sqlalchemy as sa

from kmn_automation.model.error import KmnError
from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.rows import by_id, changed, fetch, first, select
from kmn_automation.store.states import OUTBOX_MOVES, OutboxState
from kmn_automation.store.tables import outbox

__all__ = [
    "NewOutgoing", "OutboxRow", "OutboxState", "Settling", "add", "answered_since", "answers_since", "by_key",
    "by_message_id", "claim", "due", "get", "handed_over_since", "held", "hold", "in_state", "let_go", "newest_id",
    "of_kind", "of_letter", "of_mail", "settle", "waiting_since",
]  # fmt: skip

_S = OutboxState


@dataclass(frozen=True, slots=True)
class NewOutgoing:
    """A finished message: its bytes are the blob `mime_sha256` and never change, whatever is tried.

    `archived`: the archive mailbox is a recipient of the same transaction. `answer`: counts in the answer budget.
    `urgent`: goes before older ones.
    """

    key: str
    kind: str
    message_id: str
    recipient: str
    mime_sha256: str
    created_at: dt.datetime
    not_before: dt.datetime
    archived: bool
    letter_id: int | None = None
    mail_id: int | None = None
    case_id: int | None = None
    answer: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow(NewOutgoing):
    """A message with its state; `owner` is the process that claimed it last, `response` what the server said last.

    `held` says why it waits for the yes of a person; empty: it does not.
    """

    id: int
    state: OutboxState
    attempts: int
    next_at: dt.datetime
    response: str
    claimed_at: dt.datetime | None
    handed_over_at: dt.datetime | None
    owner: str
    held: str


@dataclass(frozen=True, slots=True)
class Settling:
    """What became of a message. Back to `BEREIT` it is due at `next_at`, or at once.

    Where `owner` is given, only its claim is settled: a worker declared dead cannot speak for the next one.
    """

    expected: OutboxState
    to: OutboxState
    at: dt.datetime
    response: str = ""
    next_at: dt.datetime | None = None
    owner: str = ""


def add(tx: Transaction, item: NewOutgoing) -> int | None:
    """The id of the message; None if its natural key exists, and then nothing changes."""
    row = {field.name: getattr(item, field.name) for field in fields(NewOutgoing)}
    row |= {
        "state": _S.BEREIT,
        "attempts": 0,
        "next_at": item.not_before,
        "response": "",
        "owner": "",
        "held": "",
    }
    added = insert(tx, outbox).on_conflict_do_nothing(index_elements=["key"])
    return tx.execute(added.returning(outbox.c.id), row).scalar_one_or_none()


def due(tx: Transaction, *, now: dt.datetime, limit: int = 200) -> list[OutboxRow]:
    """What may be handed over now: the urgent ones, then the oldest first."""
    ready = (outbox.c.state == _S.BEREIT, outbox.c.next_at <= now, outbox.c.held == "")
    query = select(OutboxRow, outbox).where(*ready)
    order = (outbox.c.urgent.desc(), outbox.c.created_at, outbox.c.id)
    return fetch(tx, OutboxRow, query.order_by(*order).limit(limit))


def claim(tx: Transaction, item_id: int, *, owner: str, now: dt.datetime) -> bool:
    """Whether the message is ours to hand over; to be committed before connecting. False: somebody else has it."""
    mine = (outbox.c.id == item_id, outbox.c.state == _S.BEREIT, outbox.c.next_at <= now, outbox.c.held == "")
    taken = {"state": _S.IN_UEBERGABE, "owner": owner, "claimed_at": now, "attempts": outbox.c.attempts + 1}
    return changed(tx, sa.update(outbox).where(*mine).values(taken))


def settle(tx: Transaction, item_id: int, settling: Settling) -> bool:
    """Whether the message stood in `expected` (and belongs to `owner`, where given) and stands in `to` now.

    Raises:
        KmnError: there is no such move.
    """
    if settling.to not in OUTBOX_MOVES[settling.expected]:
        what = f"Eine Nachricht kann nicht von „{settling.expected}“ nach „{settling.to}“ gehen."
        raise KmnError(what, where=f"outbox:{item_id}")
    values: dict[str, object] = {"state": settling.to, "response": settling.response, "held": ""}
    if settling.to is _S.BEREIT:
        values["next_at"] = settling.next_at or settling.at
    if settling.to is _S.UEBERGEBEN:
        values["handed_over_at"] = settling.at
    update = sa.update(outbox).where(outbox.c.id == item_id, outbox.c.state == settling.expected)
    if settling.owner:
        update = update.where(outbox.c.owner == settling.owner)
    return changed(tx, update.values(values))


def hold(
    tx: Transaction,
    why: str,
    *,
    due_before: dt.datetime | None = None,
    above: int = 0,
    spare: Collection[str] = (),
) -> int:
    """How many of the messages to be sent wait for a yes from now on: all of them, or only some.

    `due_before` a moment, with an id `above` a number, to others than the addresses to `spare`.
    """
    mine = [outbox.c.state == _S.BEREIT, outbox.c.held == "", outbox.c.id > above]
    mine += [outbox.c.next_at < due_before] if due_before else []
    mine += [outbox.c.recipient.not_in(sorted(spare))] if spare else []
    return tx.execute(sa.update(outbox).where(*mine).values(held=why)).rowcount


def newest_id(tx: Transaction) -> int:
    """The highest id of a message; 0 where there is none."""
    return tx.execute(sa.select(sa.func.max(outbox.c.id))).scalar_one() or 0


def held(tx: Transaction) -> list[OutboxRow]:
    """What waits for the yes of a person, the oldest first."""
    query = select(OutboxRow, outbox).where(outbox.c.state == _S.BEREIT, outbox.c.held != "")
    return fetch(tx, OutboxRow, query.order_by(outbox.c.id))


def let_go(tx: Transaction, item: OutboxRow, now: dt.datetime) -> bool:
    """Whether the message was held and may leave now, or when it was meant to if that is later."""
    mine = (outbox.c.id == item.id, outbox.c.state == _S.BEREIT, outbox.c.held != "")
    return changed(tx, sa.update(outbox).where(*mine).values(held="", next_at=max(item.next_at, now)))


def get(tx: Transaction, item_id: int) -> OutboxRow:
    """The message with that id (KmnError if there is none)."""
    return by_id(tx, OutboxRow, outbox, item_id)


def by_key(tx: Transaction, key: str) -> OutboxRow | None:
    """The message with that natural key."""
    return first(tx, OutboxRow, select(OutboxRow, outbox).where(outbox.c.key == key))


def by_message_id(tx: Transaction, message_id: str) -> OutboxRow | None:
    """The message with that Message-ID, for bounces and for the look into the archive."""
    return first(tx, OutboxRow, select(OutboxRow, outbox).where(outbox.c.message_id == message_id))


def in_state(tx: Transaction, *states: OutboxState) -> list[OutboxRow]:
    """The messages in any of the states, the oldest first."""
    return fetch(
        tx, OutboxRow, select(OutboxRow, outbox).where(outbox.c.state.in_(states)).order_by(outbox.c.id)
    )


def of_letter(tx: Transaction, letter_id: int) -> list[OutboxRow]:
    """The messages that carry a letter, the oldest first."""
    return fetch(
        tx, OutboxRow, select(OutboxRow, outbox).where(outbox.c.letter_id == letter_id).order_by(outbox.c.id)
    )


def of_kind(tx: Transaction, kind: str) -> list[OutboxRow]:
    """The messages made from a text of that name, the oldest first."""
    return fetch(tx, OutboxRow, select(OutboxRow, outbox).where(outbox.c.kind == kind).order_by(outbox.c.id))


def waiting_since(tx: Transaction, before: dt.datetime, spare: Collection[str] = ()) -> list[OutboxRow]:
    """What should have left before a moment and is not held, the oldest first; `spare` names texts that may wait."""
    mine = (outbox.c.state == _S.BEREIT, outbox.c.held == "", outbox.c.not_before < before)
    query = select(OutboxRow, outbox).where(*mine, outbox.c.kind.not_in(sorted(spare)))
    return fetch(tx, OutboxRow, query.order_by(outbox.c.not_before, outbox.c.id))


def of_mail(tx: Transaction, mail_id: int) -> list[OutboxRow]:
    """The messages that answer a mail, the oldest first."""
    return fetch(
        tx, OutboxRow, select(OutboxRow, outbox).where(outbox.c.mail_id == mail_id).order_by(outbox.c.id)
    )


def answers_since(tx: Transaction, since: dt.datetime, recipient: str | None = None) -> int:
    """How many answers of the budget were written since then (included), to one address or to all."""
    counted = (outbox.c.answer, outbox.c.created_at >= since, outbox.c.state != _S.ZURUECKGEZOGEN)
    query = sa.select(sa.func.count()).select_from(outbox).where(*counted)
    if recipient is not None:
        query = query.where(sa.func.lower(outbox.c.recipient) == recipient.lower())
    return int(tx.execute(query).scalar_one())


def answered_since(tx: Transaction, since: dt.datetime) -> set[int]:
    """The ids of the mails to which a message was written since then (included)."""
    query = sa.select(outbox.c.mail_id).distinct()
    return set(tx.scalars(query.where(outbox.c.created_at >= since, outbox.c.mail_id.is_not(None))))


def handed_over_since(
    tx: Transaction,
    since: dt.datetime,
    letters_only: bool,  # noqa: FBT001 - agreed signature
    kinds: Collection[str] = (),
) -> int:
    """How many messages left since then (included), for the brake; what may have left counts too.

    A request for release is about a letter, too; `kinds` names the texts that carry one.
    """
    in_doubt = sa.and_(outbox.c.state.in_((_S.IN_UEBERGABE, _S.UNGEKLAERT)), outbox.c.claimed_at >= since)
    query = (
        sa.select(sa.func.count()).select_from(outbox).where((outbox.c.handed_over_at >= since) | in_doubt)
    )
    if letters_only:
        query = query.where(outbox.c.letter_id.is_not(None))
    if kinds:
        query = query.where(outbox.c.kind.in_(sorted(kinds)))
    return int(tx.execute(query).scalar_one())
