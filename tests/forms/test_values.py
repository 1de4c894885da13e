from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kmn_automation.forms.grid import CellValue
from kmn_automation.forms.read_value import read_cell
from kmn_automation.model.form import Field, Unit

D = Decimal


def field(unit: Unit, *choices: str) -> Field:
    return Field("blatt.feld", "Feld", unit, choices=choices)


@pytest.mark.parametrize(
    ("unit", "cell", "expected"),
    [
        (Unit.EURO, 1234.56, D("1234.56")),
        (Unit.EURO, 0.1 + 0.2, D("0.30")),
        (Unit.EURO, 1234.5600000000002, D("1234.56")),
        (Unit.EURO, "1.234,56 €", D("1234.56")),
        (Unit.EURO, "1,234.56", D("1234.56")),
        (Unit.EURO, "\u00a012,5\u00a0", D("12.50")),
        (Unit.EURO, "-3", D("-3.00")),
        (Unit.ANZAHL, 12.0, D(12)),
        (Unit.PROZENT, 90.0, D(90)),
        (Unit.PROZENT, "90 %", D(90)),
        (Unit.PROZENT, "0,9 %", D("0.9")),
        (Unit.DATUM, {"date": "2025-03-05"}, dt.date(2025, 3, 5)),
        (Unit.DATUM, "05.03.2025", dt.date(2025, 3, 5)),
        (Unit.DATUM, 45721.0, dt.date(2025, 3, 5)),
        (Unit.JA_NEIN, " ja ", True),
        (Unit.JA_NEIN, "X", True),
        (Unit.JA_NEIN, False, False),
        (Unit.JA_NEIN, 1.0, True),
        (Unit.TEXT, 441.0, "441"),
        (Unit.TEXT, "Zeile\r\nZeile", "Zeile\nZeile"),
        (Unit.TEXT, "A\u0308gidius", "Ägidius"),
        (Unit.TEXT, {"date": "2025-03-05"}, "05.03.2025"),
    ],
)
def test_a_cell_means_what_a_person_sees(unit: Unit, cell: CellValue, expected: object) -> None:
    raw, reading = read_cell(cell, field(unit))

    assert (reading.value, reading.problem) == (expected, "")
    assert raw


@pytest.mark.parametrize(
    ("unit", "cell", "problem"),
    [
        (Unit.EURO, "1.234", "nicht eindeutig: 1,234 oder 1.234"),
        (Unit.EURO, "n/a", "keine gültige Zahl"),
        (Unit.EURO, float("nan"), "keine gültige Zahl oder mehr als 15 Ziffern"),
        (Unit.EURO, 1e300, "keine gültige Zahl oder mehr als 15 Ziffern"),
        (Unit.EURO, {"date": "2025-10-09"}, "wird als Datum gelesen (09.10.2025)"),
        (Unit.EURO, {"error": "#DIV/0!"}, "Fehlerwert #DIV/0!"),
        (Unit.EURO, True, "keine gültige Zahl"),
        (Unit.PROZENT, 0.9, "nicht eindeutig: 0,9 % oder 90 %"),
        (Unit.PROZENT, "0,9", "nicht eindeutig: 0,9 % oder 90 %"),
        (Unit.DATUM, 2025.0, "kein gültiges Datum (TT.MM.JJJJ)"),
        (Unit.DATUM, "31.02.2025", "diesen Tag gibt es nicht"),
        (Unit.DATUM, "März 26", "kein gültiges Datum (TT.MM.JJJJ)"),
        (Unit.DATUM, {"date": "0000-99-99"}, "kein gültiges Datum (TT.MM.JJJJ)"),
        (Unit.JA_NEIN, "vielleicht", "weder Ja noch Nein"),
        (Unit.JA_NEIN, 2.0, "weder Ja noch Nein"),
    ],
)
def test_what_has_no_single_meaning_has_none(unit: Unit, cell: CellValue, problem: str) -> None:
    _, reading = read_cell(cell, field(unit))

    assert (reading.value, reading.problem) == (None, problem)


def test_a_choice_is_read_in_any_case_and_spacing() -> None:
    choice = field(Unit.WAHL, "Bürobedarf und Kommunikation", "Raumkosten")

    assert read_cell("bürobedarf  UND kommunikation", choice)[1].value == "Bürobedarf und Kommunikation"
    assert read_cell("Miete", choice)[1].problem == "steht nicht zur Auswahl"
