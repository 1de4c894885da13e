"""A letter whose request ran out is laid before somebody again; nothing stays stuck."""

from __future__ import annotations

from dataclasses import replace

from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Duty
from kmn_automation.steps.renew_release import renew_requests
from tests.steps.bench import Bench

EVALUATION = "bewertung_ohne_hinweise"


def test_a_request_that_ran_out_is_made_anew_and_the_new_one_releases(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    bench.clock.forward(days=15)

    assert renew_requests(bench.desk) == 2, "the evaluation and its Prüfvermerk"
    assert renew_requests(bench.desk) == 0

    requests = [bench.raw(each) for each in bench.outgoing("freigabe_bitte")]
    assert len(requests) == 2
    bench.work(bench.answer_to(requests[0], bench.person(), "FREIGABE"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN, "the old token is void"
    bench.work(bench.answer_to(requests[1], bench.person(), "FREIGABE"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGEGEBEN


def test_when_the_asked_person_leaves_the_office_another_is_asked(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    asked = bench.person()
    second = next(each for each in bench.register.coordinators if each.duty is Duty.ZWEITFREIGABE)
    left = tuple(
        replace(each, regionalverbuende=()) if each == second else each
        for each in bench.register.coordinators
        if each != asked
    )
    bench.set_register(replace(bench.register, coordinators=left))

    assert renew_requests(bench.desk) == 2

    assert bench.outgoing("freigabe_bitte")[-1].recipient != asked.email


def test_a_request_in_time_is_left_alone(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))

    assert renew_requests(bench.desk) == 0
