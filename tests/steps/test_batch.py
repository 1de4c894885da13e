"""One mail for many letters of a kind: the odd ones on top, all or all but some by one reply."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kmn_automation.model.letter import LetterState
from kmn_automation.simulation.faults import Fault
from kmn_automation.steps.bundle_requests import bundle_requests
from kmn_automation.store import approvals, letters
from kmn_automation.store.states import OutboxState
from tests.letters.edit_word import replaced
from tests.steps.bench import Bench, docx_text, house
from tests.steps.post import files_of, text_of
from tests.steps.test_edited_letter import CHANGED, WORDS, flat, reply_with

EVALUATION = "bewertung_ohne_hinweise"
COUNT = 6


@pytest.fixture
def many(bench: Bench) -> Bench:
    """Six reports of one region's Träger in one pass, their requests bundled; one settles far below the others."""
    bench.house = house(bundle_above=4)
    mine = [n for n in range(24) if bench.person(n) == bench.person(0)][:COUNT]
    assert len(mine) == COUNT
    bench.work(*(bench.report(n, bench.workbook(n)) for n in mine))
    assert bundle_requests(bench.desk) == COUNT
    return bench


def numbers(bench: Bench, *states: LetterState) -> list[str]:
    with bench.store.read() as tx:
        return [each.number for each in letters.in_state(tx, *states) if each.kind == EVALUATION]


def decide(bench: Bench, text: str) -> None:
    request = bench.raw(bench.outgoing("freigabe_sammel")[-1])
    bench.work(bench.answer_to(request, bench.person(), text))


def test_one_mail_takes_the_place_of_many(many: Bench) -> None:
    single = many.outgoing("freigabe_bitte")
    assert {row.state for row in single} == {OutboxState.ZURUECKGEZOGEN}
    (row,) = many.outgoing("freigabe_sammel")
    words = flat(many.raw(row))
    assert "entscheiden Sie über 6 Vorgänge" in words
    files = files_of(many.raw(row))
    assert "kontaktbogen.docx" in files
    assert sum(EVALUATION in name for name in files) == COUNT
    sheet = docx_text(files["kontaktbogen.docx"])
    assert all(number in sheet for number in numbers(many, LetterState.FREIGABE_ERBETEN))
    assert "vielen Dank für Ihren Verwendungsnachweis" in sheet
    assert bundle_requests(many.desk) == 0


def test_few_requests_stay_single(bench: Bench) -> None:
    bench.house = house(bundle_above=4)
    bench.work(bench.report(0, bench.workbook(0)))

    assert bundle_requests(bench.desk) == 0
    assert bench.outgoing("freigabe_bitte")[0].state is OutboxState.BEREIT


def test_an_office_may_switch_it_off(bench: Bench) -> None:
    bench.house = house(bundle_above=0)
    bench.work(bench.report(0, bench.workbook(0)))

    assert bundle_requests(bench.desk) == 0


@pytest.mark.parametrize("word", ["FREIGABE", "FREIGABE ALLE", "FREIGABE ALLE 6", "FREIGABE alle"])
def test_one_word_releases_all(many: Bench, word: str) -> None:
    decide(many, word)

    assert len(numbers(many, LetterState.FREIGEGEBEN)) == COUNT
    done = flat(many.only("freigabe_sammel_erledigt"))
    assert all(number in done for number in numbers(many, LetterState.FREIGEGEBEN))
    assert {row.recipient for row in many.outgoing("brief")} == {
        row.recipient for row in many.outgoing("brief")
    }
    assert len(many.outgoing("brief")) == COUNT


EXCEPT = [
    ("FREIGABE alle außer 2, 5", {2, 5}),
    ("FREIGABE ALLE AUSSER 2 und 5", {2, 5}),
    ("FREIGABE außer 2-4", {2, 3, 4}),
    ("FREIGABE NUR 1, 6", {2, 3, 4, 5}),
    ("FREIGABE nur 1 bis 3; 5", {4, 6}),
]


