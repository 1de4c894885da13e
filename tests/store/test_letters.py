from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise, product

import pytest
import sqlalchemy as sa

from kmn_automation.model.error import KmnError
from kmn_automation.model.letter import MOVES, LetterState, Release
from kmn_automation.store import letters, reports
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.letters import Move
from kmn_automation.store.tables import letters as table
from tests.store.crash import crashing
from tests.store.samples import MINUTE, NOON, drafted, new_letter, new_report, opened_case

S = LetterState
WAY_OUT = (S.ENTWORFEN, S.FREIGABE_ERBETEN, S.FREIGEGEBEN, S.IN_UEBERGABE)


def go(tx: Transaction, letter_id: int, *way: LetterState) -> None:
    for before, after in pairwise(way):
        assert letters.move(tx, letter_id, Move(before, after, NOON, "a@amt.example"))


def test_a_draft_comes_back_as_it_was_given(tx: Transaction) -> None:
    letter = drafted(tx)

    assert (letter.number, letter.year, letter.state) == ("2026-0001", 2026, S.ENTWORFEN)
    assert (letter.recipient_name, letter.release) == ("Müller & Söhne <e.V.>", Release.ONE)
    assert letter.inputs == {"name": "Müller", "positionen": ["a", "b"], "seiten": 2}
    assert (letter.released_at, letter.released_by, letter.case_id) == (None, "", None)


def test_letters_are_found_by_all_that_people_ask_for(tx: Transaction) -> None:
    first, second = drafted(tx, "a"), drafted(tx, "b")

    assert letters.get(tx, first.id) == letters.find(tx, "2026-0001") == first
    assert letters.find(tx, "2026-0003") is None
    assert letters.has_key(tx, "a")
    assert not letters.has_key(tx, "c")
    assert letters.in_state(tx, S.ENTWORFEN, S.VERWORFEN) == letters.all_of_year(tx, 2026) == [first, second]
    assert letters.in_state(tx, S.FREIGEGEBEN) == letters.of_case(tx, opened_case(tx).id) == []
    assert letters.of_report(tx, 1) == letters.all_of_year(tx, 2025) == []


def test_a_letter_that_exists_is_not_drafted_again_and_leaves_no_gap(tx: Transaction) -> None:
    drafted(tx, "a")
    assert letters.draft(tx, new_letter("a"), number=letters.next_number(tx, 2026)) is None

    assert [drafted(tx, key).number for key in "bc"] == ["2026-0002", "2026-0003"]


def test_a_gap_in_the_list_is_refused(tx: Transaction) -> None:
    drafted(tx, "a")
    lost = letters.next_number(tx, 2026)
    letters.next_number(tx, 2026)

    with pytest.raises(KmnError, match=r"2026-0002.*würde fehlen"):
        letters.draft(tx, new_letter("a"), number=lost)


def test_numbers_begin_anew_each_year_and_grow_beyond_four_digits(tx: Transaction) -> None:
    tx.execute(sa.text("INSERT INTO counters (name, year, value) VALUES ('letter', 2026, 9998)"))

    assert [letters.next_number(tx, 2026) for _ in range(2)] == ["2026-9999", "2026-10000"]
    assert letters.next_number(tx, 2027) == "2027-0001"


def test_a_number_that_was_rolled_back_is_given_again(store: Store) -> None:
    with crashing(store) as tx:
        drafted(tx)

    with store.begin() as tx:
        assert drafted(tx, "other").number == "2026-0001"


def test_only_the_moves_of_the_table_are_made(tx: Transaction) -> None:
    letter_id = drafted(tx).id
    for before, after in product(S, S):
        tx.execute(sa.update(table).where(table.c.id == letter_id).values(state=before))
        if after in MOVES[before]:
            assert letters.move(tx, letter_id, Move(before, after, NOON))
            assert letters.get(tx, letter_id).state is after
        else:
            with pytest.raises(KmnError, match=f"nicht von „{before}“ nach „{after}“"):
                letters.move(tx, letter_id, Move(before, after, NOON))
            assert letters.get(tx, letter_id).state is before


