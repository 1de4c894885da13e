"""Amounts of money: decimals with cents, never floats."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NewType

Euro = NewType("Euro", Decimal)

CENT = Decimal("0.01")


def euro(amount: Decimal | int | str) -> Euro:
    """The amount in euro, rounded half up to cents (commercial rounding, DIN 1333).

    Arithmetic on `Euro` gives a plain `Decimal`, so every result comes back through here and is rounded
    at a place that can be named.

    Raises:
        TypeError: for a float, which cannot hold cents.
    """
    if isinstance(amount, float):
        raise TypeError("money is never a float")
    return Euro(Decimal(amount).quantize(CENT, ROUND_HALF_UP))


NULL_EURO = euro(0)


def total(amounts: Iterable[Decimal]) -> Euro:
    """The sum in euro; zero for nothing."""
    return euro(sum(amounts, Decimal(0)))
