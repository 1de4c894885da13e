"""The names that stand for what the register knows: `bescheid.bewilligt`, `traeger.art`, `eingang.datum`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kmn_automation.model.frist import Zeitraum, year_of
from kmn_automation.model.known import Known
from kmn_automation.model.register import Bescheid, Traeger
from kmn_automation.model.report import Scalar
from kmn_automation.rules.measure import DAY, EURO, MONTHS, PERCENT, STELLEN, TEXT, YEAR, Measure


def _months(bescheid: Bescheid) -> Decimal:
    """The funded months of the Förderjahr: a Bescheid over several years counts with this one only."""
    year, zeitraum = year_of(bescheid.foerderjahr), bescheid.zeitraum
    inside = Zeitraum(max(year.von, zeitraum.von), min(year.bis, zeitraum.bis))
    return Decimal(inside.months if inside.von <= inside.bis else zeitraum.months)


_BESCHEID: dict[str, tuple[Measure, Callable[[Bescheid], Scalar | None]]] = {
    "bescheid.geschaeftszeichen": (TEXT, lambda each: each.geschaeftszeichen),
    "bescheid.foerderjahr": (YEAR, lambda each: Decimal(each.foerderjahr)),
    "bescheid.datum": (DAY, lambda each: each.datum),
    "bescheid.zeitraum_von": (DAY, lambda each: each.zeitraum.von),
    "bescheid.zeitraum_bis": (DAY, lambda each: each.zeitraum.bis),
    "bescheid.monate": (MONTHS, _months),
    "bescheid.bewilligt": (EURO, lambda each: each.bewilligt),
    "bescheid.ausgezahlt": (EURO, lambda each: each.ausgezahlt),
    "bescheid.foerdersatz": (PERCENT, lambda each: each.foerdersatz),
    "bescheid.stellenanteile": (STELLEN, lambda each: each.stellenanteile),
    "bescheid.nachweis_bis": (DAY, lambda each: each.nachweis_bis),
}
_TRAEGER: dict[str, Callable[[Traeger], str]] = {
    "traeger.id": lambda each: each.id,
    "traeger.name": lambda each: each.name,
    "traeger.art": lambda each: each.art.value,
    "traeger.regionalverbund": lambda each: each.regionalverbund,
}
MEASURES: dict[str, Measure] = {
    **{name: measure for name, (measure, _) in _BESCHEID.items()},
    **dict.fromkeys(_TRAEGER, TEXT),
    "eingang.datum": DAY,
    "eingang.frist": DAY,
}


def values_of(known: Known) -> dict[str, Scalar | None]:
    """Every known name with its value; None for what the register does not know."""
    bescheid, traeger = known.bescheid, known.traeger
    return {
        **{name: get(bescheid) if bescheid else None for name, (_, get) in _BESCHEID.items()},
        **{name: get(traeger) if traeger else None for name, get in _TRAEGER.items()},
        "eingang.datum": known.received_on,
        "eingang.frist": known.frist,
    }
