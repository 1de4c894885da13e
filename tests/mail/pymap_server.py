"""The embedded IMAP server of the demo as a hostile second opinion: flag lines nobody asked for, UID after BODY."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.servers import HOST, PASSWORD, free_port

USER = "kmn"


@contextlib.contextmanager
def running_pymap() -> Iterator[int]:
    """The port of a fresh, empty server; it ends with the block."""
    port = free_port()
    program = Path(sys.executable).with_name("pymap")
    command = [str(program), "--host", HOST, "--port", str(port), "--no-tls", "dict"]
    command += ["--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(1500):
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 5) as line:
            if line.recv(100).startswith(b"* OK"):
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            break
    raise RuntimeError("pymap does not answer")
