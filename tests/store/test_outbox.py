from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
import sqlalchemy as sa

from kmn_automation.model.error import KmnError
from kmn_automation.store import outbox
from kmn_automation.store.connect import Transaction
from kmn_automation.store.outbox import OutboxState, Settling
from kmn_automation.store.states import OUTBOX_MOVES
from kmn_automation.store.tables import outbox as table
from tests.store.samples import MINUTE, NOON, drafted, new_outgoing, sha

S = OutboxState


def test_a_message_is_found_by_its_natural_key(tx: Transaction) -> None:
    row = outbox.get(tx, added(tx, "a"))

    assert outbox.by_key(tx, "a") == row
    assert outbox.by_key(tx, "b") is None


def added(tx: Transaction, key: str = "antwort:1") -> int:
    item_id = outbox.add(tx, new_outgoing(key))
    assert item_id is not None
    return item_id


def test_a_message_waits_until_its_time(tx: Transaction) -> None:
    item = replace(new_outgoing(), not_before=NOON + MINUTE)
    item_id = outbox.add(tx, item)
    assert item_id is not None
    row = outbox.get(tx, item_id)

    assert (row.state, row.attempts, row.next_at, row.owner) == (S.BEREIT, 0, NOON + MINUTE, "")
    assert outbox.due(tx, now=NOON) == []
    assert not outbox.claim(tx, item_id, owner="a", now=NOON)
    assert outbox.due(tx, now=NOON + MINUTE) == [row]


def test_a_natural_key_goes_out_once(tx: Transaction) -> None:
    item_id = added(tx)

    assert (
        outbox.add(tx, replace(new_outgoing(), message_id="<other@kmn.example>", mime_sha256=sha("other")))
        is None
    )
    assert outbox.get(tx, item_id).mime_sha256 == sha("antwort:1")


def test_two_messages_never_share_a_message_id(tx: Transaction) -> None:
    added(tx)

    with pytest.raises(sa.exc.IntegrityError):
        outbox.add(tx, replace(new_outgoing(), key="antwort:2"))


def test_urgent_ones_go_first_then_the_oldest(tx: Transaction) -> None:
    outbox.add(tx, new_outgoing("spät", NOON))
    outbox.add(tx, new_outgoing("früh", NOON - MINUTE))
    outbox.add(tx, replace(new_outgoing("eilig", NOON), urgent=True))

    assert [row.key for row in outbox.due(tx, now=NOON)] == ["eilig", "früh", "spät"]
    assert [row.key for row in outbox.due(tx, now=NOON, limit=1)] == ["eilig"]


def test_a_claim_is_for_one(tx: Transaction) -> None:
    item_id = added(tx)

    assert outbox.claim(tx, item_id, owner="a", now=NOON)
    assert not outbox.claim(tx, item_id, owner="b", now=NOON)
    row = outbox.get(tx, item_id)
    assert (row.state, row.owner, row.attempts, row.claimed_at) == (S.IN_UEBERGABE, "a", 1, NOON)
    assert outbox.due(tx, now=NOON + 999 * MINUTE) == []


def test_a_refusal_for_now_is_tried_again_at_its_time(tx: Transaction) -> None:
    item_id = added(tx)
    outbox.claim(tx, item_id, owner="a", now=NOON)
    settling = Settling(S.IN_UEBERGABE, S.BEREIT, NOON, "451 greylisted", next_at=NOON + 5 * MINUTE)

    assert outbox.settle(tx, item_id, settling)
    assert outbox.due(tx, now=NOON) == []
    assert [row.response for row in outbox.due(tx, now=NOON + 5 * MINUTE)] == ["451 greylisted"]
    assert outbox.claim(tx, item_id, owner="b", now=NOON + 5 * MINUTE)
    assert outbox.get(tx, item_id).attempts == 2


def test_a_hand_over_notes_its_time_and_the_words_of_the_server(tx: Transaction) -> None:
    item_id = added(tx)
    outbox.claim(tx, item_id, owner="a", now=NOON)
    outbox.settle(tx, item_id, Settling(S.IN_UEBERGABE, S.UEBERGEBEN, NOON + MINUTE, "250 queued as 4711"))
    row = outbox.get(tx, item_id)

    assert (row.state, row.handed_over_at, row.response) == (
        S.UEBERGEBEN,
        NOON + MINUTE,
        "250 queued as 4711",
    )


