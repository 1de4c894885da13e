"""Invented amounts that add up: positions, parts of a whole, receipts."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.money import CENT, Euro, euro, total
from kmn_automation.model.register import Bescheid
from kmn_automation.model.report import Scalar
from kmn_automation.simulation.network_grants import EINNAHMEN, SACH_PROMILLE

Line = dict[str, Scalar]
PERSONAL = "Personalausgaben"
INCOME = "Einnahmen"
_OWN = (("eigenanteil", "Eigenmittel laut Haushalt", "Eigenanteil"),
        ("dritte", "Förderkreis Laternenlicht", "Spende für die Beratung"),
        ("kommune", "Kommune am Ort", "Zuschuss der Kommune"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amounts:
    """What came in and what was spent: position (without its sheet) → amount."""

    einnahmen: Mapping[str, Euro]
    ausgaben: Mapping[str, Euro]


def apportion(whole: int, weights: Sequence[int]) -> list[int]:
    """The whole in integer parts near the weights; the parts add up to the whole, whatever the rounding."""
    parts, given, seen = [], 0, 0
    for weight in weights:
        seen += weight
        upto = whole * seen // (sum(weights) or 1)
        parts.append(upto - given)
        given = upto
    return parts


def split(whole: Euro, weights: Sequence[int]) -> list[Euro]:
    """The amount in parts near the weights that add up to the cent."""
    return [euro(part * CENT) for part in apportion(int(whole / CENT), weights)]


def invent_amounts(bescheid: Bescheid, plan: Mapping[str, Euro], rng: random.Random) -> Amounts:
    """Real amounts for a plan: Sachausgaben up to 7 % away from it, the total exactly as planned.

    Personalausgaben and Eigenanteil take up what is left.
    """
    whole = total(amount for position, amount in plan.items() if position.startswith("ausgaben."))
    sach = {name: _near(plan.get(f"ausgaben.{name}", euro(0)), rng) for name in SACH_PROMILLE}
    ausgaben = {"personalausgaben": euro(whole - total(sach.values())), **sach}
    einnahmen = {name: plan.get(f"einnahmen.{name}", euro(0)) for name in EINNAHMEN}
    einnahmen["landeszuwendung"] = bescheid.ausgezahlt
    others = total(amount for name, amount in einnahmen.items() if name != "eigenanteil")
    einnahmen["eigenanteil"] = euro(whole - others)
    return Amounts(einnahmen, ausgaben)


def invent_receipts(
    bescheid: Bescheid, amounts: Amounts, calls: list[Line], numbers: tuple[int, int], rng: random.Random
) -> list[Line]:
    """The Belegliste for income and personnel, each in time order, numbered through; `numbers` = persons, lines."""
    persons, receipts = numbers
    income = sorted(_income(bescheid, amounts, calls, rng), key=lambda line: str(line["datum"]))
    staff = _staff(
        bescheid.zeitraum, amounts.ausgaben["personalausgaben"], (persons, receipts - len(income)), rng
    )
    return [
        {"nummer": Decimal(number), **line, "erstattung": False}
        for number, line in enumerate([*income, *staff], start=1)
    ]


def _income(bescheid: Bescheid, amounts: Amounts, calls: list[Line], rng: random.Random) -> list[Line]:
    lines: list[Line] = [
        {
            "datum": call["datum"],
            "empfaenger": "Landeskasse",
            "grund": f"Landeszuwendung, Abruf {number}",
            "betrag": call["betrag"],
            "position": INCOME,
        }
        for number, call in enumerate(calls, start=1)
    ]
    for name, payer, reason in _OWN:
        if amounts.einnahmen[name]:
            day = bescheid.zeitraum.von + dt.timedelta(days=rng.randint(20, 200))
            amount = amounts.einnahmen[name]
            line: Line = {"datum": day, "empfaenger": payer, "grund": reason, "betrag": amount}
            lines.append({**line, "position": INCOME})
    return lines


def _staff(zeitraum: Zeitraum, whole: Euro, numbers: tuple[int, int], rng: random.Random) -> list[Line]:
    """Payments spread over the period; neighbours never have the same payee, so no two lines are equal."""
    persons, count = numbers
    days = (zeitraum.bis - zeitraum.von).days
    parts = split(whole, [rng.randint(800, 1200) for _ in range(count)])
    lines: list[Line] = []
    for number, part in enumerate(parts):
        person = f"P{number // 2 % persons + 1}"
        is_pay = number % 2 == 0
        lines.append({
            "datum": zeitraum.von + dt.timedelta(days=(number + 1) * days // count),
            "empfaenger": f"Beschäftigte Person {person}" if is_pay else "Einzugsstelle der Sozialversicherung",
            "grund": f"Entgelt {person}" if is_pay else f"Sozialversicherung {person}",
            "betrag": part,
            "position": PERSONAL,
        })  # fmt: skip
    return lines


def _near(planned: Euro, rng: random.Random) -> Euro:
    """Up to 7 % away, with cents: real bills are never round."""
    away = euro(planned * rng.randint(-700, 500) / 10_000)
    return euro(planned + away + rng.randint(1, 98) * CENT) if planned else planned
