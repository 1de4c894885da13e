"""No small damage to a good file makes the reader fall; what it cannot read it says so."""

from __future__ import annotations

import random
from collections import Counter

from kmn_automation.forms.refusal import NotOurs
from kmn_automation.model.report import Report
from tests.forms.mutations import good_files, read_here, spoiled

NUMBER = 300


class Seeded:
    """Numbers from a seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def below(self, limit: int) -> int:
        return self._rng.randrange(limit)


def test_spoiled_files_are_read_or_refused() -> None:
    outcomes = Counter(type(read_here(spoiled(Seeded(seed)))).__name__ for seed in range(NUMBER))

    print(dict(outcomes))  # noqa: T201 - the figures of the run
    assert outcomes.keys() <= {Report.__name__, NotOurs.__name__, str.__name__}
    assert outcomes[Report.__name__] > NUMBER // 4  # else the damage is too great to reach the reader


def test_the_good_files_are_good() -> None:
    assert all(isinstance(read_here(data), Report) for data in good_files())
