"""What every report must have, whatever the law: required cells filled, and nothing unreadable in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from kmn_automation.model.finding import ANY_VALUE, EMPTY, Finding, Severity
from kmn_automation.model.form import Field, Form, Sheet, Table
from kmn_automation.model.german import join_words
from kmn_automation.model.report import Line, Place
from kmn_automation.rules.rule import Rule
from kmn_automation.rules.subject import Subject, is_unreadable, typed

SINGLE_FINDINGS = 8
"""Up to so many empty cells of a sheet are named one by one, beyond that in one finding."""
_ROW = re.compile(r"[0-9]+$")
_ZERO_HINT = " Tragen Sie 0 ein, wenn es nichts anzugeben gibt."


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which rule answers for an empty cell: field id, column id or table id → rule."""

    rules: Mapping[str, Rule]
    fallback: Rule

    def rule_of(self, name: str) -> Rule:
        """The rule for a field or column."""
        return self.rules.get(name, self.fallback)


def cover(form: Form, rules: tuple[Rule, ...], fallback: Rule) -> Coverage:
    """The coverage of a form: an exact id or a pattern (`bestaetigung.*`) of a rule's `covers`; the first wins.

    A rule on trial answers for nothing: what must be filled in stays a point that the Träger reads.
    """
    columns = (f"{table.id}.{column.name}" for table in form.tables.values() for column in table.columns)
    names = [*form.fields, *form.tables, *columns]
    found: dict[str, Rule] = {}
    for rule in (each for each in rules if each.severity is not Severity.TRIAL):
        for pattern in rule.covers:
            for name in names:
                if fnmatchcase(name, pattern):
                    found.setdefault(name, rule)
    return Coverage(found, fallback)


def find_gaps(subject: Subject, coverage: Coverage) -> Iterator[Finding]:
    """A finding for each empty required cell; an empty sheet and many empty cells are one finding."""
    for sheet in subject.form.sheets:
        if {sheet.title, sheet.id}.isdisjoint(subject.report.missing_sheets):
            yield from _gaps_of(sheet, subject, coverage)


def _gaps_of(sheet: Sheet, subject: Subject, coverage: Coverage) -> Iterator[Finding]:
    required = [each for each in sheet.fields if each.required]
    empty = [each for each in required if _is_empty(each, subject)]
    unfilled = [table for table in sheet.tables if table.id in coverage.rules and not subject.lines(table.id)]
    is_blank = len(empty) == len(required) and not any(subject.lines(table.id) for table in sheet.tables)
    if is_blank and (required or unfilled):
        yield _blank_sheet(sheet, [*empty, *unfilled], subject, coverage)
        return
    yield from _empty_cells(sheet, empty, subject, coverage)
    for table in unfilled:
        yield _empty_table(sheet, table, subject, coverage)
    for table in sheet.tables:
        yield from _incomplete_lines(sheet, table, subject, coverage)


def _is_empty(field: Field, subject: Subject) -> bool:
    value = subject.report.values.get(field.id)
    return value is None or (typed(value, field.unit) is None and not is_unreadable(value, field.unit))


def _blank_sheet(sheet: Sheet, empty: list[Field | Table], subject: Subject, coverage: Coverage) -> Finding:
    rules = {coverage.rule_of(each.id).id: coverage.rule_of(each.id) for each in empty}
    rule = next(iter(rules.values())) if len(rules) == 1 else coverage.fallback
    first = subject.place(empty[0].id)
    return _gap(
        subject,
        rule,
        (Place(first.sheet or sheet.title, first.cell, sheet.title),),
        f"Das Blatt „{sheet.title}“ ist nicht ausgefüllt.",
        f"Bitte füllen Sie das Blatt „{sheet.title}“ aus und reichen Sie die vollständige Datei erneut ein.",
    )


def _empty_cells(sheet: Sheet, empty: list[Field], subject: Subject, coverage: Coverage) -> Iterator[Finding]:
    if len(empty) <= SINGLE_FINDINGS:
        for field in empty:
            remedy = "Bitte füllen Sie die Zelle aus." + (_ZERO_HINT if field.unit.is_number else "")
            text = f"Die Angabe „{field.label}“ fehlt."
            yield _gap(subject, coverage.rule_of(field.id), (subject.place(field.id),), text, remedy)
        return
    by_rule: dict[str, list[Field]] = defaultdict(list)
    for field in empty:
        by_rule[coverage.rule_of(field.id).id].append(field)
    for fields in by_rule.values():
        labels = join_words([f"„{field.label}“" for field in fields])
        places = tuple(subject.place(field.id) for field in fields)
        missing = f"fehlen {len(fields)} Angaben" if len(fields) > 1 else "fehlt eine Angabe"
        text = f"Auf dem Blatt „{sheet.title}“ {missing}: {labels}."
        remedy = "Bitte füllen Sie diese Zellen aus." + _ZERO_HINT
        yield _gap(subject, coverage.rule_of(fields[0].id), places, text, remedy)


def _empty_table(sheet: Sheet, table: Table, subject: Subject, coverage: Coverage) -> Finding:
    text = f"Auf dem Blatt „{sheet.title}“ ist die Liste „{table.label}“ leer."
    places = (subject.place(table.id),)
    return _gap(subject, coverage.rule_of(table.id), places, text, "Bitte füllen Sie die Liste aus.")


def _incomplete_lines(sheet: Sheet, table: Table, subject: Subject, coverage: Coverage) -> Iterator[Finding]:
    """One finding for each set of columns that is missing in the same way, with all its lines."""
    groups: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    required = [column for column in table.columns if column.required and subject.has_gaps(column.id)]
    for line in subject.lines(table.id) if required else ():
        missing = tuple(column.name for column in required if _is_gap(line, column))
        if missing:
            groups[missing].append(line)
    for missing, lines in groups.items():
        labels = join_words([f"„{table.column(name).label}“" for name in missing])
        places = tuple(subject.place(f"{table.id}.{name}", line) for line in lines for name in missing)
        verb = "fehlt" if len(missing) == 1 else "fehlen"
        text = f"Blatt „{sheet.title}“, {_lines_in_words(lines)}: Es {verb} {labels}."
        rule = coverage.rule_of(f"{table.id}.{missing[0]}")
        remedy = "Bitte ergänzen Sie die Angaben oder leeren Sie die ganze Zeile."
        yield _gap(subject, rule, places, text, remedy)


def _is_gap(line: Line, column: Field) -> bool:
    value = line.get(column.name)
    return value is None or (typed(value, column.unit) is None and not is_unreadable(value, column.unit))


def _lines_in_words(lines: list[Line]) -> str:
    rows = [
        row.group() for row in (_ROW.search(next(iter(line.values())).place.cell) for line in lines) if row
    ]
    return f"{'Zeile' if len(rows) == 1 else 'Zeilen'} {join_words(rows)}"


def _gap(subject: Subject, rule: Rule, places: tuple[Place, ...], text: str, remedy: str) -> Finding:
    source = rule.source(subject.foerderjahr)
    return Finding(
        rule=rule.id, severity=rule.if_empty, mendable=True, places=places, found=EMPTY,
        expected=ANY_VALUE, text=text, remedy=remedy,
        reference=source.printed, certainty=source.certainty,
    )  # fmt: skip
