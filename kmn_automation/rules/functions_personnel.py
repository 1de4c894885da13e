"""Checks that compare the lines of the personnel list with each other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from kmn_automation.model.german import format_number
from kmn_automation.model.report import Line
from kmn_automation.rules.functions import Hit, rule_function
from kmn_automation.rules.subject import Subject


@rule_function("kennung", "anzahl")
def person_listed_twice(subject: Subject) -> Iterator[Hit]:
    """A person with the same Kennung and overlapping months of pay in several lines.

    Two lines one after the other are one person whose grade or share changed.
    """
    for lines in _by_person(subject).values():
        if _overlaps(subject, lines):
            places = tuple(subject.place("personal.kennung", line) for line in lines)
            kennung = str(subject.typed_in(lines[0], "personal.kennung")).strip()
            yield Hit(places, {"kennung": kennung, "anzahl": str(len(lines))})


def _by_person(subject: Subject) -> dict[str, list[Line]]:
    by_key: dict[str, list[Line]] = defaultdict(list)
    for line in subject.lines("personal"):
        key = subject.typed_in(line, "personal.kennung")
        if isinstance(key, str):
            by_key[key.strip().casefold()].append(line)
    return by_key


def _overlaps(subject: Subject, lines: list[Line]) -> bool:
    """Whether two periods of pay have a day in common; lines without both days are left to PER-01."""
    periods = sorted(
        (begin, end)
        for line in lines
        if isinstance(begin := subject.typed_in(line, "personal.bezahlt_von"), dt.date)
        and isinstance(end := subject.typed_in(line, "personal.bezahlt_bis"), dt.date)
    )
    return any(begin <= end for (_, end), (begin, _) in pairwise(periods))


@rule_function("kennung", "stellen", parameters=("toleranz_stellen",))
def more_than_one_post(subject: Subject) -> Iterator[Hit]:
    """Persons with more than one full post over the year, this report and others together."""
    elsewhere = subject.known.history.shares_elsewhere
    most = 1 + (subject.number("toleranz_stellen") or Decimal(0))
    here = posts_by_person(subject)
    for key, lines in _by_person(subject).items():
        posts = here[key] + elsewhere.get(key, Decimal(0))
        if posts > most:
            places = tuple(subject.place("personal.stellenanteil", line) for line in lines)
            kennung = str(subject.typed_in(lines[0], "personal.kennung")).strip()
            yield Hit(places, {"kennung": kennung, "stellen": format_number(posts, 2)})


def posts_by_person(subject: Subject) -> dict[str, Decimal]:
    """Kennung, stripped and casefolded → posts over the whole year in this report."""
    return {
        key: sum((_posts(subject, line) for line in lines), Decimal(0))
        for key, lines in _by_person(subject).items()
    }


def _posts(subject: Subject, line: Line) -> Decimal:
    """Posts over the whole year; a line without share or months is left to PER-01."""
    share, months = (subject.typed_in(line, f"personal.{name}") for name in ("stellenanteil", "monate"))
    if not isinstance(share, Decimal) or not isinstance(months, Decimal):
        return Decimal(0)
    return share * months / 12
