"""Opening a line to the relay: verified TLS or the loopback, log-in, time limits."""

from __future__ import annotations

import contextlib
import os
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from enum import StrEnum

from kmn_automation.model.error import Misconfigured, TryLater

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TRANSIENT = range(400, 500)


class Security(StrEnum):
    """How the line is protected; there is no fall-back from one to another."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"
    """Only for a relay on this machine and for tests."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over. Times in seconds; the answer behind the final dot may take ten minutes (RFC 5321)."""

    host: str
    port: int
    security: Security = Security.TLS
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""
    """A file with one more certificate authority to trust, such as that of a ministry."""
    hello: str = "localhost"
    timeout: float = 60
    final_timeout: float = 600

    @property
    def place(self) -> str:
        """`host:port` for messages."""
        return f"{self.host}:{self.port}"


def open_line(server: SmtpServer) -> smtplib.SMTP:
    """A line that is greeted, protected and logged in.

    Raises:
        TryLater: no connection, no greeting, or a 4xx.
        Misconfigured: plain beyond the loopback, wrong certificate, STARTTLS missing, log-in refused.
    """
    if server.security is Security.PLAIN and server.host not in LOOPBACK:
        do = "Bitte „tls“ oder „starttls“ einstellen."
        raise Misconfigured(
            "Ohne Verschlüsselung wird nur auf demselben Rechner gesendet.", where=server.place, do=do
        )
    line = _connect(server)
    try:
        _greet(line, server)
    except BaseException as error:
        line.close()
        raise _in_words(error, server) from error
    return line


def is_dead(line: smtplib.SMTP) -> bool:
    """Whether the other side has hung up already; looks at the socket below TLS and takes nothing from it."""
    if line.sock is None:
        return True
    with socket.socket(fileno=os.dup(line.sock.fileno())) as look:
        try:
            return look.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True


def _connect(server: SmtpServer) -> smtplib.SMTP:
    try:
        if server.security is Security.TLS:
            return smtplib.SMTP_SSL(
                *(server.host, server.port, server.hello), timeout=server.timeout, context=_trust(server)
            )
        return smtplib.SMTP(server.host, server.port, server.hello, timeout=server.timeout)
    except (OSError, smtplib.SMTPException) as error:
        raise _in_words(error, server) from error


def _greet(line: smtplib.SMTP, server: SmtpServer) -> None:
    if line.sock is not None:
        line.sock.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )  # the final dot is a packet of its own
    line.ehlo_or_helo_if_needed()
    if server.security is Security.STARTTLS:
        line.starttls(context=_trust(server))
        line.ehlo_or_helo_if_needed()
    if server.user:
        _log_in(line, server)


def _log_in(line: smtplib.SMTP, server: SmtpServer) -> None:
    """One attempt with one mechanism: the library's `login` tries them all, and each failure counts for a lock."""
    offered = line.esmtp_features.get("auth", "").upper().split()
    line.user, line.password = server.user, server.password
    if "PLAIN" in offered:
        line.auth("PLAIN", line.auth_plain)
    elif "LOGIN" in offered:
        line.auth("LOGIN", line.auth_login)
    else:
        raise smtplib.SMTPNotSupportedError("Anmeldung mit Kennwort")


def _trust(server: SmtpServer) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.authority:
        context.load_verify_locations(server.authority)
    return context


def _in_words(error: BaseException, server: SmtpServer) -> BaseException:
    """The error as a German sentence for the person who can mend it; what is none of ours passes through."""
    match error:
        case smtplib.SMTPAuthenticationError() if error.smtp_code not in TRANSIENT:
            what, do = "Der Mailserver lehnt die Anmeldung ab.", "Bitte Benutzername und Kennwort prüfen."
            return Misconfigured(what, where=server.place, do=do)
        case ssl.SSLCertVerificationError():
            what = f"Das Zertifikat des Mailservers ist nicht gültig ({error.verify_message})."
            return Misconfigured(what, where=server.place, do="Es wird nichts gesendet. Bitte die IT fragen.")
        case smtplib.SMTPNotSupportedError():
            what = f"Der Mailserver bietet eine verlangte Eigenschaft nicht an ({error})."
            return Misconfigured(what, where=server.place, do="Bitte Sicherheit und Anmeldung prüfen.")
        case smtplib.SMTPException() | OSError():
            what = f"Der Mailserver ist nicht erreichbar ({_short(error)})."
            return TryLater(what, where=server.place, do="Es wird von selbst erneut versucht.")
        case _:
            return error


def _short(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        with contextlib.suppress(AttributeError):
            return f"{error.smtp_code} {error.smtp_error.decode('utf-8', 'replace')}"  # type: ignore[union-attr] # bytes in practice
    return str(error) or type(error).__name__
