"""Real servers for tests: Dovecot, Postfix, PostgreSQL, each private, on 127.0.0.1, in a folder of its own.

Each is a context manager with `start()`, `stop()` and `kill()` (-9, the whole session), so that a test may
stop and start it again on the same port with the same data. The fixtures are in conftest.py.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from tests.certificates import Certificates
from tests.server_settings import (
    DOVECOT,
    POSTFIX_HEADERS,
    POSTFIX_MAIN,
    POSTFIX_MASTER,
    POSTFIX_REFUSALS,
    POSTFIX_ROUTES,
    POSTFIX_STAMP,
)

HOST = "127.0.0.1"
PASSWORD = "geheim"
AUTHSERV_ID = "mail.kmn.test"
BINARIES = os.pathsep.join(("/usr/sbin", "/usr/local/sbin", os.environ.get("PATH", "")))


class CannotStart(Exception):
    """A server is not to be had here; the text is the reason a skipped test shows."""


def free_port() -> int:
    """A port of the loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def program(name: str, package: str) -> str:
    """The path of a program, or `CannotStart` with the Debian package that brings it."""
    found = shutil.which(name, path=BINARIES)
    if found is None:
        raise CannotStart(f"{name} is not installed: apt-get install {package}")
    return found


@contextlib.contextmanager
def public_folder(prefix: str) -> Iterator[Path]:
    """A folder that other users may enter (pytest's own may not be), removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """One server process with its children, in a session of its own."""

    user: str | None = None
    greeting: tuple[tuple[int, bytes], ...] = ()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """The program in the foreground, with its arguments."""
        raise NotImplementedError

    def start(self) -> None:
        """Returns when every port greets; a server that ends first is an error with its log."""
        with (self.folder / "output.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **identity(self.user),
            )
        for port, words in self.greeting:
            self._await(port, words)

    def _await(self, port: int, words: bytes) -> None:
        assert self.process is not None
        for _ in range(1500):
            with contextlib.suppress(OSError), socket.create_connection((HOST, port), 5) as line:
                if not words or line.recv(200).startswith(words):
                    return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.02)  # either the server ends, or the next look is due
                break
        raise RuntimeError(f"{type(self).__name__} does not answer on {port}:\n{self.log()}")

    def log(self) -> str:
        """What the server wrote, all log files one after the other."""
        return "\n".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*.log")))

    def stop(self) -> None:
        """The polite end, at most 10 s; then whatever is left of the session."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.kill()

    def kill(self) -> None:
        """`kill -9` for every process of this server's session, and for no other."""
        if self.process is None:
            return
        for pid in _session(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def identity(user: str | None) -> dict[str, object]:
    """What `subprocess` needs to run a program as that user; nothing where we are an ordinary one."""
    if user is None or os.getuid() != 0:
        return {}
    account = pwd.getpwnam(user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _session(leader: int) -> list[int]:
    """Every process in the session that `leader` opened: children outlive their master for a while."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.getsid(int(entry.name)) == leader:
                found.append(int(entry.name))
    return found


class Dovecot(Server):
    """IMAP (plain and TLS) and LMTP. Every login name is a mailbox; the password is `PASSWORD`.

    A mailbox is the whole address in lower case; mail to `name+detail@…` lies in that of `name@…`.
    """

    password = PASSWORD

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        super().__init__(folder)
        self.binary = program("dovecot", "dovecot-imapd dovecot-lmtpd")
        if not Path("/usr/lib/dovecot/lmtp").exists():
            raise CannotStart("Dovecot's LMTP server is not installed: apt-get install dovecot-lmtpd")
        self.user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self.certificates = certificates
        self.imap_port, self.imaps_port, self.lmtp_port, self.auth_port = (free_port() for _ in range(4))
        self.greeting = ((self.imap_port, b"* OK"), (self.lmtp_port, b"220"))
        self._write_settings()

    def _write_settings(self) -> None:
        account = pwd.getpwnam(self.user or "")
        group = grp.getgrgid(account.pw_gid).gr_name
        for name in ("run", "state", "mail"):
            (self.folder / name).mkdir()
            os.chown(self.folder / name, account.pw_uid, account.pw_gid)
        words = {"folder": self.folder, "user": self.user, "group": group, "password": self.password}
        words |= {"uid": account.pw_uid, "gid": account.pw_gid}
        words |= {
            "imap": self.imap_port,
            "imaps": self.imaps_port,
            "lmtp": self.lmtp_port,
            "auth": self.auth_port,
        }
        words |= {"certificate": self.certificates.certificate, "key": self.certificates.key}
        text = DOVECOT.format(**words)
        (self.folder / "dovecot.conf").write_text(text, "utf-8")
        os.chown(self.folder, account.pw_uid, account.pw_gid)

    def command(self) -> list[str]:
        """Dovecot in the foreground."""
        return [self.binary, "-F", "-c", str(self.folder / "dovecot.conf")]

    def start(self) -> None:
        """Also after `kill()`, which leaves a pid file behind."""
        for stale in (self.folder / "run").glob("*.pid"):
            stale.unlink()
        super().start()


class Postfix(Server):
    """A real queue in front of Dovecot. Root only.

    `smtp_port` offers STARTTLS and login (`PASSWORD`), `smtps_port` the same in implicit TLS. Mail for
    kmn.test and traeger.test goes to Dovecot, `unbekannt@…` comes back as a bounce, `voll@…` is put off
    and reported as delayed, everything else is refused at RCPT. Each mail that comes in gets
    `Authentication-Results: mail.kmn.test; dmarc=pass|fail header.from=<domain of the envelope sender>` at the
    top (fail for *.unbelegt.test) and loses headers of that id that it brought along.
    """

    def __init__(self, folder: Path, dovecot: Dovecot) -> None:
        super().__init__(folder)
        if os.getuid() != 0:
            raise CannotStart("Postfix starts only as root")
        self.binary = program("postfix", "postfix")
        self.smtp_port, self.smtps_port, self.refusing_port = free_port(), free_port(), free_port()
        self.greeting = ((self.smtp_port, b"220"),)
        self._write_settings(dovecot)
        self._postfix("check")  # makes the folders of the queue

    def _write_settings(self, dovecot: Dovecot) -> None:
        for name in ("etc", "queue", "data"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix", "postfix")
        seal = f"X-Stamp-{os.urandom(8).hex()}"
        words = {"folder": self.folder, "lmtp": dovecot.lmtp_port, "auth": dovecot.auth_port, "seal": seal}
        words |= {
            "smtp": self.smtp_port,
            "smtps": self.smtps_port,
            "refusing": self.refusing_port,
            "server": AUTHSERV_ID,
        }
        words |= {"certificate": dovecot.certificates.certificate, "key": dovecot.certificates.key}
        files = {
            "main.cf": POSTFIX_MAIN,
            "master.cf": POSTFIX_MASTER,
            "routes": POSTFIX_ROUTES,
            "refusals": POSTFIX_REFUSALS,
        }
        for name, text in (files | {"stamp": POSTFIX_STAMP, "headers": POSTFIX_HEADERS}).items():
            (self.folder / "etc" / name).write_text(text.format(**words), "utf-8")

    def _postfix(self, *arguments: str) -> None:
        command = [self.binary, "-c", str(self.folder / "etc"), *arguments]
        subprocess.run(command, check=False, capture_output=True)

    def command(self) -> list[str]:
        """The master in the foreground: then all its children are in this session."""
        return ["/usr/lib/postfix/sbin/master", "-c", str(self.folder / "etc"), "-d"]

    def start(self) -> None:
        """Also after `kill()`, which leaves a lock behind."""
        (self.folder / "queue/pid/master.pid").unlink(missing_ok=True)
        super().start()

    def flush(self) -> None:
        """Asks for another try of everything that was put off."""
        self._postfix("flush")

    def waiting(self) -> int:
        """How many mails are still in the queue."""
        queues = ("incoming", "active", "deferred", "maildrop", "hold")
        return sum(
            1 for name in queues for path in (self.folder / "queue" / name).rglob("*") if path.is_file()
        )


class SmtpSink(Server):
    """Postfix's smtp-sink on `port`, misbehaving by its options (`-f RCPT` hard, `-r .` soft, `-q DATA` hangs up)."""

    def __init__(self, folder: Path, *options: str) -> None:
        super().__init__(folder)
        self.binary = program("smtp-sink", "postfix")
        self.user = "nobody" if os.getuid() == 0 else None
        self.port = free_port()
        self.greeting = ((self.port, b""),)
        self.options = options

    def command(self) -> list[str]:
        """The sink with a queue of 100 connections."""
        return [self.binary, *self.options, f"{HOST}:{self.port}", "100"]
