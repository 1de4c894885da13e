"""Reports: each one a Fassung of its case, with every value that was read and everything that was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kmn_automation.model.error import TryLater
from kmn_automation.model.finding import Examination, Finding, Outcome
from kmn_automation.model.money import Euro
from kmn_automation.model.report import Place, Report
from kmn_automation.store import codec
from kmn_automation.store.connect import Transaction
from kmn_automation.store.dialect import insert
from kmn_automation.store.rows import by_id, fetch, first, select
from kmn_automation.store.tables import cases, findings, reports

_NOWHERE = Place("", "")
COUNTS = sa.not_(reports.c.quarantine)
"""Belongs into every query that reads, compares or adds up values: a report in quarantine has none."""


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report that was read and examined; `content_sha256` is equal for equal values in other bytes."""

    case_id: int
    mail_id: int | None
    file_name: str
    file_sha256: str
    content_sha256: str
    received_at: dt.datetime
    form_version: str
    report: bytes
    """The report as `codec.pack` gave it, in the process that read it."""
    examination: Examination
    quarantine: bool = False
    """It seems to hold data of Ratsuchende; `report` and `examination` come without values."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A Fassung without its content; `claim` is None where the settlement could not be computed."""

    id: int
    case_id: int
    fassung: int
    mail_id: int | None
    file_name: str
    file_sha256: str
    content_sha256: str
    received_at: dt.datetime
    form_version: str
    outcome: Outcome
    ruleset: str
    claim: Euro | None
    quarantine: bool


@dataclass(frozen=True, slots=True)
class PackedReport:
    """The newest Fassung of a case with its content still packed, to be opened in another process."""

    id: int
    number: str
    traeger_id: str
    geschaeftszeichen: str
    foerderjahr: int
    fassung: int
    received_at: dt.datetime
    report: bytes


@dataclass(frozen=True, slots=True)
class HitRow:
    """A rule with a finding in the newest Fassung of a case."""

    rule: str
    geschaeftszeichen: str
    foerderjahr: int
    case_id: int
    waived: bool
    """Whether the register waived every finding of the rule there."""


def add(tx: Transaction, new: NewReport) -> ReportRow:
    """The next Fassung of the case, its findings included.

    Raises:
        TryLater: the same file is a Fassung of this case already (somebody else took it up at the same time).
    """
    tx.execute(sa.select(cases.c.id).where(cases.c.id == new.case_id).with_for_update())
    newest = sa.select(sa.func.coalesce(sa.func.max(reports.c.fassung), 0)).where(
        reports.c.case_id == new.case_id
    )
    row = _row(new) | {"fassung": tx.execute(newest).scalar_one() + 1}
    added = insert(tx, reports).on_conflict_do_nothing(index_elements=["file_sha256", "case_id"])
    report_id = tx.execute(added.returning(reports.c.id), row).scalar_one_or_none()
    if report_id is None:
        what = f"Die Datei „{new.file_name}“ wurde gerade von einem anderen Lauf aufgenommen."
        raise TryLater(
            what, where=f"case:{new.case_id}", do="Der nächste Lauf beantwortet sie als bereits vorliegend."
        )
    _add_findings(tx, report_id, new)
    return get(tx, report_id)


def clear(tx: Transaction, known: ReportRow, new: NewReport) -> ReportRow:
    """The Fassung out of quarantine: the same file with its values and new findings; mail and day of receipt stay."""
    kept = {"mail_id": known.mail_id, "received_at": known.received_at}
    tx.execute(sa.update(reports).where(reports.c.id == known.id).values(**(_row(new) | kept)))
    tx.execute(sa.delete(findings).where(findings.c.report_id == known.id))
    _add_findings(tx, known.id, new)
    return get(tx, known.id)


def _add_findings(tx: Transaction, report_id: int, new: NewReport) -> None:
    lines = [_finding(report_id, place, each) for place, each in enumerate(new.examination.findings)]
    if lines:
        tx.execute(sa.insert(findings), lines)


def get(tx: Transaction, report_id: int) -> ReportRow:
    """The report with that id (KmnError if there is none)."""
    return by_id(tx, ReportRow, reports, report_id)


def latest(tx: Transaction, case_id: int) -> ReportRow | None:
    """The newest Fassung of a case."""
    return first(tx, ReportRow, _of_case(case_id).order_by(reports.c.fassung.desc()))


def by_file(tx: Transaction, file_sha256: str) -> ReportRow | None:
    """The report that came as exactly these bytes, the newest if several cases have it."""
    query = select(ReportRow, reports).where(reports.c.file_sha256 == file_sha256)
    return first(tx, ReportRow, query.order_by(reports.c.id.desc()))


def of_case(tx: Transaction, case_id: int) -> list[ReportRow]:
    """All Fassungen of a case, the first in front."""
    return fetch(tx, ReportRow, _of_case(case_id).order_by(reports.c.fassung))


def content(tx: Transaction, report_id: int) -> tuple[Report, Examination]:
    """What was read and what was found, every value as it was."""
    query = sa.select(reports.c.report, reports.c.examination).where(reports.c.id == report_id)
    report, examination = tx.execute(query).one()
    return codec.unpack(Report, report), codec.unpack(Examination, examination)


def first_receipt(tx: Transaction, file_sha256: str) -> dt.datetime | None:
    """When exactly these bytes came first; None if they never came as a report."""
    query = sa.select(reports.c.received_at).where(reports.c.file_sha256 == file_sha256, COUNTS)
    return tx.execute(query.order_by(reports.c.received_at).limit(1)).scalar_one_or_none()


