"""What systemd is told: ready, still alive, stopping. Without systemd nothing is told to anybody."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable
from time import monotonic

NOTIFY_SOCKET, WATCHDOG_USEC = "NOTIFY_SOCKET", "WATCHDOG_USEC"
MICROSECONDS = 1_000_000


class Watchdog:
    """A line to the service manager (sd_notify(3)); `alive` may be called as often as one likes."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._address = os.environ.get(NOTIFY_SOCKET, "")
        self._pause = int(os.environ.get(WATCHDOG_USEC) or 0) / MICROSECONDS / 2
        self._clock = clock
        self._told_at = float("-inf")

    def ready(self) -> None:
        """The start is over."""
        self._tell("READY=1")

    def alive(self) -> None:
        """Tells so twice in the time after which the manager would give this process up."""
        if self._pause and self._clock() - self._told_at >= self._pause:
            self._told_at = self._clock()
            self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """The end has begun."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        name = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        # the manager may be gone: that must not end the worker
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(message.encode(), name)
