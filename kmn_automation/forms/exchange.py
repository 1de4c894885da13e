"""Values as JSON and back: `{"einnahmen.bund": "1200.00", "belege": [{"nummer": 1, "betrag": "12.50"}]}`.

Money is text with two decimals, days are ISO, yes and no are true and false. What is no number, day or truth value
stays the text that it is, so that a form can also be written as careless people fill it in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.form import Field, Form, Unit
from kmn_automation.model.german import read_day
from kmn_automation.model.report import Report, Scalar, Value

JsonScalar = str | int | bool | None
Json = JsonScalar | list[dict[str, JsonScalar]]
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")


def values_from_json(
    form: Form, obj: Mapping[str, object]
) -> tuple[dict[str, Scalar], dict[str, list[dict[str, Scalar]]]]:
    """The values of single fields and the lines of tables.

    Raises:
        Misconfigured: naming every unknown field or column (with a suggestion) and every wrong shape.
    """
    complaints: list[str] = []
    values: dict[str, Scalar] = {}
    tables: dict[str, list[dict[str, Scalar]]] = {}
    for key, value in obj.items():
        if key in form.tables:
            tables[key] = _lines(form, key, value, complaints)
        elif key in form.fields:
            _take(values, key, (form.fields[key], value), complaints)
        else:
            known = [*form.fields, *form.tables]
            complaints.append(
                f"Das Feld „{key}“ gibt es in diesem Formular nicht. {suggest(key, known)}".rstrip()
            )
    if complaints:
        raise Misconfigured("\n".join(complaints))
    return values, tables


def values_to_json(report: Report) -> dict[str, Json]:
    """The report as `values_from_json` takes it; what could not be read goes out as its raw text."""
    single: dict[str, Json] = {
        key: _plain(value) for key, value in report.values.items() if _is_filled(value)
    }
    for table, lines in report.tables.items():
        single[table] = [
            {name: _plain(value) for name, value in line.items() if _is_filled(value)} for line in lines
        ]
    return single


def return_values(report: Report) -> tuple[dict[str, Scalar], dict[str, list[dict[str, Scalar]]]]:
    """What a return copy shows: the values that were read, and the raw text where none could be."""
    values = {key: _shown(value) for key, value in report.values.items() if _is_filled(value)}
    tables = {
        table: [{name: _shown(value) for name, value in line.items() if _is_filled(value)} for line in lines]
        for table, lines in report.tables.items()
    }
    return values, tables


def scalar_to_json(value: Scalar) -> JsonScalar:
    """Decimals as text (whole numbers without a point keep none), days as ISO text."""
    if isinstance(value, bool | str):
        return value
    return value.isoformat() if isinstance(value, dt.date) else f"{value:f}"


def _lines(form: Form, key: str, value: object, complaints: list[str]) -> list[dict[str, Scalar]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        complaints.append(f"„{key}“ ist eine Liste von Zeilen: [{{…}}, {{…}}].")
        return []
    columns = {each.name: each for each in form.tables[key].columns}
    lines: list[dict[str, Scalar]] = []
    for number, line in enumerate(value, 1):
        taken: dict[str, Scalar] = {}
        if not isinstance(line, Mapping):
            complaints.append(f"„{key}“, Zeile {number}: erwartet wird {{Spalte: Wert}}.")
            continue
        for name, cell in line.items():
            if name not in columns:
                what = f"„{key}“, Zeile {number}: Die Spalte „{name}“ gibt es nicht."
                complaints.append(f"{what} {suggest(str(name), columns)}".rstrip())
                continue
            _take(taken, name, (columns[name], cell), complaints)
        lines.append(taken)
    return lines


def _take(into: dict[str, Scalar], key: str, given: tuple[Field, object], complaints: list[str]) -> None:
    field, value = given
    if isinstance(value, bool | Decimal):
        into[key] = value
    elif isinstance(value, int | float):
        into[key] = Decimal(repr(value))
    elif isinstance(value, str):
        into[key] = _from_text(field, value)
    elif value is not None:
        complaints.append(f"„{field.id}“ braucht einen einzelnen Wert, keine Liste.")


def _from_text(field: Field, text: str) -> Scalar:
    if field.unit.is_number and _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    if field.unit is Unit.DATUM:
        day = read_day(text).value if "-" in text else None
        return day or text
    return text


def _is_filled(value: Value) -> bool:
    return value.value not in {None, ""} or bool(value.raw)


def _shown(value: Value) -> Scalar:
    return value.raw if value.value is None else value.value


def _plain(value: Value) -> JsonScalar:
    if value.value is None:
        return value.raw
    return scalar_to_json(value.value)
