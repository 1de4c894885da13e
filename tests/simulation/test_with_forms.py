from __future__ import annotations

import random

import pytest

from kmn_automation.forms.register_layout import plan_positions
from kmn_automation.forms.register_read import read_register
from kmn_automation.forms.register_write import write_register
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.simulation.faults import Fault, plant
from kmn_automation.simulation.network import invent_network
from tests.simulation.invented import FORM, draft_of

POSITIONS = plan_positions([FORM])
WRITER = FormWriter(FORM)


@pytest.mark.parametrize(("seed", "traeger"), [(1, 24), (2, 3), (3, 100)])
def test_the_register_goes_through_its_workbook_without_a_refusal(seed: int, traeger: int) -> None:
    register = invent_network(seed, traeger)
    read, refusals = read_register(write_register(register, POSITIONS), POSITIONS)
    assert refusals == ()
    assert read == register


@pytest.mark.parametrize("fault", [None, *Fault], ids=["clean", *(each.name for each in Fault)])
def test_every_report_can_be_written_as_a_workbook(fault: Fault | None) -> None:
    draft = draft_of(invent_network(1), 2)
    spoiled = plant(draft, [fault] if fault else [], random.Random(1))
    assert WRITER.write(spoiled.values, spoiled.tables).startswith(b"PK")
