"""Two versions of one report: what changed, and whether anything did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.model.report import Place, Report, Scalar, Value, show


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs; the place is that of the newer version."""

    place: Place
    old: str
    new: str


def changes(old: Report, new: Report) -> tuple[Change, ...]:
    """What a correction changed, in the order of the form; lines of tables are compared by their number."""
    before = dict(_cells(old))
    after = dict(_cells(new))
    return tuple(
        Change(place, show(before[key][0]) if key in before else "", show(value))
        for key, (value, place) in after.items()
        if key not in before or before[key][0] != value
    ) + tuple(Change(place, show(value), "") for key, (value, place) in before.items() if key not in after)


def content_hash(report: Report) -> str:
    """SHA-256 over what the rules judge: a file saved anew with the same figures has the same hash.

    Sheets that are missing, and what lies beside the form (hidden sheets, lists of persons), count as well: a file
    from which only that was removed is another one.
    """
    digest = hashlib.sha256(report.form_version.encode())
    cells = sorted((key, _exact(value)) for key, (value, _place) in _cells(report))
    digest.update(repr(cells).encode())
    if report.sights or report.missing_sheets:
        beside = [(each.oddity.value, each.sheet, each.cells) for each in report.sights]
        digest.update(repr((beside, report.missing_sheets)).encode())
    return digest.hexdigest()


def _exact(value: Scalar) -> str:
    """The value without the way it was written: 12,50 and 12,5 are one number."""
    return f"n{value.normalize():f}" if isinstance(value, Decimal) else f"{type(value).__name__}{value}"


def _cells(report: Report) -> Iterator[tuple[str, tuple[Scalar, Place]]]:
    for field_id, value in report.values.items():
        yield from _known(field_id, value)
    for table, lines in report.tables.items():
        for number, line in enumerate(lines, 1):
            for column, value in line.items():
                yield from _known(f"{table}.{number}.{column}", value)


def _known(key: str, value: Value) -> Iterator[tuple[str, tuple[Scalar, Place]]]:
    content = value.raw if value.value is None else value.value
    if content != "":
        yield key, (content, value.place)
