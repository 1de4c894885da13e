"""The two sheets of the register workbook that only people read: the guide and the lists of choices."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms.register_layout import GUIDE, RegisterSheet

_STEPS = (
    "Tragen Sie zuerst die Regionalverbünde ein, dann Träger, Adressen, Bescheide und den Finanzierungsplan.",
    "Dunkelblaue Überschriften sind Pflicht, graue freiwillig. Über jeder Überschrift steht, was gemeint ist.",
    "Verweise (Träger, Regionalverbund, Geschäftszeichen) sind immer die Kennung aus dem anderen Blatt.",
    "Beträge geben Sie als Zahl ein, zum Beispiel 1200,00. „1.200“ als Text hat zwei Lesarten und wird abgewiesen.",
    "Ein Träger scheidet aus oder eine Person wechselt: „gültig bis“ eintragen, die Zeile nicht löschen.",
    "Eine Adresse bei mehreren Trägern ist nur erlaubt, wenn in jeder dieser Zeilen „gemeinsam genutzt: ja“ steht.",
    (
        "Überschriften, Reihenfolge der Spalten und Namen der Blätter bitte nicht ändern. Zeilen dürfen Sie sortieren "
        "und filtern. Eigene Notizen gehören in ein zusätzliches Blatt; zusätzliche Blätter werden nicht gelesen."
    ),
    (
        "Beim Einlesen wird alles zuerst geprüft. Steht irgendwo ein Fehler, wird nichts übernommen, und Sie erhalten "
        "eine Liste mit Blatt, Zeile, Spalte und dem, was zu tun ist."
    ),
    (
        "Vor der Übernahme werden die Unterschiede zum jetzigen Stand gezeigt. Geänderte Adressen und auffällig viele "
        "fehlende Träger müssen mit der gezählten Zahl bestätigt werden."
    ),
)
FONT = "Calibri"
_A4 = 9
_TITLE = Font(name=FONT, size=16, bold=True, color="1F4E79")
_HEAD = Font(name=FONT, bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="1F4E79")
_WRAP = Alignment(vertical="top", wrap_text=True)
_CHARACTERS_PER_LINE, _LINE_HEIGHT = 125, 16


def write_guide(page: Worksheet, sheets: tuple[RegisterSheet, ...]) -> None:
    """Fills the first sheet: what the workbook is, how to keep it, what each sheet holds."""
    page.title = GUIDE
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 22
    page.column_dimensions["B"].width = 100
    page["A1"] = "Register der Koordinierungsstelle"
    page["A1"].font = _TITLE
    page["A2"] = "Diese Mappe ist die Grundlage für Berichte, Schreiben, Fristen und Einladungen."
    row = _table(page, 4, ("Blatt", "Inhalt"), [(each.title, each.intro) for each in sheets])
    steps = [(f"Schritt {number}", text) for number, text in enumerate(_STEPS, start=1)]
    _table(page, row + 1, ("So geht es", ""), steps)
    fit_to_landscape(page)


def _table(page: Worksheet, row: int, head: tuple[str, str], lines: list[tuple[str, str]]) -> int:
    """Writes a small table and gives the row below it."""
    for column, text in enumerate(head, start=1):
        cell = page.cell(row, column, text)
        cell.font, cell.fill = _HEAD, _FILL
    for offset, (name, text) in enumerate(lines, start=1):
        page.cell(row + offset, 1, name).alignment = _WRAP
        page.cell(row + offset, 1).font = Font(name=FONT, bold=True)
        page.cell(row + offset, 2, text).alignment = _WRAP
        page.row_dimensions[row + offset].height = _LINE_HEIGHT * (1 + len(text) // _CHARACTERS_PER_LINE)
    return row + len(lines) + 1


def write_lists(page: Worksheet, sheets: tuple[RegisterSheet, ...]) -> dict[tuple[str, str], str]:
    """Fills the last sheet with the choices, one column each; gives (sheet, column) → range."""
    page["A1"] = "Diese Listen füllen die Auswahlfelder der anderen Blätter. Bitte nicht ändern."
    page["A1"].font = Font(name=FONT, italic=True)
    offered = [(spec, column) for spec in sheets for column in spec.columns if column.choices]
    ranges = {}
    for index, (spec, column) in enumerate(offered, start=1):
        letter = get_column_letter(index)
        head = page.cell(2, index, f"{spec.title}: {column.heading}")
        head.font, head.fill = _HEAD, _FILL
        for row, choice in enumerate(column.choices, start=3):
            page.cell(row, index, choice)
        page.column_dimensions[letter].width = 4 + max(map(len, (str(head.value), *column.choices)))
        last = 2 + len(column.choices)
        ranges[spec.id, column.name] = f"{quote_sheetname(page.title)}!${letter}$3:${letter}${last}"
    page.freeze_panes = "A3"
    fit_to_landscape(page)
    return ranges


def fit_to_landscape(page: Worksheet) -> None:
    """Prints the sheet on A4 across, as wide as the paper and as long as it needs."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = _A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
