"""`python -m bench.reading`: a filled form until the typed report stands, beside the usual readers and the lower bound.

Ours is the time of the trusted process and of the child together: guard, parsing, JSON, checking, typing. The peers
only give cells. They are no dependency: installed into a private environment, or `--peer PYTHON` has them.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from bench.peers import installed
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.forms.inspect_workbook import inspect_workbook
from kmn_automation.forms.intake import Intake, parse_jail
from kmn_automation.ground.jail import Jail
from kmn_automation.model.report import Report
from kmn_automation.simulation.figures import invent_report
from kmn_automation.simulation.network import invent_network
from kmn_automation.steps.workbench import calm_collector

AIMS = {200: 25.0, 20_000: 1500.0}
"""Receipts → milliseconds until the report stands."""
CHILD_MEGABYTES, TIMES_OPENPYXL = 150, 8
ROUNDS = {200: 40, 20_000: 5}
PEER_ROUNDS = {200: 9, 20_000: 3}
PACKAGES = ("openpyxl", "pandas", "python-calamine", "polars", "fastexcel", "pyarrow")


@dataclass(frozen=True, slots=True)
class Spent:
    """Medians in milliseconds: processor time of both processes, of the cells alone, wall clock; the child's MB."""

    processor: float
    cells: float
    wall: float
    megabytes: int


def main() -> int:
    """Prints times and ratios; 1 if an aim is missed."""
    parser = argparse.ArgumentParser(prog="bench.reading", description=__doc__)
    parser.add_argument("--peer", default="", help="a Python that has the peers")
    options = parser.parse_args()
    toolbox = Toolbox(Site(Path("nowhere"), shipped_root()))
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kmn-reading-") as folder:
        python = options.peer or installed(Path(folder) / "venv", *PACKAGES) or sys.executable
        (Path(folder) / "probe.xlsx").write_bytes(probe())
        for receipts, aim in AIMS.items():
            data = filled(toolbox, receipts)
            path = Path(folder) / f"{receipts}.xlsx"
            path.write_bytes(data)
            spent = ours(toolbox, data, ROUNDS[receipts])
            peers = beside(python, path, PEER_ROUNDS[receipts])
            missed += report(receipts, aim, spent, peers)
    tell_losses(peers)
    print("verfehlt: " + "; ".join(missed) if missed else "alle Ziele erreicht")
    return 1 if missed else 0


def filled(toolbox: Toolbox, receipts: int) -> bytes:
    """A form with the live check and so many receipts."""
    register = invent_network(11, 24, 2025)
    bescheid = register.bescheide[0]
    traeger = register.find_traeger(bescheid.traeger_id)
    assert traeger is not None
    plan = register.plan_of(bescheid)
    return toolbox.writers["2024"].write(*invent_report(bescheid, traeger, plan, random.Random(1), receipts))


def ours(toolbox: Toolbox, data: bytes, rounds: int) -> Spent:
    """The warm child and the process that asks it, set up as the workers are."""
    calm_collector()
    processor, wall = [], []
    with parse_jail() as jail:
        intake = Intake(jail, toolbox.forms)
        assert isinstance(intake.read(data), Report)
        for _ in range(rounds):
            begin, own, child = time.perf_counter(), time.process_time(), child_seconds(jail)
            intake.read(data)
            wall.append(time.perf_counter() - begin)
            processor.append(time.process_time() - own + child_seconds(jail) - child)
        status = Path(f"/proc/{pid_of(jail)}/status").read_text()
    cells = [seconds(lambda: inspect_workbook(data, {})) for _ in range(rounds)]
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return Spent(*(statistics.median(each) * 1000 for each in (processor, cells, wall)), peak // 1000)


def seconds(work: Callable[[], object]) -> float:
    """Processor time."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def pid_of(jail: Jail) -> int:
    """The process of the warm child."""
    child = jail._child  # noqa: SLF001 - nobody but a bench wants to know
    return child.process.pid if child else 0


def child_seconds(jail: Jail) -> float:
    """Processor time of the child."""
    return int(Path(f"/proc/{pid_of(jail)}/schedstat").read_text().split()[0]) / 1e9


def beside(python: str, path: Path, rounds: int) -> dict[str, dict[str, object]]:
    """The peers on the same file."""
    script, small = Path(__file__).with_name("reading_peer.py"), path.with_name("probe.xlsx")
    command = [python, str(script), str(path), str(small), str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, object]] = json.loads(done.stdout)
    return found


def report(receipts: int, aim: float, spent: Spent, peers: dict[str, dict[str, object]]) -> list[str]:
    """Prints one table; the aims that are missed."""
    print(f"\n{receipts} Belege: {spent.processor:.1f} ms Prozessorzeit bis zum Bericht (Ziel {aim:.0f}), "
          f"{spent.wall:.1f} ms auf der Uhr, Kindprozess höchstens {spent.megabytes} MB")  # fmt: skip
    print(f"  {'wir: geprüfte Zellen':<36}{spent.cells:9.1f} ms")
    times = {name: float(str(peer["ms"])) for name, peer in peers.items()}
    for name, milliseconds in times.items():
        print(f"  {name:<36}{milliseconds:9.1f} ms   {milliseconds / spent.cells:6.1f}-mal so lange wie unsere Zellen, "
              f"{milliseconds / spent.processor:5.1f}-mal wie bis zum Bericht")  # fmt: skip
    same = [each for each in times if "formulas and results" in each]
    return [
        f"{receipts} Belege: {name}"
        for name, is_missed in (
            ("Zeit", spent.processor > aim),
            ("Speicher", spent.megabytes > CHILD_MEGABYTES),
            ("achtmal so schnell wie openpyxl", times["openpyxl"] < TIMES_OPENPYXL * spent.cells),
            ("schneller als wer dasselbe liest", any(times[each] < spent.processor for each in same)),
        )
        if is_missed
    ]


def probe() -> bytes:
    """An error cell, a formula without a result, a whole number, a text that looks like a number, a truth value."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, value in enumerate(("#DIV/0!", "=1+1", 7, "007", True), 1):
        sheet[f"A{row}"] = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def tell_losses(peers: dict[str, dict[str, object]]) -> None:
    """What becomes of the cells of the probe."""
    sheets = inspect_workbook(probe(), {})[0]["sheets"]
    assert isinstance(sheets, list)
    own: list[object] = ["-"] * 5
    for row, _, cells in sheets[0]["rows"]:
        own[row - 1] = cells[0]
    print("\nwas von #DIV/0!, einer Formel ohne Ergebnis, 7, dem Text 007 und WAHR bleibt:")
    for name, cells in {
        "wir": [str(each) for each in own],
        **{n: p["cells"] for n, p in peers.items()},
    }.items():
        print(f"  {name:<36}{cells}")


if __name__ == "__main__":
    sys.exit(main())
