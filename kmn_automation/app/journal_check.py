"""The journal of an office, recomputed from its first line."""

from __future__ import annotations

from kmn_automation.app.wiring import Workplace
from kmn_automation.store import journal
from kmn_automation.store.journal import Verdict


def verify_journal(place: Workplace) -> Verdict:
    """How many lines there are and the first that was changed or is missing."""
    with place.store.read() as tx:
        return journal.verify(tx)
