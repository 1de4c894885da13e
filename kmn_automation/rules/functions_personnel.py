"""Checks that compare the lines of the personnel list with each other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from kmn_automation.model.report import Line
from kmn_automation.rules.functions import Hit, rule_function
from kmn_automation.rules.subject import Subject


@rule_function("kennung", "anzahl")
def person_listed_twice(subject: Subject) -> Iterator[Hit]:
    """A person with the same Kennung and overlapping months of pay in several lines.

    Two lines one after the other are one person whose grade or share changed.
    """
    by_key: dict[str, list[Line]] = defaultdict(list)
    for line in subject.lines("personal"):
        key = subject.typed_in(line, "personal.kennung")
        if isinstance(key, str):
            by_key[key.strip().casefold()].append(line)
    for lines in by_key.values():
        if _overlaps(subject, lines):
            places = tuple(subject.place("personal.kennung", line) for line in lines)
            kennung = str(subject.typed_in(lines[0], "personal.kennung")).strip()
            yield Hit(places, {"kennung": kennung, "anzahl": str(len(lines))})


def _overlaps(subject: Subject, lines: list[Line]) -> bool:
    """Whether two periods of pay have a day in common; lines without both days are left to PER-01."""
    periods = sorted(
        (begin, end)
        for line in lines
        if isinstance(begin := subject.typed_in(line, "personal.bezahlt_von"), dt.date)
        and isinstance(end := subject.typed_in(line, "personal.bezahlt_bis"), dt.date)
    )
    return any(begin <= end for (_, end), (begin, _) in pairwise(periods))
