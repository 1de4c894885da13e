"""A report that went back and is not corrected, and a proof that does not come at all: what is written to whom."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from kmn_automation.model.letter import LetterState, Release
from kmn_automation.simulation.faults import Fault
from kmn_automation.steps.follow_plan import follow_plan
from kmn_automation.store import letters, reports
from kmn_automation.store.connect import Store, Transaction
from tests.steps.bench import LANDESAMT, Bench, network
from tests.steps.post import files_of, text_of

BAD = Fault.NO_NUMBER
MARK = network().bescheide[0].geschaeftszeichen
ADDRESS = next(each.email for each in network().contacts if each.traeger_id == "T0001")
DEMANDED = dt.date(2026, 5, 26)
"""Three weeks after 4 May is Monday 25 May, which is Whit Monday."""
FRIST = dt.date(2026, 6, 16)


def on(bench: Bench, day: dt.date) -> int:
    """What the plan does on a morning."""
    bench.clock.now = dt.datetime.combine(day, dt.time(5), dt.UTC)
    return follow_plan(bench.desk)


def alone(bench: Bench) -> None:
    register = bench.register
    bench.set_register(replace(register, bescheide=register.bescheide[:1], meetings=()))


@pytest.fixture
def back(bench: Bench) -> Bench:
    """One report of 4 May that went back, and our answer left."""
    alone(bench)
    bench.work(bench.report(0, bench.workbook(0, BAD)))
    bench.send()
    return bench


def demanded(bench: Bench) -> None:
    """The Nachforderung of 26 May, released and handed over."""
    on(bench, DEMANDED)
    bench.decide()
    bench.clock.forward(minutes=20)
    bench.send()


def of_kind(bench: Bench, kind: str) -> list[LetterState]:
    with bench.store.read() as tx:
        return [each.state for each in letters.all_of_year(tx, 2026) if each.kind == kind]


def due_by_demand(bench: Bench) -> dt.date | None:
    with bench.store.read() as tx:
        (row,) = reports.sent_back(tx)
        return letters.demanded_until(tx, row.id)


def test_three_weeks_after_our_answer_the_correction_is_demanded_by_letter_once(back: Bench) -> None:
    on(back, DEMANDED - dt.timedelta(days=1))
    assert of_kind(back, "nachforderung") == []

    for days in range(3):
        on(back, DEMANDED + dt.timedelta(days=days))

    assert of_kind(back, "nachforderung") == [LetterState.FREIGABE_ERBETEN]
    assert len(back.outgoing("freigabe_bitte")) == 1


def test_the_demand_prints_the_open_points_of_the_fassung_and_sets_a_working_day(back: Bench) -> None:
    on(back, DEMANDED)

    letter = back.letters()["nachforderung"]
    text = back.letter_text(letter)
    assert letter.release is Release.ONE
    assert "am 4. Mai 2026 bei uns eingegangen (Fassung 1)" in text
    assert "Mit unserer Nachricht vom 4. Mai 2026" in text
    assert "bis spätestens 16. Juni 2026" in text
    assert "Regel FRM-12" in text
    assert letter.inputs["frist"] == "2026-06-16"


def test_while_our_answer_has_not_left_nothing_is_demanded(bench: Bench) -> None:
    alone(bench)
    bench.work(bench.report(0, bench.workbook(0, BAD)))

    on(bench, DEMANDED)

    assert of_kind(bench, "nachforderung") == []


def test_the_last_day_counts_from_when_the_demand_has_left(back: Bench) -> None:
    on(back, DEMANDED)
    assert due_by_demand(back) is None

    demanded(back)

    assert due_by_demand(back) == FRIST
    mail = back.raw(back.outgoing("brief", ADDRESS)[-1])
    assert any(name.endswith("-nachforderung.docx") for name in files_of(mail))


def test_a_correction_before_the_release_voids_the_demand(back: Bench) -> None:
    on(back, DEMANDED)

    back.work(back.report(0, back.workbook(0)))
    on(back, DEMANDED + dt.timedelta(days=1))

    assert of_kind(back, "nachforderung") == [LetterState.HINFAELLIG]


def test_a_correction_after_the_demand_is_evaluated_as_any_other_and_ends_the_course(back: Bench) -> None:
    demanded(back)

    back.work(back.report(0, back.workbook(0)))

    assert back.letters()["bewertung_ohne_hinweise"].state is LetterState.FREIGABE_ERBETEN
    assert "von Hand" not in back.titles()
    answer = text_of(back.raw(back.outgoing("antwort_bericht")[-1]))
    assert "bereits ein Schreiben versandt" not in answer
    on(back, FRIST + dt.timedelta(days=30))
    assert of_kind(back, "abgabe_ls") == []


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True)])
def test_a_correction_after_the_last_day_is_named_late(back: Bench, days: int, is_late: bool) -> None:  # noqa: FBT001 - a column
    demanded(back)
    back.clock.now = dt.datetime.combine(FRIST + dt.timedelta(days=days), dt.time(9), dt.UTC)

    back.work(back.report(0, back.workbook(0)))

    answer = " ".join(text_of(back.raw(back.outgoing("antwort_bericht")[-1])).split())
    assert ("Die Frist unserer Nachforderung ist am 16.06.2026 abgelaufen" in answer) is is_late


def test_a_demand_that_was_answered_in_time_makes_no_later_fassung_late(back: Bench) -> None:
    demanded(back)
    back.work(back.report(0, back.workbook(0, Fault.NO_KIND)))
    back.clock.now = dt.datetime.combine(FRIST + dt.timedelta(days=3), dt.time(9), dt.UTC)

    back.work(back.report(0, back.workbook(0)))

    assert "Nachforderung ist am" not in text_of(back.raw(back.outgoing("antwort_bericht")[-1]))


def test_a_second_faulty_fassung_gets_a_demand_of_its_own(back: Bench) -> None:
    demanded(back)
    back.work(back.report(0, back.workbook(0, Fault.NO_KIND)))
    back.send()
    on(back, dt.date(2026, 6, 16))

    text = back.letter_text(back.letters()["nachforderung"])
    assert len(of_kind(back, "nachforderung")) == 2
    assert "(Fassung 2)" in text
    assert "FRM-05" in text
    assert "FRM-12" not in text


def test_a_demand_that_nobody_answers_is_handed_over_to_the_landesamt_by_two_persons(back: Bench) -> None:
    demanded(back)
    on(back, FRIST + dt.timedelta(days=6))
    assert of_kind(back, "abgabe_ls") == []

    on(back, FRIST + dt.timedelta(days=7))

    letter = back.letters()["abgabe_ls"]
    text = back.letter_text(letter)
    number = back.letters()["nachforderung"].number
    assert (letter.release, letter.recipient) == (Release.TWO, LANDESAMT)
    assert f"Auf unsere Nachforderung {number} vom 26. Mai 2026 mit Frist bis zum 16. Juni 2026" in text
    assert "FRM-12" in text
    assert "an das Landesamt abgeben" in back.titles()


def test_a_release_that_comes_too_late_for_the_last_day_does_not_let_the_demand_go(back: Bench) -> None:
    on(back, DEMANDED)
    on(back, FRIST - dt.timedelta(days=6))

    assert of_kind(back, "nachforderung") == [LetterState.HINFAELLIG]
    assert "ist zu kurz geworden oder vorbei" in back.titles()


def test_a_letter_that_waits_in_the_outbox_past_its_last_day_is_stopped(back: Bench) -> None:
    on(back, DEMANDED)
    back.decide()
    back.clock.now = dt.datetime.combine(FRIST, dt.time(8), dt.UTC)

    back.send()

    assert of_kind(back, "nachforderung") == [LetterState.HINFAELLIG]
    assert back.outgoing("brief")[0].state.value == "zurückgezogen"


# ---- a proof that does not come ----------------------------------------------------------------------

REMINDED = (dt.date(2026, 6, 16), dt.date(2026, 7, 7), dt.date(2026, 7, 28))
TOLD = dt.date(2026, 8, 25)


def silent(bench: Bench) -> None:
    """A Träger who was reminded three times; the mails left, the letter was released."""
    alone(bench)
    for day in REMINDED:
        on(bench, day)
        bench.send()
    bench.decide()
    bench.clock.forward(minutes=20)
    bench.send()


def test_after_fifty_six_days_the_landesamt_is_told_in_a_letter_that_two_persons_release(
    bench: Bench,
) -> None:
    silent(bench)
    on(bench, TOLD)

    letter = bench.letters()["mitteilung_ls"]
    text = bench.letter_text(letter)
    assert (letter.release, letter.recipient) == (Release.TWO, LANDESAMT)
    assert "bis zum 30. Juni 2026" in text
    assert "16. Juni 2026\nFreundliche Erinnerung" in text
    assert "7. Juli 2026\nErste Erinnerung" in text
    number = bench.letters()["erinnerung_2"].number
    assert f"Zweite Erinnerung mit Fristsetzung (Schreiben {number}, Frist 18.08.2026)" in text
    assert f"Fehlenden Verwendungsnachweis dem Landesamt melden ({MARK})" in bench.titles()


def test_only_what_left_the_house_counts_as_a_reminder(bench: Bench) -> None:
    alone(bench)
    for day in REMINDED:
        on(bench, day)
    on(bench, TOLD)

    assert "Eine Erinnerung ist nicht versandt worden." in bench.letter_text(bench.letters()["mitteilung_ls"])


def test_the_letter_to_the_landesamt_never_goes_to_the_traeger(bench: Bench) -> None:
    silent(bench)
    on(bench, TOLD)
    for person in bench.register.coordinators:
        for request in bench.outgoing("freigabe_bitte", person.email):
            bench.work(bench.answer_to(bench.raw(request), person, "FREIGABE"))
    bench.clock.forward(minutes=20)
    bench.send()

    assert bench.letters()["mitteilung_ls"].state is LetterState.UEBERGEBEN
    (row,) = bench.outgoing("entwurf_ls")
    assert row.recipient == LANDESAMT
    assert "An den Träger ist dieses Schreiben nicht gegangen." in " ".join(text_of(bench.raw(row)).split())
    bench.work(bench.report(0, bench.workbook(0)))
    on(bench, TOLD + dt.timedelta(days=1))
    on(bench, TOLD + dt.timedelta(days=2))
    assert bench.titles().count("doch ein Verwendungsnachweis eingegangen") == 1


@pytest.mark.parametrize("kind", ["erinnerung_2", "mitteilung_ls"])
def test_a_proof_that_comes_before_the_release_voids_what_says_it_is_missing(bench: Bench, kind: str) -> None:
    alone(bench)
    for day in (*REMINDED, TOLD):
        on(bench, day)

    bench.work(bench.report(0, bench.workbook(0)))
    on(bench, TOLD + dt.timedelta(days=1))

    assert of_kind(bench, kind) == [LetterState.HINFAELLIG]


def test_a_released_letter_about_a_missing_proof_does_not_leave_once_the_proof_is_there(bench: Bench) -> None:
    alone(bench)
    for day in REMINDED:
        on(bench, day)
    bench.decide()
    bench.work(bench.report(0, bench.workbook(0)))
    bench.clock.forward(minutes=20)

    bench.send()

    assert of_kind(bench, "erinnerung_2") == [LetterState.HINFAELLIG]
    assert "Der Verwendungsnachweis ist inzwischen eingegangen" in bench.titles()


def test_without_a_person_in_charge_the_draft_waits_and_is_written_later(bench: Bench) -> None:
    alone(bench)
    whole = bench.register
    bench.set_register(replace(whole, coordinators=()))
    on(bench, TOLD)
    on(bench, TOLD + dt.timedelta(days=1))
    assert of_kind(bench, "mitteilung_ls") == []
    assert bench.titles().count("Zuständige Person") == 1

    bench.set_register(whole)
    on(bench, TOLD + dt.timedelta(days=2))
    assert of_kind(bench, "mitteilung_ls") == [LetterState.FREIGABE_ERBETEN]


# ---- killed anywhere ---------------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here; nothing of ours may catch it."""


