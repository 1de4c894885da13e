"""The figures that many rules share (`zahlen.*`): computed once per report, missing where an input is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kmn_automation.model.form import Form, Row
from kmn_automation.model.money import Euro, euro, total
from kmn_automation.model.report import Line, Scalar
from kmn_automation.rules.measure import EURO, PERCENT, STELLEN, YEAR, Measure

MONTHS_OF_A_YEAR = Decimal(12)
PERSONNEL = "personalausgaben"
GRANT = "landeszuwendung"
PLAN = "_plan"
"""Ending of the column that repeats the Finanzierungsplan."""
_STATE = frozenset({GRANT, "land_weitere"})
Values = Mapping[str, Scalar | None]


def positions(form: Form, sheet_id: str) -> tuple[Row, ...]:
    """The lines of a sheet that its sum adds up: all columns filled in, and no sum themselves."""
    sheet = next((each for each in form.sheets if each.id == sheet_id), None)
    rows = [row for row in (sheet.rows if sheet else ()) if row.fields and not row.fields[0].sum_of]
    columns = max((len(row.fields) for row in rows), default=0)
    return tuple(row for row in rows if len(row.fields) == columns)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What figures are made from: single values (report, register, parameters) and the personnel lines."""

    form: Form
    values: Values
    personal: tuple[Line, ...]
    foerderjahr: int
    missed: dict[str, None] = field(default_factory=dict)
    """The names that were asked for in vain, in that order."""

    def number(self, name: str) -> Decimal | None:
        """The value of a name where it is a number."""
        value = self.values.get(name)
        if isinstance(value, Decimal):
            return value
        self.missed[name] = None
        return None

    def first_number(self, *names: str) -> Decimal | None:
        """The first of several names that has a value: the register goes before the Deckblatt."""
        return next((number for number in map(self.number, names) if number is not None), None)

    def added(self, names: Iterable[str]) -> Euro | None:
        """The sum of several names; None if one of them is missing."""
        numbers = [self.number(name) for name in names]
        given = [each for each in numbers if each is not None]
        return total(given) if len(given) == len(numbers) else None

    def names(self, sheet: str, suffix: str = "") -> list[str]:
        """The field ids of the lines of a sheet, in one of its columns."""
        return [row.fields[0].id + suffix for row in positions(self.form, sheet)]


def _funded(inputs: Inputs) -> Decimal | None:
    products = [_share_months(line) for line in inputs.personal]
    given = [each for each in products if each is not None]
    return sum(given, Decimal(0)) / MONTHS_OF_A_YEAR if given and len(given) == len(products) else None


def _share_months(line: Line) -> Decimal | None:
    share, months = (line[name].value if name in line else None for name in ("stellenanteil", "monate"))
    return share * months if isinstance(share, Decimal) and isinstance(months, Decimal) else None


def _granted_posts(inputs: Inputs) -> Decimal | None:
    posts = inputs.first_number("bescheid.stellenanteile", "deckblatt.stellenanteile")
    months = inputs.first_number("bescheid.monate")
    if posts is None:
        return None
    return posts * (MONTHS_OF_A_YEAR if months is None else months) / MONTHS_OF_A_YEAR


def _posts(inputs: Inputs) -> Decimal | None:
    funded, granted = _funded(inputs), _granted_posts(inputs)
    return None if funded is None or granted is None else min(funded, granted)


def _ceiling(inputs: Inputs) -> Euro | None:
    posts, amount = _posts(inputs), inputs.number("hoechstbetrag_je_stelle")
    return None if posts is None or amount is None else euro(posts * amount)


def _material(inputs: Inputs) -> Euro | None:
    every = inputs.names("ausgaben", "_zuwendungsfaehig")
    return inputs.added(name for name in every if PERSONNEL not in name)


def _own_and_third(inputs: Inputs) -> Euro | None:
    return inputs.added(n for n in inputs.names("einnahmen") if n.partition(".")[2] not in _STATE)


def _planned(inputs: Inputs) -> Euro | None:
    """The sum of the Finanzierungsplan; a position that is not in it counts as zero."""
    numbers = [inputs.number(name) for name in inputs.names("ausgaben", PLAN)]
    given = [each for each in numbers if each is not None]
    return total(given) if given else None


Figure = tuple[Measure, Callable[[Inputs], Decimal | None]]
FIGURES: dict[str, Figure] = {
    "zahlen.foerderjahr": (YEAR, lambda each: Decimal(each.foerderjahr)),
    "zahlen.stellenjahre_abgerechnet": (STELLEN, _funded),
    "zahlen.stellenjahre_bewilligt": (STELLEN, _granted_posts),
    "zahlen.stellenjahre": (STELLEN, _posts),
    "zahlen.hoechstbetrag": (EURO, _ceiling),
    "zahlen.bewilligt": (EURO, lambda each: each.first_number("bescheid.bewilligt", "deckblatt.bewilligt")),
    "zahlen.ausgezahlt": (
        EURO,
        lambda each: each.first_number("bescheid.ausgezahlt", "deckblatt.ausgezahlt"),
    ),
    "zahlen.foerdersatz": (
        PERCENT,
        lambda each: each.first_number("bescheid.foerdersatz", "deckblatt.foerdersatz"),
    ),
    "zahlen.personalausgaben": (EURO, lambda each: each.number(f"ausgaben.{PERSONNEL}_zuwendungsfaehig")),
    "zahlen.sachausgaben": (EURO, _material),
    "zahlen.zuwendungsfaehige_ausgaben": (
        EURO,
        lambda each: each.added(each.names("ausgaben", "_zuwendungsfaehig")),
    ),
    "zahlen.ausgaben": (EURO, lambda each: each.added(each.names("ausgaben"))),
    "zahlen.ausgaben_plan": (EURO, _planned),
    "zahlen.einnahmen": (EURO, lambda each: each.added(each.names("einnahmen"))),
    "zahlen.eigen_und_dritte": (EURO, _own_and_third),
}
MEASURES: dict[str, Measure] = {name: measure for name, (measure, _) in FIGURES.items()}
STANDS_ON: dict[str, tuple[str, ...]] = {"zahlen.hoechstbetrag": ("hoechstbetrag_je_stelle",)}
"""Figure → the dated numbers of the law in it."""


BY_PERSON = frozenset({"zahlen.stellenjahre_abgerechnet", "zahlen.stellenjahre", "zahlen.hoechstbetrag"})
"""Figures that add up share × months of every line of the sheet Personal."""


def missed_by(name: str, inputs: Inputs) -> tuple[str, ...]:
    """The names without a value that the figure asks for; lines of the sheet Personal are not among them."""
    fresh = replace(inputs, missed={})
    _computed(FIGURES[name][1], fresh)
    return tuple(fresh.missed)


def derive(inputs: Inputs) -> dict[str, Decimal | None]:
    """Every figure with its value; stellenjahre are full posts over a whole year (share × months / 12)."""
    return {name: _computed(compute, inputs) for name, (_, compute) in FIGURES.items()}


def _computed(compute: Callable[[Inputs], Decimal | None], inputs: Inputs) -> Decimal | None:
    try:
        return compute(inputs)
    except ArithmeticError:
        # Months or shares with twelve digits: what comes out has no cents any more.
        return None
