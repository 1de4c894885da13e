"""The marks of a report, made of exactly those values that the rules compare later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kmn_automation.model.fingerprints import receipt_key, statistics_fingerprint
from kmn_automation.model.marks import Marks
from kmn_automation.model.money import euro
from kmn_automation.model.report import Line, Scalar
from kmn_automation.rules.functions_personnel import posts_by_person
from kmn_automation.rules.subject import Subject

INCOME, WAGES = "Einnahmen", "Personalausgaben"


class Receipt(NamedTuple):
    """A line of the Belegliste that is compared with those of other reports."""

    line: Line
    day: dt.date
    payee: str
    amount: Decimal
    position: Scalar | None
    number: Scalar | None

    @property
    def key(self) -> str:
        """What makes it the same receipt elsewhere."""
        return receipt_key(self.day, self.payee, self.amount)


def comparable_receipts(subject: Subject) -> Iterator[Receipt]:
    """The readable receipts of expenditure, from the amount on that the parameter names."""
    least = subject.number("belegabgleich_ab") or Decimal(0)
    columns = (
        subject.column(f"belege.{name}") for name in ("datum", "empfaenger", "betrag", "position", "nummer")
    )
    for line, day, payee, amount, position, number in zip(subject.lines("belege"), *columns, strict=True):
        if not (isinstance(day, dt.date) and isinstance(payee, str) and isinstance(amount, Decimal)):
            continue
        if amount >= least and position != INCOME:
            yield Receipt(line, day, payee, amount, position, number)


def marks_of(subject: Subject) -> Marks:
    """What later reports are compared with."""
    receipts = list(comparable_receipts(subject))
    spent, number = subject.number("zahlen.ausgaben"), subject.number("statistik.beratungen")
    return Marks(
        statistics=statistics_fingerprint(subject.report),
        spent=None if spent is None else euro(spent),
        consultations=int(number) if number is not None and number >= 1 else None,
        shares={key: posts for key, posts in posts_by_person(subject).items() if posts},
        receipts=frozenset(each.key for each in receipts if each.position != WAGES),
        wages=frozenset(each.key for each in receipts if each.position == WAGES),
    )
