"""The inside of the jail: a fresh interpreter that limits itself, then works off one job after the other.

Started by `kmn_automation.ground.jail` with an empty environment. Functions that are named at the start are imported
before the first job, the others when first called.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import resource
import sys
from collections.abc import Callable

from kmn_automation.ground import jail_wire
from kmn_automation.ground.offspring import die_with_parent

Job = Callable[[bytes, dict[str, object]], tuple[dict[str, object], list[bytes]]]
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000
_NO_NEW_PRIVILEGES = 38
FILE_SIZE = 64 << 20
OPEN_FILES = 64


def main(arguments: list[str]) -> None:
    """Works until the parent closes the pipe; `arguments`: memory, CPU seconds per job, functions to import."""
    die_with_parent()
    memory, seconds = int(arguments[0]), int(arguments[1])
    inward, outward = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    alone = leave_network()
    limit(memory)
    jail_wire.send(outward, {"ready": True, "network": not alone}, [])
    jobs: dict[str, Job] = {}
    allow_seconds(seconds)
    for target in arguments[2:]:
        _find(jobs, target)
    while True:
        try:
            header, blobs = jail_wire.receive(inward)
        except jail_wire.Broken:
            return
        allow_seconds(seconds)
        answer, results = work(jobs, header, blobs[0])
        jail_wire.send(outward, answer, results)


def work(
    jobs: dict[str, Job], header: dict[str, object], payload: bytes
) -> tuple[dict[str, object], list[bytes]]:
    """The answer to one job; every failure becomes an answer as long as the interpreter lives."""
    try:
        result, blobs = _find(jobs, header.get("function"))(payload, _options(header.get("options")))
    except MemoryError:
        return {"failed": "memory", "detail": "MemoryError"}, []
    except BaseException as error:  # noqa: BLE001 - a panic of a Rust parser is no Exception
        return {"failed": "crashed", "detail": f"{type(error).__name__}: {error}"[:500]}, []
    return {"result": result}, blobs


def leave_network() -> bool:
    """Whether the process has no network any more."""
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return any(library.unshare(flags) == 0 for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK))


def limit(memory: int) -> None:
    """Memory, files, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_seconds(seconds: int) -> None:
    """CPU time for the next job: the limit counts from the start of the process, so it moves along."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def _find(jobs: dict[str, Job], target: object) -> Job:
    name = str(target)
    if name not in jobs:
        module, _, function = name.partition(":")
        jobs[name] = getattr(importlib.import_module(module), function)
    return jobs[name]


def _options(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


if __name__ == "__main__":
    main(sys.argv[1:])
