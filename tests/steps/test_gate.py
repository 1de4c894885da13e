"""Who gets an answer, and how many."""

from __future__ import annotations

import pytest

from kmn_automation.simulation.eml import Person, question
from kmn_automation.store import journal, mails
from tests.steps.bench import OFFICE, PROGRAM, Bench, proven
from tests.steps.post import text_of


def reasons(bench: Bench) -> list[object]:
    with bench.store.read() as tx:
        lines = journal.last(tx, 30)
    return [each.detail["reason"] for each in lines if each.action == "Keine Antwort"]


@pytest.mark.parametrize(
    "sign",
    [
        b"Auto-Submitted: auto-generated",
        b"List-Id: <rundbrief.traeger.example>",
        b"Precedence: bulk",
        b"X-Auto-Response-Suppress: All",
        b"Auto-Submitted: auto-replied",
    ],
)
def test_a_machine_never_gets_an_answer_but_its_report_is_not_lost(bench: Bench, sign: bytes) -> None:
    raw = bench.report(0, bench.workbook(0)).replace(b"Subject:", sign + b"\r\nSubject:", 1)

    bench.work(raw)

    assert bench.outgoing("antwort_bericht") == bench.outgoing("echtheit") == []
    assert bench.tasks() != []


def test_an_unknown_sender_gets_no_answer_and_a_person_gets_the_mail(bench: Bench) -> None:
    raw = bench.report(0, bench.workbook(0)).replace(
        bench.sender(bench.bescheid()).email.encode(), b"fremd@anders.example"
    )

    assert bench.work(raw) == {"liegt bei einer Person": 1}
    assert bench.outgoing() == []
    assert "nicht eingetragener Adresse fremd@anders.example" in bench.titles()
    assert [folder for _, folder in bench.box.moved] == ["Zu prüfen"]


def test_our_own_address_gets_no_answer(bench: Bench) -> None:
    sender = bench.sender(bench.bescheid())
    raw = bench.report(0, bench.workbook(0)).replace(sender.email.encode(), OFFICE.encode())
    raw = raw.replace(sender.email.partition("@")[2].encode(), b"kmn.test")

    bench.work(raw)

    assert bench.outgoing() == []


def test_a_question_goes_to_a_person(bench: Bench) -> None:
    sender = bench.sender(bench.bescheid())
    raw = question(Person(sender.name, sender.email), OFFICE, bench.clock.now, PROGRAM)

    assert bench.work(proven(raw, sender.email.partition("@")[2])) == {"liegt bei einer Person": 1}
    assert "Frage zur Stellenbesetzung" in bench.titles()
    assert bench.outgoing() == []


def test_a_question_beside_a_report_is_passed_on_and_the_answer_says_so(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0), text="Anbei. Dürfen wir die Stelle teilen?"))

    assert "Frage im Begleittext" in bench.titles()
    assert "Ihre Frage haben wir an die Koordinierungsstelle weitergegeben" in " ".join(
        text_of(bench.only("antwort_bericht")).split()
    )


def test_three_answers_a_day_then_a_person_is_told(bench: Bench) -> None:
    for number in range(4):
        bench.work(bench.report(0, (f"kaputt{number}.xlsx", b"PK\x03\x04 nichts")))

    assert len(bench.outgoing("nicht_lesbar")) == 3
    held = f"Antwort an {bench.sender(bench.bescheid()).email} zurückgehalten."
    assert held in bench.titles()

    bench.clock.forward(days=1)
    bench.work(bench.report(0, ("kaputt4.xlsx", b"PK\x03\x04 nichts")))
    assert len(bench.outgoing("nicht_lesbar")) == 4


def test_a_receipt_for_a_new_report_is_always_given(bench: Bench) -> None:
    for number in range(3):
        bench.work(bench.report(0, (f"kaputt{number}.xlsx", b"PK\x03\x04 nichts")))

    bench.work(bench.report(0, bench.workbook(0)))

    assert len(bench.outgoing("antwort_bericht")) == 1


def test_receipts_do_not_use_up_the_answers(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    for _ in range(3):
        bench.work(bench.report(0, bench.workbook(0)))

    assert len(bench.outgoing("liegt_vor")) == 3


def test_every_mail_ends_in_one_word_and_one_folder(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))

    with bench.store.read() as tx:
        row = mails.get(tx, 1)
        lines = [each.action for each in journal.about(tx, "mail:1")]
    assert (row.rule, row.outcome, row.file_to) == ("bericht", "Bericht geprüft", "Erledigt")
    assert row.sender == bench.sender(bench.bescheid()).email
    assert row.reason.startswith("Tabelle von einer eingetragenen Adresse")
    assert lines == ["Mail gespeichert", "Mail bearbeitet"]


def test_an_answer_that_is_not_given_has_a_reason_in_the_journal(bench: Bench) -> None:
    raw = bench.report(0, bench.workbook(0)).replace(
        b"Subject:", b"Auto-Submitted: auto-generated\r\nSubject:", 1
    )

    bench.work(raw)

    (why,) = reasons(bench)
    assert "Automaten" in str(why)
