"""One bad mail never stops the others; nothing of a mail that failed stands."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from kmn_automation.ground.jail import Jail
from kmn_automation.letters.library import Library
from kmn_automation.mail.inbox_rules import Classification, InboxRules
from kmn_automation.model.error import TryLater
from kmn_automation.model.letter import LetterState
from kmn_automation.simulation.eml_machine import bounce
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.look_back import Question, Recalled
from kmn_automation.steps.opened import Opened
from kmn_automation.steps.process_mails import process_mails
from kmn_automation.steps.receive import receive
from kmn_automation.steps.workbench import Failure, Job, Workbench
from kmn_automation.store import journal, mails, outbox
from kmn_automation.store.mails import MailRow, MailState
from kmn_automation.store.outbox import OutboxState
from tests.steps.bench import OFFICE, Bench, WarmBench
from tests.steps.post import text_of

PERSON = {"liegt bei einer Person": 1}


def plain(number: int) -> bytes:
    return f"From: a{number}@b.example\r\nSubject: Frage {number}\r\n\r\nGuten Tag".encode()


def stored(bench: Bench, *raws: bytes) -> list[MailRow]:
    for raw in raws:
        bench.box.put(raw, bench.clock.now)
    receive(bench.desk, bench.box)
    with bench.store.read() as tx:
        return mails.in_state(tx, MailState.GEHOLT)


def work(bench: Bench, workbench: Workbench) -> Counter[str]:
    with workbench:
        return process_mails(bench.desk, workbench, lambda _: True)


def states(bench: Bench) -> Counter[str]:
    with bench.store.read() as tx:
        return Counter({each.value: len(mails.in_state(tx, each)) for each in MailState})


class Picky(WarmBench):
    """Fails over the mails whose subject it does not like."""

    def __init__(self, desk: Desk, jail: Jail, bad: str) -> None:
        super().__init__(desk, jail)
        self.bad = bad

    def open_all(self, jobs: Sequence[Job]) -> Iterator[Opened | Failure]:
        for result in super().open_all(jobs):
            is_bad = isinstance(result, Opened) and self.bad in result.facts.subject
            yield Failure(result.mail_id, "unser Fehler") if is_bad else result


def test_a_mail_that_cannot_be_opened_does_not_stop_the_others(bench: Bench) -> None:
    stored(bench, *(plain(n) for n in range(1, 6)))

    outcomes = work(bench, Picky(bench.desk, bench.jail, "Frage 3"))

    assert outcomes == {"liegt bei einer Person": 4}
    assert states(bench) == {"geholt": 1, "erledigt": 4, "abgelegt": 0}
    with bench.store.read() as tx:
        assert [each.action for each in journal.about(tx, "mail:3")] == [
            "Mail gespeichert",
            "Mail nicht bearbeitet",
        ]


def test_at_the_third_time_a_person_gets_it(bench: Bench) -> None:
    (row,) = stored(bench, plain(1))
    picky = Picky(bench.desk, bench.jail, "Frage 1")

    assert [work(bench, picky) for _ in range(3)] == [{}, {}, PERSON]

    assert f"Eine Nachricht ließ sich nicht bearbeiten (Nummer {row.id})" in bench.titles()
    with bench.store.read() as tx:
        assert mails.get(tx, row.id).file_to == "Zu prüfen"


@dataclass(frozen=True, slots=True)
class Explosive(Library):
    """A library whose Prüfvermerk is a bug of ours."""

    def render(self, kind: str, context: object) -> object:  # type: ignore[override]
        if kind == "pruefvermerk":
            raise ZeroDivisionError
        return Library.render(self, kind, context)  # type: ignore[arg-type]


def test_nothing_of_a_mail_stands_that_failed_half_way(bench: Bench) -> None:
    whole = bench.tools
    bench.tools = replace(whole, library=Explosive(whole.library.templates))
    bench.work(bench.report(0, bench.workbook(0)), plain(2))

    assert bench.outgoing() == []
    assert bench.letters() == {}
    assert states(bench) == {"geholt": 1, "erledigt": 0, "abgelegt": 1}

    bench.tools = whole
    assert bench.work() == {"Bericht geprüft": 1}
    assert bench.numbers() == ["2026-0001", "2026-0002"]
    assert len(bench.outgoing("antwort_bericht")) == 1


def test_the_order_of_receipt_is_the_order_of_work(bench: Bench) -> None:
    late, early = plain(1), plain(2)
    bench.box.put(late, bench.clock.now.replace(hour=9))
    bench.box.put(early, bench.clock.now)
    receive(bench.desk, bench.box)
    seen: list[str] = []

    class Watching(WarmBench):
        def open_all(self, jobs: Sequence[Job]) -> Iterator[Opened | Failure]:
            for result in super().open_all(jobs):
                assert isinstance(result, Opened)
                seen.append(result.facts.subject)
                yield result

    work(bench, Watching(bench.desk, bench.jail))

    assert seen == ["Frage 2", "Frage 1"]


def test_the_tick_may_end_the_work_between_windows(bench: Bench) -> None:
    stored(bench, *(plain(n) for n in range(45)))
    ticks: list[int] = []

    def tick(done: int) -> bool:
        ticks.append(done)
        return False

    process_mails(bench.desk, WarmBench(bench.desk, bench.jail), tick)

    assert ticks == [40]
    assert states(bench)["geholt"] == 5


class Away(WarmBench):
    """A workbench whose look-up finds the database gone."""

    def __init__(self, desk: Desk, jail: Jail) -> None:
        super().__init__(desk, jail)
        self._reader = replace(self._reader, look_back=gone)


def gone(_question: Question) -> Recalled:
    raise TryLater("Die Datenbank ist gerade nicht erreichbar.")


def test_a_database_that_is_away_is_not_the_fault_of_a_mail(bench: Bench) -> None:
    stored(bench, bench.report(0, bench.workbook(0)))
    for _ in range(4):
        with pytest.raises(TryLater):
            work(bench, Away(bench.desk, bench.jail))

    assert work(bench, WarmBench(bench.desk, bench.jail)) == {"Bericht geprüft": 1}


# ---- workers that die --------------------------------------------------------------------------------

HOME = os.getpid()


@dataclass(frozen=True, slots=True)
class Deadly(InboxRules):
    """Rules that kill the worker process over one subject, as a lack of memory does."""

    def classify(self, facts: object) -> Classification:
        if "Frage 3" in facts.subject:  # type: ignore[attr-defined]
            assert os.getpid() != HOME, "only a worker may die"
            os.kill(os.getpid(), signal.SIGKILL)
        return InboxRules.classify(self, facts)  # type: ignore[arg-type]


@pytest.fixture
def deadly(bench: Bench) -> Bench:
    rules = bench.tools.inbox_rules
    bench.tools = replace(bench.tools, inbox_rules=Deadly(rules.source, rules.file, rules.vocabulary))
    return bench


def test_a_worker_that_dies_takes_only_its_own_mail_with_it(deadly: Bench) -> None:
    stored(deadly, *(plain(n) for n in range(1, 7)))

    assert work(deadly, Workbench(deadly.desk, workers=2)) == {"liegt bei einer Person": 5}

    assert states(deadly) == {"geholt": 1, "erledigt": 5, "abgelegt": 0}


def test_a_mail_that_kills_is_set_aside_at_the_third_time(deadly: Bench) -> None:
    stored(deadly, *(plain(n) for n in range(1, 5)))

    work(deadly, Workbench(deadly.desk, workers=2))
    assert work(deadly, Workbench(deadly.desk, workers=2)) == {}
    assert work(deadly, Workbench(deadly.desk, workers=2)) == PERSON
    assert states(deadly)["geholt"] == 0


def test_a_mail_that_ended_the_whole_process_each_time_is_not_opened_any_more(deadly: Bench) -> None:
    (row,) = stored(deadly, plain(3))
    with deadly.store.begin() as tx:
        for _ in range(6):
            mails.begin_attempt(tx, row.id)

    assert work(deadly, WarmBench(deadly.desk, deadly.jail)) == PERSON


def test_a_mail_that_fails_alone_gets_six_chances_after_crashes(bench: Bench) -> None:
    (row,) = stored(bench, plain(1))
    with bench.store.begin() as tx:
        for _ in range(3):
            mails.begin_attempt(tx, row.id)
    picky = Picky(bench.desk, bench.jail, "Frage 1")

    assert [work(bench, picky) for _ in range(3)] == [{}, {}, PERSON]


def test_workers_and_one_process_come_to_the_same_end(bench: Bench) -> None:
    stored(bench, bench.report(0, bench.workbook(0)), *(plain(n) for n in range(1, 5)))

    outcomes = work(bench, Workbench(bench.desk, workers=2))

    assert outcomes == {"Bericht geprüft": 1, "liegt bei einer Person": 4}


# ---- bounces -----------------------------------------------------------------------------------------


def returned(bench: Bench, status: str = "5.1.1") -> Counter[str]:
    """The report of another server about the letter."""
    (item,) = bench.outgoing("brief")
    return bench.work(bounce(bench.raw(item), item.recipient, OFFICE, bench.clock.now, status))


def test_a_letter_that_came_back_is_undeliverable_and_a_person_checks_the_address(bench: Bench) -> None:
    bench.released()
    bench.send()

    assert returned(bench) == {"Rückläufer": 1}

    (item,) = bench.outgoing("brief")
    assert item.state is OutboxState.UNZUSTELLBAR
    assert bench.letters()["bewertung_ohne_hinweise"].state is LetterState.UNZUSTELLBAR
    assert f"Nicht zustellbar an {item.recipient} (5.1.1)" in bench.titles()
    assert "Es wird nicht erneut versucht" in text_of(bench.only("unzustellbar", bench.person().email))
    assert bench.send().states == {"übergeben": 1}, "the word to the coordinator, not the letter again"


def test_the_same_bounce_again_is_one_task(bench: Bench) -> None:
    bench.released()
    bench.send()
    returned(bench)
    returned(bench)

    assert bench.titles().count("Nicht zustellbar") == 1


def test_a_delay_is_only_noted(bench: Bench) -> None:
    bench.released()
    bench.send()

    returned(bench, "4.4.1")

    assert bench.outgoing("brief")[0].state is OutboxState.UEBERGEBEN
    assert bench.titles() == ""


def test_a_bounce_to_a_mail_that_is_not_ours_is_a_task(bench: Bench) -> None:
    foreign = b"From: a@b.example\r\nMessage-ID: <fremd@b.example>\r\n\r\nx"

    bench.work(bounce(foreign, "weg@c.example", OFFICE, bench.clock.now))

    assert "Nicht zustellbar an weg@c.example" in bench.titles()


def test_an_answer_that_came_back_touches_no_letter(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    bench.send()
    (item,) = bench.outgoing("antwort_bericht")

    bench.work(bounce(bench.raw(item), item.recipient, OFFICE, bench.clock.now))

    with bench.store.read() as tx:
        assert outbox.get(tx, item.id).state is OutboxState.UNZUSTELLBAR
    assert bench.letters()["bewertung_ohne_hinweise"].state is LetterState.FREIGABE_ERBETEN
