"""The rule set as a whole: every id once, every year covered, every date of a change complete."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from kmn_automation.model.finding import Certainty
from kmn_automation.rules import settlement
from kmn_automation.rules.metadata import OWN_RULE
from kmn_automation.rules.tree import Node, names, walk
from kmn_automation.rules.versions import NoVersion
from tests.rules.builder import rule_files, rulebook

FAMILIES = {"FRM": 19, "ARI": 12, "ELG": 25, "PER": 16, "BEL": 11, "FRI": 10, "STA": 18, "NET": 9, "VGL": 13}
PROMISED = [f"{family}-{number:02}" for family, last in FAMILIES.items() for number in range(1, last + 1)]
INSTEAD = {"ELG-01": "ELG-04", "ELG-02": "ELG-03", "ELG-09": "ELG-08"}
"""What held until 2021 and what holds since: a meaning that changed is a new rule."""
NAME = re.compile(r"[a-z_][a-z0-9_]*")


def test_every_one_of_the_133_rules_is_listed_once() -> None:
    ids = [each for rule in rulebook().rules for each in rule.ids]
    assert len(PROMISED) == 133
    assert sorted(ids) == sorted(PROMISED)


def test_one_entry_keeps_both_ids_of_a_number_that_changed() -> None:
    assert [rule.id for rule in rulebook().rules if len(rule.ids) > 1] == ["ELG-04/ELG-05"]


def days_of_change() -> list[dt.date]:
    """Every day on which a version, a number, or a rule begins or has just ended."""
    book = rulebook()
    by_id = {version.id: version for version in book.versions}
    years = {dated.first_year for each in book.parameters.values() for dated in each.values}
    years |= {version.first_year for version in book.versions}
    years |= {version.last_year + 1 for version in book.versions}
    years |= {by_id[rule.versions[0]].first_year for rule in book.rules}
    years |= {by_id[rule.versions[-1]].last_year + 1 for rule in book.rules}
    return [dt.date(year, 1, 1) for year in sorted(years)]


def test_the_days_of_change_are_the_known_ones() -> None:
    assert [day.year for day in days_of_change()] == [2012, 2017, 2022, 2024, 2027]


@pytest.mark.parametrize("day", days_of_change(), ids=str)
def test_the_rule_set_is_complete_and_without_overlap_on_a_day_of_change(day: dt.date) -> None:
    """Also on the day before: a gap or an overlap shows on one of both sides."""
    for year in (day.year, day.year - 1):
        holding = [version for version in rulebook().versions if year in version.years]
        if not 2012 <= year <= 2026:
            assert holding == []
            continue
        assert len(holding) == 1
        assert rulebook().forms[holding[0].form].fits(year)
        in_force = {program.rule.id for program in rulebook().programs[holding[0].id]}
        assert in_force == {rule.id for rule in rulebook().rules if holding[0].id in rule.versions}
        for before, since in INSTEAD.items():
            found = [name for name in (before, since) if name in {n for i in in_force for n in i.split("/")}]
            assert found == [before if year < 2022 else since]
        assert missing_numbers(holding[0].id, year) == set()


def missing_numbers(version: str, year: int) -> set[str]:
    """Numbers that a rule in force names and that have no value in that year."""
    book = rulebook()
    used: set[str] = set()
    for program in book.programs[version]:
        used |= {
            name for tree in (program.when, program.check) if tree for name in (n.id for n in names(tree))
        }
        used |= set(program.function.parameters) if program.function else set()
    return {each for each in used & book.parameters.keys() if book.parameters[each].value(year) is None}


def test_every_number_is_used_by_a_rule_or_by_the_settlement() -> None:
    book = rulebook()
    texts = " ".join(rule_files().values())
    used = {name for needed in settlement.PARAMETERS.values() for name in needed}
    for programs in book.programs.values():
        for program in programs:
            function = program.function
            used |= {*function.parameters, *function.readers} if function else set()
    counted = Counter(NAME.findall(texts))
    assert {name for name in book.parameters if name not in used and counted[name] < 2} == set()


@pytest.mark.parametrize(
    ("day", "left", "since"),
    [
        ("2026-07-03", None, None),
        ("2026-07-04", 180, "2026-07-04"),
        ("2026-10-01", 91, "2026-07-04"),
        ("2026-10-02", 90, "2026-10-02"),
        ("2026-12-01", 30, "2026-12-01"),
        ("2026-12-31", 0, "2026-12-01"),
        ("2027-01-01", -1, "2027-01-01"),
        ("2028-05-05", -491, "2027-01-01"),
    ],
)
def test_the_end_of_the_richtlinie_is_announced(day: str, left: int | None, since: str | None) -> None:
    found = [
        (each.version, each.days_left, each.stage_since, each.last_day)
        for each in rulebook().expiring(dt.date.fromisoformat(day))
    ]
    expected = (
        [] if since is None else [("RL_MB_2024", left, dt.date.fromisoformat(since), dt.date(2026, 12, 31))]
    )
    assert found == expected


def test_the_announcement_says_what_to_do() -> None:
    before, after = (rulebook().expiring(day)[0] for day in (dt.date(2026, 12, 1), dt.date(2027, 1, 1)))
    assert before.sentence == (
        "Richtlinie Migrationsberatung (RL_MB_2024) endet mit Ablauf des 31.12.2026, in 30 Tagen. "
        "Bitte die neue Richtlinie mit ihren Zahlen hinterlegen."
    )
    assert before.reference == rulebook().versions[-1].reference
    assert not before.is_over
    assert after.is_over
    assert after.sentence.endswith("werden nicht geprüft, bis eine neue Richtlinie hinterlegt ist.")


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
    for source in (source for rule in rulebook().rules for source in rule.sources):
        assert (source.printed == OWN_RULE) is (source.certainty is Certainty.ASSUMED)


LATER_LAW = re.compile(r"Richtlinie Migrationsberatung Nr\\. [0-9]|Nds\\. MBl\\. 2024 Nr\\. 6\\b")
"""Numbers of the text of 2022 and of its change of 2024: no report of an earlier year is measured by them."""


def test_no_report_is_measured_by_a_text_that_came_later() -> None:
    first_year = {version.id: version.first_year for version in rulebook().versions}
    early = [
        (rule.id, source.reference)
        for rule in rulebook().rules
        for source in (
            rule.source(first_year[version]) for version in rule.versions if first_year[version] < 2022
        )
        if LATER_LAW.search(source.reference)
    ]
    assert early == []


def test_the_decree_of_2012_is_law_until_2016_only() -> None:
    book = rulebook()
    cited = [rule for rule in book.rules if any("v. 11.9.2012" in each.reference for each in rule.sources)]
    assert [rule.id for rule in cited] == ["NET-01", "NET-02", "NET-06", "NET-07"]
    assert not [
        rule.id for rule in cited for year in range(2017, 2027)
        if rule.versions[-1] != "RL_INT_2012" and "v. 11.9.2012" in rule.source(year).reference
    ]  # fmt: skip


def test_what_another_programme_says_is_not_printed_as_law() -> None:
    for source in (source for rule in rulebook().rules for source in rule.sources):
        if "entsprechend" in source.reference:
            assert source.certainty is Certainty.ASSUMED, source.reference


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
