"""The morning digest: once a day for each person, with sums that can be wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kmn_automation.mail.smtp import Handover, State
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.letter import LetterState
from kmn_automation.simulation.faults import Fault
from kmn_automation.steps.report_day import report_day
from kmn_automation.steps.resolve_doubt import resolve_doubts
from kmn_automation.steps.take_stock import incoming_mails, letter_documents, take_stock
from kmn_automation.steps.withdraw import withdraw
from kmn_automation.store import letters
from tests.steps.bench import Bench
from tests.steps.post import text_of

PEOPLE = 3


def digest(bench: Bench, number: int = 0) -> str:
    """The digest of that coordinator, on one line."""
    report_day(bench.desk)
    row = bench.outgoing("tagesbericht", bench.register.coordinators[number].email)[-1]
    return " ".join(text_of(bench.raw(row)).split())


def test_each_coordinator_gets_it_once_a_day(bench: Bench) -> None:
    assert report_day(bench.desk) == PEOPLE
    bench.clock.forward(hours=10)
    assert report_day(bench.desk) == 0
    bench.clock.forward(hours=10)
    assert report_day(bench.desk) == PEOPLE


def test_whoever_left_gets_none(bench: Bench) -> None:
    first, *others = bench.register.coordinators
    gone = replace(first, gueltig_bis=dt.date(2026, 5, 3))
    bench.set_register(replace(bench.register, coordinators=(gone, *others)))

    assert report_day(bench.desk) == PEOPLE - 1


def test_it_counts_what_came_and_what_became_of_it(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)), bench.report(1, bench.workbook(1)))
    bench.work(bench.report(0, ("x.xlsx", b"PK\x03\x04 nichts")))

    text = digest(bench)
    assert "Eingegangen: 3 - 2 × Bericht geprüft - 1 × Anlage nicht lesbar" in text
    assert "Beantwortet: 3" in text
    assert "3 = 1 + 2 – stimmt" in text or "3 = 2 + 1 – stimmt" in text
    assert "STIMMT NICHT" not in text


def test_it_names_what_waits_for_this_person_only(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    number = bench.letters()["bewertung_ohne_hinweise"].number

    assert (
        f"Wartet auf Sie: 1 - 2 Schreiben ab {number}, Brückenwerk Sonnental e.V., erbeten am 04.05.2026"
        in digest(bench)
    )
    assert "Wartet auf Sie: 0" in digest(bench, 1)


@pytest.mark.parametrize(
    ("tamper", "name", "wrong"),
    [
        ("DELETE FROM letters WHERE id = 1", "Vergebene Nummern", 1),
        ("UPDATE mails SET outcome = 'verschwunden'", "Eingang = Summe der Ergebnisse", 1),
        ("UPDATE journal SET detail = '{}' WHERE seq = 2", "Protokoll unverändert", 1),
        ("DELETE FROM mails WHERE id = 2", "Gespeicherte Nachrichten = Protokoll", 2),
        (
            "UPDATE outbox SET handed_over_at = created_at WHERE id = 1",
            "Übergebene Nachrichten = Protokoll",
            1,
        ),
    ],
)
def test_a_row_that_somebody_changed_shows_in_the_sums(
    bench: Bench, tamper: str, name: str, wrong: int
) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    bench.work(b"From: x@y.example\r\n\r\nHallo")
    with bench.store.begin() as tx:
        tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in ("approval_letters", "letter_originals", "mail_places"):
            tx.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 a name of our own
        tx.exec_driver_sql("UPDATE outbox SET letter_id = NULL")
        tx.exec_driver_sql("UPDATE tasks SET mail_id = NULL")
        tx.exec_driver_sql(tamper)

    text = digest(bench)

    assert text.count("STIMMT NICHT") == wrong
    assert "STIMMT NICHT" in text[text.index(name) :].split(" - ")[0]


def test_the_sums_still_match_after_doubts_and_returned_mails(bench: Bench) -> None:
    bench.released()
    bench.relay.answer = lambda _: Handover(State.UNKNOWN, "abgerissen")
    bench.send()

    class All:
        def find_own(self, _folder: str, _message_id: str) -> bool:
            return True

    resolve_doubts(bench.desk, All())

    assert "STIMMT NICHT" not in digest(bench)


@pytest.mark.parametrize(("hours", "warned"), [(1, False), (3, True)])
def test_it_warns_when_the_last_look_into_the_mailbox_is_old(
    bench: Bench, *, hours: int, warned: bool
) -> None:
    bench.work()
    bench.clock.forward(hours=hours)

    assert ("seit über zwei Stunden nicht erfolgreich abgefragt" in digest(bench)) is warned


def test_an_office_that_never_looked_is_warned(bench: Bench) -> None:
    assert "Letzter erfolgreicher Blick ins Postfach: noch nie" in digest(bench)
    assert "Bitte Verbindung prüfen" in digest(bench)


def test_it_lists_whose_proof_is_overdue(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    assert "Überfällig: 0" in digest(bench)

    bench.clock.forward(days=58)

    text = digest(bench)
    assert "Überfällig: 22 - " in text, "of 24, one has reported and a Gebietskörperschaft has a year"
    overdue = text[text.index("Überfällig:") : text.index("Fehlgeschlagen:")]
    assert "MB-2025-0009: fällig am 29.05.2026" in overdue, "its Bescheid sets a day of its own"
    assert "und 7 weitere" in overdue


def test_a_failure_is_named_and_leaves_the_digest_after_a_week(bench: Bench) -> None:
    bench.work(bench.report(0, ("x.xlsx", b"PK\x03\x04 nichts")))
    bench.relay.answer = lambda _: Handover(State.REFUSED_PERMANENT, "550 gibt es nicht")
    bench.send()

    assert f"Fehlgeschlagen: 1 - Nachricht an {bench.sender(bench.bescheid()).email}: abgelehnt" in digest(
        bench
    )
    bench.clock.forward(days=8)
    assert "Fehlgeschlagen: 0" in digest(bench)


def test_a_request_that_a_new_version_made_void_is_no_failure(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID)))

    assert "Fehlgeschlagen: 0" in digest(bench)


# ---- stock and withdrawal ----------------------------------------------------------------------------


def test_the_stock_matches_what_happened(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))

    stock = take_stock(bench.store)
    assert stock.sums.mails == {"Bericht geprüft": 1}
    assert stock.sums.letter_kinds == {"bewertung_ohne_hinweise": 1, "pruefvermerk": 1}
    assert stock.numbers == 2
    assert stock.journal_is_whole
    (mail,) = incoming_mails(bench.store)
    assert mail.name == f"0001-{bench.sender(bench.bescheid()).email}.eml"
    assert [each.name for each in letter_documents(bench.store)] == [
        "2026-0001-bewertung_ohne_hinweise.docx",
        "2026-0002-pruefvermerk.docx",
    ]


def take_back(bench: Bench, person: str) -> None:
    with bench.store.begin() as tx:
        withdraw(tx, bench.desk, letters.get(tx, bench.letters()["bewertung_ohne_hinweise"].id), person)


def test_a_release_can_be_taken_back_while_nothing_has_left(bench: Bench) -> None:
    bench.released()
    with pytest.raises(Misconfigured, match="nicht als Koordination"):
        take_back(bench, "fremd@kmn.test")

    take_back(bench, bench.person().email)
    bench.send()

    assert bench.letters()["bewertung_ohne_hinweise"].state is LetterState.WIDERRUFEN
    with pytest.raises(Misconfigured, match="nichts zurückzunehmen"):
        take_back(bench, bench.person().email)


def test_a_letter_that_has_left_cannot_be_taken_back(bench: Bench) -> None:
    bench.released()
    bench.send()

    with pytest.raises(Misconfigured, match="lässt sich nicht mehr zurücknehmen"):
        take_back(bench, bench.person().email)


def test_a_letter_in_doubt_cannot_be_taken_back(bench: Bench) -> None:
    bench.released()
    bench.relay.answer = lambda _: Handover(State.UNKNOWN, "abgerissen")
    bench.send()

    with pytest.raises(Misconfigured, match="schon unterwegs"):
        take_back(bench, bench.person().email)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (dt.date(2026, 7, 3), ""),
        (dt.date(2026, 7, 6), "in 178 Tagen"),
        (dt.date(2026, 8, 3), ""),
        (dt.date(2026, 12, 2), "in 29 Tagen"),
        (dt.date(2027, 1, 4), "ist mit Ablauf des 31.12.2026 außer Kraft getreten"),
    ],
)
def test_it_warns_before_a_richtlinie_ends_and_says_when_it_is_over(
    bench: Bench, day: dt.date, sentence: str
) -> None:
    bench.clock.now = dt.datetime.combine(day, dt.time(7), dt.UTC)

    text = digest(bench)

    assert sentence in text
    assert ("RL_MB_2024" in text) == bool(sentence)
