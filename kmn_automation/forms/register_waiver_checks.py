"""Whether each waiver names a rule that may be waived, a person who may answer for it, and a Bescheid of its Träger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kmn_automation.forms.register_refusal import Line, Refusal
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.register import Duty
from kmn_automation.model.waiver import ONE_BESCHEID

Tables = Mapping[str, tuple[Line, ...]]


def check_waivers(tables: Tables, rules: Mapping[str, str] | None) -> list[Refusal]:
    """The refusals of the sheet Ausnahmen; `rules` is id → why it must not be waived, None takes any id."""
    lines = tables.get("ausnahmen", ())
    return [
        *(each for line in lines if rules is not None for each in _rule(line, rules)),
        *(each for line in lines for each in _person(line, tables)),
        *(each for line in lines for each in _bescheid(line, tables)),
    ]


def _rule(line: Line, rules: Mapping[str, str]) -> Iterator[Refusal]:
    rule = line.values.get("rule")
    if rule is None:
        return
    if rule not in rules:
        hint = suggest(rule, rules) or "Alle Regeln stehen im Regelbuch."
        yield line.refuse("rule", f"Eine Regel „{rule}“ gibt es nicht. {hint}")
    elif rules[rule]:
        yield line.refuse(
            "rule", f"Diese Regel darf niemand aussetzen: {rules[rule]}. Bitte die Zeile löschen."
        )
    elif rule in ONE_BESCHEID:
        empty = [name for name in ("geschaeftszeichen", "foerderjahr") if not line.values.get(name)]
        reason = "Diese Regel lässt sich nur für einen Bescheid und ein Förderjahr aussetzen. Bitte hier ausfüllen."
        yield from (line.refuse(name, reason) for name in empty)


def _person(line: Line, tables: Tables) -> Iterator[Refusal]:
    email = str(line.values.get("person") or "").casefold()
    duties = {
        each.values.get("duty")
        for each in tables.get("koordination", ())
        if str(each.values.get("email")).casefold() == email
    }
    if duties == {Duty.LESEN}:
        reason = (
            f"Diese Person hat die Aufgabe „{Duty.LESEN}“. Bitte eine Person eintragen, die freigeben darf."
        )
        yield line.refuse("person", reason)


def _bescheid(line: Line, tables: Tables) -> Iterator[Refusal]:
    """Geschäftszeichen and Förderjahr must meet a Bescheid of the Träger."""
    traeger, mark, year = (
        line.values.get(name) for name in ("traeger_id", "geschaeftszeichen", "foerderjahr")
    )
    own = [each.values for each in tables.get("bescheide", ()) if each.values.get("traeger_id") == traeger]
    if traeger is None or not own:
        return
    if mark and all(each.get("geschaeftszeichen") != mark for each in own):
        reason = f"„{mark}“ ist kein Geschäftszeichen des Trägers „{traeger}“. Bitte eines der beiden ändern."
        yield line.refuse("geschaeftszeichen", reason)
    elif year and all(
        each.get("foerderjahr") != year for each in own if mark in {None, each.get("geschaeftszeichen")}
    ):
        whose = f"Zu „{mark or traeger}“ gibt es im Förderjahr {year} keinen Bescheid."
        yield line.refuse("foerderjahr", f"{whose} Bitte das Förderjahr ändern oder die Zelle leeren.")
