"""Invented Bescheide with a Finanzierungsplan that balances and keeps the limits of the Richtlinie."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.money import Euro, euro
from kmn_automation.model.register import Bescheid, PlanLine, Traeger, TraegerArt

RICHTLINIEN = ((2024, "RL_MB_2024", 60_000), (2022, "RL_MB_2022", 55_000))
"""First Förderjahr, version, ceiling of the grant for a full post and year in euro."""
MOST_PERCENT = 90
SACH_PROMILLE = {
    "raumkosten": 45,
    "buerobedarf": 20,
    "reisekosten": 10,
    "fortbildung": 8,
    "oeffentlichkeitsarbeit": 6,
    "gemeinkosten": 20,
    "sonstige": 5,
}
"""Sachausgaben in thousandths of the whole; together below 15 % of the personnel, the sign of ELG-03."""
EINNAHMEN = ("eigenanteil", "dritte", "kommune", "bund", "oeffentlich", "land_weitere", "landeszuwendung")
AUSGABEN = ("personalausgaben", *SACH_PROMILLE)
_OWN_DATE = 8
_SHORT_YEAR = 9
_YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Grant:
    """A Bescheid and the lines of its Finanzierungsplan."""

    bescheid: Bescheid
    plan: tuple[PlanLine, ...]


def invent_grant(traeger: Traeger, number: int, foerderjahr: int, rng: random.Random) -> Grant:
    """A grant of whole euros: total × Fördersatz, at most 90 % and at most the ceiling for posts and months."""
    version, ceiling = next((name, limit) for first, name, limit in RICHTLINIEN if foerderjahr >= first)
    posts = (
        Decimal(1) if number == 1 else rng.choice([Decimal(n) / 100 for n in (50, 75, 100, 100, 150, 200)])
    )
    zeitraum = _zeitraum(number, foerderjahr)
    years = posts * zeitraum.months / _YEAR_MONTHS
    whole = _round(years * rng.randint(667, 745) * 100, 100)
    satz = min(MOST_PERCENT, int(ceiling * years * 100 / whole), rng.choice((90, 90, 90, 85, 80)))
    zuwendung = euro(whole * satz / 100)
    bescheid = Bescheid(
        geschaeftszeichen=f"MB-{foerderjahr}-{number + 1:04d}",
        traeger_id=traeger.id,
        foerderjahr=foerderjahr,
        datum=dt.date(foerderjahr - 1, 12, rng.randint(1, 19)),
        zeitraum=zeitraum,
        bewilligt=zuwendung,
        ausgezahlt=zuwendung,
        foerdersatz=Decimal(satz),
        stellenanteile=posts,
        richtlinie=version,
        nachweis_bis=dt.date(foerderjahr + 1, 5, 29) if number == _OWN_DATE else None,
        zweck=f"Migrationsberatung in {traeger.ort} und Umgebung",
    )
    amounts = _ausgaben(whole) | _einnahmen(whole, zuwendung, traeger, rng)
    lines = (
        PlanLine(bescheid.geschaeftszeichen, position, euro(amount), foerderjahr)
        for position, amount in amounts.items()
    )
    return Grant(bescheid, tuple(lines))


def _zeitraum(number: int, foerderjahr: int) -> Zeitraum:
    """The whole year, but for every tenth Träger a start in April."""
    begin = 4 if number % 10 == _SHORT_YEAR else 1
    return Zeitraum(dt.date(foerderjahr, begin, 1), dt.date(foerderjahr, 12, 31))


def _ausgaben(whole: Decimal) -> dict[str, Decimal]:
    sach = {name: _round(whole * share / 1000, 10) for name, share in SACH_PROMILLE.items()}
    personal = whole - sum(sach.values(), Decimal(0))
    return {f"ausgaben.{name}": amount for name, amount in {"personalausgaben": personal, **sach}.items()}


def _einnahmen(whole: Decimal, zuwendung: Euro, traeger: Traeger, rng: random.Random) -> dict[str, Decimal]:
    """Own and private money is at least a tenth of the whole; only what is above may come from the Kommune."""
    tenth = _round(whole / 10, 10, ROUND_CEILING)
    is_public = traeger.art is TraegerArt.GEBIETSKOERPERSCHAFT
    spare = max(Decimal(0), whole - zuwendung - tenth)
    kommune = Decimal(0) if is_public else _round(spare * rng.randint(0, 10) / 10, 10, ROUND_FLOOR)
    dritte = Decimal(0) if is_public else _round(tenth * rng.randint(0, 4) / 10, 10, ROUND_FLOOR)
    amounts = dict.fromkeys(EINNAHMEN, Decimal(0)) | {
        "eigenanteil": whole - zuwendung - kommune - dritte,
        "dritte": dritte,
        "kommune": kommune,
        "landeszuwendung": zuwendung,
    }
    return {f"einnahmen.{name}": amount for name, amount in amounts.items()}


def _round(amount: Decimal, step: int, how: str = ROUND_FLOOR) -> Decimal:
    return (amount / step).quantize(Decimal(1), how) * step
