from __future__ import annotations

from dataclasses import replace

import pytest

from kmn_automation.model.error import KmnError, TryLater
from kmn_automation.store import mails
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.mails import MailResult, MailState
from tests.store.samples import MINUTE, NOON, new_mail, stored_mail

DONE = MailResult("a@traeger.example", "Bericht", "bericht", "beantwortet", "Erledigt", "Regel bericht")


def test_a_new_mail_is_stored_and_waits(tx: Transaction) -> None:
    mail_id, is_new = mails.store_new(tx, new_mail())
    row = mails.get(tx, mail_id)

    assert is_new
    assert (row.state, row.attempts, row.sender, row.received_at) == (MailState.GEHOLT, 0, "", NOON)
    assert row.received_at.tzinfo is not None


def test_the_same_bytes_are_one_mail_wherever_they_lie(tx: Transaction) -> None:
    first, _ = mails.store_new(tx, new_mail(uid=7))
    again, is_new = mails.store_new(tx, replace(new_mail(uid=3), folder="Zu prüfen", uidvalidity=9))

    assert (again, is_new) == (first, False)
    assert (mails.get(tx, first).folder, mails.get(tx, first).uid) == ("Zu prüfen", 3)


def test_both_places_of_equal_bytes_are_known_so_neither_is_fetched_again(tx: Transaction) -> None:
    mail_id = stored_mail(tx, uid=7)
    stored_mail(tx, uid=8)

    assert mails.known_uids(tx, "INBOX", 1700000000) == {7: mail_id, 8: mail_id}
    assert mails.known_uids(tx, "INBOX", 1) == {}
    assert mails.known_uids(tx, "Archiv", 1700000000) == {}


def test_a_place_that_now_holds_another_mail_points_to_that(tx: Transaction) -> None:
    stored_mail(tx, "eins", uid=7)
    other = stored_mail(tx, "zwei", uid=7)

    assert mails.known_uids(tx, "INBOX", 1700000000) == {7: other}


def test_mails_come_in_the_order_of_their_arrival(tx: Transaction) -> None:
    late = stored_mail(tx, "spät", 1, NOON + MINUTE)
    early = stored_mail(tx, "früh", 2, NOON - MINUTE)
    twin = stored_mail(tx, "zugleich", 3, NOON - MINUTE)

    assert [row.id for row in mails.in_state(tx, MailState.GEHOLT)] == [early, twin, late]
    assert [row.id for row in mails.in_state(tx, MailState.GEHOLT, limit=1)] == [early]


def test_attempts_count_up(tx: Transaction) -> None:
    mail_id = stored_mail(tx)

    assert [mails.begin_attempt(tx, mail_id) for _ in range(3)] == [1, 2, 3]


def test_a_mail_is_finished_then_filed(tx: Transaction) -> None:
    mail_id = stored_mail(tx)
    mails.finish(tx, mail_id, DONE)
    assert mails.get(tx, mail_id).state is MailState.ERLEDIGT
    mails.filed(tx, mail_id)
    mails.filed(tx, mail_id)
    row = mails.get(tx, mail_id)

    assert (row.state, row.outcome, row.file_to, row.reason) == (
        MailState.ABGELEGT, "beantwortet", "Erledigt", "Regel bericht",
    )  # fmt: skip


def test_the_second_who_finishes_a_mail_has_to_roll_back(store: Store) -> None:
    with store.begin() as tx:
        mail_id = stored_mail(tx)
        mails.finish(tx, mail_id, DONE)

    with store.begin() as tx:
        mails.begin_attempt(tx, mail_id)
    with pytest.raises(TryLater, match="anderen Lauf"), store.begin() as tx:
        mails.finish(tx, mail_id, replace(DONE, outcome="zweimal"))

    with store.read() as tx:
        assert (mails.get(tx, mail_id).outcome, mails.get(tx, mail_id).attempts) == ("beantwortet", 1)


def test_what_nobody_acted_upon_is_not_filed(tx: Transaction) -> None:
    with pytest.raises(TryLater):
        mails.filed(tx, stored_mail(tx))


def test_an_unknown_mail_is_an_error(tx: Transaction) -> None:
    with pytest.raises(KmnError, match="mails 4711: Diesen Eintrag gibt es nicht"):
        mails.get(tx, 4711)


def test_a_finished_mail_can_be_handled_once_more_from_the_start(tx: Transaction) -> None:
    mail_id = stored_mail(tx)
    assert mails.reopen(tx, new_mail().sha256) is None
    mails.begin_attempt(tx, mail_id)
    mails.finish(tx, mail_id, DONE)

    assert mails.reopen(tx, new_mail().sha256) == mail_id
    assert (mails.get(tx, mail_id).state, mails.get(tx, mail_id).attempts) == (MailState.GEHOLT, 0)
