"""What a carried over report says to the Träger: remarks for the return copy, and short lines for the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kmn_automation.forms.carry_over import Blank, CarryOver, Dropped, Misfit
from kmn_automation.forms.moves import Move
from kmn_automation.forms.notes import OWN_RULE, Note, Target
from kmn_automation.model.report import Place

FITTING_FORM = "FRM-02"
_MAX_NAMED = 5
_MAX_QUOTED = 80
_ZERO = " Tragen Sie 0 ein, wenn es nichts anzugeben gibt."


def notes_of_carry_over(carried: CarryOver) -> tuple[Note, ...]:
    """The remarks on cells that are new or no longer fit, then what moved and what has no place any more."""
    return (
        *(_blank(carried, each) for each in carried.blanks),
        *(_misfit(carried, each) for each in carried.misfits),
        *(_moved(carried, each) for each in carried.moves),
        *(_dropped(carried, each) for each in carried.dropped),
    )


def lines_of_carry_over(carried: CarryOver) -> tuple[str, ...]:
    """Short sentences for the answer mail and the command line; the whole list is in the return copy."""
    return tuple(_lines(carried))


def _lines(carried: CarryOver) -> Iterator[str]:
    old, new = carried.old.version, carried.new.version
    yield f"Ihre Angaben aus dem Formular {old} haben wir in das Formular {new} übertragen."
    if carried.moves:
        moved = [
            f"{each.old_sheet} {each.old_cells} → {each.new_sheet} {each.new_cells}" for each in carried.moves
        ]
        yield f"An anderer Stelle stehen jetzt: {_some(moved)}."
    if carried.dropped:
        gone = [f"„{each.label}“ (bisher {_at(each.place)})" for each in carried.dropped]
        yield f"Keinen Platz im Formular {new} haben: {_some(gone)}."
    if carried.blanks:
        blank = [f"„{each.field.label}“ ({_at(carried.places[each.field.id])})" for each in carried.blanks]
        yield f"Noch auszufüllen, da neu im Formular {new}: {_some(blank)}."
    if carried.misfits:
        odd = [f"„{each.content}“ bei „{each.field.label}“" for each in carried.misfits]
        yield f"Nicht mehr zur Auswahl stehen: {_some(odd)}."


def _blank(carried: CarryOver, blank: Blank) -> Note:
    version, field = carried.new.version, blank.field
    what = "neu" if blank.is_new else "eine Pflichtangabe"
    remedy = "Bitte ausfüllen." if field.required else "Bitte ausfüllen, wenn es etwas anzugeben gibt."
    return Note(
        text=f"„{field.label}“ ist im Formular {version} {what} und noch leer.",
        targets=blank.targets,
        remedy=remedy + (_ZERO if field.required and field.unit.is_number else ""),
        rule=FITTING_FORM,
        reference=OWN_RULE,
        error=field.required,
    )


def _misfit(carried: CarryOver, misfit: Misfit) -> Note:
    version, choices = carried.new.version, misfit.field.choices
    return Note(
        text=f"Der Eintrag „{_short(misfit.content)}“ passt nicht in das Formular {version}.",
        targets=misfit.targets,
        remedy=f"Bitte wählen Sie: {'; '.join(choices)}."
        if choices
        else "Bitte tragen Sie den Wert neu ein.",
        rule=FITTING_FORM,
        reference=OWN_RULE,
    )


def _moved(carried: CarryOver, move: Move) -> Note:
    return Note(
        text=f"{move.what}: bisher {move.old_sheet}, {move.old_cells}; jetzt {move.new_sheet}, {move.new_cells}.",
        targets=(Target(move.ids[0], 0 if move.table else None),),
        remedy="Nichts zu tun; Ihre Angaben stehen schon hier.",
        rule=FITTING_FORM,
        error=False,
        heading=_heading(carried),
    )


def _dropped(carried: CarryOver, dropped: Dropped) -> Note:
    entry = f"Ihr Eintrag „{_short(dropped.content)}“ hat"
    if dropped.lines:
        entry = f"{dropped.lines} Einträge haben" if dropped.lines > 1 else "ein Eintrag hat"
    return Note(
        text=f"„{dropped.label}“: Das Formular {carried.new.version} fragt danach nicht; {entry} hier keinen Platz.",
        remedy="Nichts zu tun.",
        rule=FITTING_FORM,
        error=False,
        where=f"bisher {_at(dropped.place)}",
        heading=_heading(carried),
    )


def _heading(carried: CarryOver) -> str:
    return f"Übertragen aus dem Formular {carried.old.version} in das Formular {carried.new.version}"


def _at(place: Place) -> str:
    return f"{place.sheet} {place.cell}".strip()


def _short(text: str) -> str:
    return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}…"


def _some(words: Sequence[str]) -> str:
    more = len(words) - _MAX_NAMED
    return ", ".join(words[:_MAX_NAMED]) + (f" und {more} weitere" if more > 0 else "")
