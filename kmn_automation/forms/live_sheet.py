"""The sheet „Prüfung“: what the rules say while somebody fills in the form; and the colours in the form itself.

No macros, no filters: the hidden sheet ranks the lines, findings first, and this sheet shows them in that order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms import live_values as at
from kmn_automation.forms.cells import cell_xml
from kmn_automation.forms.layout import INTRO_ROW, LABEL_COLUMN, TITLE_ROW
from kmn_automation.forms.live_cells import Places, Resolver
from kmn_automation.forms.live_values import FOUND, OPEN, UNDECIDED, ValueSheet
from kmn_automation.forms.styles import MARK_ERROR, MARK_NOTE, QUIET
from kmn_automation.model.finding import Severity
from kmn_automation.model.form import Form, Unit
from kmn_automation.model.live_rule import LiveBook
from kmn_automation.model.report import Scalar

COUNT_ROW, MISSING_ROW, BAD_ROW, HEADING_ROW = 5, 6, 7, 9
HEADINGS = ("Stand", "Regel", "Wo", "Was auffällt", "Was zu tun ist")
WIDTHS = (16.0, 13.0, 30.0, 62.0, 52.0)
TALL_ROWS, TALL, LOW = 15, 50.0, 34.0
INTRO = (
    "Diese Seite prüft den Nachweis, während Sie ihn ausfüllen; sie ersetzt die Prüfung der Koordinierungsstelle "
    "nicht. Ein Klick auf „Wo“ führt zur Zelle. Bleibt die Seite leer, klicken Sie oben auf „Bearbeitung aktivieren“."
)
UNREADABLE = " keine gültige Zahl, kein Datum oder nicht aus der Liste."
_STAND, _RULE, _WHERE, _WHAT, _DO = "BCDEF"
_MARKS, _STATES, _VALUES, _CODES = "pruef_marken", "pruef_stand", "pruef_wert", "pruef_befunde"


def write_live(
    values: Worksheet, known: Worksheet, sheet: Worksheet, form: Form, book: LiveBook
) -> ValueSheet:
    """Fills the visible sheet and the two hidden ones."""
    hidden = ValueSheet(Places(form), book)
    hidden.write(values)
    for row, name in enumerate(book.known, 2):
        known[f"A{row}"] = name
        known[f"{at.KNOWN_COLUMN}{row}"].style = "kmn_text"
    _write_head(sheet, hidden)
    for number in range(len(book.rules)):
        _write_line(sheet, hidden, number)
    _colour_lines(sheet, HEADING_ROW + len(book.rules))
    sheet.print_area = f"B{TITLE_ROW}:{_DO}{HEADING_ROW + len(book.rules)}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    sheet.page_setup.orientation = "landscape"
    return hidden


def _write_head(sheet: Worksheet, hidden: ValueSheet) -> None:
    for column, width in zip("BCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.cell(TITLE_ROW, LABEL_COLUMN, "Prüfung").style = "kmn_titel"
    sheet.row_dimensions[TITLE_ROW].height = 34
    sheet.cell(INTRO_ROW, LABEL_COLUMN, INTRO).style = "kmn_einleitung"
    sheet.merge_cells(f"B{INTRO_ROW}:F{INTRO_ROW}")
    sheet.row_dimensions[INTRO_ROW].height = 34
    for row, (formula, link) in _headlines(hidden).items():
        sheet[f"B{row}"] = f"={formula}"
        sheet[f"B{row}"].style = "kmn_zwischentitel" if row == COUNT_ROW else "kmn_text"
        sheet.merge_cells(f"B{row}:D{row}")
        if link:
            sheet[f"E{row}"] = f"={link}"
            sheet[f"E{row}"].style = "kmn_sprung"
        sheet.row_dimensions[row].height = 24 if row == COUNT_ROW else 19
    for number, title in enumerate(HEADINGS, LABEL_COLUMN):
        sheet.cell(HEADING_ROW, number, title).style = "kmn_kopf_links"


def _headlines(hidden: ValueSheet) -> dict[int, tuple[str, str]]:
    """Row → formula of its sentence, and of the link beside it."""
    fields = list(hidden.places.form.fields)
    columns = [each.id for table in hidden.places.form.tables.values() for each in table.columns]
    states = hidden.rows_of(fields, at.STATE)
    empty = f"SUMPRODUCT(({hidden.rows_of(fields, at.REQUIRED)}=1)*({states}=0))"
    if columns:
        empty += f"+SUM({hidden.rows_of(columns, at.GAPS)})"
    unread = f"COUNTIF({states},2)" + (f"+SUM({hidden.rows_of(columns, at.BAD)})" if columns else "")
    first_empty = f"MATCH(1,INDEX(({hidden.rows_of(fields, at.REQUIRED)}=1)*({states}=0),0),0)"
    errors = _counted(_number_of(hidden, "Fehler"), "Fehler", "Fehler")
    notes = _counted(_number_of(hidden, "Hinweis"), "Hinweis", "Hinweise")
    open_ones = _counted(f"({empty})", "Pflichtangabe", "Pflichtangaben")
    complete = f'IF({empty}=0,"Alle Pflichtangaben sind da.","Noch "&{open_ones}&" leer.")'
    wrong = _counted(f"({unread})", "Eintrag ist", "Einträge sind")
    readable = f'IF({unread}=0,"Alle Einträge sind lesbar.",{wrong}&"{UNREADABLE}")'
    return {
        COUNT_ROW: (f'{errors}&", "&{notes}', ""),
        MISSING_ROW: (complete, _jump(hidden, fields, first_empty)),
        BAD_ROW: (readable, _jump(hidden, fields, f"MATCH(2,{states},0)")),
    }


def _number_of(hidden: ValueSheet, severity: str) -> str:
    return f'COUNTIFS({hidden.area(at.CODE)},">0",{hidden.area(at.SEVERITY)},"{severity}")'


def _counted(number: str, one: str, many: str) -> str:
    return f'{number}&IF({number}=1," {one}"," {many}")'


def _jump(hidden: ValueSheet, fields: list[str], match: str) -> str:
    goal, label = (f"INDEX({hidden.rows_of(fields, column)},{match})" for column in (at.GOAL, at.LABEL))
    return f'IFERROR(HYPERLINK({goal},"→ "&{label}),"")'


def _write_line(sheet: Worksheet, hidden: ValueSheet, number: int) -> None:
    row = HEADING_ROW + 1 + number
    order = f"'{at.TITLE}'!${at.ORDER}${hidden.rule_rows[number]}"

    def look(column: str) -> str:
        return f"INDEX({hidden.area(column)},{order})"

    kind, weight = look(at.CLASS), look(at.SEVERITY)
    cells = {
        _STAND: f'IF({kind}={FOUND},"● "&{weight},IF({kind}={UNDECIDED},"◐ nicht prüfbar",'
        f'IF({kind}={OPEN},"○ noch offen","○ in Ordnung")))',
        _RULE: look("A"),
        _WHERE: f"HYPERLINK({look(at.LINK)},{look(at.WHERE)})",
        _WHAT: f"IF({kind}={FOUND},{look(at.TEXT)},{look(at.RULE_TITLE)})",
        _DO: f"IF({kind}={FOUND},{look(at.REMEDY)},IF({kind}={UNDECIDED},"
        '"Bitte tragen Sie in die genannten Zellen Zahlen, Tage oder Einträge der Liste ein.",""))',
    }
    for column, formula in cells.items():
        sheet[f"{column}{row}"] = f"={formula}"
        sheet[f"{column}{row}"].style = "kmn_verweis" if column == _WHERE else "kmn_text_kasten"
    sheet.row_dimensions[row].height = TALL if number < TALL_ROWS else LOW


def _colour_lines(sheet: Worksheet, last: int) -> None:
    area = f"B{HEADING_ROW + 1}:F{last}"
    stand = f"$B{HEADING_ROW + 1}"
    for word, colour in (("● Fehler", MARK_ERROR), ("● Hinweis", MARK_NOTE)):
        rule = _format([f'{stand}="{word}"'], fill=_fill(colour), font=Font(bold=True))
        sheet.conditional_formatting.add(f"B{HEADING_ROW + 1}:B{last}", rule)
    quiet = _format([f'LEFT({stand},1)="○"'], font=Font(color=QUIET, bold=False, underline="none"))
    sheet.conditional_formatting.add(area, quiet)


def colour_form(book: Workbook, hidden: ValueSheet) -> None:
    """Conditional formats in the cells that rules point at, red before orange.

    They reach the hidden sheet through defined names, since a format of Excel 2007 may name no other sheet.
    """
    rows = hidden.value_rows.values()
    for name, column in ((_MARKS, at.MARK), (_STATES, at.STATE), (_VALUES, at.VALUE), (_CODES, at.CODE)):
        area = f"'{at.TITLE}'!${column}$1:${column}${max(rows)}"
        book.defined_names.add(DefinedName(name, attr_text=area))
    _colour_unreadable(book, hidden)
    for name in hidden.marked_fields():
        spot, row = hidden.places.spots[name], hidden.value_rows[name]
        cell = f"{spot.letters}{spot.first}"
        for weight, colour in ((2, MARK_ERROR), (1, MARK_NOTE)):
            shade = _format([f"INDEX({_MARKS},{row})={weight}"], fill=_fill(colour))
            book[spot.title].conditional_formatting.add(cell, shade)
    singles = {
        name: (f"INDEX({_STATES},{row})", f"INDEX({_VALUES},{row})")
        for name, row in hidden.value_rows.items()
    }
    resolver = Resolver(hidden.places, singles, by_line=True)
    for spot, rule, row in hidden.marked_columns():
        colour = MARK_ERROR if rule.severity is Severity.ERROR else MARK_NOTE
        formula = f"IF(INDEX({_CODES},{row})>0,{resolver.resolve(rule.violated)}=1,FALSE)"
        area = f"{spot.letters}{spot.first}:{spot.letters}{spot.last}"
        mark = _format([formula], fill=_fill(colour))
        book[spot.title].conditional_formatting.add(area, mark)


def _colour_unreadable(book: Workbook, hidden: ValueSheet) -> None:
    """Red for what is no number, no day or not in the list."""
    for spot in hidden.places.spots.values():
        if spot.field.unit is Unit.TEXT:
            continue
        cell = f"{spot.letters}{spot.first}"
        formula = f"INDEX({_STATES},{hidden.value_rows[spot.field.id]})=2"
        if spot.first != spot.last:
            cell = f"{cell}:{spot.letters}{spot.last}"
            given = hidden.places.given(spot.field, spot.line)
            formula = f"IF(ISBLANK({spot.line}),FALSE,IF({given},FALSE,TRUE))"
        shade = _format([formula], fill=_fill(MARK_ERROR))
        book[spot.title].conditional_formatting.add(cell, shade)


def known_part(text: str, book: LiveBook, known: Mapping[str, Scalar | None]) -> str:
    """The XML of the sheet with what the register knows, filled in."""

    def cell(match: re.Match[str]) -> str:
        value = known.get(book.known[int(match[1]) - 2])
        return match[0] if value is None else cell_xml(f"{at.KNOWN_COLUMN}{match[1]}", int(match[2]), value)

    return re.sub(rf'<c r="{at.KNOWN_COLUMN}([0-9]+)" s="([0-9]+)"[^>]*?(?:/>|></c>)', cell, text)


def _format(formula: list[str], **look: PatternFill | Font) -> Rule:
    made: Rule = FormulaRule(formula, **look)  # type: ignore[no-untyped-call]  # openpyxl has no types here
    return made


def _fill(colour: str) -> PatternFill:
    return PatternFill(bgColor=colour, fill_type="solid")
