"""Nothing is lost without being named: a loss is planted for every sum, and the digest says which mail it was."""

from __future__ import annotations

from email.utils import make_msgid

import pytest

from kmn_automation.mail.smtp import Handover, State
from kmn_automation.steps.compare_archive import compare_archive
from kmn_automation.steps.completeness import Equation, proof_of
from kmn_automation.steps.known_copy import note_shown
from kmn_automation.steps.look_through import look_through
from kmn_automation.steps.process_mails import process_mails
from kmn_automation.steps.receive import file_mails, receive
from kmn_automation.steps.report_day import summarise
from tests.steps.bench import Bench, WarmBench
from tests.steps.post import PaperBox

MAILBOX, CLASSIFIED, DEALT_WITH, OUTBOX = range(4)


def proof(bench: Bench) -> tuple[Equation, ...]:
    with bench.store.read() as tx:
        return proof_of(tx, bench.desk)


def misfits(bench: Bench) -> list[int]:
    return [number for number, each in enumerate(proof(bench)) if not each.fits]


def tamper(bench: Bench, statement: str) -> None:
    with bench.store.begin() as tx:
        tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        tx.exec_driver_sql(statement)


def note(bench: Bench, subject: str = "Frage") -> tuple[str, bytes]:
    """The Message-ID of a mail, and the mail."""
    name = make_msgid(domain="traeger.example")
    raw = bench.letter_of(bench.sender(bench.bescheid()), subject, "Guten Tag.")
    headers = [
        line
        for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n")
        if not line.lower().startswith(b"message-id")
    ]
    return name, b"\r\n".join([*headers, f"Message-ID: {name}".encode(), b"", b"Guten Tag."])


def test_on_a_quiet_day_all_sums_match(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)), bench.report(1, ("x.xlsx", b"PK\x03\x04 nichts")))
    bench.send()
    look_through(bench.desk, bench.box)

    assert misfits(bench) == []
    assert [each.calculation for each in proof(bench)][CLASSIFIED:OUTBOX] == [
        "2 = 2 + 0",
        "2 = 2 + 0 im Eingang",
    ]


def test_a_filed_mail_that_was_never_read_is_named_until_it_is(bench: Bench) -> None:
    name, raw = note(bench)
    ref = bench.box.put(raw, bench.clock.now, folder="Erledigt")

    look_through(bench.desk, bench.box)

    assert misfits(bench) == [MAILBOX]
    (gap,) = proof(bench)[MAILBOX].gaps
    assert name in gap
    assert bench.sender(bench.bescheid()).email in gap
    assert "vom 04.05.2026" in gap
    assert "liegt im Ordner „Erledigt“ und wurde nie gelesen" in gap
    with bench.store.read() as tx:
        assert gap in summarise(tx, bench.desk).warnings
    look_through(bench.desk, bench.box)
    assert misfits(bench) == [MAILBOX], "what was seen once is not forgotten"

    bench.work(raw)
    look_through(bench.desk, bench.box)
    assert misfits(bench) == []
    assert ref in bench.box.lying


def test_what_a_person_took_away_is_not_missing_any_more(bench: Bench) -> None:
    ref = bench.box.put(note(bench)[1], bench.clock.now, folder="Erledigt")
    look_through(bench.desk, bench.box)
    assert misfits(bench) == [MAILBOX]

    del bench.box.lying[ref]
    look_through(bench.desk, bench.box)

    assert misfits(bench) == []


def test_a_mail_that_lies_in_the_inbox_and_is_not_stored_is_named_after_an_hour(bench: Bench) -> None:
    name, raw = note(bench)
    bench.box.put(raw, bench.clock.now)
    look_through(bench.desk, bench.box)
    assert misfits(bench) == [], "it may have come this moment"

    bench.clock.forward(hours=2)
    look_through(bench.desk, bench.box)

    assert name in proof(bench)[MAILBOX].gaps[0]


