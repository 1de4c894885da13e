"""A form with values as .xlsx: the compiled master, patched. With notes it is the return copy.

Nothing of a foreign file is ever in here: values are written anew as typed cells, texts never as formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from kmn_automation.forms.cells import cell_xml, empty_cell, formula_cell
from kmn_automation.forms.compiled import Compiled, Slot, compile_form
from kmn_automation.forms.layout import LIVE_KNOWN, OWN_TITLES
from kmn_automation.forms.live_sheet import known_part
from kmn_automation.forms.master import NOT_LIVE
from kmn_automation.forms.master_rows import LINE_HEIGHT
from kmn_automation.forms.notes import Note
from kmn_automation.forms.return_copy import Marks, annotate, marks_of
from kmn_automation.forms.totals import compute
from kmn_automation.forms.widths import MAX_HEIGHT, lines_needed
from kmn_automation.model.form import Form
from kmn_automation.model.live_rule import LiveBook
from kmn_automation.model.report import Scalar

Values = Mapping[str, Scalar]
Tables = Mapping[str, Sequence[Mapping[str, Scalar]]]
Known = Mapping[str, Scalar | None]
NO_TABLES: Tables = MappingProxyType({})
NOT_KNOWN: Known = MappingProxyType({})
SPARE = 100
"""A table that was full is written with room for so many more lines."""


class FormWriter:
    """Writes workbooks of one form version; the master is built at the first call and kept."""

    def __init__(self, form: Form, live: LiveBook = NOT_LIVE) -> None:
        self.form = form
        self.live = live
        self._compiled: dict[bool, Compiled] = {}

    def write(
        self,
        values: Values,
        tables: Tables = NO_TABLES,
        notes: Sequence[Note] = (),
        known: Known = NOT_KNOWN,
    ) -> bytes:
        """The workbook with these values.

        A total whose value is given and differs from its formula is written as that value, so that a return copy
        shows what was sent. `known` is what only the register knows, for the live check.
        A table with more lines than free rows gets more rows.

        Raises:
            KeyError: an id that the form does not have.
        """
        form = roomy(self.form, tables)
        compiled = self._compile(form, feedback=bool(notes))
        patch = _Patch(compiled, marks_of(compiled, notes), compute(form, values, tables))
        _fill(patch, values, tables)
        sheets = {**patch.sheets(), **self._known(compiled, known)}
        if notes:
            return compiled.package.with_parts(annotate(compiled, sheets, notes)).save()
        return compiled.package.with_parts({name: text.encode() for name, text in sheets.items()}).save()

    def _known(self, compiled: Compiled, known: Known) -> dict[str, str]:
        part = compiled.parts.get(OWN_TITLES[LIVE_KNOWN], "")
        return {part: known_part(compiled.pieces[part][0], self.live, known)} if part and known else {}

    def _compile(self, form: Form, *, feedback: bool) -> Compiled:
        if form is not self.form:
            return compile_form(form, feedback=feedback, live=self.live)
        if feedback not in self._compiled:
            self._compiled[feedback] = compile_form(form, feedback=feedback, live=self.live)
        return self._compiled[feedback]


@dataclass(slots=True)
class _Patch:
    """The cells that differ from the master."""

    compiled: Compiled
    marks: Marks
    computed: Mapping[str, Decimal | None]
    edits: dict[str, dict[int, str]] = field(default_factory=dict)
    heights: dict[tuple[str, int], float] = field(default_factory=dict)

    def put(self, slot: Slot, value: Scalar | None) -> None:
        style = slot.style
        mark = self.marks.get((slot.part, slot.piece))
        if mark is not None:
            style = self.compiled.marked(style, error=mark.error)
        self.edits.setdefault(slot.part, {})[slot.piece] = self._cell(slot, style, value)
        if isinstance(value, str) and (len(value) > slot.width - 2 or "\n" in value):
            self._stretch(slot, value)

    def _stretch(self, slot: Slot, text: str) -> None:
        """Makes the row tall enough for the text."""
        row = slot.row
        needed = min(MAX_HEIGHT, LINE_HEIGHT * lines_needed(text, slot.width - 2) + 4)
        if needed > max(self.heights.get((slot.part, row.number), row.height), LINE_HEIGHT + 4):
            self.heights[slot.part, row.number] = needed
            tag = f'<row r="{row.number}" ht="{needed:g}" customHeight="1">'
            self.edits[slot.part][row.piece] = tag

    def sheets(self) -> dict[str, str]:
        """Member → text of every sheet that differs."""
        result = {}
        for part, edits in self.edits.items():
            pieces = list(self.compiled.pieces[part])
            for number, text in edits.items():
                pieces[number] = text
            result[part] = "".join(pieces)
        return result

    def _cell(self, slot: Slot, style: int, value: Scalar | None) -> str:
        if slot.formula:
            result = self.computed[slot.field.id]
            if value is None or value in {result, ""}:
                return formula_cell(slot.name, style, slot.formula, result)
        return empty_cell(slot.name, style) if value is None else cell_xml(slot.name, style, value)


def _fill(patch: _Patch, values: Values, tables: Tables) -> None:
    slots = patch.compiled.slots
    for mark in patch.marks.values():
        patch.put(mark.slot, None)
    for field_id in patch.computed:
        patch.put(slots[field_id], None)
    for field_id, value in values.items():
        patch.put(slots[field_id], value)
    for table, lines in tables.items():
        for free, line in zip(patch.compiled.lines[table], lines, strict=False):
            for column, value in line.items():
                patch.put(free[column], value)


def roomy(form: Form, tables: Tables) -> Form:
    """The form, or the same with longer tables where the lines do not fit."""
    full = {
        name: -(-len(lines) // SPARE) * SPARE + SPARE
        for name, lines in tables.items()
        if len(lines) > form.tables[name].rows
    }
    if not full:
        return form
    sheets = tuple(
        replace(
            sheet, tables=tuple(replace(each, rows=full.get(each.id, each.rows)) for each in sheet.tables)
        )
        for sheet in form.sheets
    )
    return replace(form, sheets=sheets)
