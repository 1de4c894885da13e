"""Tables that the office enters: grades, rates, words; a table that cannot be read is refused at load."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kmn_automation.model.error import Misconfigured
from kmn_automation.rules.functions_tables import (
    read_amount,
    read_grade,
    read_highest_grades,
    read_rates,
)
from kmn_automation.rules.functions_texts import similarity
from kmn_automation.rules.rulebook import Rulebook
from tests.rules.builder import forms, rule_files
from tests.rules.case_file import examine


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("S 11b, Stufe 3", ("S", 11, "b")),
        ("s11B", ("S", 11, "b")),
        ("E 9b Stufe 4", ("E", 9, "b")),
        ("EG 10/3", ("E", 10, "")),
        ("TV-L Entgeltgruppe 13, Stufe 2", ("E", 13, "")),
        ("nach Vereinbarung", None),
        ("Stufe 3", None),
        ("", None),
    ],
)
def test_a_grade_is_read_as_people_write_it(text: str, grade: tuple[str, int, str] | None) -> None:
    assert read_grade(text) == grade


def test_tables_are_read_pair_by_pair() -> None:
    assert read_rates(" S 11b = 72.345,00; E 9b=70123 ;") == {
        ("S", 11, "b"): Decimal("72345.00"), ("E", 9, "b"): Decimal(70123),
    }  # fmt: skip
    assert read_highest_grades("Soziale Arbeit=S 12; andere=S 8b") == {
        "Soziale Arbeit": ("S", 12, ""), "andere": ("S", 8, "b"),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["S 11b", "S 11b=viel", "hoch=72345,00"])
def test_a_rate_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ist kein Satz wie"):
        read_rates(text)


@pytest.mark.parametrize("text", ["Soziale Arbeit", "Soziale Arbeit=hoch", "=S 12"])
def test_a_highest_grade_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ist keine Zuordnung wie"):
        read_highest_grades(text)


def test_an_amount_is_above_zero() -> None:
    assert read_amount("0.30") == Decimal("0.30")


@pytest.mark.parametrize("text", ["viel", "0", "-1", "NaN"])
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="ist kein Betrag über 0"):
        read_amount(text)


def with_rates(value: str) -> dict[str, str]:
    numbers = rule_files()["parameters.yaml"]
    begin = numbers.index("- id: durchschnittssaetze")
    changed = numbers[begin:].replace("value: null", f"value: {value}", 1)
    return {**rule_files(), "parameters.yaml": numbers[:begin] + changed}


def test_a_table_that_cannot_be_read_refuses_the_rules() -> None:
    with pytest.raises(
        Misconfigured, match="„durchschnittssaetze“ ab 2012: „S 11b=viel“ ist kein Satz"
    ) as refused:
        Rulebook.load(with_rates('"S 11b=viel"'), forms())
    assert str(refused.value).startswith("checks/personal.yaml:")


def test_a_table_that_can_be_read_is_taken() -> None:
    assert Rulebook.load(with_rates('"S 11b=72345,00"'), forms()).rule("PER-09") is not None


@pytest.mark.parametrize(
    "cells",
    [
        {"personal.0.eingruppierung": None},
        {"personal.0.monate": 0},
        {"personal.0.gesamt": None},
        {"personal.0.eingruppierung": "E 9b"},
    ],
)
def test_a_cost_without_grade_or_months_is_not_compared(cells: dict[str, object]) -> None:
    changes = {"parameter.durchschnittssaetze": "S 11b=24.000,00", "personal.0.tarif": False, **cells}
    assert "PER-09" not in {each.rule for each in examine(2024, changes).findings}


@pytest.mark.parametrize("cells", [{"personal.0.eingruppierung": None}, {"personal.0.qualifikation": None}])
def test_a_grade_is_compared_where_both_are_known(cells: dict[str, object]) -> None:
    changes = {
        "parameter.hoechste_eingruppierung": "Soziale Arbeit=S 8b",
        **cells,
        "personal.1.eingruppierung": "E 2",
    }
    assert "PER-10" not in {each.rule for each in examine(2024, changes).findings}


def test_a_travel_rate_that_is_not_given_is_none() -> None:
    found = examine(2024, {"parameter.kilometersatz": "0.30", "ausgaben.reise_satz": None})
    assert found.findings == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", 0),
        ("a b", "a b", 0),
        ("a b c", "A, b: c.", 100),
        ("a b c d", "a b c e", 50),
        ("a b c", "d e f", 0),
    ],
)
def test_texts_are_compared_by_runs_of_three_words(one: str, other: str, expected: int) -> None:
    assert similarity(one, other) == expected


def test_the_comparison_of_long_texts_is_linear() -> None:
    long = "wort " * 60_000
    assert similarity(long, long) == 100