@pytest.mark.parametrize(("word", "left"), EXCEPT)
def test_numbers_are_left_out_and_asked_for_alone(many: Bench, word: str, left: set[int]) -> None:
    shown = numbers(many, LetterState.FREIGABE_ERBETEN)

    decide(many, word)

    waiting = [shown[place - 1] for place in sorted(left)]
    assert numbers(many, LetterState.FREIGABE_ERBETEN) == waiting
    assert numbers(many, LetterState.FREIGEGEBEN) == [each for each in shown if each not in waiting]
    fresh = [row for row in many.outgoing("freigabe_bitte") if row.state is OutboxState.BEREIT]
    assert len(fresh) == len(left)
    assert "In der Sammelbitte ausgenommen" in flat(many.raw(fresh[0]))
    many.work(many.answer_to(many.raw(fresh[0]), many.person(), "FREIGABE"))
    assert numbers(many, LetterState.FREIGABE_ERBETEN) == waiting[1:]


UNCLEAR = [
    "FREIGABE 2, 5", "FREIGABE ALLE AUSSER 7", "FREIGABE NUR 0", "FREIGABE ALLE 5", "FREIGABE ALLE AUSSER 1-6",
    "FREIGABE ALLE AUSSER drei", "FREIGABE ALLE AUSSER", "FREIGABE NUR", "FREIGABE, aber 3 nicht", "alle außer 3",
    "Freigabe alle", "FREIGABE ALLE BITTE", "FREIGABE NUR 5-2", "FREIGABE NICHT 3", "ABLEHNUNG", "", "> FREIGABE",
    "FREIGABE AUSSER 3 oder 4", "FREIGABE ALLE AUSSER 3?", "FREIGABE KEINE",
]  # fmt: skip


@pytest.mark.parametrize("word", UNCLEAR)
def test_anything_else_is_asked_back_and_releases_nothing(many: Bench, word: str) -> None:
    decide(many, word)

    assert numbers(many, LetterState.FREIGEGEBEN) == []
    back = many.only("freigabe_unklar")
    assert "FREIGABE NUR 3, 7" in flat(back)
    many.work(many.answer_to(back, many.person(), "FREIGABE NUR 1"))
    assert len(numbers(many, LetterState.FREIGEGEBEN)) == 1


def test_a_rejection_is_for_all_and_ends_also_what_was_released(many: Bench) -> None:
    decide(many, "FREIGABE")
    decide(many, "ABLEHNUNG: Doch nicht.")
    many.clock.forward(hours=1)
    many.send()

    assert len(numbers(many, LetterState.WIDERRUFEN)) == COUNT
    assert {row.state for row in many.outgoing("brief")} == {OutboxState.ZURUECKGEZOGEN}


def test_a_batch_is_decided_once(many: Bench) -> None:
    decide(many, "FREIGABE NUR 1")
    decide(many, "FREIGABE")

    assert len(numbers(many, LetterState.FREIGEGEBEN)) == 1
    assert "bereits entschieden" in flat(many.only("freigabe_ungueltig"))


def test_the_token_of_a_batch_is_good_for_its_person_only(many: Bench) -> None:
    request = many.only("freigabe_sammel")
    other = next(each for each in many.register.coordinators if each != many.person())

    many.work(many.answer_to(request, other, "FREIGABE"))

    assert numbers(many, LetterState.FREIGEGEBEN) == []
    assert "nicht eingetragenen Person" in many.titles()


def test_the_token_of_a_batch_runs_out(many: Bench) -> None:
    request = many.only("freigabe_sammel")
    many.clock.forward(days=15)

    many.work(many.answer_to(request, many.person(), "FREIGABE"))

    assert numbers(many, LetterState.FREIGEGEBEN) == []
    assert "abgelaufen" in flat(many.only("freigabe_ungueltig"))


