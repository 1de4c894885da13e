"""How often rules speak, and which are mostly set aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kmn_automation.app.home import create_home
from kmn_automation.app.wiring import Workplace
from kmn_automation.model.register import Waiver
from kmn_automation.model.report import Report
from kmn_automation.steps.report_day import report_day
from kmn_automation.steps.rule_hits import CHECK_RULE, RuleHits, count_hits, rules_to_check
from tests.app.stored_reports import keep, report_of
from tests.rules.builder import rulebook
from tests.steps.bench import Bench
from tests.steps.post import text_of

HITS = {"KMN-01": True, "KMN-02": True, "KMN-03": True, "KMN-04": False}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """Four reports for 2025, three with a finding of NET-02, and a clean one for 2018."""
    create_home(tmp_path)
    place = Workplace.at(tmp_path)
    for mark, is_hit in HITS.items():
        keep(
            place,
            2025,
            report_of(2025, mark) if not is_hit else without_sessions(report_of(2025, mark)),
            mark,
        )
    keep(place, 2018, report_of(2018))
    yield place
    place.close()


def without_sessions(report: Report) -> Report:
    """The report with a finding of NET-02."""
    value = report.values["netzwerk.sitzungen"]._replace(raw="0", value=Decimal(0))
    return replace(report, values={**report.values, "netzwerk.sitzungen": value})


def counted(place: Workplace, *years: int) -> dict[str, RuleHits]:
    with place.store.read() as tx:
        return {each.rule.id: each for each in count_hits(tx, rulebook(), years)}


def figures(hits: RuleHits) -> tuple[int, int, Decimal | None, int]:
    return hits.reports, hits.hits, hits.share, hits.waived


def test_each_rule_is_counted_over_the_reports_of_its_years(place: Workplace) -> None:
    found = counted(place)

    assert figures(found["NET-02"]) == (5, 3, Decimal("60.0"), 0), "in force in 2018 and 2025"
    assert figures(found["ELG-06"]) == (4, 0, Decimal("0.0"), 0), "only from 2022 on"
    assert figures(found["ELG-01"]) == (1, 0, Decimal("0.0"), 0), "only until 2021"
    assert [each.hint for each in found.values() if each.hint] == []


def test_a_year_alone(place: Workplace) -> None:
    found = counted(place, 2018)

    assert figures(found["NET-02"]) == (1, 0, Decimal("0.0"), 0)
    assert figures(found["ELG-06"]) == (0, 0, None, 0)


def test_a_newer_fassung_replaces_the_hits_of_the_older(place: Workplace) -> None:
    keep(place, 2025, report_of(2025, "KMN-01"), "KMN-01")

    assert figures(counted(place)["NET-02"]) == (5, 2, Decimal("40.0"), 0)


@pytest.mark.parametrize(("number", "hint"), [(1, ""), (2, CHECK_RULE)])
def test_a_rule_that_is_mostly_set_aside_is_to_be_checked(place: Workplace, number: int, hint: str) -> None:
    for mark in list(HITS)[:number]:
        keep(place, 2025, without_sessions(report_of(2025, mark)), mark, {"NET-02": "ausgesetzt"})
    found = counted(place)["NET-02"]

    assert (found.waived, found.hint) == (number, hint)
    with place.store.read() as tx:
        sentences = rules_to_check(tx, rulebook())
    assert sentences == (
        (f"Regel NET-02 ({found.rule.title}): 2 von 3 Treffern, {CHECK_RULE}.",) if hint else ()
    )


def test_half_is_not_more_than_half() -> None:
    rule = rulebook().rules[0]

    assert RuleHits(rule, 9, 4, 2).hint == ""
    assert RuleHits(rule, 9, 4, 3).hint == CHECK_RULE
    assert RuleHits(rule, 9, 0, 0).hint == ""


def test_the_digest_has_a_line_for_it(bench: Bench) -> None:
    def no_sessions(values: dict[str, object], _tables: object) -> None:
        values["netzwerk.sitzungen"] = Decimal(0)

    person, traeger = bench.register.coordinators[0], bench.bescheid(0).traeger_id
    waiver = Waiver("NET-02", traeger, "Es gab keine Sitzung.", person.email, dt.date(2026, 12, 31))
    bench.set_register(replace(bench.register, waivers=(waiver,)))
    bench.work(bench.report(0, bench.workbook(0, change=no_sessions)))  # type: ignore[arg-type]

    report_day(bench.desk)

    row = bench.outgoing("tagesbericht", bench.register.coordinators[0].email)[-1]
    text = " ".join(text_of(bench.raw(row)).split())
    assert f"1 von 1 Treffern, {CHECK_RULE}." in text
