"""Checks that compare the lines of the personnel list with each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

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
        if any(
            _overlap(subject, first, second) for i, first in enumerate(lines) for second in lines[i + 1 :]
        ):
            places = tuple(subject.place("personal.kennung", line) for line in lines)
            kennung = str(subject.typed_in(lines[0], "personal.kennung")).strip()
            yield Hit(places, {"kennung": kennung, "anzahl": str(len(lines))})


def _overlap(subject: Subject, first: Line, second: Line) -> bool:
    begins, ends = (
        [subject.typed_in(line, f"personal.bezahlt_{side}") for line in (first, second)]
        for side in ("von", "bis")
    )
    if None in begins or None in ends:
        return True
    return str(max(map(str, begins))) <= str(min(map(str, ends)))