@dataclass(frozen=True)
class DyingStore(Store):
    """A store whose first transaction is the last thing that the process does, just before or just after the commit."""

    committed: bool = False

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        with super().begin() as tx:
            yield tx
            if not self.committed:
                raise Killed
        raise Killed


def days_of_a_silent_traeger(bench: Bench, store: Store) -> None:
    """Everything that happens to a faulty report nobody corrects, on one day after the other."""
    for day in (DEMANDED, FRIST + dt.timedelta(days=7)):
        bench.clock.now = dt.datetime.combine(day, dt.time(5), dt.UTC)
        desk = replace(bench.desk, store=store)
        follow_plan(desk)
        with bench.store.read() as tx:
            waits = [
                each.id
                for each in letters.in_state(tx, LetterState.FREIGABE_ERBETEN)
                if each.kind == "nachforderung"
            ]
        if waits:
            bench.decide()
            bench.clock.forward(minutes=20)
            bench.send()


def test_wherever_the_pass_is_killed_each_letter_is_written_once_and_no_number_is_lost(back: Bench) -> None:
    kills = Counter[bool]()
    for committed in itertools.islice(itertools.cycle((False, True)), 60):
        try:
            days_of_a_silent_traeger(back, DyingStore(back.store.engine, back.store.blobs, committed))
        except Killed:
            kills[committed] += 1
        else:
            break
    else:
        pytest.fail("the work never ends")

    assert min(kills.values()) >= 3
    assert of_kind(back, "nachforderung") == [LetterState.UEBERGEBEN]
    assert of_kind(back, "abgabe_ls") == [LetterState.FREIGABE_ERBETEN]
    assert back.numbers() == [f"2026-{number:04d}" for number in range(1, len(back.numbers()) + 1)]
    assert back.titles().count("Vorgang ohne Antwort auf die Nachforderung") == 1
    assert len(back.outgoing("brief", ADDRESS)) == 1
    assert len(back.outgoing("freigabe_bitte")) == 3
