"""Every rule speaks where it should, and is silent just beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.model.finding import Certainty, Outcome
from kmn_automation.rules.metadata import OWN_RULE
from kmn_automation.rules.rule_cases import RuleCase
from kmn_automation.rules.rulebook import Rulebook
from tests.rules.builder import clean_report, forms, known, rule_files, rulebook
from tests.rules.case_file import examine, read_cases
from tools.docs_examples import example

ALL = read_cases()
EXAMPLES = (Path(__file__).parents[2] / "docs" / "beispiele.md").read_text("utf-8")


@pytest.mark.parametrize("case", ALL, ids=[f"{case.rule} {case.name}" for case in ALL])
def test_a_rule_speaks_where_its_case_breaks_it(case: RuleCase) -> None:
    found = examine(case.foerderjahr, case.breaks)
    assert {finding.rule for finding in found.findings} == {case.rule, *case.also}
    spoken = next(finding for finding in found.findings if finding.rule == case.rule)
    assert case.text in spoken.text
    assert example(case, spoken) in EXAMPLES, "other words than in docs/beispiele.md: please run `make docs`"
    assert spoken.places
    assert "{" not in f"{spoken.text}{spoken.found}{spoken.expected}{spoken.remedy}"
    assert spoken.remedy
    if spoken.certainty is Certainty.ASSUMED:
        assert spoken.reference == OWN_RULE


@pytest.mark.parametrize("case", ALL, ids=[f"{case.rule} {case.name}" for case in ALL])
def test_a_rule_is_silent_just_beside_its_case(case: RuleCase) -> None:
    found = examine(case.foerderjahr, case.holds)
    assert case.rule not in {finding.rule for finding in found.findings}
    assert set(case.not_run) <= set(examine(case.foerderjahr, case.breaks).not_run)


@pytest.mark.parametrize("foerderjahr", range(2012, 2027))
def test_the_clean_report_has_no_finding_in_any_year(foerderjahr: int) -> None:
    found = rulebook().examine(clean_report(foerderjahr), known(foerderjahr))
    assert found.findings == ()
    assert found.not_run == ()
    assert found.outcome is Outcome.ANGENOMMEN
    assert found.settlement is not None


def test_a_rulebook_loaded_anew_says_every_word_again() -> None:
    book = Rulebook.load(rule_files(), forms())
    for case in ALL:
        found = examine(case.foerderjahr, case.breaks, book=book).findings
        assert {finding.rule for finding in found} == {case.rule, *case.also}, case.name
        spoken = next(finding for finding in found if finding.rule == case.rule)
        assert example(case, spoken) in EXAMPLES


def test_every_rule_has_a_case() -> None:
    assert {rule.id for rule in rulebook().rules} - {case.rule for case in ALL} == set()
