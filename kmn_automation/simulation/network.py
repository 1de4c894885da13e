"""A whole invented register: ten Regionalverbünde, Träger, contacts, Bescheide, coordinators, meetings.

The same seed gives the same register. Addresses end in .example or .test only (RFC 2606), postal codes begin with
00 (never assigned), telephone numbers come from the range that the Bundesnetzagentur keeps free for films.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from kmn_automation.model.register import (
    Contact,
    Coordinator,
    Duty,
    Regionalverbund,
    Register,
    Role,
    Traeger,
    TraegerArt,
)
from kmn_automation.simulation.network_grants import invent_grant
from kmn_automation.simulation.network_meetings import invent_meetings
from kmn_automation.simulation.network_words import (
    HAEUSER,
    NACHNAMEN,
    ORT_ENDUNGEN,
    ORT_STAEMME,
    RECHTSFORMEN,
    REGIONEN,
    STRASSEN,
    VORNAMEN,
    slug,
)

FIRST_YEAR = 2022
OFFICE_DOMAIN = "kmn.test"
PROGRAM = "kmn@kmn.test"
ARCHIVE = "archiv@kmn.test"
AWKWARD_NAME = "Werkstatt Ahorn & Söhne <gGmbH>"
LONG_NAME = (
    "Gemeinnützige Gesellschaft für Begegnung, Beratung, Bildung und Begleitung zugewanderter Menschen "
    "im ländlichen Raum zwischen Laternenbrück, Wolkensiel und Quittenbüttel mit beschränkter Haftung"
)
_SHARING = (6, 7)
_FORMER = 5


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    ort: str
    art: TraegerArt = TraegerArt.GEMEINNUETZIG


_SPECIAL = (
    _Name("Brückenwerk Sonnental e.V.", "Sonnental"),
    _Name("Stadt Laternenbrück", "Laternenbrück", TraegerArt.GEBIETSKOERPERSCHAFT),
    _Name(AWKWARD_NAME, "Knopfhagen"),
    _Name(LONG_NAME, "Quittenbüttel"),
    _Name("Zweckverband Migration Wolkensiel", "Wolkensiel", TraegerArt.OEFFENTLICH),
)


def invent_network(seed: int, traeger: int = 24, foerderjahr: int = 2025, tld: str = "example") -> Register:
    """A register with that many Träger and one Bescheid each for the Förderjahr, whose amounts keep the Richtlinie.

    Träger 2 is a Gebietskörperschaft, 3 has an awkward name and 4 a very long one; 7 and 8 share a reporting address;
    6 has a former contact whose address is no longer valid. Meetings lie in the year after the Förderjahr.

    Raises:
        ValueError: for a Förderjahr before 2022, whose forms have other positions, or a domain that could be real.
    """
    if foerderjahr < FIRST_YEAR:
        raise ValueError(f"no invented network before {FIRST_YEAR}")
    if tld not in {"example", "test"}:
        raise ValueError("only .example and .test are never real (RFC 2606)")
    rng = random.Random(f"network {seed}")
    bodies = tuple(
        _traeger(number, name, rng) for number, name in enumerate(itertools.islice(_names(rng), traeger))
    )
    grants = [invent_grant(each, number, foerderjahr, rng) for number, each in enumerate(bodies)]
    contacts = tuple(_contacts(bodies, foerderjahr, tld, rng))
    return Register(
        traeger=bodies,
        contacts=contacts,
        bescheide=tuple(grant.bescheid for grant in grants),
        plan=tuple(line for grant in grants for line in grant.plan),
        regionalverbuende=tuple(_regionalverbuende(bodies, contacts, tld)),
        coordinators=_coordinators(),
        meetings=invent_meetings(foerderjahr + 1, REGIONEN),
    )


def domain_of(traeger: Traeger, tld: str = "example") -> str:
    """The invented mail domain of a Träger, one for each name."""
    bare = traeger.name
    for form in RECHTSFORMEN:
        bare = bare.removesuffix(form)
    return f"{slug(bare)}.{tld}"


def invent_person(rng: random.Random) -> tuple[str, str]:
    """Anrede and name of somebody who does not exist."""
    anrede, vorname = rng.choice(VORNAMEN)
    return anrede, f"{vorname} {rng.choice(NACHNAMEN)}"


def _names(rng: random.Random) -> Iterator[_Name]:
    """Names without end: the special ones, then every combination, then the same with a district number."""
    yield from _SPECIAL
    combinations = list(itertools.product(HAEUSER, ORT_STAEMME, ORT_ENDUNGEN))
    rng.shuffle(combinations)
    for district in itertools.count(1):
        extra = f" Bezirk {district}" if district > 1 else ""
        for haus, stamm, endung in combinations:
            ort = stamm + endung
            yield _Name(f"{haus} {ort}{extra} {rng.choice(RECHTSFORMEN)}", ort)


def _traeger(number: int, name: _Name, rng: random.Random) -> Traeger:
    return Traeger(
        id=f"T{number + 1:04d}",
        name=name.name,
        art=name.art,
        regionalverbund=REGIONEN[number % len(REGIONEN)],
        strasse=f"{rng.choice(STRASSEN)} {rng.randint(1, 99)}",
        plz=f"00{rng.randint(100, 999)}",
        ort=name.ort,
    )


def _contacts(
    bodies: tuple[Traeger, ...], foerderjahr: int, tld: str, rng: random.Random
) -> Iterator[Contact]:
    for number, each in enumerate(bodies):
        domain = domain_of(each, tld)
        anrede, name = invent_person(rng)
        yield Contact(each.id, name, anrede, f"{_local(name)}@{domain}")
        if number == _FORMER:  # the first valid one gets the post, so the old one stands behind
            left = dt.date(foerderjahr, 6, 30)
            yield Contact(each.id, "Frühere Leitung", "", f"fruehere.leitung@{domain}", gueltig_bis=left)
        if number in _SHARING and len(bodies) > max(_SHARING):
            office = f"buchhaltung@verwaltungsgemeinschaft-quittenbeck.{tld}"
            yield Contact(each.id, "Gemeinsame Buchhaltung", "", office, Role.BERICHT, shared=True)
        elif number % 4 == 0:
            yield Contact(each.id, "Verwaltung", "", f"verwaltung@{domain}", Role.BERICHT)


def _local(name: str) -> str:
    return ".".join(slug(part) for part in name.split())


def _regionalverbuende(
    bodies: tuple[Traeger, ...], contacts: tuple[Contact, ...], tld: str
) -> Iterator[Regionalverbund]:
    """The first Träger of each region leads it; a region without Träger has an address of its own."""
    post = {contact.traeger_id: contact for contact in reversed(contacts) if contact.gets_post}
    leaders = {each.regionalverbund: post[each.id] for each in reversed(bodies)}
    for region in REGIONEN:
        leader = leaders.get(region)
        person = leader.name if leader else "Geschäftsstelle"
        email = leader.email if leader else f"federfuehrung@{slug(region)}.{tld}"
        yield Regionalverbund(region, f"Regionalverbund {region}", person, email)


def _coordinators() -> tuple[Coordinator, ...]:
    half = len(REGIONEN) // 2
    return (
        Coordinator(
            "Wiebke Sternschnuppe",
            f"wiebke.sternschnuppe@{OFFICE_DOMAIN}",
            Duty.FREIGABE,
            "Koordination",
            "030 23125-101",
            REGIONEN[:half],
        ),
        Coordinator(
            "Ömer Süßholzer",
            f"oemer.suessholzer@{OFFICE_DOMAIN}",
            Duty.FREIGABE,
            "Koordination",
            "030 23125-102",
            REGIONEN[half:],
        ),
        Coordinator(
            "Mareile Nebelkrähe",
            f"mareile.nebelkraehe@{OFFICE_DOMAIN}",
            Duty.ZWEITFREIGABE,
            "Leitung der Koordinierungsstelle",
            "030 23125-100",
        ),
    )
