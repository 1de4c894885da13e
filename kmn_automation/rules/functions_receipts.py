"""Checks that compare the lines of the Belegliste with each other."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from kmn_automation.model.german import format_day, format_euro, join_words
from kmn_automation.model.report import Line, Scalar
from kmn_automation.rules.functions import Answer, Hit, Needs, rule_function
from kmn_automation.rules.subject import Subject

_NAMED = 10


@rule_function("nummern")
def receipt_numbers(subject: Subject) -> Answer:
    """Running numbers that stand twice or are left out between the lowest and the highest."""
    if subject.is_incomplete("belege.nummer"):
        return Needs(("belege.nummer",))
    return _odd_numbers(subject)


def _odd_numbers(subject: Subject) -> Iterator[Hit]:
    numbers = Counter(int(each) for each in subject.column("belege.nummer") if isinstance(each, Decimal))
    if not numbers:
        return
    doubled = sorted(number for number, count in numbers.items() if count > 1)
    # No more numbers than lines can be in order, so a mistyped 1000000 does not fill memory.
    absent = [each for each in range(min(numbers), min(numbers) + len(numbers)) if each not in numbers]
    words = [f"Nummer {each} steht mehrfach" for each in doubled[:_NAMED]]
    words += [f"Nummer {each} fehlt" for each in absent[:_NAMED]]
    if words:
        often = {Decimal(each) for each in doubled}
        lines = [line for line in subject.lines("belege") if subject.typed_in(line, "belege.nummer") in often]
        places = tuple(subject.place("belege.nummer", line) for line in lines[:_NAMED])
        yield Hit(places or (subject.place("belege.nummer"),), {"nummern": join_words(words)})


@rule_function("zeilen")
def receipts_in_order(subject: Subject) -> Iterator[Hit]:
    """Receipts of one position whose day of payment goes back."""
    latest: dict[Scalar | None, dt.date] = {}
    back: list[Line] = []
    days, kinds = subject.column("belege.datum"), subject.column("belege.position")
    for line, day, kind in zip(subject.lines("belege"), days, kinds, strict=True):
        if not isinstance(day, dt.date):
            continue
        before = latest.get(kind)
        if before is None or day >= before:
            latest[kind] = day
        else:
            back.append(line)
    if back:
        places = tuple(subject.place("belege.datum", line) for line in back)
        yield Hit(places, {"zeilen": join_words([place.cell for place in places[:_NAMED]])})


@rule_function("zellen", "empfaenger", "datum", "betrag")
def duplicate_receipts(subject: Subject) -> Iterator[Hit]:
    """Receipts with the same day, payee and amount; one finding for all lines that are alike."""
    for (day, amount), same_day in _same_day_and_amount(subject).items():
        by_payee: dict[str, list[Line]] = defaultdict(list)
        for payee, line in same_day:
            by_payee[" ".join(payee.casefold().split())].append(line)
        for lines in by_payee.values():
            if len(lines) > 1:
                yield _duplicate(subject, lines, day, amount)


Group = list[tuple[str, Line]]


def _same_day_and_amount(subject: Subject) -> dict[tuple[dt.date, Decimal], Group]:
    alike: dict[tuple[dt.date, Decimal], Group] = defaultdict(list)
    columns = (subject.column(f"belege.{name}") for name in ("datum", "empfaenger", "betrag"))
    for line, day, payee, amount in zip(subject.lines("belege"), *columns, strict=True):
        if isinstance(day, dt.date) and isinstance(payee, str) and isinstance(amount, Decimal) and amount:
            alike[day, amount].append((payee, line))
    return {key: lines for key, lines in alike.items() if len(lines) > 1}


def _duplicate(subject: Subject, lines: list[Line], day: dt.date, amount: Decimal) -> Hit:
    places = tuple(subject.place("belege.betrag", line) for line in lines)
    return Hit(
        places,
        {
            "zellen": join_words([place.cell for place in places]),
            "empfaenger": str(subject.typed_in(lines[0], "belege.empfaenger")),
            "datum": format_day(day),
            "betrag": format_euro(amount),
        },
    )


@rule_function("position")
def unknown_positions(subject: Subject) -> Iterator[Hit]:
    """Positions of the Belegliste that the Finanzierungsplan does not have."""
    column = subject.field("belege.position")
    words = subject.column("belege.position")
    foreign = {*words} - {None, *column.choices} if column and column.choices else set()
    places = defaultdict(list)
    for line, word in zip(subject.lines("belege"), words, strict=True) if foreign else ():
        if word in foreign:
            places[str(word)].append(subject.place("belege.position", line))
    for position, found in places.items():
        yield Hit(tuple(found), {"position": position})
