"""Releases on real Dovecot and Postfix: by moving inside the shared mailbox, of a changed Word file, of many at once."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from imap_tools import MailBoxUnencrypted, MailMessage

from kmn_automation.app.day import run_pass
from kmn_automation.app.settings import Settings
from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Coordinator, Duty
from kmn_automation.simulation.eml import Person, compose, reply_writing
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.store import edits, letters, tasks
from kmn_automation.store.letters import LetterRow
from tests.letters.edit_word import replaced, saved_by_word
from tests.office import RealOffice, open_office
from tests.servers import HOST, Dovecot, Postfix
from tests.steps.post import files_of, text_of

EVALUATION = "bewertung_ohne_hinweise"


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Iterator[RealOffice]:
    office = open_office(tmp_path / "home", dovecot, postfix, release_by_folder=True)
    office.place.house = replace(office.place.house, bundle_above=3)
    yield office
    office.place.store.close()


def run(office: RealOffice) -> None:
    result = run_pass(office.place)
    assert [str(each) for each in result.failures] == []


def person_of(office: RealOffice, number: int = 0) -> Coordinator:
    traeger = office.register.find_traeger(office.register.bescheide[number].traeger_id)
    assert traeger is not None
    return office.register.responsible(traeger.regionalverbund, office.clock.now.date())[0]


def reported(office: RealOffice, *numbers: int) -> None:
    for number in numbers:
        bescheid = office.register.bescheide[number]
        office.send(office.reporter(bescheid).email, office.report(bescheid, office.workbook(bescheid)))
    office.wait_for_inbox(len(numbers))
    run(office)


def shared(office: RealOffice, folder: str) -> list[MailMessage]:
    """What lies in a folder of the shared mailbox."""
    with opened(office) as box:
        if not box.folder.exists(folder):
            return []
        box.folder.set(folder)
        return list(box.fetch(mark_seen=False))


def opened(office: RealOffice) -> MailBoxUnencrypted:
    box = MailBoxUnencrypted(HOST, office.dovecot.imap_port)
    box.login(office.address, office.dovecot.password)
    return box


def move(office: RealOffice, source: str, target: str) -> None:
    """What a coordinator does with the mouse: the first mail of a folder into another."""
    with opened(office) as box:
        box.folder.set(source)
        (first, *_) = box.uids()
        box.move([first], target)


def letter(office: RealOffice, kind: str = EVALUATION) -> LetterRow:
    with office.place.store.read() as tx:
        return next(each for each in letters.all_of_year(tx, 2026) if each.kind == kind)


def subjects(office: RealOffice, address: str) -> list[str]:
    return [str(parse(raw)["Subject"]) for raw in office.mailbox(address).mails(0)]


def requests(office: RealOffice, person: Coordinator) -> list[bytes]:
    """The mails that ask the person for a word."""
    return [raw for raw in office.mailbox(person.email).mails(1) if "KMN-F-" in str(parse(raw)["Subject"])]


def parse(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


# ---- by moving ----------------------------------------------------------------------------------------


def test_moving_the_request_into_the_own_folder_releases_once_and_is_confirmed(office: RealOffice) -> None:
    reported(office, 0)
    person = person_of(office)
    waiting, moved = f"Freigabe/{person.name}", f"Freigegeben/{person.name}"
    (copy,) = shared(office, waiting)
    assert "KMN-F-" not in f"{copy.subject}{copy.text}", "whoever reads along gets no token"
    assert moved in copy.text
    assert shared(office, moved) == []

    move(office, waiting, moved)
    office.clock.forward(minutes=5)
    run(office)

    assert letter(office).state is LetterState.FREIGEGEBEN
    assert letter(office).released_by == person.email
    assert any("freigegeben" in each for each in subjects(office, person.email))
    assert shared(office, waiting) == shared(office, moved) == []
    office.clock.forward(minutes=20)
    run(office)
    run(office)
    assert letter(office).state is LetterState.UEBERGEBEN
    arrived = office.mailbox(office.reporter(office.register.bescheide[0]).email).mails(2)
    assert sum(b".docx" in raw for raw in arrived) == 1


def test_a_folder_without_an_owner_or_of_somebody_else_releases_nothing(office: RealOffice) -> None:
    reported(office, 0)
    person = person_of(office)
    waiting = f"Freigabe/{person.name}"
    other = next(each for each in office.register.coordinators if each.name != person.name)
    for target in ("Freigegeben", f"Freigegeben/{other.name}"):
        move(office, waiting, target)
        office.clock.forward(minutes=5)
        run(office)

        assert letter(office).state is LetterState.FREIGABE_ERBETEN
        assert len(shared(office, waiting)) == 1, "it lies where it waits again"
        assert shared(office, target) == []
    refused = [each for each in subjects(office, person.email) if each.startswith("Nicht freigegeben")]
    assert len(refused) == 2


def test_a_decision_by_mail_takes_the_copy_away(office: RealOffice) -> None:
    reported(office, 0)
    person = person_of(office)
    (request,) = requests(office, person)
    writing = reply_writing(
        request, Person(person.name, person.email), "ABLEHNUNG: Anrede", office.clock.now, Program.OUTLOOK
    )
    office.send(person.email, compose(writing))
    office.wait_for_inbox(1)
    run(office)

    assert letter(office).state is LetterState.ZURUECKGEWIESEN
    assert shared(office, f"Freigabe/{person.name}") == []


def test_something_else_in_the_folder_is_laid_before_a_person(office: RealOffice) -> None:
    reported(office, 0)
    folder = f"Freigegeben/{person_of(office).name}"
    with opened(office) as box:
        box.append(b"From: a@b.example\r\nSubject: FREIGABE\r\n\r\nFREIGABE\r\n", folder)

    run(office)

    assert letter(office).state is LetterState.FREIGABE_ERBETEN
    assert len(shared(office, "Zu prüfen")) == 1
    with office.place.store.read() as tx:
        assert any("keine Bitte um Freigabe" in each.title for each in tasks.open_tasks(tx))


def test_a_copied_copy_releases_once(office: RealOffice) -> None:
    reported(office, 0)
    person = person_of(office)
    waiting, moved = f"Freigabe/{person.name}", f"Freigegeben/{person.name}"
    with opened(office) as box:
        box.folder.set(waiting)
        for _ in range(3):
            box.copy(box.uids(), moved)

    run(office)
    run(office)

    assert letter(office).state is LetterState.FREIGEGEBEN
    done = [each for each in subjects(office, person.email) if "freigegeben" in each and "Erledigt" in each]
    assert len(done) == 1
    assert not [each for each in subjects(office, person.email) if each.startswith("Nicht freigegeben")]
    assert shared(office, waiting) == shared(office, moved) == []


def test_an_office_that_did_not_switch_it_on_has_no_such_folders(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    office = open_office(tmp_path / "home", dovecot, postfix)
    reported(office, 0)
    run(office)

    with opened(office) as box:
        assert not [each.name for each in box.folder.list() if each.name.startswith("Frei")]
    assert Settings.model_fields["run"].default.release_by_folder is False
    office.place.store.close()


# ---- changed in Word ----------------------------------------------------------------------------------


def test_a_letter_changed_in_word_arrives_byte_for_byte_as_it_was_released(office: RealOffice) -> None:
    reported(office, 0)
    person = person_of(office)
    second = next(each for each in office.register.coordinators if each.duty is Duty.ZWEITFREIGABE)
    row = letter(office)
    docx = office.place.store.blobs.get(row.docx_sha256)
    changed = saved_by_word(replaced(docx, "Bei Fragen", "Bei Sorgen und Fragen"), "Anna Beispiel")
    (request,) = requests(office, person)
    writing = reply_writing(
        request, Person(person.name, person.email), "Geändert.", office.clock.now, Program.OUTLOOK
    )
    office.send(person.email, compose(writing.sending(Enclosure(f"{row.number}-neu.docx", changed))))
    office.wait_for_inbox(1)
    run(office)

    (asked,) = requests(office, second)
    name = f"{row.number}-{EVALUATION}.docx"
    shown = files_of(asked)[name]
    assert "Bei Sorgen und Fragen" in " ".join(text_of(asked).split())
    answer = reply_writing(
        asked, Person(second.name, second.email), "FREIGABE", office.clock.now, Program.THUNDERBIRD
    )
    office.send(second.email, compose(answer))
    office.wait_for_inbox(1)
    run(office)
    office.clock.forward(minutes=20)
    run(office)

    reporter = office.reporter(office.register.bescheide[0]).email
    sent = [files for raw in office.mailbox(reporter).mails(2) if (files := files_of(raw)) and name in files]
    assert [files[name] for files in sent] == [shown]
    assert b"Anna Beispiel" not in shown
    with office.place.store.read() as tx:
        (edit,) = edits.of_letter(tx, row.id)
    assert (edit.before_sha256, edit.after_sha256) == (row.docx_sha256, letter(office).docx_sha256)


# ---- many at once -------------------------------------------------------------------------------------


def test_many_reports_of_a_day_are_released_by_one_reply(office: RealOffice) -> None:
    person = person_of(office)
    mine = [n for n in range(20) if person_of(office, n) == person][:5]
    reported(office, *mine)
    asked = requests(office, person)
    assert len(asked) == 1, "one mail for all"
    assert shared(office, f"Freigabe/{person.name}") == [], "many at once are not released by moving"

    answer = reply_writing(
        asked[0],
        Person(person.name, person.email),
        "FREIGABE alle außer 2",
        office.clock.now,
        Program.OUTLOOK,
    )
    office.send(person.email, compose(answer))
    office.wait_for_inbox(1)
    run(office)
    office.clock.forward(minutes=20)
    run(office)

    with office.place.store.read() as tx:
        states = [each.state for each in letters.all_of_year(tx, 2026) if each.kind == EVALUATION]
    assert sorted(states) == sorted([LetterState.UEBERGEBEN] * 4 + [LetterState.FREIGABE_ERBETEN])
