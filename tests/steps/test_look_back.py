"""The second Förderjahr: what the office knows from the first one, and from the neighbours, is held against a report."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kmn_automation.model.finding import Examination, Outcome
from kmn_automation.model.money import euro
from kmn_automation.model.register import Bescheid, Register
from kmn_automation.model.report import Scalar
from kmn_automation.simulation.faults_changes import Draft
from kmn_automation.steps.look_back import ANOTHER
from tests.steps.bench import MAY, Bench
from tests.steps.post import text_of
from tests.steps.two_years import (
    bescheid_of,
    carried_on,
    copied,
    draft_of,
    examined,
    mail_of,
    rules,
    two_years,
)

LAST_MAY = dt.datetime(2025, 5, 5, 7, 0, tzinfo=dt.UTC)
STAYS_UNKNOWN = {
    "ELG-23",
    "PER-09",
    "PER-10",
    "FRI-05",
    "FRI-08",
    "FRI-09",
    "NET-03",
    "VGL-03",
    "VGL-12",
    "VGL-13",
}
"""Tables that the office has not filled, dates that nobody entered, a median of too few, a sample not yet drawn."""
RENT: dict[str, Scalar] = {
    "datum": dt.date(2025, 3, 3), "empfaenger": "Hausverwaltung Ziegelteich", "grund": "Miete März",
    "betrag": Decimal("812.40"), "position": "Raumkosten",
}  # fmt: skip


def with_receipt(draft: Draft, line: dict[str, Scalar]) -> Draft:
    """The draft with one more receipt; its position is not Personalausgaben, so no sum changes."""
    lines = draft.tables["belege"]
    more: dict[str, Scalar] = {"nummer": Decimal(len(lines) + 1), **line, "erstattung": False}
    return replace(draft, tables={**draft.tables, "belege": [*lines, more]})


def send(bench: Bench, bescheid: Bescheid, *drafts: Draft) -> Examination:
    """The report laid in and handled; what was found on it."""
    assert bench.work(mail_of(bench, bescheid, *drafts)) == {"Bericht geprüft": 1}
    return examined(bench, bescheid)


@pytest.fixture
def office(bench: Bench) -> Bench:
    """The first Träger had a clean report for 2024 in May 2025; now it is May 2026."""
    bench.set_register(two_years())
    bench.clock.now = LAST_MAY
    found = send(bench, old(bench), last())
    assert (found.outcome, rules(found)) == (Outcome.ANGENOMMEN, {"VGL-10"} & rules(found))
    bench.clock.now = MAY
    return bench


def old(bench: Bench, traeger_id: str = "T0001") -> Bescheid:
    return bescheid_of(bench.register, traeger_id, 2024)


def new(bench: Bench, traeger_id: str = "T0001") -> Bescheid:
    return bescheid_of(bench.register, traeger_id, 2025)


def last(traeger_id: str = "T0001") -> Draft:
    """The report for 2024."""
    return draft_of(two_years(), bescheid_of(two_years(), traeger_id, 2024), "x")


def clean(traeger_id: str = "T0001", seed: int = 1) -> Draft:
    """A report for 2025 that fits the one of the year before."""
    bescheid = bescheid_of(two_years(), traeger_id, 2025)
    return carried_on(draft_of(two_years(), bescheid, seed), last(traeger_id))


def test_a_report_that_fits_the_year_before_is_accepted_without_a_word(office: Bench) -> None:
    found = send(office, new(office), clean())

    assert rules(found) == set()
    assert found.outcome is Outcome.ANGENOMMEN
    assert set(found.not_known) == STAYS_UNKNOWN
    assert found.not_run == ()


def test_the_text_of_last_year_goes_back(office: Bench) -> None:
    found = send(office, new(office), copied(clean(), last(), "sachbericht."))

    assert "FRM-09" in rules(found)


def test_another_number_of_open_cases_than_last_year_goes_back(office: Bench) -> None:
    draft = clean()
    values = {**draft.values}
    for name in ("statistik.uebertrag", "statistik.bestand"):
        values[name] = Decimal(str(values[name])) + 3
    found = send(office, new(office), replace(draft, values=values))

    (finding,) = [each for each in found.findings if each.rule == "STA-06"]
    assert finding.found == str(values["statistik.uebertrag"])
    assert finding.expected == str(last().values["statistik.bestand"])


def test_the_statistic_of_last_year_goes_back(office: Bench) -> None:
    found = send(office, new(office), copied(clean(), last(), "statistik."))

    assert {"VGL-05", "STA-06"} <= rules(found)
    assert found.outcome is Outcome.NACHBESSERUNG


def test_what_was_wrong_last_year_and_is_again_is_for_the_office_only(bench: Bench) -> None:
    bench.set_register(two_years())
    bench.clock.now = LAST_MAY
    assert rules(send(bench, old(bench), with_a_gap(last()))) == {"BEL-02"}
    bench.clock.now = MAY
    found = send(bench, new(bench), with_a_gap(clean()))

    assert rules(found) == {"BEL-02", "VGL-08"}
    answer = text_of(bench.raw(bench.outgoing("antwort_bericht")[-1]))
    assert "BEL-02" in answer
    assert "VGL-08" not in answer


def with_a_gap(draft: Draft) -> Draft:
    """The draft with a number of the Belegliste left out, which is a note."""
    *lines, end = draft.tables["belege"]
    skipped = {**end, "nummer": Decimal(len(lines) + 2)}
    return replace(draft, tables={**draft.tables, "belege": [*lines, skipped]})


def test_a_report_that_went_back_is_nobodys_past(bench: Bench) -> None:
    bench.set_register(two_years())
    bench.clock.now = LAST_MAY
    values = {name: value for name, value in last().values.items() if name != "bestaetigung.datum"}
    assert send(bench, old(bench), replace(last(), values=values)).outcome is Outcome.NACHBESSERUNG
    bench.clock.now = MAY
    found = send(bench, new(bench), copied(clean(), last(), "sachbericht.", "statistik."))

    assert {"FRM-09", "STA-06", "VGL-01", "VGL-05", "VGL-08"} <= set(found.not_known)
    assert not {"FRM-09", "STA-06", "VGL-05"} & rules(found)


def test_the_newest_version_of_last_year_counts(office: Bench) -> None:
    office.clock.now = LAST_MAY.replace(day=8)
    send(office, old(office), copied(last(), draft_of(two_years(), old(office), 5), "sachbericht."))
    office.clock.now = MAY
    found = send(office, new(office), copied(clean(), last(), "sachbericht."))

    assert "FRM-09" not in rules(found)


# ---- two Geschäftszeichen of one Träger ----------------------------------------------------------------


def with_a_second(register: Register) -> Register:
    """The first Träger has another Bescheid for 2025, in all but its Geschäftszeichen like the first."""
    first = bescheid_of(register, "T0001", 2025)
    second = replace(first, geschaeftszeichen="MB-2025-0099")
    plan = [
        replace(line, geschaeftszeichen="MB-2025-0099")
        for line in register.plan
        if line.geschaeftszeichen == first.geschaeftszeichen
    ]
    return replace(register, bescheide=(*register.bescheide, second), plan=(*register.plan, *plan))


@pytest.fixture
def twofold(office: Bench) -> Bench:
    office.set_register(with_a_second(office.register))
    return office


def second(bench: Bench) -> Bescheid:
    return bescheid_of(bench.register, "T0001", 2025, 1)


def test_with_more_geschaeftszeichen_than_last_year_no_report_is_its_past(twofold: Bench) -> None:
    found = send(twofold, new(twofold), copied(clean(), last(), "sachbericht."))

    assert "FRM-09" in found.not_known


def test_a_receipt_of_the_other_geschaeftszeichen_goes_back(twofold: Bench) -> None:
    send(twofold, new(twofold), clean())
    draft = draft_of(twofold.register, second(twofold), 4)
    wage = next(each for each in clean().tables["belege"] if each["position"] == "Personalausgaben")
    lines = [
        {**wage, "nummer": each["nummer"]} if each is draft.tables["belege"][-1] else each
        for each in draft.tables["belege"]
    ]
    found = send(twofold, second(twofold), replace(draft, tables={**draft.tables, "belege": lines}))

    (finding,) = [each for each in found.findings if each.rule == "BEL-06"]
    assert finding.found == "bereits abgerechnet bei MB-2025-0001 (Förderjahr 2025)"


def test_a_person_is_added_up_over_both_geschaeftszeichen(twofold: Bench) -> None:
    send(twofold, new(twofold), clean())
    found = send(twofold, second(twofold), draft_of(twofold.register, second(twofold), 4))

    assert "PER-06" in rules(found)


def test_a_zwischennachweis_may_list_the_receipts_of_its_verwendungsnachweis(office: Bench) -> None:
    draft = with_receipt(clean(), RENT)
    interim = replace(draft, values={**draft.values, "deckblatt.nachweisart": "Zwischennachweis"})
    office.work(mail_of(office, new(office), interim))
    assert examined(office, new(office), "Zwischennachweis").outcome is not Outcome.NACHBESSERUNG
    found = send(office, new(office), draft)

    assert "BEL-06" not in rules(found)
    assert "PER-06" not in rules(found)


# ---- other Träger --------------------------------------------------------------------------------------


def test_the_same_bill_at_two_traeger_goes_back_without_a_name(office: Bench) -> None:
    send(office, new(office, "T0003"), with_receipt(clean("T0003"), RENT))
    found = send(office, new(office), with_receipt(clean(), RENT))

    (finding,) = [each for each in found.findings if each.rule == "BEL-06"]
    assert finding.found == f"bereits abgerechnet bei {ANOTHER}"
    answer = " ".join(text_of(office.raw(office.outgoing("antwort_bericht")[-1])).split())
    other = office.register.find_traeger("T0003")
    assert other is not None
    assert f"bei {ANOTHER} abgerechnet" in answer
    assert other.name not in answer
    assert new(office, "T0003").geschaeftszeichen not in answer


def test_the_same_wage_at_two_traeger_is_two_payments(office: Bench) -> None:
    first = clean("T0003")
    send(office, new(office, "T0003"), first)
    found = send(
        office, new(office), replace(clean(), tables={**clean().tables, "belege": first.tables["belege"]})
    )

    assert "BEL-06" not in rules(found)


def test_the_statistic_of_another_traeger_goes_back(office: Bench) -> None:
    send(office, new(office, "T0003"), clean("T0003"))
    found = send(office, new(office), copied(clean(), clean("T0003"), "statistik."))

    assert "VGL-06" in rules(found)
    assert found.outcome is Outcome.NACHBESSERUNG


def test_the_usual_cost_of_the_regionalverbund_needs_five_others(office: Bench) -> None:
    others = [f"T{number:04d}" for number in (2, 3, 4, 5, 6)]
    together = tuple(
        replace(each, regionalverbund="Eins") if each.id in {"T0001", *others} else each
        for each in office.register.traeger
    )
    office.set_register(replace(office.register, traeger=together))
    for each in others[:4]:
        assert send(office, new(office, each), in_one(clean(each))).outcome is Outcome.ANGENOMMEN
    assert "VGL-03" in send(office, new(office), in_one(clean())).not_known
    send(office, new(office, others[4]), in_one(clean(others[4])))

    found = send(office, new(office), in_one(few_consultations(clean())))

    assert "VGL-03" in rules(found)


def in_one(draft: Draft) -> Draft:
    """The draft of a Träger in the Regionalverbund that the test made."""
    return replace(draft, values={**draft.values, "deckblatt.regionalverbund": "Eins"})


def few_consultations(draft: Draft) -> Draft:
    """A quarter of the Beratungen; whatever else that breaks."""
    names = [name for name in draft.values if name.startswith("statistik.beratungen")]
    fewer = {name: Decimal(str(draft.values[name])) // 4 for name in names}
    return replace(draft, values={**draft.values, **fewer})


# ---- what the register says ----------------------------------------------------------------------------


def changed(bench: Bench, **facts: object) -> None:
    """The register with these facts on the first Träger's Bescheid for 2025."""
    register = bench.register
    bench.set_register(
        replace(
            register,
            bescheide=tuple(
                replace(each, **facts) if each == new(bench) else each  # type: ignore[arg-type]  # by name
                for each in register.bescheide
            ),
        )
    )


