"""How much memory a process and all its children hold: PSS, in which shared pages are counted once."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Self

EVERY = 0.2


class Watch:
    """Looks again and again while the block runs; `peak_megabytes` afterwards."""

    def __init__(self) -> None:
        self.peak_megabytes = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(EVERY):
            total = sum(map(pss, family(os.getpid())))
            self.peak_megabytes = max(self.peak_megabytes, total / 1000)


def family(leader: int) -> list[int]:
    """The process and everything that descends from it and belongs to this program (servers are started elsewhere)."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if b"python" in command:
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [leader]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


def pss(pid: int) -> int:
    """Proportional set size in kB; 0 if the process has gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
