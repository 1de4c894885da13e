"""A report whose origin is not proven: only the registered address is asked, only its code counts."""

from __future__ import annotations

from kmn_automation.simulation.eml import Person, reply
from kmn_automation.store import mails
from kmn_automation.store.mails import MailState
from tests.steps.bench import PROGRAM, Bench, proven, token_of
from tests.steps.post import text_of

UNPROVEN = {"wartet auf Bestätigung der Herkunft": 1}
CONFIRMED = {"Herkunft bestätigt": 1}


def unproven(bench: Bench, number: int = 0) -> bytes:
    return bench.report(number, bench.workbook(number)).partition(b"\r\n")[2]


def asked(bench: Bench) -> bytes:
    """The question about a report without proof."""
    assert bench.work(unproven(bench)) == UNPROVEN
    return bench.only("echtheit")


def answer(bench: Bench, question: bytes, sender: Person | None = None) -> bytes:
    """The reply as it comes from a provider that signs nothing."""
    return reply(question, sender or bench.sender(bench.bescheid()), "Ja.", bench.clock.now, PROGRAM)


def test_only_the_registered_address_is_asked_and_nothing_is_examined(bench: Bench) -> None:
    asked(bench)

    assert [each.recipient for each in bench.outgoing()] == [bench.sender(bench.bescheid()).email]
    assert bench.letters() == {}
    assert "Bericht ohne belegte Herkunft" in bench.titles()


def test_the_reply_with_the_code_has_the_report_examined_and_answered(bench: Bench) -> None:
    question = asked(bench)

    assert bench.work(answer(bench, question)) == CONFIRMED
    assert bench.work() == {"Bericht geprüft": 1}

    assert "Ergebnis:     angenommen" in text_of(bench.only("antwort_bericht"))
    assert "bewertung_ohne_hinweise" in bench.letters()
    assert "ohne belegte Herkunft" not in bench.titles()


def test_the_deadline_counts_from_the_day_the_report_came(bench: Bench) -> None:
    bench.clock.now = bench.clock.now.replace(month=6, day=30)
    question = asked(bench)
    bench.clock.forward(days=2)

    bench.work(answer(bench, question))
    bench.work()

    assert "Die Frist endete" not in text_of(bench.only("antwort_bericht"))


def test_a_code_counts_once(bench: Bench) -> None:
    question = asked(bench)
    bench.work(answer(bench, question))
    bench.work()
    bench.clock.forward(hours=1)

    bench.work(answer(bench, question))

    assert bench.work() == {}
    assert len(bench.outgoing("antwort_bericht")) == 1
    assert "zählt nicht" not in bench.titles()


def test_an_unknown_code_is_a_task_and_examines_nothing(bench: Bench) -> None:
    asked(bench)
    sender = bench.sender(bench.bescheid())

    bench.work(bench.letter_of(sender, f"AW: [KMN-E-{'A' * 32}]", "Ja."))

    assert "zählt nicht: Das Kennwort ist unbekannt." in bench.titles()
    assert bench.work() == {}
    assert bench.outgoing("antwort_bericht") == []


def test_a_code_is_good_for_seven_days(bench: Bench) -> None:
    question = asked(bench)
    bench.clock.forward(days=7)

    bench.work(answer(bench, question))

    assert "zählt nicht: Die Frist ist abgelaufen." in bench.titles()
    assert bench.outgoing("antwort_bericht") == []


def test_a_code_from_another_registered_address_does_not_count(bench: Bench) -> None:
    question = asked(bench)

    bench.work(answer(bench, question, bench.sender(bench.bescheid(1))))

    assert "zählt nicht: Sie kommt von einer anderen Adresse" in bench.titles()
    assert bench.outgoing("antwort_bericht") == []


def test_the_token_of_a_release_is_no_code(bench: Bench) -> None:
    bench.work(bench.report(1, bench.workbook(1)))
    secret = token_of(bench.only("freigabe_bitte")).removeprefix("KMN-F-")
    asked(bench)

    bench.work(bench.letter_of(bench.sender(bench.bescheid()), f"AW: [KMN-E-{secret}]", "Ja."))

    assert "zählt nicht: Das Kennwort ist unbekannt." in bench.titles()


def test_an_unknown_sender_is_not_asked(bench: Bench) -> None:
    raw = unproven(bench).replace(bench.sender(bench.bescheid()).email.encode(), b"fremd@anders.example")

    assert bench.work(raw) == {"liegt bei einer Person": 1}
    assert bench.outgoing() == []


def test_nobody_can_make_us_write_to_an_address_without_end(bench: Bench) -> None:
    for _ in range(5):
        bench.work(unproven(bench))
        bench.clock.forward(minutes=1)

    assert len(bench.outgoing("echtheit")) == 3
    with bench.store.read() as tx:
        assert len(mails.in_state(tx, MailState.ABGELEGT)) == 5


def test_a_machine_is_not_asked(bench: Bench) -> None:
    raw = unproven(bench).replace(b"Subject:", b"Auto-Submitted: auto-generated\r\nSubject:", 1)

    bench.work(raw)

    assert bench.outgoing() == []
    assert bench.tasks() != []


def test_a_reply_that_carries_a_new_workbook_is_a_report(bench: Bench) -> None:
    question = asked(bench)
    sender = bench.sender(bench.bescheid())
    raw = bench.report(0, bench.workbook(0)).replace(
        b"Verwendungsnachweis Migrationsberatung", f"AW: [{token_of(question)}]".encode()
    )

    assert bench.work(raw) == {"Bericht geprüft": 1}
    assert proven(raw, sender.email.partition("@")[2]) != raw
