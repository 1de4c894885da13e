"""A rule as a live formula: what `rules` says and `forms` puts into the workbook. Fields are named, never cells.

Formulas are in the notation of the file (English names, commas), with placeholders:
`«v:id»` value and `«s:id»` state of a single name; `«g:column»` whether a cell of a column is given and
`«c:column»` its value, line by line; `«l:table»` whether a line is filled; `«n:table»` number of filled lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kmn_automation.model.finding import Severity

PLACEHOLDER = re.compile("«([a-z]):([^»]+)»")
GIVEN, MISSING, UNREADABLE = 1, 0, 2
"""The states of a single name."""
ACTIVE = "live.aktiv"
"""The live value that says whether the rules hold for the Förderjahr of the workbook."""


@dataclass(frozen=True, slots=True)
class LiveValue:
    """A value that rules share, with the formula of its state (1 given, 0 missing, 2 unreadable)."""

    id: str
    state: str
    value: str


@dataclass(frozen=True, slots=True)
class LiveSlot:
    """A value inside a sentence: formula, the names it needs, and how it is written (`euro`, `datum`, …)."""

    value: str
    needs: tuple[str, ...]
    style: str


@dataclass(frozen=True, slots=True)
class RowNumber:
    """The row of the first line with a finding, inside a sentence."""


LiveText = tuple[str | LiveSlot | RowNumber, ...]


@dataclass(frozen=True, slots=True)
class LiveRule:
    """One line of the live check. With a table `violated` is 1 or 0 for each line, else TRUE or FALSE."""

    id: str
    title: str
    severity: Severity
    item: str
    table: str
    needs: tuple[str, ...]
    """Single names that must be given, or the rule does not run."""
    looks_at: tuple[str, ...]
    """Single names that may be missing; what cannot be read keeps the rule from deciding."""
    columns: tuple[str, ...]
    """Columns whose lines must be complete, or the rule does not run."""
    needs_register: bool
    violated: str
    places: tuple[str, ...]
    text: LiveText
    remedy: LiveText


@dataclass(frozen=True, slots=True)
class LiveBook:
    """The live rules of one form and the shared values that they name."""

    rules: tuple[LiveRule, ...] = ()
    values: tuple[LiveValue, ...] = ()
    known: tuple[str, ...] = ()
    """Names that the office writes into the workbook, because only the register knows them."""


def placeholders(formula: str) -> Iterator[tuple[str, str]]:
    """Kind and name of every placeholder."""
    return ((match[1], match[2]) for match in PLACEHOLDER.finditer(formula))
