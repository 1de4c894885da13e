"""Rules that need the database: silent and named to nobody without it, exact with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kmn_automation.model.finding import Outcome, Severity
from kmn_automation.model.history import History
from kmn_automation.rules.deep_sample import deep_sample
from tests.rules.builder import clean_report, known, rulebook
from tests.rules.case_file import examine

NEEDS_THE_OFFICE = (
    "FRM-09", "ELG-23", "PER-09", "PER-10", "BEL-06", "FRI-05", "FRI-08", "FRI-09", "STA-06", "NET-03",
    "VGL-01", "VGL-02", "VGL-03", "VGL-04", "VGL-05", "VGL-06", "VGL-08", "VGL-09", "VGL-10", "VGL-12", "VGL-13",
)  # fmt: skip


def test_without_history_the_rules_are_named_to_nobody_outside() -> None:
    found = rulebook().examine(clean_report(2024), known(2024))
    assert found.not_known == NEEDS_THE_OFFICE
    assert found.not_run == ()
    assert found.outcome is Outcome.ANGENOMMEN


def test_a_report_of_an_unknown_form_is_no_history() -> None:
    last = replace(clean_report(2023), form_version="1999")
    found = rulebook().examine(clean_report(2024), replace(known(2024), history=History(last_report=last)))
    assert {"VGL-01", "STA-06", "FRM-09"} <= set(found.not_known)
    assert "VGL-05" not in found.not_known


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("STA-06", {"last": {}, "statistik.uebertrag": None}),
        ("VGL-01", {"last": {}, "ausgaben.personalausgaben_zuwendungsfaehig": None}),
        ("VGL-02", {"last": {}, "personal.0.monate": None}),
        ("VGL-03", {"history.cost_per_consultation": 60, "statistik.beratungen": None}),
        ("VGL-03", {"history.cost_per_consultation": 60, "ausgaben.raumkosten": None}),
        ("VGL-04", {"last": {}, "statistik.personen": None}),
        ("NET-03", {"history.sessions_attended": 2, "netzwerk.sitzungen": None}),
    ],
)
def test_a_value_that_this_report_lacks_is_named(rule: str, given: dict[str, object]) -> None:
    found = examine(2024, given)
    assert rule in found.not_run
    assert rule not in found.not_known


@pytest.mark.parametrize(
    "last",
    [
        {"statistik.bestand": None},
        {"statistik.personen": 0},
        {"ausgaben.personalausgaben_zuwendungsfaehig": 0},
        {"statistik.personen": None},
    ],
)
def test_what_last_year_lacks_is_nobodys_fault(last: dict[str, object]) -> None:
    found = examine(2024, {"last": last})
    assert found.findings == ()
    assert found.not_run == ()


def test_a_copied_statistic_of_zeros_is_not_called_a_copy() -> None:
    clean = clean_report(2025)
    zeros = {
        name: value._replace(value=Decimal(0)) if name.startswith("statistik.") else value
        for name, value in clean.values.items()
    }
    empty = replace(clean, values=zeros, tables={**clean.tables, "herkunft": ()})
    found = rulebook().examine(empty, replace(known(2025), history=History(last_report=empty)))
    assert "VGL-05" not in {each.rule for each in found.findings}
    assert "VGL-05" not in found.not_known


def test_an_unreadable_receipt_is_not_compared() -> None:
    receipts = [["31.01.2024", "P1", "3957.45", "KMN-16"]]
    wrong = {"raw": "x", "problem": "keine gültige Zahl"}
    found = examine(2024, {"history.receipts_elsewhere": receipts, "belege.0.betrag": wrong})
    assert "BEL-06" not in {each.rule for each in found.findings}


def test_a_look_that_found_nothing_is_no_lack() -> None:
    nothing = History(receipts_elsewhere={}, statistics_elsewhere=frozenset())
    found = rulebook().examine(clean_report(2024), replace(known(2024), history=nothing))
    assert not {"BEL-06", "VGL-06"} & {*found.not_known, *(each.rule for each in found.findings)}


def test_income_is_never_a_receipt_of_another() -> None:
    receipts = [["31.01.2024", "P1", "3957.45", "KMN-16"]]
    found = examine(2024, {"history.receipts_elsewhere": receipts, "belege.0.position": "Einnahmen"})
    assert "BEL-06" not in {each.rule for each in found.findings}


def test_a_person_without_a_share_counts_with_nothing() -> None:
    found = examine(2024, {"personal.0.stellenanteil": None})
    assert "PER-06" not in {each.rule for each in found.findings}


def test_without_a_frist_this_year_is_not_late() -> None:
    changes = {"history.late_years": [2023], "eingang.frist": None, "eingang.datum": "01.12.2025"}
    assert "VGL-09" not in {each.rule for each in examine(2024, changes).findings}


@pytest.mark.parametrize("median", ["40.006175", "160.0247"])
def test_a_cost_right_at_the_border_is_usual(median: str) -> None:
    changes = {"statistik.beratungen": 1000, "statistik.beratungen_persoenlich": 490}
    found = examine(2024, {**changes, "history.cost_per_consultation": median})
    assert "VGL-03" not in {each.rule for each in found.findings} | set(found.not_run) | set(found.not_known)


def test_what_is_internal_leaves_the_outcome_alone() -> None:
    found = examine(2024, {"history.drawn": True, "history.first_grant": True})
    assert {each.severity for each in found.findings} == {Severity.INTERNAL}
    assert found.outcome is Outcome.ANGENOMMEN


def test_an_approved_deviation_is_a_note() -> None:
    changes: dict[str, object] = {
        "personal.0.qualifikation": "andere",
        "personal.0.abweichung_zugestimmt": True,
    }
    assert [each.severity for each in examine(2024, changes).findings] == [Severity.NOTE]


def test_more_income_that_meets_more_expenditure_is_a_note() -> None:
    plan: dict[str, object] = {"plan.ausgaben.personalausgaben": "79761.60", "einnahmen.dritte_plan": 1000}
    found = {each.rule: each.severity for each in examine(2024, plan).findings}
    assert found == {"ELG-11": Severity.NOTE, "ELG-13": Severity.NOTE}


def test_the_sample_takes_the_highest_risks_first_and_rounds_up() -> None:
    risks = {f"T-{number:03}": 0 for number in range(41)} | {"T-003": 2, "T-017": 1}
    drawn = deep_sample(risks, Decimal(10), 2024)
    assert len(drawn) == 5
    assert {"T-003", "T-017"} <= set(drawn)
    assert drawn == deep_sample(dict(reversed(risks.items())), Decimal(10), 2024)
    assert drawn != deep_sample(risks, Decimal(10), 2025)
    assert drawn == tuple(sorted(drawn))


def test_a_tenth_of_101_cases_is_eleven() -> None:
    assert len(deep_sample({f"T-{number}": 0 for number in range(101)}, Decimal(10), 2024)) == 11


def test_nobody_is_drawn_from_nothing() -> None:
    assert deep_sample({}, Decimal(10), 2024) == ()
