"""What Excel checks while somebody types: lists, numbers, days; and the hint that appears at the cell."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from kmn_automation.forms.coordinates import cell_name, column_letters
from kmn_automation.forms.layout import LISTS, OWN_TITLES, SheetLayout
from kmn_automation.model.form import Field, Form, Unit

YES_NO = ("Ja", "Nein")
MAX_PROMPT = 255
MAX_PROMPT_TITLE = 32
_AT_LEAST_ZERO = {Unit.ANZAHL, Unit.STELLEN, Unit.MONATE, Unit.STUNDEN}


def choices_of(field: Field) -> tuple[str, ...]:
    """What may be chosen in the field; empty if it is no choice."""
    return YES_NO if field.unit is Unit.JA_NEIN else field.choices


def lists_of(form: Form) -> dict[tuple[str, ...], str]:
    """Every list of the form → its defined name. Names, since openpyxl and Excel lose lists of other sheets."""
    lists: dict[tuple[str, ...], str] = {YES_NO: "liste_ja_nein"}
    columns = [column for table in form.tables.values() for column in table.columns]
    for field in (*form.fields.values(), *columns):
        if field.choices:
            lists.setdefault(field.choices, f"liste_{field.name}")
    return lists


def defined_names(lists: dict[tuple[str, ...], str]) -> Iterator[DefinedName]:
    """The defined names; list n stands in column n + 1 of the hidden sheet, from row 2 (A1 is the stamp)."""
    for column, (choices, name) in enumerate(lists.items(), 2):
        letters = column_letters(column)
        yield DefinedName(name, attr_text=f"{OWN_TITLES[LISTS]}!${letters}$2:${letters}${len(choices) + 1}")


def validations(layout: SheetLayout, lists: dict[tuple[str, ...], str]) -> Iterator[DataValidation]:
    """The validations of a sheet: one per kind of cell, one of its own for every field with a help text."""
    shared: dict[str, DataValidation] = {}
    for cell, field in _cells(layout):
        validation = _validation(field, lists)
        if field.help:
            validation.promptTitle = field.label[:MAX_PROMPT_TITLE]
            validation.prompt = field.help[:MAX_PROMPT]
            validation.showInputMessage = True
        elif validation.type is None:
            continue
        key = cell if field.help else f"{field.unit}{field.choices}"
        shared.setdefault(key, validation).add(cell)
    yield from shared.values()


def _cells(layout: SheetLayout) -> Iterator[tuple[str, Field]]:
    for spot in layout.rows:
        for column, field in spot.fields:
            if not field.sum_of and not field.share_of:
                yield cell_name(spot.number, column), field
    for table in layout.tables:
        for column, field in table.columns:
            letters = column_letters(column)
            yield f"{letters}{table.first}:{letters}{table.last}", field


def _validation(field: Field, lists: dict[tuple[str, ...], str]) -> DataValidation:
    choices = choices_of(field)
    if choices:
        allowed = DataValidation("list", formula1=lists[choices], allow_blank=True)
        return _refusing(allowed, "Bitte wählen Sie einen Eintrag aus der Liste.")
    if field.unit is Unit.DATUM:
        days = DataValidation(
            "date", operator="between", formula1="36526", formula2="73050", allow_blank=True
        )
        return _refusing(days, "Bitte geben Sie ein Datum ein, zum Beispiel 05.03.2025.")
    if field.unit.is_number:
        lowest = "0" if field.unit in _AT_LEAST_ZERO else "-999999999"
        number = DataValidation("decimal", operator="greaterThanOrEqual", formula1=lowest, allow_blank=True)
        return _refusing(number, "Bitte geben Sie eine Zahl ein, ohne Text und ohne Einheit.")
    return DataValidation(allow_blank=True)


def _refusing(validation: DataValidation, sentence: str) -> DataValidation:
    validation.showErrorMessage = True
    validation.errorTitle = "Eingabe prüfen"
    validation.error = sentence
    return validation
