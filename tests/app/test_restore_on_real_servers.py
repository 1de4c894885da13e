"""A restored office on real servers: what left after the backup is found in the archive and never sent again."""

from __future__ import annotations

import imaplib
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmn_automation.app.backup import make_backup
from kmn_automation.app.day import run_pass
from kmn_automation.app.installation import look_at_held, resume
from kmn_automation.app.restore import restore_backup
from kmn_automation.app.status import read_status
from kmn_automation.app.wiring import Workplace
from kmn_automation.mail.unpack_header import read_head
from kmn_automation.simulation.eml import Person, question
from kmn_automation.simulation.eml_programs import Program
from kmn_automation.steps.standing import Standing
from kmn_automation.store import outbox
from kmn_automation.store.outbox import OutboxState
from tests.cli.small_office import CLOSED_PORT
from tests.office import RealOffice, open_office
from tests.servers import Dovecot, Postfix


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Iterator[RealOffice]:
    office = open_office(tmp_path / "home", dovecot, postfix, workers=1)
    yield office
    office.place.close()


def restored_place(office: RealOffice, backup: Path, folder: Path) -> Workplace:
    """The office of the backup in that folder, its passwords laid down again."""
    restore_backup(backup, folder, office.clock)
    shutil.copytree(office.place.settings.home / "secrets", folder / "secrets", dirs_exist_ok=True)
    return Workplace(office.place.settings.model_copy(update={"home": folder}), office.clock)


def archived(office: RealOffice, at_least: int) -> Counter[str]:
    """Message-ID → how many copies lie in the archive mailbox."""
    mails = office.mailbox(office.archive).mails(at_least)
    return Counter(read_head(raw).first("message-id").strip() for raw in mails)


def states(place: Workplace) -> Counter[str]:
    with place.store.read() as tx:
        return Counter(row.state.value for row in outbox.in_state(tx, *OutboxState))


def test_nothing_that_left_after_the_backup_leaves_twice(office: RealOffice, tmp_path: Path) -> None:
    first, second = office.register.bescheide[:2]
    reports = [office.report(each, office.workbook(each)) for each in (first, second)]
    office.lay(reports[0])
    away = office.place_with("smtp", port=CLOSED_PORT)
    run_pass(away)
    waiting = states(away)["bereit"]
    backup = make_backup(away, tmp_path / "s.zip").path
    away.close()
    office.lay(reports[1])
    office.clock.forward(minutes=5)
    run_pass(office.place)
    sent = states(office.place)["übergeben"]
    assert sent > waiting > 0
    before = archived(office, sent)

    place = restored_place(office, backup, tmp_path / "neu")
    assert (look_at_held(place).standing, len(look_at_held(place).held)) == (Standing.RESTORED, waiting)
    person = office.register.coordinators[0].email
    done = resume(place, person, drop=False, without_archive=False, beside=False)
    assert done.compared is not None
    assert (done.compared.proven, len(done.compared.unknown)) == (waiting, sent - waiting)
    assert done.decided == 0, "all that was held had left"
    office.lay(reports[1])
    office.clock.forward(minutes=5)
    result = run_pass(place)
    assert (result.failures, result.stored) == ([], 1)

    with place.store.read() as tx:
        asked_again = [row.kind for row in outbox.in_state(tx, *OutboxState) if row.message_id not in before]
    assert asked_again == ["freigabe_bitte"], (
        "the token of the first request is lost, so a new one goes to the office"
    )
    after = archived(office, sent + 1)
    assert set(after.values()) == {1}
    assert len(after) == sent + 1
    place.close()


def test_a_second_look_into_the_archive_reads_only_what_is_new(office: RealOffice) -> None:
    run_pass(office.place)
    sent = states(office.place)["übergeben"]
    archived(office, sent)
    person = office.register.coordinators[0].email

    looks = [resume(office.place, person, drop=False, without_archive=False, beside=False) for _ in range(2)]

    assert [each.compared and each.compared.looked_at for each in looks] == [sent, 0]
    assert looks[0].compared is not None
    assert (looks[0].compared.proven, looks[0].compared.unknown) == (0, ())


def test_a_mail_that_a_person_filed_unread_is_named_in_the_proof(office: RealOffice) -> None:
    contact = office.reporter(office.register.bescheide[0])
    person = Person(contact.name, contact.email)
    office.lay(question(person, office.address, office.clock.now, Program.OUTLOOK))
    assert run_pass(office.place).failures == []
    assert all(each.fits for each in read_status(office.place).completeness)
    box = office.mailbox(office.address)
    unread = question(person, office.address, office.clock.now, Program.THUNDERBIRD)
    with imaplib.IMAP4(box.host, box.port) as client:
        client.login(box.user, box.password)
        client.create("Erledigt")
        assert client.append("Erledigt", "", "", unread)[0] == "OK"
    office.clock.forward(days=1)

    assert run_pass(office.place).failures == []

    named = [gap for each in read_status(office.place).completeness for gap in each.gaps]
    assert len(named) == 1
    assert read_head(unread).first("message-id").strip() in named[0]
    assert contact.email in named[0]
