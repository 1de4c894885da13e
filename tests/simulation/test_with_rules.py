from __future__ import annotations

import random

import pytest

from kmn_automation.model.finding import Examination
from kmn_automation.model.register import Register
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.simulation.faults import CATALOGUE, Fault, expected_rules, plant
from kmn_automation.simulation.faults_changes import Draft
from kmn_automation.simulation.network import invent_network
from tests.simulation.invented import FORMS, RULES, draft_of, known_for, report_of

REGISTER = invent_network(1)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    files = {
        path.relative_to(RULES).as_posix(): path
        for path in RULES.rglob("*.yaml")
        if path.parent.name != "forms"
    }
    return Rulebook.load({name: path.read_text(encoding="utf-8") for name, path in files.items()}, FORMS)


def examine(book: Rulebook, draft: Draft, register: Register, number: int) -> Examination:
    return book.examine(report_of(draft), known_for(draft, register, number))


@pytest.mark.parametrize("foerderjahr", [2024, 2025, 2026])
@pytest.mark.parametrize("receipts", [12, 20, 200])
def test_no_rule_objects_to_a_clean_report(book: Rulebook, foerderjahr: int, receipts: int) -> None:
    register = invent_network(foerderjahr + receipts, 24, foerderjahr)
    for number, bescheid in enumerate(register.bescheide):
        examination = examine(book, draft_of(register, number, receipts), register, number)
        assert [(each.rule, each.text) for each in examination.findings] == []
        assert examination.not_run == ()
        assert examination.settlement is not None
        assert examination.settlement.grant == bescheid.bewilligt
        assert examination.settlement.claim == 0


@pytest.mark.parametrize("number", [0, 1, 11])
@pytest.mark.parametrize("fault", Fault, ids=[each.name for each in Fault])
def test_every_planted_fault_is_found_by_the_rules_it_names(
    book: Rulebook, fault: Fault, number: int
) -> None:
    spoiled = plant(draft_of(REGISTER, number), [fault], random.Random(1))
    examination = examine(book, spoiled, REGISTER, number)
    found = {rule for each in examination.findings for rule in each.rule.split("/")}
    assert expected_rules([fault]) - found == (_never(fault, number))
    assert any(each.sends_back for each in examination.findings) == CATALOGUE[fault].sends_back


def _never(fault: Fault, number: int) -> set[str]:
    """A Gebietskörperschaft (Träger 2) that is late is late by a rule of its own."""
    return {"FRI-01"} if fault is Fault.LATE and number == 1 else set()
