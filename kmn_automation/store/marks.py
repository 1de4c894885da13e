"""The marks of reports: written with the report, looked up when another one comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields

import sqlalchemy as sa

from kmn_automation.model.marks import Marks
from kmn_automation.store.cases import CaseKey
from kmn_automation.store.connect import Transaction
from kmn_automation.store.tables import cases, receipt_marks, report_marks, reports

KEY_BYTES = 12
MOST_KEYS = 500
"""So many keys are looked up at once; databases limit the variables of a statement."""


def add(tx: Transaction, report_id: int, marks: Marks, outline: bytes) -> None:
    """Keeps the marks of a report; `outline` is the report as `codec.outline` gave it."""
    row = {
        "report_id": report_id,
        "statistics": marks.statistics,
        "spent": marks.spent,
        "consultations": marks.consultations,
        "shares": {key: str(posts) for key, posts in marks.shares.items()},
        "receipts": b"".join(bytes.fromhex(key) for key in marks.keys),
        "outline": outline,
    }
    tx.execute(_ADD, row)
    keys = sorted(bytes.fromhex(key) for key in marks.receipts)
    if keys:
        tx.execute(_ADD_RECEIPTS, [{"key": key, "report_id": report_id} for key in keys])


def replace(tx: Transaction, report_id: int, marks: Marks, outline: bytes) -> None:
    """As `add`, in place of what was kept of a report in quarantine."""
    for table in (receipt_marks, report_marks):
        tx.execute(sa.delete(table).where(table.c.report_id == report_id))
    add(tx, report_id, marks, outline)


def unmarked(tx: Transaction, limit: int) -> list[int]:
    """Ids of reports without marks, the oldest first: they were kept by a program that made none."""
    present = sa.exists().where(report_marks.c.report_id == reports.c.id)
    query = sa.select(reports.c.id).where(~present).order_by(reports.c.id).limit(limit)
    return list(tx.execute(query).scalars())


def newest_report(tx: Transaction) -> int:
    """The highest id of a report; 0 where there is none."""
    return tx.execute(_NEWEST).scalar_one() or 0


def keys_in(packed: bytes) -> frozenset[str]:
    """The keys of the column `receipts`."""
    text, width = packed.hex(), 2 * KEY_BYTES
    return frozenset(text[at : at + width] for at in range(0, len(text), width))


def portions(keys: Iterable[str]) -> Iterator[list[bytes]]:
    """The keys as they stand in `receipt_marks`, in portions that one statement takes."""
    every = [bytes.fromhex(key) for key in sorted(keys)]
    for at in range(0, len(every), MOST_KEYS):
        yield every[at : at + MOST_KEYS]


def concern(tx: Transaction, since: int, key: CaseKey, marks: Marks) -> bool:
    """Whether a report that came after `since` could change what is known about a report with these marks.

    It could where a case that it belongs to is another one of the same Träger, or any version of such a case has the
    same statistic or receipt: the newest version may have brought it in or taken it away.
    """
    if newest_report(tx) <= since:
        return False
    asked = {**asdict(key), "since": since}
    if _any(tx, _SAME_TRAEGER, asked):
        return True
    if marks.statistics and _any(tx, _SAME_STATISTIC, {**asked, "statistics": marks.statistics}):
        return True
    return any(_any(tx, _SAME_RECEIPT, {**asked, "keys": part}) for part in portions(marks.receipts))


def _any(tx: Transaction, query: sa.Select[tuple[int]], asked: dict[str, object]) -> bool:
    return tx.execute(query, asked).first() is not None


_ADD = sa.insert(report_marks)
_ADD_RECEIPTS = sa.insert(receipt_marks)
_NEWEST = sa.select(sa.func.max(reports.c.id))
IS_CASE = sa.and_(
    *(
        cases.c[each.name] == sa.bindparam(each.name, type_=cases.c[each.name].type)
        for each in fields(CaseKey)
    )
)
"""The condition that a row of `cases` is the one of these parameters, named as the fields of `CaseKey`."""
_TOUCHED = cases.c.id.in_(sa.select(reports.c.case_id).where(reports.c.id > sa.bindparam("since"))) & ~IS_CASE
_SAME_TRAEGER = (
    sa.select(cases.c.id).where(_TOUCHED, cases.c.traeger_id == sa.bindparam("traeger_id")).limit(1)
)
_VERSIONS = sa.select(reports.c.id).join(cases).where(_TOUCHED).limit(1)
_SAME_STATISTIC = _VERSIONS.join(report_marks, report_marks.c.report_id == reports.c.id).where(
    report_marks.c.statistics == sa.bindparam("statistics")
)
_SAME_RECEIPT = _VERSIONS.join(receipt_marks, receipt_marks.c.report_id == reports.c.id).where(
    receipt_marks.c.key.in_(sa.bindparam("keys", expanding=True))
)
