"""The sample for the deep check: once for a Förderjahr, after its last Vorlagefrist, for the office to see."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kmn_automation.rules.deep_sample import deep_sample
from kmn_automation.steps.draw_sample import draw_samples
from kmn_automation.store import journal
from kmn_automation.store.journal import Entry
from tests.steps.bench import Bench, network
from tests.steps.two_years import draft_of, examined, mail_of, rules

AFTER = dt.datetime(2027, 1, 1, 7, 0, tzinfo=dt.UTC)
"""The day after the last Vorlagefrist for 2025, that of the Gebietskörperschaft."""
SENT = range(12)


@pytest.fixture
def reported(bench: Bench) -> Bench:
    """Twelve of 24 Träger have accepted reports for 2025."""
    bench.work(*(bench.report(number, bench.workbook(number)) for number in SENT))
    return bench


def drawn_line(bench: Bench) -> Entry:
    with bench.store.read() as tx:
        (line,) = journal.about(tx, "foerderjahr:2025")
    return line


def test_nothing_is_drawn_while_a_proof_may_still_come_in_time(reported: Bench) -> None:
    reported.clock.now = AFTER - dt.timedelta(days=1)

    assert draw_samples(reported.desk) == 0


def test_two_of_twelve_are_drawn_once_and_noted_with_all_that_repeats_it(reported: Bench) -> None:
    reported.clock.now = AFTER
    assert draw_samples(reported.desk) == 1
    assert draw_samples(reported.desk) == 0

    line = drawn_line(reported)
    risks = {f"V-2025-{number + 1:04d}": 0 for number in SENT}
    percent = reported.tools.rulebook.parameters["vertiefte_pruefung_anteil"].value(2025)
    expected = deep_sample(risks, percent, 2025)  # type: ignore[arg-type]  # a number, by its file
    assert len(expected) == 2
    assert line.detail["drawn"] == ", ".join(expected)
    assert (line.detail["cases"], line.detail["percent"], line.detail["risks"]) == (12, "10", "")
    titles = [each.title for each in reported.tasks() if each.title.startswith("Stichprobe 2025")]
    assert [title.split()[3] for title in titles] == list(expected)
    assert all("durch das Los bestimmt" in title for title in titles)


def test_a_risk_goes_before_the_lot(bench: Bench) -> None:
    before = tuple(
        replace(each, geschaeftszeichen=f"{each.geschaeftszeichen}-alt", foerderjahr=2024)
        for each in network().bescheide
        if each.traeger_id != "T0004"
    )
    bench.set_register(replace(bench.register, bescheide=(*network().bescheide, *before)))
    bench.work(*(bench.report(number, bench.workbook(number)) for number in range(6)))
    bench.clock.now = AFTER
    draw_samples(bench.desk)

    (title,) = [each.title for each in bench.tasks() if each.title.startswith("Stichprobe 2025")]
    assert "vorgezogen wegen VGL-10" in title
    assert drawn_line(bench).detail["risks"] == "V-2025-0004: 1"


def test_a_later_version_of_a_drawn_case_says_so_inside_the_office(reported: Bench) -> None:
    reported.clock.now = AFTER
    draw_samples(reported.desk)
    drawn = str(drawn_line(reported).detail["drawn"]).split(", ")
    reported.register = replace(
        reported.register,
        bescheide=tuple(replace(each, nachweis_bis=AFTER.date()) for each in network().bescheide),
    )
    for number in (int(drawn[0][-4:]) - 1, next(n for n in SENT if f"V-2025-{n + 1:04d}" not in drawn)):
        bescheid = network().bescheide[number]
        reported.work(mail_of(reported, bescheid, draft_of(reported.register, bescheid, "neu")))
        is_drawn = f"V-2025-{number + 1:04d}" in drawn
        assert ("VGL-13" in rules(examined(reported, bescheid))) is is_drawn
        assert "VGL-13" not in examined(reported, bescheid).not_known


def test_a_case_that_came_after_the_draw_is_not_in_it(reported: Bench) -> None:
    reported.clock.now = AFTER
    draw_samples(reported.desk)
    bescheid = network().bescheide[13]
    reported.work(mail_of(reported, bescheid, draft_of(reported.register, bescheid, "neu")))

    found = examined(reported, bescheid)
    assert "VGL-13" not in {*found.not_known, *rules(found)}


def test_a_year_without_reports_or_long_ago_is_not_drawn(bench: Bench) -> None:
    bench.clock.now = AFTER
    assert draw_samples(bench.desk) == 0
    bench.work(bench.report(0, bench.workbook(0)))
    bench.clock.now = AFTER.replace(year=2028)
    assert draw_samples(bench.desk) == 0
