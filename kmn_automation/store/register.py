"""The register in every state it ever had: an import closes what changed and deletes nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as replaced
from typing import Any, NamedTuple

import sqlalchemy as sa

from kmn_automation.model.register import (
    Bescheid,
    Contact,
    Coordinator,
    Meeting,
    PlanLine,
    Regionalverbund,
    Register,
    Traeger,
    Waiver,
)
from kmn_automation.model.zone import BERLIN
from kmn_automation.store import codec, counters
from kmn_automation.store.connect import Transaction
from kmn_automation.store.rows import first, select
from kmn_automation.store.tables import register_entries, register_imports


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import of the register."""

    number: int
    at: dt.datetime
    source_sha256: str
    actor: str


class Kind(NamedTuple):
    """A part of the register: its record, and by which key an entry is followed from import to import."""

    record: type[Any]
    key: Callable[[Any], str]


KINDS: dict[str, Kind] = {
    "traeger": Kind(Traeger, lambda each: each.id),
    "contacts": Kind(Contact, lambda each: each.traeger_id),
    "bescheide": Kind(Bescheid, lambda each: f"{each.geschaeftszeichen}/{each.foerderjahr}"),
    "plan": Kind(PlanLine, lambda each: f"{each.geschaeftszeichen}/{each.position}"),
    "regionalverbuende": Kind(Regionalverbund, lambda each: each.id),
    "coordinators": Kind(Coordinator, lambda each: each.email),
    "meetings": Kind(Meeting, lambda each: each.id),
    "waivers": Kind(Waiver, lambda each: f"{each.rule}/{each.traeger_id}"),
}
"""Field of `Register` → how its entries are kept. Equal keys are told apart by their order."""


class Entry(NamedTuple):
    """What is compared between two imports, and where it stands."""

    data: str
    position: int


def replace(tx: Transaction, register: Register, *, at: dt.datetime, source_sha256: str, actor: str) -> int:
    """The number of this import. Entries that did not change stay as they are, whatever their place in the file."""
    number = counters.take(tx, "register", 0)
    tx.execute(
        sa.insert(register_imports).values(number=number, at=at, source_sha256=source_sha256, actor=actor)
    )
    new = _entries(register)
    gone, moved = _compare(tx, new)
    _close(tx, gone, number - 1)
    _reposition(tx, moved)
    rows = [
        {"kind": kind, "key": key, "data": entry.data, "position": entry.position, "first_import": number}
        for (kind, key), entry in new.items()
    ]
    if rows:
        tx.execute(sa.insert(register_entries), rows)
    return number


def load(tx: Transaction, *, as_of: dt.datetime | None = None) -> Register:
    """The register as it stands, or stood at that moment (included); empty before the first import."""
    entries = register_entries.c
    query = sa.select(entries.kind, entries.data).order_by(entries.position)
    if as_of is None:
        return _register(tx, query.where(entries.last_import.is_(None)))
    past = sa.select(sa.func.max(register_imports.c.number)).where(register_imports.c.at <= as_of)
    number = tx.execute(past).scalar_one() or 0
    still = entries.last_import.is_(None) | (entries.last_import >= number)
    return _register(tx, query.where(entries.first_import <= number, still))


def last_import(tx: Transaction) -> ImportRow | None:
    """The newest import."""
    return first(
        tx, ImportRow, select(ImportRow, register_imports).order_by(register_imports.c.number.desc())
    )


def known_since(tx: Transaction) -> dict[tuple[str, str], dt.date]:
    """(kind, key) of every entry there ever was → the day in Berlin on which its key first came in."""
    entries, imports = register_entries.c, register_imports.c
    first_seen = (
        sa.select(entries.kind, entries.key, sa.func.min(imports.at, type_=imports.at.type).label("at"))
        .join_from(register_entries, register_imports, entries.first_import == imports.number)
        .group_by(entries.kind, entries.key)
    )
    days: dict[tuple[str, str], dt.date] = {}
    for kind, key, at in tx.execute(first_seen):
        day = at.astimezone(BERLIN).date()
        same_key = (kind, key.rpartition("#")[0])
        days[same_key] = min(day, days.get(same_key, day))
    return days


def _entries(register: Register) -> dict[tuple[str, str], Entry]:
    entries = {}
    seen: Counter[tuple[str, str]] = Counter()
    for kind, (_, key_of) in KINDS.items():
        for position, record in enumerate(getattr(register, kind)):
            key = (kind, key_of(record))
            seen[key] += 1
            entries[kind, f"{key[1]}#{seen[key]}"] = Entry(codec.dump(record), position)
    return entries


def _compare(tx: Transaction, new: dict[tuple[str, str], Entry]) -> tuple[list[int], list[tuple[int, int]]]:
    """Ids that are gone or changed, and (id, place) of those that only moved; what stays is taken out of `new`."""
    columns = register_entries.c
    present = sa.select(columns.id, columns.kind, columns.key, columns.data, columns.position)
    gone, moved = [], []
    for row in tx.execute(present.where(columns.last_import.is_(None))):
        entry = new.get((row.kind, row.key))
        if entry is None or entry.data != row.data:
            gone.append(row.id)
            continue
        if entry.position != row.position:
            moved.append((row.id, entry.position))
        del new[row.kind, row.key]
    return gone, moved


def _close(tx: Transaction, gone: list[int], last: int) -> None:
    if gone:
        update = sa.update(register_entries).where(register_entries.c.id == sa.bindparam("entry"))
        tx.execute(update.values(last_import=last), [{"entry": each} for each in gone])


def _reposition(tx: Transaction, moved: list[tuple[int, int]]) -> None:
    if moved:
        update = sa.update(register_entries).where(register_entries.c.id == sa.bindparam("entry"))
        rows = [{"entry": entry, "place": place} for entry, place in moved]
        tx.execute(update.values(position=sa.bindparam("place")), rows)


def _register(tx: Transaction, query: sa.Select[Any]) -> Register:
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for kind, data in tx.execute(query):
        found[kind].append(codec.load(KINDS[kind].record, data))
    found["meetings"] = [_in_berlin(each) for each in found["meetings"]]
    return Register(**{kind: tuple(records) for kind, records in found.items()})


def _in_berlin(meeting: Meeting) -> Meeting:
    """JSON keeps the offset of an aware time but not its zone; meetings are in Berlin."""
    if meeting.begin.tzinfo is None:
        return meeting
    return replaced(meeting, begin=meeting.begin.astimezone(BERLIN), end=meeting.end.astimezone(BERLIN))
