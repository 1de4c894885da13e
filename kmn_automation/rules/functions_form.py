"""Checks of the workbook itself: its sheets, its version, and cells that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kmn_automation.model.form import Field, Unit
from kmn_automation.model.german import format_number, join_words
from kmn_automation.model.report import FoundBy, Place, Value
from kmn_automation.rules.figures import positions
from kmn_automation.rules.functions import Hit, rule_function
from kmn_automation.rules.subject import Subject, is_unreadable

_NAMED_CELLS = 5
_EXPECTED = {
    Unit.DATUM: "ein Datum (TT.MM.JJJJ)",
    Unit.JA_NEIN: "Ja oder Nein",
    Unit.WAHL: "ein Wert aus der Liste",
}


@rule_function("blatt")
def missing_sheets(subject: Subject) -> Iterator[Hit]:
    """Each required sheet that the workbook does not have."""
    titles = {
        name: sheet.title
        for sheet in subject.form.sheets
        for name in (sheet.id, sheet.title)
        if sheet.required
    }
    for name in subject.report.missing_sheets:
        if name in titles:
            yield Hit((Place(titles[name], "", titles[name]),), {"blatt": titles[name], "found": "fehlt"})


@rule_function("vorlage", "soll")
def form_fits(subject: Subject) -> Iterator[Hit]:
    """A form that was made for another Förderjahr."""
    used = subject.report.form_version
    if used != subject.version.form:
        place = subject.place("deckblatt.foerderjahr")
        yield Hit((place,), {"vorlage": used or "ohne Kennung", "soll": subject.version.form})


@rule_function("zellen", "erwartet")
def unreadable_cells(subject: Subject) -> Iterator[Hit]:
    """Cells with something else than the field asks for; one finding for a field, one for a column."""
    for name, field in subject.form.fields.items():
        value = subject.report.values.get(name)
        if value is not None and _is_wrong(value, field):
            yield _unreadable(field, [(value, subject.place(name))])
    for table in subject.form.tables.values():
        for column in table.columns:
            if cells := _wrong_cells(subject, table.id, column):
                yield _unreadable(column, cells)


def _wrong_cells(subject: Subject, table: str, column: Field) -> list[tuple[Value, Place]]:
    """Only cells whose value is not simply right, or simply empty, are looked at twice."""
    cells, values, fine = subject.cells(column.id), subject.column(column.id), {*column.choices}
    if fine.issuperset(values) if fine else not subject.has_gaps(column.id):
        return []
    return [
        (cell, subject.place(column.id, line))
        for cell, line, value in zip(cells, subject.lines(table), values, strict=True)
        if cell
        and (value is None or (fine and value not in fine))
        and (cell.problem or cell.value is not None)
        and _is_wrong(cell, column)
    ]


def _is_wrong(value: Value, field: Field) -> bool:
    return is_unreadable(value, field.unit) or _is_unknown_choice(value, field)


def _is_unknown_choice(value: Value, field: Field) -> bool:
    is_choice = bool(field.choices) and isinstance(value.value, str)
    return is_choice and value.value not in field.choices and field.id != "belege.position"


def _unreadable(field: Field, cells: list[tuple[Value, Place]]) -> Hit:
    named = [
        f"{place.cell or place.label} „{value.raw}“{_reason(value)}" for value, place in cells[:_NAMED_CELLS]
    ]
    more = len(cells) - len(named)
    words = join_words([*named, f"{more} weiteren"] if more else named)
    expected = _EXPECTED.get(field.unit, "eine Zahl")
    if field.choices:
        expected = f"einer dieser Werte: {', '.join(field.choices)}"
    return Hit(
        tuple(place for _, place in cells),
        {"zellen": words, "erwartet": expected, "found": words, "expected": expected},
    )


def _reason(value: Value) -> str:
    return f" ({value.problem})" if value.problem else ""


@rule_function(
    "zahl", "anteil", parameters=("glatte_betraege_anteil", "glatte_betraege_ab", "glatter_betrag")
)
def round_amounts(subject: Subject) -> Iterator[Hit]:
    """Too many amounts in full hundreds, among the positions or among the receipts."""
    ids = [row.fields[0].id for row in positions(subject.form, "ausgaben")]
    groups: dict[str, list[Decimal | None]] = {
        "ausgaben.summe": [subject.number(name) for name in ids],
        "belege.betrag": [each for each in subject.column("belege.betrag") if isinstance(each, Decimal)],
    }
    step, least = subject.number("glatter_betrag"), subject.number("glatte_betraege_ab")
    limit = subject.number("glatte_betraege_anteil")
    for name, amounts in groups.items():
        given = [each for each in amounts if each]
        smooth = [each for each in given if step and each % step == 0]
        if least is None or limit is None or len(given) < least:
            continue
        share = Decimal(len(smooth)) / len(given) * 100
        if share > limit:
            words = {"zahl": str(len(smooth)), "anteil": format_number(share, 0)}
            yield Hit((subject.place(name),), words)


@rule_function("teile")
def changed_labels(subject: Subject) -> Iterator[Hit]:
    """Labels of the form that were changed; one finding for all of them."""
    places = subject.report.changed_labels
    if places:
        words = join_words([f"{place.sheet} {place.cell}".strip() for place in places[:_NAMED_CELLS]])
        yield Hit(places, {"teile": words})


@rule_function("zellen")
def read_by_position(subject: Subject) -> Iterator[Hit]:
    """Values that neither key nor label vouches for; one finding for all of them."""
    report = subject.report
    lines = (value for table in report.tables.values() for line in table for value in line.values())
    found = [
        each
        for each in (*report.values.values(), *lines)
        if each.found_by is FoundBy.POSITION and each.value is not None
    ]
    if found:
        words = [f"„{each.place.label}“ ({each.place.sheet} {each.place.cell})" for each in found]
        yield Hit(tuple(each.place for each in found), {"zellen": _first(words)})


@rule_function("teile")
def not_found(subject: Subject) -> Iterator[Hit]:
    """Rows, columns and lists that are nowhere in their sheet, and lines below a list; one finding for all."""
    missing = subject.report.missing
    if missing:
        words = [f"„{each.label}“ ({' '.join(filter(None, (each.sheet, each.cell)))})" for each in missing]
        yield Hit(missing, {"teile": _first(words)})


def _first(words: list[str]) -> str:
    """The first few, and how many more there are."""
    more = len(words) - _NAMED_CELLS
    return join_words([*words[:_NAMED_CELLS], f"{more} weitere"] if more > 0 else words)
