"""Checks against tables that the office keeps (`parameters.yaml`); while a table is empty its rule does not run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from kmn_automation.model.german import format_euro, read_number
from kmn_automation.model.report import Line
from kmn_automation.rules.functions import NOT_KNOWN, Answer, Hit, rule_function
from kmn_automation.rules.subject import Subject

Grade = tuple[str, int, str]
"""Table (`S` or `E`), number, letter; grades of one table are ordered."""
_GRADE = re.compile(r"\b(S|EG|E|Entgeltgruppe)\s*([0-9]{1,2})\s*([a-c]?)\b", re.IGNORECASE)
_YEAR = Decimal(12)


def read_grade(text: str) -> Grade | None:
    """The grade in `S 11b, Stufe 3` or `Entgeltgruppe 9b`; None where there is none."""
    found = _GRADE.search(text)
    return ("S" if found[1].upper() == "S" else "E", int(found[2]), found[3].lower()) if found else None


@lru_cache(maxsize=16)
def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    return tuple((left.strip(), right.strip()) for left, _, right in pairs)


@lru_cache(maxsize=16)
def read_rates(text: str) -> dict[Grade, Decimal]:
    """Grade → Euro for a full post and year, from `S 11b=72.345,00; E 9b=70.123,00`.

    Raises:
        ValueError: for a part of another shape.
    """
    rates: dict[Grade, Decimal] = {}
    for left, right in _pairs(text):
        grade, rate = read_grade(left), read_number(right).value
        if grade is None or rate is None:
            raise ValueError(f"„{left}={right}“ ist kein Satz wie „S 11b=72.345,00“.")
        rates[grade] = rate
    return rates


@lru_cache(maxsize=16)
def read_highest_grades(text: str) -> dict[str, Grade]:
    """Qualification → highest grade, from `Soziale Arbeit=S 12; andere=S 8b`.

    Raises:
        ValueError: for a part of another shape.
    """
    grades: dict[str, Grade] = {}
    for left, right in _pairs(text):
        grade = read_grade(right)
        if not left or grade is None:
            raise ValueError(f"„{left}={right}“ ist keine Zuordnung wie „Soziale Arbeit=S 12“.")
        grades[left] = grade
    return grades


def read_amount(text: str) -> Decimal:
    """The amount of a dated number.

    Raises:
        ValueError: for anything but a number above zero.
    """
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(0)
    if amount.is_nan() or amount <= 0:
        raise ValueError(f"„{text}“ ist kein Betrag über 0.")
    return amount


@rule_function("satz", "zulaessig", readers={"kilometersatz": read_amount})
def travel_rate(subject: Subject) -> Answer:
    """An amount for a kilometre above that of the NRKVO."""
    most, rate = subject.number("kilometersatz"), subject.number("ausgaben.reise_satz")
    if most is None:
        return NOT_KNOWN
    if rate is None or rate <= most:
        return ()
    words = {"satz": format_euro(rate), "zulaessig": format_euro(most)}
    return (Hit((subject.place("ausgaben.reise_satz"),), words),)


@rule_function("kennung", "kosten", "satz", readers={"durchschnittssaetze": read_rates})
def above_average_rate(subject: Subject) -> Answer:
    """Persons not paid by TV-L whose post costs more than the Durchschnittssatz of their grade."""
    table = subject.singles.get("durchschnittssaetze")
    return _above_rates(subject, read_rates(table)) if isinstance(table, str) else NOT_KNOWN


def _above_rates(subject: Subject, rates: dict[Grade, Decimal]) -> Iterator[Hit]:
    for line in subject.lines("personal"):
        rate = rates.get(_grade(subject, line) or ("", 0, ""))
        cost = _cost_of_post(subject, line)
        if rate is not None and cost is not None and cost > rate and not _typed(subject, line, "tarif"):
            words = {
                "kennung": _kennung(subject, line),
                "kosten": format_euro(cost),
                "satz": format_euro(rate),
            }
            yield Hit((subject.place("personal.gesamt", line),), words)


def _cost_of_post(subject: Subject, line: Line) -> Decimal | None:
    amount, share, months = (_typed(subject, line, name) for name in ("gesamt", "stellenanteil", "monate"))
    if not isinstance(amount, Decimal) or not isinstance(share, Decimal) or not isinstance(months, Decimal):
        return None
    return amount * _YEAR / (share * months) if share and months else None


@rule_function(
    "kennung", "eingruppierung", "hoechste", readers={"hoechste_eingruppierung": read_highest_grades}
)
def grade_above_qualification(subject: Subject) -> Answer:
    """Persons in a higher grade of the same table than their qualification usually has."""
    table = subject.singles.get("hoechste_eingruppierung")
    return _above_grades(subject, read_highest_grades(table)) if isinstance(table, str) else NOT_KNOWN


def _above_grades(subject: Subject, highest: dict[str, Grade]) -> Iterator[Hit]:
    for line in subject.lines("personal"):
        grade, most = _grade(subject, line), highest.get(str(_typed(subject, line, "qualifikation")))
        if grade is not None and most is not None and grade[0] == most[0] and grade > most:
            words = {
                "kennung": _kennung(subject, line),
                "eingruppierung": str(_typed(subject, line, "eingruppierung")).strip(),
                "hoechste": f"{most[0]} {most[1]}{most[2]}",
            }
            yield Hit((subject.place("personal.eingruppierung", line),), words)


def _grade(subject: Subject, line: Line) -> Grade | None:
    return read_grade(str(_typed(subject, line, "eingruppierung") or ""))


def _kennung(subject: Subject, line: Line) -> str:
    return str(_typed(subject, line, "kennung") or "Eine Person").strip()


def _typed(subject: Subject, line: Line, column: str) -> object:
    return subject.typed_in(line, f"personal.{column}")
