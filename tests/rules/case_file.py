"""The shipped cases, and what the rules say about the clean report with the changes of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from kmn_automation.model.finding import Certainty, Examination
from kmn_automation.model.known import Known
from kmn_automation.model.money import euro
from kmn_automation.model.report import FoundBy, Oddity, Place, Report, Sight
from kmn_automation.rules.parameters import DatedValue
from kmn_automation.rules.rule_cases import (
    RuleCase,
    SettlementCase,
    read_rule_cases,
    read_settlement_cases,
)
from kmn_automation.rules.rulebook import Rulebook
from tests.rules.builder import (
    changed_known,
    clean_tables,
    clean_values,
    form_of,
    forms,
    make_report,
    rulebook,
)
from tests.rules.case_history import history_of

CASES = Path(__file__).parent / "cases"
KNOWN = ("bescheid.", "traeger.", "eingang.", "plan.", "history.", "parameter.", "last", "sights")
REGISTER = ("bescheid.", "traeger.", "eingang.")


def case_texts() -> dict[str, str]:
    """All files of cases by name."""
    return {path.name: path.read_text("utf-8") for path in sorted(CASES.glob("*.yaml"))}


def read_cases() -> list[RuleCase]:
    """All cases of all files but the settlements."""
    return read_rule_cases(case_texts())


def read_settlements() -> list[SettlementCase]:
    """The settlements."""
    return read_settlement_cases(case_texts())


def examine(
    foerderjahr: int,
    changes: dict[str, object],
    waived: Mapping[str, str] = MappingProxyType({}),
    book: Rulebook | None = None,
) -> Examination:
    """What the rules say about the clean report of that year with these changes; `waived` is rule id → why."""
    report, known = report_and_known(foerderjahr, changes)
    return book_with(changes, book or rulebook()).examine(report, replace(known, waived=waived))


def report_and_known(foerderjahr: int, changes: dict[str, object]) -> tuple[Report, Known]:
    """The clean report of that year with these changes, and what the office knows about it."""
    version = str(changes.get("form", ""))
    form = forms()[version] if version else form_of(foerderjahr)
    values = clean_values(form, foerderjahr)
    tables = clean_tables(foerderjahr, every_position=foerderjahr < 2022)
    for name, plain in changes.items():
        first, _, rest = name.partition(".")
        if rest == "+":
            tables[first].append({**tables[first][0], **plain})
        elif rest[:1].isdigit():
            index, _, column = rest.partition(".")
            tables[first][int(index)][column] = plain
        elif first in form.tables and not rest:
            tables[first] = plain
        elif not name.startswith(KNOWN) and rest:
            values[name] = plain
    named = {name: plain for name, plain in changes.items() if name.startswith(REGISTER)}
    sheets = tuple(changes.get("missing_sheets", ()))
    labels = tuple(Place("Deckblatt", cell) for cell in changes.get("changed_labels", ()))
    missing = tuple(Place("Deckblatt", "", label) for label in changes.get("missing", ()))
    sights = tuple(Sight(Oddity[each[0]], *each[1:]) for each in changes.get("sights", ()))
    report = replace(
        make_report(form, values, tables, sheets), changed_labels=labels, sights=sights, missing=missing
    )
    for name in changes.get("by_position", ()):
        moved = report.values[name]._replace(found_by=FoundBy.POSITION)
        report = replace(report, values={**report.values, name: moved})
    known = replace(
        changed_known(foerderjahr, named),
        plan={name[5:]: euro(str(plain)) for name, plain in changes.items() if name.startswith("plan.")},
        history=history_of(foerderjahr, changes, report),
    )
    return report, known


def book_with(changes: dict[str, object], book: Rulebook) -> Rulebook:
    """The rulebook with other values of its dated numbers."""
    given = {name[10:]: plain for name, plain in changes.items() if name.startswith("parameter.")}
    numbers = dict(book.parameters)
    for name, plain in given.items():
        value = plain if isinstance(plain, str) else Decimal(str(plain))
        numbers[name] = replace(
            numbers[name], values=(DatedValue(2012, value, "Annahme des Falls", Certainty.ASSUMED),)
        )
    return replace(book, parameters=numbers)
