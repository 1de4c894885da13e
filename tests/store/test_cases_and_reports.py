from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from kmn_automation.model.error import TryLater
from kmn_automation.model.finding import Outcome
from kmn_automation.model.money import euro
from kmn_automation.model.report import Report
from kmn_automation.store import cases, codec, reports
from kmn_automation.store.cases import CaseKey
from kmn_automation.store.connect import Store, Transaction
from kmn_automation.store.tables import findings
from tests.store.crash import crashing
from tests.store.samples import MINUTE, NOON, examination, new_report, opened_case, report, sha, stored_mail

CLEAN = replace(examination(), findings=(), outcome=Outcome.ANGENOMMEN)


def test_a_case_is_opened_once_and_numbered_by_its_foerderjahr(tx: Transaction) -> None:
    first = opened_case(tx, "LS 4-17", 2024)
    second = opened_case(tx, "LS 4-18", 2024)
    other_year = opened_case(tx, "LS 4-17", 2025)
    again = opened_case(tx, "LS 4-17", 2024)

    assert [first.number, second.number, other_year.number] == ["V-2024-0001", "V-2024-0002", "V-2025-0001"]
    assert again == first


def test_each_part_of_the_key_makes_a_case_of_its_own(tx: Transaction) -> None:
    key = CaseKey("T-01", "LS 4-17", 2025, "Verwendungsnachweis")
    others = [replace(key, traeger_id="T-02"), replace(key, nachweisart="Zwischennachweis")]
    numbers = {cases.open_case(tx, each, NOON).number for each in (key, *others)}

    assert numbers == {"V-2025-0001", "V-2025-0002", "V-2025-0003"}


def test_cases_are_found_by_id_number_and_year(tx: Transaction) -> None:
    case = opened_case(tx)

    assert cases.get(tx, case.id) == cases.find(tx, "V-2025-0001") == case
    assert cases.find(tx, "V-2025-0002") is None
    assert cases.of_year(tx, 2025) == [case]
    assert cases.of_year(tx, 2024) == []


def test_a_number_that_was_rolled_back_is_given_again(store: Store) -> None:
    with crashing(store) as tx:
        opened_case(tx)

    with store.begin() as tx:
        assert opened_case(tx, "other").number == "V-2025-0001"


def test_reports_of_a_case_are_its_fassungen(tx: Transaction) -> None:
    case = opened_case(tx)
    mail_id = stored_mail(tx)
    first = reports.add(tx, new_report(case.id, mail_id, "eins"))
    second = reports.add(tx, new_report(case.id, mail_id, "zwei"))

    assert (first.fassung, second.fassung) == (1, 2)
    assert (first.outcome, first.claim, first.ruleset) == (Outcome.MIT_HINWEISEN, euro(2000), sha("rules"))
    assert reports.latest(tx, case.id) == second
    assert reports.of_case(tx, case.id) == [first, second]
    assert reports.get(tx, first.id) == first
    assert reports.by_file(tx, sha("eins")) == first
    assert reports.by_file(tx, sha("drei")) is None
    assert reports.latest(tx, case.id + 1) is None


def test_what_was_read_and_found_comes_back_exactly(tx: Transaction) -> None:
    row = reports.add(tx, new_report(opened_case(tx).id))

    assert reports.content(tx, row.id) == (report(), examination())


def test_findings_stand_in_a_table_that_can_be_counted(tx: Transaction) -> None:
    row = reports.add(tx, new_report(opened_case(tx).id))
    columns = (findings.c.rule, findings.c.sheet, findings.c.cell, findings.c.mendable)
    query = sa.select(*columns).where(findings.c.report_id == row.id).order_by(findings.c.position)

    assert tx.execute(query).all() == [("ELG-06", "Einnahmen", "C7", False), ("STA-02", "", "", False)]


