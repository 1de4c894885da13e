"""Forms, filled with one value of every kind; and the jail that reads them."""

from __future__ import annotations

import datetime as dt
import functools
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.workbook.workbook import Workbook

from kmn_automation.forms.definition import load_form
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.model.form import Field, Form, Unit
from kmn_automation.model.report import Scalar

FORMS = Path(__file__).parents[2] / "funding_rules" / "forms"
VERSIONS = ("2012", "2017", "2022", "2024")

Values = dict[str, Scalar]
Tables = dict[str, list[dict[str, Scalar]]]


@functools.cache
def form(version: str = "2024") -> Form:
    name = f"{version}.yaml"
    return load_form((FORMS / name).read_text("utf-8"), name)


@functools.cache
def all_forms() -> dict[str, Form]:
    return {version: form(version) for version in VERSIONS}


@functools.cache
def writer(version: str = "2024") -> FormWriter:
    return FormWriter(form(version))


def sample_value(field: Field, number: int) -> Scalar:
    long = "Satz um Satz. " * 20 if field.long else ""
    by_unit: dict[Unit, Scalar] = {
        Unit.DATUM: dt.date(2025, 1 + number % 12, 1 + number % 28),
        Unit.JA_NEIN: number % 2 == 0,
        Unit.WAHL: field.choices[number % len(field.choices)] if field.choices else "",
        Unit.JAHR: Decimal(2025),
        Unit.EURO: Decimal(number * 37 + 101) / 100,
        Unit.TEXT: f"Müller & Söhne <e.V.> {long}Nr. {number}",
    }
    return by_unit.get(field.unit, Decimal(number % 40 + 2))


def sample(chosen: Form, receipts: int = 12) -> tuple[Values, Tables]:
    """A value for every field that is not computed, and some lines for every table."""
    values = {
        key: sample_value(field, number)
        for number, (key, field) in enumerate(chosen.fields.items())
        if not field.sum_of and not field.share_of
    }
    tables = {
        table.id: [
            {column.name: sample_value(column, number) for column in table.columns}
            for number in range(receipts if table.id == "belege" else 3)
        ]
        for table in chosen.tables.values()
    }
    return values, tables


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()
