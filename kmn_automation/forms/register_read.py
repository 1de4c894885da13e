"""The register workbook → the register and every refusal; nothing is repaired, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kmn_automation.forms.register_cells import Rows, read_cells
from kmn_automation.forms.register_checks import Tables, check_register
from kmn_automation.forms.register_headings import (
    check_headings,
    find_heading_row,
    present_columns,
    without_headings,
)
from kmn_automation.forms.register_layout import GUIDE, HEADING_ROW, LISTS, RegisterSheet, register_sheets
from kmn_automation.forms.register_records import register_of
from kmn_automation.forms.register_refusal import Line, Refusal, shown
from kmn_automation.forms.register_values import Raw, read_value, text_of
from kmn_automation.forms.register_waiver_checks import check_waivers
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.register import Register


def read_register(
    data: bytes,
    positions: Mapping[str, str],
    richtlinien: tuple[str, ...] = (),
    rules: Mapping[str, str] | None = None,
) -> tuple[Register, tuple[Refusal, ...]]:
    """The register and all refusals, sheet by sheet; with any refusal the register holds only the good rows.

    `positions` is label → field id of the Finanzierungsplan; without `richtlinien` any version id is taken.
    `rules` is id → why the rule must not be waived; without them any id is taken.

    Raises:
        Unreadable: the bytes are no workbook, too large or damaged.
    """
    sheets = register_sheets(positions, richtlinien)
    cells, titles = read_cells(data, (spec.title for spec in sheets))
    tables: Tables = {}
    refusals: list[Refusal] = []
    own = {GUIDE, LISTS, *(each.title for each in sheets)}
    for spec in sheets:
        problems = _layout_problems(spec, cells.get(spec.title), titles, own)
        refusals += problems
        if not problems and spec.title in cells:
            lines, unread = _read_lines(spec, cells[spec.title])
            tables[spec.id] = lines
            refusals += unread
    refusals += check_register(tables, positions)
    refusals += check_waivers(tables, rules)
    order = {spec.title: index for index, spec in enumerate(sheets)}
    ordered = sorted(refusals, key=lambda each: (order[each.sheet], each.row))
    return register_of(tables, positions), tuple(ordered)


def _layout_problems(
    spec: RegisterSheet, rows: Rows | None, titles: tuple[str, ...], own: set[str]
) -> list[Refusal]:
    """An optional sheet may be left out; one with nearly its name is taken for it and refused, never passed over."""
    if rows is None:
        hint = suggest(spec.title, [each for each in titles if each not in own])
        if spec.optional and not hint:
            return []
        found = ", ".join(f"„{title}“" for title in titles)
        reason = (
            f"Das Blatt fehlt. Gefunden: {found}. {hint} Bitte den Namen wie in der Vorlage wiederherstellen."
        )
        return [Refusal(spec.title, 0, "", "", "", reason)]
    number = find_heading_row(spec, rows)
    return [without_headings(spec, rows)] if number is None else check_headings(spec, rows, number)


def _read_lines(spec: RegisterSheet, rows: Rows) -> tuple[tuple[Line, ...], list[Refusal]]:
    number = find_heading_row(spec, rows) or HEADING_ROW
    spec, first = present_columns(spec, rows, number), number + 1
    lines: list[Line] = []
    refusals: list[Refusal] = []
    for number, row in enumerate(rows[first - 1 :], start=first):
        if not any(_is_filled(cell) for cell in row):
            continue
        line, problems = _read_line(spec, number, row)
        lines.append(line)
        refusals += problems
    return tuple(lines), refusals


def _read_line(spec: RegisterSheet, number: int, row: list[Raw]) -> tuple[Line, list[Refusal]]:
    width = len(spec.columns)
    padded = (row + [None] * width)[:width]
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for column, cell in zip(spec.columns, padded, strict=True):
        reading = read_value(cell, column)
        if reading.problem:
            problems[column.name] = reading.problem
        else:
            values[column.name] = reading.value
    line = Line(spec, number, padded, values)
    refusals = [line.refuse(name, reason) for name, reason in problems.items()]
    return line, refusals + _stray(line, row[width:])


def _stray(line: Line, cells: list[Raw]) -> list[Refusal]:
    """A value to the right of the table belongs to no column and would be lost."""
    texts = [text_of(cell) for cell in cells if _is_filled(cell)]
    last = line.sheet.columns[-1].name
    found = shown("; ".join(texts))
    reason = f"Rechts neben der Tabelle steht „{found}“. Bitte löschen oder in ein eigenes Blatt verschieben."
    return [line.refuse(last, reason)] if texts else []


def _is_filled(cell: Raw) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))
