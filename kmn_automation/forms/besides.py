"""What a workbook holds beside its visible cells, as the jail tells it; what has another shape is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Span = tuple[int, int]
"""First and last row or column."""
PEOPLE = {
    "creator": "Verfasser",
    "last_modified_by": "zuletzt gespeichert von",
    "company": "Firma",
    "manager": "Vorgesetzte",
}


@dataclass(frozen=True, slots=True)
class SheetBesides:
    """Of one sheet: hidden rows and columns, and its notes (cell, shortened text) with their number."""

    rows: tuple[Span, ...] = ()
    columns: tuple[Span, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    note_count: int = 0
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Besides:
    """Of the whole file: kinds of persons in its properties, own properties, pivot caches, names with content."""

    people: tuple[str, ...] = ()
    custom: int = 0
    pivots: int = 0
    names: int = 0
    sheets: Mapping[str, SheetBesides] = field(default_factory=dict)

    @property
    def properties(self) -> tuple[str, ...]:
        """The kinds of entries in German; what they say is never kept."""
        own = f"{self.custom} eigene {'Eigenschaft' if self.custom == 1 else 'Eigenschaften'}"
        return (*self.people, own) if self.custom else self.people


NOTHING_BESIDES = Besides()


def besides_of(plain: object) -> Besides:
    """The typed form of the answer of the jail."""
    if not isinstance(plain, dict):
        return NOTHING_BESIDES
    people, sheets = plain.get("people"), plain.get("sheets")
    return Besides(
        people=tuple(PEOPLE[each] for each in _list(people) if isinstance(each, str) and each in PEOPLE),
        custom=_count(plain.get("custom")),
        pivots=_count(plain.get("pivots")),
        names=_count(plain.get("names")),
        sheets={
            title: _sheet(each)
            for title, each in (sheets.items() if isinstance(sheets, dict) else ())
            if isinstance(title, str) and isinstance(each, dict)
        },
    )


def _sheet(plain: Mapping[object, object]) -> SheetBesides:
    return SheetBesides(
        rows=tuple(_spans(plain.get("rows"))),
        columns=tuple(_spans(plain.get("columns"))),
        notes=tuple(_notes(plain.get("notes"))),
        note_count=_count(plain.get("note_count")),
        threads=_count(plain.get("threads")),
    )


def _spans(plain: object) -> Iterator[Span]:
    for each in _list(plain):
        first, last = each if isinstance(each, list) and len(each) == len(("first", "last")) else (0, 0)
        if isinstance(first, int) and isinstance(last, int) and 0 < first <= last:
            yield first, last


def _notes(plain: object) -> Iterator[tuple[str, str]]:
    for each in _list(plain):
        cell, text = each if isinstance(each, list) and len(each) == len(("cell", "text")) else (None, None)
        if isinstance(cell, str) and isinstance(text, str):
            yield cell, text


def _list(plain: object) -> list[object]:
    return plain if isinstance(plain, list) else []


def _count(plain: object) -> int:
    return plain if isinstance(plain, int) and plain > 0 else 0
