"""The Förderjahr decides which Richtlinie counts, the day of receipt only what is late: over all versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.app.rule_desk import explain_rule
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox, Workplace
from kmn_automation.forms.exchange import return_values
from tests.app.stored_reports import ONE_OF_EACH, register_of, report_of, set_register
from tests.cli.small_office import SmallOffice

VERSIONS = dict(zip(ONE_OF_EACH, ("RL_INT_2012", "RL_MB_2017", "RL_MB_2022", "RL_MB_2024"), strict=True))
CEILING = {2013: "Höchstbetrag der Ausgaben", 2018: "Höchstbetrag der Ausgaben", 2023: "Höchstbetrag der Zuwendung",
           2025: "Höchstbetrag der Zuwendung"}  # fmt: skip
AMOUNT = {2013: "82500.00", 2018: "82500.00", 2023: "82500.00", 2025: "90000.00"}
"""1.5 posts of 55,000 €, from 2024 of 60,000 €."""
TOOLBOX = Toolbox(Site(shipped_root(), shipped_root()))


@pytest.fixture
def archive(office: SmallOffice) -> SmallOffice:
    """An office with a Bescheid of a year of each version."""
    place = Workplace.at(office.home)
    set_register(place, register_of(*(("KMN-17", year) for year in ONE_OF_EACH)))
    place.close()
    return office


def workbook(folder: Path, foerderjahr: int) -> Path:
    """The clean report of that year as a file."""
    report = report_of(foerderjahr)
    path = folder / f"{foerderjahr}.xlsx"
    path.write_bytes(TOOLBOX.writers[report.form_version].write(*return_values(report)))
    return path


def test_a_report_is_judged_by_the_version_of_its_foerderjahr_on_any_day(archive: SmallOffice) -> None:
    paths = {year: workbook(archive.home, year) for year in ONE_OF_EACH}
    long_after = archive.kmn("check", *paths.values(), "--date", "2039-12-30", "--json").json

    for (year, path), late in zip(paths.items(), long_after, strict=True):
        in_time = archive.kmn("check", path, "--date", f"{year + 1}-06-02", "--json").json
        steps = {each["label"]: each["amount"] for each in late["settlement"]["steps"]}
        assert in_time["findings"] == []
        assert in_time["settlement"] == late["settlement"]
        assert late["settlement"]["version"] == VERSIONS[year]
        assert steps[CEILING[year]] == AMOUNT[year]
        assert {each["rule"] for each in late["findings"]} == {"FRI-01"}


def test_the_day_of_receipt_decides_what_is_late(archive: SmallOffice) -> None:
    path = workbook(archive.home, 2025)
    rules = {
        day: [each["rule"] for each in archive.kmn("check", path, "--date", day, "--json").json["findings"]]
        for day in ("2026-06-30", "2026-07-01")
    }

    assert rules == {"2026-06-30": [], "2026-07-01": ["FRI-01"]}


def test_without_a_register_the_foerderjahr_on_the_deckblatt_decides(office: SmallOffice) -> None:
    paths = [workbook(office.home, year) for year in ONE_OF_EACH]
    found = office.kmn("check", *paths, "--date", "2026-06-02", "--json").json

    rules = [{finding["rule"] for finding in each["findings"]} for each in found]
    assert rules == [{"FRM-03"}] * len(ONE_OF_EACH), "the Geschäftszeichen alone is unknown"


@pytest.mark.parametrize(("rule_id", "years"), [("ELG-01", {2013, 2018}), ("ELG-06", {2023, 2025}),
                                                ("BEL-10", {2023, 2025}), ("FRM-01", set(ONE_OF_EACH))])  # fmt: skip
def test_a_rule_says_in_which_years_it_is_in_force(rule_id: str, years: set[int]) -> None:
    stories = {year: explain_rule(TOOLBOX, rule_id, year) for year in ONE_OF_EACH}

    assert {year for year, story in stories.items() if story.in_force} == years
    assert {year: story.version for year, story in stories.items()} == VERSIONS
    assert all(len(number.values) <= 1 for story in stories.values() for number in story.numbers)
