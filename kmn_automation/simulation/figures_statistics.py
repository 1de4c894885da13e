"""Invented Beratungsstatistik whose breakdowns add up and whose shares look like a real year."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from kmn_automation.model.register import Bescheid
from kmn_automation.model.report import Scalar
from kmn_automation.simulation.figures_money import apportion

BREAKDOWNS: Mapping[str, Mapping[str, int]] = {
    "geschlecht": {"w": 520, "m": 455, "d": 5, "unbekannt": 20},
    "alter": {"unter_18": 50, "18_26": 150, "27_44": 480, "45_64": 230, "ab_65": 60, "unbekannt": 30},
    "status": {
        "eu": 150,
        "aufenthaltserlaubnis": 420,
        "niederlassungserlaubnis": 110,
        "gestattung": 90,
        "duldung": 80,
        "spaetaussiedler": 30,
        "deutsch": 70,
        "ohne": 10,
        "unbekannt": 40,
    },
    "dauer": {"unter_1": 170, "1_3": 390, "ueber_3": 400, "unbekannt": 40},
}
"""Parts in thousandths of all persons; every part is drawn up to a tenth away from it."""
THEMEN = {
    "aufenthaltsrecht": 45,
    "sozialrecht": 60,
    "psychosozial": 25,
    "gesundheit": 15,
    "gewaltschutz": 6,
    "sprache": 40,
    "arbeit": 35,
    "rueckkehr": 3,
}
"""Mentions per hundred persons."""
VERWEISE = {
    "mbe": 8,
    "jmd": 6,
    "jobcenter": 20,
    "schuldner": 5,
    "schwangere": 3,
    "rueckkehr": 2,
    "andere": 10,
}
LAENDER = (
    "Syrien",
    "Afghanistan",
    "Ukraine",
    "Irak",
    "Türkei",
    "Rumänien",
    "Iran",
    "Bulgarien",
    "Eritrea",
    "Polen",
)
_PERSONS_PER_POST = (150, 320)
_WAYS = {"persoenlich": 60, "telefon": 22, "digital": 10, "aufsuchend": 8}


def invent_statistics(
    bescheid: Bescheid, rng: random.Random
) -> tuple[dict[str, Scalar], list[dict[str, Scalar]]]:
    """Values of the sheet Statistik, and the lines of the countries of origin."""
    persons = int(bescheid.stellenanteile * bescheid.zeitraum.months * rng.randint(*_PERSONS_PER_POST) / 12)
    numbers = {"personen": persons} | _cases(persons, rng) | _consultations(persons, rng)
    for name, parts in BREAKDOWNS.items():
        numbers |= _named(name, _draw(persons, parts, rng))
    numbers |= _named(
        "thema", {name: persons * _about(share, rng) // 100 + 1 for name, share in THEMEN.items()}
    )
    numbers |= _named(
        "verweis", {name: persons * _about(share, rng) // 100 + 1 for name, share in VERWEISE.items()}
    )
    origin = _draw(persons, {**dict.fromkeys(LAENDER, 85), "andere": 150}, rng)
    groups = rng.randint(3, 14)
    numbers |= {
        "herkunft_andere": origin.pop("andere"),
        "gruppen": groups,
        "gruppen_teilnehmende": groups * rng.randint(6, 15),
        "arbeitstage": bescheid.zeitraum.months * rng.randint(17, 19),
    }
    values: dict[str, Scalar] = {f"statistik.{name}": Decimal(number) for name, number in numbers.items()}
    countries: list[dict[str, Scalar]] = [
        {"land": land, "personen": Decimal(number)}
        for land, number in sorted(origin.items(), key=lambda item: -item[1])
        if number
    ]
    return values | {"statistik.jmd_am_ort": rng.random() < 0.5}, countries  # noqa: PLR2004 -- every second place


def _cases(persons: int, rng: random.Random) -> dict[str, int]:
    carried, new = persons * rng.randint(20, 35) // 100, persons * rng.randint(60, 75) // 100
    closed = (carried + new) * rng.randint(60, 75) // 100
    return {"uebertrag": carried, "neu": new, "abgeschlossen": closed, "bestand": carried + new - closed}


def _consultations(persons: int, rng: random.Random) -> dict[str, int]:
    whole = persons * rng.randint(24, 34) // 10
    return {"beratungen": whole} | _named("beratungen", _draw(whole, _WAYS, rng))


def _draw(whole: int, parts: Mapping[str, int], rng: random.Random) -> dict[str, int]:
    weights = [_about(part * 100, rng) for part in parts.values()]
    return dict(zip(parts, apportion(whole, weights), strict=True))


def _about(number: int, rng: random.Random) -> int:
    return number * rng.randint(90, 110) // 100


def _named(group: str, parts: Mapping[str, int]) -> dict[str, int]:
    return {f"{group}_{name}": number for name, number in parts.items()}
