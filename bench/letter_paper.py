"""The same three-page letter with a table of 30 rows in the dialect of every tool, and the data that fill it."""

from __future__ import annotations

import io
import random
import re
import struct
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

COLUMNS = ("nr", "datum", "empfaenger", "zweck", "betrag")
SINGLE = ("anrede", "traeger", "strasse", "ort", "zeichen", "datum", "projekt", "summe", "frist", "person")
ROWS = 30
DIALECTS: dict[str, Callable[[str], str]] = {
    "jinja": "{{{{ {} }}}}".format,
    "docxtemplater": "{{{}}}".format,
    "replace": "[[{}]]".format,
}
MERGE = "mailmerge"
_PARAGRAPH = (
    "für das Projekt |projekt| (Zeichen |zeichen|) bitten wir bis zum |frist| um Stellungnahme zu den folgenden "
    "Belegen. " + "Dies ist ein üblicher Absatz eines Schreibens mit etwas längerem Text. " * 4
)


def context(number: int) -> dict[str, Any]:
    """Data with what needs escaping, different in every letter."""
    rng = random.Random(number)
    single: dict[str, Any] = {name: f"{name} {number} Größe & <Rand>" for name in SINGLE}
    rows = [
        {
            "nr": str(line),
            "datum": "01.03.2025",
            "empfaenger": f"Firma {rng.randrange(99)} & Co. KG",
            "zweck": 'Büromaterial "Muster"',
            "betrag": f"{Decimal(rng.randrange(99999)) / 100:.2f}".replace(".", ","),
        }
        for line in range(1, ROWS + 1)
    ]
    return {**single, "belege": rows}


def template(dialect: str) -> bytes:
    """The letter as a Word file with the placeholders of that dialect."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].add_run().add_picture(io.BytesIO(_picture()), width=Cm(5))
    _fill(section.header.paragraphs[0], " Zeichen |zeichen|", dialect)
    _fill(section.footer.paragraphs[0], "|traeger| – Seite", dialect)
    for text in ("|traeger|", "|strasse|", "|ort|", "", "Ort, |datum|", "", "|anrede|,", *[_PARAGRAPH] * 8):
        _fill(document.add_paragraph(), text, dialect)
    _table(document, dialect)
    for text in ("Summe: |summe| Euro", "Mit freundlichen Grüßen", "|person|"):
        _fill(document.add_paragraph(), text, dialect)
    document.core_properties.title = "Schreiben"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _table(document: Any, dialect: str) -> None:  # noqa: ANN401 - python-docx names no type
    table = document.add_table(rows=1, cols=len(COLUMNS))
    table.style = "Table Grid"
    for cell, name in zip(table.rows[0].cells, COLUMNS, strict=True):
        cell.text = name
    if dialect == "jinja":
        table.add_row().cells[0].text = "{%tr for b in belege %}"
    cells = table.add_row().cells
    for cell, name in zip(cells, COLUMNS, strict=True):
        _fill(cell.paragraphs[0], f"|{'b.' if dialect == 'jinja' else ''}{name}|", dialect)
    if dialect == "jinja":
        table.add_row().cells[0].text = "{%tr endfor %}"
    if dialect == "docxtemplater":
        cells[0].paragraphs[0].runs[0].text = "{#belege}" + cells[0].text
        cells[-1].paragraphs[0].runs[0].text = cells[-1].text + "{/belege}"


def _fill(paragraph: Any, text: str, dialect: str) -> None:  # noqa: ANN401 - python-docx names no type
    for piece in filter(None, re.split(r"(\|[^|]+\|)", text)):
        if not piece.startswith("|"):
            paragraph.add_run(piece)
        elif dialect == MERGE:
            _merge_field(paragraph, piece.strip("|"))
        else:
            paragraph.add_run(DIALECTS[dialect](piece.strip("|")))


def _merge_field(paragraph: Any, name: str) -> None:  # noqa: ANN401 - python-docx names no type
    for kind in ("begin", "", "separate", "text", "end"):
        run = paragraph.add_run(f"«{name}»" if kind == "text" else None)
        if kind == "text":
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = f" MERGEFIELD {name} "
        run._r.append(element)  # noqa: SLF001 - python-docx has no other door to fields


def _picture(width: int = 200, height: int = 60) -> bytes:
    rng = random.Random(1)
    lines = b"".join(b"\0" + rng.randbytes(width * 3) for _ in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    )
    packed = (struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
