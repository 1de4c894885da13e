"""One worker reads a folder of files, one after the other: `python -m tests.forms.mixed_run FOLDER` prints JSON.

A process of its own, so that its memory is that of a worker and not that of the tests.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from kmn_automation.forms.intake import Intake, parse_jail
from kmn_automation.ground.jail import Jail
from kmn_automation.model.report import Report
from tests.forms.samples import all_forms


def main(folder: Path) -> None:
    """Per file: outcome and seconds; the most memory that parent and child held; how often a child was replaced."""
    outcomes: dict[str, list[object]] = {}
    most, seconds, children = 0, 0.0, set()
    with parse_jail() as jail:
        intake = Intake(jail, all_forms())
        for path in sorted(folder.iterdir()):
            data = path.read_bytes()
            begin = time.perf_counter()
            answer = intake.read(data)
            spent = time.perf_counter() - begin
            seconds += spent
            outcome = number_of(answer) if isinstance(answer, Report) else answer.reason.value
            outcomes[path.name] = [outcome, round(spent, 4)]
            children.add(pid_of(jail))
            most = max(most, peak("self") + peak(str(pid_of(jail))))
    result = {"outcomes": outcomes, "megabytes": most // 1000, "seconds": seconds, "children": len(children)}
    sys.stdout.write(json.dumps(result))


def number_of(report: Report) -> str:
    """What tells one good file from another."""
    return f"report {report.form_version} {report.get('einnahmen.bund')}"


def pid_of(jail: Jail) -> int:
    child = jail._child
    return child.process.pid if child else 0


def peak(pid: str) -> int:
    """The most memory the process ever held, in kB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
