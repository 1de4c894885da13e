"""Looks at the certificates of both mail servers once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import structlog

from kmn_automation.app.settings import Security
from kmn_automation.app.wiring import Workplace
from kmn_automation.mail.certificate import Hello, certificate_end
from kmn_automation.model.error import TryLater
from kmn_automation.steps.expiry import note_certificate

log = structlog.get_logger()


def note_certificates(place: Workplace) -> int:
    """How many were read; a server that is away is told by the stage that needs it."""
    ends = dict(certificate_ends(place))
    if ends:
        with place.store.begin() as tx:
            for server, end in ends.items():
                note_certificate(tx, server, end)
    return len(ends)


def certificate_ends(place: Workplace) -> Iterator[tuple[str, dt.date]]:
    """Host → last day, for each server whose line is protected and that answers."""
    mailbox, smtp = place.settings.mailbox, place.settings.smtp
    for server, hello in ((mailbox, Hello.IMAP), (smtp, Hello.SMTP)):
        if not server.host or server.security is Security.NONE:
            continue
        begin = Hello.TLS if server.security is Security.TLS else hello
        try:
            yield (
                f"{server.host}:{server.port}",
                certificate_end(server.host, server.port, begin, server.ca_file),
            )
        except TryLater as error:
            log.warning("certificate not read", error=str(error))
