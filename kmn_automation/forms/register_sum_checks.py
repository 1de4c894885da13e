"""Whether each Finanzierungsplan belongs to a Bescheid and its sums fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kmn_automation.forms.register_refusal import Line, Refusal
from kmn_automation.model.german import format_euro
from kmn_automation.model.money import total

Key = tuple[str, int]

INCOME, EXPENSES = "einnahmen.", "ausgaben."
LAND = "einnahmen.landeszuwendung"


def check_plans(
    plan: tuple[Line, ...], bescheide: tuple[Line, ...], positions: Mapping[str, str]
) -> Iterator[Refusal]:
    """Refusals of plan lines without a Bescheid, and of plans whose income, expenses or grant do not agree."""
    granted = {_key(line): line for line in bescheide if _key(line)}
    numbers = {line.raw("geschaeftszeichen") for line in bescheide}
    plans: dict[Key, list[Line]] = {}
    for line in plan:
        key = _key(line)
        if key is None:
            continue
        if key in granted:
            plans.setdefault(key, []).append(line)
        elif key[0] in numbers and not _has_unread_year(key[0], bescheide):
            yield line.refuse(
                "foerderjahr", f"Für „{key[0]}“ gibt es im Förderjahr {key[1]} keinen Bescheid.{_DO}"
            )
    for key, lines in plans.items():
        if all(line.is_whole for line in lines):
            twice = list(_doubles(lines, positions))
            one_each = len({line.values["position"] for line in lines}) == len(lines)
            yield from twice or (_sums(lines, granted[key], positions) if one_each else ())


_DO = " Bitte das Förderjahr ändern oder den Bescheid eintragen."


def _key(line: Line) -> Key | None:
    number, year = line.values.get("geschaeftszeichen"), line.values.get("foerderjahr")
    return (number, year) if number and year else None


def _has_unread_year(number: str, bescheide: tuple[Line, ...]) -> bool:
    return any(line.raw("geschaeftszeichen") == number and _key(line) is None for line in bescheide)


def _doubles(lines: list[Line], positions: Mapping[str, str]) -> Iterator[Refusal]:
    """Forms of different years name one position differently; a plan may use one of the names."""
    first: dict[str, Line] = {}
    for line in lines:
        earlier = first.setdefault(positions[line.values["position"]], line)
        name = earlier.values["position"]
        if name != line.values["position"]:
            reason = f"Das ist dieselbe Position wie „{name}“ in Zeile {earlier.row}. Bitte eine der Zeilen löschen."
            yield line.refuse("position", reason)


def _sums(lines: list[Line], bescheid: Line, positions: Mapping[str, str]) -> Iterator[Refusal]:
    amounts = {positions[line.values["position"]]: line for line in lines}
    income = total(line.values["betrag"] for place, line in amounts.items() if place.startswith(INCOME))
    expenses = total(line.values["betrag"] for place, line in amounts.items() if place.startswith(EXPENSES))
    last = lines[-1]
    if income != expenses:
        yield last.refuse(
            "betrag",
            f"Der Plan zu „{last.values['geschaeftszeichen']}“ geht nicht auf: Einnahmen {format_euro(income)}, "
            f"Ausgaben {format_euro(expenses)}. Bitte die Zeilen dieses Plans prüfen.",
        )
    land, granted = amounts.get(LAND), bescheid.values.get("bewilligt")
    if land and granted is not None and land.values["betrag"] != granted:
        yield land.refuse(
            "betrag",
            f"Laut Bescheid (Zeile {bescheid.row}) sind {format_euro(granted)} bewilligt. "
            "Bitte Plan oder Bescheid ändern.",
        )
