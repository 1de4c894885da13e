"""A report in another version of the form: every value goes to the field of the same id, and the rest is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kmn_automation.forms.exchange import return_values
from kmn_automation.forms.fields import FieldInfo, list_fields
from kmn_automation.forms.moves import Move, Step, moves
from kmn_automation.forms.notes import Target
from kmn_automation.forms.workbook import roomy
from kmn_automation.model.form import Field, Form, type_of
from kmn_automation.model.report import Place, Report, Scalar, show

Values = dict[str, Scalar]
Tables = dict[str, list[dict[str, Scalar]]]


@dataclass(frozen=True, slots=True)
class Dropped:
    """What the other version does not ask for: a value, or a column with so many filled lines."""

    place: Place
    label: str
    content: str
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Blank:
    """A field or column that has to be filled in now; `is_new`: the former version did not have it."""

    field: Field
    targets: tuple[Target, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Misfit:
    """Entries that the former version took and this one does not."""

    field: Field
    targets: tuple[Target, ...]
    content: str


@dataclass(frozen=True, slots=True)
class CarryOver:
    """The values in the other version, and everything that is not as it was."""

    old: Form
    new: Form
    values: Values
    tables: Tables
    moves: tuple[Move, ...]
    dropped: tuple[Dropped, ...]
    blanks: tuple[Blank, ...]
    misfits: tuple[Misfit, ...]
    places: Mapping[str, Place]
    """Where each field, and the first line of each column, stands in the other version."""


def carry_over(report: Report, old: Form, new: Form, known: Mapping[str, Scalar]) -> CarryOver:
    """The report, made with `old`, as values of `new`; `known` fills what the register knows and the report lacks."""
    values, tables = return_values(report)
    kept = {key: value for key, value in values.items() if key in new.fields}
    given = {key: value for key, value in known.items() if key in new.fields and key not in old.fields}
    lines = {
        table: [
            {name: each for name, each in line.items() if f"{table}.{name}" in new.columns} for line in rows
        ]
        for table, rows in tables.items()
        if table in new.tables
    }
    spots = {each.id: each for each in list_fields(roomy(new, lines))}
    return CarryOver(
        old=old,
        new=new,
        values=given | kept,
        tables=lines,
        moves=tuple(moves(_steps(report, old, lines, spots))),
        dropped=(*_dropped_values(report, old, new), *_dropped_columns(report, old, new)),
        blanks=(*_blanks(old, new, given | kept), *_blank_columns(old, new, lines)),
        misfits=(*_misfits(old, new, kept), *_misfit_columns(old, new, lines)),
        places={key: Place(each.sheet, each.cell, each.label) for key, each in spots.items()},
    )


def _steps(report: Report, old: Form, lines: Tables, spots: Mapping[str, FieldInfo]) -> Iterator[Step]:
    """Fields from the cell in which they were sent; columns of lists as both forms lay them out."""
    for before in list_fields(old):
        after = spots.get(before.id)
        if after is None:
            continue
        if not before.table:
            value = report.values.get(before.id)
            if value is not None and value.raw:
                sheet, cell = value.place.sheet, value.place.cell
                yield Step(before.id, after.label, sheet, cell, after.sheet, after.cell)
        elif lines.get(before.table):
            label = old.tables[before.table].label
            yield Step(before.id, after.label, before.sheet, before.cell, after.sheet, after.cell, label)


def _dropped_values(report: Report, old: Form, new: Form) -> Iterator[Dropped]:
    for key, field in old.fields.items():
        value = report.values.get(key)
        is_computed = bool(field.sum_of or field.share_of)
        if key not in new.fields and not is_computed and value is not None and value.raw:
            content = value.raw if value.value is None else show(value.value)
            yield Dropped(value.place, field.label, content)


def _dropped_columns(report: Report, old: Form, new: Form) -> Iterator[Dropped]:
    for table in old.tables.values():
        for column in table.columns:
            cells = [line[column.name] for line in report.tables.get(table.id, ()) if column.name in line]
            filled = [each for each in cells if each.raw]
            if column.id not in new.columns and filled:
                yield Dropped(filled[0].place, f"{table.label}: {column.label}", "", len(filled))


def _blanks(old: Form, new: Form, values: Values) -> Iterator[Blank]:
    for key, field in new.fields.items():
        if key in values or field.sum_of or field.share_of:
            continue
        before = old.fields.get(key)
        if before is None or (field.required and not before.required):
            yield Blank(field, (Target(key),), before is None)


def _blank_columns(old: Form, new: Form, tables: Tables) -> Iterator[Blank]:
    for key, field in new.columns.items():
        before = old.columns.get(key)
        if before is not None and not (field.required and not before.required):
            continue
        lines = tables.get(key.partition(".")[0], [])
        empty = [number for number, line in enumerate(lines) if field.name not in line]
        if empty:
            yield Blank(field, tuple(Target(key, number) for number in empty), before is None)


def _misfits(old: Form, new: Form, values: Values) -> Iterator[Misfit]:
    for key, value in values.items():
        field = new.fields[key]
        if _fits(old.fields[key], value) and not _fits(field, value):
            yield Misfit(field, (Target(key),), show(value))


def _misfit_columns(old: Form, new: Form, tables: Tables) -> Iterator[Misfit]:
    for table, lines in tables.items():
        for column in new.tables[table].columns:
            before = old.columns.get(column.id)
            found: dict[str, list[Target]] = {}
            for number, line in enumerate(lines):
                value = line.get(column.name)
                if before and value is not None and _fits(before, value) and not _fits(column, value):
                    found.setdefault(show(value), []).append(Target(column.id, number))
            yield from (Misfit(column, tuple(targets), text) for text, targets in found.items())


def _fits(field: Field, value: Scalar) -> bool:
    return isinstance(value, type_of(field.unit)) and (not field.choices or value in field.choices)
