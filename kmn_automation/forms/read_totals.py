"""Our own totals without a stored result are computed by us, but never from less than all their parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.forms.read_value import NO_RESULT
from kmn_automation.forms.totals import compute, computed_fields
from kmn_automation.model.form import Form
from kmn_automation.model.report import Line, Scalar, Value

NOT_ALL_PARTS = "nicht berechnet, denn ein Teil davon ist nicht lesbar"


def with_totals(
    form: Form, values: Mapping[str, Value], tables: Mapping[str, tuple[Line, ...]]
) -> dict[str, Value]:
    """The values, totals included; what somebody typed over a total stays."""
    empty = [key for key in computed_fields(form) if key in values and values[key].problem == NO_RESULT]
    if not empty:
        return dict(values)
    known: dict[str, Scalar] = {key: each.value for key, each in values.items() if each.value is not None}
    lines = {
        table: [{name: each.value for name, each in line.items() if each.value is not None} for line in rows]
        for table, rows in tables.items()
    }
    parts = _Parts(form, values, tables)
    results = compute(form, known, lines)
    return {**values, **{key: _computed(values[key], results[key], parts.problem(key)) for key in empty}}


def _computed(value: Value, result: Decimal | None, problem: str | None) -> Value:
    return value._replace(value=result if problem is None else None, problem=problem or "")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the totals of a report rest on."""

    form: Form
    values: Mapping[str, Value]
    tables: Mapping[str, tuple[Line, ...]]

    def problem(self, key: str) -> str | None:
        """Why a total is not computed; what nobody has to fill in is just empty. None if it is computed."""
        field = self.form.fields[key]
        if not any(map(self._is_unknown, field.sum_of or field.share_of)):
            return None
        return NOT_ALL_PARTS if field.required else ""

    def _is_unknown(self, part: str) -> bool:
        """Whether a part was not found or could not be read; a total among the parts has parts of its own."""
        field = self.form.fields.get(part)
        if field is None:
            table, _, column = part.partition(".")
            lines = self.tables.get(table)
            return lines is None or any(column not in line or line[column].problem for line in lines)
        value = self.values.get(part)
        if value is None or value.problem != NO_RESULT:
            return value is None or bool(value.problem)
        parts = field.sum_of or field.share_of
        return not parts or any(map(self._is_unknown, parts))
