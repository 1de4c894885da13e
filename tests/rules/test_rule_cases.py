"""The files of cases: what may stand in them."""

from __future__ import annotations

import pytest

from kmn_automation.model.error import Misconfigured
from kmn_automation.rules.rule_cases import read_rule_cases, read_settlement_cases
from tests.rules.case_file import case_texts


def test_cases_are_read_file_by_file_without_the_settlements() -> None:
    texts = {
        "b.yaml": "- {rule: B, name: zwei, breaks: {a.b: 1}}",
        "a.yaml": "- {rule: A, name: eins, breaks: {}}",
    }

    found = read_rule_cases({**texts, "abrechnung.yaml": "kein Fall"})

    assert [(each.rule, each.foerderjahr, each.holds) for each in found] == [("A", 2024, {}), ("B", 2024, {})]


def test_settlements_have_a_file_of_their_own() -> None:
    assert len(read_settlement_cases(case_texts())) > 20
    assert read_settlement_cases({}) == []


def test_an_unknown_key_is_refused_with_its_place() -> None:
    with pytest.raises(Misconfigured, match=r"a\.yaml:1:25.*Meinten Sie „breaks“"):
        read_rule_cases({"a.yaml": "- {rule: A, name: eins, breakes: {}}"})
