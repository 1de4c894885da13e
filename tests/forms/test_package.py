"""The file itself: what Excel would repair or refuse must not be in it."""

from __future__ import annotations

import posixpath
import re
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from lxml import etree

from kmn_automation.forms.coordinates import cell_position
from kmn_automation.forms.notes import Note, Target
from tests.forms.samples import VERSIONS, form, opened, sample, writer

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetProtection",
    "autoFilter",
    "mergeCells",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "drawing",
    "legacyDrawing",
    "tableParts",
]
NOTES = (
    Note(
        "Text & <Zeichen>", (Target("ausgaben.summe"), Target("belege.betrag", 1)), "Abhilfe", "R-1", "Nr. 1"
    ),
    Note("Noch einer", (Target("sachbericht.erfolg"),), error=False),
)


@pytest.fixture(params=[(version, notes) for version in VERSIONS for notes in ((), NOTES)], ids=str)
def members(request: pytest.FixtureRequest) -> dict[str, bytes]:
    version, notes = request.param
    data = writer(version).write(*sample(form(version)), notes)
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def tree(members: dict[str, bytes], name: str) -> etree._Element:
    return etree.fromstring(members[name])


def sheets(members: dict[str, bytes]) -> list[etree._Element]:
    return [tree(members, name) for name in members if "worksheets/sheet" in name and name.endswith(".xml")]


def test_every_part_is_well_formed_and_has_a_type(members: dict[str, bytes]) -> None:
    types = tree(members, "[Content_Types].xml")
    endings = {each.get("Extension") for each in types if each.tag.endswith("Default")}
    parts = {each.get("PartName") for each in types if each.tag.endswith("Override")}

    for name in members:
        tree(members, name)
        assert f"/{name}" in parts or name.rpartition(".")[2] in endings, name
    assert {str(part)[1:] for part in parts} <= set(members)


def test_every_relation_leads_somewhere(members: dict[str, bytes]) -> None:
    for name in members:
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in tree(members, name):
            target = str(relation.get("Target"))
            path = (
                target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            assert path in members, (name, target)


def test_the_parts_of_a_sheet_stand_in_the_order_of_the_standard(members: dict[str, bytes]) -> None:
    for sheet in sheets(members):
        places = [ORDER.index(etree.QName(each).localname) for each in sheet]
        assert places == sorted(places)


def test_cells_stand_in_order_and_use_styles_that_exist(members: dict[str, bytes]) -> None:
    formats = tree(members, "xl/styles.xml").find(f"{MAIN}cellXfs")
    assert formats is not None
    assert int(str(formats.get("count"))) == len(formats)
    for sheet in sheets(members):
        rows = [int(str(row.get("r"))) for row in sheet.iter(f"{MAIN}row")]
        cells = [cell_position(str(cell.get("r"))) for cell in sheet.iter(f"{MAIN}c")]
        assert all(upper < lower for upper, lower in pairwise(rows))
        assert all(before < after for before, after in pairwise(cells))
        assert all(int(cell.get("s", "0")) < len(formats) for cell in sheet.iter(f"{MAIN}c"))


def test_fills_of_all_styles_exist(members: dict[str, bytes]) -> None:
    styles = tree(members, "xl/styles.xml")
    fills = styles.find(f"{MAIN}fills")
    assert fills is not None
    assert int(str(fills.get("count"))) == len(fills)
    assert all(int(each.get("fillId", "0")) < len(fills) for each in styles.iter(f"{MAIN}xf"))


def test_every_list_has_its_name_and_no_cell_two_validations(members: dict[str, bytes]) -> None:
    names = {each.get("name") for each in tree(members, "xl/workbook.xml").iter(f"{MAIN}definedName")}
    for sheet in sheets(members):
        covered = [
            area for each in sheet.iter(f"{MAIN}dataValidation") for area in str(each.get("sqref")).split()
        ]
        assert len(covered) == len(set(covered))
        for validation in sheet.iter(f"{MAIN}dataValidation"):
            if validation.get("type") == "list":
                assert validation.findtext(f"{MAIN}formula1") in names
            assert len(validation.get("prompt", "")) <= 255
            assert len(validation.get("error", "")) <= 225


def test_protection_has_no_password_and_lets_rows_be_inserted(members: dict[str, bytes]) -> None:
    for sheet in sheets(members)[:-1]:
        protection = sheet.find(f"{MAIN}sheetProtection")
        assert protection is not None
        assert protection.get("password") is None
        assert (protection.get("sheet"), protection.get("insertRows")) == ("1", "0")


def test_labels_are_locked_and_values_are_not() -> None:
    book = opened(writer().write({}))

    assert (book["Deckblatt"]["B6"].protection.locked, book["Deckblatt"]["C6"].protection.locked) == (
        True,
        False,
    )
    assert (book["Belegliste"]["F7"].protection.locked, book["Belegliste"]["F8"].protection.locked) == (
        True,
        False,
    )


def test_no_clock_and_no_person_is_in_the_file(members: dict[str, bytes]) -> None:
    core = members["docProps/core.xml"].decode()

    assert re.search(r"20\d\d-\d\d-\d\dT", core) is None
    assert "Koordinierungsstelle KMN" in core
