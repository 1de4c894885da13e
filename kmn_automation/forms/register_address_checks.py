"""Whose address is whose: one address for two Träger only if that is meant, none for the office and a Träger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import combinations

from kmn_automation.forms.register_refusal import Line, Refusal


def check_addresses(contacts: tuple[Line, ...], coordinators: tuple[Line, ...]) -> Iterator[Refusal]:
    """Refusals of addresses that stand twice at the same time, or that belong to the office as well."""
    ours, theirs = _by_address(coordinators), _by_address(contacts)
    for earlier, later in _at_one_time(theirs):
        yield from _compare(earlier, later)
    for earlier, later in _at_one_time(ours):
        yield later.refuse("email", _TWICE.format(row=earlier.row))
    for address in sorted(ours.keys() & theirs.keys()):
        for line in theirs[address]:
            yield line.refuse("email", _OURS.format(row=ours[address][0].row))


_TWICE = "Diese Adresse steht schon in Zeile {row}. Bitte eine der beiden Zeilen löschen oder befristen."

_OURS = (
    "Diese Adresse gehört zur Koordinierungsstelle (Blatt „Koordination“, Zeile {row}). "
    "Bitte eine Adresse des Trägers eintragen."
)


def _at_one_time(by_address: Mapping[str, list[Line]]) -> Iterator[tuple[Line, Line]]:
    pairs = (pair for lines in by_address.values() for pair in combinations(lines, 2))
    return ((earlier, later) for earlier, later in pairs if _overlap(earlier, later))


def _by_address(lines: tuple[Line, ...]) -> dict[str, list[Line]]:
    result: dict[str, list[Line]] = {}
    for line in lines:
        if "email" in line.values:
            result.setdefault(line.values["email"].casefold(), []).append(line)
    return result


def _compare(earlier: Line, later: Line) -> Iterator[Refusal]:
    first, second = earlier.values.get("traeger_id"), later.values.get("traeger_id")
    if first is None or second is None:
        return
    if first == second:
        yield later.refuse("email", _TWICE.format(row=earlier.row))
    elif not (earlier.values.get("shared") and later.values.get("shared")):
        yield later.refuse(
            "email",
            f"Diese Adresse gehört auch zu Träger „{first}“ (Zeile {earlier.row}). Wenn das so gemeint ist, bitte in "
            "beiden Zeilen „gemeinsam genutzt: ja“ eintragen.",
        )


def _overlap(one: Line, other: Line) -> bool:
    return _from(one) <= _to(other) and _from(other) <= _to(one)


def _from(line: Line) -> dt.date:
    return line.values.get("gueltig_von") or dt.date.min


def _to(line: Line) -> dt.date:
    return line.values.get("gueltig_bis") or dt.date.max
