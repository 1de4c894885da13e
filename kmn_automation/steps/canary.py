"""The mail that the office sends to itself every day: only what comes back has gone the whole way."""

from __future__ import annotations

import datetime as dt

from kmn_automation.mail.compose import envelope_of
from kmn_automation.mail.outgoing import Party
from kmn_automation.mail.unpack_header import read_head
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.handle_mail import FOLDERS, MailOutcome
from kmn_automation.steps.note import note
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.standing import installation_id
from kmn_automation.store import facts, mails, outbox
from kmn_automation.store.connect import Transaction
from kmn_automation.store.mails import MailResult, MailRow, MailState
from kmn_automation.store.outbox import OutboxRow

TEXT = "selbstprobe"
CAME_BACK = "Selbstprobe zurück"
ON_ITS_WAY = dt.timedelta(hours=1)
"""So long a mail to oneself may take."""


def send_canary(desk: Desk) -> int:
    """Queues the mail of today where the office's own mailbox can be reached; 1 if it was not there yet."""
    if not desk.house.canary:
        return 0
    with desk.store.begin() as tx:
        secret = installation_id(tx)[:20]
        wish = Wish(
            key=f"{TEXT}:{desk.today}:{secret}",
            text=TEXT,
            context={"tag": desk.today},
            recipient=Party(desk.house.office.name, desk.house.email),
        )
        return int(queue_mail(tx, desk, wish) is not None)


def collect_canaries(desk: Desk) -> int:
    """Finishes what came back, before anything is opened; how many. They are never answered."""
    with desk.store.read() as tx:
        waiting = mails.in_state(tx, MailState.GEHOLT, limit=100_000)
        ours = {each.message_id: each for each in outbox.of_kind(tx, TEXT)} if waiting else {}
    back = [row for row in waiting if (sent := ours.get(row.message_id)) and _is_ours(desk, row, sent)]
    for row in back:
        with desk.store.begin() as tx:
            _finish(tx, desk, row)
    return len(back)


def missing_canaries(tx: Transaction, desk: Desk) -> list[OutboxRow]:
    """Those that were handed over since the last one came back and that should be here by now."""
    text = facts.get(tx, CAME_BACK)
    since = dt.datetime.fromisoformat(text) if text else None
    return [
        row
        for row in outbox.of_kind(tx, TEXT)
        if row.handed_over_at is not None
        and row.handed_over_at < desk.now - ON_ITS_WAY
        and (since is None or row.handed_over_at > since)
    ]


def _is_ours(desk: Desk, row: MailRow, sent: OutboxRow) -> bool:
    tag = envelope_of(sent.key, desk.house.email)[1]
    return read_head(desk.store.blobs.get(row.sha256)).first("x-kmn-id").strip() == tag


def _finish(tx: Transaction, desk: Desk, row: MailRow) -> None:
    result = MailResult(
        sender=desk.house.email,
        subject=MailOutcome.CANARY.value,
        rule=TEXT,
        outcome=MailOutcome.CANARY.value,
        file_to=FOLDERS["trash"],
        reason="eigene tägliche Nachricht an sich selbst",
    )
    mails.finish(tx, row.id, result)
    facts.put(tx, CAME_BACK, desk.now.isoformat())
    note(tx, desk, CAME_BACK, f"mail:{row.id}")
