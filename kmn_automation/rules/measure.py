"""What a value of the rule language is: a number with its units, a day, a text, or a truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from kmn_automation.model.form import Unit


class Kind(Enum):
    """The four kinds of values; the German word is used in complaints."""

    NUMBER = "Zahl"
    DAY = "Datum"
    TEXT = "Text"
    TRUTH = "Ja/Nein"


@dataclass(frozen=True, slots=True)
class Measure:
    """A kind and, for numbers, the units with their exponents. A bare literal is `free`: it takes any unit."""

    kind: Kind
    units: tuple[tuple[Unit, int], ...] = ()
    free: bool = False

    def __str__(self) -> str:
        if self.kind is not Kind.NUMBER:
            return str(self.kind.value)
        above = [unit.value for unit, exponent in self.units if exponent > 0]
        below = [unit.value for unit, exponent in self.units if exponent < 0]
        return " je ".join([" mal ".join(above) or Kind.NUMBER.value, *below])

    @property
    def is_percent(self) -> bool:
        """Whether it counts percent points, which must not be multiplied by accident."""
        return self.units == PERCENT.units


DAY = Measure(Kind.DAY)
TEXT = Measure(Kind.TEXT)
TRUTH = Measure(Kind.TRUTH)
LITERAL = Measure(Kind.NUMBER, free=True)
RATIO = Measure(Kind.NUMBER)
_OTHER = {Unit.DATUM: DAY, Unit.TEXT: TEXT, Unit.WAHL: TEXT, Unit.JA_NEIN: TRUTH}


def measure_of(unit: Unit) -> Measure:
    """The measure of a field with that unit."""
    return _OTHER.get(unit) or Measure(Kind.NUMBER, ((unit, 1),))


EURO = measure_of(Unit.EURO)
PERCENT = measure_of(Unit.PROZENT)
COUNT = measure_of(Unit.ANZAHL)
MONTHS = measure_of(Unit.MONATE)
YEAR = measure_of(Unit.JAHR)
STELLEN = measure_of(Unit.STELLEN)
DAYS = Measure(Kind.NUMBER, free=True)
_COUNTED = (COUNT, STELLEN)


def read_measure(text: str) -> Measure:
    """The measure that a parameter names: `Euro`, `Euro je Stellen`, `Datum`.

    Raises:
        ValueError: for a word that is no unit.
    """
    first, *rest = (Unit(word) for word in text.split(" je "))
    result = measure_of(first)
    for unit in rest:
        result = quotient(result, measure_of(unit))
    return result


def joined(left: Measure, right: Measure) -> Measure | None:
    """What both sides are together (for `+`, `-`, comparisons, branches); None if they do not fit.

    A quotient of equal units is a pure number and fits what is only counted: Stellen and Anzahl.
    """
    if left.kind is not right.kind:
        return None
    if left.free or left.units == right.units:
        return right
    if right.free or (right == RATIO and left in _COUNTED):
        return left
    return right if left == RATIO and right in _COUNTED else None


def product(left: Measure, right: Measure) -> Measure:
    """The measure of a product: exponents add up, what cancels out disappears."""
    return _power(left, right, 1)


def quotient(left: Measure, right: Measure) -> Measure:
    """The measure of a quotient."""
    return _power(left, right, -1)


def _power(left: Measure, right: Measure, sign: int) -> Measure:
    exponents: Counter[Unit] = Counter(dict(left.units))
    for unit, exponent in right.units:
        exponents[unit] += sign * exponent
    units = tuple(sorted((unit, exponent) for unit, exponent in exponents.items() if exponent))
    return Measure(Kind.NUMBER, units, free=left.free and right.free)
