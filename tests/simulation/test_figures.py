from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.forms.definition import load_form
from kmn_automation.model.form import Field, Unit
from kmn_automation.model.money import euro, total
from kmn_automation.model.register import Bescheid
from kmn_automation.simulation.figures import Tables, Values, invent_report
from kmn_automation.simulation.figures_money import apportion, split
from kmn_automation.simulation.figures_statistics import BREAKDOWNS
from kmn_automation.simulation.network import invent_network

FORM_FILE = Path(__file__).parents[2] / "funding_rules/forms/2024.yaml"
FORM = load_form(FORM_FILE.read_text(encoding="utf-8"), "2024.yaml")
cases = st.tuples(st.integers(0, 300), st.integers(0, 23), st.sampled_from([12, 20, 200, 400]))


def invent(seed: int, number: int = 0, receipts: int = 20) -> tuple[Bescheid, Values, Tables]:
    register = invent_network(seed)
    bescheid = register.bescheide[number]
    traeger = register.find_traeger(bescheid.traeger_id)
    assert traeger is not None
    rng = random.Random(f"{seed} {number}")
    return bescheid, *invent_report(bescheid, traeger, register.plan_of(bescheid), rng, receipts)


def number(values: Values, field: str) -> Decimal:
    value = values[field]
    assert isinstance(value, Decimal)
    return value


def amounts(lines: list[dict[str, object]], column: str = "betrag") -> Decimal:
    return total(Decimal(str(line[column])) for line in lines)


@given(cases)
@settings(max_examples=40, deadline=None)
def test_every_sum_is_right_to_the_cent(case: tuple[int, int, int]) -> None:
    bescheid, values, tables = invent(*case)
    for sheet in ("einnahmen", "ausgaben"):
        for column in ("", "_plan", *(("_zuwendungsfaehig",) if sheet == "ausgaben" else ())):
            rows = [name for name in _rows(sheet) if name != "summe"]
            parts = total(number(values, f"{sheet}.{name}{column}") for name in rows)
            assert parts == values[f"{sheet}.summe{column}"]
    assert values["einnahmen.summe"] == values["ausgaben.summe"] == values["ausgaben.summe_plan"]
    assert values["einnahmen.landeszuwendung"] == bescheid.ausgezahlt
    assert amounts(tables["personal"], "gesamt") == values["ausgaben.personalausgaben"]
    assert amounts(tables["mittelabrufe"]) == bescheid.ausgezahlt
    assert amounts(tables["bescheide"]) == bescheid.bewilligt
    for position, item in (
        ("Personalausgaben", "ausgaben.personalausgaben"),
        ("Einnahmen", "einnahmen.summe"),
    ):
        lines = [line for line in tables["belege"] if line["position"] == position]
        assert amounts(lines) == values[item]
    for line in tables["personal"]:
        parts = [line[name] for name in ("brutto", "arbeitgeberanteil", "sonderzahlung")]
        assert total(Decimal(str(part)) for part in parts) == line["gesamt"]


def _rows(sheet: str) -> list[str]:
    """Names of the positions of the sheet, from the plan column that each of them has."""
    found = [
        field.removeprefix(f"{sheet}.").removesuffix("_plan")
        for field in FORM.fields
        if _is_plan(sheet, field)
    ]
    assert len(found) > 5
    return found


def _is_plan(sheet: str, field: str) -> bool:
    return field.startswith(f"{sheet}.") and field.endswith("_plan")


@given(cases)
@settings(max_examples=40, deadline=None)
def test_receipts_are_numbered_in_time_order_inside_the_period_and_all_different(
    case: tuple[int, int, int],
) -> None:
    bescheid, _, tables = invent(*case)
    belege = tables["belege"]
    assert [line["nummer"] for line in belege] == list(range(1, case[2] + 1))
    assert all(line["datum"] in bescheid.zeitraum for line in belege)
    assert len({(line["datum"], line["empfaenger"], line["betrag"]) for line in belege}) == len(belege)
    for position in ("Einnahmen", "Personalausgaben"):
        days = [str(line["datum"]) for line in belege if line["position"] == position]
        assert days == sorted(days)
    assert all(Decimal(str(line["betrag"])) > 0 for line in belege)