def test_a_letter_that_changed_after_it_was_shown_stays_behind(many: Bench) -> None:
    first = numbers(many, LetterState.FREIGABE_ERBETEN)[0]
    with many.store.begin() as tx:
        tx.exec_driver_sql(
            f"UPDATE letters SET docx_sha256 = 'x' || substr(docx_sha256, 2) WHERE number = '{first}'"  # noqa: S608
        )

    decide(many, "FREIGABE")

    assert first not in numbers(many, LetterState.FREIGEGEBEN)
    assert len(numbers(many, LetterState.FREIGEGEBEN)) == COUNT - 1
    assert f"hinfällig: {first}" in flat(many.only("freigabe_sammel_erledigt"))


def test_a_correction_takes_its_letter_out_of_the_batch(many: Bench) -> None:
    shown = numbers(many, LetterState.FREIGABE_ERBETEN)
    many.work(many.report(0, many.workbook(0, change=say_more)))

    decide(many, "FREIGABE")

    assert shown[0] not in numbers(many, LetterState.FREIGEGEBEN)
    assert shown[1:] == numbers(many, LetterState.FREIGEGEBEN)


def say_more(values: dict[str, object], _tables: object) -> None:
    values["sachbericht.erfolg"] = "Die Ziele wurden erreicht, und zwar ausführlich. " * 8


def test_a_letter_of_the_batch_may_be_changed_in_word(many: Bench) -> None:
    shown = numbers(many, LetterState.FREIGABE_ERBETEN)
    request = many.only("freigabe_sammel")
    with many.store.read() as tx:
        row = letters.find(tx, shown[2])
    assert row is not None
    docx = replaced(many.store.blobs.get(row.docx_sha256), WORDS, CHANGED)

    many.work(reply_with(many, request, many.person(), (f"{row.number}.docx", docx)))
    decide(many, "FREIGABE")

    assert numbers(many, LetterState.FREIGABE_ERBETEN) == [row.number]
    assert len(numbers(many, LetterState.FREIGEGEBEN)) == COUNT - 1
    assert CHANGED in flat(many.only("freigabe_bearbeitet"))


def test_many_letters_need_their_number(bench: Bench) -> None:
    bench.house = house(bundle_above=4)
    bench.set_register(replace(bench.register, coordinators=bench.register.coordinators[2:]))
    bench.work(*(bench.report(n, bench.workbook(n)) for n in range(22)))
    bundled = bundle_requests(bench.desk)
    request = bench.only("freigabe_sammel")
    assert f"FREIGABE ALLE {bundled} (die Zahl gehört dazu)" in flat(request)

    bench.work(bench.answer_to(request, bench.person(), "FREIGABE"))
    assert f"gehört die Zahl dazu: FREIGABE ALLE {bundled}" in flat(bench.only("freigabe_unklar"))

    bench.work(bench.answer_to(request, bench.person(), f"FREIGABE ALLE {bundled}"))
    assert len(numbers(bench, LetterState.FREIGEGEBEN)) == bundled


def test_odd_letters_stand_on_top_with_their_reason(bench: Bench) -> None:
    bench.house = house(bundle_above=4)
    mine = [n for n in range(24) if bench.person(n) == bench.person(0)][:COUNT]
    faults = {mine[3]: (Fault.SPENT_LESS,)}
    bench.work(*(bench.report(n, bench.workbook(n, *faults.get(n, ()))) for n in mine))
    with bench.store.read() as tx:
        kinds = [letters.get(tx, each.letter_ids[0]).kind for each in approvals.open_requests(tx)]
    assert EVALUATION in kinds
    bundle_requests(bench.desk)

    words = text_of(bench.only("freigabe_sammel"))
    assert "die Mitte liegt bei" in " ".join(words.split())
    assert words.index("Bitte besonders ansehen") < words.index("Alle Vorgänge")
