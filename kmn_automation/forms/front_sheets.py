"""The two sheets before the form: how to fill it in, and (in a return copy) what has to be mended."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from kmn_automation.forms.coordinates import column_letters
from kmn_automation.forms.layout import INTRO_ROW, LABEL_COLUMN, TITLE_ROW
from kmn_automation.model.form import Form

FEEDBACK_HEADINGS = ("Nr.", "Zelle", "Wo", "Was uns auffiel", "Was zu tun ist", "Regel", "Quelle")
FEEDBACK_WIDTHS = (6.0, 10.0, 36.0, 56.0, 44.0, 11.0, 32.0)
FEEDBACK_HEADING_ROW = 5
LEGEND = (
    ("kmn_eingabe_text_links", "Hellgelb: hier tragen Sie etwas ein."),
    ("kmn_vorbelegt_text_links", "Hellblau: von uns vorbelegt. Bitte prüfen und bei Bedarf berichtigen."),
    ("kmn_summe_text_links", "Grau: wird von der Datei selbst berechnet."),
)
STEPS = (
    "Füllen Sie die Blätter von links nach rechts aus. Angaben mit * werden immer gebraucht.",
    "Tragen Sie Beträge und Anzahlen als reine Zahlen ein, Tage als TT.MM.JJJJ. Gab es nichts, tragen Sie 0 ein.",
    "Reichen die Zeilen einer Liste nicht, fügen Sie in der Liste Zeilen ein. Leere Zeilen stören nicht.",
    "Nennen Sie keine Namen und keine Geburtsdaten von Ratsuchenden.",
    "Speichern Sie als Excel-Arbeitsmappe (.xlsx). Auch LibreOffice kann diese Datei bearbeiten und so speichern.",
    (
        "Senden Sie die Datei von Ihrer registrierten E-Mail-Adresse an die Koordinierungsstelle. "
        "Sie erhalten eine Antwort mit dem Ergebnis der Prüfung."
    ),
)


def write_guide(sheet: Worksheet, form: Form) -> Worksheet:
    """Title, version and six steps."""
    sheet.column_dimensions["B"].width = 6
    sheet.column_dimensions["C"].width = 96
    sheet.cell(TITLE_ROW, LABEL_COLUMN, form.title).style = "kmn_titel"
    sheet.row_dimensions[TITLE_ROW].height = 34
    years = f"für die Förderjahre {form.first_year} bis {form.last_year}, Fassung {form.version}"
    sheet.cell(INTRO_ROW, LABEL_COLUMN, years).style = "kmn_einleitung"
    sheet.merge_cells(None, INTRO_ROW, LABEL_COLUMN, INTRO_ROW, LABEL_COLUMN + 1)
    row = INTRO_ROW + 2
    row = _write_steps(sheet, row) + 1
    row = _write_legend(sheet, row) + 1
    content = ", ".join(each.title for each in form.sheets)
    _write_pair(sheet, row, "kmn_zwischentitel", "Blätter dieser Datei")
    sheet.cell(row + 1, LABEL_COLUMN, content).style = "kmn_text"
    sheet.merge_cells(None, row + 1, LABEL_COLUMN, row + 1, LABEL_COLUMN + 1)
    sheet.row_dimensions[row + 1].height = 32
    protection = (
        "Geschützt sind nur die Beschriftungen, ohne Kennwort. Bitte lassen Sie die erste Zeile und die erste "
        "Spalte (ausgeblendet) stehen: daran erkennen wir Ihre Angaben wieder."
    )
    sheet.cell(row + 3, LABEL_COLUMN, protection).style = "kmn_einleitung"
    sheet.merge_cells(None, row + 3, LABEL_COLUMN, row + 3, LABEL_COLUMN + 1)
    sheet.row_dimensions[row + 3].height = 32
    sheet.print_area = f"B{TITLE_ROW}:C{row + 3}"
    return sheet


def write_feedback(sheet: Worksheet) -> Worksheet:
    """Title and headings; the lines are written with each return copy."""
    for column, width in enumerate(FEEDBACK_WIDTHS, LABEL_COLUMN):
        sheet.column_dimensions[column_letters(column)].width = width
    sheet.cell(TITLE_ROW, LABEL_COLUMN, "Rückmeldung zu Ihrem Nachweis").style = "kmn_titel"
    sheet.row_dimensions[TITLE_ROW].height = 34
    intro = (
        "Dies ist eine Kopie Ihres Nachweises mit unseren Anmerkungen. Rot markierte Zellen sind zu berichtigen, "
        "orange markierte bitte prüfen. Berichtigen Sie die Angaben in dieser Datei und senden Sie sie zurück."
    )
    sheet.cell(INTRO_ROW, LABEL_COLUMN, intro).style = "kmn_einleitung"
    sheet.merge_cells(None, INTRO_ROW, LABEL_COLUMN, INTRO_ROW, LABEL_COLUMN + 4)
    sheet.row_dimensions[INTRO_ROW].height = 32
    for column, title in enumerate(FEEDBACK_HEADINGS, LABEL_COLUMN):
        sheet.cell(FEEDBACK_HEADING_ROW, column, title).style = "kmn_kopf_links"
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = f"{FEEDBACK_HEADING_ROW}:{FEEDBACK_HEADING_ROW}"
    sheet.freeze_panes = f"A{FEEDBACK_HEADING_ROW + 1}"
    for style, column in (
        ("kmn_text_kasten", 2),
        ("kmn_verweis", 3),
        ("kmn_marke_fehler", 4),
        ("kmn_marke_hinweis", 5),
        ("kmn_zwischentitel", 6),
    ):
        sheet.cell(FEEDBACK_HEADING_ROW + 1, column).style = style
    return sheet


def _write_steps(sheet: Worksheet, row: int) -> int:
    _write_pair(sheet, row, "kmn_zwischentitel", "So füllen Sie den Nachweis aus")
    for number, text in enumerate(STEPS, 1):
        sheet.cell(row + number, LABEL_COLUMN, f"{number}.").style = "kmn_text"
        sheet.cell(row + number, LABEL_COLUMN + 1, text).style = "kmn_text"
        sheet.row_dimensions[row + number].height = 34 if len(text) > 112 else 20  # noqa: PLR2004 - one line
    return row + len(STEPS) + 1


def _write_legend(sheet: Worksheet, row: int) -> int:
    _write_pair(sheet, row, "kmn_zwischentitel", "Farben")
    for number, (style, text) in enumerate(LEGEND, 1):
        sheet.cell(row + number, LABEL_COLUMN).style = style
        sheet.cell(row + number, LABEL_COLUMN + 1, text).style = "kmn_text"
        sheet.row_dimensions[row + number].height = 20
    return row + len(LEGEND) + 1


def _write_pair(sheet: Worksheet, row: int, style: str, text: str) -> None:
    sheet.cell(row, LABEL_COLUMN, text).style = style
    sheet.row_dimensions[row].height = 24
