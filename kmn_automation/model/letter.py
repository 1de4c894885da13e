"""States of a letter and of its hand-over; one table of allowed moves."""

from __future__ import annotations

from enum import StrEnum


class LetterState(StrEnum):
    """Where a letter stands between draft and hand-over."""

    ENTWORFEN = "entworfen"
    FREIGABE_ERBETEN = "Freigabe erbeten"
    FREIGEGEBEN = "freigegeben"
    IN_UEBERGABE = "in Übergabe"
    UEBERGEBEN = "übergeben"
    ABGELEHNT = "abgelehnt"
    UNGEKLAERT = "ungeklärt"
    UNZUSTELLBAR = "unzustellbar"
    ZURUECKGEWIESEN = "zurückgewiesen"
    HINFAELLIG = "hinfällig"
    VERFALLEN = "verfallen"
    WIDERRUFEN = "widerrufen"
    VERWORFEN = "verworfen"


_S = LetterState
MOVES: dict[LetterState, frozenset[LetterState]] = {
    _S.ENTWORFEN: frozenset({_S.FREIGABE_ERBETEN, _S.FREIGEGEBEN, _S.HINFAELLIG, _S.VERWORFEN}),
    _S.FREIGABE_ERBETEN: frozenset(
        {_S.FREIGEGEBEN, _S.ZURUECKGEWIESEN, _S.HINFAELLIG, _S.VERFALLEN, _S.VERWORFEN}
    ),
    _S.FREIGEGEBEN: frozenset({_S.IN_UEBERGABE, _S.WIDERRUFEN, _S.HINFAELLIG}),
    _S.IN_UEBERGABE: frozenset({_S.UEBERGEBEN, _S.ABGELEHNT, _S.UNGEKLAERT, _S.FREIGEGEBEN}),
    _S.UNGEKLAERT: frozenset({_S.UEBERGEBEN, _S.FREIGEGEBEN, _S.VERWORFEN}),
    _S.ABGELEHNT: frozenset({_S.FREIGEGEBEN, _S.VERWORFEN}),
    _S.UEBERGEBEN: frozenset({_S.UNZUSTELLBAR}),
    _S.UNZUSTELLBAR: frozenset({_S.VERWORFEN}),
    _S.ZURUECKGEWIESEN: frozenset({_S.VERWORFEN}),
    _S.HINFAELLIG: frozenset({_S.VERWORFEN}),
    _S.VERFALLEN: frozenset({_S.FREIGABE_ERBETEN, _S.VERWORFEN}),
    _S.WIDERRUFEN: frozenset({_S.FREIGABE_ERBETEN, _S.VERWORFEN}),
    _S.VERWORFEN: frozenset(),
}
"""The only moves there are. `UNGEKLAERT` leaves by evidence or by a person, never by the program's guess."""


class Release(StrEnum):
    """Who has to release a kind of letter before it may leave."""

    NOBODY = "niemand"
    ONE = "eine Person"
    TWO = "zwei Personen"


class FileFormat(StrEnum):
    """As what a kind of letter leaves the house."""

    DOCX = "docx"
    PDF = "pdf"
    BOTH = "beides"
