"""Who comes to a meeting: by the buttons of a calendar or in a person's own words."""

from __future__ import annotations

import datetime as dt

import pytest

from kmn_automation.mail.calendar import uid_for
from kmn_automation.simulation.eml import Person, reply
from kmn_automation.simulation.eml_calendar import calendar_answer
from kmn_automation.steps.record_attendance import Noted, noted
from kmn_automation.store.outbox import OutboxRow
from tests.mail.calendar_cases import alternative, calendar
from tests.steps.bench import PROGRAM, Bench, proven
from tests.steps.post import text_of
from tests.steps.test_meeting_change import INVITED, NEW, held, on, release, session

DONE = {"Antwort auf eine Einladung": 1}
PERSON = {"liegt bei einer Person": 1}


@pytest.fixture
def invited(bench: Bench) -> Bench:
    """A meeting to which members were invited; the letters have left."""
    held(bench, session())
    on(bench, INVITED)
    release(bench)
    return bench


def row(bench: Bench, text: str = "einladung") -> OutboxRow:
    return bench.outgoing(text)[0]


def guest(bench: Bench) -> Person:
    return Person("Gast", row(bench).recipient)


def from_guest(bench: Bench, raw: bytes) -> bytes:
    return proven(raw, guest(bench).email.partition("@")[2])


def pressed(bench: Bench, answer: str, text: str = "einladung") -> bytes:
    """The answer of a calendar to the invitation."""
    bench.clock.forward(minutes=1)
    raw = calendar_answer(bench.raw(row(bench, text)), guest(bench), answer, bench.clock.now)
    assert raw is not None
    return from_guest(bench, raw)


def wrote(bench: Bench, text: str, question: bytes = b"") -> bytes:
    bench.clock.forward(minutes=1)
    mail = question or bench.raw(row(bench))
    return from_guest(bench, reply(mail, guest(bench), text, bench.clock.now, PROGRAM))


def answers(bench: Bench) -> list[tuple[str, int | None]]:
    with bench.store.read() as tx:
        return [(each.answer, each.persons) for each in noted(tx).values()]


def kept(bench: Bench) -> dict[tuple[str, str], Noted]:
    with bench.store.read() as tx:
        return noted(tx)


def test_a_button_is_noted_for_whoever_was_invited(invited: Bench) -> None:
    assert invited.work(pressed(invited, "ACCEPTED")) == DONE

    assert list(kept(invited)) == [("TR-1", row(invited).recipient)]
    assert answers(invited) == [("Zusage", None)]
    assert invited.tasks() == []


def test_a_calendar_of_another_address_is_known_by_the_secret_of_its_invitation(invited: Bench) -> None:
    uid = uid_for("TR-1", row(invited).recipient, "kmn.test")
    lines = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@y.example\nCOMMENT:Komme zu zweit\nDTSTAMP:20260520T060000Z"

    assert invited.work(alternative(calendar(lines, uid=uid))) == DONE

    assert answers(invited) == [("Zusage", 2)]
    assert "hat aber eine Bemerkung. „Komme zu zweit“ Bitte klären." in invited.titles()


def test_the_last_answer_counts_also_when_the_mails_cross(invited: Bench) -> None:
    early = pressed(invited, "ACCEPTED")
    late = pressed(invited, "DECLINED")

    invited.work(late)
    invited.work(early)

    assert answers(invited) == [("Absage", None)]


def test_own_words_are_noted_with_the_number_of_persons(invited: Bench) -> None:
    assert invited.work(wrote(invited, "Komme zu zweit")) == DONE

    assert answers(invited) == [("Zusage", 2)]
    assert invited.tasks() == []
    assert invited.outgoing("teilnahme_unklar") == []


def test_unclear_words_are_asked_back_once_and_then_a_person_looks(invited: Bench) -> None:
    assert invited.work(wrote(invited, "kann leider erst ab 11")) == DONE
    question = invited.only("teilnahme_unklar")

    assert answers(invited) == []
    assert invited.tasks() == []
    assert "konnten wir ihr nicht sicher entnehmen" in " ".join(text_of(question).split())
    assert invited.work(wrote(invited, "Wie gesagt, ab 11", question)) == PERSON
    assert "(unklar)" in invited.titles()
    assert "„Wie gesagt, ab 11“ Bitte klären." in invited.titles()
    assert len(invited.outgoing("teilnahme_unklar")) == 1


def test_the_answer_to_our_question_counts(invited: Bench) -> None:
    invited.work(wrote(invited, "Danke!"))

    assert invited.work(wrote(invited, "Zusage", invited.only("teilnahme_unklar"))) == DONE
    assert answers(invited) == [("Zusage", None)]


@pytest.mark.parametrize("text", ["Meine Kollegin vertritt mich.", "Ein anderer Termin wäre besser."])
def test_a_delegate_or_another_day_is_a_persons_business(invited: Bench, text: str) -> None:
    assert invited.work(wrote(invited, text)) == PERSON

    assert f"„{text}“ Bitte klären." in invited.titles()
    assert answers(invited) == []


def test_a_calendar_that_has_not_decided_is_never_asked_by_a_machine(invited: Bench) -> None:
    uid = uid_for("TR-1", row(invited).recipient, "kmn.test")

    assert (
        invited.work(alternative(calendar("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:x@y.example", uid=uid)))
        == PERSON
    )

    assert invited.outgoing("teilnahme_unklar") == []
    assert "(unklar)" in invited.titles()


def test_an_answer_to_the_former_date_is_not_taken_for_the_new_one(invited: Bench) -> None:
    old = pressed(invited, "ACCEPTED")
    held(invited, session(NEW))
    on(invited, INVITED + dt.timedelta(days=1))
    release(invited)

    assert invited.work(old) == PERSON
    assert "Sie gilt einem Termin, der so nicht mehr gilt" in invited.titles()
    assert answers(invited) == []
    assert invited.work(pressed(invited, "ACCEPTED", text="verlegung")) == DONE


def test_words_of_a_stranger_or_without_proof_note_nothing(invited: Bench) -> None:
    contacts = invited.register.contacts
    own = {each.traeger_id for each in contacts if each.email == guest(invited).email}
    other = next(each for each in contacts if each.traeger_id not in own and each.may_report)
    stranger = Person("Fremd", other.email)
    raw = reply(invited.raw(row(invited)), stranger, "Zusage", invited.clock.now, PROGRAM)
    unproven = reply(invited.raw(row(invited)), guest(invited), "Absage", invited.clock.now, PROGRAM)

    invited.work(proven(raw, stranger.email.partition("@")[2]))
    invited.work(unproven)

    assert answers(invited) == []
    assert invited.titles().count("nicht sicher zu erkennen") == 2


def test_an_invitation_of_somebody_else_is_a_persons_business(bench: Bench) -> None:
    sender = bench.sender(bench.bescheid())

    assert bench.work(bench.letter_of(sender, "Einladung: Sommerfest", "Wir laden Sie ein.")) == PERSON
    assert "Zu welcher Einladung, ist nicht sicher zu erkennen." in bench.titles()
