"""The register that the office keeps: Träger, Bescheide, Regionalverbünde, coordinators, meetings, waivers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.money import Euro


class TraegerArt(StrEnum):
    """What kind of body a Träger is; it decides the period for the proof and the Bagatellgrenze."""

    GEBIETSKOERPERSCHAFT = "Gebietskörperschaft"
    OEFFENTLICH = "juristische Person des öffentlichen Rechts"
    GEMEINNUETZIG = "gemeinnützige juristische Person des privaten Rechts"


class Role(StrEnum):
    """What an address of a Träger may be used for."""

    BERICHT = "Bericht"
    POST = "Post"
    BEIDES = "Bericht und Post"


@dataclass(frozen=True, slots=True)
class Contact:
    """A registered address of a Träger, valid from–to (both included; None is open)."""

    traeger_id: str
    name: str
    anrede: str
    email: str
    role: Role = Role.BEIDES
    gueltig_von: dt.date | None = None
    gueltig_bis: dt.date | None = None
    shared: bool = False

    def valid_on(self, day: dt.date) -> bool:
        """Whether the address may be believed and written to on that day."""
        return (self.gueltig_von or day) <= day <= (self.gueltig_bis or day)

    @property
    def may_report(self) -> bool:
        """Whether reports from this address count."""
        return self.role is not Role.POST

    @property
    def gets_post(self) -> bool:
        """Whether letters go to this address."""
        return self.role is not Role.BERICHT


@dataclass(frozen=True, slots=True)
class Traeger:
    """A funded organisation."""

    id: str
    name: str
    art: TraegerArt
    regionalverbund: str
    strasse: str
    plz: str
    ort: str
    gueltig_von: dt.date | None = None
    gueltig_bis: dt.date | None = None

    def valid_on(self, day: dt.date) -> bool:
        """Whether the Träger belongs to the network on that day."""
        return (self.gueltig_von or day) <= day <= (self.gueltig_bis or day)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the Finanzierungsplan: a field id (`ausgaben.personalausgaben`) and its amount."""

    geschaeftszeichen: str
    position: str
    betrag: Euro
    foerderjahr: int = 0
    """0 where a Geschäftszeichen has one Bescheid only, so that the year need not be said."""


@dataclass(frozen=True, slots=True)
class Bescheid:
    """A grant for one Träger and one Förderjahr, all changes included."""

    geschaeftszeichen: str
    traeger_id: str
    foerderjahr: int
    datum: dt.date
    zeitraum: Zeitraum
    bewilligt: Euro
    ausgezahlt: Euro
    foerdersatz: Decimal
    """Percent points: 90 is 90 %."""
    stellenanteile: Decimal
    richtlinie: str
    nachweis_bis: dt.date | None = None
    """Where the Bescheid sets a date of its own for the proof, that date wins."""
    zweck: str = ""
    antrag_am: dt.date | None = None
    """Day on which the application reached the Landesamt."""
    widerruf_bekannt_seit: dt.date | None = None
    """Day on which the facts for a Widerruf became known (§ 48 Abs. 4 VwVfG)."""
    auszahlung_landesamt: Euro | None = None
    """What was paid out by the list of the Landesamt."""


@dataclass(frozen=True, slots=True)
class Regionalverbund:
    """One of the ten regional networks; it names its Federführende itself."""

    id: str
    name: str
    federfuehrung: str
    email: str


class Duty(StrEnum):
    """What a coordinator may do."""

    FREIGABE = "Freigabe"
    ZWEITFREIGABE = "Freigabe und Zweitfreigabe"
    LESEN = "nur lesen"


@dataclass(frozen=True, slots=True)
class Coordinator:
    """A person of the office; `regionalverbuende` empty means all of them."""

    name: str
    email: str
    duty: Duty
    funktion: str = ""
    telefon: str = ""
    regionalverbuende: tuple[str, ...] = ()
    gueltig_von: dt.date | None = None
    gueltig_bis: dt.date | None = None
    vertretung: str = ""
    """Address of the coordinator who stands in."""
    abwesend_von: dt.date | None = None
    abwesend_bis: dt.date | None = None

    def valid_on(self, day: dt.date) -> bool:
        """Whether the person may act for the office on that day."""
        return (self.gueltig_von or day) <= day <= (self.gueltig_bis or day)

    def is_away(self, day: dt.date) -> bool:
        """Whether the person is absent on that day (both ends included); without any day never."""
        has_days = self.abwesend_von is not None or self.abwesend_bis is not None
        return has_days and (self.abwesend_von or day) <= day <= (self.abwesend_bis or day)

    def responsible_for(self, regionalverbund: str) -> bool:
        """Whether the Träger of that Regionalverbund are the person's business."""
        return not self.regionalverbuende or regionalverbund in self.regionalverbuende


class MeetingKind(StrEnum):
    """The meetings that the office invites to."""

    VERNETZUNGSTREFFEN = "Vernetzungstreffen"
    REGIONALVERBUND = "Sitzung des Regionalverbunds"
    FEDERFUEHRENDE = "Treffen der Federführenden"
    FORTBILDUNG = "Fortbildung"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting in Europe/Berlin wall time; `regionalverbund` empty means all Träger."""

    id: str
    kind: MeetingKind
    title: str
    begin: dt.datetime
    end: dt.datetime
    ort: str
    agenda: tuple[str, ...]
    regionalverbund: str = ""
    answer_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that the office does not hold against one Träger (Ausnahme), up to a day that is included.

    With Geschäftszeichen or Förderjahr it is narrower.
    """

    rule: str
    traeger_id: str
    begruendung: str
    person: str
    """Address of the coordinator who answers for it."""
    gueltig_bis: dt.date
    gueltig_von: dt.date | None = None
    geschaeftszeichen: str = ""
    foerderjahr: int | None = None

    def valid_on(self, day: dt.date) -> bool:
        """Whether the rule is waived for reports that come in on that day."""
        return (self.gueltig_von or day) <= day <= self.gueltig_bis

    def covers(self, bescheid: Bescheid) -> bool:
        """Whether reports about that Bescheid are meant."""
        return (
            self.traeger_id == bescheid.traeger_id
            and self.geschaeftszeichen in {"", bescheid.geschaeftszeichen}
            and self.foerderjahr in {None, bescheid.foerderjahr}
        )


