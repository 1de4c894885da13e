"""Mails are stored before anything happens to them, and filed after everything has."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.exc import IntegrityError

from kmn_automation.mail.source import Ref
from kmn_automation.model.error import TryLater
from kmn_automation.steps.receive import LAST_LOOK, MAX_MAIL, file_mails, receive
from kmn_automation.store import facts, journal, mails
from kmn_automation.store.connect import Store
from kmn_automation.store.mails import MailRow, MailState
from tests.steps.bench import Bench
from tests.steps.post import PaperBox

MAIL = b"From: a@b.example\r\nSubject: Frage\r\nMessage-ID: <1@b.example>\r\n\r\nGuten Tag"


def stored(store: Store) -> list[MailRow]:
    with store.read() as tx:
        return mails.in_state(tx, MailState.GEHOLT)


def test_the_bytes_are_on_disk_before_the_row_is(bench: Bench) -> None:
    bench.box.put(MAIL, bench.clock.now)
    refuse = "CREATE TRIGGER full BEFORE INSERT ON mails BEGIN SELECT RAISE(ABORT, 'no row today'); END"
    with bench.store.begin() as tx:
        tx.exec_driver_sql(refuse)

    with pytest.raises(IntegrityError, match="no row today"):
        receive(bench.desk, bench.box)

    assert stored(bench.store) == []
    assert bench.store.blobs.get(hashlib.sha256(MAIL).hexdigest()) == MAIL
    with bench.store.begin() as tx:
        tx.exec_driver_sql("DROP TRIGGER full")
    assert receive(bench.desk, bench.box).stored == 1


def test_a_stored_mail_has_a_row_a_journal_line_and_the_time_of_our_server(bench: Bench) -> None:
    bench.box.put(MAIL, bench.clock.now)
    receive(bench.desk, bench.box)

    (row,) = stored(bench.store)
    assert (row.message_id, row.received_at, row.size) == ("<1@b.example>", bench.clock.now, len(MAIL))
    with bench.store.read() as tx:
        assert [each.action for each in journal.about(tx, f"mail:{row.id}")] == ["Mail gespeichert"]
        assert facts.get(tx, LAST_LOOK) == bench.clock.now.isoformat()


def test_what_is_stored_is_not_fetched_again(bench: Bench) -> None:
    bench.box.put(MAIL, bench.clock.now)
    receive(bench.desk, bench.box)
    bench.box.loaded.clear()

    again = receive(bench.desk, bench.box)

    assert (again.stored, bench.box.loaded, len(again.places)) == (0, [], 1)


def test_the_same_bytes_at_another_place_are_one_mail_and_both_are_filed(bench: Bench) -> None:
    bench.work(MAIL)
    bench.work(MAIL)

    assert len(bench.box.moved) == 2
    assert bench.box.lying == {}
    with bench.store.read() as tx:
        assert len(mails.in_state(tx, MailState.ABGELEGT)) == 1


def test_a_line_that_breaks_while_loading_keeps_what_was_stored_and_moves_nothing(bench: Bench) -> None:
    refs = [bench.box.put(MAIL + str(n).encode(), bench.clock.now) for n in range(45)]

    def breaks(ref: Ref) -> None:
        if ref == refs[42]:
            raise TryLater("Die Verbindung ist weg.")

    bench.box.on_load = breaks
    with pytest.raises(TryLater):
        receive(bench.desk, bench.box)
    assert len(stored(bench.store)) == 40
    assert bench.box.moved == []

    bench.box.on_load = lambda _: None
    assert receive(bench.desk, bench.box).stored == 5


def test_a_mail_that_is_too_large_is_kept_by_its_header_only_and_answered(bench: Bench) -> None:
    raw = bench.report(0, bench.workbook(0))
    bench.box.put(raw, bench.clock.now, size=MAX_MAIL + 1)

    assert bench.work() == {"Anlage nicht lesbar": 1}

    assert bench.box.loaded == []
    assert b"25 MB" in bench.only("nicht_lesbar")
    assert "Zu große Nachricht" in bench.titles()


def test_a_mail_is_filed_only_after_it_was_acted_upon(bench: Bench) -> None:
    bench.box.put(MAIL, bench.clock.now)

    intake = receive(bench.desk, bench.box)
    assert file_mails(bench.desk, bench.box, intake) == 0
    assert len(bench.box.lying) == 1


class Stubborn(PaperBox):
    """A mailbox that breaks at the first move."""

    def move(self, ref: Ref, folder: str) -> None:
        if not self.moved:
            self.moved.append((ref, "abgebrochen"))
            raise TryLater("Das Postfach ist weg.")
        super().move(ref, folder)


def test_a_move_that_fails_is_made_up_for_and_nothing_is_answered_twice(bench: Bench) -> None:
    bench.box = Stubborn()
    raw = bench.report(0, bench.workbook(0))
    with pytest.raises(TryLater):
        bench.work(raw)

    assert bench.work() == {}

    assert [folder for _, folder in bench.box.moved] == ["abgebrochen", "Erledigt"]
    assert len(bench.outgoing("antwort_bericht")) == 1


def test_moving_twice_is_harmless(bench: Bench) -> None:
    ref = bench.box.put(MAIL, bench.clock.now)
    intake = receive(bench.desk, bench.box)
    bench.work()
    bench.box.lying[ref] = (MAIL, bench.clock.now, len(MAIL))

    assert file_mails(bench.desk, bench.box, intake) == 1
    assert file_mails(bench.desk, bench.box, intake) == 1
    with bench.store.read() as tx:
        assert len(mails.in_state(tx, MailState.ABGELEGT)) == 1
