"""Which rows or columns carry which name, where key and label agree, only one is left, or the two contradict.

The key says what we wrote there, the label what a person sees there. Where they name different things somebody
sorted, pasted or moved cells, and nobody knows which of the two the value belongs to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kmn_automation.model.report import FoundBy

CONTRADICTION = "Beschriftung und Schlüssel der Zelle widersprechen sich"
_SAFEST_FIRST = list(FoundBy)


@dataclass(frozen=True, slots=True)
class Settled:
    """The rows (or columns) that carry a name, how they were found, and why none of them is sure."""

    numbers: tuple[int, ...]
    found_by: FoundBy
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands beside the rows (or above the columns): number → key, number → folded label."""

    keys: Mapping[int, str]
    labels: Mapping[int, str]


def weaker(one: FoundBy, other: FoundBy) -> FoundBy:
    """The less safe of two ways."""
    return one if one is other else max(one, other, key=_SAFEST_FIRST.index)


def settle(wanted: Mapping[str, str], signs: Signs, known: Collection[str]) -> dict[str, Settled]:
    """Key → where it is; `wanted` gives the folded label of each key, `known` all labels of the form.

    A name without key and label is left out.
    """
    keyed, labelled = _places(signs.keys), _places(signs.labels)
    result: dict[str, Settled] = {}
    for key, label in wanted.items():
        by_key, by_label = keyed.get(key, []), labelled.get(label, []) if label else []
        strangers = [number for number in by_label if _is_other(signs.keys.get(number), key, wanted)]
        fine = [number for number in by_key if number in by_label or signs.labels.get(number) not in known]
        if any(number in by_label for number in by_key):
            result[key] = Settled(tuple(fine), FoundBy.KEY)
        elif by_key:
            doubt = "" if fine and not strangers else CONTRADICTION
            result[key] = Settled(tuple(sorted({*(fine or by_key), *by_label})), FoundBy.KEY, doubt)
        elif by_label:
            free = [number for number in by_label if number not in strangers]
            result[key] = Settled(tuple(free or by_label), FoundBy.LABEL, "" if free else CONTRADICTION)
    return result


def _is_other(found: str | None, key: str, wanted: Collection[str]) -> bool:
    return found != key and found in wanted


def _places(texts: Mapping[int, str]) -> dict[str, list[int]]:
    """Text → numbers, in order."""
    places: dict[str, list[int]] = {}
    for number in sorted(texts):
        places.setdefault(texts[number], []).append(number)
    return places
