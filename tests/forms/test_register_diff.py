"""What an import of the register changes, and what a person must confirm by typing the counted number."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kmn_automation.forms.register_layout import register_sheets
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.money import euro
from kmn_automation.model.register import Contact, Coordinator, Duty, Register, Role
from kmn_automation.model.register_diff import WORDS, compare
from tests.forms.register_cast import POSITIONS, contact, invent

OLD = invent(40)


def with_contacts(*contacts: Contact) -> Register:
    """The register in which the first contacts are these."""
    return replace(OLD, contacts=contacts + OLD.contacts[len(contacts) :])


def with_emails(*emails: str) -> Register:
    pairs = zip(emails, OLD.contacts, strict=False)
    return with_contacts(*(replace(each, email=email) for email, each in pairs))


def without_traeger(count: int) -> Register:
    return replace(OLD, traeger=OLD.traeger[count:], bescheide=OLD.bescheide[count:])


def test_the_same_register_has_no_difference() -> None:
    diff = compare(OLD, invent(40))

    assert (diff.is_empty, diff.needs_confirmation, diff.why) == (True, None, ())


def test_a_first_import_needs_no_confirmation() -> None:
    diff = compare(Register(), OLD)

    assert (diff.needs_confirmation, len(diff.added), diff.added[0]) == (None, 40 * 8 + 6 + 2, "Träger T-001")


def test_a_changed_address_must_be_confirmed() -> None:
    diff = compare(OLD, with_emails("neu@verein1.example"))

    assert (diff.changed_addresses, diff.swapped_addresses, diff.needs_confirmation) == (1, 0, 1)
    assert diff.why == ("1 Adresse geändert.",)
    assert diff.addresses.lines == (
        "Träger T-001: eva1@verein1.example entfällt",
        "Träger T-001: neu@verein1.example gilt neu",
    )


def test_addresses_of_two_traeger_swapped_are_named_as_such() -> None:
    diff = compare(OLD, with_emails("eva2@verein2.example", "eva1@verein1.example"))

    assert (diff.changed_addresses, diff.swapped_addresses, diff.needs_confirmation) == (2, 2, 2)
    assert diff.why == ("2 Adressen geändert, davon 2 bei einem anderen Träger als bisher.",)


def test_a_second_address_of_a_traeger_counts() -> None:
    added = replace(contact(1), email="zweite@verein1.example", role=Role.BERICHT)

    assert compare(OLD, replace(OLD, contacts=(*OLD.contacts, added))).needs_confirmation == 1


def test_the_order_of_two_addresses_counts_since_letters_go_to_the_first() -> None:
    second = replace(contact(1), email="zweite@verein1.example")
    one = replace(OLD, contacts=(OLD.contacts[0], second))
    other = replace(OLD, contacts=(second, OLD.contacts[0]))

    assert compare(one, other).changed_addresses == 2


def test_another_use_of_an_address_counts_but_another_name_does_not() -> None:
    for_reports = with_contacts(replace(contact(1), role=Role.BERICHT))
    renamed = with_contacts(replace(contact(1), name="Dr. Eva Neu", anrede=""))

    assert compare(OLD, for_reports).changed_addresses == 1
    assert compare(OLD, renamed).needs_confirmation is None
    assert compare(OLD, renamed).changed == (
        "Adresse T-001 / eva1@verein1.example / (leer): Name: Dr. Eva Test 1 → Dr. Eva Neu",
        "Adresse T-001 / eva1@verein1.example / (leer): Anrede: Frau → (leer)",
    )


def test_a_new_person_who_may_release_counts() -> None:
    person = Coordinator("Neu", "neu@office.example", Duty.FREIGABE)

    assert compare(OLD, replace(OLD, coordinators=(*OLD.coordinators, person))).changed_addresses == 1


def test_a_new_traeger_with_its_address_does_not_count() -> None:
    assert compare(OLD, invent(41)).needs_confirmation is None


def test_two_of_forty_traeger_may_go_and_three_need_their_number() -> None:
    few, many = compare(OLD, without_traeger(2)), compare(OLD, without_traeger(3))

    assert (few.percent_fewer, few.needs_confirmation) == (Decimal(5), None)
    assert (many.percent_fewer, many.removed_traeger, many.removed_bescheide) == (Decimal("7.5"), 3, 3)
    assert many.needs_confirmation == 6
    assert many.why == (
        "3 Träger fehlen (7,5 % von 40). War ein Filter gesetzt?",
        "3 Bescheide fehlen (7,5 % von 40). War ein Filter gesetzt?",
    )


def test_changed_fields_are_told_in_german() -> None:
    grant = replace(
        OLD.bescheide[0],
        bewilligt=euro("1234.50"),
        zeitraum=Zeitraum(dt.date(2025, 2, 1), dt.date(2025, 12, 31)),
        nachweis_bis=dt.date(2026, 7, 31),
        auszahlung_landesamt=euro("1000.50"),
    )
    meeting = replace(
        OLD.meetings[0], begin=OLD.meetings[0].begin.replace(hour=11), agenda=("Begrüßung", "Verschiedenes")
    )
    person = replace(OLD.coordinators[1], regionalverbuende=())
    shared = replace(contact(1), shared=True)
    new = replace(
        with_contacts(shared),
        bescheide=(grant, *OLD.bescheide[1:]),
        meetings=(meeting, *OLD.meetings[1:]),
        coordinators=(OLD.coordinators[0], person),
    )

    assert compare(OLD, new).changed == (
        "Adresse T-001 / eva1@verein1.example / (leer): gemeinsam genutzt: nein → ja",
        "Bescheid MB-2025-001 / 2025: Zeitraum: 01.01.2025 bis 31.12.2025 → 01.02.2025 bis 31.12.2025",
        "Bescheid MB-2025-001 / 2025: bewilligt: 45.000,50\u00a0€ → 1.234,50\u00a0€",
        "Bescheid MB-2025-001 / 2025: Nachweis bis: (leer) → 31.07.2026",
        "Bescheid MB-2025-001 / 2025: Auszahlung laut Landesamt: (leer) → 1.000,50\u00a0€",
        "Koordination muster@office.example: Regionalverbünde: RV-01; RV-02 → (leer)",
        "Sitzung VT-2025-1: Beginn: 14.10.2025 10:00 → 14.10.2025 11:00",
        "Sitzung VT-2025-1: Tagesordnung: "
        + "; ".join(OLD.meetings[0].agenda)
        + " → Begrüßung; Verschiedenes",
    )


def test_removed_entries_are_named() -> None:
    assert compare(OLD, replace(OLD, meetings=())).removed == ("Sitzung VT-2025-1", "Sitzung RV-01-2025-1")


@given(st.permutations(range(10)))
def test_every_address_that_goes_to_another_traeger_is_counted(order: list[int]) -> None:
    diff = compare(OLD, with_emails(*(OLD.contacts[index].email for index in order)))
    moved = sum(index != place for place, index in enumerate(order))

    assert (diff.changed_addresses, diff.swapped_addresses, diff.needs_confirmation) == (
        moved,
        moved,
        moved or None,
    )


def test_the_words_of_the_difference_are_the_headings_of_the_workbook() -> None:
    headings = {
        column.name: column.heading for sheet in register_sheets(POSITIONS) for column in sheet.columns
    }
    records = (
        OLD.traeger,
        OLD.contacts,
        OLD.bescheide,
        OLD.plan,
        OLD.regionalverbuende,
        OLD.coordinators,
        OLD.meetings,
    )
    names = {each.name for kind in records for each in fields(kind[0])}

    assert names <= WORDS.keys()
    assert {name: WORDS[name] for name in names & headings.keys()} == {
        name: headings[name] for name in names & headings.keys()
    }
