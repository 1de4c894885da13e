"""Which proofs are late: for the digest and for the overview, the same list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.model.german import format_day
from kmn_automation.model.vorlagefrist import vorlagefrist
from kmn_automation.steps.desk import Desk
from kmn_automation.store import reports
from kmn_automation.store.connect import Transaction

YEARS_BACK = 2
"""A proof that is missing for longer is no longer the business of a morning."""


@dataclass(frozen=True, slots=True, order=True)
class Overdue:
    """A Bescheid whose Vorlagefrist is over without a report."""

    frist: dt.date
    traeger: str
    geschaeftszeichen: str
    regionalverbund: str

    def __str__(self) -> str:
        return f"{self.traeger}, {self.geschaeftszeichen}: fällig am {format_day(self.frist)}"


def overdue_proofs(tx: Transaction, desk: Desk) -> list[Overdue]:
    """The late proofs of the last years, the oldest first; the last day of the Frist itself is in time."""
    received: dict[int, dict[str, dt.datetime]] = {}
    late = []
    for bescheid in desk.register.bescheide:
        traeger = desk.register.find_traeger(bescheid.traeger_id)
        year = bescheid.foerderjahr
        if traeger is None or year < desk.today.year - YEARS_BACK:
            continue
        if year not in received:
            received[year] = reports.received_keys(tx, year)
        frist = vorlagefrist(bescheid, traeger.art, is_holiday)
        if frist < desk.today and bescheid.geschaeftszeichen not in received[year]:
            late.append(Overdue(frist, traeger.name, bescheid.geschaeftszeichen, traeger.regionalverbund))
    return sorted(late)
