"""What Excel offers and warns about while the office types: choices, references, limits, prompts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms.register_layout import FIRST_ROW, Column, Kind, RegisterSheet

LAST_ROW = 50_000
_PROMPT_LIMIT = 255
_LIMITS: dict[Kind, dict[str, Any]] = {
    Kind.EURO: {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"},
    Kind.PROZENT: {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "100"},
    Kind.STELLEN: {"type": "decimal", "operator": "greaterThan", "formula1": "0"},
    Kind.JAHR: {"type": "whole", "operator": "between", "formula1": "1990", "formula2": "2100"},
    Kind.DATUM: {"type": "date", "operator": "greaterThanOrEqual", "formula1": "32874"},
    Kind.UHRZEIT: {"type": "time", "operator": "lessThan", "formula1": "1"},
    Kind.PLZ: {"type": "textLength", "operator": "equal", "formula1": "5"},
    Kind.JA_NEIN: {"type": "list", "formula1": '"ja,nein"'},
}


def offer(
    page: Worksheet,
    spec: RegisterSheet,
    sheets: tuple[RegisterSheet, ...],
    lists: Mapping[tuple[str, str], str],
) -> None:
    """Adds a validation with a prompt to every column; `lists` is (sheet, column) → range of the choices."""
    for index, column in enumerate(spec.columns, start=1):
        letter = get_column_letter(index)
        rule = _rule(column, sheets, lists.get((spec.id, column.name), ""))
        validation = DataValidation(
            allow_blank=True,
            showInputMessage=True,
            promptTitle=column.heading[:32],
            prompt=column.help[:_PROMPT_LIMIT],
            showErrorMessage="type" in rule,
            errorTitle="Bitte prüfen",
            error=column.help[:_PROMPT_LIMIT],
            **rule,
        )
        validation.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
        page.add_data_validation(validation)


def _rule(column: Column, sheets: tuple[RegisterSheet, ...], choices: str) -> dict[str, Any]:
    if choices:
        return {"type": "list", "formula1": choices}
    if column.refers_to and column.kind is not Kind.LISTE:
        return {"type": "list", "formula1": _range_of(*column.refers_to, sheets)}
    return _LIMITS.get(column.kind, {})


def _range_of(sheet_id: str, name: str, sheets: tuple[RegisterSheet, ...]) -> str:
    target = next(each for each in sheets if each.id == sheet_id)
    letter = get_column_letter(target.position(name) + 1)
    return f"{quote_sheetname(target.title)}!${letter}${FIRST_ROW}:${letter}${LAST_ROW}"
