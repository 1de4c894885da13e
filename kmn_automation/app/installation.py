"""One database, one place: a copy or a restored one touches neither mailbox nor relay until a person says so."""

from __future__ import annotations

import hashlib
import socket
from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import Misconfigured
from kmn_automation.steps.compare_archive import Compared, compare_archive
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.known_copy import note_shown
from kmn_automation.steps.resume import release_held
from kmn_automation.steps.standing import Standing, settle_beside, settle_in, standing
from kmn_automation.store import outbox

MACHINE = Path("/etc/machine-id")


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that waits for a yes, and why."""

    id: int
    recipient: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Resumption:
    """How the installation stands and what waits; `compared` is None where no archive was looked into."""

    standing: Standing
    held: tuple[HeldMail, ...]
    compared: Compared | None = None
    decided: int = 0


def require_home(place: Workplace) -> None:
    """Lets a database work where it is at home; a new one is so from its first pass on.

    Raises:
        Misconfigured: it was copied or restored; nothing was touched.
    """
    mark = place_mark(place)
    with place.store.read() as tx:
        found = standing(tx, mark)
    if found is Standing.NEW:
        with place.store.begin() as tx:
            settle_in(tx, mark, place.clock())
    elif found is not Standing.AT_HOME:
        what = f"Diese Datenbank ist {found.value}. Es wurde nichts abgeholt, verschoben oder gesendet."
        do = (
            "Läuft die bisherige Installation noch, darf diese hier nicht arbeiten. Sonst ansehen mit:  kmn resume   "
            "und freigeben mit:  kmn resume --as ADRESSE"
        )
        raise Misconfigured(what, where=str(place.settings.home), do=do)


def place_mark(place: Workplace) -> str:
    """What tells this folder on this machine from every other one."""
    try:
        machine = MACHINE.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        machine = socket.gethostname()
    return hashlib.sha256(f"{machine}\0{place.settings.home.resolve()}".encode()).hexdigest()[:24]


def look_at_held(place: Workplace) -> Resumption:
    """What a yes would do."""
    with place.store.read() as tx:
        rows = outbox.held(tx)
        held = tuple(HeldMail(row.id, row.recipient, row.kind, row.held) for row in rows)
        return Resumption(standing(tx, place_mark(place)), held)


def resume(place: Workplace, person: str, *, drop: bool, without_archive: bool, beside: bool) -> Resumption:
    """The yes of that person: compares with the archive, then this place is the home and nothing is held any more.

    Raises:
        Misconfigured: the person is not registered.
        TryLater: the archive mailbox is not available; nothing was decided.
    """
    desk = place.desk()
    if desk.register.coordinator(person, desk.today) is None:
        raise Misconfigured(f"„{person}“ ist heute nicht als Koordination eingetragen.")
    compared = None if without_archive else compare_with_archive(place, desk)
    before = look_at_held(place)
    with place.store.begin() as tx:
        if before.standing is not Standing.AT_HOME:
            settle = settle_beside if beside else settle_in
            settle(tx, place_mark(place), desk.now, person)
        note_shown(tx)
        decided = release_held(tx, desk, person, drop=drop)
    return Resumption(Standing.AT_HOME, before.held, compared, decided)


def compare_with_archive(place: Workplace, desk: Desk) -> Compared | None:
    """What the archive mailbox shows since the last look; None where there is none. Raises as `compare_archive`."""
    archive = place.archive()
    if archive is None:
        return None
    with archive:
        return compare_archive(desk, archive)
