"""Whether this database may work here: it knows where it is at home, and whether it was fetched from a backup."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from enum import StrEnum

from kmn_automation.steps.note import PROGRAM
from kmn_automation.store import facts, journal
from kmn_automation.store.connect import Transaction
from kmn_automation.store.journal import NewEntry

INSTALLATION = "Installation"
LAST_BACKUP = "letzte Sicherung"
RESTORED = "zurückgeholt aus einer Sicherung"
_HOME = "zu Hause: "


class Standing(StrEnum):
    """How a database stands where it is opened."""

    NEW = "neu"
    AT_HOME = "zu Hause"
    COPIED = "eine Kopie von einem anderen Ort"
    RESTORED = "aus einer Sicherung zurückgeholt"


def standing(tx: Transaction, mark: str) -> Standing:
    """How the database stands at the place of that mark; one that was never asked before is new."""
    if facts.get(tx, RESTORED):
        return Standing.RESTORED
    if facts.get(tx, INSTALLATION) is None:
        return Standing.NEW
    return Standing.AT_HOME if facts.get(tx, _HOME + mark) else Standing.COPIED


def settle_in(tx: Transaction, mark: str, now: dt.datetime, by: str = PROGRAM) -> None:
    """The place is the home of the database from now on, under an id of its own; other places are so no more."""
    new = Standing.NEW is standing(tx, mark)
    for each in () if new else facts.starting_with(tx, _HOME):
        facts.drop(tx, each)
    facts.drop(tx, RESTORED)
    facts.put(tx, INSTALLATION, json.dumps({"id": secrets.token_hex(16), "since": now.isoformat()}))
    facts.put(tx, _HOME + mark, now.isoformat())
    journal.write(tx, NewEntry(now, by, "Installation bestätigt", "installation"))


def settle_beside(tx: Transaction, mark: str, now: dt.datetime, by: str) -> None:
    """One more machine works on the same database; the others stay at home."""
    facts.put(tx, _HOME + mark, now.isoformat())
    journal.write(tx, NewEntry(now, by, "Weiterer Rechner bestätigt", "installation"))


def installation_id(tx: Transaction) -> str:
    """The secret name of this installation; another one after every restore. Empty before the first pass."""
    text = facts.get(tx, INSTALLATION)
    return str(json.loads(text)["id"]) if text else ""


def mark_restored(tx: Transaction, now: dt.datetime) -> None:
    """From now on nothing works on this database until a person says so."""
    facts.put(tx, RESTORED, now.isoformat())
    journal.write(tx, NewEntry(now, PROGRAM, "Aus einer Sicherung zurückgeholt", "installation"))
