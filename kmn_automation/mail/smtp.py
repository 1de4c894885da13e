"""Handing mails over to the relay: one connection for many, and for each mail a state that is certain or says so.

The library's own `sendmail` cannot tell whether the final dot was on the wire when a line broke. Here it is sent by
itself: before it a broken line is a certain "not sent", behind it only an answer of the server is certain
(RFC 1047; after a hang-up behind the dot 82 to 86 % of the mails had arrived in a measurement).
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from kmn_automation.mail.outgoing import Composed, Unsendable
from kmn_automation.mail.smtp_line import SmtpServer, is_dead, open_line
from kmn_automation.model.error import KmnError

GONE = (OSError, smtplib.SMTPException)


class State(StrEnum):
    """What became of one mail."""

    ACCEPTED = "angenommen"
    REFUSED_TEMPORARY = "vorübergehend abgelehnt"
    REFUSED_PERMANENT = "dauerhaft abgelehnt"
    NOT_STARTED = "nicht begonnen"
    """Certainly not sent: no connection, or it broke before the final dot."""
    UNKNOWN = "ungeklärt"
    """The line broke behind the final dot: evidence or a person decides, never a repetition."""


@dataclass(frozen=True, slots=True)
class Handover:
    """The state of one mail with the server's own words, for all and for each recipient that was named to it."""

    state: State
    response: str
    per_recipient: Mapping[str, str] = field(default_factory=dict)

    @property
    def may_repeat(self) -> bool:
        """Whether the same bytes may be tried again later without a doubt."""
        return self.state in {State.REFUSED_TEMPORARY, State.NOT_STARTED}


class _RefusedError(Exception):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.state = State.REFUSED_PERMANENT if code >= 500 else State.REFUSED_TEMPORARY  # noqa: PLR2004 - RFC 5321 4.2.1
        self.text = f"{code} {text}"


class SmtpSession:
    """A line to the relay, opened when entered, opened again when it has gone, closed politely at the end.

    `allowed` is the last gate before SMTP: the addresses computed from the register; any other raises.
    """

    def __init__(self, server: SmtpServer, allowed: Collection[str]) -> None:
        self._server = server
        self._allowed = frozenset(each.lower() for each in allowed)
        self._line: smtplib.SMTP | None = None
        self._trouble = ""

    def __enter__(self) -> Self:
        """Connects.

        Raises:
            TryLater: the server does not answer or refuses at the moment.
            Misconfigured: wrong certificate, no TLS, or the log-in is refused; trying again would not help.
        """
        self._line = open_line(self._server)
        return self

    def __exit__(self, *_: object) -> None:
        self._close(polite=True)

    @property
    def usable(self) -> bool:
        """False after the line went and could not be opened again: then stop and come back later."""
        return not self._trouble

    def hand_over(self, mail: Composed, recipients: Collection[str] = ()) -> Handover:
        """One transaction for all recipients (those of the mail where none are named): all of them or nobody.

        Whatever the network does is in the answer, never raised; after a refusal the line is used on.

        Raises:
            Unsendable: a recipient is not in the list of the allowed, or there is none.
        """
        to = tuple(recipients) or mail.recipients
        strangers = [each for each in to if each.lower() not in self._allowed]
        if strangers or not to:
            raise Unsendable(f"Kein zugelassener Empfänger: {', '.join(strangers) or 'niemand genannt'}.")
        try:
            line = self._ready()
        except (KmnError, *GONE) as error:
            self._trouble = str(error)
            return Handover(State.NOT_STARTED, self._trouble)
        return self._transact(line, mail, to)

    def _ready(self) -> smtplib.SMTP:
        if self._trouble:
            raise ConnectionError(self._trouble)
        if self._line is None or is_dead(self._line):
            self._close(polite=False)
            self._line = open_line(self._server)
        return self._line

    def _transact(self, line: smtplib.SMTP, mail: Composed, to: tuple[str, ...]) -> Handover:
        answers: dict[str, str] = {}
        try:
            _check_size(line, mail)
            _envelope(line, mail, to, answers)
            _content(line, mail)
        except _RefusedError as refusal:
            self._after_refusal(refusal)
            return Handover(refusal.state, refusal.text, answers)
        except GONE as error:
            self._close(polite=False)
            return Handover(State.NOT_STARTED, f"Verbindung unterbrochen: {error}", answers)
        return self._finish(line, answers)

    def _finish(self, line: smtplib.SMTP, answers: dict[str, str]) -> Handover:
        try:
            code, text = _final_dot(line, self._server.final_timeout)
        except GONE as error:
            self._close(polite=False)
            return Handover(
                State.UNKNOWN, f"Verbindung nach dem Ende des Textes unterbrochen: {error}", answers
            )
        words = f"{code} {text}"
        if code // 100 == 2:  # noqa: PLR2004 - RFC 5321 4.2.1
            return Handover(State.ACCEPTED, words, answers)
        if code // 100 in {4, 5}:
            refusal = _RefusedError(code, text)
            self._after_refusal(refusal)
            return Handover(refusal.state, refusal.text, answers)
        self._close(polite=False)
        return Handover(State.UNKNOWN, f"Unverständliche Antwort: {words}", answers)

    def _after_refusal(self, refusal: _RefusedError) -> None:
        """RSET, so that nothing of the refused mail is left on the line; 421 means that the server hangs up."""
        try:
            if self._line is None or refusal.text.startswith("421"):
                raise ConnectionError(refusal.text)
            self._line.rset()
        except GONE:
            self._close(polite=False)

    def _close(self, *, polite: bool) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        with contextlib.suppress(*GONE):
            if polite:
                line.quit()
        line.close()


