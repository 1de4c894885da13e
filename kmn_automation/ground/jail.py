"""The jail: foreign bytes are parsed in a child process with little memory, little time, no network, no secrets.

The child is a fresh interpreter, started at the first call and kept warm; it answers in JSON and raw bytes. If a job
ends it, the next one is started at once, so that the next file finds it warm.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import IO, Self

from kmn_automation.ground import jail_wire
from kmn_automation.ground.yaml_source import Plain

CHILD = "kmn_automation.ground.jail_child"
_START_SECONDS = 30.0
_NO_OPTIONS: Mapping[str, Plain] = MappingProxyType({})
_NO_MEMORY = (b"memory allocation", b"MemoryError", b"Cannot allocate memory", b"bad_alloc")


class Reason(StrEnum):
    """Why a job gave no result."""

    CRASHED = "crashed"
    TIMEOUT = "timeout"
    MEMORY = "memory"


class JailFailure(Exception):
    """The job was stopped or failed; the next call starts a new child. `detail` is for the log, not for people."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class JailLimits:
    """Limits of one child: address space in bytes, CPU and wall seconds per job, jobs until it is replaced."""

    memory: int = 1 << 30
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    jobs: int = 500


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    errors: IO[bytes]
    owner: int
    is_ready: bool = False
    has_network: bool = True
    jobs: int = 0


class Jail:
    """Calls named functions (`name` → `module:function`) in the child; one call at a time.

    A function takes (payload, options) and gives (plain result, blobs). Those named in `warm` are imported while the
    child waits for its first job. Close the jail, or use it as a context.
    """

    def __init__(
        self, functions: Mapping[str, str], limits: JailLimits | None = None, warm: Collection[str] = ()
    ) -> None:
        self._functions = dict(functions)
        self._warm = [functions[name] for name in warm]
        self._limits = limits or JailLimits()
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reasons: object) -> None:
        self.close()

    def call(
        self, name: str, payload: bytes, options: Mapping[str, Plain] = _NO_OPTIONS
    ) -> tuple[dict[str, object], list[bytes]]:
        """What the function gives.

        Raises:
            KeyError: no such function.
            JailFailure: it crashed, hung, or took too much.
        """
        target = self._functions[name]
        with self._lock:
            child = self._ready_child()
            try:
                answer, blobs = self._ask(child, {"function": target, "options": dict(options)}, payload)
            except (jail_wire.Broken, jail_wire.Late) as error:
                raise self._failure(child, error) from error
            child.jobs += 1
            if "failed" in answer:
                self._replace()
                raise JailFailure(Reason(str(answer["failed"])), str(answer.get("detail", "")))
            result = answer.get("result")
            if not isinstance(result, dict):
                self._replace()
                raise JailFailure(Reason.CRASHED, "no result")
            return result, blobs

    def warm_up(self) -> bool:
        """Starts the child before the first job; tells whether it is cut off from the network."""
        with self._lock:
            return not self._ready_child().has_network

    def close(self) -> None:
        """Ends the child."""
        with self._lock:
            self._end()

    def _ready_child(self) -> _Child:
        child = self._child
        if child is not None and (child.owner != os.getpid() or child.jobs >= self._limits.jobs):
            self._end()
        if self._child is None or self._child.process.poll() is not None:
            self._end()
            self._child = _launch(self._limits, self._warm)
        if not self._child.is_ready:
            try:
                _await_ready(self._child)
            except JailFailure:
                self._end()
                raise
        return self._child

    def _replace(self) -> None:
        """Ends the child and starts the next without waiting for it."""
        self._end()
        with contextlib.suppress(OSError):  # then the next call tries again, and says why it cannot
            self._child = _launch(self._limits, self._warm)

    def _ask(self, child: _Child, header: dict[str, object], payload: bytes) -> jail_wire.Message:
        until = time.monotonic() + self._limits.wall_seconds
        inward, outward = _pipes(child)
        jail_wire.send(inward, header, [payload], until)
        return jail_wire.receive(outward, until)

    def _failure(self, child: _Child, error: Exception) -> JailFailure:
        """Ends the child and says what happened to it."""
        if isinstance(error, jail_wire.Late):
            self._replace()
            return JailFailure(Reason.TIMEOUT, "wall clock")
        try:
            code = child.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = 0
        child.errors.seek(0)
        said = child.errors.read()[-2000:]
        self._replace()
        if code in {-signal.SIGXCPU, -signal.SIGKILL}:
            return JailFailure(
                Reason.TIMEOUT if code == -signal.SIGXCPU else Reason.MEMORY, f"signal {-code}"
            )
        reason = Reason.MEMORY if any(word in said for word in _NO_MEMORY) else Reason.CRASHED
        return JailFailure(reason, f"exit {code}: {said.decode('utf-8', 'replace').strip()}")

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.process.stdin, child.process.stdout, child.errors):
            if pipe is not None:
                pipe.close()
        if child.owner == os.getpid():
            kill_group(child.process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that was started as leader of its own group, with all that it started."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()
    process.wait()


def _launch(limits: JailLimits, warm: Sequence[str]) -> _Child:
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
    numbers = [str(limits.memory), str(limits.cpu_seconds)]
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-m", CHILD, *numbers, *warm],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={},
        cwd="/",
        close_fds=True,
        start_new_session=True,
    )
    child = _Child(process, errors, os.getpid())
    for pipe in _pipes(child):
        jail_wire.widen(pipe)
        os.set_blocking(pipe, False)
    return child


def _await_ready(child: _Child) -> None:
    try:
        header, _ = jail_wire.receive(_pipes(child)[1], time.monotonic() + _START_SECONDS)
    except (jail_wire.Broken, jail_wire.Late) as error:
        child.errors.seek(0)
        said = child.errors.read()[-2000:].decode("utf-8", "replace")
        raise JailFailure(Reason.CRASHED, f"the child did not start: {said}") from error
    child.has_network = bool(header.get("network", True))
    child.is_ready = True


def _pipes(child: _Child) -> tuple[int, int]:
    process = child.process
    if process.stdin is None or process.stdout is None:
        raise jail_wire.Broken("no pipes")
    return process.stdin.fileno(), process.stdout.fileno()
