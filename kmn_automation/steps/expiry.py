"""What runs out by a date: certificates of the mail servers, passwords and whatever else the settings name."""

from __future__ import annotations

import datetime as dt

from kmn_automation.model.german import format_day
from kmn_automation.steps.desk import Desk
from kmn_automation.store import facts
from kmn_automation.store.connect import Transaction

CERTIFICATE = "Zertifikat: "
WARNED_BEFORE = dt.timedelta(days=21)


def note_certificate(tx: Transaction, server: str, end: dt.date) -> None:
    """Keeps the last day of a server's certificate for the digest."""
    facts.put(tx, CERTIFICATE + server, end.isoformat())


def expiry_warnings(tx: Transaction, desk: Desk) -> tuple[str, ...]:
    """A sentence for everything that ends within three weeks or has ended."""
    known = facts.starting_with(tx, CERTIFICATE).items()
    certificates = [(f"Das {name}".replace(":", " von"), dt.date.fromisoformat(end)) for name, end in known]
    dated = [(f"„{name}“ (Einstellung expires)", end) for name, end in desk.house.expiries]
    return tuple(
        expiry_sentence(name, end, desk.today)
        for name, end in (*certificates, *dated)
        if end - desk.today <= WARNED_BEFORE
    )


def expiry_sentence(name: str, end: dt.date, today: dt.date) -> str:
    """What a person should know and do."""
    if end < today:
        return f"{name} ist seit dem {format_day(end)} abgelaufen. Bitte sofort erneuern."
    return f"{name} läuft am {format_day(end)} ab. Bitte vorher erneuern."
