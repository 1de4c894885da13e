"""How many of the mistakes that mutmut plants in the rules the tests notice, module by module.

python -m tools.mutants [--all | --each N] [MODULE …]      (make mutants, make mutants MUTANTS=--all)

Without `--all` a seeded sample of N of each module is taken, so that a run ends within the hour on two quiet cores.
Ends with 1 if less than 90 % are noticed. Survivors stand in mutants/survivors.txt; `mutmut show NAME` prints one.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOM = "kmn_automation.rules."
FIRST = f"{ROOM}metadata.*"
"""A module with few mutants: trying it makes all others as well."""
EACH, SEED, GOAL = 25, 20250306, 90
NOTICED = {"killed", "timeout", "segfault", "suspicious"}
EXAMPLES = {"KMN_EXAMPLES": "40"}
FOLDER = Path("mutants")


def main(arguments: Sequence[str]) -> int:
    """0 where enough was noticed."""
    wishes = _parse(arguments)
    _mutmut("run", "--max-children", "2", FIRST)
    by_module = _by_module(_results())
    if wishes.modules:
        by_module = {name: each for name, each in by_module.items() if name in wishes.modules}
    chosen = {name: _sample(name, each, wishes) for name, each in by_module.items()}
    names = [name for each in chosen.values() for name in each]
    print(f"mutants: {len(names)} of {sum(map(len, by_module.values()))}, {_how(wishes)}", flush=True)
    _mutmut("run", "--max-children", "2", *names)
    return _report(chosen, _results())


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.mutants")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("modules", nargs="*")
    return parser.parse_args(arguments)


def _how(wishes: argparse.Namespace) -> str:
    return "every one" if wishes.all else f"at most {wishes.each} of each module, seed {SEED}"


def _mutmut(*arguments: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    program = Path(sys.executable).parent / "mutmut"
    with (FOLDER / "run.log").open("w") as log:
        ended = subprocess.run(
            [program, *arguments], env=os.environ | EXAMPLES, stdout=log, stderr=log, check=False
        )
    if ended.returncode:
        sys.exit(f"mutmut ended with {ended.returncode}; its last words stand in {FOLDER / 'run.log'}.")


def _results() -> dict[str, str]:
    """Mutant → how it ended."""
    program = Path(sys.executable).parent / "mutmut"
    told = subprocess.run([program, "results", "--all", "true"], capture_output=True, text=True, check=True)
    pairs = (line.strip().split(": ") for line in told.stdout.splitlines() if ROOM in line)
    return dict(pairs)


def _by_module(results: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(results):
        found[name.removeprefix(ROOM).partition(".")[0]].append(name)
    return found


def _sample(module: str, names: list[str], wishes: argparse.Namespace) -> list[str]:
    if wishes.all or len(names) <= wishes.each:
        return names
    return random.Random(f"{SEED} {module}").sample(names, wishes.each)


def _report(chosen: Mapping[str, list[str]], results: Mapping[str, str]) -> int:
    survivors = []
    noticed = total = 0
    for module, names in sorted(chosen.items()):
        found = [name for name in names if results[name] in NOTICED]
        survivors += [f"{name}: {results[name]}" for name in names if results[name] not in NOTICED]
        noticed, total = noticed + len(found), total + len(names)
        print(f"  {module:<24} {len(found):>4} of {len(names):>4}  {100 * len(found) / len(names):5.1f} %")
    (FOLDER / "survivors.txt").write_text("\n".join(survivors) + "\n")
    score = 100 * noticed / total
    print(f"mutants noticed: {noticed} of {total}, {score:.1f} % (at least {GOAL} %)")
    return 0 if score >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
