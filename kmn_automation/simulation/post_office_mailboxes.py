"""One IMAP account in a pymap process of its own; mails go in and are read over the wire.

pymap forgets own keywords and takes 50 ms for an APPEND unless the client sets TCP_NODELAY (facts/mail.md 1.2).
"""

from __future__ import annotations

import datetime as dt
import imaplib
import socket
import subprocess
import sys
import threading
import time

from kmn_automation.model.error import TryLater

HOST = "127.0.0.1"
INBOX = "INBOX"
PATIENCE = 30
"""Seconds until a server that does not start, or does not end, is given up."""
_TIMEOUT = 60


def free_port() -> int:
    """A high port on the loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Mailboxes:
    """An account with folders. `start` returns at once, `connect` when the server answers."""

    def __init__(self, user: str, password: str) -> None:
        self.user = user
        self.password = password
        self.port = free_port()
        self._lock = threading.Lock()
        self._known = {INBOX}
        self._process: subprocess.Popen[bytes] | None = None
        self._client: imaplib.IMAP4 | None = None

    def start(self) -> None:
        """Starts the server process."""
        self._process = subprocess.Popen(  # the pipe to its standard input is its life line
            [
                *(sys.executable, "-m", "kmn_automation.simulation.post_office_child"),
                *("--host", HOST, "--port", str(self.port), "--no-tls", "dict"),
                *("--demo-user", self.user, "--demo-password", self.password),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the terminal is for the program, which ends its servers itself
        )

    def connect(self) -> None:
        """Waits for the server and logs in.

        Raises:
            TryLater: the process ended or does not answer within 30 s.
        """
        end = time.monotonic() + PATIENCE
        pause = threading.Event()
        while self._client is None:
            try:
                self._client = imaplib.IMAP4(HOST, self.port, _TIMEOUT)
            except OSError as error:
                if time.monotonic() > end or self._ended():
                    raise _not_up() from error
                pause.wait(0.01)
        self._client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client.login(self.user, self.password)

    def put(self, folder: str, raw: bytes, received: dt.datetime) -> None:
        """Lays a mail into a folder, made if need be, with that moment as INTERNALDATE."""
        with self._lock:
            client = self._connected()
            if folder not in self._known:
                client.create(_quoted(folder))
                self._known.add(folder)
            status, answer = client.append(_quoted(folder), "", received, raw)
        if status != "OK":
            raise TryLater(f"Das Demo-Postfach nimmt die Nachricht nicht an: {answer!r}.", where=folder)

    def read(self, folder: str) -> list[bytes]:
        """All mails of a folder, oldest first, flags untouched; none for a folder that is not there."""
        with self._lock:
            client = self._connected()
            if client.select(_quoted(folder), readonly=True)[0] != "OK":
                return []
            lines = client.uid("FETCH", "1:*", "(BODY.PEEK[])")[1]
        return [line[1] for line in lines if isinstance(line, tuple)]

    def stop(self) -> None:
        """Ends the connection and the process; safe to call twice."""
        if self._client is not None:
            self._client.shutdown()
            self._client = None
        if self._process is not None:
            _end(self._process)
            self._process = None

    def _connected(self) -> imaplib.IMAP4:
        if self._client is None:
            raise _not_up()
        return self._client

    def _ended(self) -> bool:
        return self._process is None or self._process.poll() is not None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Cuts the life line and makes sure that the process is gone."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _not_up() -> TryLater:
    return TryLater(
        "Das eingebaute Demo-Postfach ist nicht gestartet.",
        do="Bitte prüfen, ob die Zusatzpakete da sind: make setup.",
    )
