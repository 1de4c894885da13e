"""What other accepted reports have in common with one: the newest Fassung of each case that was not sent back.

The statements are built once: putting one together takes longer than running it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from kmn_automation.model.finding import Outcome, Severity
from kmn_automation.model.report import Report
from kmn_automation.store import codec
from kmn_automation.store.cases import CaseKey
from kmn_automation.store.connect import Transaction
from kmn_automation.store.marks import IS_CASE, keys_in, portions
from kmn_automation.store.reports import COUNTS
from kmn_automation.store.tables import cases, findings, receipt_marks, report_marks, reports

_CASE = (cases.c.traeger_id, cases.c.geschaeftszeichen, cases.c.foerderjahr, cases.c.nachweisart)
_LATER = reports.alias("later")
_REPLACED = sa.exists().where(_LATER.c.case_id == reports.c.case_id, _LATER.c.fassung > reports.c.fassung)
_YEARS = cases.c.foerderjahr.between(sa.bindparam("first"), sa.bindparam("last"))
_THIS_YEAR = cases.c.foerderjahr == sa.bindparam("foerderjahr")
_THIS_KIND = cases.c.nachweisart == sa.bindparam("nachweisart")
_OF_TRAEGER = cases.c.traeger_id == sa.bindparam("traeger_id")
_OF_OTHERS = cases.c.traeger_id != sa.bindparam("traeger_id")


def _accepted(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(reports)
        .join(cases, cases.c.id == reports.c.case_id)
        .join(report_marks, report_marks.c.report_id == reports.c.id)
        .where(COUNTS, reports.c.outcome != Outcome.NACHBESSERUNG, ~_REPLACED)
    )


@dataclass(frozen=True, slots=True)
class Own:
    """An accepted report of the same Träger, with its marks."""

    report_id: int
    key: CaseKey
    shares: Mapping[str, Decimal]
    receipts: frozenset[str]


_OWN = (
    _accepted(reports.c.id, *_CASE, report_marks.c.shares, report_marks.c.receipts)
    .where(_OF_TRAEGER, _YEARS)
    .order_by(cases.c.id)
)


def of_traeger(tx: Transaction, traeger_id: str, first_year: int, last_year: int) -> list[Own]:
    """The accepted reports of a Träger for these Förderjahre, the first case in front."""
    rows = tx.execute(_OWN, {"traeger_id": traeger_id, "first": first_year, "last": last_year})
    return [
        Own(
            number, CaseKey(*key), {name: Decimal(posts) for name, posts in shares.items()}, keys_in(receipts)
        )
        for number, *key, shares, receipts in rows
    ]


_KEYS = (
    _accepted(receipt_marks.c.key)
    .join(receipt_marks, receipt_marks.c.report_id == reports.c.id)
    .where(receipt_marks.c.key.in_(sa.bindparam("keys", expanding=True)), _OF_OTHERS, _YEARS)
    .distinct()
)


def keys_of_others(
    tx: Transaction, traeger_id: str, years: tuple[int, int], keys: Collection[str]
) -> Iterator[str]:
    """Those keys that an accepted report of another Träger has, too; `years` from–to, both included."""
    for part in portions(keys):
        asked = {"keys": part, "traeger_id": traeger_id, "first": years[0], "last": years[1]}
        yield from (key.hex() for key in tx.execute(_KEYS, asked).scalars())


_SAME_STATISTIC = (
    _accepted(cases.c.id)
    .where(report_marks.c.statistics == sa.bindparam("statistics"), _OF_OTHERS, _THIS_YEAR)
    .limit(1)
)


def others_have(tx: Transaction, key: CaseKey, statistics: str) -> bool:
    """Whether an accepted report of another Träger for the same Förderjahr has this statistic."""
    asked = {"statistics": statistics, "traeger_id": key.traeger_id, "foerderjahr": key.foerderjahr}
    return tx.execute(_SAME_STATISTIC, asked).first() is not None


_COSTS = _accepted(report_marks.c.spent, report_marks.c.consultations).where(
    _THIS_YEAR,
    _THIS_KIND,
    cases.c.traeger_id.in_(sa.bindparam("network", expanding=True)),
    report_marks.c.spent.is_not(None),
    report_marks.c.consultations.is_not(None),
    ~IS_CASE,
)


def costs(tx: Transaction, key: CaseKey, traeger_ids: Collection[str]) -> list[Decimal]:
    """Euro for each Beratung in the other accepted reports of the same kind and Förderjahr by these Träger."""
    rows = tx.execute(_COSTS, {**asdict(key), "network": sorted(traeger_ids)})
    return [spent / number for spent, number in rows]


_FIRST_RECEIPTS = (
    sa.select(
        cases.c.geschaeftszeichen,
        cases.c.foerderjahr,
        sa.func.min(reports.c.received_at, type_=reports.c.received_at.type),
    )
    .join_from(cases, reports)
    .where(_OF_TRAEGER, _THIS_KIND, cases.c.foerderjahr < sa.bindparam("foerderjahr"))
    .group_by(cases.c.geschaeftszeichen, cases.c.foerderjahr)
)


def first_receipts(tx: Transaction, key: CaseKey) -> dict[tuple[str, int], dt.datetime]:
    """Geschäftszeichen and former Förderjahr → when the first report of that kind by the same Träger came."""
    asked = asdict(key)
    del asked["geschaeftszeichen"]
    return {(mark, year): at for mark, year, at in tx.execute(_FIRST_RECEIPTS, asked)}


_VISIBLE = (
    sa.select(findings.c.rule)
    .where(
        findings.c.report_id == sa.bindparam("report_id"),
        findings.c.severity.in_((Severity.ERROR, Severity.NOTE)),
        sa.not_(findings.c.waived),
    )
    .order_by(findings.c.position)
)


def visible_rules(tx: Transaction, report_id: int) -> tuple[str, ...]:
    """Ids of the rules whose findings the Träger was told, each once, the weightiest first."""
    return tuple(dict.fromkeys(tx.execute(_VISIBLE, {"report_id": report_id}).scalars()))


_OUTLINE = sa.select(report_marks.c.outline).where(report_marks.c.report_id == sa.bindparam("report_id"))


def outline(tx: Transaction, report_id: int) -> Report:
    """The report without its Belegliste."""
    return codec.unpack(Report, tx.execute(_OUTLINE, {"report_id": report_id}).scalar_one())


@dataclass(frozen=True, slots=True)
class AcceptedCase:
    """A case with an accepted report; `risks` are those of the asked rules that have a finding on it."""

    id: int
    number: str
    key: CaseKey
    risks: frozenset[str]


def cases_of_year(tx: Transaction, foerderjahr: int, risks: Collection[str]) -> list[AcceptedCase]:
    """All cases of a Förderjahr whose newest report was accepted, in the order of their opening."""
    query = _accepted(cases.c.id, cases.c.number, *_CASE, reports.c.id).where(_THIS_YEAR)
    rows = tx.execute(query.order_by(cases.c.id), {"foerderjahr": foerderjahr}).all()
    chosen = sa.select(findings.c.report_id, findings.c.rule).where(findings.c.rule.in_(risks))
    found: dict[int, set[str]] = {}
    for report_id, rule in tx.execute(chosen):
        found.setdefault(report_id, set()).add(rule)
    return [
        AcceptedCase(number, name, CaseKey(*key), frozenset(found.get(report_id, ())))
        for number, name, *key, report_id in rows
    ]
