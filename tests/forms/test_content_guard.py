from __future__ import annotations

import pytest

from kmn_automation.forms.content_guard import look_into
from kmn_automation.forms.sheet_guard import MAX_SUSPECTS
from kmn_automation.ground.zip_guard import MIB
from tests.forms.hostile_files import ROWS_REPEATED, open_cell, open_table
from tests.ground.archives import SHEET, sheet, workbook


def cells_of(rows: str) -> list[tuple[str, str]] | None:
    """What the guard found; None if it calls for the other reader."""
    sight = look_into(workbook(sheet=sheet(rows)))
    return None if sight.is_odd else [(each.cell, each.error) for each in sight.suspects]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c s="1" t="e" r="B2"><v>#REF!</v></c>', [("B2", "#REF!")]),
        ('<c t="n" r="B2"><f>A1</f></c>', [("B2", "")]),
        ('<c r="B2"><f/></c>', [("B2", "")]),
        ('<c t="e"><v>#REF!</v></c>', None),
        ("<c><f>A1</f></c>", None),
    ],
)
def test_such_cells_are_found_however_they_are_spelled(
    cell: str, expected: list[tuple[str, str]] | None
) -> None:
    assert cells_of(f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>') == expected


def test_such_cells_are_found_on_the_border_of_two_pieces() -> None:
    formula = "SUM(A1:A2)+" * 700
    for shift in (0, 4000, 8000):  # the border lies before, in, and behind the cell
        filler = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 30_000}</t></is></c></row>' * 34
        filler = filler[: filler.rfind("<row", 0, MIB - 8000 + shift)]
        assert cells_of(f'{filler}<row r="2"><c r="B2"><f>{formula}</f></c></row>') == [("B2", "")]
        assert cells_of(f'{filler}<row r="2"><c r="B2" t="e"><f>{formula}</f><v>#N/A</v></c></row>') == [
            ("B2", "#N/A")
        ]


def test_too_many_such_cells_call_for_the_other_reader() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}"><f>B{n}</f></c></row>' for n in range(1, MAX_SUSPECTS + 2))

    assert cells_of(cells) is None


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
        (sheet().replace('<c r="A1">', '<c t="n" r="A1">'), False),
        (sheet('<row r="1"><c r="A1"><f>1+1</f>\n <v>2</v></c></row>'), True),
        (sheet('<row r="1"><c r="A1" t="e"><v xml:space="preserve">#N/A</v></c></row>'), True),
    ],
)
def test_markup_that_the_patterns_may_miss_is_odd(text: str, *, is_odd: bool) -> None:
    assert look_into(workbook(sheet=text)).is_odd is is_odd


def test_an_ods_may_repeat_what_is_empty() -> None:
    empty = "<table:table-cell table:style-name=\"a\" table:number-columns-repeated='16384'/>"
    value = open_cell('table:number-columns-repeated="256"')
    rows = (
        ROWS_REPEATED.format(empty)
        + f'<table:table-row table:number-rows-repeated="25000">{value}</table:table-row>'
    )

    assert look_into(open_table(rows)).sheets == 0


def test_formatted_cells_without_content_may_stand_far_away() -> None:
    far = '<row r="1048576" ht="12.8"><c r="XFD1048576" s="1"/></row>'

    for cell in (far, far.replace(' s="1"/>', ' s="1"></c>')):
        assert look_into(workbook(sheet=sheet(cell))).area == 0
