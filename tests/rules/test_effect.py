"""Two examinations of one report side by side: what counts as the same, as new, as gone, as changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kmn_automation.model.finding import Examination, Outcome, Severity
from kmn_automation.model.money import euro
from kmn_automation.rules.effect import Kind, compare
from tests.rules.case_file import examine

CLEAN = examine(2024, {})
BROKEN = examine(2024, {"statistik.geschlecht_w": 1, "netzwerk.sitzungen": 0})


def test_equal_examinations_have_no_difference() -> None:
    assert compare(BROKEN, BROKEN).is_none


def test_a_finding_of_one_side_only_is_new_or_gone() -> None:
    there, back = compare(CLEAN, BROKEN), compare(BROKEN, CLEAN)

    assert {(each.rule, each.kind, each.count) for each in there.changes} == {
        ("STA-01", Kind.GAINED, 1), ("NET-02", Kind.GAINED, 1),
    }  # fmt: skip
    assert {each.kind for each in back.changes} == {Kind.LOST}
    assert there.outcomes == (Outcome.ANGENOMMEN, Outcome.NACHBESSERUNG)
    assert there.other_outcome
    assert not there.other_settlement


@pytest.mark.parametrize("change", [{"text": "Anders."}, {"severity": Severity.TRIAL}, {"remedy": "Nichts."}])
def test_another_sentence_or_weight_at_the_same_cells_is_a_change(change: dict[str, object]) -> None:
    other = replace(BROKEN.findings[0], **change)  # type: ignore[arg-type] # by name
    found = compare(BROKEN, replace(BROKEN, findings=(other, *BROKEN.findings[1:])))

    assert [(each.rule, each.kind, each.text) for each in found.changes] == [
        (other.rule, Kind.CHANGED, other.text)
    ]


def test_findings_of_a_rule_are_counted_with_the_sentence_of_the_first() -> None:
    findings = examine(2024, {"belege.0.datum": "31.12.2023", "belege.1.datum": "31.12.2023"}).findings
    found = compare(CLEAN, replace(CLEAN, findings=findings)).changes

    assert [(each.rule, each.count) for each in found] == [("BEL-04", 2)]
    assert found[0].text == findings[0].text


def test_the_same_finding_twice_is_one_more() -> None:
    first = BROKEN.findings[0]
    found = compare(replace(CLEAN, findings=(first,)), replace(CLEAN, findings=(first, first)))

    assert [(each.kind, each.count) for each in found.changes] == [(Kind.GAINED, 1)]


@pytest.mark.parametrize("missing", [True, False])
def test_a_settlement_differs_by_its_sums_not_by_its_words(*, missing: bool) -> None:
    assert CLEAN.settlement
    other = None if missing else replace(CLEAN.settlement, grant=euro("1.00"))
    reworded = replace(CLEAN, settlement=replace(CLEAN.settlement, steps=()))

    assert compare(CLEAN, replace(CLEAN, settlement=other)).other_settlement
    assert not compare(CLEAN, replace(CLEAN, settlement=other)).is_none
    assert compare(CLEAN, reworded).is_none


def test_a_rule_that_no_longer_runs_is_named() -> None:
    after: Examination = replace(CLEAN, not_run=("ARI-01", "STA-01"))
    found = compare(replace(CLEAN, not_run=("STA-01",)), after)

    assert found.muted == ("ARI-01",)
    assert not found.is_none
