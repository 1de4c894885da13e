"""What the figures of a day cannot show: the rows that are missing or stand still, each with what names it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from kmn_automation.store.connect import Transaction
from kmn_automation.store.journal import Entry
from kmn_automation.store.mails import MailRow
from kmn_automation.store.outbox import OutboxRow
from kmn_automation.store.pending import flush_lines
from kmn_automation.store.rows import fetch, select
from kmn_automation.store.states import MailState, OutboxState
from kmn_automation.store.tables import journal, mails, outbox, tasks


def vanished_mails(tx: Transaction, action: str) -> list[Entry]:
    """The journal lines of that action about `mail:N` for which there is no row any more."""
    return _vanished(tx, action, mails)


def vanished_messages(tx: Transaction, action: str) -> list[Entry]:
    """The journal lines of that action about `outbox:N` for which there is no row any more."""
    return _vanished(tx, action, outbox)


def unclassified(tx: Transaction, before: dt.datetime) -> list[MailRow]:
    """Mails received before a moment that are not acted upon, and those that were without an outcome."""
    waits = (mails.c.state == MailState.GEHOLT) & (mails.c.received_at < before)
    nameless = (mails.c.state != MailState.GEHOLT) & (mails.c.outcome == "")
    return fetch(tx, MailRow, select(MailRow, mails).where(waits | nameless).order_by(mails.c.id))


def unanswered(tx: Transaction, outcomes: Collection[str], excuse: str) -> list[MailRow]:
    """Mails with such an outcome and no message, no task and no journal line that excuses it."""
    query = select(MailRow, mails).where(
        mails.c.state != MailState.GEHOLT,
        mails.c.outcome.in_(sorted(outcomes)),
        ~sa.exists().where(outbox.c.mail_id == mails.c.id),
        ~sa.exists().where(tasks.c.mail_id == mails.c.id),
    )
    flush_lines(tx)
    excused = set(tx.execute(sa.select(journal.c.subject).where(journal.c.action == excuse)).scalars())
    found = fetch(tx, MailRow, query.order_by(mails.c.id))
    return [row for row in found if f"mail:{row.id}" not in excused]


def unfiled(tx: Transaction, before: dt.datetime) -> list[MailRow]:
    """Mails received before a moment that were acted upon and still lie in the inbox."""
    mine = (mails.c.state == MailState.ERLEDIGT, mails.c.received_at < before)
    return fetch(tx, MailRow, select(MailRow, mails).where(*mine).order_by(mails.c.id))


def stuck(tx: Transaction, before: dt.datetime) -> list[OutboxRow]:
    """Messages that should have left before a moment and are not held."""
    mine = (outbox.c.state == OutboxState.BEREIT, outbox.c.held == "", outbox.c.next_at < before)
    return fetch(tx, OutboxRow, select(OutboxRow, outbox).where(*mine).order_by(outbox.c.id))


def is_stored(tx: Transaction, message_id: str, size: int) -> bool:
    """Whether a mail with that Message-ID and that size is stored."""
    query = sa.select(mails.c.id).where(mails.c.message_id == message_id, mails.c.size == size)
    return bool(message_id) and tx.execute(query.limit(1)).first() is not None


def _vanished(tx: Transaction, action: str, table: sa.Table) -> list[Entry]:
    flush_lines(tx)
    kind = "mail" if table is mails else table.name
    present = {f"{kind}:{number}" for number in tx.execute(sa.select(table.c.id)).scalars()}
    told = tx.execute(sa.select(journal.c.seq, journal.c.subject).where(journal.c.action == action))
    gone = [seq for seq, subject in told if subject not in present]
    return fetch(tx, Entry, select(Entry, journal).where(journal.c.seq.in_(gone)).order_by(journal.c.seq))
