"""The check of packages finds what is planted, one thing at a time."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.forms.package_faults import package_faults
from tests.forms.samples import form, sample, writer
from tests.forms.test_package import NOTES

SHEET, STYLES, TYPES = "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"


def members() -> dict[str, bytes]:
    with ZipFile(BytesIO(writer().write(*sample(form()), NOTES))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


GOOD = members()
LISTED = next(name for name, data in GOOD.items() if b'type="list"' in data)
COLOURED = next((name for name, data in GOOD.items() if b"<cfRule" in data), "")


def test_a_return_copy_has_no_fault() -> None:
    assert package_faults(GOOD) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "wanted"),
    [
        (SHEET, "</worksheet>", "</sheet>", "not well-formed"),
        (TYPES, r'<Default Extension="rels"[^>]*/>', "", "no content type: _rels/.rels"),
        (TYPES, "worksheets/sheet1.xml", "worksheets/sheet99.xml", "content type of nothing: xl/worksheets/sheet99.xml"),
        ("xl/_rels/workbook.xml.rels", "styles.xml", "stile.xml", "relation leads nowhere"),
        ("xl/_rels/workbook.xml.rels", "rId2", "rId1", "two relations of one id"),
        (STYLES, r'<cellXfs count="\d+"', '<cellXfs count="1"', "count of cellXfs"),
        (STYLES, 'fillId="0"', 'fillId="999"', "style with a fillId that is not there"),
        (STYLES, 'fontId="0"', 'fontId="999"', "style with a fontId that is not there"),
        (SHEET, "(<sheetData>.*</sheetData>)(<sheetProtection[^>]*/>)", r"\2\1", "parts of a sheet out of order"),
        (SHEET, "</sheetData>", "</sheetData><oleObjects/>", "part of a sheet that is not ours"),
        (SHEET, r"(<row .*?</row>)(<row .*?</row>)", r"\2\1", "rows out of order"),
        (SHEET, r'(<c r="B\d+".*?</c>)', r"\1\1", "cells out of order or twice"),
        (SHEET, r'(<c [^>]*)s="\d+"', r'\1s="9999"', "style that is not there"),
        (SHEET, r'<c (r="[A-Z]+\d+")[^>]*t="inlineStr"[^>]*>.*?</c>|<c (r="[A-Z]+\d+")[^>]*t="s"[^>]*>.*?</c>',
         r'<c \1\2 t="s"><v>99999</v></c>', "string that is not there"),
        (LISTED, r'(type="list".*?<formula1>)[^<]*', r"\1fehlt", "list that is not there"),
        (LISTED, r'(type="list".*?<formula1>)[^<]*', rf'\1"{"x," * 200}"', "list too long"),
        (LISTED, r'prompt="[^"]*"', f'prompt="{"x" * 256}"', "prompt too long"),
        (LISTED, r"(<dataValidation .*?</dataValidation>)", r"\1\1", "two validations of one area"),
    ],
)  # fmt: skip
def test_what_is_planted_is_found(part: str, old: str, new: str, wanted: str) -> None:
    changed, number = re.subn(old, new, GOOD[part].decode(), count=1, flags=re.DOTALL)
    assert number, f"{old} is not in {part}"

    found = package_faults({**GOOD, part: changed.encode()})

    assert any(wanted in each for each in found), found
