"""The master of a form version: the empty workbook, built once with openpyxl; `compiled` fills it many times."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms.coordinates import column_letters
from kmn_automation.forms.front_sheets import write_feedback, write_guide
from kmn_automation.forms.layout import (
    FEEDBACK,
    GUIDE,
    HEADING_ROW,
    INTRO_ROW,
    KEY_COLUMN,
    KEY_ROW,
    LABEL_COLUMN,
    LISTS,
    LIVE,
    LIVE_KNOWN,
    LIVE_VALUES,
    OWN_TITLES,
    TITLE_ROW,
    SheetLayout,
    layout_form,
    stamp_of,
)
from kmn_automation.forms.live_sheet import colour_form, write_live
from kmn_automation.forms.master_rows import write_rows
from kmn_automation.forms.master_tables import write_tables
from kmn_automation.forms.saved_book import saved
from kmn_automation.forms.styles import add_styles
from kmn_automation.forms.totals import formulas
from kmn_automation.forms.validation import defined_names, lists_of, validations
from kmn_automation.forms.widths import lines_needed, widths_of
from kmn_automation.model.form import Form
from kmn_automation.model.live_rule import LiveBook

LINE_HEIGHT = 15.5
A4 = 9
NOT_LIVE = LiveBook()
PORTRAIT, LANDSCAPE = 140, 220
"""Characters that can still be read on a page of that orientation."""


def build_master(form: Form, *, feedback: bool, live: LiveBook = NOT_LIVE) -> bytes:
    """The empty workbook as .xlsx; with `feedback` the sheet of findings stands first, with `live` the live check."""
    book = Workbook()
    add_styles(book)
    first = book.active
    lists = lists_of(form)
    if feedback:
        _dress(write_feedback(book.create_sheet(OWN_TITLES[FEEDBACK])), form, FEEDBACK)
    _dress(write_guide(book.create_sheet(OWN_TITLES[GUIDE]), form), form, GUIDE)
    if live.rules:
        book.create_sheet(OWN_TITLES[LIVE])
    formula_of = formulas(form)
    for layout in layout_form(form).values():
        sheet = book.create_sheet(layout.sheet.title)
        _write_head(sheet, layout)
        write_rows(sheet, layout, formula_of)
        write_tables(sheet, layout)
        for validation in validations(layout, lists):
            sheet.add_data_validation(validation)
        _dress(sheet, form, layout.sheet.id)
        _set_print(sheet, layout)
    if live.rules:
        _write_live(book, form, live)
    _write_lists(book.create_sheet(OWN_TITLES[LISTS]), form, lists)
    for name in defined_names(lists):
        book.defined_names.add(name)
    if first is not None:
        book.remove(first)
    return _saved(book, form)


def _write_head(sheet: Worksheet, layout: SheetLayout) -> None:
    widths = widths_of(layout)
    for column, width in widths.items():
        sheet.column_dimensions[column_letters(column)].width = width
    sheet.cell(TITLE_ROW, LABEL_COLUMN, layout.sheet.title).style = "kmn_titel"
    sheet.row_dimensions[TITLE_ROW].height = 30
    sheet.cell(INTRO_ROW, LABEL_COLUMN, layout.sheet.intro).style = "kmn_einleitung"
    last = _intro_end(widths)
    if last > LABEL_COLUMN:
        sheet.merge_cells(None, INTRO_ROW, LABEL_COLUMN, INTRO_ROW, last)
    width = sum(widths[column] for column in range(LABEL_COLUMN, last + 1))
    sheet.row_dimensions[INTRO_ROW].height = LINE_HEIGHT * lines_needed(layout.sheet.intro, width)
    sheet.row_dimensions[INTRO_ROW + 1].height = 8


def _intro_end(widths: dict[int, float]) -> int:
    """The last column that the intro spans: about the width of a page."""
    page, end, total = 135.0, LABEL_COLUMN, 0.0
    for column, width in widths.items():
        total += width
        if total > page and column > LABEL_COLUMN:
            break
        end = column
    return end


def _dress(sheet: Worksheet, form: Form, sheet_id: str) -> None:
    sheet.cell(KEY_ROW, KEY_COLUMN, stamp_of(form.version, sheet_id)).style = "kmn_schluessel"
    sheet.row_dimensions[KEY_ROW].hidden = True
    sheet.column_dimensions["A"].hidden = True
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "E0A030" if sheet_id == FEEDBACK else "1F4E79"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = 0.6
    sheet.page_margins.bottom = 0.8
    if sheet.oddFooter is not None:
        sheet.oddFooter.left.text = f"{form.title}, Fassung {form.version}"
        sheet.oddFooter.right.text = "&A, Seite &P von &N"
    _protect(sheet)


def _protect(sheet: Worksheet) -> None:
    """Labels only, without a password: everything that helps while filling in stays allowed."""
    protection = sheet.protection
    protection.sheet = True
    protection.insertRows = protection.deleteRows = False
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.sort = protection.autoFilter = protection.insertHyperlinks = False


def _set_print(sheet: Worksheet, layout: SheetLayout) -> None:
    last = column_letters(layout.last_column)
    bottom = layout.tables[-1].last if layout.tables else layout.rows[-1].number
    sheet.print_area = f"B{TITLE_ROW}:{last}{bottom}"
    heading = layout.tables[0].heading if layout.is_list else HEADING_ROW
    sheet.print_title_rows = f"{heading}:{heading}"
    width = sum(widths_of(layout).values())
    sheet.page_setup.orientation = "landscape" if width > PORTRAIT else "portrait"
    if width > LANDSCAPE:
        sheet.page_setup.fitToWidth = 2
        sheet.print_title_cols = "B:B"
    sheet.freeze_panes = f"C{heading + 1}" if layout.is_list else f"A{heading + 1}"


def _write_live(book: Workbook, form: Form, live: LiveBook) -> None:
    sheet = book[OWN_TITLES[LIVE]]
    values, known = (book.create_sheet(OWN_TITLES[each]) for each in (LIVE_VALUES, LIVE_KNOWN))
    colour_form(book, write_live(values, known, sheet, form, live))
    for each, sheet_id in ((sheet, LIVE), (values, LIVE_VALUES), (known, LIVE_KNOWN)):
        _dress(each, form, sheet_id)
    values.sheet_state = known.sheet_state = "hidden"


def _write_lists(sheet: Worksheet, form: Form, lists: dict[tuple[str, ...], str]) -> None:
    sheet.cell(KEY_ROW, KEY_COLUMN, stamp_of(form.version, LISTS))
    for column, (choices, name) in enumerate(lists.items(), 2):
        for row, text in enumerate((name, *choices), 1):
            sheet.cell(row, column, text)
    sheet.sheet_state = "hidden"


def _saved(book: Workbook, form: Form) -> bytes:
    book.properties.creator = "Koordinierungsstelle KMN"
    book.properties.title = f"{form.title}, Fassung {form.version}"
    book.calculation.fullCalcOnLoad = True
    return saved(book)
