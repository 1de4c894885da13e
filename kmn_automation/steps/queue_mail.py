"""A mail that a step wants to send becomes frozen bytes and one row of the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kmn_automation.mail.compose import compose
from kmn_automation.mail.outgoing import Attachment, Cause, Outgoing, Party, Thread
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note
from kmn_automation.store import outbox
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import NewOutgoing


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be sent: the text by name, to one registered address; `key` is unique for ever."""

    key: str
    text: str
    context: Mapping[str, object]
    recipient: Party
    attachments: tuple[Attachment, ...] = ()
    answers: Thread | None = None
    calendar: bytes = b""
    not_before: dt.datetime | None = None
    letter_id: int | None = None
    mail_id: int | None = None
    case_id: int | None = None
    counted: bool = False
    """Whether it counts in the budget of answers; the one receipt for a new report does not."""


def queue_mail(tx: Transaction, desk: Desk, wish: Wish) -> int | None:
    """The row of the outbox, or None if a mail with this key is there already: nothing is queued twice.

    Raises:
        Unsendable: the mail cannot be built as it is meant.
    """
    subject, body = desk.tools.texts.render(wish.text, wish.context)
    envelope = desk.house.envelope_for(wish.recipient.address)
    if envelope != wish.recipient.address:
        subject = f"[Probe für {wish.recipient.address}] {subject}"
    composed = compose(
        Outgoing(
            key=wish.key,
            date=desk.now,
            sender=Party(desk.house.office.name, desk.house.email),
            recipient=Party(wish.recipient.name, envelope),
            subject=subject,
            body=body,
            cause=Cause.ANSWER if wish.answers else Cause.OWN,
            attachments=wish.attachments,
            calendar=wish.calendar,
            answers=wish.answers,
            archive=desk.house.archive,
        )
    )
    row = outbox.add(
        tx,
        NewOutgoing(
            key=wish.key,
            kind=wish.text,
            message_id=composed.message_id,
            recipient=wish.recipient.address,
            mime_sha256=desk.store.keep(tx, composed.raw),
            created_at=desk.now,
            not_before=wish.not_before or desk.now,
            archived=True,
            letter_id=wish.letter_id,
            mail_id=wish.mail_id,
            case_id=wish.case_id,
            answer=wish.counted,
        ),
    )
    if row is not None:
        detail = {"kind": wish.text, "key": wish.key, "message_id": composed.message_id}
        note(tx, desk, "Mail bereitgelegt", f"outbox:{row}", detail)
    return row
