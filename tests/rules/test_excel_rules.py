"""Which rules are live in the form, and why the others are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.model.finding import Severity
from kmn_automation.model.live_rule import LiveBook, placeholders
from kmn_automation.rules.excel_rules import dead_rules, live_book, live_ids, live_rules
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.rules.versions import Version
from tests.forms.samples import all_forms, form

RULES = Path(__file__).parents[2] / "funding_rules"
TARGET = 70


def shipped() -> Rulebook:
    files = {
        str(path.relative_to(RULES)): path.read_text("utf-8")
        for path in RULES.rglob("*.yaml")
        if path.parent.name != "forms"
    }
    return Rulebook.load(files, all_forms())


BOOK = shipped()


@pytest.fixture(params=BOOK.versions, ids=lambda version: version.id)
def version(request: pytest.FixtureRequest) -> Version:
    found = request.param
    assert isinstance(found, Version)
    return found


def test_enough_rules_are_live_in_every_version(version: Version) -> None:
    assert len(live_ids(BOOK, version)) >= TARGET


def test_every_rule_in_force_is_live_or_says_why_not(version: Version) -> None:
    in_force = {program.rule.id for program in BOOK.programs[version.id]}
    live = {rule.id for rule in live_rules(BOOK, version)}
    dead = dead_rules(BOOK, version)

    assert live | dead.keys() == in_force
    assert live.isdisjoint(dead)
    assert all(dead.values())


def test_nobody_outside_sees_what_is_meant_for_the_office(version: Version) -> None:
    assert {rule.severity for rule in live_rules(BOOK, version)} <= {Severity.ERROR, Severity.NOTE}


def test_no_live_rule_waits_for_the_day_of_receipt(version: Version) -> None:
    used = {name for rule in live_rules(BOOK, version) for _, name in placeholders(rule.violated)}

    assert not any(name.startswith("eingang.") for name in used)


def test_errors_stand_before_notes(version: Version) -> None:
    severities = [rule.severity for rule in live_rules(BOOK, version)]

    assert severities == sorted(severities, key=lambda each: each is not Severity.ERROR)


def test_a_form_that_no_version_uses_has_no_live_rules() -> None:
    other = form("2024")
    without = Rulebook(
        BOOK.versions[:1], BOOK.parameters, BOOK.rules, BOOK.forms, BOOK.programs, BOOK.coverages, BOOK.hash
    )

    assert live_book(without, other) == LiveBook()


def test_a_rule_that_never_holds_in_a_version_takes_no_line() -> None:
    version = BOOK.version_of(2025)
    items = [rule.item for rule in live_rules(BOOK, version) if rule.id == "ARI-10"]

    assert items == ["personalausgaben"]
