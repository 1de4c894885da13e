"""What makes findings of two versions of a report the same point: the rule, and the field or line it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kmn_automation.model.finding import Finding
from kmn_automation.model.report import Line, Place, Report, Value, show

Point = tuple[str, str]
"""Rule and spot: a field id, a column with the first cell of its line (`belege.betrag#17`), or a label."""
_POSITION = re.compile(r"\b[A-Z]{1,3}[0-9]{1,6}\b|\bZeilen? [0-9]+(?:(?:, | und )[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Spots:
    """One report, spot by spot; cells may lie elsewhere in the next version, spots stay."""

    report: Report
    _by_cell: dict[tuple[str, str], tuple[str, Value]] = field(init=False, repr=False, default_factory=dict)
    _contents: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for spot, value in _spots(self.report):
            self._by_cell.setdefault((value.place.sheet, value.place.cell), (spot, value))
            self._contents[spot] = value.raw if value.value is None else show(value.value)

    def points(self, finding: Finding) -> frozenset[Point]:
        """Everything that the finding is about; a finding without a place is about the whole report."""
        spots = {self._spot(place) for place in finding.places} or {""}
        return frozenset((finding.rule, spot) for spot in spots)

    def content(self, point: Point) -> str:
        """What stands at the spot of a point."""
        return self._contents.get(point[1], "")

    def _spot(self, place: Place) -> str:
        """A rule about a whole table names the first cell of it with another label than its own."""
        spot, value = self._by_cell.get((place.sheet, place.cell), ("", None))
        is_own = value is not None and place.label in {"", value.place.label}
        return spot if place.cell and is_own else place.label or place.sheet


def is_same(new: tuple[Finding, Spots], old: tuple[Finding, Spots]) -> bool:
    """Whether the old report showed the new finding already: the same point with the same values in it.

    A finding about some of the old places is part of the old one; about the same places it must say the same, but
    for rows and cells, which move.
    """
    (finding, spots), (before, spots_before) = new, old
    points, points_before = spots.points(finding), spots_before.points(before)
    if not points <= points_before or any(spots.content(p) != spots_before.content(p) for p in points):
        return False
    return points < points_before or _said(finding) == _said(before)


def _said(finding: Finding) -> tuple[str, ...]:
    return tuple(_POSITION.sub("", each) for each in (finding.text, finding.found, finding.expected))


def _spots(report: Report) -> Iterator[tuple[str, Value]]:
    for field_id, value in report.values.items():
        yield field_id, value
    for table, lines in report.tables.items():
        for line, name in zip(lines, _names(lines), strict=True):
            for column, value in line.items():
                yield f"{table}.{column}#{name}", value


def _names(lines: tuple[Line, ...]) -> Iterator[str]:
    """The name of each line: its first cell (running number, Kennung); a second one of that name is told apart."""
    seen: Counter[str] = Counter()
    for line in lines:
        first = next(iter(line.values()))
        name = first.raw if first.value is None else show(first.value)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}#{seen[name]}"
