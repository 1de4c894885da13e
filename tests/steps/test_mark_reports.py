"""Reports of an office that worked before there were marks are compared with later ones all the same."""

from __future__ import annotations

import sqlalchemy as sa

from kmn_automation.steps.mark_reports import mark_reports
from kmn_automation.store import elsewhere, journal
from kmn_automation.store.elsewhere import Own
from kmn_automation.store.tables import receipt_marks, report_marks
from tests.steps.bench import Bench


def own(bench: Bench) -> list[Own]:
    with bench.store.read() as tx:
        return elsewhere.of_traeger(tx, "T0001", 2025, 2025)


def test_marks_that_were_lost_are_made_again_the_same(bench: Bench) -> None:
    bench.work(*(bench.report(number, bench.workbook(number)) for number in range(3)))
    before = own(bench)
    assert mark_reports(bench.desk) == 0
    with bench.store.begin() as tx:
        tx.execute(sa.delete(receipt_marks))
        tx.execute(sa.delete(report_marks))
    assert own(bench) == []

    assert mark_reports(bench.desk) == 3

    assert own(bench) == before
    with bench.store.read() as tx:
        (line,) = journal.about(tx, "reports")
    assert line.detail == {"reports": 3, "first": 1, "last": 3}


def test_without_its_bescheid_a_report_is_read_by_its_deckblatt(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    before = own(bench)
    with bench.store.begin() as tx:
        tx.execute(sa.delete(report_marks))
    bench.set_register(type(bench.register)())
    mark_reports(bench.desk)

    assert own(bench) == before
