"""One report laid out for the rules: every name with its value, every column as a list, every place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from kmn_automation.model.form import Field, Form, Unit, type_of
from kmn_automation.model.known import Known
from kmn_automation.model.report import Line, Place, Report, Scalar, Value
from kmn_automation.rules import figures, known_names
from kmn_automation.rules.versions import Version

MAX_DIGITS = 12
"""Numbers from a thousand billion on are typing errors; with them sums would lose cents."""


def typed(value: Value | None, unit: Unit) -> Scalar | None:
    """The value where it has the type of its unit; a wrong type counts as unreadable."""
    return _plain(value, type_of(unit))


def _plain(value: Value | None, kind: type[Scalar]) -> Scalar | None:
    plain = None if value is None else value.value
    if plain is None or not isinstance(plain, kind):
        return None
    if kind is Decimal and isinstance(plain, Decimal):
        return plain if _is_writable(plain) else None
    return plain if kind is not str or str(plain).strip() else None


def _is_writable(number: Decimal) -> bool:
    return number.is_finite() and number.adjusted() < MAX_DIGITS


def _typed_all(cells: list[Value | None], kind: type[Scalar]) -> list[Scalar | None]:
    """As `typed` for each cell; a column whose cells all have the right type needs no second look."""
    values = [cell.value if cell else None for cell in cells]
    if not {*map(type, values)} <= {kind, type(None)}:
        return [_plain(cell, kind) for cell in cells]
    if kind is Decimal:
        # as `_is_writable`, written out: a call for each cell takes longer than the test
        return [
            each if isinstance(each, Decimal) and each.is_finite() and each.adjusted() < MAX_DIGITS else None
            for each in values
        ]
    if kind is str:
        return [each if isinstance(each, str) and each.strip() else None for each in values]
    return values


def is_unreadable(value: Value, unit: Unit) -> bool:
    """Whether something stands in the cell that is no value of that unit."""
    return bool(value.problem) or (
        value.value is not None and typed(value, unit) is None and bool(value.raw.strip())
    )


@dataclass(frozen=True)
class Subject:
    """A report under one version, in one Förderjahr; `form` is the one that the Träger used."""

    report: Report
    known: Known
    form: Form
    version: Version
    foerderjahr: int
    parameters: Mapping[str, Scalar | None]
    official: Form
    """The form that the version asks for."""
    forms: Mapping[str, Form] = field(default_factory=dict)
    """All forms by version, for the report of the year before."""
    spoken: set[str] = field(default_factory=set)
    """Ids of the rules that have a finding so far; filled while the rules run, in their order."""

    @cached_property
    def last(self) -> Subject | None:
        """The report of the year before, laid out in the same way; None where there is none."""
        report = self.known.history.last_report
        form = self.forms.get(report.form_version) if report else None
        if report is None or form is None:
            return None
        return Subject(
            report, Known(self.known.received_on), form, self.version, self.foerderjahr - 1, {}, form
        )

    @cached_property
    def singles(self) -> dict[str, Scalar | None]:
        """Name → value of all fields, register names, parameters and figures."""
        get = self.report.values.get
        fields = {name: _plain(get(name), kind) for name, kind in self.form.kinds.items()}
        plain = {**fields, **self._plan(), **known_names.values_of(self.known), **self.parameters}
        return {**plain, **figures.derive(self._inputs(plain))}

    @property
    def inputs(self) -> figures.Inputs:
        """What the figures are made from."""
        return self._inputs(self.singles)

    def _inputs(self, values: Mapping[str, Scalar | None]) -> figures.Inputs:
        return figures.Inputs(self.form, values, self.lines("personal"), self.foerderjahr)

    def _plan(self) -> dict[str, Scalar]:
        """The Finanzierungsplan of the register goes before what stands in the column of the report."""
        plan = {f"{position}{figures.PLAN}": amount for position, amount in self.known.plan.items()}
        return {name: amount for name, amount in plan.items() if name in self.form.fields}

    def number(self, name: str) -> Decimal | None:
        """The value of a name where it is a number."""
        value = self.singles.get(name)
        return value if isinstance(value, Decimal) else None

    def lines(self, table: str) -> tuple[Line, ...]:
        """The filled lines of a table."""
        return self.report.tables.get(table, ())

    @cached_property
    def _cells(self) -> dict[str, list[Value | None]]:
        return {}

    @cached_property
    def _columns(self) -> dict[str, list[Scalar | None]]:
        return {}

    @cached_property
    def _gaps(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _incomplete(self) -> dict[str, bool]:
        return {}

    def cells(self, column_id: str) -> list[Value | None]:
        """The cells of a column, line by line; None where a line has no such cell."""
        found = self._cells.get(column_id)
        if found is None:
            table, _, name = column_id.partition(".")
            lines = self.lines(table)
            try:  # lines that were read have all their cells; asking for each costs half the time again
                found = [line[name] for line in lines]
            except KeyError:
                found = [line.get(name) for line in lines]
            self._cells[column_id] = found
        return found

    def column(self, column_id: str) -> list[Scalar | None]:
        """The values of a column, line by line."""
        found = self._columns.get(column_id)
        if found is None:
            field = self.field(column_id)
            found = _typed_all(self.cells(column_id), type_of(field.unit) if field else str)
            self._columns[column_id] = found
        return found

    def has_gaps(self, column_id: str) -> bool:
        """Whether a line has no value there; by types, since comparing numbers with None is slow."""
        found = self._gaps.get(column_id)
        if found is None:
            found = self._gaps[column_id] = type(None) in {*map(type, self.column(column_id))}
        return found

    def field(self, name: str) -> Field | None:
        """The field or column of that id."""
        return self.form.fields.get(name) or self.form.columns.get(name)

    def typed_in(self, line: Line, column_id: str) -> Scalar | None:
        """The value of a column in one line."""
        field = self.field(column_id)
        return typed(line.get(column_id.partition(".")[2]), field.unit) if field else None

    def is_number(self, name: str) -> bool:
        """Whether a field holds numbers, so that an empty cell may count as zero."""
        return name in self.form.fields and self.form.fields[name].unit.is_number

    def is_incomplete(self, column_id: str) -> bool:
        """Whether a value is unreadable, or empty though the column is required: sums would be wrong."""
        found = self._incomplete.get(column_id)
        if found is None:
            found = self._incomplete[column_id] = self._lacks(column_id)
        return found

    def _lacks(self, column_id: str) -> bool:
        if not self.has_gaps(column_id):
            return False
        field = self.field(column_id)
        return bool(field and field.required) or any(
            [cell.problem for cell in self.cells(column_id) if cell]  # noqa: C419 - a list is twice as fast
        )

    def is_wanted(self, name: str) -> bool:
        """Whether a missing single value keeps a rule from running; an optional empty cell does not."""
        field = self.form.fields.get(name)
        value = self.report.values.get(name)
        return field is None or field.required or bool(value and value.problem)

    def place(self, name: str, line: Line | None = None) -> Place:
        """Where a field, a column of a line, or a table stands; without a cell where none was found."""
        column = name.partition(".")[2]
        value = line.get(column) if line is not None else self.report.values.get(name)
        field = self.field(name)
        if value is not None:
            label = value.place.label or (field.label if field else "")
            return value.place if value.place.label else replace(value.place, label=label)
        return self._place_of_form(name, field)

    def _place_of_form(self, name: str, field: Field | None) -> Place:
        table = self.form.tables.get(name.partition(".")[0])
        sheet = self.form.sheet_of.get(name) or (self.form.sheet_of[table.id] if table else None)
        title = sheet.title if sheet else ""
        first = next(iter(self.lines(table.id)), None) if table else None
        cell = next(iter(first.values())).place.cell if first else ""
        return Place(title, cell, field.label if field else table.label if table else name)
