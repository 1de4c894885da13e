"""The last day for the proof: Nebenbestimmungen, the date of the Bescheid, weekends and holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kmn_automation.ground.feiertage import is_holiday
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.register import TraegerArt
from kmn_automation.model.vorlagefrist import vorlagefrist
from tests.forms.register_cast import bescheid

PRIVATE, PUBLIC, GK = TraegerArt.GEMEINNUETZIG, TraegerArt.OEFFENTLICH, TraegerArt.GEBIETSKOERPERSCHAFT

YEARS = [
    (2023, PRIVATE, "2024-07-01"),
    (2024, PRIVATE, "2025-06-30"),
    (2024, PUBLIC, "2025-06-30"),
    (2024, GK, "2025-12-31"),
    (2026, PRIVATE, "2027-06-30"),
    (2021, GK, "2023-01-02"),
    (2027, GK, "2029-01-02"),
]


@pytest.mark.parametrize(("year", "art", "expected"), YEARS)
def test_the_proof_of_a_year_is_due(year: int, art: TraegerArt, expected: str) -> None:
    assert vorlagefrist(bescheid(1, year), art, is_holiday) == dt.date.fromisoformat(expected)


PERIODS = [("2024-02-29", "2024-09-02"), ("2025-08-31", "2026-03-02"), ("2025-04-15", "2025-10-15")]


@pytest.mark.parametrize(("end", "expected"), PERIODS)
def test_a_shorter_period_counts_from_its_own_end(end: str, expected: str) -> None:
    last = dt.date.fromisoformat(end)
    short = replace(bescheid(1, last.year), zeitraum=Zeitraum(dt.date(last.year, 1, 1), last))

    assert vorlagefrist(short, PRIVATE, is_holiday) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize("day", ["2025-03-31", "2025-08-31"])
def test_the_day_of_the_bescheid_wins_and_is_not_moved(day: str) -> None:
    fixed = dt.date.fromisoformat(day)

    assert vorlagefrist(replace(bescheid(1, 2024), nachweis_bis=fixed), GK, is_holiday) == fixed