def test_a_late_application_is_told(office: Bench) -> None:
    changed(office, antrag_am=dt.date(2024, 10, 1))

    assert "FRI-05" in rules(send(office, new(office), clean()))


def test_the_year_for_a_widerruf_is_watched_inside_the_office(office: Bench) -> None:
    changed(office, widerruf_bekannt_seit=dt.date(2025, 5, 20))

    found = send(office, new(office), clean())

    assert rules(found) == {"FRI-09"}
    assert found.outcome is Outcome.ANGENOMMEN


def test_the_pay_outs_are_compared_once_the_landesamt_named_them_all(office: Bench) -> None:
    changed(office, auszahlung_landesamt=euro(1))
    assert "VGL-12" in send(office, new(office), clean()).not_known

    register = office.register
    named = tuple(
        each if each.auszahlung_landesamt else replace(each, auszahlung_landesamt=each.ausgezahlt)
        for each in register.bescheide
    )
    office.set_register(replace(register, bescheide=named))
    found = send(office, new(office, "T0003"), clean("T0003"))

    (finding,) = [each for each in found.findings if each.rule == "VGL-12"]
    assert finding.found != finding.expected


def test_late_twice_in_three_years_is_for_the_office(bench: Bench) -> None:
    bench.set_register(two_years())
    bench.clock.now = dt.datetime(2025, 7, 1, 7, 0, tzinfo=dt.UTC)
    assert "FRI-01" in rules(send(bench, old(bench), last()))
    bench.clock.now = dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC)
    found = send(bench, new(bench), clean())

    (finding,) = [each for each in found.findings if each.rule == "VGL-09"]
    assert finding.found == "2024 und 2025"


def test_a_first_grant_is_for_the_office(office: Bench) -> None:
    office.set_register(
        replace(
            office.register,
            bescheide=tuple(each for each in office.register.bescheide if each != old(office, "T0003")),
        )
    )
    found = send(office, new(office, "T0003"), clean("T0003"))

    assert rules(found) == {"VGL-10"}
