"""A grid becomes a report: sheets are recognised, fields and tables read, what else was seen is remarked.

Trusted side; the grid comes out of the jail. Reading never stops at what somebody did wrong: it is noted at the value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kmn_automation.forms.besides_remarks import besides_remarks
from kmn_automation.forms.find_sheets import FoundSheet, find_sheets, likely_form, stamps_of, unread_sheets
from kmn_automation.forms.grid import Grid
from kmn_automation.forms.layout import HIDDEN, SheetLayout, layout_form
from kmn_automation.forms.read_rows import AMBIGUOUS, changed_labels, read_rows
from kmn_automation.forms.read_tables import ReadTable, read_tables
from kmn_automation.forms.read_value import NO_RESULT
from kmn_automation.forms.refusal import NotOurs, Reason, refuse
from kmn_automation.forms.sheet_index import SheetIndex
from kmn_automation.forms.sights import sights
from kmn_automation.forms.totals import compute, computed_fields
from kmn_automation.model.form import Form
from kmn_automation.model.german import join_words
from kmn_automation.model.report import FoundBy, Line, Report, Scalar, Value


def read_report(grid: Grid, forms: Mapping[str, Form]) -> Report | NotOurs:
    """The report in the workbook, or why there is none; `forms` is keyed by version."""
    if not grid.sheets:
        return refuse(Reason.MACROS_ONLY if grid.macros else Reason.NOT_OUR_FORM)
    versions = {version for version, _, _ in stamps_of(grid).values()}
    known = sorted(versions & forms.keys())
    if versions and not known:
        return refuse(Reason.UNKNOWN_VERSION, join_words(sorted(versions))[:60])
    form = forms[known[0]] if len(known) == 1 else _most_stamped(grid, forms) or likely_form(grid, forms)
    if form is None:
        return refuse(Reason.NOT_OUR_FORM)
    return _read(grid, form, versions)


def _read(grid: Grid, form: Form, versions: set[str]) -> Report:
    found = find_sheets(grid, form)
    values: dict[str, Value] = {}
    tables: dict[str, tuple[Line, ...]] = {}
    remarks = list(_remarks(grid, found))
    if len(versions) > 1:
        remarks.append(f"Die Blätter stammen aus verschiedenen Fassungen: {join_words(sorted(versions))}.")
    changed = []
    layouts = layout_form(form)
    for sheet_id, layout in layouts.items():
        copies = [SheetIndex(each) for each in found.get(sheet_id, ())]
        if not copies:
            continue
        values |= _merged([read_rows(index, layout) for index in copies])
        merged = _merged_tables([read_tables(index, layout) for index in copies])
        tables |= {table: read.lines for table, read in merged.items()}
        remarks += _table_remarks(layout, merged)
        changed += [place for index in copies[:1] for place in changed_labels(index, layout)]
    return Report(
        form_version=form.version,
        values=_with_totals(form, values, tables),
        tables=tables,
        missing_sheets=tuple(each.title for each in form.sheets if each.required and each.id not in found),
        remarks=(*remarks, *besides_remarks(grid, found, layouts)),
        producer=grid.producer,
        changed_labels=tuple(changed),
        sights=tuple(sights(grid, found, layouts)),
        properties=grid.besides.properties,
    )


def _most_stamped(grid: Grid, forms: Mapping[str, Form]) -> Form | None:
    """Of several versions in one workbook the one that most sheets carry."""
    versions = [version for version, _, _ in stamps_of(grid).values() if version in forms]
    return forms[max(sorted(set(versions)), key=versions.count)] if versions else None


def _merged(copies: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    """The values of a sheet and its copies: what differs has no value, since nobody knows which one counts."""
    merged: dict[str, Value] = {}
    for copy in copies:
        for field_id, value in copy.items():
            before = merged.get(field_id)
            if before is None or not before.raw:
                merged[field_id] = value
            elif value.raw and value.raw != before.raw:
                merged[field_id] = replace(before, value=None, problem=AMBIGUOUS)
    return merged


def _merged_tables(copies: Sequence[Mapping[str, ReadTable]]) -> dict[str, ReadTable]:
    merged: dict[str, ReadTable] = {}
    for copy in copies:
        for table, read in copy.items():
            before = merged.get(table)
            if before is None or not before.lines:
                merged[table] = read
            elif read.lines and _raws(read.lines) != _raws(before.lines):
                merged[table] = replace(before, lines=tuple(_doubtful(line) for line in before.lines))
    return merged


def _raws(lines: Sequence[Line]) -> list[dict[str, str]]:
    return [{name: value.raw for name, value in line.items()} for line in lines]


def _doubtful(line: Line) -> Line:
    return {
        name: replace(value, value=None, problem=AMBIGUOUS) if value.raw else value
        for name, value in line.items()
    }


def _with_totals(
    form: Form, values: Mapping[str, Value], tables: Mapping[str, tuple[Line, ...]]
) -> dict[str, Value]:
    """Our own totals without a result are computed by us; what somebody typed over a total stays."""
    empty = [key for key in computed_fields(form) if key in values and values[key].problem == NO_RESULT]
    if not empty:
        return dict(values)
    known: dict[str, Scalar] = {key: each.value for key, each in values.items() if each.value is not None}
    lines = {
        table: [{name: each.value for name, each in line.items() if each.value is not None} for line in rows]
        for table, rows in tables.items()
    }
    results = compute(form, known, lines)
    return {**values, **{key: _computed(values[key], results[key]) for key in empty}}


def _computed(value: Value, result: Decimal | None) -> Value:
    return replace(value, value=result, problem="")


def _remarks(grid: Grid, found: Mapping[str, Sequence[FoundSheet]]) -> Iterator[str]:
    hidden_parts = (
        (grid.macros, "Die Datei enthält Makros. Sie wurden nicht ausgeführt."),
        (
            grid.external_links,
            "Die Datei enthält Verknüpfungen zu anderen Dateien. Ihnen wurde nicht gefolgt.",
        ),
        (grid.connections, "Die Datei enthält Datenverbindungen. Sie wurden nicht aufgebaut."),
        (grid.embedded, "Die Datei enthält eingebettete Objekte. Sie wurden nicht geöffnet."),
    )
    yield from (sentence for is_there, sentence in hidden_parts if is_there)
    for sheets in found.values():
        if len(sheets) > 1:
            yield f"Ein Blatt kommt mehrfach vor: {join_words([f'„{each.grid.title}“' for each in sheets])}."
        hidden = [each for each in sheets if not each.grid.is_visible and each.sheet_id not in HIDDEN]
        yield from (f"Das Blatt „{each.grid.title}“ ist ausgeblendet; es wurde gelesen." for each in hidden)
    for sheet in unread_sheets(grid, found):
        how = "" if sheet.is_visible else "ausgeblendete "
        yield f"Das {how}Blatt „{sheet.title}“ gehört nicht zum Berichtsbogen und wurde nicht gelesen."


def _table_remarks(layout: SheetLayout, read: Mapping[str, ReadTable]) -> Iterator[str]:
    for spot in layout.tables:
        table = read.get(spot.table.id)
        where = f"„{layout.sheet.title}“: Die Liste „{spot.table.label}“"
        if table is None:
            yield f"Blatt {where} war nicht zu finden oder steht mehrfach da."
        elif table.left_over:
            rows = join_words([str(row) for row in table.left_over[:10]])
            yield f"Blatt {where} ist zu Ende; darunter wurde Zeile {rows} nicht gelesen."
        if table and any(value.found_by is FoundBy.LABEL for line in table.lines for value in line.values()):
            yield f"Blatt {where} wurde an ihren Überschriften erkannt."
