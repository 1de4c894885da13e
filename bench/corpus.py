"""`make corpus DIR=folder`: the reader over every workbook below a folder; none may hang or end the worker.

One line per file (kind, outcome, milliseconds, memory of the child), then a summary. Nothing is written but that.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.forms.convert import find_converter
from kmn_automation.forms.intake import NO_CONVERTER, Intake, parse_jail
from kmn_automation.ground.jail import Jail, JailFailure
from kmn_automation.model.report import Report

ENDINGS = {".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".ods", ".xlam", ".xltm"}
TOO_LONG = 100.0
"""Seconds: longer than all limits of one file together is a hang."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file."""

    name: str
    kind: str
    result: str
    milliseconds: float
    megabytes: int
    child_ended: bool


def main() -> int:
    """1 if the reader fell over a file, or a file took longer than all limits."""
    parser = argparse.ArgumentParser(prog="bench.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--convert", action="store_true", help="old formats through LibreOffice, seconds each"
    )
    options = parser.parse_args()
    files = sorted(
        path for path in options.folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file()
    )
    forms = Toolbox(Site(Path("nowhere"), shipped_root())).forms
    outcomes = []
    with parse_jail() as jail:
        intake = Intake(jail, forms, find_converter() if options.convert else NO_CONVERTER)
        for path in files:
            outcome = read(intake, path, str(path.relative_to(options.folder)))
            outcomes.append(outcome)
            mark = " Kindprozess beendet" if outcome.child_ended else ""
            print(f"{outcome.milliseconds:9.1f} ms {outcome.megabytes:5} MB  {outcome.kind:<10}{outcome.result:<16}"
                  f"{outcome.name[-90:]}{mark}", flush=True)  # fmt: skip
    return summary(outcomes)


def read(intake: Intake, path: Path, name: str) -> Outcome:
    """One file through the door that attachments take."""
    data = path.read_bytes()
    intake.jail.warm_up()
    child = pid_of(intake.jail)
    Path(f"/proc/{child}/clear_refs").write_text("5")
    begin = time.perf_counter()
    try:
        answer = intake.read(data)
        result = "report" if isinstance(answer, Report) else answer.reason.value
    except Exception as error:  # noqa: BLE001 - this is what the run looks for
        result = f"FELL {type(error).__name__}"
    spent = time.perf_counter() - begin
    ended = pid_of(intake.jail) != child
    megabytes = 0 if ended else peak(child)
    return Outcome(name, kind_of(intake, data), result, spent * 1000, megabytes, ended)


def kind_of(intake: Intake, data: bytes) -> str:
    """The kind by its content."""
    try:
        return intake.kind(data).name
    except JailFailure as failure:
        return failure.reason.value


def pid_of(jail: Jail) -> int:
    """The process of the warm child."""
    child = jail._child  # noqa: SLF001 - nobody but a bench wants to know
    return child.process.pid if child else 0


def peak(pid: int) -> int:
    """The most memory since it was last asked, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1000


def summary(outcomes: list[Outcome]) -> int:
    """Prints the counts."""
    times = sorted(each.milliseconds for each in outcomes) or [0.0]
    print(f"\n{len(outcomes)} Dateien; Median {statistics.median(times):.1f} ms, längste {times[-1]:.0f} ms; "
          f"Kindprozess höchstens {max((each.megabytes for each in outcomes), default=0)} MB, "
          f"{sum(each.child_ended for each in outcomes)}-mal beendet")  # fmt: skip
    for line in table(outcomes):
        print(line)
    wrong = [
        each for each in outcomes if each.result.startswith("FELL") or each.milliseconds > TOO_LONG * 1000
    ]
    for each in wrong:
        print("FALSCH", each.name, each.result)
    return 1 if wrong else 0


def table(outcomes: list[Outcome]) -> Iterator[str]:
    """Kind and outcome, how often."""
    for (kind, result), number in Counter((each.kind, each.result) for each in outcomes).most_common():
        yield f"  {number:5}  {kind:<10} {result}"


if __name__ == "__main__":
    sys.exit(main())
