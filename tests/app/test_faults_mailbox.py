"""What the mailbox can do to us: refuse, die, renumber, give back; nothing is lost and nothing is done twice."""

from __future__ import annotations

import imaplib
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from kmn_automation.app.day import run_pass
from kmn_automation.app.lock import LEASE, LEASE_NAME, sole_run
from kmn_automation.app.wiring import Workplace
from kmn_automation.mail.imap import ImapSource
from kmn_automation.mail.source import LoginRefused, MailSource, Ref
from kmn_automation.model.error import TryLater
from kmn_automation.simulation.eml import Person, question
from kmn_automation.simulation.eml_programs import Program
from kmn_automation.store import leases, mails
from kmn_automation.store.mails import MailState
from tests.app.kill_sweep import in_child
from tests.office import RealOffice, open_office
from tests.servers import HOST, Dovecot, Postfix


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Iterator[RealOffice]:
    office = open_office(tmp_path / "home", dovecot, postfix, workers=1)
    yield office
    office.place.store.close()


@pytest.fixture
def lonely(tmp_path: Path, own_dovecot: Dovecot, postfix: Postfix) -> Iterator[RealOffice]:
    """An office on a Dovecot of its own, which may be killed."""
    office = open_office(tmp_path / "home", own_dovecot, postfix, workers=1)
    yield office
    office.place.store.close()


def questions(office: RealOffice, number: int) -> None:
    """So many mails that a person has to read."""
    for bescheid in office.register.bescheide[:number]:
        contact = office.reporter(bescheid)
        person = Person(contact.name, contact.email)
        office.lay(question(person, office.address, office.clock.now, Program.OUTLOOK))


def states(office: RealOffice) -> Counter[str]:
    with office.place.store.read() as tx:
        return Counter({state.value: len(mails.in_state(tx, state)) for state in MailState})


def test_a_refused_log_in_is_tried_once_and_changes_nothing(office: RealOffice) -> None:
    questions(office, 1)
    (office.place.settings.home / "secrets" / "imap").write_text("falsch")

    result = run_pass(office.place)

    assert [type(each) for each in result.failures] == [LoginRefused]
    assert result.exit_code == LoginRefused.exit_code == 2
    assert states(office).total() == 0
    assert len(office.mailbox(office.address).mails(1)) == 1
    tries = [line for line in office.dovecot.log().splitlines() if "auth failed" in line]
    assert len([line for line in tries if office.address in line]) == 1


class Dying(ImapSource):
    """A mailbox whose server is killed after the first mail of a fetch came over the wire."""

    server: Dovecot

    def fetch(self, refs: Collection[Ref]) -> Iterator[tuple[Ref, bytes]]:
        for number, each in enumerate(super().fetch(refs)):
            if number == 0:
                self.server.kill()
            yield each


class OnDying(Workplace):
    """An office with that mailbox."""

    server: Dovecot

    def mailbox(self) -> MailSource:
        source = Dying(self._imap(self.settings.mailbox.user, "imap"))
        source.server = self.server
        return source


def test_a_server_that_dies_inside_a_fetch_loses_nothing(lonely: RealOffice) -> None:
    questions(lonely, 23)
    place = OnDying(lonely.place.settings, lonely.clock)
    place.toolbox, place.server = lonely.place.toolbox, lonely.dovecot

    broken = run_pass(place)
    place.store.close()
    lonely.dovecot.start()
    whole = run_pass(lonely.place)

    assert broken.exit_code == TryLater.exit_code == 75
    assert broken.filed == 0
    assert (whole.stored, whole.filed) == (3, 23), "the 20 of the first batch were kept"
    assert states(lonely) == {"geholt": 0, "erledigt": 0, "abgelegt": 23}
    assert lonely.mailbox(lonely.address).mails(0) == []


def test_renumbered_and_returned_mails_are_filed_again_and_nothing_is_answered_twice(
    lonely: RealOffice,
) -> None:
    bescheid = lonely.register.bescheide[0]
    raw = lonely.report(bescheid, lonely.workbook(bescheid))
    lonely.lay(raw, times=2)
    first = run_pass(lonely.place)
    lonely.dovecot.stop()
    folder = lonely.dovecot.folder / "mail" / lonely.address / "Maildir"
    for path in [*folder.glob("dovecot*"), *folder.glob(".*/dovecot*")]:
        path.unlink()  # a restored mailbox: every folder counts anew under another UIDVALIDITY
    lonely.dovecot.start()
    move_back(lonely, "Erledigt")

    again = run_pass(lonely.place)

    assert first.handled == {"Bericht geprüft": 1}
    assert (first.stored, first.filed) == (1, 2)
    assert again.handled == {}
    assert (again.stored, again.filed) == (0, 2)
    assert lonely.mailbox(lonely.address).mails(0) == []
    assert states(lonely)["abgelegt"] == 1


def move_back(office: RealOffice, folder: str) -> None:
    """A person drags everything from that folder into the inbox."""
    with imaplib.IMAP4(HOST, office.dovecot.imap_port) as client:
        client.login(office.address, office.dovecot.password)
        client.select(folder)
        status, _ = client.uid("MOVE", "1:*", "INBOX")
        assert status == "OK"


def test_a_folder_that_takes_nothing_does_not_keep_the_others_in_the_inbox(lonely: RealOffice) -> None:
    questions(lonely, 2)
    bescheid = lonely.register.bescheide[3]
    lonely.lay(lonely.report(bescheid, lonely.workbook(bescheid)))
    locked = lonely.dovecot.folder / "mail" / lonely.address / "Maildir" / ".Zu pr&APw-fen"
    locked.parent.mkdir(parents=True, exist_ok=True)
    locked.write_text("a file where a folder should be")

    result = run_pass(lonely.place)

    assert result.exit_code == 75
    assert result.handled.total() == 3
    assert states(lonely) == {"geholt": 0, "erledigt": 2, "abgelegt": 1}
    locked.unlink()
    assert run_pass(lonely.place).filed == 2
    assert states(lonely)["abgelegt"] == 3


def test_a_second_pass_at_the_same_time_is_told_to_wait(office: RealOffice) -> None:
    questions(office, 1)

    def second() -> list[str]:
        place = office.place_with("run", workers=1)
        try:
            run_pass(place)
        except TryLater as error:
            return [error.what]
        return ["ran"]

    with sole_run(office.place):
        office.place.store.close()
        told = in_child(second).told

    assert told == ["Ein anderer Durchgang läuft gerade."]
    assert states(office).total() == 0


def test_another_machine_keeps_the_lease_until_it_runs_out(office: RealOffice) -> None:
    now = office.clock.now
    with office.place.store.begin() as tx:
        assert leases.take(tx, LEASE_NAME, owner="anderswo:1", now=now, until=now + LEASE)

    with pytest.raises(TryLater, match="anderswo"):
        run_pass(office.place)
    office.clock.now += LEASE

    assert run_pass(office.place).failures == []
