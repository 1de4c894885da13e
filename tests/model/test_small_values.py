"""Money, periods, errors, states: the smallest pieces."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, cast

import pytest

from kmn_automation.model.error import KmnError, Misconfigured, TryLater
from kmn_automation.model.finding import Certainty, Finding, Outcome, Severity, outcome_of
from kmn_automation.model.form import Unit
from kmn_automation.model.frist import Zeitraum, add_months, next_working_day, year_of
from kmn_automation.model.letter import MOVES, LetterState
from kmn_automation.model.money import NULL_EURO, euro, total
from kmn_automation.model.report import Place, Report, Value, show


def test_money_is_rounded_half_up_to_cents_and_is_never_a_float() -> None:
    assert euro("0.005") == Decimal("0.01")
    assert euro("-0.005") == Decimal("-0.01")
    assert total([]) == NULL_EURO
    assert total([Decimal("1.10"), Decimal("2.20")]) == Decimal("3.30")
    with pytest.raises(TypeError, match="never a float"):
        euro(cast("Any", 1.5))


def test_a_period_holds_its_first_and_last_day() -> None:
    year = year_of(2024)

    assert dt.date(2024, 1, 1) in year
    assert dt.date(2024, 12, 31) in year
    assert dt.date(2025, 1, 1) not in year
    assert (year.months, Zeitraum(dt.date(2024, 4, 15), dt.date(2024, 6, 1)).months) == (12, 3)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2023, 12, 31), 6, dt.date(2024, 6, 30)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2024, 6, 30), 1, dt.date(2024, 7, 31)),
        (dt.date(2024, 1, 30), 1, dt.date(2024, 2, 29)),
        (dt.date(2024, 3, 15), -3, dt.date(2023, 12, 15)),
    ],
)
def test_months_end_as_section_188_bgb_says(day: dt.date, months: int, later: dt.date) -> None:
    assert add_months(day, months) == later


def test_a_period_that_ends_on_a_free_day_runs_to_the_next_working_day() -> None:
    monday_off = {dt.date(2024, 7, 1)}

    assert next_working_day(dt.date(2024, 6, 30), lambda _: False) == dt.date(2024, 7, 1)
    assert next_working_day(dt.date(2024, 6, 29), monday_off.__contains__) == dt.date(2024, 7, 2)
    assert next_working_day(dt.date(2024, 7, 3), lambda _: False) == dt.date(2024, 7, 3)


def test_an_error_says_what_where_and_what_to_do() -> None:
    error = Misconfigured("Etwas fehlt.", where="kmn.toml", do="Bitte eintragen.")

    assert str(error) == "kmn.toml: Etwas fehlt. Bitte eintragen."
    assert str(KmnError("Nur das.")) == "Nur das."
    assert [KmnError.exit_code, Misconfigured.exit_code, TryLater.exit_code] == [70, 2, 75]


def finding(severity: Severity, *, mendable: bool) -> Finding:
    return Finding("X-01", severity, mendable, (), "", "", "", "", "", Certainty.CHECKED)


def test_only_what_can_be_mended_sends_a_report_back() -> None:
    assert outcome_of(()) is Outcome.ANGENOMMEN
    assert outcome_of((finding(Severity.INTERNAL, mendable=True),)) is Outcome.ANGENOMMEN
    assert outcome_of((finding(Severity.TRIAL, mendable=True),)) is Outcome.ANGENOMMEN
    assert outcome_of((finding(Severity.NOTE, mendable=True),)) is Outcome.MIT_HINWEISEN
    assert outcome_of((finding(Severity.ERROR, mendable=False),)) is Outcome.MIT_HINWEISEN
    assert outcome_of((finding(Severity.ERROR, mendable=True),)) is Outcome.NACHBESSERUNG


def test_every_state_of_a_letter_has_its_moves_and_only_a_person_or_proof_ends_a_doubt() -> None:
    assert set(MOVES) == set(LetterState)
    assert LetterState.IN_UEBERGABE not in MOVES[LetterState.UNGEKLAERT]
    assert MOVES[LetterState.VERWORFEN] == frozenset()


def test_money_and_counts_are_numbers_but_days_are_not() -> None:
    assert Unit.EURO.is_number
    assert not Unit.DATUM.is_number


def test_a_report_answers_for_missing_and_empty_fields_alike() -> None:
    here = Place("Deckblatt", "C3")
    values = {
        "a.zahl": Value("3", Decimal(3), here),
        "a.text": Value(" Haus ", " Haus ", here),
        "a.leer": Value("", None, here),
    }
    report = Report("2024", values, {})

    assert (report.get("a.zahl"), report.get("a.leer"), report.get("a.fehlt")) == (Decimal(3), None, None)
    assert (report.text("a.text"), report.text("a.leer"), report.text("a.zahl")) == ("Haus", "", "3")
    assert (report.number("a.zahl"), report.number("a.text")) == (Decimal(3), None)


def test_values_are_shown_as_a_german_reads_them() -> None:
    shown = [show(each) for each in (None, True, False, Decimal("1234.50"), dt.date(2025, 3, 5), "Haus")]

    assert shown == ["", "ja", "nein", "1.234,5", "05.03.2025", "Haus"]
