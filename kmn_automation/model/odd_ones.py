"""Which of many letters of a kind deserve a second look before all are released at once; pure figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from kmn_automation.model.german import format_euro
from kmn_automation.model.money import Euro, euro

ENOUGH = 5
"""With fewer amounts there is no middle to be far from."""
LONG_NAME = 60
SPREADS = 3
"""So many times the usual distance from the middle is far; about one in 400 where amounts are spread evenly around."""
_TO_DEVIATION = Decimal("1.4826")


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of one letter; `notes` are reasons that somebody else found."""

    name: str
    amount: Euro | None = None
    findings: int = 0
    is_new: bool = False
    """Whether the Träger never got a letter before."""
    notes: tuple[str, ...] = ()


def odd_reasons(sights: Sequence[Sight]) -> list[tuple[str, ...]]:
    """The German reasons for each letter, none for an ordinary one. What holds for more than half is not odd."""
    found: list[dict[str, str]] = [{} for _ in sights]
    for place, reason in _amounts(sights).items():
        found[place]["amount"] = reason
    usual = _usual_findings(sights)
    for place, sight in enumerate(sights):
        if usual is not None and sight.findings != usual:
            found[place]["findings"] = f"{sight.findings} Feststellungen, sonst {usual}"
        if len(sight.name) > LONG_NAME:
            found[place]["name"] = f"langer Name ({len(sight.name)} Zeichen): bitte das Anschriftfeld ansehen"
        if sight.is_new:
            found[place]["new"] = "erstes Schreiben an diesen Träger"
    common = {kind for kind, count in _kinds(found).items() if 2 * count > len(sights)}
    return [
        (*(reason for kind, reason in reasons.items() if kind not in common), *sight.notes)
        for reasons, sight in zip(found, sights, strict=True)
    ]


def _amounts(sights: Sequence[Sight]) -> dict[int, str]:
    """Amounts far from the middle, by the median of the distances; where most are equal, every other one."""
    amounts = {place: sight.amount for place, sight in enumerate(sights) if sight.amount is not None}
    if len(amounts) < ENOUGH:
        return {}
    middle = euro(Decimal(median(amounts.values())))
    usual = Decimal(median(abs(each - middle) for each in amounts.values())) * _TO_DEVIATION
    return {
        place: f"Betrag {format_euro(each)}, die Mitte liegt bei {format_euro(middle)}"
        for place, each in amounts.items()
        if abs(each - middle) > SPREADS * usual
    }


def _usual_findings(sights: Sequence[Sight]) -> int | None:
    """The number of findings that more than half of the letters have."""
    counts = Counter(sight.findings for sight in sights).most_common(1)
    return counts[0][0] if counts and 2 * counts[0][1] > len(sights) else None


def _kinds(found: Sequence[Mapping[str, str]]) -> Counter[str]:
    return Counter(kind for reasons in found for kind in reasons)
