"""Until when the certificate of a mail server is valid, read from the server itself."""

from __future__ import annotations

import datetime as dt
import imaplib
import smtplib
import socket
import ssl
from enum import StrEnum

from kmn_automation.model.error import TryLater

TIMEOUT = 20


class Hello(StrEnum):
    """How TLS begins: at once, or after the greeting of a protocol."""

    TLS = "tls"
    IMAP = "imap"
    SMTP = "smtp"


def certificate_end(host: str, port: int, hello: Hello, ca_file: str = "") -> dt.date:
    """The last day (UTC) of the certificate that the server shows.

    Raises:
        TryLater: the server is not there, or its certificate is not accepted at all.
    """
    context = ssl.create_default_context(cafile=ca_file or None)
    try:
        shown = _shown(host, port, hello, context)
    except (OSError, imaplib.IMAP4.error, smtplib.SMTPException) as error:
        what = f"Das Zertifikat des Mailservers ließ sich nicht lesen ({error})."
        raise TryLater(what, where=f"{host}:{port}", do="Bitte Server und Zertifikat prüfen.") from error
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(shown), dt.UTC).date()


def _shown(host: str, port: int, hello: Hello, context: ssl.SSLContext) -> str:
    match hello:
        case Hello.IMAP:
            with imaplib.IMAP4(host, port, timeout=TIMEOUT) as client:
                client.starttls(context)
                return _not_after(client.sock)
        case Hello.SMTP:
            with smtplib.SMTP(host, port, timeout=TIMEOUT) as line:
                line.starttls(context=context)
                return _not_after(line.sock)
        case Hello.TLS:
            with (
                socket.create_connection((host, port), TIMEOUT) as plain,
                context.wrap_socket(plain, server_hostname=host) as line,
            ):
                return _not_after(line)


def _not_after(line: socket.socket | None) -> str:
    certificate = line.getpeercert() if isinstance(line, ssl.SSLSocket) else None
    if not certificate:
        raise OSError("no certificate")
    return str(certificate["notAfter"])
