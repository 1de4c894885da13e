"""A copy of a request for the shared mailbox: moved into the folder of its person, it stands for the word.

The copy holds no token of the mail. It is known again by its Message-ID, which is a secret of its own and bound to the
same request: the same person, the same documents, the same last day.
"""

from __future__ import annotations

import re
import secrets

from kmn_automation.mail.compose import compose
from kmn_automation.mail.outgoing import Outgoing, Party
from kmn_automation.model.register import Coordinator, Duty
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.queue_mail import Wish
from kmn_automation.store import approvals, copies
from kmn_automation.store.connect import Transaction
from kmn_automation.store.copies import Copy

WAITING, MOVED = "Freigabe", "Freigegeben"
"""The folders of the shared mailbox; each person has one of her own in both."""
_NOT_IN_A_NAME = re.compile(r"[^\w -]")


def plan_copy(tx: Transaction, desk: Desk, token: str, wish: Wish, person: Coordinator) -> None:
    """Notes the copy of a request that was just made; it is filed by the next look into the mailbox."""
    request, name = approvals.find(tx, token), folder_name(desk, person)
    if request is None or not name:
        return
    context = {**wish.context, "ordner": f"{MOVED}/{name}"}
    subject, body = desk.tools.texts.render("freigabe_kopie", context)
    composed = compose(
        Outgoing(
            key=f"kopie:{secrets.token_hex(20)}",
            date=desk.now,
            sender=Party(desk.house.office.name, desk.house.email),
            recipient=wish.recipient,
            subject=subject,
            body=body,
            attachments=wish.attachments,
        )
    )
    raw = desk.store.keep(tx, composed.raw)
    copies.add(tx, Copy(request.id, composed.message_id.strip("<>"), raw, f"{WAITING}/{name}"))


def folder_name(desk: Desk, person: Coordinator) -> str:
    """What the person's own folders are called; empty for who may not release, and where two would share one."""
    names = [_plain(each.name) for each in desk.register.coordinators if each.valid_on(desk.today)]
    name = _plain(person.name)
    is_own = [each.casefold() for each in names].count(name.casefold()) == 1
    return name if is_own and person.duty is not Duty.LESEN else ""


def _plain(name: str) -> str:
    """The name without what separates folders on some servers."""
    return " ".join(_NOT_IN_A_NAME.sub(" ", name).split())
