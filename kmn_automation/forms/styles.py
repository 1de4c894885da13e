"""The look of the form: calm colours, one style per kind of cell, German formats.

Input cells are light yellow, cells that the office filled in light blue, totals grey. A number format is stored in
the notation of the file; a German Excel shows it with comma, point and TT.MM.JJJJ.
"""

from __future__ import annotations

from enum import StrEnum

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from kmn_automation.model.form import Field, Unit

INK = "1F2A37"
BLUE = "1F4E79"
QUIET = "6B7280"
LINE = "CFD4DA"
BAND = "DCE6F1"
MARK_ERROR = "F8B9B0"
MARK_NOTE = "FFD56B"
FONT = "Calibri"


class Paper(StrEnum):
    """The ground of a cell that holds a value."""

    INPUT = "eingabe"
    PREFILLED = "vorbelegt"
    TOTAL = "summe"


FILLS = {Paper.INPUT: "FFF9DB", Paper.PREFILLED: "E6EEF7", Paper.TOTAL: "ECEEF0"}
FORMATS = {
    Unit.EURO: '#,##0.00\\ "€"',
    Unit.PROZENT: '0.00\\ "%"',
    Unit.STELLEN: "0.00##",
    Unit.MONATE: "0.0#",
    Unit.STUNDEN: "0.00",
    Unit.ANZAHL: "#,##0",
    Unit.JAHR: "0",
    Unit.DATUM: "dd.mm.yyyy",
    Unit.TEXT: "General",
    Unit.WAHL: "General",
    Unit.JA_NEIN: "General",
}


def paper_of(field: Field) -> Paper:
    """The ground of a field."""
    if field.sum_of or field.share_of:
        return Paper.TOTAL
    return Paper.PREFILLED if field.prefill else Paper.INPUT


def value_style(field: Field, *, left: bool) -> str:
    """The name of the style of a value cell; `left` where a wide column holds all kinds of values."""
    if field.long:
        return "kmn_langtext"
    side = "links" if left or not field.unit.is_number else "rechts"
    return f"kmn_{paper_of(field).value}_{field.unit.name.lower()}_{side}"


def add_styles(book: Workbook) -> None:
    """Puts all styles of the form into the workbook."""
    for style in (*_text_styles(), *_value_styles()):
        book.add_named_style(style)


def _text_styles() -> list[NamedStyle]:
    top = Alignment(vertical="top", wrap_text=True)
    middle = Alignment(vertical="center", wrap_text=True)
    centre = Alignment(vertical="center", horizontal="center", wrap_text=True)
    band = PatternFill("solid", fgColor=BAND)
    line = Border(bottom=Side("thin", color=LINE))
    red, amber = (PatternFill("solid", fgColor=colour) for colour in (MARK_ERROR, MARK_NOTE))
    link = Font(FONT, 11, color="0B5CAD", underline="single")
    return [
        NamedStyle(
            "kmn_titel", font=Font(FONT, 18, bold=True, color=BLUE), alignment=Alignment(vertical="center")
        ),
        NamedStyle("kmn_einleitung", font=Font(FONT, 11, color=QUIET), alignment=top),
        NamedStyle("kmn_zwischentitel", font=Font(FONT, 13, bold=True, color=BLUE)),
        NamedStyle("kmn_kopf", font=_ink(bold=True), alignment=centre, fill=band, border=_box()),
        NamedStyle("kmn_kopf_links", font=_ink(bold=True), alignment=middle, fill=band, border=_box()),
        NamedStyle("kmn_bezeichnung", font=_ink(), alignment=middle, border=line),
        NamedStyle("kmn_bezeichnung_oben", font=_ink(), alignment=top, border=line),
        NamedStyle("kmn_bezeichnung_summe", font=_ink(bold=True), alignment=middle, border=line),
        NamedStyle("kmn_hilfe", font=Font(FONT, 10, italic=True, color=QUIET), alignment=middle),
        NamedStyle("kmn_text", font=_ink(), alignment=top),
        NamedStyle("kmn_text_kasten", font=_ink(), alignment=top, border=_box()),
        NamedStyle("kmn_verweis", font=link, alignment=top, border=_box()),
        NamedStyle("kmn_sprung", font=link, alignment=Alignment(vertical="top")),
        NamedStyle("kmn_schluessel", font=Font(FONT, 8, color="9CA3AF")),
        NamedStyle("kmn_marke_fehler", fill=red, font=_ink(), border=_box(), alignment=top),
        NamedStyle("kmn_marke_hinweis", fill=amber, font=_ink(), border=_box(), alignment=top),
    ]


def _value_styles() -> list[NamedStyle]:
    styles = [
        NamedStyle(
            "kmn_langtext",
            font=_ink(),
            fill=PatternFill("solid", fgColor=FILLS[Paper.INPUT]),
            border=_box(),
            alignment=Alignment(vertical="top", wrap_text=True, indent=1),
            protection=Protection(locked=False),
        )
    ]
    for paper in Paper:
        for unit in Unit:
            styles += [_value_style(paper, unit, side) for side in ("links", "rechts")]
    return styles


def _value_style(paper: Paper, unit: Unit, side: str) -> NamedStyle:
    wrap = unit in {Unit.TEXT, Unit.WAHL}
    horizontal = "left" if side == "links" else "right"
    return NamedStyle(
        f"kmn_{paper.value}_{unit.name.lower()}_{side}",
        font=_ink(bold=paper is Paper.TOTAL),
        fill=PatternFill("solid", fgColor=FILLS[paper]),
        border=_box(),
        alignment=Alignment(horizontal=horizontal, vertical="center", wrap_text=wrap, indent=1),
        number_format=FORMATS[unit],
        protection=Protection(locked=False),
    )


def _ink(*, bold: bool = False) -> Font:
    return Font(FONT, 11, bold=bold, color=INK)


def _box() -> Border:
    side = Side("thin", color=LINE)
    return Border(left=side, right=side, top=side, bottom=side)
