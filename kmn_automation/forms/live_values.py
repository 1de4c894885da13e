"""The hidden sheet of the live check: one row for each rule, then one for each value that formulas need.

All formulas of the check stand here, so that the visible sheet only looks up lines and stays quick to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms.layout import LIVE_KNOWN, LIVE_VALUES, OWN_TITLES
from kmn_automation.forms.live_cells import Places, Resolver, Spot, is_by_line
from kmn_automation.forms.live_text import NOTHING, literal, shown
from kmn_automation.model.finding import Severity
from kmn_automation.model.live_rule import (
    ACTIVE,
    GIVEN,
    UNREADABLE,
    LiveBook,
    LiveRule,
    LiveSlot,
    LiveText,
    RowNumber,
)

TITLE = OWN_TITLES[LIVE_VALUES]
FIRST_ROW = 3
CODE, LINE, CLASS, RANK, SEVERITY, LINK, WHERE, TEXT, REMEDY, RULE_TITLE, ORDER = "BCDEFGHIJKL"
STATE, VALUE, SHOWN, REQUIRED, GAPS, MARK, BAD, GOAL, LABEL = "BCDEFGHIJ"
FOUND, UNDECIDED, OPEN, FINE = range(4)
"""Classes of a line, in the order in which they are listed."""
KNOWN_TITLE, KNOWN_COLUMN = OWN_TITLES[LIVE_KNOWN], "B"
_REGISTER = "live.register"
_YES, _NO = "TRUE", "FALSE"


@dataclass
class ValueSheet:
    """Which row of the hidden sheet holds what, and the formulas in it."""

    places: Places
    book: LiveBook
    slots: dict[tuple[str, str, str], int] = field(default_factory=dict)

    @cached_property
    def rule_rows(self) -> dict[int, int]:
        """Number of the rule in the book → row."""
        return {number: FIRST_ROW + number for number in range(len(self.book.rules))}

    @cached_property
    def value_rows(self) -> dict[str, int]:
        """Name of a value → row: fields, columns, what the register knows, shared values."""
        names = (
            *self.places.form.fields,
            *(column.id for table in self.places.form.tables.values() for column in table.columns),
            *self.book.known,
            _REGISTER,
            *(each.id for each in self.book.values),
        )
        return {name: self.first_value + number for number, name in enumerate(names)}

    @property
    def last_rule(self) -> int:
        """The row of the last rule."""
        return FIRST_ROW + max(len(self.book.rules), 1) - 1

    @property
    def first_value(self) -> int:
        """The row of the first value."""
        return self.last_rule + 3

    def area(self, column: str) -> str:
        """A column of all rules, as other sheets name it."""
        return f"'{TITLE}'!${column}${FIRST_ROW}:${column}${self.last_rule}"

    def rows_of(self, names: Iterable[str], column: str) -> str:
        """A column of the values from the first to the last of these names, as other sheets name it."""
        rows = [self.value_rows[name] for name in names]
        return f"'{TITLE}'!${column}${min(rows)}:${column}${max(rows)}"

    @cached_property
    def singles(self) -> dict[str, tuple[str, str]]:
        """Name → cells of its state and value, as the hidden sheet itself names them."""
        return {name: (f"${STATE}${row}", f"${VALUE}${row}") for name, row in self.value_rows.items()}

    def write(self, sheet: Worksheet) -> None:
        """Fills the sheet."""
        for name, row in self.value_rows.items():
            sheet[f"A{row}"] = name
        self._write_fields(sheet)
        self._write_columns(sheet)
        self._write_known(sheet)
        self._write_shared(sheet)
        for number, rule in enumerate(self.book.rules):
            self._write_rule(sheet, self.rule_rows[number], rule)
        self._write_marks(sheet)

    def _write_fields(self, sheet: Worksheet) -> None:
        for name, each in self.places.form.fields.items():
            row, spot = self.value_rows[name], self.places.spots[name]
            _put(sheet, STATE, row, self.places.state(each, spot.area))
            _put(sheet, VALUE, row, f'IF({STATE}{row}={GIVEN},{self.places.value(each, spot.area)},"")')
            if each.required:
                sheet[f"{REQUIRED}{row}"] = 1
            _put(sheet, GOAL, row, _goal(spot))
            sheet[f"{LABEL}{row}"] = f"{spot.title}: {each.label}"

    def _write_columns(self, sheet: Worksheet) -> None:
        for table in self.places.form.tables.values():
            for column in table.columns:
                row, area = self.value_rows[column.id], self.places.spots[column.id].area
                given = self.places.given(column, area)
                _put(sheet, BAD, row, f"SUM(IF(ISBLANK({area}),0,IF({given},0,1)))", array=True)
                _put(sheet, STATE, row, f"IF({BAD}{row}>0,{UNREADABLE},IF(N({GAPS}{row})>0,0,1))")
                if column.required:
                    gaps = f"SUM(IF(ISBLANK({area}),IF({self.places.filled(table)},1,0),0))"
                    _put(sheet, GAPS, row, gaps, array=True)

    def _write_known(self, sheet: Worksheet) -> None:
        for number, name in enumerate(self.book.known, 2):
            cell, row = f"'{KNOWN_TITLE}'!${KNOWN_COLUMN}${number}", self.value_rows[name]
            _put(sheet, STATE, row, f"IF(LEN({cell})>0,1,0)")
            _put(sheet, VALUE, row, f'IF({STATE}{row}=1,{cell},"")')
        row = self.value_rows[_REGISTER]
        states = [f"{STATE}{self.value_rows[name]}" for name in self.book.known] or ["0"]
        _put(sheet, STATE, row, f"MAX({states[0]}:{states[-1]})" if self.book.known else "0")

    def _write_shared(self, sheet: Worksheet) -> None:
        resolver = Resolver(self.places, self.singles)
        for each in self.book.values:
            row = self.value_rows[each.id]
            _put(sheet, STATE, row, resolver.resolve(each.state), array=is_by_line(each.state))
            value = f'IF({STATE}{row}={GIVEN},IFERROR({resolver.resolve(each.value)},""),"")'
            _put(sheet, VALUE, row, value, array=is_by_line(each.value))

    def _write_rule(self, sheet: Worksheet, row: int, rule: LiveRule) -> None:
        sheet[f"A{row}"] = rule.id
        resolver = Resolver(self.places, self.singles)
        violated = resolver.resolve(rule.violated)
        outcome = f"SUM({violated})" if rule.table else f"IF({violated},1,0)"
        code = self._guarded(rule, f"IFERROR({outcome},-1)")
        _put(sheet, CODE, row, code, array=bool(rule.table) or is_by_line(rule.violated))
        spot = self.spot_of(rule)
        if rule.table:
            first = f"MIN(IF({violated}=1,ROW({spot.area})))"
            _put(sheet, LINE, row, f"IF({CODE}{row}>0,{first},{spot.first})", array=True)
        else:
            _put(sheet, LINE, row, f"ROW({spot.area.partition(':')[0]})")
        _put(sheet, CLASS, row, f"IF({CODE}{row}>0,{FOUND},IF({CODE}{row}=0,{FINE},{CODE}{row}+3))")
        self._write_listing(sheet, row, rule, spot)

    def _guarded(self, rule: LiveRule, outcome: str) -> str:
        """The code of a rule: number of findings, 0 none, -1 something is missing, -2 something is unreadable."""
        needs = [*rule.needs, *rule.columns, *([_REGISTER] if rule.needs_register else [])]
        states = [self.singles[name][0] for name in needs]
        if states:
            outcome = f"IF(MIN({','.join(states)})={GIVEN},{outcome},-1)"
        seen = [*states, *(self.singles[name][0] for name in rule.looks_at)]
        if seen:
            outcome = f"IF(MAX({','.join(seen)})={UNREADABLE},-2,{outcome})"
        return f"IF({self.singles[ACTIVE][1]}={_YES},{outcome},-1)" if ACTIVE in self.singles else outcome

    def _write_listing(self, sheet: Worksheet, row: int, rule: LiveRule, spot: Spot) -> None:
        classes = f"${CLASS}${FIRST_ROW}:${CLASS}${self.last_rule}"
        before = f"${CLASS}${FIRST_ROW}:{CLASS}{row}"
        _put(sheet, RANK, row, f'COUNTIF({classes},"<"&{CLASS}{row})+COUNTIF({before},{CLASS}{row})')
        position = f"ROW()-{FIRST_ROW - 1}"
        _put(sheet, ORDER, row, f"MATCH({position},${RANK}${FIRST_ROW}:${RANK}${self.last_rule},0)")
        sheet[f"{SEVERITY}{row}"] = "Fehler" if rule.severity is Severity.ERROR else "Hinweis"
        _put(sheet, LINK, row, f"{_target(spot)}&{LINE}{row}")
        cell = f"{literal(f'{spot.title} {spot.letters}')}&{LINE}{row}"
        more = f'&IF({CODE}{row}>1," und "&({CODE}{row}-1)&" weitere","")' if rule.table else ""
        _put(sheet, WHERE, row, f"{cell}{more}&{literal(f': {spot.field.label}')}")
        _put(sheet, TEXT, row, self._sentence(sheet, rule, row, rule.text))
        _put(sheet, REMEDY, row, self._sentence(sheet, rule, row, rule.remedy))
        sheet[f"{RULE_TITLE}{row}"] = rule.title

    def _sentence(self, sheet: Worksheet, rule: LiveRule, row: int, text: LiveText) -> str:
        parts = []
        for part in text:
            match part:
                case str():
                    parts.append(literal(part))
                case RowNumber():
                    parts.append(f"{LINE}{row}")
                case LiveSlot():
                    parts.append(f"{SHOWN}{self._slot(sheet, rule, row, part)}")
        return "&".join(parts) or '""'

    def _slot(self, sheet: Worksheet, rule: LiveRule, row: int, slot: LiveSlot) -> int:
        """The row that holds the value of a slot and its German text."""
        resolver = Resolver(self.places, self.singles, at_line=f"${LINE}${row}" if rule.table else "")
        value = resolver.resolve(slot.value)
        conditions = [self._is_given(name, resolver, rule.table) for name in slot.needs]
        state = f"IF(AND({','.join(filter(None, conditions)) or _YES}),1,0)"
        key = (state, value, slot.style)
        if key not in self.slots:
            at = self.slots[key] = max(self.value_rows.values()) + 2 + len(self.slots)
            array = is_by_line(slot.value) and not rule.table
            _put(sheet, STATE, at, state)
            _put(sheet, VALUE, at, f'IF({STATE}{at}=1,IFERROR({value},""),"")', array=array)
            text = f'IF({STATE}{at}=1,IFERROR({shown(f"{VALUE}{at}", slot.style)},"{NOTHING}"),"{NOTHING}")'
            _put(sheet, SHOWN, at, text)
        return self.slots[key]

    def _is_given(self, name: str, resolver: Resolver, table: str) -> str:
        if name in self.singles and name not in self._column_ids:
            return f"{self.singles[name][0]}=1"
        return resolver.resolve(f"«g:{name}»") if table else ""

    @cached_property
    def _column_ids(self) -> frozenset[str]:
        return frozenset(each.id for table in self.places.form.tables.values() for each in table.columns)

    def spot_of(self, rule: LiveRule) -> Spot:
        """Where the finger points: the first place of the rule."""
        place = rule.places[0]
        return self.places.spots[place] if place in self.places.spots else self.places.table_spot(place)

    def _write_marks(self, sheet: Worksheet) -> None:
        for name, weights in self.marked_fields().items():
            terms = ",".join(f"({CODE}{row}>0)*{weight}" for row, weight in weights)
            _put(sheet, MARK, self.value_rows[name], f"MAX({terms})")

    def marked_fields(self) -> dict[str, list[tuple[int, int]]]:
        """Field id → row and weight (2 error, 1 note) of every rule that points at it."""
        found: dict[str, list[tuple[int, int]]] = {}
        for number, rule in enumerate(self.book.rules):
            weight = 2 if rule.severity is Severity.ERROR else 1
            for place in rule.places:
                if place in self.places.form.fields:
                    found.setdefault(place, []).append((self.rule_rows[number], weight))
        return found

    def marked_columns(self) -> Iterator[tuple[Spot, LiveRule, int]]:
        """Column, rule and row of the rule, for every rule that points at lines of a table."""
        for number, rule in enumerate(self.book.rules):
            for place in rule.places if rule.table else ():
                if place.partition(".")[0] == rule.table:
                    yield self.places.spots[place], rule, self.rule_rows[number]


def _goal(spot: Spot) -> str:
    return f"{_target(spot)}&ROW({spot.area})"


def _target(spot: Spot) -> str:
    return literal(f"#'{spot.title}'!{spot.letters}")


def _put(sheet: Worksheet, column: str, row: int, formula: str, *, array: bool = False) -> None:
    name = f"{column}{row}"
    sheet[name] = ArrayFormula(name, f"={formula}") if array else f"={formula}"
