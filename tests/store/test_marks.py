"""Marks of reports, and what other accepted reports have in common with one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from kmn_automation.model.finding import Certainty, Finding, Outcome, Severity
from kmn_automation.model.marks import NO_MARKS, Marks
from kmn_automation.model.money import euro
from kmn_automation.store import cases, codec, elsewhere, marks, reports, tables
from kmn_automation.store.cases import CaseKey
from kmn_automation.store.connect import Store, Transaction, open_store
from kmn_automation.store.elsewhere import AcceptedCase, Own
from kmn_automation.store.engine import WRITES, make_engine
from kmn_automation.store.schema import make_config
from kmn_automation.store.tables import receipt_marks, report_marks
from tests.store.samples import MINUTE, NOON, examination, finding, new_report, report, sha

KIND = "Verwendungsnachweis"
MINE = CaseKey("T-01", "MB-1", 2025, KIND)
OTHER = CaseKey("T-02", "MB-2", 2025, KIND)
FULL = Marks(
    statistics=sha("Statistik"),
    spent=euro("70000.55"),
    consultations=700,
    shares={"p1": Decimal("0.3333333333333333333333333333"), "ü 2": Decimal(1)},
    receipts=frozenset({"0a" * 12, "ff" * 12}),
    wages=frozenset({"b1" * 12}),
)


def add(
    tx: Transaction,
    key: CaseKey = OTHER,
    found: Marks = FULL,
    outcome: Outcome = Outcome.ANGENOMMEN,
    rules: Iterable[Finding] = (),
) -> int:
    """The next Fassung of that case with its marks."""
    case = cases.open_case(tx, key, NOON)
    number = marks.newest_report(tx) + 1
    said = replace(examination(), outcome=outcome, findings=tuple(rules))
    new = replace(new_report(case.id, None, f"{key.geschaeftszeichen} {number}"), examination=said)
    row = reports.add(tx, replace(new, received_at=NOON + number * MINUTE))
    marks.add(tx, row.id, found, codec.outline(report()))
    return row.id


def test_marks_come_back_exactly(tx: Transaction) -> None:
    number = add(tx, MINE)

    assert elsewhere.of_traeger(tx, "T-01", 2025, 2025) == [Own(number, MINE, FULL.shares, FULL.keys)]
    assert elsewhere.of_traeger(tx, "T-01", 2023, 2024) == []
    assert elsewhere.of_traeger(tx, "T-02", 2025, 2025) == []


def test_a_report_without_anything_leaves_an_empty_row(tx: Transaction) -> None:
    number = add(tx, MINE, NO_MARKS)

    assert elsewhere.of_traeger(tx, "T-01", 2025, 2025) == [Own(number, MINE, {}, frozenset())]
    assert tx.execute(sa.select(sa.func.count()).select_from(receipt_marks)).scalar_one() == 0


def test_only_the_newest_version_counts_and_only_if_it_was_accepted(tx: Transaction) -> None:
    add(tx)
    assert elsewhere.others_have(tx, MINE, FULL.statistics)
    add(tx, outcome=Outcome.NACHBESSERUNG)
    assert not elsewhere.others_have(tx, MINE, FULL.statistics)
    add(tx, outcome=Outcome.MIT_HINWEISEN)
    assert elsewhere.others_have(tx, MINE, FULL.statistics)


def test_a_statistic_is_looked_for_among_others_of_the_same_year(tx: Transaction) -> None:
    add(tx, MINE)
    add(tx, replace(OTHER, foerderjahr=2024))
    assert not elsewhere.others_have(tx, MINE, FULL.statistics)
    add(tx, OTHER)
    assert elsewhere.others_have(tx, MINE, FULL.statistics)
    assert not elsewhere.others_have(tx, MINE, sha("andere"))


def test_receipts_of_others_are_found_by_their_keys_but_no_wages(tx: Transaction) -> None:
    add(tx, replace(OTHER, foerderjahr=2023))
    add(tx, OTHER, replace(FULL, receipts=frozenset({"0a" * 12})))
    many = {f"{number:024x}" for number in range(1200)} | FULL.keys

    assert sorted(elsewhere.keys_of_others(tx, "T-01", (2023, 2025), many)) == ["0a" * 12, "ff" * 12]
    assert list(elsewhere.keys_of_others(tx, "T-01", (2024, 2025), many)) == ["0a" * 12]
    assert list(elsewhere.keys_of_others(tx, "T-02", (2023, 2025), many)) == []
    assert list(elsewhere.keys_of_others(tx, "T-01", (2023, 2025), ())) == []


def test_costs_are_those_of_the_named_traeger_beside_this_case(tx: Transaction) -> None:
    add(tx, MINE)
    add(tx, replace(MINE, geschaeftszeichen="MB-9"), replace(FULL, spent=euro(1400)))
    add(tx, OTHER, replace(FULL, spent=euro(2100)))
    add(tx, replace(OTHER, traeger_id="T-03"), replace(FULL, spent=euro(2800)))
    add(tx, replace(OTHER, geschaeftszeichen="MB-8"), replace(FULL, spent=None))
    add(tx, replace(OTHER, geschaeftszeichen="MB-7"), replace(FULL, consultations=None))
    add(tx, replace(OTHER, nachweisart="Zwischennachweis"))

    assert sorted(elsewhere.costs(tx, MINE, ["T-01", "T-02"])) == [Decimal(2), Decimal(3)]
    assert elsewhere.costs(tx, MINE, []) == []


def test_the_first_receipt_of_a_former_year_decides_about_its_frist(tx: Transaction) -> None:
    before = replace(MINE, foerderjahr=2024)
    first = add(tx, before, outcome=Outcome.NACHBESSERUNG)
    add(tx, before)
    add(tx, replace(before, nachweisart="Zwischennachweis", geschaeftszeichen="MB-3"))
    add(tx, MINE)

    assert elsewhere.first_receipts(tx, MINE) == {("MB-1", 2024): reports.get(tx, first).received_at}


def test_rules_that_were_told_are_named_once(tx: Transaction) -> None:
    quiet = replace(finding("VGL-10"), severity=Severity.INTERNAL, certainty=Certainty.ASSUMED)
    note = replace(finding("BEL-02"), severity=Severity.NOTE)
    number = add(tx, MINE, rules=(finding("ELG-06"), note, note, quiet))

    assert elsewhere.visible_rules(tx, number) == ("ELG-06", "BEL-02")


def test_the_accepted_cases_of_a_year_carry_their_risks(tx: Transaction) -> None:
    add(tx, OTHER, rules=(finding("VGL-08"), finding("VGL-08"), finding("ELG-06")))
    add(tx, MINE, outcome=Outcome.NACHBESSERUNG)
    add(tx, replace(OTHER, foerderjahr=2024))

    (found,) = elsewhere.cases_of_year(tx, 2025, ("VGL-08", "VGL-09"))
    case = cases.by_key(tx, OTHER)
    assert case is not None
    assert found == AcceptedCase(case.id, case.number, OTHER, frozenset({"VGL-08"}))


# ---- what came since -----------------------------------------------------------------------------------


def concerned(tx: Transaction, since: int, key: CaseKey = MINE, found: Marks = FULL) -> bool:
    return marks.concern(tx, since, key, found)


def test_nothing_new_concerns_nobody(tx: Transaction) -> None:
    since = add(tx)

    assert not concerned(tx, since)


def test_another_case_of_the_same_traeger_concerns_this_one_does_not(tx: Transaction) -> None:
    add(tx, MINE, NO_MARKS)
    assert not concerned(tx, 0)
    add(tx, replace(MINE, foerderjahr=2024), NO_MARKS)
    assert concerned(tx, 0)


def test_the_same_statistic_or_receipt_concerns(tx: Transaction) -> None:
    since = add(tx, found=NO_MARKS)
    assert not concerned(tx, 0)
    add(tx, replace(OTHER, geschaeftszeichen="MB-3"), Marks(statistics=FULL.statistics))
    assert concerned(tx, since)
    assert not concerned(tx, since, found=replace(FULL, statistics=""))
    add(tx, replace(OTHER, geschaeftszeichen="MB-4"), Marks(receipts=frozenset({"ff" * 12})))
    assert concerned(tx, since, found=replace(FULL, statistics=""))
    assert not concerned(tx, since, found=Marks(wages=FULL.wages))


def test_a_version_that_takes_something_away_concerns(tx: Transaction) -> None:
    since = add(tx)
    add(tx, OTHER, NO_MARKS)

    assert concerned(tx, since)


# ---- reports from before there were marks --------------------------------------------------------------


def test_reports_without_marks_are_named_the_oldest_first(tx: Transaction) -> None:
    case = cases.open_case(tx, MINE, NOON)
    numbers = [reports.add(tx, new_report(case.id, None, name)).id for name in ("a", "b", "c")]
    marks.add(tx, numbers[1], FULL, b"")

    assert marks.unmarked(tx, 9) == [numbers[0], numbers[2]]
    assert marks.unmarked(tx, 1) == numbers[:1]


def test_a_database_of_the_first_schema_keeps_its_reports(new_url: str, tmp_path: Path) -> None:
    engine = make_engine(new_url, 30)
    with engine.execution_options(**{WRITES: True}).begin() as tx:
        config = make_config()
        config.attributes["connection"] = tx
        command.upgrade(config, "0001")
        case = cases.open_case(tx, MINE, NOON)
        row = {**reports._row(new_report(case.id)), "fassung": 1}
        del row["quarantine"]  # a column that came later
        old = tx.execute(sa.insert(tables.reports).returning(tables.reports.c.id), row).scalar_one()
    engine.dispose()

    store = open_store(new_url, tmp_path / "blobs")
    with store.read() as tx:
        assert marks.unmarked(tx, 9) == [old]
        assert elsewhere.of_traeger(tx, "T-01", 2025, 2025) == []
        assert reports.content(tx, old)[0] == report()
    store.close()


# ---- other small things --------------------------------------------------------------------------------


def test_a_report_is_read_without_its_receipts(tx: Transaction) -> None:
    number = add(tx, MINE)

    assert elsewhere.outline(tx, number) == replace(report(), tables={})
    bare = replace(report(), tables={"personal": report().tables["belege"]})
    assert codec.outline(bare) == codec.pack(bare)


def test_a_file_is_known_by_the_day_on_which_it_came_first(tx: Transaction) -> None:
    for key, at in ((MINE, NOON + dt.timedelta(days=2)), (OTHER, NOON)):
        case = cases.open_case(tx, key, NOON)
        reports.add(tx, replace(new_report(case.id), received_at=at))

    assert reports.first_receipt(tx, sha("bericht")) == NOON
    assert reports.first_receipt(tx, sha("anders")) is None


def test_a_store_that_was_opened_again_reads_what_the_first_one_wrote(store: Store) -> None:
    with store.begin() as tx:
        number = add(tx)
    again = store.reopened()
    with again.read() as tx:
        assert marks.newest_report(tx) == number
    again.close()
    assert again.engine is not store.engine
    with store.read() as tx:
        assert tx.execute(sa.select(report_marks.c.report_id)).scalars().all() == [number]