@dataclass(frozen=True, slots=True)
class Register:
    """One whole state of the register, as imported."""

    traeger: tuple[Traeger, ...] = ()
    contacts: tuple[Contact, ...] = ()
    bescheide: tuple[Bescheid, ...] = ()
    plan: tuple[PlanLine, ...] = ()
    regionalverbuende: tuple[Regionalverbund, ...] = ()
    coordinators: tuple[Coordinator, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    _traeger_by_id: dict[str, Traeger] = field(init=False, repr=False, compare=False, default_factory=dict)
    _bescheid_by_key: dict[tuple[str, int], Bescheid] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _bescheide_by_traeger: dict[str, list[Bescheid]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _contacts_by_email: dict[str, list[Contact]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _plan_by_geschaeftszeichen: dict[str, list[PlanLine]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        self._traeger_by_id.update((each.id, each) for each in self.traeger)
        self._bescheid_by_key.update(
            ((each.geschaeftszeichen, each.foerderjahr), each) for each in self.bescheide
        )
        for bescheid in self.bescheide:
            self._bescheide_by_traeger.setdefault(bescheid.traeger_id, []).append(bescheid)
        for contact in self.contacts:
            self._contacts_by_email.setdefault(contact.email.lower(), []).append(contact)
        for line in self.plan:
            self._plan_by_geschaeftszeichen.setdefault(line.geschaeftszeichen, []).append(line)

    def find_traeger(self, traeger_id: str) -> Traeger | None:
        """The Träger with that id."""
        return self._traeger_by_id.get(traeger_id)

    def find_bescheid(self, geschaeftszeichen: str, foerderjahr: int) -> Bescheid | None:
        """The Bescheid with that Geschäftszeichen for that Förderjahr."""
        return self._bescheid_by_key.get((geschaeftszeichen, foerderjahr))

    def bescheide_of(self, traeger_id: str) -> tuple[Bescheid, ...]:
        """All Bescheide of a Träger, of every Förderjahr, in register order."""
        return tuple(self._bescheide_by_traeger.get(traeger_id, ()))

    def plan_of(self, bescheid: Bescheid) -> dict[str, Euro]:
        """The Finanzierungsplan of a Bescheid: field id → amount."""
        return {
            line.position: line.betrag
            for line in self._plan_by_geschaeftszeichen.get(bescheid.geschaeftszeichen, ())
            if line.foerderjahr in {0, bescheid.foerderjahr}
        }

    def reporters(self, email: str, day: dt.date) -> tuple[Contact, ...]:
        """Who may report from that address on that day; several where an address is shared."""
        return tuple(
            contact
            for contact in self._contacts_by_email.get(email.lower(), ())
            if contact.may_report and contact.valid_on(day)
        )

    def post_contact(self, traeger_id: str, day: dt.date) -> Contact | None:
        """The one address that letters to the Träger go to on that day: the first in the register."""
        return next(
            (
                contact
                for contact in self.contacts
                if contact.traeger_id == traeger_id and contact.gets_post and contact.valid_on(day)
            ),
            None,
        )

    def coordinator(self, email: str, day: dt.date) -> Coordinator | None:
        """The person of the office with that address, valid on that day."""
        return next(
            (p for p in self.coordinators if p.email.lower() == email.lower() and p.valid_on(day)), None
        )

    def responsible(self, regionalverbund: str, day: dt.date) -> tuple[Coordinator, ...]:
        """Who releases letters to the Träger of a Regionalverbund on that day, in register order."""
        return tuple(
            person
            for person in self.coordinators
            if person.valid_on(day)
            and person.duty is not Duty.LESEN
            and person.responsible_for(regionalverbund)
        )

    def stand_in(self, person: Coordinator, day: dt.date) -> Coordinator | None:
        """Who acts for the person: the deputy, or the deputy's deputy if that one is away too; None if nobody."""
        seen = {person.name}
        found = self.coordinator(person.vertretung, day)
        while found is not None and found.name not in seen:
            if not found.is_away(day):
                return None if found.duty is Duty.LESEN else found
            seen.add(found.name)
            found = self.coordinator(found.vertretung, day)
        return None

    def acting(self, regionalverbund: str, day: dt.date) -> tuple[Coordinator, ...]:
        """Who is there to release letters on that day: the responsible, a deputy in the place of who is away.

        Who is away without a deputy comes last, so that somebody is asked at all.
        """
        here: dict[str, Coordinator] = {}
        away = []
        for person in self.responsible(regionalverbund, day):
            acting = self.stand_in(person, day) if person.is_away(day) else person
            if acting is None:
                away.append(person)
            else:
                here.setdefault(acting.name, acting)
        return (*here.values(), *away)

    def members(self, meeting: Meeting, day: dt.date) -> tuple[Traeger, ...]:
        """The Träger that a meeting concerns on that day."""
        return tuple(
            each
            for each in self.traeger
            if each.valid_on(day) and meeting.regionalverbund in {"", each.regionalverbund}
        )
