"""The sample for the deep check: so many percent of all cases, those with more risk first."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from decimal import Decimal

RISKS = ("VGL-08", "VGL-09", "VGL-10")
"""Rules whose finding is one point of risk each."""


def deep_sample(risks: Mapping[str, int], percent: Decimal, foerderjahr: int) -> tuple[str, ...]:
    """The keys of the drawn cases, sorted: at least `percent` of them, rounded up; the highest risks first.

    Among equal risks a hash of key and Förderjahr decides, so the draw can be repeated and nobody can choose.
    """
    number = math.ceil(len(risks) * percent / 100)

    def order(key: str) -> tuple[int, str]:
        return -risks[key], hashlib.sha256(f"{foerderjahr} {key}".encode()).hexdigest()

    return tuple(sorted(sorted(risks, key=order)[:number]))
