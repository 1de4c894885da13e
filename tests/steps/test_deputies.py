"""Who stands in for whom: requests go to the deputy while somebody is away, and nobody is a second pair for himself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Coordinator, Duty
from kmn_automation.simulation.faults import Fault
from kmn_automation.steps.renew_release import renew_requests
from tests.letters.edit_word import replaced
from tests.steps.bench import Bench
from tests.steps.test_edited_letter import CHANGED, DRAFT, WORDS, document, flat, name_of, reply_with

EVALUATION = "bewertung_ohne_hinweise"
TODAY = dt.date(2026, 5, 4)
FRIDAY = dt.date(2026, 5, 8)


def staff(bench: Bench) -> tuple[Coordinator, Coordinator, Coordinator]:
    """The person in charge of the first region, the one of the others, and the head with the Zweitfreigabe."""
    lead, other, head = bench.register.coordinators
    return lead, other, head


def set_staff(bench: Bench, *people: Coordinator) -> None:
    bench.set_register(replace(bench.register, coordinators=people))


def away(person: Coordinator, deputy: Coordinator | None, until: dt.date | None = FRIDAY) -> Coordinator:
    address = deputy.email if deputy else ""
    return replace(person, vertretung=address, abwesend_von=TODAY, abwesend_bis=until)


def asked(bench: Bench) -> list[str]:
    return [row.recipient for row in bench.outgoing("freigabe_bitte")]


def report(bench: Bench, *faults: Fault) -> None:
    bench.work(bench.report(0, bench.workbook(0, *faults)))


def test_the_deputy_is_asked_and_may_release_while_the_person_is_away(bench: Bench) -> None:
    lead, other, head = staff(bench)
    set_staff(bench, away(lead, other), other, head)
    report(bench)
    assert asked(bench) == [other.email]

    bench.work(bench.answer_to(bench.only("freigabe_bitte"), other, "FREIGABE"))

    assert bench.letters()[EVALUATION].state is LetterState.FREIGEGEBEN
    assert bench.letters()[EVALUATION].released_by == other.email


def test_without_absence_the_deputy_is_not_asked(bench: Bench) -> None:
    lead, other, head = staff(bench)
    set_staff(bench, replace(lead, vertretung=other.email), other, head)
    report(bench)

    assert asked(bench) == [lead.email]


def test_the_word_of_a_deputy_counts_only_as_long_as_the_absence_lasts(bench: Bench) -> None:
    lead, other, head = staff(bench)
    set_staff(bench, away(lead, other), other, head)
    report(bench)
    request = bench.only("freigabe_bitte")
    bench.clock.forward(days=5)

    bench.work(bench.answer_to(request, other, "FREIGABE"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert "nicht eingetragen" in flat(bench.only("freigabe_ungueltig"))

    assert renew_requests(bench.desk) == 2
    assert asked(bench) == [other.email, lead.email], "the person is back and asked instead"
    assert renew_requests(bench.desk) == 0


def test_a_request_that_waits_goes_to_the_deputy_when_the_absence_begins(bench: Bench) -> None:
    lead, other, head = staff(bench)
    report(bench)
    first = bench.only("freigabe_bitte")
    set_staff(bench, away(lead, other), other, head)

    assert renew_requests(bench.desk) == 2
    assert renew_requests(bench.desk) == 0

    assert asked(bench) == [lead.email, other.email]
    assert f"{lead.name} ist abwesend, Vertretung: {other.name}" in flat(
        bench.raw(bench.outgoing("freigabe_bitte")[1])
    )
    bench.work(bench.answer_to(first, lead, "FREIGABE"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN, "the first request is void"


@pytest.mark.parametrize("chain", [1, 2])
def test_who_is_away_as_well_hands_on_to_the_own_deputy_and_a_circle_ends(bench: Bench, chain: int) -> None:
    lead, other, head = staff(bench)
    next_one = head if chain == 1 else lead
    set_staff(bench, away(lead, other), away(other, next_one), head)
    report(bench)

    assert asked(bench) == [head.email], "by the chain, or since the head is responsible too"


def test_where_everybody_is_away_somebody_is_asked_all_the_same(bench: Bench) -> None:
    lead, other, head = staff(bench)
    set_staff(bench, away(lead, None), other, away(head, None))
    report(bench)

    assert asked(bench) == [lead.email]
    assert renew_requests(bench.desk) == 0


def test_a_deputy_who_only_reads_is_not_asked(bench: Bench) -> None:
    lead, other, head = staff(bench)
    set_staff(bench, away(lead, other), replace(other, duty=Duty.LESEN), head)
    report(bench)

    assert asked(bench) == [head.email]


def test_a_deputy_is_no_second_pair_of_eyes_beside_himself(bench: Bench) -> None:
    lead, other, head = staff(bench)
    set_staff(bench, away(lead, head), other, head)
    report(bench, Fault.SPENT_LESS)

    assert bench.letters()[DRAFT].state is LetterState.ENTWORFEN
    assert f"Für Schreiben {bench.letters()[DRAFT].number} fehlt eine Person" in bench.titles()


def test_a_second_person_lends_the_zweitfreigabe_only_to_who_has_it(bench: Bench) -> None:
    lead, other, head = staff(bench)
    set_staff(bench, lead, other, away(head, other))
    report(bench, Fault.SPENT_LESS)
    assert head.email in asked(bench), "other has no Zweitfreigabe, so the head is asked although away"

    set_staff(bench, lead, replace(other, duty=Duty.ZWEITFREIGABE), away(head, other))
    assert renew_requests(bench.desk) > 0
    assert asked(bench)[-1] == other.email


def test_a_deputy_who_wrote_in_the_letter_does_not_release_it_for_the_absent(bench: Bench) -> None:
    lead, other, head = staff(bench)
    set_staff(bench, away(lead, other), other, head)
    report(bench)
    request = bench.only("freigabe_bitte")
    docx = replaced(document(bench), WORDS, CHANGED)

    bench.work(reply_with(bench, request, other, (name_of(bench), docx)))

    (row,) = bench.outgoing("freigabe_bearbeitet")
    assert row.recipient == head.email
    bench.work(bench.answer_to(bench.raw(row), other, "FREIGABE"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    bench.work(bench.answer_to(bench.raw(row), head, "FREIGABE"))
    assert bench.letters()[EVALUATION].state is LetterState.FREIGEGEBEN
