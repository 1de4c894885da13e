"""Computed fields: the Excel formula, and the same value computed by us in decimals.

Excel's SUM leaves out texts, so do we: the value beside the formula is the one that Excel would show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from kmn_automation.forms.coordinates import cell_name, cell_position, column_letters
from kmn_automation.forms.layout import layout_form
from kmn_automation.model.form import Field, Form
from kmn_automation.model.report import Scalar

SHARE = Decimal("0.01")
Lines = Mapping[str, Sequence[Mapping[str, Scalar]]]


def computed_fields(form: Form) -> dict[str, Field]:
    """Field id → field, for totals and shares."""
    return {key: each for key, each in form.fields.items() if each.sum_of or each.share_of}


def compute(form: Form, values: Mapping[str, Scalar], tables: Lines) -> dict[str, Decimal | None]:
    """The value of every computed field; None where the formula shows nothing (share of an empty total)."""
    known: dict[str, Decimal | None] = {}
    fields = computed_fields(form)

    def value_of(field_id: str) -> Decimal | None:
        if field_id in known:
            return known[field_id]
        field = fields.get(field_id)
        if field is None:
            return _number(values.get(field_id))
        known[field_id] = None
        known[field_id] = result = _share(field) if field.share_of else _total(field)
        return result

    def _share(field: Field) -> Decimal | None:
        part, whole = (value_of(each) for each in field.share_of)
        return ((part or Decimal(0)) / whole * 100).quantize(SHARE, ROUND_HALF_UP) if whole else None

    def _total(field: Field) -> Decimal:
        parts = [value for name in field.sum_of for value in _terms(name)]
        return sum((part for part in parts if part is not None), Decimal(0))

    def _terms(name: str) -> list[Decimal | None]:
        if name in form.fields:
            return [value_of(name)]
        table, _, column = name.partition(".")
        return [_number(line.get(column)) for line in tables.get(table, ())]

    return {field_id: value_of(field_id) for field_id in fields}


def formulas(form: Form) -> dict[str, str]:
    """Field id → formula without the leading equals sign, in the notation of the file (English, commas)."""
    places = _places(form)
    result = {}
    for field_id, field in computed_fields(form).items():
        home = places[field_id][0]
        if field.share_of:
            part, whole = (_reference(places[each], home) for each in field.share_of)
            result[field_id] = f'IF(N({whole})=0,"",ROUND(N({part})/N({whole})*100,2))'
        else:
            result[field_id] = f"SUM({','.join(_ranges([places[each] for each in field.sum_of], home))})"
    return result


def _number(value: Scalar | None) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _places(form: Form) -> dict[str, tuple[str, str]]:
    """Field id → sheet title and cell (or range for a column of a table)."""
    places: dict[str, tuple[str, str]] = {}
    for layout in layout_form(form).values():
        title = layout.sheet.title
        for spot in layout.rows:
            places |= {each.id: (title, cell_name(spot.number, column)) for column, each in spot.fields}
        for table in layout.tables:
            for column, each in table.columns:
                letters = column_letters(column)
                places[each.id] = (title, f"{letters}{table.first}:{letters}{table.last}")
    return places


def _reference(place: tuple[str, str], home: str) -> str:
    return place[1] if place[0] == home else f"'{place[0]}'!{place[1]}"


def _ranges(places: list[tuple[str, str]], home: str) -> list[str]:
    """Neighbours below each other become one range, so that a row inserted between them counts."""
    if any(":" in cell for _, cell in places):
        return [_reference(each, home) for each in places]
    runs: list[list[tuple[str, str]]] = [places[:1]]
    for before, after in pairwise(places):
        if before[0] == after[0] and _is_below(before[1], after[1]):
            runs[-1].append(after)
        else:
            runs.append([after])
    return [_reference(run[0], home) + (f":{run[-1][1]}" if len(run) > 1 else "") for run in runs]


def _is_below(upper: str, lower: str) -> bool:
    (row, column), (next_row, next_column) = cell_position(upper), cell_position(lower)
    return next_row == row + 1 and next_column == column
