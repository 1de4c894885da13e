"""The main job on real Dovecot and Postfix: from the report in the mailbox to the released letter at the Träger."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from kmn_automation.app.day import PassResult, run_pass
from kmn_automation.model.letter import LetterState
from kmn_automation.simulation.eml import Person, reply
from kmn_automation.simulation.eml_programs import Program
from kmn_automation.store import letters, mails, outbox
from kmn_automation.store.mails import MailState
from kmn_automation.store.outbox import OutboxState
from tests.office import RealOffice, open_office
from tests.servers import Dovecot, Postfix


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Iterator[RealOffice]:
    office = open_office(tmp_path / "home", dovecot, postfix)
    yield office
    office.place.store.close()


def run(office: RealOffice) -> PassResult:
    result = run_pass(office.place)
    assert [str(each) for each in result.failures] == []
    return result


def parse(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_a_clean_report_is_answered_released_and_its_letter_arrives_once(office: RealOffice) -> None:
    bescheid = office.register.bescheide[0]
    sender = office.reporter(bescheid).email
    office.send(sender, office.report(bescheid, office.workbook(bescheid)))
    office.wait_for_inbox(1)

    first = run(office)

    assert first.handled == {"Bericht geprüft": 1}
    answer = parse(office.mailbox(sender).mails(1)[0])
    assert "angenommen" in answer["Subject"]
    assert answer["Auto-Submitted"] == "auto-replied"

    traeger = office.register.find_traeger(bescheid.traeger_id)
    assert traeger is not None
    person = office.register.responsible(traeger.regionalverbund, office.clock.now.date())[0]
    request = next(m for m in office.mailbox(person.email).mails(2) if b"freigabe" in m.lower())
    token = re.search(r"KMN-F-[A-Z2-7]+", parse(request)["Subject"])
    assert token
    release = reply(
        request, Person(person.name, person.email), "FREIGABE", office.clock.now, Program.THUNDERBIRD
    )
    office.send(person.email, release)
    office.wait_for_inbox(1)
    office.clock.forward(minutes=5)
    run(office)
    with office.place.store.read() as tx:
        released = letters.in_state(tx, LetterState.FREIGEGEBEN)
    assert {each.kind for each in released} == {"bewertung_ohne_hinweise", "pruefvermerk"}

    office.clock.forward(minutes=20)
    run(office)
    run(office)

    arrived = [parse(raw) for raw in office.mailbox(sender).mails(2)]
    letter = [m for m in arrived if any(p.get_filename("").endswith(".docx") for p in m.walk())]
    assert len(letter) == 1
    with office.place.store.read() as tx:
        assert letters.in_state(tx, LetterState.UEBERGEBEN)[0].kind == "bewertung_ohne_hinweise"
        assert outbox.in_state(tx, OutboxState.UNGEKLAERT) == []
        assert mails.in_state(tx, MailState.GEHOLT) == []
    assert office.mailbox(office.address).mails(0) == []


def test_an_unknown_sender_gets_no_answer_and_a_person_gets_the_mail(office: RealOffice) -> None:
    bescheid = office.register.bescheide[0]
    raw = office.report(bescheid, office.workbook(bescheid)).replace(
        office.reporter(bescheid).email.encode(), b"fremd@traeger.test"
    )
    office.send("fremd@traeger.test", raw)
    office.wait_for_inbox(1)

    result = run(office)

    assert result.handled == {"liegt bei einer Person": 1}
    assert office.mailbox("fremd@traeger.test").mails(0) == []


def test_the_same_file_again_is_already_there_and_makes_no_second_letter(office: RealOffice) -> None:
    bescheid = office.register.bescheide[1]
    sender = office.reporter(bescheid).email
    data = office.workbook(bescheid)
    office.send(sender, office.report(bescheid, data))
    office.wait_for_inbox(1)
    run(office)
    office.send(sender, office.report(bescheid, data, program=Program.WEBMAIL))
    office.wait_for_inbox(1)

    result = run(office)

    assert result.handled == {"Bericht lag bereits vor": 1}
    assert "liegt bereits vor" in parse(office.mailbox(sender).mails(2)[-1])["Subject"]
    with office.place.store.read() as tx:
        assert len(letters.all_of_year(tx, 2026)) == 2


def test_a_report_with_a_mistake_comes_back_with_a_return_copy_and_the_correction_is_taken(
    office: RealOffice,
) -> None:
    bescheid = office.register.bescheide[2]
    sender = office.reporter(bescheid).email

    def spoil(values: dict[str, object], _tables: object) -> None:
        values.pop("bestaetigung.datum")
        values["statistik.geschlecht_w"] = values["statistik.geschlecht_w"] + 5  # type: ignore[operator]

    office.send(sender, office.report(bescheid, office.workbook(bescheid, change=spoil)))
    office.wait_for_inbox(1)
    run(office)
    answer = parse(office.mailbox(sender).mails(1)[0])
    assert "zur Nachbesserung" in answer["Subject"]
    assert next(p.get_filename("") for p in answer.iter_attachments()).endswith(".xlsx")
    office.send(sender, office.report(bescheid, office.workbook(bescheid)))
    office.wait_for_inbox(1)

    run(office)

    second = body(parse(office.mailbox(sender).mails(2)[-1]))
    assert "berichtigte Fassung" in second
    assert "Fassung 2" in second
