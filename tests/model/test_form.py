"""A form finds its fields, tables and sheets by their ids."""

from __future__ import annotations

import pytest

from kmn_automation.model.form import Field, Form, Row, Sheet, Table, Unit

AMOUNT = Field("einnahmen.bund", "Bund", Unit.EURO)
COLUMN = Field("belege.betrag", "Betrag", Unit.EURO)
LIST = Table("belege", "Belege", 10, (COLUMN,))
SHEET = Sheet("einnahmen", "Einnahmen", "", (), (Row("Bund", (AMOUNT,)),), (LIST,))
FORM = Form("2024", "Nachweis", 2024, 2026, (SHEET,))


def test_a_form_knows_its_fields_tables_and_sheets() -> None:
    assert FORM.fields == {"einnahmen.bund": AMOUNT}
    assert FORM.tables == {"belege": LIST}
    assert FORM.sheet_of == {"einnahmen.bund": SHEET, "belege": SHEET}
    assert (AMOUNT.name, LIST.column("betrag")) == ("bund", COLUMN)
    with pytest.raises(KeyError):
        LIST.column("fehlt")


def test_a_form_fits_its_years_both_ends_included() -> None:
    assert [FORM.fits(year) for year in (2023, 2024, 2026, 2027)] == [False, True, True, False]
