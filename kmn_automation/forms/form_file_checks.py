"""What the schema of a form file cannot say: ids are unique, sums and choices exist, titles fit Excel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kmn_automation.forms.form_file import PLAN_COLUMN, CellEntry, FormFile, RowEntry, SheetEntry
from kmn_automation.ground.yaml_source import Source, suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.form import Unit

PREFILLS = (
    "bescheid.geschaeftszeichen", "bescheid.foerderjahr", "bescheid.zweck", "bescheid.zeitraum_von",
    "bescheid.zeitraum_bis", "bescheid.bewilligt", "bescheid.ausgezahlt", "bescheid.foerdersatz",
    "bescheid.stellenanteile", "traeger.id", "traeger.name", "traeger.art", "traeger.anschrift",
    "traeger.regionalverbund", PLAN_COLUMN,
)  # fmt: skip
MAX_TITLE = 31
"""Excel takes no longer sheet name."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
Path = tuple[str | int, ...]


def complaints_about(file: FormFile, source: Source) -> Iterator[Misconfigured]:
    """Every mistake in the file, each with its place."""
    if file.foerderjahre.first > file.foerderjahre.last:
        yield source.complain(("foerderjahre",), "Das erste Förderjahr liegt nach dem letzten.")
    seen: set[str] = set()
    for number, sheet in enumerate(file.sheets):
        path: Path = ("sheets", number)
        yield from _bad_sheet(sheet, path, source, seen)
        for place, row in enumerate(sheet.rows):
            yield from _bad_row(file, sheet, row, (source, (*path, "rows", place)))
        for place, table in enumerate(sheet.tables):
            for column, cell in enumerate(table.columns):
                yield from _bad_choices(file, cell, source, (*path, "tables", place, "columns", column))


def _bad_sheet(sheet: SheetEntry, path: Path, source: Source, seen: set[str]) -> Iterator[Misconfigured]:
    if len(sheet.title) > MAX_TITLE or set(sheet.title) & set("[]:*?/\\"):
        yield source.complain((*path, "title"), f"„{sheet.title}“ ist als Blattname nicht möglich.")
    if sheet.rows and not sheet.columns:
        yield source.complain((*path, "columns"), "Ein Blatt mit Zeilen braucht mindestens eine Spalte.")
    for name, where in _names(sheet, path):
        if name in seen:
            yield source.complain((*where, "id"), f"Die Kennung „{name}“ steht zweimal da.")
        if not _NAME.fullmatch(re.split(r"[.\[\]]+", name.removesuffix("[]"))[-1]):
            yield source.complain((*where, "id"), f"„{name}“ ist keine Kennung (kleine Buchstaben und _).")
        seen.add(name)


def _names(sheet: SheetEntry, path: Path) -> Iterator[tuple[str, Path]]:
    yield sheet.id, path
    for number, row in enumerate(sheet.rows):
        yield f"{sheet.id}.{row.id}", (*path, "rows", number)
    for number, table in enumerate(sheet.tables):
        where = (*path, "tables", number)
        yield f"{table.id}[]", where
        for place, cell in enumerate(table.columns):
            yield f"{table.id}[].{cell.id}", (*where, "columns", place)


def _bad_row(
    file: FormFile, sheet: SheetEntry, row: RowEntry, at: tuple[Source, Path]
) -> Iterator[Misconfigured]:
    source, path = at
    yield from _bad_choices(file, row, source, path)
    if row.prefill and row.prefill not in PREFILLS:
        what = f"Vorbelegen lässt sich „{row.prefill}“ nicht."
        yield source.complain((*path, "prefill"), what, suggest(row.prefill, PREFILLS))
    columns = {column.id for column in sheet.columns}
    for name in row.only or ():
        if name not in columns:
            yield source.complain(
                (*path, "only"), f"Die Spalte „{name}“ gibt es nicht.", suggest(name, columns)
            )
    known = {each.id for each in sheet.rows} | {
        f"{table.id}.{cell.id}" for each in file.sheets for table in each.tables for cell in table.columns
    }
    for name in row.sum if isinstance(row.sum, list) else ():
        if name not in known:
            yield source.complain((*path, "sum"), f"Eine Zeile „{name}“ gibt es nicht.", suggest(name, known))


def _bad_choices(
    file: FormFile, entry: RowEntry | CellEntry, source: Source, path: Path
) -> Iterator[Misconfigured]:
    if entry.unit is Unit.WAHL and entry.choices not in file.choices:
        what = f"Die Auswahlliste „{entry.choices}“ gibt es nicht."
        yield source.complain((*path, "choices"), what, suggest(entry.choices, file.choices))
    if entry.unit is not Unit.WAHL and entry.choices:
        yield source.complain((*path, "choices"), "Eine Auswahlliste braucht unit: Auswahl.")
