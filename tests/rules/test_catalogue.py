"""The rule set as a whole: every id once, every year covered, every date of a change complete."""

from __future__ import annotations

import pytest

from kmn_automation.model.finding import Certainty
from kmn_automation.rules.metadata import OWN_RULE
from kmn_automation.rules.tree import Node, walk
from kmn_automation.rules.versions import NoVersion
from tests.rules.builder import rulebook

PROMISED = (
    [f"FRM-{n:02}" for n in range(1, 13) if n != 9]
    + [f"ARI-{n:02}" for n in range(1, 13)]
    + [f"ELG-{n:02}" for n in (1, 2, 4, 5, 6, 7, 8)]
    + ["PER-01", "PER-02", "BEL-01", "BEL-02", "BEL-04", "BEL-05", "BEL-10"]
    + ["FRI-01", "FRI-02", "FRI-03", "STA-01", "STA-02", "STA-03", "STA-05", "STA-07"]
)


def test_every_promised_rule_is_there_once() -> None:
    ids = [each for rule in rulebook().rules for each in rule.ids]
    assert len(ids) == len(set(ids))
    assert set(PROMISED) <= set(ids)


def test_every_year_in_which_anything_changes_is_complete() -> None:
    book = rulebook()
    changes = {dated.first_year for each in book.parameters.values() for dated in each.values}
    changes |= {each.first_year for each in book.versions}
    funded = {year for version in book.versions for year in version.years}
    assert changes - funded == {2027}
    for year in sorted(funded & changes):
        version = book.version_of(year)
        assert book.forms[version.form].fits(year)
        assert {program.rule.id for program in book.programs[version.id]} == {
            rule.id for rule in book.rules if version.id in rule.versions
        }


@pytest.mark.parametrize(
    ("foerderjahr", "sentence"),
    [
        (
            2027,
            "Für das Förderjahr 2027 gibt es noch keine Richtlinie; bekannt sind die Jahre 2012 bis 2026.",
        ),
        (2011, "Für das Förderjahr 2011 gibt es keine Richtlinie; bekannt sind die Jahre 2012 bis 2026."),
    ],
)
def test_a_year_without_a_richtlinie_is_refused(foerderjahr: int, sentence: str) -> None:
    with pytest.raises(NoVersion) as refused:
        rulebook().version_of(foerderjahr)
    assert refused.value.what == sentence


@pytest.mark.parametrize(
    ("foerderjahr", "version"),
    [(2012, "RL_INT_2012"), (2016, "RL_INT_2012"), (2017, "RL_MB_2017"), (2021, "RL_MB_2017"),
     (2022, "RL_MB_2022"), (2023, "RL_MB_2022"), (2024, "RL_MB_2024"), (2026, "RL_MB_2024")],
)  # fmt: skip
def test_the_foerderjahr_chooses_the_version(foerderjahr: int, version: str) -> None:
    assert rulebook().version_of(foerderjahr).id == version


def test_an_assumed_rule_is_never_printed_as_law() -> None:
    for rule in rulebook().rules:
        assert (rule.printed_reference == OWN_RULE) is (rule.certainty is Certainty.ASSUMED)


def test_a_double_entry_answers_to_both_ids() -> None:
    book = rulebook()
    assert book.rule("ELG-04") is book.rule("ELG-05") is book.rule("ELG-04/ELG-05") is not None
    assert book.rule("ELG-99") is None


def test_the_typed_trees_are_kept_for_other_compilers() -> None:
    kept: list[Node] = [p.check for programs in rulebook().programs.values() for p in programs if p.check]
    assert len(kept) > 300
    assert all(list(walk(tree)) for tree in kept)


def test_a_number_before_its_first_year_has_no_value() -> None:
    assert rulebook().parameters["hoechstanteil"].value(2021) is None
