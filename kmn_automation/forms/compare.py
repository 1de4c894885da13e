"""What differs between two versions of the form: added, removed, renamed, moved, or asking for something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.forms.fields import list_fields
from kmn_automation.forms.moves import Step, moves
from kmn_automation.model.form import Field, Form, Sheet, Table


class Kind(StrEnum):
    """How a part of the form differs; the word is printed."""

    NEW = "neu"
    GONE = "entfällt"
    RENAMED = "umbenannt"
    CHANGED = "geändert"
    MOVED = "verschoben"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `part` is an id or the title of a sheet, `aspect` what differs about it (German)."""

    kind: Kind
    part: str
    label: str
    aspect: str = ""
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        about = f" „{self.label}“" if self.label else ""
        if self.kind in {Kind.NEW, Kind.GONE}:
            more = self.new or self.old
            return f"{self.kind}: {self.part}{about}" + (f" ({more})" if more else "")
        aspect = f" {self.aspect}" if self.aspect else ""
        return f"{self.kind}: {self.part}{about}:{aspect} „{self.old}“ → „{self.new}“"


def compare(old: Form, new: Form) -> list[Difference]:
    """Every difference, sheets first, then lists, then fields, then where things moved."""
    before, after = _inputs(old), _inputs(new)
    return [
        *_changes("Formular", "", _form(old), _form(new)),
        *_sheets({each.id: each for each in old.sheets}, {each.id: each for each in new.sheets}),
        *_tables(old.tables, new.tables),
        *_fields(before, after),
        *_moved(old, new),
    ]


def _inputs(form: Form) -> dict[str, Field]:
    return {**form.fields, **form.columns}


def _form(form: Form) -> dict[str, str]:
    return {"Titel": form.title, "Förderjahre": f"{form.first_year} bis {form.last_year}"}


def _sheets(old: Mapping[str, Sheet], new: Mapping[str, Sheet]) -> Iterator[Difference]:
    yield from (Difference(Kind.NEW, f"Blatt {new[key].title}", "") for key in new if key not in old)
    yield from (Difference(Kind.GONE, f"Blatt {old[key].title}", "") for key in old if key not in new)
    for key in (each for each in new if each in old):
        one, other = old[key], new[key]
        if one.title != other.title:
            yield Difference(Kind.RENAMED, f"Blatt {one.title}", "", "", one.title, other.title)
        looks = [
            {"Einleitung": each.intro, "Spalten": "; ".join(each.headings), "Pflicht": _word(each.required)}
            for each in (one, other)
        ]
        yield from _changes(f"Blatt {other.title}", "", *looks)


def _tables(old: Mapping[str, Table], new: Mapping[str, Table]) -> Iterator[Difference]:
    yield from (
        Difference(Kind.NEW, key, each.label, new=f"Liste, {each.rows} Zeilen")
        for key, each in new.items()
        if key not in old
    )
    yield from (
        Difference(Kind.GONE, key, each.label, old="Liste") for key, each in old.items() if key not in new
    )
    for key in (each for each in new if each in old):
        looks = [
            {"Beschriftung": each.label, "Hinweis": each.help, "freie Zeilen": str(each.rows)}
            for each in (old[key], new[key])
        ]
        yield from _changes(key, new[key].label, *looks)


def _fields(old: Mapping[str, Field], new: Mapping[str, Field]) -> Iterator[Difference]:
    gone = {key: field for key, field in old.items() if key not in new}
    for key, field in new.items():
        if key in old:
            continue
        twin = next((each for each in gone.values() if _is_twin(each, field)), None)
        if twin:
            del gone[twin.id]
            yield Difference(Kind.RENAMED, twin.id, field.label, "Kennung", twin.id, key)
        else:
            yield Difference(Kind.NEW, key, field.label, new=field.unit.value)
    yield from (Difference(Kind.GONE, key, field.label) for key, field in gone.items())
    told: set[tuple[str, str]] = set()
    for key in (each for each in new if each in old):
        for change in _changes(key, new[key].label, _look(old[key]), _look(new[key])):
            words = (change.old, change.new)
            if change.kind is not Kind.RENAMED or words not in told:  # the columns of a row share its label
                yield change
            told.add(words)


def _is_twin(old: Field, new: Field) -> bool:
    """The same question under another id, at the same place of the form."""
    same_part = old.id.partition(".")[0] == new.id.partition(".")[0]
    return same_part and (old.label, old.unit) == (new.label, new.unit)


def _look(field: Field) -> dict[str, str]:
    return {
        "Beschriftung": field.label,
        "Einheit": field.unit.value,
        "Pflicht": _word(field.required),
        "Auswahl": "; ".join(field.choices),
        "Hinweis": field.help,
        "Vorbelegung": field.prefill,
        "Summe aus": ", ".join(field.sum_of),
        "Anteil": " an ".join(field.share_of),
    }


def _changes(part: str, label: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for aspect, text in old.items():
        if text != new[aspect]:
            kind = Kind.RENAMED if aspect == "Beschriftung" else Kind.CHANGED
            yield Difference(kind, part, label if kind is Kind.CHANGED else "", aspect, text, new[aspect])


def _moved(old: Form, new: Form) -> Iterator[Difference]:
    """Where both versions write the same field; of a list the cell of its first line."""
    after = {each.id: each for each in list_fields(new)}
    steps = (
        Step(
            each.id, after[each.id].label, each.sheet, each.cell, after[each.id].sheet, after[each.id].cell,
            old.tables[each.table].label if each.table else "",
        )
        for each in list_fields(old)
        if each.id in after
    )  # fmt: skip
    for move in moves(steps):
        part = move.ids[0] if len(move.ids) == 1 else f"{move.ids[0]} bis {move.ids[-1]}"
        old_place, new_place = f"{move.old_sheet} {move.old_cells}", f"{move.new_sheet} {move.new_cells}"
        yield Difference(Kind.MOVED, part, "", "", old_place, new_place)


def _word(yes: bool) -> str:  # noqa: FBT001 - the value itself is said
    return "ja" if yes else "nein"
