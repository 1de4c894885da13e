"""What the simulated people write is understood by the room that reads mail."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from kmn_automation.mail.address import parse_mailbox
from kmn_automation.mail.authentication import Proof, authenticate
from kmn_automation.mail.bounce import read_bounce
from kmn_automation.mail.decision_reply import Decision as Understood
from kmn_automation.mail.decision_reply import read_decision
from kmn_automation.mail.mail_kind import MailKind, kind_of_mail
from kmn_automation.mail.unpack import unpack
from kmn_automation.simulation.eml import Person, Writing, compose, question, report_mail
from kmn_automation.simulation.eml_machine import bounce, out_of_office
from kmn_automation.simulation.eml_programs import Enclosure, Program
from kmn_automation.simulation.people import Coordinator, Decision
from kmn_automation.simulation.post_office_stamp import Delivery, stamped

MOMENT = dt.datetime(2026, 3, 2, 9, 5, tzinfo=dt.UTC)
OFFICE = "kmn@kmn.test"
WIEBKE = Person("Wiebke Sternschnuppe", "wiebke.sternschnuppe@kmn.test")
TJARK = Person("Möwenflug, Tjark", "tjark@mosaikhaus-wolkensiel.example")
NAMES = ("Bericht.xlsx", "Verwendungsnachweis_für_Quittenbüttel_mit_sehr_langem_Namen_und_Größe_2025.xlsx")
programs = pytest.mark.parametrize("program", Program, ids=[each.name for each in Program])


@programs
def test_workbooks_are_found_under_their_names(program: Program) -> None:
    enclosures = tuple(Enclosure(name, b"PK\x03\x04" + name.encode()) for name in NAMES)
    unpacked = unpack(report_mail(TJARK, OFFICE, enclosures, MOMENT, program))
    found = [(unicodedata.normalize("NFC", part.name), part.data) for part in unpacked.parts]
    assert found == [(each.name, each.data) for each in enclosures]
    assert kind_of_mail(unpacked) is MailKind.PERSON


@programs
@pytest.mark.parametrize(
    ("decision", "understood"),
    [
        (Decision.FREIGABE, Understood.FREIGABE),
        (Decision.ABLEHNUNG, Understood.ABLEHNUNG),
        (Decision.UNKLAR, Understood.UNKLAR),
    ],
)
def test_a_reply_is_understood_as_it_is_meant(
    program: Program, decision: Decision, understood: Understood
) -> None:
    text = "Einverstanden? Dann steht in der ersten Zeile nur das Wort FREIGABE und sonst nichts."
    request = compose(
        Writing(Person("KMN", OFFICE), WIEBKE.email, "Freigabe erbeten: Brief [a1b2c3d4]", text, MOMENT)
    )
    answer = Coordinator(WIEBKE, program, lambda _request: decision).react(request, MOMENT)
    assert answer is not None
    assert read_decision(unpack(answer).text).decision is understood


@pytest.mark.parametrize(("login", "proof"), [(TJARK.email, Proof.PROVEN), ("", Proof.NOT_PROVEN)])
def test_the_stamp_is_what_the_reader_believes(login: str, proof: Proof) -> None:
    delivery = Delivery("mail.kmn.test", TJARK.email, OFFICE, login, MOMENT)
    unpacked = unpack(stamped(question(TJARK, OFFICE, MOMENT, Program.OUTLOOK), delivery))
    sender = parse_mailbox(unpacked.first("from"))
    assert sender is not None
    assert sender.address.text == TJARK.email
    assert authenticate(unpacked.fields, sender.address, "mail.kmn.test").proof is proof


@pytest.mark.parametrize("marked", [True, False])
def test_an_absence_note_is_automatic_with_and_without_its_marks(marked: bool) -> None:  # noqa: FBT001 -- two kinds
    letter = question(Person("KMN", OFFICE), TJARK.email, MOMENT, Program.THUNDERBIRD)
    note = out_of_office(letter, TJARK, dt.date(2026, 3, 20), MOMENT, marked=marked)
    assert kind_of_mail(unpack(note)) is MailKind.AUTO_REPLY


@pytest.mark.parametrize(("status", "kind"), [("5.1.1", MailKind.BOUNCE), ("4.2.2", MailKind.BOUNCE_DELAYED)])
def test_a_bounce_tells_recipient_status_and_letter(status: str, kind: MailKind) -> None:
    letter = question(Person("KMN", OFFICE), TJARK.email, MOMENT, Program.THUNDERBIRD)
    raw = bounce(letter, TJARK.email, "kmn+b=77@kmn.test", MOMENT, status)
    delivered = stamped(raw, Delivery("mail.kmn.test", "", "kmn+b=77@kmn.test", "", MOMENT))
    unpacked = unpack(delivered)
    found = read_bounce(unpacked, delivered)
    assert kind_of_mail(unpacked) is kind
    assert (found.recipient, found.status, found.letter_tag) == (TJARK.email, status, "77")
    assert unpack(letter).first("message-id").strip("<>") in found.message_ids
