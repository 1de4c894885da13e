"""A relay that follows a script: it answers, refuses or hangs up at a named step, and keeps every byte it got."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self

STEPS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "TEXT", ".")
USUAL = {"CONNECT": "220 relay", "EHLO": "250-relay\r\n250 HELP", "DATA": "354 go on", "QUIT": "221 bye"}


class ScriptedRelay:
    """`answers` replaces a reply (`{"RCPT b@x.test": "550 no"}`), `hang_up` names the step to break off at.

    `silent` never answers at a step, `slow` after 0.6 s.
    At TEXT the line is broken after some bytes of the text, at `.` behind the final dot without an answer.
    """

    def __init__(
        self, *, hang_up: str = "", answers: dict[str, str] | None = None, silent: str = "", slow: str = ""
    ) -> None:
        self.hang_up, self.silent, self.slow = hang_up, silent, slow
        self.answers = USUAL | (answers or {})
        self.dialogue: list[bytes] = []
        self.texts: list[bytes] = []
        self.connections = 0
        self.has_text = threading.Event()
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            pass  # wakes the listener up
        self._thread.join(10)
        self._listener.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            line, _ = self._listener.accept()
            if self._over.is_set():
                line.close()
                return
            self.connections += 1
            with line, line.makefile("rb") as lines:
                line.settimeout(10)
                try:
                    self._talk(line, lines)
                except (ConnectionError, TimeoutError):
                    continue

    def _talk(self, line: socket.socket, lines: socket.SocketIO) -> None:
        self._reply(line, "CONNECT", "CONNECT")
        while words := lines.readline():
            self.dialogue.append(words)
            command = words.decode().strip()
            verb = command.split()[0].upper()
            target = f"{verb} {command.partition('<')[2].partition('>')[0]}"
            self._reply(line, verb, target)
            if verb == "DATA" and self.answers["DATA"].startswith("354"):
                self._take_text(line, lines)
            if verb == "QUIT":
                return

    def _take_text(self, line: socket.socket, lines: socket.SocketIO) -> None:
        if self.hang_up == "TEXT":
            lines.readline()
            raise ConnectionAbortedError
        text = []
        while (words := lines.readline()) != b".\r\n":
            if not words:
                raise ConnectionAbortedError
            text.append(words)
        self.texts.append(b"".join(text))
        self.has_text.set()
        self._reply(line, ".", ".")

    def _reply(self, line: socket.socket, step: str, target: str) -> None:
        if step == self.hang_up:
            raise ConnectionAbortedError
        if step == self.silent:
            line.recv(1)  # until the client gives up
            raise ConnectionAbortedError
        if step == self.slow:
            line.settimeout(0.6)
            with contextlib.suppress(TimeoutError):
                line.recv(1)
            line.settimeout(10)
        answer = self.answers.get(target, self.answers.get(step, "250 ok"))
        line.sendall(answer.encode() + b"\r\n")
