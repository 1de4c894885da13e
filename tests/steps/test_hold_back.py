"""After a silence nothing overdue leaves by itself; an ordinary day holds nothing."""

from __future__ import annotations

import pytest

from kmn_automation.mail.smtp import Handover, State
from kmn_automation.steps.follow_plan import follow_plan
from kmn_automation.steps.hold_back import hold_stale, holding_overdue, note_pass, silent_since
from kmn_automation.steps.report_day import report_day
from kmn_automation.steps.resume import release_held
from kmn_automation.store.outbox import OutboxState
from tests.steps.bench import Bench


def day_of_plan(bench: Bench) -> None:
    """What a pass does with its plan."""
    since = silent_since(bench.desk)
    hold_stale(bench.desk, since)
    with holding_overdue(bench.desk, since):
        follow_plan(bench.desk)
    note_pass(bench.desk)


def held(bench: Bench) -> list[str]:
    return [row.kind for row in bench.outgoing() if row.held]


@pytest.mark.parametrize(("hours", "silent"), [(24, False), (26, False), (27, True)])
def test_a_day_and_two_hours_are_no_silence(bench: Bench, *, hours: int, silent: bool) -> None:
    assert silent_since(bench.desk) is None
    note_pass(bench.desk)
    last = bench.clock.now
    bench.clock.forward(hours=hours)

    assert silent_since(bench.desk) == (last if silent else None)


def test_a_mail_that_should_have_left_long_ago_waits_for_a_yes(bench: Bench) -> None:
    bench.work(bench.report(0, ("x.xlsx", b"PK\x03\x04 nichts")))
    bench.relay.answer = lambda _: Handover(State.NOT_STARTED, "weg")
    bench.send()
    note_pass(bench.desk)
    bench.clock.forward(hours=30)
    bench.work(bench.report(1, ("x.xlsx", b"PK\x03\x04 nichts")))
    bench.relay.answer = lambda _: Handover(State.ACCEPTED, "250 ok")

    day_of_plan(bench)
    bench.send()

    (old,) = [row for row in bench.outgoing() if row.held]
    assert old.recipient == bench.sender(bench.bescheid(0)).email
    assert old.state is OutboxState.BEREIT
    (new,) = [row for row in bench.outgoing() if row.recipient == bench.sender(bench.bescheid(1)).email]
    assert new.state is OutboxState.UEBERGEBEN, "what is fresh is not held"
    assert "Seit dem 04.05.2026" in bench.titles()
    assert "kmn resume" in bench.titles()

    with bench.store.begin() as tx:
        assert release_held(tx, bench.desk, bench.person().email, drop=False) == 1
    bench.send()
    assert bench.outgoing(to=old.recipient)[0].state is OutboxState.UEBERGEBEN
    assert "kmn resume" not in bench.titles()


def test_reminders_that_are_made_up_for_wait_and_the_digest_does_not(bench: Bench) -> None:
    day_of_plan(bench)
    bench.clock.forward(days=50)

    day_of_plan(bench)
    report_day(bench.desk)
    bench.send()

    assert set(held(bench)) == {"erinnerung_0", "erinnerung_1"}
    assert {row.kind for row in bench.outgoing() if row.state is OutboxState.UEBERGEBEN} >= {"tagesbericht"}


def test_the_plan_of_an_ordinary_day_is_not_held(bench: Bench) -> None:
    bench.clock.forward(days=49)
    day_of_plan(bench)
    bench.clock.forward(days=1)

    day_of_plan(bench)
    bench.send()

    assert held(bench) == []
    assert bench.relay.mails


def test_what_goes_to_the_office_itself_is_not_held(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    note_pass(bench.desk)
    bench.clock.forward(hours=30)
    since = silent_since(bench.desk)

    hold_stale(bench.desk, since)
    with holding_overdue(bench.desk, since):
        bench.work(bench.report(1, bench.workbook(1)))

    states = {(row.kind, bool(row.held)) for row in bench.outgoing()}
    assert states == {("antwort_bericht", True), ("freigabe_bitte", False)}
