"""A form file (funding_rules/forms/<version>.yaml) becomes a `Form`; every mistake is named with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kmn_automation.forms.form_file import (
    PLAN_COLUMN,
    ColumnEntry,
    FormFile,
    RowEntry,
    SheetEntry,
    TableEntry,
)
from kmn_automation.forms.form_file_checks import complaints_about
from kmn_automation.ground.yaml_source import build, parse
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.form import Field, Form, Row, Sheet, Table


def load_forms(texts: Mapping[str, str]) -> dict[str, Form]:
    """Forms by version, from the texts of files by name.

    Raises:
        Misconfigured: as for one file, and where two files call themselves by the same version or end otherwise.
    """
    forms: dict[str, Form] = {}
    origin: dict[str, str] = {}
    for name, text in sorted(texts.items()):
        if not name.endswith(".yaml"):
            raise Misconfigured(
                "Diese Datei liest niemand.", where=f"{name}:1:1", do="Bögen enden auf .yaml."
            )
        form = load_form(text, name)
        if form.version in forms:
            what = f"Die Fassung „{form.version}“ steht schon in {origin[form.version]}."
            do = "Bitte version und foerderjahre des neuen Bogens ändern."
            raise parse(text, name).complain(("version",), what, do)
        forms[form.version], origin[form.version] = form, name
    return forms


def load_form(text: str, name: str) -> Form:
    """The form that the file describes.

    Raises:
        Misconfigured: unknown keys, units, choices or prefills, ids that stand twice, sums of unknown rows.
    """
    source = parse(text, name)
    file = build(FormFile, source)
    complaints = [str(each) for each in complaints_about(file, source)]
    if complaints:
        raise Misconfigured("\n".join(complaints))
    sheets = tuple(_sheet(each, file.choices) for each in file.sheets)
    return Form(file.version, file.title, file.foerderjahre.first, file.foerderjahre.last, sheets)


def _sheet(sheet: SheetEntry, choices: dict[str, list[str]]) -> Sheet:
    return Sheet(
        id=sheet.id,
        title=sheet.title,
        intro=sheet.intro,
        headings=tuple(column.title for column in sheet.columns),
        rows=tuple(Row(row.label, tuple(_fields(sheet, row, choices))) for row in sheet.rows),
        tables=tuple(_table(table, choices) for table in sheet.tables),
        required=sheet.required,
    )


def _fields(sheet: SheetEntry, row: RowEntry, choices: dict[str, list[str]]) -> Iterator[Field]:
    for column in sheet.columns:
        if row.only is not None and column.id not in row.only:
            continue
        total = _sum_of(sheet, row, column)
        yield Field(
            id=_field_id(sheet, row, column),
            label=row.label,
            unit=column.unit or row.unit,
            required=row.required and column.required,
            help=row.help if not column.id else "",
            choices=tuple(choices.get(row.choices, ())),
            prefill=_prefill(row, column),
            sum_of=total,
            share_of=_share_of(sheet, row) if column.share and not total else (),
            long=row.long,
        )


def _field_id(sheet: SheetEntry, row: RowEntry, column: ColumnEntry) -> str:
    return f"{sheet.id}.{row.id}_{column.id}" if column.id else f"{sheet.id}.{row.id}"


def _prefill(row: RowEntry, column: ColumnEntry) -> str:
    if row.prefill == PLAN_COLUMN:
        return PLAN_COLUMN if column.id == PLAN_COLUMN else ""
    return "" if column.id else row.prefill


def _sum_of(sheet: SheetEntry, row: RowEntry, column: ColumnEntry) -> tuple[str, ...]:
    if row.sum is True:
        above = sheet.rows[: sheet.rows.index(row)]
        parts = [each for each in above if each.unit is row.unit and not each.sum]
        return tuple(_field_id(sheet, each, column) for each in parts)
    known = {each.id: each for each in sheet.rows}
    names = row.sum or []
    return tuple(_field_id(sheet, known[name], column) if name in known else name for name in names)


def _share_of(sheet: SheetEntry, row: RowEntry) -> tuple[str, ...]:
    below = sheet.rows[sheet.rows.index(row) :]
    whole = next((each for each in below if each.sum is True), None)
    return (f"{sheet.id}.{row.id}", f"{sheet.id}.{whole.id}") if whole else ()


def _table(table: TableEntry, choices: dict[str, list[str]]) -> Table:
    columns = tuple(
        Field(
            id=f"{table.id}.{each.id}",
            label=each.label,
            unit=each.unit,
            required=each.required,
            help=each.help,
            choices=tuple(choices.get(each.choices, ())),
        )
        for each in table.columns
    )
    return Table(table.id, table.label, table.rows, columns, table.help)
