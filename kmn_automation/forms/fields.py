"""What a form asks for, as a list; and what the office knows already, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kmn_automation.forms.coordinates import cell_name
from kmn_automation.forms.form_file import PLAN_COLUMN
from kmn_automation.forms.layout import layout_form
from kmn_automation.forms.validation import choices_of
from kmn_automation.model.form import Field, Form, Unit
from kmn_automation.model.money import Euro
from kmn_automation.model.register import Bescheid, Traeger
from kmn_automation.model.report import Scalar


class FieldType(StrEnum):
    """How a value is written in JSON."""

    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One input; for the column of a table `cell` is that of the first line and `rows` the free lines."""

    id: str
    label: str
    sheet: str
    cell: str
    type: FieldType
    unit: Unit
    required: bool
    computed: bool = False
    choices: tuple[str, ...] = ()
    table: str = ""
    rows: int = 0


def list_fields(form: Form) -> list[FieldInfo]:
    """Every field and every table column, in the order of the form."""
    return list(_fields(form))


def prefill_values(
    form: Form, bescheid: Bescheid, traeger: Traeger, plan: Mapping[str, Euro]
) -> dict[str, Scalar]:
    """The values that the register knows: field id → value; `plan` is keyed by field ids without `_plan`."""
    known: dict[str, Scalar] = {
        "bescheid.geschaeftszeichen": bescheid.geschaeftszeichen,
        "bescheid.foerderjahr": Decimal(bescheid.foerderjahr),
        "bescheid.zweck": bescheid.zweck,
        "bescheid.zeitraum_von": bescheid.zeitraum.von,
        "bescheid.zeitraum_bis": bescheid.zeitraum.bis,
        "bescheid.bewilligt": bescheid.bewilligt,
        "bescheid.ausgezahlt": bescheid.ausgezahlt,
        "bescheid.foerdersatz": bescheid.foerdersatz,
        "bescheid.stellenanteile": bescheid.stellenanteile,
        "traeger.id": traeger.id,
        "traeger.name": traeger.name,
        "traeger.art": traeger.art.value,
        "traeger.anschrift": f"{traeger.strasse}, {traeger.plz} {traeger.ort}",
        "traeger.regionalverbund": traeger.regionalverbund,
    }
    values = {key: known[each.prefill] for key, each in form.fields.items() if each.prefill in known}
    for key, field in form.fields.items():
        amount = plan.get(key.removesuffix(f"_{PLAN_COLUMN}"))
        if field.prefill == PLAN_COLUMN and amount is not None:
            values[key] = amount
    return {key: value for key, value in values.items() if value != ""}


def _fields(form: Form) -> Iterator[FieldInfo]:
    for layout in layout_form(form).values():
        title = layout.sheet.title
        for spot in layout.rows:
            for column, field in spot.fields:
                yield _info(field, title, cell_name(spot.number, column))
        for table in layout.tables:
            for column, field in table.columns:
                cell = cell_name(table.first, column)
                yield _info(field, title, cell, (table.table.id, table.table.rows))


def _info(field: Field, sheet: str, cell: str, table: tuple[str, int] = ("", 0)) -> FieldInfo:
    return FieldInfo(
        id=field.id,
        label=field.label,
        sheet=sheet,
        cell=cell,
        type=_type_of(field.unit),
        unit=field.unit,
        required=field.required,
        computed=bool(field.sum_of or field.share_of),
        choices=choices_of(field),
        table=table[0],
        rows=table[1],
    )


def _type_of(unit: Unit) -> FieldType:
    if unit.is_number:
        return FieldType.NUMBER
    types = {Unit.DATUM: FieldType.DATE, Unit.JA_NEIN: FieldType.YES_NO, Unit.WAHL: FieldType.CHOICE}
    return types.get(unit, FieldType.TEXT)
