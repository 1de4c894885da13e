"""How a damaged form was read, value by value: right, reported with its cause, or wrong. Silence is wrong, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.forms.coordinates import cell_name
from kmn_automation.forms.read_rows import AMBIGUOUS
from kmn_automation.forms.refusal import NotOurs
from kmn_automation.forms.settle import CONTRADICTION
from kmn_automation.forms.totals import compute, computed_fields
from kmn_automation.model.report import Report, Scalar, Value
from tests.museum.clean_form import form, tables, values
from tests.museum.light_book import Cell, LightBook, Tag


class Verdict(StrEnum):
    """What became of a form."""

    RIGHT = "richtig gelesen"
    REPORTED = "gemeldet oder abgelehnt"
    WRONG = "falsch gelesen"


@dataclass(frozen=True, slots=True)
class Held:
    """A cell of the damaged book that holds a value of the form, and where it stands now."""

    sheet: str
    name: str
    row: int
    cell: Cell


def judge(book: LightBook, answer: Report | NotOurs) -> tuple[Verdict, list[str]]:
    """The verdict, and what is wrong in words."""
    if isinstance(answer, NotOurs):
        return Verdict.REPORTED, []
    held = _held(book)
    faults = [*_fields(book, answer, held), *_lines(book, answer, held)]
    if faults:
        return Verdict.WRONG, faults
    return (Verdict.REPORTED if _says_anything(answer) else Verdict.RIGHT), []


def _says_anything(report: Report) -> bool:
    lines = [value for lines in report.tables.values() for line in lines for value in line.values()]
    return bool(report.missing or report.missing_sheets) or any(
        value.problem for value in (*report.values.values(), *lines)
    )


def _held(book: LightBook) -> dict[Tag, list[Held]]:
    held: dict[Tag, list[Held]] = defaultdict(list)
    for sheet in book.own():
        for (row, column), cell in sheet.cells.items():
            if cell.tag:
                held[cell.tag].append(Held(sheet.title, cell_name(row, column), row, cell))
    return held


def _fields(book: LightBook, report: Report, held: dict[Tag, list[Held]]) -> Iterator[str]:
    totals = _totals(book, held)
    for key, wanted in values(book.version).items():
        places = held.get((key,), [])
        found = report.values.get(key)
        is_total = any(each.cell.formula for each in places)
        if not is_total or (found and found.value not in {None, wanted, totals[key]}):
            yield from _complaint(key, places, found, wanted, report)


def _totals(book: LightBook, held: dict[Tag, list[Held]]) -> dict[str, Scalar | None]:
    """Totals as they come out of what is left in the file."""
    inputs = {key: value for key, value in values(book.version).items() if held.get((key,))}
    known = {key: value for key, value in inputs.items() if key not in computed_fields(form(book.version))}
    return dict(compute(form(book.version), known, {}))


def _complaint(
    key: str, places: list[Held], found: Value | None, wanted: Scalar, report: Report
) -> Iterator[str]:
    spoiled = {each.cell.spoiled for each in places}
    read = found.value if found else None
    if spoiled == {True}:
        return
    if read is not None and (not places or read != wanted or len(spoiled) > 1):
        yield f"{key}: {read!r} statt {wanted!r}"
    if read is None and places and not _is_reported(key, places, found, report):
        yield f"{key}: {wanted!r} still verloren"


def _is_reported(key: str, places: list[Held], found: Value | None, report: Report) -> bool:
    """Whether the report names this cell, its row, its column, its list or its sheet as what is wrong."""
    if found is not None and found.problem:
        return any((found.place.sheet, found.place.cell) == (each.sheet, each.name) for each in places) or (
            found.problem in {CONTRADICTION, AMBIGUOUS}
        )
    shown = form(report.form_version)
    sheet = shown.sheet_of[key if key in shown.fields else key.partition(".")[0]]
    named = [place.label for place in report.missing if place.sheet in {each.sheet for each in places}]
    field = shown.fields.get(key) or shown.columns.get(key)
    words = (field.label if field else shown.tables[key].label, "Spalte ")
    return sheet.title in report.missing_sheets or any(word in label for label in named for word in words)


def _lines(book: LightBook, report: Report, held: dict[Tag, list[Held]]) -> Iterator[str]:
    """Every line that is left in the file is read, and no other; in doubt the whole list is reported."""
    for table, lines in tables(book.version).items():
        read = report.tables.get(table)
        places = [each for tag, all_places in held.items() if tag[0] == table for each in all_places]
        if read is None:
            if places and not _is_reported(table, places, None, report):
                yield f"{table}: still verloren"
            continue
        yield from _compare(table, lines, places, report)


def _compare(table: str, lines: list[dict[str, Scalar]], places: list[Held], report: Report) -> Iterator[str]:
    """Read cells by their place in the file against what the file holds there."""
    wanted = {
        (each.sheet, each.name): (each, lines[int(each.cell.tag[1])].get(each.cell.tag[2])) for each in places
    }
    cells = {
        (v.place.sheet, v.place.cell): (name, v) for line in report.tables[table] for name, v in line.items()
    }
    copies = len({each.sheet for each in places}) > 1
    for place, (name, value) in cells.items():
        held, scalar = wanted.get(place, (None, None))
        if value.value is not None and held is None:
            yield f"{table} {place}: {value.value!r} gehört nicht dazu"
        elif value.value is not None and held and (name != held.cell.tag[2] or value.value != scalar):
            yield f"{table} {place}: {value.value!r} statt {scalar!r}"
        elif value.value is None and held and not value.problem:
            yield f"{table} {place}: still verloren"
    if not copies:
        for place, (held, _) in wanted.items():
            if place not in cells and not _is_reported(f"{table}.{held.cell.tag[2]}", [held], None, report):
                yield f"{table} {place}: nicht gelesen"
