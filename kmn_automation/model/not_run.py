"""Why a rule could not run: which value was missing, and the German lines that name rules with the same reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from kmn_automation.model.german import join_words
from kmn_automation.model.report import Place

MAX_GROUPS = 6
"""Up to so many reasons are told apart by cell, beyond that by sheet."""
NAMED_CELLS = 3
NAMED_RULES = 5


class Absence(StrEnum):
    """What is wrong with a value that a rule needs."""

    EMPTY = "leer"
    UNREADABLE = "nicht lesbar"
    UNKNOWN = "uns nicht bekannt"
    NO_RESULT = "ohne Ergebnis"


@dataclass(frozen=True, slots=True)
class Absent:
    """A value that a rule needs and has not; `more` is how many further lines lack it, too."""

    why: Absence
    place: Place
    more: int = 0


@dataclass(frozen=True, slots=True)
class NotRun:
    """A rule that could not run, and everything it lacked."""

    rule: str
    title: str
    absent: tuple[Absent, ...]
    told: bool = True
    """Whether the Träger is told; not of a rule that is internal or on trial."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Rules that could not run for the same reason."""

    reason: str
    rules: tuple[NotRun, ...]

    @property
    def titles(self) -> str:
        """`ARI-01 (Die Summe stimmt); …`, every rule with its title."""
        return "; ".join(_titled(each) for each in self.rules)

    def parts(self, size: int) -> tuple[Unchecked, ...]:
        """The same in pieces of at most `size` rules."""
        starts = range(0, len(self.rules), size)
        return tuple(Unchecked(self.reason, self.rules[start : start + size]) for start in starts)

    @property
    def short(self) -> str:
        """As `titles`, but of many rules only the first are named with their title, the rest as ranges."""
        rest = self.rules[NAMED_RULES:]
        if len(rest) <= 1:
            return self.titles
        first = "; ".join(_titled(each) for each in self.rules[:NAMED_RULES])
        return f"{first} und {len(rest)} weitere: {', '.join(_ranges([each.rule for each in rest]))}"


def group_by_reason(reasons: Sequence[NotRun]) -> tuple[Unchecked, ...]:
    """Rules that lack the same values together, in the order of their first rule."""
    exact = _grouped((each, tuple(sorted(map(_key, each.absent)))) for each in reasons)
    if len(exact) > MAX_GROUPS:
        exact = _grouped((each, tuple(sorted({one.place.sheet for one in each.absent}))) for each in reasons)
    return tuple(
        Unchecked(in_words([one for each in rules for one in each.absent]), rules) for rules in exact
    )


def in_words(absent: Iterable[Absent]) -> str:
    """`Blatt „Ausgaben“, Zelle D7 (Mieten) ist leer`; of many cells of a sheet the first three."""
    unique = sorted(dict.fromkeys(absent), key=lambda each: (each.place.sheet, each.why))
    parts = [
        _sentence(sheet, why, list(group))
        for (sheet, why), group in groupby(unique, key=lambda each: (each.place.sheet, each.why))
    ]
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}"


def _sentence(sheet: str, why: Absence, absent: list[Absent]) -> str:
    cells = [_named(each.place) for each in absent[:NAMED_CELLS]]
    more = sum(each.more for each in absent) + len(absent[NAMED_CELLS:])
    if more:
        cells.append(f"{more} weitere Zellen" if more > 1 else "eine weitere Zelle")
    where = f"Blatt „{sheet}“, " if sheet else ""
    return f"{where}{join_words(cells)} {_WORDS[why][len(cells) > 1]}"


def _named(place: Place) -> str:
    if place.cell:
        return f"Zelle {place.cell} ({place.label})"
    return f"„{place.label}“" if place.sheet else place.label


_WORDS = {
    Absence.EMPTY: ("ist leer", "sind leer"),
    Absence.UNREADABLE: ("ist nicht lesbar", "sind nicht lesbar"),
    Absence.UNKNOWN: ("ist uns nicht bekannt", "sind uns nicht bekannt"),
    Absence.NO_RESULT: ("führt zu einer Teilung durch 0", "führen zu einer Teilung durch 0"),
}
"""What is said of one cell, and of several."""


def _grouped(keyed: Iterable[tuple[NotRun, object]]) -> list[tuple[NotRun, ...]]:
    groups: dict[object, list[NotRun]] = {}
    for each, key in keyed:
        groups.setdefault(key, []).append(each)
    return [tuple(each) for each in groups.values()]


def _key(absent: Absent) -> tuple[str, str, str, str]:
    place = absent.place
    return absent.why, place.sheet, place.cell, place.label


def _titled(each: NotRun) -> str:
    return f"{each.rule} ({each.title})"


def _ranges(rules: Sequence[str]) -> list[str]:
    """`ARI-01 bis ARI-04` for ids that follow each other; an id that stands for two numbers is named alone."""
    ordered = sorted(rules)
    found: list[list[str]] = []
    for rule in ordered:
        if found and _follows(found[-1][-1], rule):
            found[-1].append(rule)
        else:
            found.append([rule])
    return [f"{run[0]} bis {run[-1]}" if len(run) > 2 else ", ".join(run) for run in found]  # noqa: PLR2004 - a pair is no range


def _follows(one: str, other: str) -> bool:
    (family, _, first), (next_family, _, second) = one.partition("-"), other.partition("-")
    return family == next_family and first.isdigit() and second.isdigit() and int(second) == int(first) + 1
