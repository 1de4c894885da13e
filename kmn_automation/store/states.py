"""States of a mail and of an outgoing message, and the moves between them."""

from __future__ import annotations

from enum import StrEnum


class MailState(StrEnum):
    """Where an incoming mail stands: stored, acted upon, moved away from the inbox."""

    GEHOLT = "geholt"
    ERLEDIGT = "erledigt"
    ABGELEGT = "abgelegt"


class OutboxState(StrEnum):
    """Where an outgoing mail stands between us and the mail server."""

    BEREIT = "bereit"
    IN_UEBERGABE = "in Übergabe"
    UEBERGEBEN = "übergeben"
    ABGELEHNT = "abgelehnt"
    UNGEKLAERT = "ungeklärt"
    UNZUSTELLBAR = "unzustellbar"
    ZURUECKGEZOGEN = "zurückgezogen"


_S = OutboxState
OUTBOX_MOVES: dict[OutboxState, frozenset[OutboxState]] = {
    _S.BEREIT: frozenset({_S.ZURUECKGEZOGEN, _S.UEBERGEBEN}),
    _S.IN_UEBERGABE: frozenset({_S.UEBERGEBEN, _S.ABGELEHNT, _S.UNGEKLAERT, _S.BEREIT}),
    _S.UNGEKLAERT: frozenset({_S.UEBERGEBEN, _S.BEREIT, _S.ZURUECKGEZOGEN}),
    _S.ABGELEHNT: frozenset({_S.BEREIT, _S.ZURUECKGEZOGEN}),
    _S.UEBERGEBEN: frozenset({_S.UNZUSTELLBAR}),
    _S.UNZUSTELLBAR: frozenset(),
    _S.ZURUECKGEZOGEN: frozenset(),
}
"""What `settle` may do. Into `IN_UEBERGABE` leads only `claim`; out of `UNGEKLAERT` only evidence or a person.

From `BEREIT` to `UEBERGEBEN` leads only evidence: a database older than the archive mailbox does not know what left.
"""
