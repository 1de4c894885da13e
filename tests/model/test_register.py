"""The register: who may report, who gets post, who answers for whom, on which day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.money import euro
from kmn_automation.model.register import (
    Bescheid,
    Contact,
    Coordinator,
    Duty,
    Meeting,
    MeetingKind,
    PlanLine,
    Register,
    Role,
    Traeger,
    TraegerArt,
)

DAY = dt.date(2026, 5, 4)
ANNA = Contact("T1", "Anna Ahorn", "Frau", "Anna@ahorn.example")
BERT = Contact("T1", "Bert Birke", "Herr", "bert@ahorn.example", Role.BERICHT)
CARA = Contact("T1", "Cara Cedro", "Frau", "cara@ahorn.example", Role.POST)
FORMER = Contact("T1", "Dora Douglas", "Frau", "dora@ahorn.example", gueltig_bis=dt.date(2026, 5, 3))
AHORN = Traeger("T1", "Ahorn e.V.", TraegerArt.GEMEINNUETZIG, "Nord", "Weg 1", "30000", "Ort")
BIRKE = replace(AHORN, id="T2", name="Birke e.V.", regionalverbund="Süd", gueltig_von=dt.date(2026, 6, 1))
BESCHEID = Bescheid(
    geschaeftszeichen="MB-1",
    traeger_id="T1",
    foerderjahr=2025,
    datum=dt.date(2024, 12, 1),
    zeitraum=Zeitraum(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    bewilligt=euro(1000),
    ausgezahlt=euro(1000),
    foerdersatz=Decimal(90),
    stellenanteile=Decimal("0.5"),
    richtlinie="RL_MB_2024",
)
EVA = Coordinator("Eva Eibe", "eva@kmn.example", Duty.FREIGABE, regionalverbuende=("Nord",))
FINN = Coordinator("Finn Fichte", "finn@kmn.example", Duty.ZWEITFREIGABE)
GINA = Coordinator("Gina Ginkgo", "gina@kmn.example", Duty.LESEN)
HANS = Coordinator("Hans Hasel", "hans@kmn.example", Duty.FREIGABE, gueltig_bis=dt.date(2026, 1, 31))
OFFICE = Register(
    traeger=(AHORN, BIRKE),
    contacts=(FORMER, BERT, ANNA, CARA),
    bescheide=(BESCHEID,),
    plan=(
        PlanLine("MB-1", "ausgaben.personalausgaben", euro(900)),
        PlanLine("MB-1", "ausgaben.raumkosten", euro(100), 2024),
        PlanLine("MB-2", "ausgaben.raumkosten", euro(5)),
    ),
    coordinators=(EVA, FINN, GINA, HANS),
)


def test_a_report_counts_only_from_an_address_that_is_valid_that_day_and_may_report() -> None:
    assert OFFICE.reporters("ANNA@AHORN.example", DAY) == (ANNA,)
    assert OFFICE.reporters("bert@ahorn.example", DAY) == (BERT,)
    assert OFFICE.reporters("cara@ahorn.example", DAY) == ()
    assert OFFICE.reporters("dora@ahorn.example", DAY) == ()
    assert OFFICE.reporters("dora@ahorn.example", dt.date(2026, 5, 3)) == (FORMER,)
    assert OFFICE.reporters("fremd@ahorn.example", DAY) == ()


def test_letters_go_to_the_first_valid_address_for_post() -> None:
    assert OFFICE.post_contact("T1", DAY) == ANNA
    assert OFFICE.post_contact("T2", DAY) is None


def test_records_are_found_by_their_key() -> None:
    assert OFFICE.find_traeger("T1") == AHORN
    assert OFFICE.find_traeger("T9") is None
    assert OFFICE.find_bescheid("MB-1", 2025) == BESCHEID
    assert OFFICE.find_bescheid("MB-1", 2024) is None


def test_a_plan_line_without_a_year_holds_for_every_year() -> None:
    assert OFFICE.plan_of(BESCHEID) == {"ausgaben.personalausgaben": euro(900)}


def test_only_who_may_release_answers_for_a_regionalverbund() -> None:
    assert OFFICE.responsible("Nord", DAY) == (EVA, FINN)
    assert OFFICE.responsible("Süd", DAY) == (FINN,)
    assert OFFICE.coordinator("EVA@kmn.example", DAY) == EVA
    assert OFFICE.coordinator("hans@kmn.example", DAY) is None


def test_a_meeting_concerns_the_traeger_of_its_regionalverbund_or_all_of_them() -> None:
    begin = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)
    session = Meeting("S1", MeetingKind.REGIONALVERBUND, "Sitzung", begin, begin, "Saal", (), "Süd")

    assert OFFICE.members(session, dt.date(2026, 6, 2)) == (BIRKE,)
    assert OFFICE.members(replace(session, regionalverbund=""), DAY) == (AHORN,)


LEAD = Coordinator("Lea", "lea@kmn.example", Duty.FREIGABE, regionalverbuende=("Nord",))
DEPUTY = Coordinator("Dido", "dido@kmn.example", Duty.FREIGABE, regionalverbuende=("Süd",))
HEAD = Coordinator("Hava", "hava@kmn.example", Duty.ZWEITFREIGABE)


def away(person: Coordinator, deputy: Coordinator | None = None) -> Coordinator:
    return replace(person, abwesend_von=DAY, abwesend_bis=DAY, vertretung=deputy.email if deputy else "")


def acting(*people: Coordinator) -> list[str]:
    return [each.name for each in Register(coordinators=people).acting("Nord", DAY)]


def test_an_absence_has_both_its_ends_and_may_lack_one() -> None:
    one_day = dt.timedelta(days=1)

    assert not LEAD.is_away(DAY)
    assert [away(LEAD).is_away(DAY + n * one_day) for n in (-1, 0, 1)] == [False, True, False]
    assert replace(LEAD, abwesend_von=DAY).is_away(DAY + 900 * one_day)
    assert replace(LEAD, abwesend_bis=DAY).is_away(DAY - 900 * one_day)


def test_the_deputy_acts_in_the_place_of_who_is_away() -> None:
    assert acting(LEAD, DEPUTY, HEAD) == ["Lea", "Hava"]
    assert acting(away(LEAD, DEPUTY), DEPUTY, HEAD) == ["Dido", "Hava"]
    assert acting(away(LEAD, HEAD), DEPUTY, HEAD) == ["Hava"]
    assert acting(away(LEAD), DEPUTY, HEAD) == ["Hava", "Lea"]


def test_who_stands_in_may_be_away_as_well() -> None:
    assert acting(away(LEAD, DEPUTY), away(DEPUTY, HEAD), HEAD) == ["Hava"]
    assert acting(away(LEAD, DEPUTY), away(DEPUTY, LEAD)) == ["Lea"], "a circle ends"
    assert acting(away(LEAD, DEPUTY), replace(DEPUTY, duty=Duty.LESEN)) == ["Lea"]
    assert acting(away(LEAD, DEPUTY), replace(DEPUTY, gueltig_bis=DAY - dt.timedelta(days=1))) == ["Lea"]