def test_the_second_of_two_movers_is_told_no(tx: Transaction) -> None:
    letter_id = drafted(tx).id
    release = Move(S.ENTWORFEN, S.FREIGEGEBEN, NOON, "a@amt.example")

    assert letters.move(tx, letter_id, release)
    assert not letters.move(tx, letter_id, release)
    assert not letters.move(tx, letter_id + 1, release)


def test_a_release_notes_who_and_when(tx: Transaction) -> None:
    letter_id = drafted(tx).id
    go(tx, letter_id, *WAY_OUT[:2])
    assert letters.get(tx, letter_id).released_by == ""
    go(tx, letter_id, *WAY_OUT[1:3])

    assert (letters.get(tx, letter_id).released_by, letters.get(tx, letter_id).released_at) == (
        "a@amt.example",
        NOON,
    )


def test_a_letter_that_comes_back_from_the_server_keeps_its_release(tx: Transaction) -> None:
    letter_id = drafted(tx).id
    go(tx, letter_id, *WAY_OUT)
    letters.move(tx, letter_id, Move(S.IN_UEBERGABE, S.FREIGEGEBEN, NOON + MINUTE, "smtp"))

    assert (letters.get(tx, letter_id).released_by, letters.get(tx, letter_id).released_at) == (
        "a@amt.example",
        NOON,
    )


def test_a_letter_released_anew_after_a_withdrawal_notes_the_new_release(tx: Transaction) -> None:
    letter_id = drafted(tx).id
    go(tx, letter_id, *WAY_OUT[:3], S.WIDERRUFEN, S.FREIGABE_ERBETEN)
    letters.move(tx, letter_id, Move(S.FREIGABE_ERBETEN, S.FREIGEGEBEN, NOON + MINUTE, "b@amt.example"))

    assert letters.get(tx, letter_id).released_by == "b@amt.example"
    assert letters.get(tx, letter_id).released_at == NOON + MINUTE


def test_the_numbers_that_were_given_are_as_many_as_the_letters(tx: Transaction) -> None:
    assert letters.given_numbers(tx) == 0
    drafted(tx, "a")
    letters.draft(tx, new_letter("a"), number=letters.next_number(tx, 2026))
    letters.draft(tx, new_letter("b"), number=letters.next_number(tx, 2027))

    assert letters.given_numbers(tx) == 2


def test_the_last_day_of_a_demand_counts_once_it_was_handed_over(tx: Transaction) -> None:
    case = opened_case(tx)
    old, new = (reports.add(tx, new_report(case.id, name=name)) for name in ("eins", "zwei"))
    for key, report, frist in (("a", old, "2026-06-16"), ("b", new, "2026-08-04")):
        demand = replace(
            new_letter(key),
            kind=letters.DEMAND,
            case_id=case.id,
            report_id=report.id,
            inputs={"frist": frist},
        )
        letters.draft(tx, demand, number=letters.next_number(tx, 2026))
    first, second = letters.of_case(tx, case.id)
    assert letters.demanded_until(tx, old.id) is None

    go(tx, first.id, *WAY_OUT, S.UEBERGEBEN)
    assert letters.demanded_until(tx, old.id) == dt.date(2026, 6, 16)
    go(tx, second.id, *WAY_OUT, S.UNGEKLAERT)
    assert letters.demanded_until(tx, new.id) is None
    go(tx, second.id, S.UNGEKLAERT, S.UEBERGEBEN)
    assert letters.demanded_until(tx, new.id) == dt.date(2026, 8, 4)
    assert [each.id for each in letters.of_kind(tx, letters.DEMAND, S.UEBERGEBEN)] == [first.id, second.id]


def test_letters_about_meetings_are_found_by_their_time_and_a_letter_by_its_key(tx: Transaction) -> None:
    drafted(tx, "a")
    about = replace(new_letter("b"), meeting_id="TR-1")
    letter = letters.draft(tx, about, number=letters.next_number(tx, 2026))

    assert letters.about_meetings(tx, NOON) == [letter]
    assert letters.about_meetings(tx, NOON + MINUTE) == []
    assert letters.by_key(tx, "b") == letter
    assert letters.by_key(tx, "c") is None
