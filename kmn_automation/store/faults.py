"""What a database says when it cannot go on, as a German sentence with the right exit code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from kmn_automation.model.error import KmnError, Misconfigured, TryLater

_BUSY = "Die Datenbank ist gerade durch einen anderen Lauf belegt."
_FULL = "Auf dem Datenträger der Datenbank ist kein Platz mehr; es wurde nichts gespeichert."
_DISK = "Die Datenbank konnte nicht gelesen oder geschrieben werden; es wurde nichts gespeichert."
_GONE = "Der Datenbankserver ist nicht erreichbar oder hat die Verbindung beendet."
_AGAIN = "Der nächste Lauf versucht es von selbst noch einmal."
_SPACE = "Bitte Platz auf dem Datenträger schaffen; der nächste Lauf macht von selbst weiter."
_RIGHTS = "Bitte Datenträger und Zugriffsrechte prüfen; der nächste Lauf macht von selbst weiter."
_SERVER = "Bitte den Datenbankserver prüfen; der nächste Lauf macht von selbst weiter."

_SQLITE = {
    "SQLITE_BUSY": (_BUSY, _AGAIN),
    "SQLITE_LOCKED": (_BUSY, _AGAIN),
    "SQLITE_FULL": (_FULL, _SPACE),
    "SQLITE_IOERR": (_DISK, _RIGHTS),
    "SQLITE_READONLY_": (_DISK, _RIGHTS),  # without a suffix also a write inside `read`: our mistake
    "SQLITE_CANTOPEN": (_DISK, _RIGHTS),
}
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
# classes of SQLSTATE, PostgreSQL manual, appendix A
_POSTGRES = {
    "53100": (_FULL, _SPACE),
    "40": (_BUSY, _AGAIN),
    "55": (_BUSY, _AGAIN),
    "08": (_GONE, _SERVER),
    "53": (_GONE, _SERVER),
    "57": (_GONE, _SERVER),
    "58": (_DISK, _SERVER),
}


@contextmanager
def told_in_german(engine: sa.Engine) -> Iterator[None]:
    """Turns locks, full disks, lost servers and damaged files into `TryLater` or `Misconfigured`.

    The open connections go: a file that could not be synced is not to be synced again through the same descriptor.
    Everything else (a broken constraint, a wrong statement) is our own mistake and goes through unchanged.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        known = explain(error, place_of(engine))
        if known is None:
            raise
        engine.dispose()
        raise known from error


def place_of(engine: sa.Engine) -> str:
    """Address of the database for messages; never a password."""
    return engine.url.render_as_string(hide_password=True)


def explain(error: sa.exc.DBAPIError, where: str) -> KmnError | None:
    """The sentence for a failure of the surroundings; None for a mistake of our own."""
    if isinstance(error.orig, sqlite3.Error):
        name = str(getattr(error.orig, "sqlite_errorname", ""))
        if name.startswith(_DAMAGED):
            return damaged(where)
        return _later(name, _SQLITE, where)
    state = getattr(error.orig, "sqlstate", None)
    if state is None and isinstance(error, sa.exc.OperationalError):
        state = "08"
    return _later(str(state), _POSTGRES, where)


def damaged(where: str) -> Misconfigured:
    """The refusal of a database file that is not whole."""
    what = "Die Datenbankdatei ist beschädigt; es wurde nichts verändert und nichts versandt."
    return Misconfigured(what, where=where, do="Bitte die letzte Sicherung mit „kmn restore“ einspielen.")


def _later(code: str, known: dict[str, tuple[str, str]], where: str) -> TryLater | None:
    for prefix, (what, do) in known.items():
        if code.startswith(prefix):
            return TryLater(what, where=where, do=do)
    return None