@given(cases)
@settings(max_examples=40, deadline=None)
def test_the_statistics_add_up(case: tuple[int, int, int]) -> None:
    _, values, tables = invent(*case)
    persons = number(values, "statistik.personen")
    for group, parts in BREAKDOWNS.items():
        assert sum(number(values, f"statistik.{group}_{part}") for part in parts) == persons
    origin = sum(number(line, "personen") for line in tables["herkunft"])
    assert origin + number(values, "statistik.herkunft_andere") == persons
    left = number(values, "statistik.uebertrag") + number(values, "statistik.neu")
    assert left - number(values, "statistik.abgeschlossen") == values["statistik.bestand"]
    assert number(values, "statistik.beratungen") >= persons
    ways = ("persoenlich", "telefon", "digital", "aufsuchend")
    assert (
        sum(number(values, f"statistik.beratungen_{way}") for way in ways) == values["statistik.beratungen"]
    )
    assert all(
        value >= 0 for name, value in values.items() if name.startswith("statistik.") and value is not True
    )


@given(cases)
@settings(max_examples=20, deadline=None)
def test_the_report_fits_the_form(case: tuple[int, int, int]) -> None:
    _, values, tables = invent(*case)
    assert set(values) <= set(FORM.fields)
    assert {field.id for field in FORM.fields.values() if field.required} <= set(values)
    assert set(tables) == set(FORM.tables)
    for field, value in values.items():
        assert _fits(FORM.fields[field], value), field
    for name, lines in tables.items():
        table = FORM.tables[name]
        assert len(lines) <= table.rows
        for line in lines:
            assert {column.name for column in table.columns if column.required} <= set(line)
            assert all(_fits(table.column(column), value) for column, value in line.items())


def _fits(field: Field, value: object) -> bool:
    if field.unit.is_number:
        return isinstance(value, Decimal)
    if field.unit is Unit.WAHL:
        return value in field.choices
    return isinstance(value, {Unit.DATUM: dt.date, Unit.JA_NEIN: bool}.get(field.unit, str))


@given(cases)
@settings(max_examples=20, deadline=None)
def test_people_work_what_was_granted_and_texts_are_long_enough(case: tuple[int, int, int]) -> None:
    bescheid, values, tables = invent(*case)
    assert sum(number(line, "stellenanteil") for line in tables["personal"]) == bescheid.stellenanteile
    for line in tables["personal"]:
        hours = number(line, "wochenstunden") / number(line, "vollzeitstunden")
        assert abs(hours - number(line, "stellenanteil")) <= Decimal("0.01")
    for field, text in values.items():
        if FORM.fields[field].long:
            assert len(str(text)) >= 200
            assert not any(letter.isdigit() for letter in str(text))
    assert str(values["bestaetigung.datum"]) > str(bescheid.zeitraum.bis)


def test_two_traeger_do_not_write_the_same() -> None:
    reports = [invent(1, each)[1] for each in range(24)]
    texts = {
        tuple(value for field, value in report.items() if field.startswith("sachbericht."))
        for report in reports
    }
    figures = {
        tuple(value for field, value in report.items() if field.startswith("statistik."))
        for report in reports
    }
    assert (len(texts), len(figures)) == (24, 24)


def test_the_same_random_state_gives_the_same_report() -> None:
    assert invent(4, 2) == invent(4, 2)


def test_too_few_receipts_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 12"):
        invent(1, 0, 11)


@given(st.integers(0, 10**9), st.lists(st.integers(1, 1000), min_size=1, max_size=50))
def test_parts_add_up_to_the_whole(whole: int, weights: list[int]) -> None:
    parts = apportion(whole, weights)
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)


def test_a_third_of_an_euro_loses_no_cent() -> None:
    assert split(euro("1.00"), [1, 1, 1]) == [euro("0.33"), euro("0.33"), euro("0.34")]
