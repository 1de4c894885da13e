"""Silence is noticed: the mail to oneself that does not come back, and a look that does not succeed; told once."""

from __future__ import annotations

import datetime as dt

import pytest

from kmn_automation.mail.smtp import Handover, State
from kmn_automation.steps.canary import TEXT, collect_canaries, send_canary
from kmn_automation.steps.process_mails import process_mails
from kmn_automation.steps.receive import receive
from kmn_automation.steps.standing import settle_in
from kmn_automation.steps.watch import watch
from kmn_automation.store import journal
from tests.steps.bench import OFFICE, Bench, WarmBench, house
from tests.steps.post import parse, text_of

EVERY = dt.timedelta(minutes=5)
PEOPLE = 3


@pytest.fixture
def lively(bench: Bench) -> Bench:
    """An office that sends a mail to itself."""
    bench.house = house(canary=True)
    with bench.store.begin() as tx:
        settle_in(tx, "hier", bench.clock.now)
    return bench


def look(bench: Bench) -> int:
    """Fetches and collects, as a pass does; how many canaries came back."""
    receive(bench.desk, bench.box)
    back = collect_canaries(bench.desk)
    process_mails(bench.desk, WarmBench(bench.desk, bench.jail), lambda _: True)
    return back


def canary_day(bench: Bench, *, arrives: bool) -> None:
    send_canary(bench.desk)
    bench.send()
    raw = bench.relay.mails[-1].raw
    bench.clock.forward(minutes=10)
    if arrives:
        bench.box.put(b"Received: from relay.kmn.test\r\n" + raw, bench.clock.now)
    look(bench)
    bench.clock.forward(hours=23, minutes=50)


def told(bench: Bench) -> list[str]:
    return [str(parse(bench.raw(row))["Subject"]) for row in bench.outgoing("stoerung")]


def causes(bench: Bench, *, looked: bool = True) -> list[str]:
    return [each.cause for each in watch(bench.desk, EVERY, looked=looked)]


def test_it_goes_out_once_a_day_to_the_office_itself(lively: Bench) -> None:
    assert [send_canary(lively.desk), send_canary(lively.desk)] == [1, 0]
    lively.send()

    (mail,) = lively.relay.mails
    assert mail.recipients[0] == OFFICE
    assert "prüft sich die Automation einmal am Tag selbst" in " ".join(text_of(mail.raw).split())
    lively.clock.forward(days=1)
    assert send_canary(lively.desk) == 1


def test_an_office_that_cannot_write_to_itself_sends_none(bench: Bench) -> None:
    assert send_canary(bench.desk) == 0
    assert bench.outgoing() == []


def test_what_comes_back_is_filed_and_never_answered(lively: Bench) -> None:
    canary_day(lively, arrives=True)

    with lively.store.read() as tx:
        states = tx.exec_driver_sql("SELECT state, outcome, rule, file_to FROM mails").all()
    assert states == [("erledigt", "Selbstprobe", TEXT, "Aussortiert")]
    assert [row.kind for row in lively.outgoing()] == [TEXT]
    assert lively.tasks() == []


def test_a_mail_that_only_bears_its_message_id_is_read_like_any_other(lively: Bench) -> None:
    send_canary(lively.desk)
    (row,) = lively.outgoing(TEXT)
    forged = f"From: x@fremd.example\r\nMessage-ID: {row.message_id}\r\nSubject: x\r\n\r\nHallo\r\n".encode()
    lively.box.put(forged, lively.clock.now)

    assert look(lively) == 0

    with lively.store.read() as tx:
        assert tx.exec_driver_sql("SELECT rule FROM mails").scalar_one() != TEXT


def test_two_that_do_not_come_back_are_told_once_and_so_is_the_end(lively: Bench) -> None:
    canary_day(lively, arrives=True)
    canary_day(lively, arrives=False)
    assert causes(lively) == []
    canary_day(lively, arrives=False)

    assert [causes(lively), causes(lively)] == [["Selbstprobe"]] * 2
    assert told(lively) == ["KMN-Automation: Störung: Selbstprobe"] * PEOPLE
    assert "Die letzten 2 Selbstproben gingen hinaus" in lively.titles()

    canary_day(lively, arrives=True)
    assert [causes(lively), causes(lively)] == [[], []]
    assert told(lively)[PEOPLE:] == ["KMN-Automation: Störung vorbei: Selbstprobe"] * PEOPLE
    assert "Selbstprobe" not in lively.titles()


def test_one_that_is_still_on_its_way_is_not_missing(lively: Bench) -> None:
    canary_day(lively, arrives=False)
    send_canary(lively.desk)
    lively.send()

    assert causes(lively) == []


@pytest.mark.parametrize(
    ("minutes", "looked", "found"), [(5, False, []), (10, False, ["Abruf"]), (60, True, [])]
)
def test_two_looks_that_fail_are_told(bench: Bench, *, minutes: int, looked: bool, found: list[str]) -> None:
    receive(bench.desk, bench.box)
    bench.clock.forward(minutes=minutes)

    assert causes(bench, looked=looked) == found
    assert len(told(bench)) == PEOPLE * len(found)


def test_a_relay_that_takes_nothing_is_told_after_two_hours_and_when_it_is_back(bench: Bench) -> None:
    bench.work(bench.report(0, ("x.xlsx", b"PK\x03\x04 nichts")))
    bench.relay.answer = lambda _: Handover(State.NOT_STARTED, "weg")
    bench.send()
    assert causes(bench) == []
    bench.clock.forward(hours=3)
    bench.send()
    assert [causes(bench), causes(bench)] == [["Versand"]] * 2

    bench.relay.answer = lambda _: Handover(State.ACCEPTED, "250 ok")
    bench.clock.forward(hours=2)
    bench.send()

    assert [causes(bench), causes(bench)] == [[], []]
    with bench.store.read() as tx:
        assert [journal.count(tx, action) for action in ("Störung gemeldet", "Störung vorbei")] == [1, 1]
    assert (
        told(bench)
        == ["KMN-Automation: Störung: Versand"] * PEOPLE
        + ["KMN-Automation: Störung vorbei: Versand"] * PEOPLE
    )
