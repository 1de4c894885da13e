"""What the relay can do to us: be away, hang up, send back; each mail leaves once, or a person hears of it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kmn_automation.app.day import run_pass
from kmn_automation.app.settings import Security
from kmn_automation.app.wiring import Workplace
from kmn_automation.simulation.eml import Person
from kmn_automation.simulation.eml_machine import out_of_office
from kmn_automation.steps.resolve_doubt import decide_doubt
from kmn_automation.steps.send import MOST_DOUBTS
from kmn_automation.store import outbox, tasks
from kmn_automation.store import register as register_store
from kmn_automation.store.outbox import OutboxRow, OutboxState
from tests.mail.scripted_relay import ScriptedRelay
from tests.office import RealOffice, open_office
from tests.servers import Dovecot, Postfix


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, own_postfix: Postfix) -> Iterator[RealOffice]:
    office = open_office(tmp_path / "home", dovecot, own_postfix, workers=1)
    yield office
    office.place.store.close()


def lay_report(office: RealOffice) -> str:
    """One report lies in the inbox; the address that waits for the answer."""
    bescheid = office.register.bescheide[0]
    office.lay(office.report(bescheid, office.workbook(bescheid)))
    return office.reporter(bescheid).email


def run_first(office: RealOffice) -> None:
    """The pass that writes the answer, while no relay is there."""
    office.postfix.kill()
    run_pass(office.place)
    office.postfix.start()
    office.clock.forward(minutes=5)


def answer_row(office: RealOffice, place: Workplace | None = None) -> OutboxRow:
    with (place or office.place).store.read() as tx:
        (row,) = [each for each in outbox.in_state(tx, *OutboxState) if each.kind == "antwort_bericht"]
    return row


def open_tasks(office: RealOffice) -> list[str]:
    with office.place.store.read() as tx:
        return [each.title for each in tasks.open_tasks(tx)]


def behind(office: RealOffice, relay: ScriptedRelay) -> Workplace:
    """The office with another relay."""
    return office.place_with("smtp", port=relay.port, security=Security.NONE, user="")


def test_without_a_relay_everything_else_is_done_and_the_next_pass_sends_once(office: RealOffice) -> None:
    sender = lay_report(office)
    office.postfix.kill()

    away = run_pass(office.place)
    waiting = answer_row(office)
    office.postfix.start()
    office.clock.forward(minutes=5)
    there = run_pass(office.place)

    assert away.exit_code == 75
    assert (away.handled, away.filed) == ({"Bericht geprüft": 1}, 1)
    assert (waiting.state, waiting.attempts) == (OutboxState.BEREIT, 0)
    assert there.failures == []
    assert len(office.mailbox(sender).mails(1)) == 1


def lose_answer(office: RealOffice, relay: ScriptedRelay) -> OutboxRow:
    """Passes until the answer is in doubt, and half an hour more; the answer."""
    place = behind(office, relay)
    while answer_row(office, place).state is OutboxState.BEREIT:
        run_pass(place)
        office.clock.forward(minutes=5)
    place.store.close()
    office.clock.forward(minutes=31)
    row = answer_row(office)
    assert row.state is OutboxState.UNGEKLAERT
    return row


def test_a_line_that_breaks_behind_the_final_dot_is_in_doubt_until_the_archive_proves_it(
    office: RealOffice,
) -> None:
    lay_report(office)
    run_first(office)
    with ScriptedRelay(hang_up=".") as relay:
        row = lose_answer(office, relay)
    taken = next(text for text in relay.texts if row.message_id.encode() in text)

    office.mailbox(office.archive).put(taken)
    run_pass(office.place)

    assert answer_row(office).state is OutboxState.UEBERGEBEN
    assert not any(each.endswith(f"resolve {row.id}") for each in open_tasks(office))
    copies = [raw for raw in office.mailbox(office.archive).mails(1) if row.message_id.encode() in raw]
    assert len(copies) == 1, "it was not sent again"


def test_without_a_proof_a_person_is_asked_and_sends_the_same_mail_again(office: RealOffice) -> None:
    sender = lay_report(office)
    run_first(office)
    with ScriptedRelay(hang_up=".") as relay:
        row = lose_answer(office, relay)
    run_pass(office.place)
    assert answer_row(office).state is OutboxState.UNGEKLAERT
    assert any(each.endswith(f"resolve {row.id}") for each in open_tasks(office))
    assert office.mailbox(sender).mails(0) == []

    with office.place.store.begin() as tx:
        desk = office.place.desk()
        assert decide_doubt(tx, desk, row, office.register.coordinators[0].email, arrived=False)
    run_pass(office.place)

    (answer,) = office.mailbox(sender).mails(1)
    assert row.message_id.encode() in answer
    assert not any(each.endswith(f"resolve {row.id}") for each in open_tasks(office))


def test_a_relay_that_hangs_up_each_time_does_not_bring_the_whole_outbox_into_doubt(
    office: RealOffice,
) -> None:
    bescheide = office.register.bescheide[:3]
    for bescheid in bescheide:
        office.lay(office.report(bescheid, office.workbook(bescheid)))
    with ScriptedRelay(hang_up=".") as relay:
        place = behind(office, relay)
        result = run_pass(place)
        place.store.close()
    office.clock.forward(minutes=5)

    after = run_pass(office.place)

    assert len(relay.texts) == MOST_DOUBTS + 1 == result.sent["ungeklärt"], (
        "the next one is claimed with the answer"
    )
    assert after.sent["übergeben"] >= len(bescheide)


def test_an_answer_that_comes_back_is_undeliverable_and_a_person_checks_the_address(
    office: RealOffice,
) -> None:
    gone = f"unbekannt{office.address.partition('@')[0]}@traeger.test"
    first = office.reporter(office.register.bescheide[0])
    contacts = tuple(
        replace(each, email=gone) if each == first else each for each in office.register.contacts
    )
    register = replace(office.register, contacts=contacts)
    with office.place.store.begin() as tx:
        register_store.replace(tx, register, at=office.clock.now, source_sha256="1" * 64, actor="test")
    moved = replace(office, register=register)
    assert lay_report(moved) == gone
    run_pass(office.place)
    office.wait_for_inbox(1)

    result = run_pass(office.place)

    assert result.handled == {"Rückläufer": 1}
    assert answer_row(office).state is OutboxState.UNZUSTELLBAR
    assert any("Nicht zustellbar" in each and gone in each for each in open_tasks(office))
    assert answer_row(office).attempts == 1


def test_our_own_mail_and_an_absence_note_come_back_and_are_never_answered(office: RealOffice) -> None:
    sender = lay_report(office)
    run_pass(office.place)
    (answer,) = office.mailbox(sender).mails(1)
    note = out_of_office(answer, Person("Abwesend", sender), office.clock.now.date(), office.clock.now)
    office.lay(answer)
    office.lay(note)
    office.clock.forward(minutes=5)

    result = run_pass(office.place)
    office.clock.forward(minutes=5)
    after = run_pass(office.place)

    assert result.handled.total() == 2
    assert result.handled["automatische Nachricht"] >= 1
    assert (result.sent, after.sent) == ({}, {})
    assert len(office.mailbox(sender).mails(1)) == 1
    assert office.mailbox(office.address).mails(0) == []


def test_the_message_id_of_an_answer_follows_from_the_mail_alone(office: RealOffice) -> None:
    lay_report(office)
    run_pass(office.place)

    row = answer_row(office)
    message = email.message_from_bytes(
        office.place.store.blobs.get(row.mime_sha256), policy=email.policy.default
    )

    assert message["Message-ID"] == row.message_id
    assert re.fullmatch(r"<[0-9a-f]{40}@kmn\.test>", row.message_id)
