"""The return copy: colour and note in every cell with a remark, and the sheet that lists them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kmn_automation.forms.annotations import (
    LEGACY_DRAWING,
    FeedbackLine,
    FeedbackStyles,
    Ground,
    comment_parts,
    feedback_sheet,
    sheet_relations,
    with_types,
)
from kmn_automation.forms.compiled import Compiled, Slot
from kmn_automation.forms.front_sheets import FEEDBACK_HEADING_ROW
from kmn_automation.forms.layout import FEEDBACK, OWN_TITLES
from kmn_automation.forms.notes import Note, Target


class Mark(NamedTuple):
    """A cell with a remark; `error`: it must be mended, else only looked at."""

    slot: Slot
    error: bool


Marks = Mapping[tuple[str, int], Mark]
"""Member and number of the piece → mark."""
_SHOWN = 6
"""So many cells are named in one line of the list; all of them are marked."""
TO_MEND = "Bitte berichtigen"
TO_LOOK_AT = "Bitte ansehen; eine neue Fassung brauchen wir nur, wenn Sie hier etwas ändern"
CONTENT_TYPES = "[Content_Types].xml"


def marks_of(compiled: Compiled, notes: Sequence[Note]) -> Marks:
    """Every cell with a remark; what must be mended wins."""
    marks: dict[tuple[str, int], Mark] = {}
    for note in _on_cells(notes):
        for slot in _slots(compiled, note):
            key = (slot.part, slot.piece)
            marks[key] = Mark(slot, note.error or (key in marks and marks[key].error))
    return marks


def annotate(compiled: Compiled, sheets: Mapping[str, str], notes: Sequence[Note]) -> dict[str, bytes]:
    """The members of the return copy: sheets with notes, their drawings, the list of remarks."""
    texts: dict[str, dict[str, str]] = {}
    for note in _on_cells(notes):
        for slot in _slots(compiled, note):
            cells = texts.setdefault(slot.part, {})
            cells[slot.name] = f"{cells[slot.name]}\n\n{_said(note)}" if slot.name in cells else _said(note)
    parts = {name: text.encode() for name, text in sheets.items()}
    for number, (part, cells) in enumerate(texts.items(), 1):
        folder, _, name = part.rpartition("/")
        parts |= comment_parts(number, cells)
        parts[f"{folder}/_rels/{name}.rels"] = sheet_relations(number)
        parts[part] = sheets[part].replace("</worksheet>", f"{LEGACY_DRAWING}</worksheet>").encode()
    if texts:
        types = compiled.package.text(CONTENT_TYPES)
        parts[CONTENT_TYPES] = with_types(types, range(1, len(texts) + 1))
    part = compiled.parts[OWN_TITLES[FEEDBACK]]
    titles = {part: title for title, part in compiled.parts.items()}
    lines = [_line(compiled, titles, note) for note in sorted(notes, key=_order)]
    parts[part] = feedback_sheet(compiled.pieces[part][0], lines, _styles(compiled, part))
    return parts


def _on_cells(notes: Sequence[Note]) -> Iterator[Note]:
    return (note for note in notes if not note.heading)


def _order(note: Note) -> tuple[bool, bool]:
    return bool(note.heading), not note.error


def _slots(compiled: Compiled, note: Note) -> Iterator[Slot]:
    for target in note.targets:
        slot = _slot(compiled, target)
        if slot is not None:
            yield slot


def _slot(compiled: Compiled, target: Target) -> Slot | None:
    if target.line is None:
        return compiled.slots.get(target.field)
    table, _, column = target.field.partition(".")
    lines = compiled.lines.get(table, ())
    return lines[target.line].get(column) if target.line < len(lines) else None


def _said(note: Note) -> str:
    source = ", ".join(each for each in (note.rule, note.reference) if each)
    return "\n".join(each for each in (note.text, note.remedy, f"({source})" if source else "") if each)


def _line(compiled: Compiled, titles: Mapping[str, str], note: Note) -> FeedbackLine:
    slots = list(_slots(compiled, note))
    places = [f"{titles[slot.part]}, {slot.name} ({slot.field.label})" for slot in slots[:_SHOWN]]
    if len(slots) > _SHOWN:
        places.append(f"und {len(slots) - _SHOWN} weitere")
    link = f"'{titles[slots[0].part]}'!{slots[0].name}" if slots else ""
    where = "\n".join(places) or note.where or "ganzer Nachweis"
    ground, heading = (Ground.ERROR, TO_MEND) if note.error else (Ground.NOTE, TO_LOOK_AT)
    if note.heading:
        ground, heading = Ground.PLAIN, note.heading
    return FeedbackLine(where, note.text, note.remedy, note.rule, note.reference, link, heading, ground)


def _styles(compiled: Compiled, part: str) -> FeedbackStyles:
    """The style numbers that the master left in the sample row."""
    text = compiled.pieces[part][0]
    row = FEEDBACK_HEADING_ROW + 1
    return FeedbackStyles(
        *(int(text.partition(f'r="{column}{row}" s="')[2].partition('"')[0]) for column in "BCDEF")
    )