def test_a_worker_that_was_declared_dead_cannot_settle_the_next_claim(tx: Transaction) -> None:
    item_id = added(tx)
    outbox.claim(tx, item_id, owner="dead", now=NOON)
    outbox.settle(tx, item_id, Settling(S.IN_UEBERGABE, S.UNGEKLAERT, NOON))
    outbox.settle(tx, item_id, Settling(S.UNGEKLAERT, S.BEREIT, NOON))
    outbox.claim(tx, item_id, owner="living", now=NOON)

    assert not outbox.settle(tx, item_id, Settling(S.IN_UEBERGABE, S.UEBERGEBEN, NOON, owner="dead"))
    assert outbox.settle(tx, item_id, Settling(S.IN_UEBERGABE, S.UEBERGEBEN, NOON, owner="living"))


def test_only_the_moves_of_the_table_are_made(tx: Transaction) -> None:
    item_id = added(tx)
    for before, after in product(S, S):
        tx.execute(sa.update(table).where(table.c.id == item_id).values(state=before))
        if after in OUTBOX_MOVES[before]:
            assert outbox.settle(tx, item_id, Settling(before, after, NOON))
            assert not outbox.settle(tx, item_id, Settling(before, after, NOON))
        else:
            with pytest.raises(KmnError, match="Eine Nachricht kann nicht"):
                outbox.settle(tx, item_id, Settling(before, after, NOON))
            assert outbox.get(tx, item_id).state is before


def test_messages_are_found_by_message_id_letter_and_state(tx: Transaction) -> None:
    letter = drafted(tx)
    item_id = outbox.add(tx, replace(new_outgoing(), letter_id=letter.id))
    assert item_id is not None
    row = outbox.get(tx, item_id)

    assert outbox.by_message_id(tx, row.message_id) == row
    assert outbox.by_message_id(tx, "<nobody@kmn.example>") is None
    assert outbox.of_letter(tx, letter.id) == outbox.in_state(tx, S.BEREIT, S.UNGEKLAERT) == [row]
    assert outbox.in_state(tx, S.UNGEKLAERT) == []


def test_the_budget_counts_answers_by_address_whatever_its_case(tx: Transaction) -> None:
    counted = {"first": NOON, "later": NOON + MINUTE, "before": NOON - MINUTE}
    for key, at in counted.items():
        outbox.add(tx, replace(new_outgoing(key, at), answer=True))
    outbox.add(tx, new_outgoing("receipt"))
    withdrawn = outbox.add(tx, replace(new_outgoing("withdrawn"), answer=True))
    assert withdrawn is not None
    outbox.settle(tx, withdrawn, Settling(S.BEREIT, S.ZURUECKGEZOGEN, NOON))

    assert outbox.answers_since(tx, NOON) == 2
    assert outbox.answers_since(tx, NOON, "bericht@MUELLER.example") == 2
    assert outbox.answers_since(tx, NOON, "andere@mueller.example") == 0


def test_the_brake_counts_what_left_and_what_may_have_left(tx: Transaction) -> None:
    letter = drafted(tx)
    ends = {"gone": S.UEBERGEBEN, "doubt": S.UNGEKLAERT, "refused": S.ABGELEHNT, "under way": None}
    for key, end in ends.items():
        item_id = outbox.add(tx, replace(new_outgoing(key), letter_id=letter.id if key == "gone" else None))
        assert item_id is not None
        outbox.claim(tx, item_id, owner="a", now=NOON)
        if end is not None:
            outbox.settle(tx, item_id, Settling(S.IN_UEBERGABE, end, NOON))
    added(tx, "waiting")

    assert outbox.handed_over_since(tx, NOON, letters_only=False) == 3
    assert outbox.handed_over_since(tx, NOON, letters_only=True) == 1
    assert outbox.handed_over_since(tx, NOON + MINUTE, letters_only=False) == 0
