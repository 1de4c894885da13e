"""Where the names of a formula stand: placeholders of live rules become cells and ranges.

What a cell means is decided here as in `read_value`: a number is a number, a day a whole number of days of this
century, Ja and Nein may be written in many ways, a choice must be one of the list. A number written as text has
no value here; Excel would read it by the language of its user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kmn_automation.forms.coordinates import cell_name, column_letters
from kmn_automation.forms.layout import SheetLayout, layout_form
from kmn_automation.forms.validation import lists_of
from kmn_automation.model.form import Field, Form, Table, Unit
from kmn_automation.model.live_rule import GIVEN, PLACEHOLDER, UNREADABLE

YES = ("ja", "j", "x", "wahr", "true", "yes", "1", "✓", "☒")
NO = ("nein", "n", "falsch", "false", "no", "0", "☐")
_ELEMENTS = "gcl"
"""Placeholders that stand for every line of a table at once."""
_LARGEST = "1E12"
_FIRST_DAY, _LAST_DAY = 36526, 73050


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell, or the cells of a column: sheet title, letters, first and last row."""

    title: str
    letters: str
    first: int
    last: int
    field: Field

    @property
    def area(self) -> str:
        """The reference with the sheet."""
        end = f":${self.letters}${self.last}" if self.last != self.first else ""
        return f"'{self.title}'!${self.letters}${self.first}{end}"

    @property
    def line(self) -> str:
        """The first cell, for a formula that is copied down beside it on the same sheet."""
        return f"${self.letters}{self.first}"


@dataclass(frozen=True)
class Places:
    """Every field and column of a form with its spot."""

    form: Form

    @cached_property
    def spots(self) -> dict[str, Spot]:
        """Field id or column id → spot. A column reaches to the hidden end row, so that lines added there count."""
        found: dict[str, Spot] = {}
        for layout in layout_form(self.form).values():
            found |= _rows(layout) | _columns(layout)
        return found

    @cached_property
    def lists(self) -> dict[tuple[str, ...], str]:
        """Choices → defined name."""
        return lists_of(self.form)

    def table_spot(self, table: str) -> Spot:
        """The first column of a table."""
        return self.spots[self.form.tables[table].columns[0].id]

    def given(self, field: Field, cell: str) -> str:
        """Whether a cell of a column holds a value of its unit; works line by line."""
        if field.unit is Unit.DATUM:
            inside = f"IF({cell}>={_FIRST_DAY},IF({cell}<={_LAST_DAY},INT({cell})={cell},FALSE),FALSE)"
            return f"IF(ISNUMBER({cell}),{inside},FALSE)"
        if field.unit.is_number:
            return f"IF(ISNUMBER({cell}),{_in_range(field, cell)},FALSE)"
        if field.unit is Unit.JA_NEIN:
            return f"ISNUMBER(MATCH(LOWER(TRIM({cell})),{_words((*YES, *NO))},0))"
        if field.unit is Unit.WAHL:
            return f"ISNUMBER(MATCH(TRIM({cell}),{self.lists[field.choices]},0))"
        return f"IF(ISERROR({cell}),FALSE,LEN(TRIM({cell}))>0)"

    def state(self, field: Field, cell: str) -> str:
        """The state of a single cell: given, missing, or filled with something unreadable."""
        filled = f"IF(LEN(TRIM({cell}))=0,0,{UNREADABLE})"
        return f"IF(ISERROR({cell}),{UNREADABLE},IF({self.given(field, cell)},{GIVEN},{filled}))"

    def value(self, field: Field, cell: str) -> str:
        """The value of a cell that is given."""
        if field.unit is Unit.JA_NEIN:
            return f"ISNUMBER(MATCH(LOWER(TRIM({cell})),{_words(YES)},0))"
        return cell

    def filled(self, table: Table, *, by_line: bool = False) -> str:
        """Whether a line of the table holds anything; for all lines, or for the first in a formula copied down."""
        spots = [self.spots[column.id] for column in table.columns]
        cells = [spot.line if by_line else spot.area for spot in spots]
        return f"(({'+'.join(f'(1-ISBLANK({cell}))' for cell in cells)})>0)"


@dataclass(frozen=True)
class Resolver:
    """Puts cells in the place of placeholders; `singles` gives the cells of state and value of a name."""

    places: Places
    singles: Mapping[str, tuple[str, str]]
    at_line: str = ""
    """A cell with the number of a row: columns are then the one cell there."""
    by_line: bool = False
    """Columns are the first cell of a formula that is copied down beside them."""

    def resolve(self, template: str) -> str:
        """The formula."""
        return PLACEHOLDER.sub(self._place, template)

    def _place(self, match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        match kind:
            case "s":
                return self.singles[name][0]
            case "v":
                return self.singles[name][1]
            case "l":
                return self.places.filled(self.places.form.tables[name], by_line=self.by_line)
            case "n":
                return f"SUM(IF({self.places.filled(self.places.form.tables[name])},1,0))"
            case _:
                spot = self.places.spots[name]
                cell = self._cell(spot)
                write = self.places.given if kind == "g" else self.places.value
                return write(spot.field, cell)

    def _cell(self, spot: Spot) -> str:
        if self.at_line:
            return f"INDEX({spot.area},{self.at_line}-{spot.first - 1})"
        return spot.line if self.by_line else spot.area


def is_by_line(template: str) -> bool:
    """Whether a formula goes over the lines of a table, so that it must be an array formula."""
    return any(f"«{kind}:" in template for kind in (*_ELEMENTS, "n"))


def _in_range(field: Field, cell: str) -> str:
    small = f"ABS({cell})<{_LARGEST}"
    if field.unit is Unit.PROZENT and not (field.share_of or field.sum_of):
        # Excel keeps 90 % as 0.9, so up to 1 nobody knows what is meant.
        return f"IF(ABS({cell})>1,{small},{cell}=0)"
    return small


def _words(words: tuple[str, ...]) -> str:
    return "{" + ",".join(f'"{word}"' for word in words) + "}"


def _rows(layout: SheetLayout) -> dict[str, Spot]:
    title = layout.sheet.title
    return {
        field.id: Spot(title, column_letters(column), spot.number, spot.number, field)
        for spot in layout.rows
        for column, field in spot.fields
    }


def _columns(layout: SheetLayout) -> dict[str, Spot]:
    title = layout.sheet.title
    return {
        field.id: Spot(title, column_letters(column), table.first, table.end, field)
        for table in layout.tables
        for column, field in table.columns
    }


def name_of(spot: Spot) -> str:
    """The first cell, without sheet."""
    return cell_name(spot.first, 1).replace("A", spot.letters)
