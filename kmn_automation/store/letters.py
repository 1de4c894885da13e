"""Letters: drafted once by their natural key, numbered per year without gaps, moved only along the allowed moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields

import sqlalchemy as sa

from kmn_automation.model.error import KmnError
from kmn_automation.model.letter import MOVES, LetterState, Release
from kmn_automation.store import counters
from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.rows import by_id, changed, fetch, first, select
from kmn_automation.store.tables import counters as counters_table
from kmn_automation.store.tables import letters

DEMAND = "nachforderung"
"""The kind of letter that sets a Träger a last day for a corrected Fassung."""
_UNRELEASED = (LetterState.ENTWORFEN, LetterState.FREIGABE_ERBETEN)


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter as it was rendered; `key` is its natural key, `inputs` all that went into the document (JSON)."""

    key: str
    kind: str
    traeger_id: str
    recipient_name: str
    recipient: str
    release: Release
    docx_sha256: str
    template_sha256: str
    inputs: Mapping[str, object]
    created_at: dt.datetime
    case_id: int | None = None
    report_id: int | None = None
    meeting_id: str = ""
    regionalverbund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow(NewLetter):
    """A letter with its number and state; `released_by` empty until a person (or nobody, where none is needed) did."""

    id: int
    number: str
    year: int
    state: LetterState
    released_at: dt.datetime | None
    released_by: str


@dataclass(frozen=True, slots=True)
class Move:
    """A step from one state to the next; `by` is the person who releases."""

    expected: LetterState
    to: LetterState
    at: dt.datetime
    by: str = ""


def next_number(tx: Transaction, year: int) -> str:
    """`2026-0001`: to be used by `draft` in this very transaction, one number at a time; others wait for its end."""
    return f"{year}-{counters.take(tx, 'letter', year):04d}"


def draft(tx: Transaction, letter: NewLetter, *, number: str) -> LetterRow | None:
    """The drafted letter; None if its natural key exists, and then the number is free again.

    Raises:
        KmnError: the key exists and another number was taken since, so that the list would get a gap.
    """
    year, count = (int(part) for part in number.split("-"))
    row = {field.name: getattr(letter, field.name) for field in fields(NewLetter)}
    row |= {"number": number, "year": year, "state": LetterState.ENTWORFEN, "released_by": ""}
    added = insert(tx, letters).on_conflict_do_nothing(index_elements=["key"])
    columns = (letters.c[field.name] for field in fields(LetterRow))
    drafted = tx.execute(added.returning(*columns), row).mappings().one_or_none()
    if drafted is not None:
        return LetterRow(**drafted)
    if not counters.give_back(tx, "letter", year, count):
        raise KmnError("Die Nummer eines Schreibens würde fehlen; es wurde nichts gespeichert.", where=number)
    return None


def given_numbers(tx: Transaction) -> int:
    """How many numbers of letters were ever given, over all years; each belongs to one letter."""
    total = sa.select(sa.func.coalesce(sa.func.sum(counters_table.c.value), 0))
    return int(tx.execute(total.where(counters_table.c.name == "letter")).scalar_one())


def has_key(tx: Transaction, key: str) -> bool:
    """Whether that letter was ever drafted."""
    return tx.execute(sa.select(letters.c.id).where(letters.c.key == key)).first() is not None


def move(tx: Transaction, letter_id: int, move: Move) -> bool:
    """Whether the letter stood in `expected` and stands in `to` now; False means that somebody else moved it.

    A release notes time and person; when a released letter comes back from the hand-over, they stay.

    Raises:
        KmnError: there is no such move.
    """
    if move.to not in MOVES[move.expected]:
        what = f"Ein Schreiben kann nicht von „{move.expected}“ nach „{move.to}“ gehen."
        raise KmnError(what, where=f"letter:{letter_id}")
    values: dict[str, object] = {"state": move.to}
    if move.to is LetterState.FREIGEGEBEN and move.expected in _UNRELEASED:
        values |= {"released_at": move.at, "released_by": move.by}
    mine = (letters.c.id == letter_id, letters.c.state == move.expected)
    return changed(tx, sa.update(letters).where(*mine).values(values))


def revise(tx: Transaction, letter_id: int, before: str, after: str) -> bool:
    """Whether the letter, while it waits for release, has the document `after` in the place of `before` (SHA-256)."""
    waits = (letters.c.id == letter_id, letters.c.state == LetterState.FREIGABE_ERBETEN)
    mine = sa.update(letters).where(*waits, letters.c.docx_sha256 == before)
    return changed(tx, mine.values(docx_sha256=after))


def is_document(tx: Transaction, sha256: str) -> bool:
    """Whether a letter has exactly that document now."""
    return (
        tx.execute(sa.select(letters.c.id).where(letters.c.docx_sha256 == sha256).limit(1)).first()
        is not None
    )


def had_letter(tx: Transaction, traeger_id: str, *states: LetterState) -> bool:
    """Whether a Träger has a letter in any of the states."""
    mine = sa.select(letters.c.id).where(letters.c.traeger_id == traeger_id, letters.c.state.in_(states))
    return tx.execute(mine.limit(1)).first() is not None


def get(tx: Transaction, letter_id: int) -> LetterRow:
    """The letter with that id (KmnError if there is none)."""
    return by_id(tx, LetterRow, letters, letter_id)


def find(tx: Transaction, number: str) -> LetterRow | None:
    """The letter with that number."""
    return first(tx, LetterRow, select(LetterRow, letters).where(letters.c.number == number))


def in_state(tx: Transaction, *states: LetterState) -> list[LetterRow]:
    """The letters in any of the states, the oldest first."""
    return _where(tx, letters.c.state.in_(states))


def of_case(tx: Transaction, case_id: int) -> list[LetterRow]:
    """All letters of a case, the oldest first."""
    return _where(tx, letters.c.case_id == case_id)


def by_key(tx: Transaction, key: str) -> LetterRow | None:
    """The letter with that natural key."""
    return first(tx, LetterRow, select(LetterRow, letters).where(letters.c.key == key))


def of_kind(tx: Transaction, kind: str, state: LetterState) -> list[LetterRow]:
    """The letters of a kind in that state, the oldest first."""
    return _where(tx, (letters.c.kind == kind) & (letters.c.state == state))


def demanded_until(tx: Transaction, report_id: int) -> dt.date | None:
    """The last day that a Nachforderung about that Fassung has set; None where none was handed over."""
    sent = [each for each in of_report(tx, report_id) if is_demand(each)]
    return dt.date.fromisoformat(str(sent[-1].inputs["frist"])) if sent else None


def is_demand(letter: LetterRow) -> bool:
    """Whether it is a Nachforderung that was handed over: only then its last day counts."""
    return letter.kind == DEMAND and letter.state is LetterState.UEBERGEBEN


def about_meetings(tx: Transaction, since: dt.datetime) -> list[LetterRow]:
    """The letters about meetings that were drafted since then (included), the oldest first."""
    return _where(tx, (letters.c.meeting_id != "") & (letters.c.created_at >= since))


def of_report(tx: Transaction, report_id: int) -> list[LetterRow]:
    """All letters about a report, the oldest first."""
    return _where(tx, letters.c.report_id == report_id)


def all_of_year(tx: Transaction, year: int) -> list[LetterRow]:
    """The list of a year in the order of the numbers, void ones included."""
    return _where(tx, letters.c.year == year)


def _where(tx: Transaction, condition: sa.ColumnElement[bool]) -> list[LetterRow]:
    return fetch(tx, LetterRow, select(LetterRow, letters).where(condition).order_by(letters.c.id))