def _check_size(line: smtplib.SMTP, mail: Composed) -> None:
    limit = line.esmtp_features.get("size", "")
    if limit.isdigit() and 0 < int(limit) < len(mail.raw):
        raise _RefusedError(
            552, f"Die Nachricht hat {len(mail.raw)} Bytes, der Server nimmt höchstens {limit}."
        )


def _envelope(line: smtplib.SMTP, mail: Composed, to: tuple[str, ...], answers: dict[str, str]) -> None:
    options = f" SIZE={len(mail.raw)}" if line.has_extn("size") else ""
    dsn = line.has_extn("dsn")
    options += f" RET=HDRS ENVID={mail.tag}" if dsn else ""
    _expect(2, *line.docmd("MAIL", f"FROM:<{mail.envelope_from}>{options}"))
    refused: list[_RefusedError] = []
    for each in to:
        wishes = f" NOTIFY=FAILURE,DELAY ORCPT=rfc822;{_xtext(each)}" if dsn else ""
        code, words = line.docmd("RCPT", f"TO:<{each}>{wishes}")
        answers[each] = f"{code} {_text(words)}"
        try:
            _expect(2, code, words)
        except _RefusedError as refusal:
            refused.append(refusal)
    if refused:
        raise max(refused, key=lambda each: each.state is State.REFUSED_PERMANENT)


def _content(line: smtplib.SMTP, mail: Composed) -> None:
    """The text up to its last line end, without the dot; the line must still live behind it."""
    _expect(3, *line.docmd("DATA"))
    line.send(stuffed(mail.raw))
    if is_dead(line):
        raise ConnectionError("die Gegenstelle hat während des Textes aufgelegt")


def _final_dot(line: smtplib.SMTP, timeout: float) -> tuple[int, str]:
    socket_of(line).settimeout(timeout)
    line.send(b".\r\n")
    code, words = line.getreply()
    socket_of(line).settimeout(line.timeout)
    return code, _text(words)


def socket_of(line: smtplib.SMTP) -> socket.socket:
    """The socket of an open line."""
    if line.sock is None:
        raise ConnectionError("die Verbindung ist geschlossen")
    return line.sock


def stuffed(raw: bytes) -> bytes:
    """The text with a second dot before each line that begins with one, ending in a line end (RFC 5321 4.5.2)."""
    doubled = raw.replace(b"\r\n.", b"\r\n..")
    doubled = b"." + doubled if doubled.startswith(b".") else doubled
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"


def _expect(kind: int, code: int, words: bytes) -> None:
    """Passes for an answer of that kind; otherwise it is a refusal, or a server that speaks nonsense."""
    if code // 100 == kind:
        return
    if code // 100 in {4, 5}:
        raise _RefusedError(code, _text(words))
    raise ConnectionError(f"unverständliche Antwort: {code} {_text(words)}")


def _text(words: bytes) -> str:
    return " ".join(words.decode("utf-8", "replace").split())[:500]


def _xtext(address: str) -> str:
    return address.replace("+", "+2B").replace("=", "+3D")
