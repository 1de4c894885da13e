"""A connection to the IMAP server that is safe to use, and German sentences for what can go wrong with it."""

from __future__ import annotations

import contextlib
import imaplib
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailboxLoginError,
    MailBoxStartTls,
    MailBoxUnencrypted,
)

from kmn_automation.mail.source import LoginRefused
from kmn_automation.model.error import KmnError, Misconfigured, TryLater

TIMEOUT = 60
_TEMPORARY = ("UNAVAILABLE", "INUSE", "LIMIT", "TEMPORARY", "TRY AGAIN", "TOO MANY")


class Security(StrEnum):
    """How the line is protected. Plain is for a server on this very machine only."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN_LOOPBACK = "plain-loopback"


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where our mailbox is and how to get in."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: Security = Security.TLS
    ca_file: str = ""
    """A certificate authority of the house, as PEM file; empty: those of the system."""
    inbox: str = "INBOX"
    timeout: int = TIMEOUT

    @property
    def where(self) -> str:
        """How messages name the account."""
        return f"IMAP {self.host}:{self.port}"


def log_in(account: ImapAccount) -> BaseMailBox:
    """A logged-in connection with the capabilities that hold after login.

    Raises:
        LoginRefused: wrong name or password.
        Misconfigured: wrong certificate, unreadable ca_file, or a plain line to another machine.
        TryLater: server not reachable, or it asks to come back.
    """
    with translated(account):
        box = _connect(account)
        box.client.sock.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )  # else 50 ms for each small APPEND
        try:
            _authenticate(box, account)
            _renew_capabilities(box)
        except BaseException:
            shut(box)
            raise
    return box


def shut(box: BaseMailBox) -> None:
    """LOGOUT and close; a broken line must never hide the error that is on its way."""
    with contextlib.suppress(Exception):
        box.client.logout()
    with contextlib.suppress(Exception):
        box.client.shutdown()


@contextlib.contextmanager
def translated(account: ImapAccount) -> Iterator[None]:
    """Turns what the network and the libraries raise into our three errors; our own pass unchanged."""
    try:
        yield
    except KmnError:
        raise
    except ssl.SSLCertVerificationError as error:
        what = f"Das Zertifikat des Servers wird nicht anerkannt ({error.verify_message})."
        do = "Bitte den Servernamen und die Einstellung ca_file prüfen; es wurde nichts übertragen."
        raise Misconfigured(what, where=account.where, do=do) from error
    except (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError) as error:
        what = (
            f"Der Mailserver ist zurzeit nicht erreichbar oder hat die Verbindung beendet ({_short(error)})."
        )
        do = "Es ist nichts verloren: die Nachrichten bleiben im Postfach, der nächste Lauf versucht es erneut."
        raise TryLater(what, where=account.where, do=do) from error


def _connect(account: ImapAccount) -> BaseMailBox:
    if account.security is Security.PLAIN_LOOPBACK:
        if not _is_loopback(account.host):
            what = "Eine unverschlüsselte Verbindung ist nur zum eigenen Rechner erlaubt."
            raise Misconfigured(what, where=account.where, do="Bitte TLS oder STARTTLS einstellen.")
        return MailBoxUnencrypted(account.host, account.port, timeout=account.timeout)
    context = _tls(account)
    if account.security is Security.STARTTLS:
        return MailBoxStartTls(account.host, account.port, timeout=account.timeout, ssl_context=context)
    return MailBox(account.host, account.port, timeout=account.timeout, ssl_context=context)


def _tls(account: ImapAccount) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=account.ca_file or None)
    except OSError as error:
        what = f"Die Datei mit der Zertifizierungsstelle ist nicht lesbar ({_short(error)})."
        raise Misconfigured(
            what, where=account.ca_file, do="Bitte die Einstellung ca_file prüfen."
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _authenticate(box: BaseMailBox, account: ImapAccount) -> None:
    plain = account.user.isascii() and account.password.isascii()
    try:
        if plain:
            box.login(account.user, account.password, initial_folder=None)
        else:
            box.login_utf8(account.user, account.password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        if any(word in str(error).upper() for word in _TEMPORARY):
            raise
        what = f"Die Anmeldung als „{account.user}“ wurde abgelehnt."
        do = "Bitte Benutzername und Kennwort in den Einstellungen prüfen; bis dahin wird nichts abgeholt."
        raise LoginRefused(what, where=account.where, do=do) from error


def _renew_capabilities(box: BaseMailBox) -> None:
    """Replaces imaplib's list from before login, where Dovecot and Office 365 do not show MOVE yet."""
    _, answer = box.client.capability()
    words = answer[-1].decode("ascii", "replace") if answer and answer[-1] else ""
    box.client.capabilities = tuple(words.upper().split())


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
