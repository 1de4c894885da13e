"""A grid becomes a report: sheets are recognised, fields and tables read, what else was seen is remarked.

Trusted side; the grid comes out of the jail. Reading never stops at what somebody did wrong: it is noted at the value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter

from kmn_automation.forms.besides_remarks import besides_remarks
from kmn_automation.forms.find_form import likely_form, most_stamped
from kmn_automation.forms.find_sheets import (
    FoundSheet,
    find_sheets,
    labelled_sheets,
    labels_of,
    stamps_of,
    unread_sheets,
)
from kmn_automation.forms.grid import Grid
from kmn_automation.forms.layout import HIDDEN, layout_form
from kmn_automation.forms.read_copies import ReadSheet, read_copies
from kmn_automation.forms.read_totals import with_totals
from kmn_automation.forms.refusal import NotOurs, Reason, refuse
from kmn_automation.forms.sheet_index import SheetIndex
from kmn_automation.forms.sights import sights
from kmn_automation.model.form import Form
from kmn_automation.model.german import join_words
from kmn_automation.model.report import FoundBy, Report

_FOUND_BY = attrgetter("found_by")


def read_report(grid: Grid, forms: Mapping[str, Form]) -> Report | NotOurs:
    """The report in the workbook, or why there is none; `forms` is keyed by version."""
    if not grid.sheets:
        return refuse(Reason.MACROS_ONLY if grid.macros else Reason.NOT_OUR_FORM)
    versions = {version for version, _, _ in stamps_of(grid).values()}
    known = sorted(versions & forms.keys())
    if versions and not known:
        return refuse(Reason.UNKNOWN_VERSION, join_words(sorted(versions))[:60])
    form = forms[known[0]] if len(known) == 1 else most_stamped(grid, forms) or likely_form(grid, forms)
    if form is None:
        return refuse(Reason.NOT_OUR_FORM)
    return _read(grid, form, versions)


def _read(grid: Grid, form: Form, versions: set[str]) -> Report:
    found, layouts = find_sheets(grid, form), layout_form(form)
    sheets = _read_sheets(grid, form, found)
    values = {key: value for each in sheets for key, value in each.values.items()}
    tables = {table: read.lines for each in sheets for table, read in each.tables.items()}
    remarks = list(_remarks(grid, found))
    if len(versions) > 1:
        remarks.append(f"Die Blätter stammen aus verschiedenen Fassungen: {join_words(sorted(versions))}.")
    return Report(
        form_version=form.version,
        values=with_totals(form, values, tables),
        tables=tables,
        missing_sheets=tuple(each.title for each in form.sheets if each.required and each.id not in found),
        remarks=(
            *remarks,
            *(text for each in sheets for text in _table_remarks(each)),
            *besides_remarks(grid, found, layouts),
        ),
        producer=grid.producer,
        changed_labels=tuple(place for each in sheets for place in each.changed),
        missing=tuple(place for each in sheets for place in each.missing),
        sights=tuple(sights(grid, found, layouts)),
        properties=grid.besides.properties,
    )


def _read_sheets(grid: Grid, form: Form, found: dict[str, list[FoundSheet]]) -> list[ReadSheet]:
    """All sheets of the form; where ours came back empty, another sheet with its labels may hold the entries."""
    known = {label for sheet in form.sheets for label in labels_of(sheet)}
    sheets = []
    for sheet_id, layout in layout_form(form).items():
        read = read_copies([SheetIndex(each, known) for each in found.get(sheet_id, ())], layout)
        if read is not None and not read.is_filled_in:
            spare = labelled_sheets(layout.sheet, list(unread_sheets(grid, found)))
            if spare:
                found[sheet_id] += spare
                read = read_copies([SheetIndex(each, known) for each in found[sheet_id]], layout)
        sheets += [read] if read is not None else []
    return sheets


def _remarks(grid: Grid, found: Mapping[str, Sequence[FoundSheet]]) -> Iterator[str]:
    hidden_parts = (
        (grid.macros, "Die Datei enthält Makros. Sie wurden nicht ausgeführt."),
        (
            grid.external_links,
            "Die Datei enthält Verknüpfungen zu anderen Dateien. Ihnen wurde nicht gefolgt.",
        ),
        (grid.connections, "Die Datei enthält Datenverbindungen. Sie wurden nicht aufgebaut."),
        (grid.embedded, "Die Datei enthält eingebettete Objekte. Sie wurden nicht geöffnet."),
        (grid.recalculated, "Formeln ohne gespeichertes Ergebnis wurden mit LibreOffice berechnet."),
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


def _table_remarks(sheet: ReadSheet) -> Iterator[str]:
    for spot in sheet.layout.tables:
        table = sheet.tables.get(spot.table.id)
        where = f"„{sheet.layout.sheet.title}“: Die Liste „{spot.table.label}“"
        if table is None:
            yield f"Blatt {where} war nicht zu finden oder steht mehrfach da."
        elif table.left_over:
            rows = join_words([each.cell.removeprefix("Zeile ") for each in table.left_over[:10]])
            yield f"Blatt {where} ist zu Ende; darunter wurde Zeile {rows} nicht gelesen."
        values = chain.from_iterable(line.values() for line in table.lines) if table else ()
        if FoundBy.LABEL in map(_FOUND_BY, values):
            yield f"Blatt {where} wurde an ihren Überschriften erkannt."
