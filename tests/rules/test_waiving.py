"""A waived rule is heard and written down, but sends nothing back; the settlement does not move."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kmn_automation.model.finding import Examination, Outcome
from kmn_automation.rules.waiving import NEVER
from tests.rules.builder import clean_report, known, rulebook
from tests.rules.case_file import examine

WHY = "ausgesetzt bis 31.12.2026 durch Ada Probst: mit uns abgestimmt"


def with_waivers(changes: dict[str, object], *rules: str) -> Examination:
    return examine(2024, changes, dict.fromkeys(rules, WHY))


def test_a_waived_finding_stays_in_the_examination_and_does_not_send_back() -> None:
    changes: dict[str, object] = {"statistik.geschlecht_w": 1}
    assert with_waivers(changes).outcome is Outcome.NACHBESSERUNG
    found = with_waivers(changes, "STA-01")
    assert [(each.rule, each.waived, each.visible, each.sends_back) for each in found.findings] == [
        ("STA-01", WHY, False, False)
    ]
    assert found.outcome is Outcome.ANGENOMMEN


def test_another_rule_still_sends_back() -> None:
    found = with_waivers({"statistik.geschlecht_w": 1, "einnahmen.summe": 1}, "STA-01")
    assert found.outcome is Outcome.NACHBESSERUNG
    assert {each.rule: bool(each.waived) for each in found.findings}["STA-01"] is True
    assert not any(each.waived for each in found.findings if each.rule != "STA-01")


@pytest.mark.parametrize("name", ["ELG-04", "ELG-05", "ELG-04/ELG-05"])
def test_a_double_entry_is_waived_by_each_of_its_ids(name: str) -> None:
    changes: dict[str, object] = {"personal.0.monate": 6}
    before, found = with_waivers(changes), with_waivers(changes, name)
    assert any(each.rule == "ELG-04/ELG-05" and not each.waived for each in before.findings)
    assert all(each.waived == WHY for each in found.findings if each.rule == "ELG-04/ELG-05")


def test_the_settlement_is_the_same_with_and_without_a_waiver() -> None:
    changes: dict[str, object] = {"personal.0.monate": 6}
    assert with_waivers(changes, "ELG-05").settlement == with_waivers(changes).settlement


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("FRM-01", {"deckblatt.ansprechperson": None}),
        ("FRM-12", {"einnahmen.summe": {"raw": "x", "problem": "keine gültige Zahl"}}),
        ("FRM-14", {"sights": [["MACROS"]]}),
    ],
)
def test_a_rule_that_nobody_can_waive_is_held_whatever_the_register_says(
    rule: str, changes: dict[str, object]
) -> None:
    found = with_waivers(changes, rule)
    assert found.outcome is Outcome.NACHBESSERUNG
    assert not any(each.waived for each in found.findings)


def test_rules_that_nobody_can_waive_exist_and_say_why() -> None:
    limits = rulebook().waiver_limits
    assert {rule for rule, why_not in limits.items() if why_not} == set(NEVER)
    assert set(limits) > {rule.id for rule in rulebook().rules}


def test_without_waivers_nothing_is_marked() -> None:
    found = rulebook().examine(clean_report(2024), replace(known(2024), waived={}))
    assert found.findings == ()
