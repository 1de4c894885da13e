"""German amounts, numbers and days by formulas, computed by LibreOffice and compared with our own."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kmn_automation.forms.live_text import literal, shown
from kmn_automation.model.german import format_day, format_euro, format_number
from tests.conftest import unavailable

pytestmark = pytest.mark.server
AMOUNTS = ("0", "0.01", "0.1", "1", "12.5", "999.99", "999.999", "1000", "1234.5", "99999.95", "100000", "1234567.89",
           "1000000", "123456789.01", "-0.004", "-5", "-1234.56", "0.25", "0.333333", "38.5", "0.0417")  # fmt: skip
DAYS = (dt.date(2025, 1, 1), dt.date(2024, 2, 29), dt.date(2025, 12, 31))


def rounded(amount: Decimal, places: int) -> str:
    return format_number(Decimal(format_number(amount, places).replace(".", "").replace(",", ".")))


def cases() -> list[tuple[str, object, str]]:
    """Style, value, expected text."""
    found: list[tuple[str, object, str]] = []
    for text in AMOUNTS:
        amount = Decimal(text)
        found += [
            ("euro", amount, format_euro(amount)),
            ("zahl", amount, rounded(amount, 2)),
            ("stellen", amount, rounded(amount, 4)),
            ("prozent", amount, f"{rounded(amount, 2)}\u00a0%"),
        ]
    found += [("datum", day, format_day(day)) for day in DAYS]
    found += [("nummer", Decimal(2025), "2025"), ("text", " Müller ", "Müller"), ("text", "Ja", "Ja")]
    return found


def test_numbers_and_days_look_german_in_every_language(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        unavailable("LibreOffice is missing: apt-get install libreoffice-calc-nogui")
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, (style, value, _) in enumerate(cases(), 1):
        sheet[f"A{row}"] = value  # type: ignore[assignment]  # openpyxl takes decimals, days and texts
        sheet[f"B{row}"] = f"={shown(f'A{row}', style)}"
    book.save(tmp_path / "texte.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    command = [str(soffice), profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(tmp_path / "texte.xlsx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    made = openpyxl.load_workbook(tmp_path / "out" / "texte.xlsx", data_only=True).worksheets[0]

    got = [(style, value, made[f"B{row}"].value) for row, (style, value, _) in enumerate(cases(), 1)]
    assert got == cases()


def test_a_long_sentence_is_cut_into_pieces() -> None:
    assert all(len(piece) <= 255 for piece in literal("x" * 1000).split("&"))
