"""The SMTP side: takes mails in a thread and hands each to the post office with its envelope and proved address."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

from kmn_automation.model.error import Misconfigured, TryLater
from kmn_automation.simulation.post_office_mailboxes import HOST

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
except ModuleNotFoundError:  # the extra "demo" is not installed; every other command has to work without it
    AVAILABLE = False
else:
    AVAILABLE = True

PASSWORD = b"demo"
LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class Submission:
    """A mail with its envelope; `login` is the address that the session had proved, empty if none."""

    raw: bytes
    mail_from: str
    recipients: tuple[str, ...]
    login: str = ""
    helo: str = "localhost"


class Counter(Protocol):
    """Where submissions go."""

    def may_receive(self, address: str) -> bool:
        """Whether the address is taken."""

    def deliver(self, submission: Submission) -> None:
        """Takes the mail for good."""


class SmtpServer:
    """Listens on the loopback; AUTH accepts every address with the demo password."""

    def __init__(self, counter: Counter, port: int) -> None:
        self.port = port
        self._counter = counter
        self._controller: Controller | None = None

    def start(self) -> None:
        """Returns when the port answers.

        Raises:
            Misconfigured: the extra "demo" is not installed.
        """
        if not AVAILABLE:
            raise Misconfigured(
                "Für die Demo fehlt das Paket aiosmtpd.", do="Bitte einmal ausführen: make setup."
            )
        logging.getLogger("mail.log").setLevel(
            logging.ERROR
        )  # it warns at each login about its own old names
        self._controller = Controller(
            _Hooks(self._counter),
            hostname=HOST,
            port=self.port,
            authenticator=_authenticate,
            auth_require_tls=False,
            enable_SMTPUTF8=True,
            data_size_limit=LARGEST,
        )
        self._controller.start()

    def stop(self) -> None:
        """Ends the thread."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


class _Hooks:
    """The names and parameters that aiosmtpd calls."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not self._counter.may_receive(address):
            return "550 5.1.1 Empfaenger unbekannt"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- as above
        submission = Submission(
            raw=_bytes(envelope.content),
            mail_from=(envelope.mail_from or "").strip("<>"),
            recipients=tuple(envelope.rcpt_tos),
            login=_text(session.auth_data),
            helo=session.host_name or "localhost",
        )
        try:
            self._counter.deliver(submission)
        except TryLater:
            return "451 4.3.0 Bitte spaeter noch einmal"
        return "250 2.0.0 OK"


def _authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
) -> AuthResult:
    if not isinstance(data, LoginPassword) or data.password != PASSWORD:
        return AuthResult(success=False, handled=False)
    return AuthResult(success=True, auth_data=data.login.decode("ascii", "replace"))


def _bytes(content: bytes | str | None) -> bytes:
    return content.encode() if isinstance(content, str) else bytes(content or b"")


def _text(proved: object) -> str:
    """What the login left in the session, which aiosmtpd declares to be nothing."""
    return str(proved or "")
