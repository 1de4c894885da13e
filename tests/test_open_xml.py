"""Every kind of file that leaves the house, before Microsoft's own judge: no complaint about any of them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kmn_automation.app.rule_book import rule_book
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.wiring import Toolbox
from kmn_automation.forms.register_layout import plan_positions
from kmn_automation.forms.register_write import write_register
from kmn_automation.forms.workbook import FormWriter
from kmn_automation.rules.excel_rules import live_book
from kmn_automation.simulation.network import invent_network
from tests.conftest import unavailable
from tests.forms.samples import VERSIONS, all_forms, form, sample, writer
from tests.forms.test_written_files import evil_notes, evil_report
from tests.letters import cast
from tests.office import MAY
from tests.open_xml import MISSING, PROGRAM, complaints
from tests.rules.builder import rulebook

pytestmark = pytest.mark.server


@pytest.fixture(autouse=True)
def judge() -> None:
    if PROGRAM is None:
        unavailable(MISSING)


def test_no_letter_has_a_fault() -> None:
    letters = {
        f"{kind} {who}.docx": cast.LIBRARY.render(kind, cast.context_for(kind, recipient)).docx
        for kind in cast.LIBRARY.kinds
        for who, recipient in cast.RECIPIENTS.items()
    }
    many = {
        f"{kind} 200.docx": cast.LIBRARY.render(kind, cast.context_for(kind, count=200)).docx
        for kind in cast.COUNTED
    }

    assert complaints(letters | many) == []
    assert len(letters) == len(cast.LIBRARY.kinds) * len(cast.RECIPIENTS)


def test_no_workbook_has_a_fault() -> None:
    forms = {
        f"Bogen {version}.xlsx": FormWriter(form(version), live_book(rulebook(), form(version))).write(
            *sample(form(version))
        )
        for version in VERSIONS
    }
    values, tables = evil_report()
    others = {
        "Rückgabe.xlsx": writer().write(values, tables, evil_notes()),  # type: ignore[arg-type]  # texts where numbers belong
        "Register.xlsx": write_register(invent_network(3, 30, 2025), plan_positions(all_forms().values())),
        "Vorlage des Registers.xlsx": write_register(None, plan_positions(all_forms().values())),
    }

    assert complaints(forms | others) == []


def test_the_rule_book_has_no_fault() -> None:
    toolbox = Toolbox(Site(Path("nowhere"), shipped_root()))

    assert complaints({"Regelbuch.docx": rule_book(toolbox, None, MAY.date())}) == []


@pytest.mark.parametrize(
    ("name", "part", "old", "new", "wanted"),
    [
        ("a.docx", "word/document.xml", "<w:tcPr>", "<w:p/><w:tcPr>", "unexpected child element"),
        ("a.xlsx", "xl/worksheets/sheet1.xml", "<sheetData", "<mergeCells/><sheetData", "mergeCells"),
        ("a.docx", "[Content_Types].xml", "</Types>", "", "Unexpected end of file"),
    ],
    ids=["order in a cell", "order in a sheet", "broken package"],
)
def test_the_judge_finds_what_is_planted(name: str, part: str, old: str, new: str, wanted: str) -> None:
    good = (
        cast.LIBRARY.render("nachforderung", cast.demand()).docx if name == "a.docx" else writer().write({})
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as before, zipfile.ZipFile(buffer, "w") as after:
        for each in before.namelist():
            text = before.read(each).decode()
            assert each != part or old in text
            after.writestr(each, text.replace(old, new, 1) if each == part else text)

    found = complaints({name: buffer.getvalue()})

    assert any(wanted in each for each in found), found