def test_our_own_mails_and_stored_ones_are_not_missing(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    bench.box.put(bench.raw(bench.outgoing()[0]), bench.clock.now, folder="Erledigt")
    _, raw = note(bench)
    bench.work(raw)
    bench.box.put(raw, bench.clock.now, folder="Zu prüfen")
    loaded = len(bench.box.loaded)

    look_through(bench.desk, bench.box)

    assert misfits(bench) == []
    assert len(bench.box.loaded) == loaded, "known by their headers, nothing was fetched"


def test_a_row_that_vanished_is_named_by_its_bytes(bench: Bench) -> None:
    name, raw = note(bench)
    bench.work(raw)
    tamper(bench, "DELETE FROM mail_places")
    tamper(bench, "UPDATE tasks SET mail_id = NULL")
    tamper(bench, "DELETE FROM mails")

    (gap,) = proof(bench)[MAILBOX].gaps
    assert name in gap
    assert "steht nicht mehr in der Datenbank" in gap
    for blob in bench.store.blobs.folder.glob("??/*"):
        blob.unlink()
    assert "mail:1" in proof(bench)[MAILBOX].gaps[0]


def test_a_mail_that_is_never_worked_on_is_named_after_a_day(bench: Bench) -> None:
    name, raw = note(bench)
    bench.box.put(raw, bench.clock.now)
    receive(bench.desk, bench.box)
    bench.clock.forward(hours=20)
    assert misfits(bench) == []
    assert proof(bench)[CLASSIFIED].calculation == "1 = 0 + 1"

    bench.clock.forward(hours=10)

    assert misfits(bench) == [CLASSIFIED]
    assert name in proof(bench)[CLASSIFIED].gaps[0]


def test_a_mail_without_an_outcome_is_named(bench: Bench) -> None:
    name, raw = note(bench)
    bench.work(raw)
    tamper(bench, "UPDATE mails SET outcome = ''")

    assert misfits(bench) == [CLASSIFIED]
    assert name in proof(bench)[CLASSIFIED].gaps[0]


def test_a_report_that_nobody_answered_is_named(bench: Bench) -> None:
    bench.work(bench.report(0, ("x.xlsx", b"PK\x03\x04 nichts")))
    tamper(bench, "UPDATE outbox SET mail_id = NULL")
    tamper(bench, "UPDATE tasks SET mail_id = NULL")

    assert misfits(bench) == [DEALT_WITH]
    (gap,) = proof(bench)[DEALT_WITH].gaps
    assert bench.sender(bench.bescheid()).email in gap
    assert "wurde nicht beantwortet" in gap


def test_a_mail_that_stays_in_the_inbox_is_named_after_a_day(bench: Bench) -> None:
    name, raw = note(bench)
    bench.box.put(raw, bench.clock.now)
    intake = receive(bench.desk, bench.box)
    process_mails(bench.desk, WarmBench(bench.desk, bench.jail), lambda _: True)
    bench.clock.forward(hours=30)
    assert misfits(bench) == [DEALT_WITH]
    assert name in proof(bench)[DEALT_WITH].gaps[0]

    file_mails(bench.desk, bench.box, intake)
    assert misfits(bench) == []


def test_a_message_that_vanished_from_the_outbox_is_named(bench: Bench) -> None:
    bench.work(bench.report(0, ("x.xlsx", b"PK\x03\x04 nichts")))
    (row,) = bench.outgoing()
    tamper(bench, "UPDATE tasks SET mail_id = 1")
    tamper(bench, "DELETE FROM outbox")

    assert OUTBOX in misfits(bench)
    assert row.message_id in proof(bench)[OUTBOX].gaps[0]


def test_a_message_that_never_leaves_is_named_after_a_day(bench: Bench) -> None:
    bench.work(bench.report(0, ("x.xlsx", b"PK\x03\x04 nichts")))
    bench.relay.answer = lambda _: Handover(State.NOT_STARTED, "weg")
    bench.send()
    bench.clock.forward(hours=20)
    assert misfits(bench) == []

    bench.clock.forward(hours=10)

    (row,) = bench.outgoing()
    assert misfits(bench) == [OUTBOX]
    assert f"{row.message_id} vom" in proof(bench)[OUTBOX].gaps[0]
    assert f"an {row.recipient}" in proof(bench)[OUTBOX].gaps[0]


@pytest.mark.parametrize("known", [True, False])
def test_a_copy_in_the_archive_that_the_outbox_does_not_know_is_named_once(
    bench: Bench, *, known: bool
) -> None:
    bench.work(bench.report(0, ("x.xlsx", b"PK\x03\x04 nichts")))
    bench.send()
    (row,) = bench.outgoing()
    archive = PaperBox()
    archive.put(bench.raw(row), bench.clock.now)
    if not known:
        tamper(bench, "UPDATE tasks SET mail_id = 1")
        tamper(bench, "DELETE FROM outbox")

    found = compare_archive(bench.desk, archive)

    assert len(found.unknown) == (0 if known else 1)
    strange = [each for each in proof(bench)[OUTBOX].gaps if "liegt im Archiv" in each]
    assert [row.message_id in each for each in strange] == ([] if known else [True])
    with bench.store.begin() as tx:
        note_shown(tx)
    assert not [each for each in proof(bench)[OUTBOX].gaps if "liegt im Archiv" in each]
