"""The short list of functions of the rule language: what they take, what they give, how Python runs them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kmn_automation.model.frist import Zeitraum, add_months
from kmn_automation.model.money import CENT
from kmn_automation.rules.measure import (
    COUNT,
    DAY,
    DAYS,
    LITERAL,
    MONTHS,
    PERCENT,
    TEXT,
    TRUTH,
    YEAR,
    Kind,
    Measure,
    joined,
)

HUNDRED = Decimal(100)
Typing = Callable[[tuple[Measure, ...]], Measure | None]
"""From the measures of the arguments to that of the result; None if they do not fit."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how it is written in a complaint, its typing, and what computes it in Python."""

    usage: str
    typing: Typing
    run: Callable[..., object]


def _fixed(result: Measure, *expected: Measure) -> Typing:
    def typing(given: tuple[Measure, ...]) -> Measure | None:
        fits = len(given) == len(expected) and all(map(joined, given, expected))
        return result if fits else None

    return typing


def _anything(given: tuple[Measure, ...]) -> Measure | None:
    return TRUTH if len(given) == 1 else None


def _same_number(given: tuple[Measure, ...]) -> Measure | None:
    return given[0] if len(given) == 1 and given[0].kind is Kind.NUMBER else None


def _alike(given: tuple[Measure, ...]) -> Measure | None:
    if not given or given[0].kind not in {Kind.NUMBER, Kind.DAY}:
        return None
    result: Measure | None = given[0]
    for each in given[1:]:
        result = joined(result, each) if result else None
    return result


def _rounded(given: tuple[Measure, ...]) -> Measure | None:
    match given:
        case (number, places) if number.kind is Kind.NUMBER and places == LITERAL:
            return number
    return None


def _percent(given: tuple[Measure, ...]) -> Measure | None:
    match given:
        case (rate, amount) if joined(rate, PERCENT) and amount.kind is Kind.NUMBER:
            return amount
    return None


def _ratio(given: tuple[Measure, ...]) -> Measure | None:
    match given:
        case (part, whole) if part.kind is Kind.NUMBER and joined(part, whole):
            return PERCENT
    return None


def _sum(given: tuple[Measure, ...]) -> Measure | None:
    match given:
        case (number,) | (number, Measure(Kind.TRUTH)) if number.kind is Kind.NUMBER:
            return number
    return None


def _one_truth(result: Measure) -> Typing:
    return _fixed(result, TRUTH)


def _unique(given: tuple[Measure, ...]) -> Measure | None:
    return TRUTH if len(given) == 1 else None


def round_half_up(number: Decimal, places: Decimal) -> Decimal:
    """The number at so many places, half up (commercial rounding, DIN 1333)."""
    return number.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)


def percent_of(rate: Decimal, amount: Decimal) -> Decimal:
    """So many percent points of an amount, rounded half up to cents."""
    return (rate * amount / HUNDRED).quantize(CENT, ROUND_HALF_UP)


def ratio_of(part: Decimal, whole: Decimal) -> Decimal:
    """The part as percent points of the whole."""
    return part / whole * HUNDRED


def is_present(value: object) -> bool:
    """Whether something stands in the cell; blanks are nothing."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _days(first: dt.date, last: dt.date) -> Decimal:
    return Decimal((last - first).days)


def _months(first: dt.date, last: dt.date) -> Decimal:
    return Decimal(Zeitraum(first, last).months)


def _after_months(day: dt.date, months: Decimal) -> dt.date:
    return add_months(day, int(months))


def all_different(values: list[object]) -> bool:
    """Whether no value stands twice."""
    return len(set(values)) == len(values)


def _year(day: dt.date) -> Decimal:
    return Decimal(day.year)


def _length(text: str) -> Decimal:
    """The characters without needless blanks, as LEN(TRIM(text)) counts them: blanks are no content."""
    return Decimal(len(" ".join(text.split())))


FUNCTIONS: dict[str, Function] = {
    "abs": Function("abs(Zahl)", _same_number, abs),
    "min": Function("min(a, b, …)", _alike, min),
    "max": Function("max(a, b, …)", _alike, max),
    "round": Function("round(Zahl, Stellen)", _rounded, round_half_up),
    "days": Function("days(Tag, Tag)", _fixed(DAYS, DAY, DAY), _days),
    "months": Function("months(Tag, Tag)", _fixed(MONTHS, DAY, DAY), _months),
    "after_months": Function("after_months(Tag, Monate)", _fixed(DAY, DAY, MONTHS), _after_months),
    "year": Function("year(Tag)", _fixed(YEAR, DAY), _year),
    "length": Function("length(Text)", _fixed(COUNT, TEXT), _length),
    "present": Function("present(Feld)", _anything, is_present),
    "missing": Function("missing(Feld)", _anything, lambda value: not is_present(value)),
    "percent": Function("percent(Prozent, Betrag)", _percent, percent_of),
    "ratio": Function("ratio(Teil, Ganzes)", _ratio, ratio_of),
}
ASKING = frozenset({"present", "missing"})

AGGREGATES: dict[str, Typing] = {
    "sum": _sum,
    "count": _one_truth(COUNT),
    "any": _one_truth(TRUTH),
    "all": _one_truth(TRUTH),
    "unique": _unique,
}
"""Functions over the lines of a table. `sum(value, condition)` adds up the lines where the condition holds."""
AGGREGATE_USAGE = {
    "sum": "sum(Spalte) oder sum(Spalte, Bedingung)",
    "count": "count(Bedingung)",
    "any": "any(Bedingung)",
    "all": "all(Bedingung)",
    "unique": "unique(Spalte)",
}
LINES = "lines"
LABEL = "label"
WORDS = (*FUNCTIONS, *AGGREGATES, LINES, LABEL)
