from __future__ import annotations

import pytest

from kmn_automation.forms.content_guard import look_into
from tests.ground.archives import SHEET, sheet, workbook


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B2"><f>SUM(A1:A2)</f></c>', [("B2", "")]),
        ('<c r="B2" s="3"><f>SUM(A1:A2)</f><v></v></c>', [("B2", "")]),
        ('<c r="B2"><f t="shared" si="0"/><v/></c>', [("B2", "")]),
        ('<c r="B2"><f>SUM(A1:A2)</f><v>3</v></c>', []),
        ('<c r="B2" t="str"><f>IF(A1=0,"",1)</f><v></v></c>', []),
        ('<c r="B2" t="e"><v>#DIV/0!</v></c>', [("B2", "#DIV/0!")]),
        ('<c r="B2" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', [("B2", "#DIV/0!")]),
        ('<c r="B2" t="inlineStr"><is><t>#DIV/0!</t></is></c>', []),
    ],
)
def test_cells_that_the_fast_reader_hides_are_found(cell: str, expected: list[tuple[str, str]]) -> None:
    sight = look_into(workbook(sheet=sheet(f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>')))

    assert [(each.cell, each.error) for each in sight.suspects] == expected
    assert {each.member for each in sight.suspects} <= {SHEET}


@pytest.mark.parametrize(
    ("text", "is_odd"),
    [
        (sheet(), False),
        (sheet().replace("<worksheet", "<x:worksheet"), True),
        (sheet().replace('"A1"', "'A1'"), True),
        (sheet().replace('<c r="A1">', "<c>"), True),
        (sheet().replace('<c r="A1">', '<c t="n" r="A1">'), True),
        (sheet('<row r="1"><c r="A1"><f>1+1</f>\n <v>2</v></c></row>'), True),
        (sheet('<row r="1"><c r="A1" t="e"><v xml:space="preserve">#N/A</v></c></row>'), True),
    ],
)
def test_markup_that_the_patterns_may_miss_is_odd(text: str, *, is_odd: bool) -> None:
    assert look_into(workbook(sheet=text)).odd_markup is is_odd


def test_formatted_cells_without_content_may_stand_far_away() -> None:
    far = '<row r="1048576" ht="12.8"><c r="XFD1048576" s="1"/></row>'

    assert look_into(workbook(sheet=sheet(far))).cells == 1
