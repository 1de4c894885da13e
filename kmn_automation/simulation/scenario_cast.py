"""Who takes part in the demo: the invented network with the days that its story needs, and everybody's clean report."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from functools import cached_property

from kmn_automation.model.register import Bescheid, Contact, Meeting, MeetingKind, Register, Traeger
from kmn_automation.model.zone import BERLIN
from kmn_automation.simulation.eml import Person
from kmn_automation.simulation.faults import Fault, plant
from kmn_automation.simulation.faults_changes import Draft
from kmn_automation.simulation.figures import invent_report
from kmn_automation.simulation.network import invent_network

FOERDERJAHR = 2025
TRAEGER = 24
DAYS = (dt.date(2026, 5, 12), dt.date(2026, 5, 13), dt.date(2026, 5, 15))
"""14 May is a holiday (Christi Himmelfahrt), so what falls on it is due on the third day."""
OWN_FRIST = dt.date(2026, 5, 28)
"""A day that the Bescheid itself sets; two weeks before it is the holiday."""
SILENT = ("T0021", "T0022", "T0023")
MEETING_DAY = dt.date(2026, 6, 24)
"""Six weeks after the second day."""
UNDELIVERABLE = "T0013"
"""Its letters go to an address that is dead; the report came from another one."""
RECEIPTS = 24


@dataclass(frozen=True)
class Cast:
    """The register, and what the people in it have in their drawers."""

    register: Register

    @classmethod
    def invent(cls, seed: int) -> Cast:
        """Ten Regionalverbünde and 24 Träger; the same seed gives the same ones."""
        register = invent_network(seed, TRAEGER, FOERDERJAHR)
        bescheide = tuple(
            replace(each, nachweis_bis=OWN_FRIST) if each.traeger_id in SILENT else each
            for each in register.bescheide
        )
        return cls(replace(register, bescheide=bescheide, meetings=_meetings(register)))

    def traeger(self, traeger_id: str) -> Traeger:
        """The Träger with that id."""
        return next(each for each in self.register.traeger if each.id == traeger_id)

    def bescheid(self, traeger_id: str) -> Bescheid:
        """Its one Bescheid."""
        return next(each for each in self.register.bescheide if each.traeger_id == traeger_id)

    def post_address(self, traeger_id: str) -> str:
        """Where its letters go."""
        contact = self.register.post_contact(traeger_id, DAYS[0])
        return contact.email if contact else ""

    def person(self, traeger_id: str) -> Person:
        """Who writes for the Träger: the last registered address that may report (often the Verwaltung)."""
        contact = self._reporters(traeger_id)[-1]
        return Person(contact.name, contact.email)

    def reads_post(self, traeger_id: str) -> Person:
        """Who opens its letters."""
        contact = self.register.post_contact(traeger_id, DAYS[0])
        return Person(contact.name, contact.email) if contact else self.person(traeger_id)

    def draft(self, traeger_id: str, *faults: Fault) -> Draft:
        """Its report, with these mistakes in it; always the same one."""
        bescheid, traeger = self.bescheid(traeger_id), self.traeger(traeger_id)
        plan = self.register.plan_of(bescheid)
        rng = random.Random(f"report {traeger_id}")
        clean = Draft(*invent_report(bescheid, traeger, plan, rng, RECEIPTS))
        return plant(clean, list(faults), random.Random(f"faults {traeger_id}"))

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Every address of the network outside the office."""
        found = [each.email for each in self.register.contacts]
        return tuple(dict.fromkeys([*found, *(each.email for each in self.register.regionalverbuende)]))

    def _reporters(self, traeger_id: str) -> list[Contact]:
        return [
            each
            for each in self.register.contacts
            if each.traeger_id == traeger_id and each.may_report and each.valid_on(DAYS[0])
        ]


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """That time in Lower Saxony, as UTC."""
    return dt.datetime.combine(day, dt.time(hour, minute), BERLIN).astimezone(dt.UTC)


def _meetings(register: Register) -> tuple[Meeting, ...]:
    """The statewide meeting in June, and the sessions whose invitations come after the three days."""
    after = DAYS[-1] + dt.timedelta(weeks=3)
    for meeting in register.meetings:
        if meeting.kind is MeetingKind.VERNETZUNGSTREFFEN:
            moved = replace(
                meeting,
                begin=dt.datetime.combine(MEETING_DAY, meeting.begin.time()),
                end=dt.datetime.combine(MEETING_DAY, meeting.end.time()),
                answer_until=MEETING_DAY - dt.timedelta(days=21),
            )
            sessions = (each for each in register.meetings if each.regionalverbund)
            return (moved, *(each for each in sessions if each.begin.date() > after))
    raise ValueError("the invented network has a statewide meeting")
