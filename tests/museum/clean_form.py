"""The good form that every exhibit begins with: a report without any finding, in each of the four versions."""

from __future__ import annotations

import functools
from dataclasses import replace

from kmn_automation.forms.totals import computed_fields
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.model.form import Field, Form
from kmn_automation.model.known import Known
from kmn_automation.model.report import Place, Scalar
from tests.rules.builder import Plain, as_value, clean_tables, clean_values, forms, known

YEARS = {"2012": 2014, "2017": 2019, "2022": 2023, "2024": 2025}
FREE_LINES = 6
"""So many lines stay free in each table: enough for inserted ones, and quick to write."""

Values = dict[str, Scalar]
Tables = dict[str, list[dict[str, Scalar]]]


def form(version: str = "2024") -> Form:
    """The shipped form."""
    return forms()[version]


def register(version: str = "2024") -> Known:
    """What the office knows about the good report."""
    return known(YEARS[version])


@functools.cache
def values(version: str = "2024") -> Values:
    """Field id → value of every input and total of the good report."""
    plain = clean_values(form(version), YEARS[version])
    shown = form(version).fields
    return {
        name: scalar for name, each in plain.items() if (scalar := _scalar(each, shown[name])) is not None
    }


@functools.cache
def tables(version: str = "2024") -> Tables:
    """Table id → lines of the good report."""
    lines = clean_tables(YEARS[version], every_position=YEARS[version] < YEARS["2022"])
    return {
        name: [
            {key: scalar for key, plain in line.items() if (scalar := _scalar(plain, _column(table, key))) is not None}
            for line in lines.get(name, ())
        ]
        for name, table in ((each.id, each) for each in form(version).tables.values())
    }  # fmt: skip


def _column(table: object, name: str) -> Field:
    column: Field = table.column(name)  # type: ignore[attr-defined]
    return column


def _scalar(plain: Plain, field: Field) -> Scalar | None:
    scalar = as_value(plain, field, Place("", "")).value
    return scalar.strip() if isinstance(scalar, str) else scalar


@functools.cache
def small_form(version: str = "2024") -> Form:
    """The form with few free lines; what we read it by is the shipped one."""
    whole = form(version)
    needed = {name: len(lines) + FREE_LINES for name, lines in tables(version).items()}
    sheets = tuple(
        replace(sheet, tables=tuple(replace(each, rows=needed[each.id]) for each in sheet.tables))
        for sheet in whole.sheets
    )
    return replace(whole, sheets=sheets)


@functools.cache
def good_form(version: str = "2024") -> bytes:
    """The filled form as we would write it."""
    return FormWriter(small_form(version)).write(inputs(version), tables(version))


def inputs(version: str = "2024") -> Values:
    """The values that a person enters: totals and shares are formulas."""
    computed = computed_fields(form(version))
    return {name: value for name, value in values(version).items() if name not in computed}
