"""Errors and formulas without a result are found in any spelling of the file."""

from __future__ import annotations

import pytest

from kmn_automation.forms.exact_cells import members_by_title
from kmn_automation.forms.inspect_workbook import inspect_workbook
from tests.ground.archives import HEAD, MAIN, RELATIONS, parts, sheet, workbook

ERROR, OPEN = {"error": "#N/A"}, {"formula": ""}
PREFIXED = (
    f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="C2" t="e"><x:v>#N/A</x:v></x:c>'
    '<x:c r="D2"><x:f>1+1</x:f></x:c><x:c r="E2" t="str"><x:f>""</x:f><x:v></x:v></x:c></x:row></x:sheetData></x:worksheet>'
)


def cells(text: str, **more: str) -> dict[tuple[int, int], object]:
    answer, _ = inspect_workbook(workbook(sheet=text, **more), {})
    (read,) = answer["sheets"]  # type: ignore[misc]
    return {
        (row, first + at): cell for row, first, line in read["rows"] for at, cell in enumerate(line) if cell
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PREFIXED, {(2, 3): ERROR, (2, 4): OPEN}),
        (sheet("<row r='3'><c r='B3' t='e'><v>#N/A</v></c></row>"), {(3, 2): ERROR}),
        (sheet('<row><c t="e"><v>#N/A</v></c><c><v>1</v></c></row><row><c><f>1+1</f></c></row>'),
         {(1, 1): ERROR, (1, 2): 1.0, (2, 1): OPEN}),
        (sheet('<row r="2"><c t="e" r="b2"><v>#N/A</v></c></row>'), {(2, 2): ERROR}),
        (sheet('<row r="1"><c r="A1">\n<f>1+1</f>\n<v/>\n</c><c r="B1"><f>1</f> <v>1</v></c></row>'),
         {(1, 1): OPEN, (1, 2): 1.0}),
        (sheet('<row r="1"><c r="A1" t="e"><v xml:space="preserve"></v></c></row>'), {(1, 1): {"error": "#?"}}),
        (sheet('<row r="1"><c t="inlineStr" r="A1"><f>1</f><is><t>x</t></is></c></row>'), {(1, 1): "x"}),
    ],
)  # fmt: skip
def test_what_calamine_shows_as_empty_is_found(text: str, expected: dict[tuple[int, int], object]) -> None:
    assert cells(text) == expected


def test_a_sheet_may_lie_in_any_folder_and_have_any_name() -> None:
    links = parts()["xl/_rels/workbook.xml.rels"]
    assert isinstance(links, str)
    moved = {
        "xl/_rels/workbook.xml.rels": links.replace("worksheets/", "/xl/blatt/"),
        "xl/blatt/sheet1.xml": sheet('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'),
    }

    assert cells(sheet(), **moved) == {(1, 1): ERROR}


def test_titles_are_found_in_any_spelling() -> None:
    book = (
        f"<x:workbook xmlns:x='{MAIN}' xmlns:q='{RELATIONS}'><x:sheets><x:sheet q:id='r7' name='A &amp; B'/>"
    )
    links = (
        "<Relationships><Relationship Target='../xl/w/s.xml' Id='r7'/><Relationship Id='r8'/></Relationships>"
    )

    assert members_by_title(book, links) == {"xl/w/s.xml": "A & B"}
    assert members_by_title("", "kein XML") == {}