def test_waived_findings_can_be_counted(tx: Transaction) -> None:
    found = examination()
    one, *others = found.findings
    waived = replace(
        found, findings=(replace(one, waived="ausgesetzt bis 31.12.2026 durch Ada: Grund"), *others)
    )
    new = new_report(opened_case(tx).id, stored_mail(tx), "eins")
    row = reports.add(tx, replace(new, examination=waived))

    query = sa.select(findings.c.rule, findings.c.waived).where(findings.c.report_id == row.id)
    assert dict(tx.execute(query.order_by(findings.c.position)).all()[:2]) == {
        one.rule: True,
        **{each.rule: False for each in others[:1]},
    }
    assert reports.content(tx, row.id)[1] == waived


def test_a_report_without_settlement_has_no_claim(tx: Transaction) -> None:
    new = replace(new_report(opened_case(tx).id), examination=replace(examination(), settlement=None))

    assert reports.add(tx, new).claim is None


def test_the_same_file_twice_in_a_case_is_refused_whole(store: Store) -> None:
    with store.begin() as tx:
        case = opened_case(tx)
        reports.add(tx, new_report(case.id))
    with pytest.raises(TryLater, match=r"bericht\.xlsx"), store.begin() as tx:
        reports.add(tx, new_report(case.id))

    with store.read() as tx:
        assert len(reports.of_case(tx, case.id)) == 1


def test_a_year_knows_who_reported_and_when_first(tx: Transaction) -> None:
    case = opened_case(tx, "LS 4-17", 2025)
    reports.add(tx, replace(new_report(case.id, name="spät"), received_at=NOON + MINUTE))
    reports.add(tx, new_report(case.id, name="früh"))
    opened_case(tx, "LS 4-18", 2025)

    assert reports.received_keys(tx, 2025) == {"LS 4-17": NOON}
    assert reports.received_keys(tx, 2024) == {}


def test_the_newest_fassungen_are_found_counted_and_read_without_the_older(tx: Transaction) -> None:
    cases_of = [
        opened_case(tx, mark, year)
        for mark, year in (("LS 4-18", 2025), ("LS 4-17", 2024), ("LS 4-17", 2025))
    ]
    old = [reports.add(tx, new_report(case.id, name=f"alt {case.id}")) for case in cases_of]
    new = reports.add(tx, replace(new_report(cases_of[0].id, name="neu"), examination=CLEAN))

    assert reports.newest_ids(tx) == [old[1].id, new.id, old[2].id]
    assert reports.newest_ids(tx, [2024]) == [old[1].id]
    assert reports.newest_by_year(tx) == {2024: 1, 2025: 2}
    assert reports.newest_by_year(tx, [2025]) == {2025: 2}
    hits = [(each.rule, each.geschaeftszeichen, each.foerderjahr) for each in reports.newest_hits(tx)]
    of_2024 = [("ELG-06", "LS 4-17", 2024), ("STA-02", "LS 4-17", 2024)]
    assert sorted(hits) == sorted([*of_2024, ("ELG-06", "LS 4-17", 2025), ("STA-02", "LS 4-17", 2025)])
    assert [(each.rule, each.foerderjahr) for each in reports.newest_hits(tx, [2024])] == [
        ("ELG-06", 2024),
        ("STA-02", 2024),
    ]
    (last, first) = reports.packed(tx, [new.id, old[1].id])
    assert (last.number, last.fassung, first.number, first.fassung) == ("V-2025-0001", 2, "V-2024-0001", 1)
    assert codec.unpack(Report, first.report) == report()


def test_only_a_newest_fassung_that_went_back_waits_for_its_correction(tx: Transaction) -> None:
    back = replace(examination(), outcome=Outcome.NACHBESSERUNG)
    corrected, open_ = opened_case(tx, "LS 4-17"), opened_case(tx, "LS 4-18")
    for case in (corrected, open_):
        reports.add(tx, replace(new_report(case.id, name=f"eins {case.id}"), examination=back))
    reports.add(tx, new_report(corrected.id, name="zwei"))
    newest = reports.add(tx, replace(new_report(open_.id, name="drei"), examination=back))

    assert reports.sent_back(tx) == [newest]
