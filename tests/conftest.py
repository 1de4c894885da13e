"""Fixtures for everybody: real servers, started once, ended by id.

`dovecot`, `postfix`, `cluster` live for the session; `mailbox` and `postgres` are fresh for each test. A test
that uses one of them is marked `server`. Where a server cannot be had the test is skipped with one line, and
fails instead when KMN_REQUIRE_SERVERS=1 is set.
"""

from __future__ import annotations

import imaplib
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from tests.certificates import Certificates, make_certificates
from tests.postgres_server import Postgres
from tests.servers import HOST, CannotStart, Dovecot, Postfix, Server, SmtpSink, program, public_folder

AnyServer = TypeVar("AnyServer", bound=Server)
SERVERS = {
    "certificates",
    "dovecot",
    "mailbox",
    "postfix",
    "cluster",
    "postgres",
    "own_dovecot",
    "own_postfix",
}
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SERVERS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.server)


def unavailable(reason: str) -> None:
    """Skips with one line, or fails where the servers are demanded."""
    if os.environ.get("KMN_REQUIRE_SERVERS") == "1":
        pytest.fail(f"KMN_REQUIRE_SERVERS=1: {reason}", pytrace=False)
    pytest.skip(reason)


def started(stack: ExitStack, make: Callable[[Path], AnyServer]) -> AnyServer:
    """A running server that ends with `stack`; its folder goes with it."""
    try:
        return stack.enter_context(make(stack.enter_context(public_folder("kmn-server-"))))
    except CannotStart as why:
        unavailable(str(why))
        raise


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox nobody else uses: log in with `user` (its address) and `password`."""

    host: str
    port: int
    user: str
    password: str

    def mails(self, at_least: int = 1, *, seconds: float = 30) -> list[bytes]:
        """All raw mails in INBOX, as soon as there are `at_least` so many."""
        patience, end = threading.Event(), time.monotonic() + seconds
        with imaplib.IMAP4(self.host, self.port) as client:
            client.login(self.user, self.password)
            while True:
                client.select("INBOX", readonly=True)
                numbers = client.search(None, "ALL")[1][0].split()
                if len(numbers) >= at_least or time.monotonic() > end:
                    break
                patience.wait(0.02)
            found = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0][1] for number in numbers]
        assert len(found) >= at_least, f"{self.user}: {len(found)} of {at_least} mails after {seconds} s"
        return found

    def put(self, raw: bytes) -> None:
        """Lays a mail into INBOX as it is, past every server check and stamp."""
        with imaplib.IMAP4(self.host, self.port) as client:
            client.login(self.user, self.password)
            client.append("INBOX", "", "", raw)


@pytest.fixture(scope="session")
def certificates() -> Iterator[Certificates]:
    try:
        program("openssl", "openssl")
    except CannotStart as why:
        unavailable(str(why))
    with public_folder("kmn-tls-") as folder:
        yield make_certificates(folder)


@pytest.fixture(scope="session")
def dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    with ExitStack() as stack:
        yield started(stack, lambda folder: Dovecot(folder, certificates))


@pytest.fixture
def own_dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    """For tests that stop, kill or spoil it."""
    with ExitStack() as stack:
        yield started(stack, lambda folder: Dovecot(folder, certificates))


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    return Mailbox(HOST, dovecot.imap_port, f"fach{next(_numbers)}@kmn.test", dovecot.password)


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    with ExitStack() as stack:
        yield started(stack, lambda folder: Postfix(folder, dovecot))


@pytest.fixture
def own_postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """For tests that stop, kill or spoil it, or leave a mail in its queue."""
    with ExitStack() as stack:
        yield started(stack, lambda folder: Postfix(folder, dovecot))


@pytest.fixture
def smtp_sink() -> Iterator[Callable[..., SmtpSink]]:
    """`smtp_sink("-f", "RCPT").port`: relays that misbehave."""
    with ExitStack() as stack:
        yield lambda *options: started(stack, lambda folder: SmtpSink(folder, *options))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    with ExitStack() as stack:
        yield started(stack, Postgres)


@pytest.fixture
def postgres(cluster: Postgres) -> Iterator[str]:
    """The URL of a database of this test's own."""
    name = f"kmn_{os.getpid()}_{next(_numbers)}"
    yield cluster.create(name)
    cluster.drop(name)
