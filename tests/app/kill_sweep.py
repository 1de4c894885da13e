"""Kill -9 at the n-th effect: a pass in a forked process that counts what it does to the world and dies on time.

Nothing in the product knows of it: counted are the doors of the standard library and of the database through which
every effect goes (fsync, rename, commit, bytes to a server). `trace_effects` counts the same in another way.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import ssl
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

LABEL_BYTES = 14
_DOORS = {"fsync", "replace", "rename"}
_TLS_WRITE = "write"


@dataclass(frozen=True, slots=True)
class Point:
    """Where to die: right before or right after the effect of that number; `whole` takes the workers along.

    With `kind` only effects whose label begins so are numbered.
    """

    number: int
    after: bool
    whole: bool = True
    kind: str = ""


@dataclass(slots=True)
class Counter:
    """The effects of this process so far; ends it at its point."""

    point: Point | None = None
    labels: list[str] = field(default_factory=list)
    process: int = field(default_factory=os.getpid)
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)
    """Files are synced by several threads; each effect is counted and looked at alone."""

    def before(self, label: str) -> tuple[str, int]:
        """An effect begins; its label and its number among those of the point's kind, for `after`."""
        with self.one_at_a_time:
            if os.getpid() == self.process:
                self.labels.append(label)
            effect = (label, sum(each.startswith(self._kind) for each in self.labels) - 1)
            self._die(effect, after=False)
        return effect

    def after(self, effect: tuple[str, int]) -> None:
        """The effect has happened; others may have begun meanwhile."""
        with self.one_at_a_time:
            self._die(effect, after=True)

    @property
    def _kind(self) -> str:
        return self.point.kind if self.point else ""

    def _die(self, effect: tuple[str, int], *, after: bool) -> None:
        point = self.point
        if point is None or os.getpid() != self.process:
            return
        label, number = effect
        if point.after == after and label.startswith(point.kind) and point.number == number:
            if point.whole:
                os.killpg(0, signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)


def watch(counter: Counter) -> None:
    """Lets every effect of this process and of those it forks pass the counter; for a process that ends soon."""
    for name in _DOORS:
        setattr(os, name, _counted(counter, getattr(os, name), lambda *_, name=name: name))
    ssl.SSLSocket.send = _counted(counter, ssl.SSLSocket.send, _words)  # type: ignore[method-assign] # the process ends soon
    commit = DefaultDialect.do_commit
    written: dict[int, int] = {}

    def do_commit(dialect: DefaultDialect, connection: Any) -> None:  # noqa: ANN401 any driver
        if not _wrote(connection, written):
            commit(dialect, connection)
            return
        effect = counter.before("commit")
        commit(dialect, connection)
        counter.after(effect)

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign] # the process ends soon


def _counted(counter: Counter, door: Callable[..., Any], label: Callable[..., str]) -> Callable[..., Any]:
    def through(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401 any door
        effect = counter.before(label(*arguments))
        result = door(*arguments, **more)
        counter.after(effect)
        return result

    return through


def _words(_socket: object, data: bytes, *_: object) -> str:
    return bytes(data[:LABEL_BYTES]).decode("ascii", "replace").strip() or "line end"


def _wrote(connection: Any, written: dict[int, int]) -> bool:  # noqa: ANN401 any driver
    """Commits of transactions that only read are no effect; PostgreSQL does not tell, so there all count."""
    raw = getattr(connection, "driver_connection", None) or connection
    if not isinstance(raw, sqlite3.Connection):
        return True
    before, written[id(raw)] = written.get(id(raw), 0), raw.total_changes
    return raw.total_changes != before


def trace_effects(labels: list[str]) -> Callable[[FrameType, str, Any], None]:
    """A profile function that sees the same effects as calls of C functions: a check that nothing goes around."""

    def profile(_frame: FrameType, event: str, called: Any) -> None:  # noqa: ANN401 any C function
        if event != "c_call":
            return
        name = called.__name__
        owner = getattr(called, "__module__", None) or type(getattr(called, "__self__", None)).__name__
        if (owner == "posix" and name in _DOORS) or (owner == "_SSLSocket" and name == _TLS_WRITE):
            labels.append(name)

    return profile


@dataclass(frozen=True, slots=True)
class Ended:
    """How a forked pass ended, and what it told before: nothing if it was killed."""

    killed: bool
    told: list[str]


def in_child(work: Callable[[], list[str]]) -> Ended:
    """Runs `work` in a forked process of a group of its own.

    Raises:
        AssertionError: it ended by an error of its own.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_child(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or status == 0, said.decode("utf-8", "replace")
    return Ended(killed, [] if killed else json.loads(said))


def _be_child(work: Callable[[], list[str]], writing: int) -> None:
    code = 1
    try:
        os.setsid()
        os.write(writing, json.dumps(work()).encode())
        code = 0
    except BaseException:  # noqa: BLE001 whatever it is, the parent must hear of it
        os.write(writing, traceback.format_exc().encode())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        os._exit(code)


def sampled(effects: int, number: int) -> list[Point]:
    """So many points, evenly over before and after of all effects; all of them if there are fewer."""
    every = [Point(at, after) for at in range(effects) for after in (False, True)]
    if number >= len(every):
        return every
    step = len(every) / number
    return [every[int(step * (index + 0.5))] for index in range(number)]
