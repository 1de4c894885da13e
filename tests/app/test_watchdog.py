"""systemd hears that the worker is ready, lives and stops; a real socket of the kind that it gives."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmn_automation.app.watchdog import Watchdog
from tests.cli.small_office import Typist, open_small_office


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(60)
        yield line


def environment(tmp_path: Path, seconds: float) -> dict[str, str]:
    return {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": str(int(seconds * 1_000_000))}


def heard(line: socket.socket) -> list[str]:
    """What waits to be read."""
    line.setblocking(False)  # noqa: FBT003 the library's own order
    found = []
    try:
        while True:
            found.append(line.recv(100).decode())
    except BlockingIOError:
        return found


def test_it_tells_twice_in_the_time_and_not_more_often(
    manager: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(tmp_path, 60).items():
        monkeypatch.setenv(name, value)
    now = 1000.0
    dog = Watchdog(lambda: now)

    for _ in range(121):
        dog.alive()
        now += 1

    assert heard(manager) == ["WATCHDOG=1"] * 5, "at second 0, 30, 60, 90, 120"


def test_a_name_without_a_file_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"kmn-probe-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind("\0" + name)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + name)
        Watchdog().ready()

        assert heard(line) == ["READY=1"]


def test_without_a_manager_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    Watchdog().ready()
    for name, value in environment(tmp_path, 1).items():
        monkeypatch.setenv(name, value)

    Watchdog().alive()


def test_the_worker_tells_its_manager_from_start_to_end(manager: socket.socket, tmp_path: Path) -> None:
    office = open_small_office(tmp_path, Typist())
    child = subprocess.Popen(
        [sys.executable, "-m", "kmn_automation", "worker", "--home", str(office.home)],
        env=os.environ | environment(tmp_path, 0.2),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert manager.recv(100) == b"READY=1"
        assert manager.recv(100) == b"WATCHDOG=1"
        child.send_signal(signal.SIGTERM)
        assert child.wait(60) == 0
    finally:
        child.kill()
        child.wait()

    assert heard(manager)[-1] == "STOPPING=1"
