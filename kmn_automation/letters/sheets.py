"""Tables for the person who releases: what was changed in a letter, and many letters at one look."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from docx.table import Table, _Cell

from kmn_automation.letters.values import visible

GRID = "Table Grid"


@dataclass(frozen=True, slots=True)
class Entry:
    """One letter of a contact sheet; `odd` says why it deserves a second look."""

    number: int
    letter: str
    traeger: str
    recipient: str
    amount: str
    first_lines: Sequence[str]
    odd: Sequence[str] = ()


def change_sheet(number: str, rows: Sequence[tuple[str, str, str]]) -> bytes:
    """A Word table of place, old and new; equal rows give equal text."""
    document = _document(f"Änderungen im Schreiben {number}")
    document.add_heading(f"Änderungen im Schreiben {number}", level=1)
    _fill(document.add_table(rows=1, cols=3), ("Stelle", "bisher", "neu"), rows)
    return _saved(document)


def contact_sheet(title: str, entries: Sequence[Entry]) -> bytes:
    """A Word file with a block for each letter: the odd ones first with the reason, then all others by number."""
    document = _document(title)
    document.add_heading(title, level=1)
    odd = [each for each in entries if each.odd]
    if odd:
        document.add_heading(f"Bitte besonders ansehen ({len(odd)})", level=2)
    for each in odd:
        _block(document, each)
    rest = [each for each in entries if not each.odd]
    if rest:
        document.add_heading(f"Ohne Auffälligkeit ({len(rest)})", level=2)
    for each in rest:
        _block(document, each)
    return _saved(document)


def _block(document: DocumentObject, entry: Entry) -> None:
    document.add_heading(visible(f"{entry.number}. Schreiben {entry.letter}, {entry.traeger}"), level=3)
    for reason in entry.odd:
        document.add_paragraph(visible(f"Auffällig: {reason}"), style="List Bullet")
    amount = entry.amount or "–"
    document.add_paragraph(visible(f"Geht an: {entry.recipient}    Betrag: {amount}"))
    for line in entry.first_lines:
        document.add_paragraph(visible(line), style="Quote")


def _fill(table: Table, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table.style = GRID
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    for row in rows:
        for cell, text in zip(_new_row(table), row, strict=True):
            cell.text = visible(text)


def _new_row(table: Table) -> Sequence[_Cell]:
    cells: Sequence[_Cell] = table.add_row().cells  # type: ignore[no-untyped-call] # python-docx has no types here
    return cells


def _document(title: str) -> DocumentObject:
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    core = document.core_properties
    core.author, core.title, core.language, core.comments = "", title, "de-DE", ""
    document.styles["Normal"].font.size = Pt(10)
    return document


def _saved(document: DocumentObject) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
