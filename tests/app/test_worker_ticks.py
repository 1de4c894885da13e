"""A tick that fails is told and the next one works; the daily part runs once a day."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from typing_extensions import override

from kmn_automation.app.wiring import Workplace
from kmn_automation.app.worker import DAILY, Worker
from kmn_automation.mail.source import LoginRefused, MailSource
from kmn_automation.store import facts, outbox
from kmn_automation.store.outbox import OutboxState
from tests.cli.small_office import SmallOffice, Typist, open_small_office

NOON = dt.datetime(2026, 5, 4, 10, 0, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def office(tmp_path: Path) -> SmallOffice:
    return open_small_office(tmp_path, Typist())


def digests(place: Workplace) -> int:
    with place.store.read() as tx:
        return sum(row.kind == "tagesbericht" for row in outbox.in_state(tx, *OutboxState))


def test_a_pass_that_cannot_begin_does_not_end_the_worker(office: SmallOffice) -> None:
    clock = Clock()
    place = Workplace(Workplace.at(office.home).settings, clock)
    worker = Worker(place)
    broken = office.home / "workflows" / "einladung.yaml"
    broken.parent.mkdir()
    broken.write_text("id: [")

    worker.tick()
    with place.store.read() as tx:
        assert facts.get(tx, DAILY) is None
    broken.unlink()
    worker.tick()

    with place.store.read() as tx:
        assert facts.get(tx, DAILY) == "2026-05-04"
    place.close()


def test_a_bug_in_a_pass_does_not_end_the_worker(office: SmallOffice) -> None:
    place = Workplace(Workplace.at(office.home).settings, Clock())
    worker = Worker(place)
    with place.store.begin() as tx:
        tx.exec_driver_sql("ALTER TABLE tasks RENAME TO weg")

    worker.tick()
    with place.store.begin() as tx:
        tx.exec_driver_sql("ALTER TABLE weg RENAME TO tasks")
    worker.tick()

    assert digests(place) > 0
    place.close()


def test_the_daily_part_waits_for_the_hour_of_the_office(tmp_path: Path) -> None:
    office = open_small_office(tmp_path, Typist(), {'daily_at = "06:00"': 'daily_at = "14:30"'})
    clock = Clock()
    place = Workplace(Workplace.at(office.home).settings, clock)
    worker = Worker(place)

    worker.tick()
    before = digests(place)
    clock.now += dt.timedelta(hours=2, minutes=30)
    worker.tick()

    assert before == 0
    assert digests(place) > 0
    place.close()


def test_the_daily_part_runs_once_a_day(office: SmallOffice) -> None:
    clock = Clock()
    place = Workplace(Workplace.at(office.home).settings, clock)
    worker = Worker(place)

    worker.tick()
    first = digests(place)
    clock.now += dt.timedelta(minutes=5)
    worker.tick()
    same_day = digests(place)
    clock.now += dt.timedelta(days=1)
    worker.tick()

    assert first > 0
    assert (same_day, digests(place)) == (first, 2 * first)
    place.close()


class LockedOut(Workplace):
    """An office whose mailbox password was changed."""

    def __init__(self, place: Workplace, clock: Clock) -> None:
        super().__init__(place.settings, clock)
        self.log_ins: list[dt.datetime] = []

    @override
    def mailbox(self) -> MailSource:
        self.log_ins.append(self.clock())
        raise LoginRefused("Der Server nimmt das Kennwort nicht an.")


def test_a_refused_log_in_is_tried_ever_more_seldom(office: SmallOffice) -> None:
    clock = Clock()
    place = LockedOut(Workplace.at(office.home), clock)
    worker = Worker(place)

    for _ in range(8 * 12):
        worker.tick()
        clock.now += dt.timedelta(minutes=5)

    gaps = [(later - earlier).seconds // 60 for earlier, later in pairwise(place.log_ins)]
    assert gaps[:3] == [10, 20, 40]
    assert set(gaps[3:]) == {60}
    place.close()
