"""Stored reports under two rule sets: the same answer from one process and from several, in the order of the cases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kmn_automation.app.home import create_home
from kmn_automation.app.wiring import Workplace
from kmn_automation.model.error import TryLater
from kmn_automation.rules.effect import Difference
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.steps.compare_rules import BATCH, Compared, Comparison, compare_all
from kmn_automation.store import reports
from kmn_automation.store.reports import PackedReport
from tests.app.stored_reports import keep, register_of, report_of
from tests.rules.builder import forms, rule_files, rulebook

MARKS = tuple(f"KMN-{number:02}" for number in range(2 * BATCH + 3))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """An office with more reports than fit into one batch."""
    create_home(tmp_path)
    place = Workplace.at(tmp_path)
    for mark in MARKS:
        keep(place, 2025, report_of(2025, mark), mark)
    yield place
    place.close()


def stricter() -> Rulebook:
    """The shipped rules with 20,000 € for a full post from 2024 on."""
    files = dict(rule_files())
    files["parameters.yaml"] = files["parameters.yaml"].replace("value: 60000", "value: 20000")
    return Rulebook.load(files, forms())


def run(place: Workplace, comparison: Comparison, workers: int) -> list[Compared]:
    with place.store.read() as tx:
        ids = reports.newest_ids(tx)
    return [each for batch in compare_all(place.store, comparison, ids, workers) for each in batch]


def test_several_processes_say_the_same_as_one(place: Workplace) -> None:
    comparison = Comparison(rulebook(), stricter(), register_of(*((mark, 2025) for mark in MARKS)))

    alone, together = run(place, comparison, 1), run(place, comparison, 2)

    assert alone == together
    assert [packed.geschaeftszeichen for packed, _ in alone] == list(MARKS)
    assert all(difference.other_settlement for _, difference in alone)
    assert {packed.report for packed, _ in together} == {b""}, "the content does not come back"


@dataclass(frozen=True)
class Fatal(Comparison):
    """A comparison over which the process ends, as one that the kernel kills for memory."""

    def of(self, packed: PackedReport) -> Difference:
        os._exit(packed.fassung)


def test_a_process_that_was_ended_says_so(place: Workplace) -> None:
    fatal = Fatal(rulebook(), rulebook(), replace(register_of()))

    with pytest.raises(TryLater, match="von außen beendet"):
        run(place, fatal, 2)
