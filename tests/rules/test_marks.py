"""What later reports are compared with is made of the values that the rules read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from kmn_automation.model.fingerprints import receipt_key, statistics_fingerprint
from kmn_automation.model.known import Known
from kmn_automation.model.marks import NO_MARKS, Marks
from kmn_automation.model.money import euro
from kmn_automation.model.report import Report
from tests.rules.builder import (
    clean_report,
    clean_tables,
    clean_values,
    form_of,
    known,
    make_report,
    rulebook,
)


def marks(year: int = 2024, **cells: object) -> Marks:
    """The marks of the clean report with these single values."""
    form = form_of(year)
    values = clean_values(form, year) | {name.replace("__", "."): value for name, value in cells.items()}
    return rulebook().marks(
        make_report(form, values, clean_tables(year, every_position=year < 2022)), known(year)
    )


def test_a_report_leaves_its_figures_its_persons_and_its_receipts() -> None:
    found = marks()
    assert found.statistics == statistics_fingerprint(clean_report(2024))
    assert (found.spent, found.consultations) == (euro("80012.35"), 1210)
    assert found.shares == {"p1": Decimal(1), "p2": Decimal("0.5")}
    assert receipt_key(dt.date(2024, 1, 31), "P1", Decimal("3957.45")) in found.wages
    assert found.receipts == frozenset()
    assert found.keys == found.wages


def test_receipts_that_are_no_wages_are_compared_with_everybody() -> None:
    found = marks(2018)
    assert len(found.receipts) > 0
    assert len(found.wages) > 0
    assert not found.receipts & found.wages


def test_income_small_and_unreadable_amounts_are_no_receipts() -> None:
    form, tables = form_of(2024), clean_tables(2024, every_position=False)
    lines = [dict(each) for each in tables["belege"]]
    lines[0]["position"], lines[1]["betrag"], lines[2]["betrag"] = "Einnahmen", "99.99", None
    report = make_report(form, clean_values(form, 2024), {**tables, "belege": lines})
    assert len(rulebook().marks(report, known(2024)).wages) == len(lines) - 3


def test_what_is_missing_leaves_no_mark() -> None:
    found = marks(ausgaben__raumkosten=None, statistik__beratungen=0)
    assert (found.spent, found.consultations) == (None, None)
    assert marks(statistik__beratungen=None).consultations is None


def test_a_report_without_law_leaves_none() -> None:
    report = clean_report(2024)
    assert rulebook().marks(stated(report, Decimal(2040)), Known(dt.date(2041, 1, 1))) == NO_MARKS
    assert rulebook().marks(stated(report, None), Known(dt.date(2025, 1, 1))) == NO_MARKS


def stated(report: Report, year: Decimal | None) -> Report:
    """The report with another Förderjahr on its Deckblatt."""
    cell = report.values["deckblatt.foerderjahr"]._replace(value=year)
    return replace(report, values={**report.values, "deckblatt.foerderjahr": cell})