def newest_of_year(tx: Transaction, foerderjahr: int) -> dict[str, ReportRow]:
    """Geschäftszeichen → the Fassung that was received last for that Förderjahr."""
    key = cases.c.geschaeftszeichen
    query = select(ReportRow, reports).add_columns(key).join(cases).where(cases.c.foerderjahr == foerderjahr)
    rows = tx.execute(query.order_by(reports.c.received_at, reports.c.id)).all()
    return {row[-1]: ReportRow(*row[:-1]) for row in rows}


def newest_ids(tx: Transaction, years: Collection[int] = ()) -> list[int]:
    """Ids of the newest Fassung of every case, of those Förderjahre or of all, in the order of the cases.

    A case whose newest Fassung is in quarantine is left out: there is nothing to be examined again.
    """
    newest = _newest().join(cases, reports.c.case_id == cases.c.id)
    query = sa.select(reports.c.id).select_from(newest).where(COUNTS)
    query = query.order_by(cases.c.foerderjahr, cases.c.number)
    return list(tx.execute(query.where(cases.c.foerderjahr.in_(years)) if years else query).scalars())


def packed(tx: Transaction, report_ids: Sequence[int]) -> list[PackedReport]:
    """These reports in the order of the ids."""
    row, case = reports.c, cases.c
    columns = (row.id, case.number, case.traeger_id, case.geschaeftszeichen, case.foerderjahr, row.fassung)
    query = sa.select(*columns, row.received_at, row.report).join(cases).where(row.id.in_(report_ids))
    found = {each.id: each for each in (PackedReport(*values) for values in tx.execute(query))}
    return [found[each] for each in report_ids]


def newest_by_year(tx: Transaction, years: Collection[int] = ()) -> dict[int, int]:
    """Förderjahr → number of cases with a report, for these years or for all."""
    newest = _newest().join(cases, reports.c.case_id == cases.c.id)
    query = sa.select(cases.c.foerderjahr, sa.func.count()).select_from(newest).group_by(cases.c.foerderjahr)
    found = tx.execute(query.where(cases.c.foerderjahr.in_(years)) if years else query)
    return {year: number for year, number in found}  # noqa: C416 rows are no pairs for mypy


def newest_hits(tx: Transaction, years: Collection[int] = ()) -> list[HitRow]:
    """Which rules have a finding in the newest Fassung of which case; each once, however many cells it names."""
    newest = _newest().join(cases, reports.c.case_id == cases.c.id)
    columns = (findings.c.rule, cases.c.geschaeftszeichen, cases.c.foerderjahr, cases.c.id)
    joined = newest.join(findings, findings.c.report_id == reports.c.id)
    still_held = sa.func.sum(sa.case((findings.c.waived, 0), else_=1))
    query = sa.select(*columns, still_held == 0).select_from(joined).group_by(*columns).order_by(*columns)
    found = tx.execute(query.where(cases.c.foerderjahr.in_(years)) if years else query)
    return [HitRow(*row) for row in found]


def sent_back(tx: Transaction) -> list[ReportRow]:
    """The newest Fassung of every case whose newest Fassung went back to the Träger."""
    query = select(ReportRow, reports).select_from(_newest())
    went_back = reports.c.outcome == Outcome.NACHBESSERUNG
    return fetch(tx, ReportRow, query.where(went_back).order_by(reports.c.id))


def received_keys(tx: Transaction, foerderjahr: int) -> dict[str, dt.datetime]:
    """Geschäftszeichen → first receipt of a report for that Förderjahr."""
    earliest = sa.func.min(reports.c.received_at, type_=reports.c.received_at.type)
    query = (
        sa.select(cases.c.geschaeftszeichen, earliest).join(cases).where(cases.c.foerderjahr == foerderjahr)
    )
    return dict(tx.execute(query.group_by(cases.c.geschaeftszeichen)).all())


def _newest() -> sa.FromClause:
    """The reports that no later Fassung of their case replaces."""
    last = (
        sa.select(reports.c.case_id, sa.func.max(reports.c.fassung).label("fassung"))
        .group_by(reports.c.case_id)
        .subquery()
    )
    same = (reports.c.case_id == last.c.case_id) & (reports.c.fassung == last.c.fassung)
    return reports.join(last, same)


def _of_case(case_id: int) -> sa.Select[tuple[object, ...]]:
    return select(ReportRow, reports).where(reports.c.case_id == case_id)


def _row(new: NewReport) -> dict[str, object]:
    settlement = new.examination.settlement
    return {
        "case_id": new.case_id,
        "mail_id": new.mail_id,
        "file_name": new.file_name,
        "file_sha256": new.file_sha256,
        "content_sha256": new.content_sha256,
        "received_at": new.received_at,
        "form_version": new.form_version,
        "outcome": new.examination.outcome,
        "ruleset": new.examination.ruleset,
        "claim": settlement.claim if settlement else None,
        "report": new.report,
        "examination": codec.pack(new.examination),
        "quarantine": new.quarantine,
    }


def _finding(report_id: int, position: int, finding: Finding) -> dict[str, object]:
    place = finding.places[0] if finding.places else _NOWHERE
    return {
        "report_id": report_id,
        "position": position,
        "rule": finding.rule,
        "severity": finding.severity,
        "mendable": finding.mendable,
        "sheet": place.sheet,
        "cell": place.cell,
        "label": place.label,
        "found": finding.found,
        "expected": finding.expected,
        "text": finding.text,
        "remedy": finding.remedy,
        "reference": finding.reference,
        "certainty": finding.certainty,
        "waived": bool(finding.waived),
    }
