from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.model.money import euro, total
from kmn_automation.model.register import Bescheid, Duty, MeetingKind, Register, TraegerArt
from kmn_automation.simulation.network import AWKWARD_NAME, LONG_NAME, domain_of, invent_network
from kmn_automation.simulation.network_words import slug

REAL_NAMES = ("Heide", "Südniedersachsen", "Oldenburger Land")
seeds = st.integers(0, 10_000)


@given(seeds, st.sampled_from([2022, 2023, 2024, 2025, 2026]))
@settings(max_examples=25, deadline=None)
def test_every_plan_balances_and_every_grant_keeps_the_limits(seed: int, foerderjahr: int) -> None:
    register = invent_network(seed, 24, foerderjahr)
    for bescheid in register.bescheide:
        plan = register.plan_of(bescheid)
        spent = total(amount for position, amount in plan.items() if position.startswith("ausgaben."))
        income = total(amount for position, amount in plan.items() if position.startswith("einnahmen."))
        assert income == spent
        assert plan["einnahmen.landeszuwendung"] == bescheid.bewilligt == bescheid.ausgezahlt
        assert bescheid.bewilligt == euro(spent * bescheid.foerdersatz / 100)
        assert bescheid.foerdersatz <= 90
        assert bescheid.bewilligt <= _ceiling(bescheid)
        assert plan["einnahmen.eigenanteil"] + plan["einnahmen.dritte"] >= spent / 10
        assert min(plan.values()) >= 0


def _ceiling(bescheid: Bescheid) -> Decimal:
    each = 60_000 if bescheid.foerderjahr >= 2024 else 55_000
    return each * bescheid.stellenanteile * bescheid.zeitraum.months / 12


@given(seeds, st.sampled_from([1, 3, 24, 60]))
@settings(max_examples=20, deadline=None)
def test_ids_names_and_domains_are_unique_and_nothing_is_real(seed: int, number: int) -> None:
    register = invent_network(seed, number)
    assert len(register.traeger) == len(register.bescheide) == number
    for values in (
        [each.id for each in register.traeger],
        [each.name for each in register.traeger],
        [domain_of(each) for each in register.traeger],
        [each.geschaeftszeichen for each in register.bescheide],
        [each.id for each in register.regionalverbuende],
        [each.id for each in register.meetings],
    ):
        assert len(set(values)) == len(values)
    assert all(address.endswith((".example", ".test")) for address in _addresses(register))
    assert all(address.isascii() and address == address.lower() for address in _addresses(register))
    assert all(each.plz.startswith("00") and len(each.plz) == 5 for each in register.traeger)
    assert not {each.id for each in register.regionalverbuende} & set(REAL_NAMES)


def _addresses(register: Register) -> list[str]:
    return [
        person.email
        for group in (register.contacts, register.regionalverbuende, register.coordinators)
        for person in group
    ]


def test_everything_that_is_named_exists() -> None:
    register = invent_network(1)
    regions = {each.id for each in register.regionalverbuende}
    ids = {each.id for each in register.traeger}
    assert len(regions) == 10
    assert {each.regionalverbund for each in register.traeger} == regions
    assert {each.traeger_id for each in register.bescheide} == ids
    assert {each.traeger_id for each in register.contacts} == ids
    assert {each.regionalverbund for each in register.meetings} == regions | {""}
    for region in regions:
        assert register.responsible(region, register.bescheide[0].datum)


def test_the_network_has_the_special_cases_that_letters_have_to_stand() -> None:
    register = invent_network(7)
    names = {each.name for each in register.traeger}
    assert {AWKWARD_NAME, LONG_NAME} <= names
    assert AWKWARD_NAME == "Werkstatt Ahorn & Söhne <gGmbH>"
    assert len(LONG_NAME) > 150
    assert TraegerArt.GEBIETSKOERPERSCHAFT in {each.art for each in register.traeger}
    assert {each.kind for each in register.meetings} == {
        MeetingKind.VERNETZUNGSTREFFEN,
        MeetingKind.REGIONALVERBUND,
    }
    assert [each.duty for each in register.coordinators].count(Duty.ZWEITFREIGABE) == 1
    shared = [each for each in register.contacts if each.shared]
    assert len({each.traeger_id for each in shared}) == 2
    assert len({each.email for each in shared}) == 1
    assert any(each.gueltig_bis for each in register.contacts)


def test_each_traeger_has_one_address_for_letters_and_one_that_may_report() -> None:
    register = invent_network(3)
    day = register.bescheide[0].zeitraum.bis
    for each in register.traeger:
        contact = register.post_contact(each.id, day)
        assert contact is not None
        assert contact.email.endswith("@" + domain_of(each))
        assert contact in register.reporters(contact.email, day)


def test_the_same_seed_gives_the_same_register_and_another_seed_another() -> None:
    assert invent_network(5) == invent_network(5)
    assert invent_network(5) != invent_network(6)


def test_a_large_network_needs_no_name_twice() -> None:
    register = invent_network(1, 4000)
    assert len({domain_of(each) for each in register.traeger}) == 4000


def test_meetings_are_on_working_days_in_wall_time() -> None:
    for meeting in invent_network(1, foerderjahr=2024).meetings:
        assert meeting.begin.weekday() < 5
        assert meeting.begin < meeting.end
        assert meeting.begin.tzinfo is None
        assert meeting.begin.year == 2025


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [({"foerderjahr": 2021}, "before 2022"), ({"tld": "de"}, "RFC 2606")],
)
def test_what_could_be_real_or_has_no_form_is_refused(arguments: dict[str, int], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        invent_network(1, 24, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Werkstatt Ahorn & Söhne <gGmbH>", "werkstatt-ahorn-soehne-ggmbh"),
        ("Cássio Süßholzer", "cassio-suessholzer"),
        ("x" * 80, "x" * 63),
        ("  ÄÖÜ -- 7 ", "aeoeue-7"),
    ],
)
def test_a_name_becomes_a_label_of_a_domain(name: str, label: str) -> None:
    assert slug(name) == label
