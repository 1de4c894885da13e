"""What leaves the house: with a permit first, to registered addresses only, never twice by itself."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from kmn_automation.mail.outgoing import Composed
from kmn_automation.mail.smtp import Handover, State
from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Register
from kmn_automation.steps.resolve_doubt import decide_doubt, resolve_doubts, take_up
from kmn_automation.store import journal, outbox
from kmn_automation.store.outbox import OutboxRow, OutboxState
from tests.steps.bench import ARCHIVE, LANDESAMT, OFFICE, Bench, house
from tests.steps.post import ACCEPTED, Relay, parse, text_of

LETTER = "bewertung_ohne_hinweise"


def receipt(bench: Bench, number: int = 0) -> OutboxRow:
    """The answer to a clean report, ready to go."""
    bench.work(bench.report(number, bench.workbook(number)))
    return bench.outgoing("antwort_bericht")[-1]


def row(bench: Bench, item: OutboxRow) -> OutboxRow:
    with bench.store.read() as tx:
        return outbox.get(tx, item.id)


def test_the_permit_is_committed_before_the_relay_hears_of_the_mail(bench: Bench, tmp_path: Path) -> None:
    item = receipt(bench)
    seen: list[tuple[str, str]] = []

    def look(mail: Composed) -> None:
        with sqlite3.connect(f"file:{tmp_path}/kmn.db?mode=ro", uri=True) as other:
            query = "SELECT state, owner FROM outbox WHERE message_id = ?"
            seen.extend(other.execute(query, (mail.message_id,)).fetchall())
        other.close()

    bench.relay.look = look
    bench.send()

    assert seen
    assert {state for state, _ in seen} <= {"in Übergabe", "IN_UEBERGABE"}
    assert {owner for _, owner in seen} == {"probe:1"}
    assert row(bench, item).state is OutboxState.UEBERGEBEN


def test_what_was_handed_over_is_not_handed_over_again(bench: Bench) -> None:
    receipt(bench)
    first = bench.send().states
    assert first == {"übergeben": 2}

    assert bench.send().states == {}
    assert len(bench.relay.mails) == 2


def test_the_archive_is_a_recipient_of_the_same_transaction(bench: Bench) -> None:
    item = receipt(bench)
    bench.send()

    mail = next(each for each in bench.relay.mails if each.message_id == item.message_id)
    assert mail.recipients == (item.recipient, ARCHIVE)


def test_a_temporary_refusal_is_tried_again_after_1_5_15_and_60_minutes(bench: Bench) -> None:
    item = receipt(bench)
    bench.relay.answer = lambda mail: (
        Handover(State.REFUSED_TEMPORARY, "451 später") if mail.message_id == item.message_id else ACCEPTED
    )
    waits = []
    for _ in range(5):
        bench.send()
        waits.append((row(bench, item).next_at - bench.clock.now) // dt.timedelta(minutes=1))
        bench.clock.now = row(bench, item).next_at - dt.timedelta(seconds=1)
        assert bench.send().states == {}
        bench.clock.forward(seconds=1)

    assert waits == [1, 5, 15, 60, 60]
    assert len({mail.raw for mail in bench.relay.mails if mail.message_id == item.message_id}) == 1


def test_a_permanent_refusal_is_not_repeated_and_a_person_is_told(bench: Bench) -> None:
    item = receipt(bench)
    bench.relay.answer = lambda _: Handover(State.REFUSED_PERMANENT, "550 unbekannt")
    bench.send()
    bench.clock.forward(days=1)
    bench.send()

    assert row(bench, item).state is OutboxState.ABGELEHNT
    assert f"Nachricht an {item.recipient} wurde vom Mailserver abgelehnt: 550 unbekannt" in bench.titles()
    assert len(bench.relay.mails) == 2


def test_the_letter_shares_the_fate_of_its_mail(bench: Bench) -> None:
    bench.released()
    bench.relay.answer = lambda _: Handover(State.REFUSED_PERMANENT, "550 unbekannt")

    bench.send()

    assert bench.letters()[LETTER].state is LetterState.ABGELEHNT


def test_a_released_letter_waits_until_the_time_for_withdrawal_is_over(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    bench.decide()
    bench.send()
    assert bench.letters()[LETTER].state is LetterState.FREIGEGEBEN

    bench.clock.forward(minutes=15)
    bench.send()
    assert bench.letters()[LETTER].state is LetterState.UEBERGEBEN


def test_stop_ends_after_the_mail_that_is_under_way(bench: Bench) -> None:
    receipt(bench)

    sent = bench.send(stop=lambda: True)

    assert sent.states == {"übergeben": 1}
    assert len(bench.relay.mails) == 1
    assert bench.send().states == {"übergeben": 1}


def test_a_line_that_cannot_be_opened_again_ends_the_sending_without_a_doubt(bench: Bench) -> None:
    receipt(bench)
    bench.relay = Relay(answer=lambda _: Handover(State.NOT_STARTED, "weg"), usable=False)

    assert bench.send().states == {"bereit": 1}
    assert [each.state for each in bench.outgoing()] == [OutboxState.BEREIT] * 2


def test_nothing_due_opens_no_line(bench: Bench) -> None:
    bench.send()

    assert bench.relay.allowed == []


def test_the_allowed_recipients_are_those_of_the_register_today(bench: Bench) -> None:
    receipt(bench)
    former = next(each.email for each in bench.register.contacts if each.gueltig_bis)
    bench.send()

    (allowed,) = bench.relay.allowed
    assert {ARCHIVE, LANDESAMT, bench.person().email, bench.sender(bench.bescheid(0)).email} <= allowed
    assert former not in allowed
    assert OFFICE not in allowed


def test_a_mail_to_an_address_that_left_the_register_is_held_and_named(bench: Bench) -> None:
    item = receipt(bench)
    bench.set_register(without(bench.register, item.recipient))

    bench.send()

    assert row(bench, item).state is OutboxState.ZURUECKGEZOGEN
    assert (
        f"Nachricht an {item.recipient} angehalten: Die Adresse steht nicht mehr im Register."
        in bench.titles()
    )


def without(register: Register, address: str) -> Register:
    leads = tuple(replace(each, email=f"lead@{each.id}.example") for each in register.regionalverbuende)
    kept = tuple(each for each in register.contacts if each.email != address)
    return replace(register, contacts=kept, regionalverbuende=leads)


def test_a_letter_whose_address_left_the_register_is_no_released_letter_any_more(bench: Bench) -> None:
    bench.released()
    bench.set_register(without(bench.register, bench.letters()[LETTER].recipient))

    bench.send()

    assert bench.letters()[LETTER].state is LetterState.WIDERRUFEN


def test_a_letter_whose_address_was_changed_after_the_release_is_stopped(bench: Bench) -> None:
    bench.released()
    old = bench.letters()[LETTER].recipient
    moved = tuple(
        replace(each, email=f"neu@{each.email.partition('@')[2]}") if each.email == old else each
        for each in bench.register.contacts
    )
    bench.set_register(replace(bench.register, contacts=moved))

    bench.send()

    assert bench.letters()[LETTER].state is LetterState.WIDERRUFEN
    assert "Die Adresse des Trägers hat sich seit der Freigabe geändert" in bench.titles()
    assert bench.outgoing("brief")[0].state is OutboxState.ZURUECKGEZOGEN
    assert all(b"Bewertung" not in mail.raw for mail in bench.relay.mails)


def test_bytes_that_were_changed_on_disk_are_held(bench: Bench, tmp_path: Path) -> None:
    item = receipt(bench)
    path = next(each for each in (tmp_path / "blobs").rglob(f"*{item.mime_sha256[2:]}*"))
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"!")

    bench.send()

    assert row(bench, item).state is OutboxState.ZURUECKGEZOGEN
    assert f"Nachricht an {item.recipient} angehalten" in bench.titles()


def test_the_brake_holds_letters_only_and_lets_them_go_later(bench: Bench) -> None:
    bench.house = house(letters_per_hour=1)
    for number in (0, 1, 2):
        bench.work(bench.report(number, bench.workbook(number)))
        bench.decide(number=number)
    assert bench.send().held == 0
    bench.clock.forward(minutes=20)

    first = bench.send()

    letters_sent = [each for each in bench.outgoing("brief") if each.state is OutboxState.UEBERGEBEN]
    assert (len(letters_sent), first.held) == (1, 2)
    assert {each.state for each in bench.outgoing("antwort_bericht")} == {OutboxState.UEBERGEBEN}
    assert "Versand angehalten: 3 Schreiben warten, je Stunde gehen höchstens 1 hinaus" in bench.titles()

    bench.clock.forward(minutes=59)
    assert bench.send().held == 2
    bench.clock.forward(minutes=2)
    assert bench.send().states == {"übergeben": 1}


def test_in_the_trial_mode_every_mail_goes_to_the_probe_address_with_a_banner(bench: Bench) -> None:
    bench.house = house(probe_recipient="probe@kmn.test")
    bench.released()
    bench.send()

    assert {mail.recipients for mail in bench.relay.mails} == {("probe@kmn.test", ARCHIVE)}
    assert bench.relay.allowed[0] == {"probe@kmn.test", ARCHIVE}
    for mail in bench.relay.mails:
        assert str(parse(mail.raw)["Subject"]).startswith("[Probe für ")
        assert parse(mail.raw)["To"].addresses[0].addr_spec == "probe@kmn.test"


# ---- doubt -------------------------------------------------------------------------------------------


class Archive:
    def __init__(self, *known: str) -> None:
        self.known = known

    def find_own(self, folder: str, message_id: str) -> bool:
        assert folder == "INBOX"
        return f"<{message_id}>" in self.known


def in_doubt(bench: Bench) -> OutboxRow:
    """A released letter whose hand-over broke behind the final dot."""
    bench.released()
    bench.relay.answer = lambda _: Handover(State.UNKNOWN, "abgerissen")
    bench.send()
    (item,) = bench.outgoing("brief")
    assert item.state is OutboxState.UNGEKLAERT
    return item


def test_a_mail_in_doubt_is_never_repeated_by_itself(bench: Bench) -> None:
    in_doubt(bench)
    number = len(bench.relay.mails)

    bench.clock.forward(days=3)
    bench.send()

    assert len(bench.relay.mails) == number
    assert bench.letters()[LETTER].state is LetterState.UNGEKLAERT


def test_a_copy_in_the_archive_proves_the_hand_over(bench: Bench) -> None:
    item = in_doubt(bench)

    resolved = resolve_doubts(bench.desk, Archive(item.message_id))

    assert resolved.proven == 1
    assert row(bench, item).state is OutboxState.UEBERGEBEN
    assert bench.letters()[LETTER].state is LetterState.UEBERGEBEN


def test_without_a_copy_a_person_is_asked_after_thirty_minutes(bench: Bench) -> None:
    item = in_doubt(bench)
    bench.clock.forward(minutes=29)
    resolve_doubts(bench.desk, Archive())
    assert "Ungeklärt" not in bench.titles()

    bench.clock.forward(minutes=1)
    resolve_doubts(bench.desk, None)
    resolve_doubts(bench.desk, Archive())
    assert bench.titles().count(f"kmn letters resolve {item.id}") == 1
    told = " ".join(text_of(bench.only("ungeklaert", bench.person().email)).split())
    assert "Es wird nicht von selbst erneut gesendet" in told


@pytest.mark.parametrize(
    ("arrived", "mail", "letter"),
    [
        (True, OutboxState.UEBERGEBEN, LetterState.UEBERGEBEN),
        (False, OutboxState.BEREIT, LetterState.FREIGEGEBEN),
    ],
)
def test_a_person_decides_a_doubt(
    bench: Bench, *, arrived: bool, mail: OutboxState, letter: LetterState
) -> None:
    item = in_doubt(bench)
    bench.clock.forward(minutes=31)
    resolve_doubts(bench.desk, None)

    with bench.store.begin() as tx:
        assert decide_doubt(tx, bench.desk, item, "wer@kmn.test", arrived=arrived)
    with bench.store.begin() as tx:
        assert not decide_doubt(tx, bench.desk, item, "wer@kmn.test", arrived=arrived)

    assert (row(bench, item).state, bench.letters()[LETTER].state) == (mail, letter)
    assert f"kmn letters resolve {item.id}" not in bench.titles()
    with bench.store.read() as tx:
        assert "wer@kmn.test" in {each.actor for each in journal.about(tx, f"outbox:{item.id}")}


def test_sent_again_by_a_person_it_is_the_same_mail(bench: Bench) -> None:
    item = in_doubt(bench)
    with bench.store.begin() as tx:
        decide_doubt(tx, bench.desk, item, "wer@kmn.test", arrived=False)
    bench.relay.answer = lambda _: ACCEPTED
    bench.send()

    first, second = (mail for mail in bench.relay.mails if mail.message_id == item.message_id)
    assert first.raw == second.raw
    assert bench.letters()[LETTER].state is LetterState.UEBERGEBEN


def test_what_a_dead_process_left_in_hand_over_becomes_a_doubt(bench: Bench) -> None:
    bench.released()

    def die(_: Composed) -> None:
        raise KeyboardInterrupt

    bench.relay.look = die
    with pytest.raises(KeyboardInterrupt):
        bench.send()
    assert [each.state for each in bench.outgoing()].count(OutboxState.IN_UEBERGABE) == 1

    assert take_up(bench.desk) == 1
    assert take_up(bench.desk) == 0
    assert [each.state for each in bench.outgoing()].count(OutboxState.UNGEKLAERT) == 1


def test_an_answer_in_doubt_is_proven_like_a_letter(bench: Bench) -> None:
    item = receipt(bench)
    bench.relay.answer = lambda _: Handover(State.UNKNOWN, "abgerissen")
    bench.send()

    resolve_doubts(bench.desk, Archive(item.message_id))

    assert row(bench, item).state is OutboxState.UEBERGEBEN
    assert "Eingangsnachweis" in text_of(bench.raw(item))
