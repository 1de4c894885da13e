"""What the office knows about a report before it opens it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from kmn_automation.model.history import NO_HISTORY, History
from kmn_automation.model.money import Euro
from kmn_automation.model.register import Bescheid, Traeger


@dataclass(frozen=True, slots=True)
class Known:
    """The register's side of an examination. Without a Bescheid the Geschäftszeichen is unknown to us."""

    received_on: dt.date
    """Day of receipt in Europe/Berlin by our own server, never the Date header."""
    bescheid: Bescheid | None = None
    traeger: Traeger | None = None
    plan: Mapping[str, Euro] = field(default_factory=dict)
    frist: dt.date | None = None
    """Last day for the proof, already shifted to a working day (§ 31 Abs. 3 VwVfG)."""
    waived: Mapping[str, str] = field(default_factory=dict)
    """Rule id → who waived it for this case, until when and why; only what is in force on the day of receipt."""
    history: History = NO_HISTORY
    """What the database knows beside this report; without it the rules that compare are not run."""
