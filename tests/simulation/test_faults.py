from __future__ import annotations

import random
from decimal import Decimal

import pytest

from kmn_automation.model.german import read_number
from kmn_automation.model.money import total
from kmn_automation.simulation.faults import CATALOGUE, Fault, expected_rules, plant
from kmn_automation.simulation.network import invent_network
from tests.simulation.invented import FORM, draft_of

REGISTER = invent_network(1)
faults = pytest.mark.parametrize("fault", Fault, ids=[each.name for each in Fault])


@faults
def test_every_fault_changes_a_report_and_leaves_the_clean_one_alone(fault: Fault) -> None:
    clean = draft_of(REGISTER, 0)
    spoiled = plant(clean, [fault], random.Random(1))
    assert spoiled != clean
    assert clean == draft_of(REGISTER, 0)


def test_every_fault_is_in_the_catalogue_and_names_a_rule() -> None:
    assert set(CATALOGUE) == set(Fault)
    without = {fault for fault, planting in CATALOGUE.items() if not planting.rules}
    assert without == {Fault.TEXT_DECIMALS}
    assert expected_rules([Fault.LATE, Fault.NO_NUMBER, Fault.AMBIGUOUS_NUMBER]) == {"FRI-01", "FRM-12"}


@faults
def test_a_spoiled_report_still_fits_into_a_workbook(fault: Fault) -> None:
    spoiled = plant(draft_of(REGISTER, 0), [fault], random.Random(1))
    assert set(spoiled.values) <= set(FORM.fields)
    assert all(len(lines) <= FORM.tables[name].rows for name, lines in spoiled.tables.items())


def test_texts_for_amounts_have_one_reading_each() -> None:
    clean = draft_of(REGISTER, 0)
    spoiled = plant(clean, [Fault.TEXT_DECIMALS], random.Random(1))
    texts = {field: value for field, value in spoiled.values.items() if value != clean.values[field]}
    assert "ausgaben.personalausgaben" in texts
    assert {field: read_number(str(value)).value for field, value in texts.items()} == {
        field: clean.values[field] for field in texts
    }


def test_an_ambiguous_text_has_no_reading() -> None:
    spoiled = plant(draft_of(REGISTER, 0), [Fault.AMBIGUOUS_NUMBER], random.Random(1))
    assert read_number(str(spoiled.values["ausgaben.raumkosten"])).value is None


def test_a_double_receipt_is_exactly_double_and_the_sum_stays() -> None:
    for number in range(24):
        clean = draft_of(REGISTER, number)
        spoiled = plant(clean, [Fault.DUPLICATE_RECEIPT], random.Random(1)).tables["belege"]
        first, second = ({k: v for k, v in line.items() if k != "nummer"} for line in spoiled[-2:])
        assert first == second
        amounts = [
            total(Decimal(str(line["betrag"])) for line in lines)
            for lines in (clean.tables["belege"], spoiled)
        ]
        assert amounts[0] == amounts[1]


def test_several_faults_come_together() -> None:
    spoiled = plant(
        draft_of(REGISTER, 0), [Fault.LATE, Fault.MISSING_SHEET, Fault.WRONG_VERSION], random.Random(1)
    )
    assert (spoiled.late, spoiled.missing_sheets, spoiled.form_version) == (True, ("statistik",), "2022")
    assert "herkunft" not in spoiled.tables


def test_a_fault_for_numbers_cannot_be_planted_on_a_text() -> None:
    spoiled = plant(draft_of(REGISTER, 0), [Fault.NO_NUMBER, Fault.TEXT_DECIMALS], random.Random(1))
    with pytest.raises(TypeError, match="numbers"):
        plant(spoiled, [Fault.WRONG_EXPENSE_SUM], random.Random(1))
    with pytest.raises(TypeError, match="days"):
        plant(plant(spoiled, [Fault.NO_PERIOD], random.Random(1)), [Fault.OUTSIDE_PERIOD], random.Random(1))
