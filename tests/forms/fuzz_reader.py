"""`make fuzz`: atheris looks for a workbook that makes guard, parser or reader raise what nobody declared.

The same guards as in the jail, in one process, so that its coverage leads the search; with the memory of the jail.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path

import atheris  # type: ignore[import-not-found,unused-ignore]

with atheris.instrument_imports(
    include=["kmn_automation.forms", "kmn_automation.ground", "kmn_automation.model"]
):
    from kmn_automation.ground.jail import JailLimits
    from tests.forms.mutations import good_files, read_here, spoiled

SEEDS, SEED_BYTES = 60, 96
"""Beginnings for the fuzzer: each is a choice of file, part and changes."""
PANIC = "PanicException"
"""A Rust parser that gives up; no Exception. The jail answers it as a damaged file."""
seen: Counter[str] = Counter()


class Fuzzed:
    """Numbers from the fuzzer."""

    def __init__(self, data: bytes) -> None:
        self._provider = atheris.FuzzedDataProvider(data)

    def below(self, limit: int) -> int:
        number: int = self._provider.ConsumeIntInRange(0, limit - 1)
        return number


def one(data: bytes) -> None:
    """One file."""
    try:
        outcome = read_here(spoiled(Fuzzed(data)))
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        outcome = PANIC
    seen[outcome if outcome == PANIC else type(outcome).__name__] += 1
    if sum(seen.values()) % 100 == 0:
        print(dict(seen), flush=True)  # noqa: T201 - the figures of the run


def main() -> None:
    """Runs until the time is over (`-max_total_time=60`) or something falls."""
    good_files()
    memory = JailLimits().memory
    resource.setrlimit(resource.RLIMIT_AS, (4 * memory, 4 * memory))  # the fuzzer's own tables need room, too
    with tempfile.TemporaryDirectory(prefix="kmn-fuzz-") as folder:
        rng = random.Random(1)
        for number in range(SEEDS):
            (Path(folder) / str(number)).write_bytes(rng.randbytes(SEED_BYTES))
        atheris.Setup([*sys.argv, "-len_control=0", folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
