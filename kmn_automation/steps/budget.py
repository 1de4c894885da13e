"""How many answers went out today, for the gate."""

from __future__ import annotations

import datetime as dt

from kmn_automation.mail.gate import Spent
from kmn_automation.steps.turn import Turn
from kmn_automation.store import outbox


def spent(turn: Turn, address: str) -> Spent:
    """The answers of the last 24 hours to that address and in all, receipts for new reports not counted."""
    since = turn.desk.now - dt.timedelta(days=1)
    return Spent(
        to_address=outbox.answers_since(turn.tx, since, address),
        in_all=outbox.answers_since(turn.tx, since),
        registered_addresses=len(turn.desk.register.contacts),
    )
