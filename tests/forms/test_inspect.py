"""The functions of the jail, called without it: the fast and the careful reader must see the same."""

from __future__ import annotations

import datetime as dt
import random
from io import BytesIO
from zipfile import ZipFile

import pytest

from kmn_automation.forms.careful import read_carefully
from kmn_automation.forms.grid import grid_of
from kmn_automation.forms.inspect_workbook import inspect_workbook, plain_cell
from kmn_automation.forms.kinds import Kind
from kmn_automation.forms.read import read_report
from kmn_automation.ground.ooxml import repacked
from kmn_automation.ground.zip_guard import MIB, read_directory
from kmn_automation.model.report import Report
from tests.forms.hostile_files import BOOK
from tests.forms.samples import VERSIONS, all_forms, form, opened, sample, saved, writer
from tests.ground.archives import HEAD, TYPES, sheet, workbook, zipped


@pytest.mark.parametrize("version", VERSIONS)
def test_both_readers_give_the_same_report(version: str) -> None:
    data = writer(version).write(*sample(form(version)))

    fast = read_report(grid_of(inspect_workbook(data, {})[0]), all_forms())
    careful = read_report(grid_of(read_carefully(data, {})[0]), all_forms())

    assert isinstance(fast, Report)
    assert fast == careful


def test_both_readers_see_errors_formulas_and_hidden_sheets() -> None:
    book = opened(writer().write({}))
    book["Einnahmen"]["C6"], book["Einnahmen"]["C7"] = "#DIV/0!", "=1+1"
    book["Einnahmen"]["C8"] = dt.datetime(2025, 3, 5, 14, 30)  # noqa: DTZ001 - a cell has no time zone
    book["Netzwerk"].sheet_state = "hidden"
    data = saved(book)

    fast, careful = (grid_of(read(data, {})[0]) for read in (inspect_workbook, read_carefully))

    einnahmen = next(each for each in fast.sheets if each.title == "Einnahmen")
    assert einnahmen.cells[6, 3] == {"error": "#DIV/0!"}
    assert einnahmen.cells[7, 3] == {"formula": ""}
    assert einnahmen.cells[8, 3] == {"date": "2025-03-05", "time": "14:30:00"}
    assert [each.title for each in fast.sheets if not each.is_visible] == ["Netzwerk", "Listen"]
    assert fast == careful


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", Kind.EMPTY),
        (b"\x89PNG\r\n", Kind.IMAGE),
        (b"a;b\n1;2\n", Kind.CSV),
        (b"\x01\x02\x03", Kind.OTHER),
        (b"<!DOCTYPE html><html>", Kind.HTML),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le"), Kind.WORD),
        (bytes.fromhex("d0cf11e0a1b11ae1"), Kind.OTHER),
        (workbook(), Kind.XLSX),
        (workbook(types=TYPES.replace("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main")), Kind.XLSM),
        (zipped({"a": "b"}), Kind.ZIP),
    ],
)  # fmt: skip
def test_the_first_bytes_decide(data: bytes, kind: Kind) -> None:
    assert inspect_workbook(data, {"read": False})[0]["kind"] == kind.name


def test_the_guard_answers_for_both_readers() -> None:
    bomb = workbook(sheet=sheet(" " * (5 << 20)))

    fast, careful = (read(bomb, {})[0]["refusal"] for read in (inspect_workbook, read_carefully))

    assert fast == {"danger": "UNPACKS_TOO_LARGE", "part": "xl/worksheets/sheet1.xml"}
    assert careful == {"danger": "UNPACKS_TOO_LARGE", "part": ""}


def with_error(book: str, **more: str) -> bytes:
    """A workbook with an error cell that calamine would hide."""
    return workbook(sheet=sheet('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'), book=book, **more)


@pytest.mark.parametrize(
    "book",
    [
        BOOK % ("", "")
        + f"<!-- {random.Random(1).randbytes(MIB // 2).hex()} -->",  # too long to be kept whole
        (BOOK % ("", "")).replace('name="S" sheetId="1" r:id="rId1"', 'r:id="rId1" sheetId="1" name="S"'),
        (BOOK % ("", "")).replace("</sheets>", '<sheet name="T" sheetId="2" r:id="rId1"/></sheets>'),
        "<!-- a remark first -->" + (BOOK % ("", "")).removeprefix(HEAD),
    ],
)
def test_an_error_cell_is_found_whatever_the_table_of_contents_looks_like(book: str) -> None:
    data = with_error(book)

    answer = inspect_workbook(data, {})[0]
    sheets = grid_of(answer if "sheets" in answer else read_carefully(data, {})[0]).sheets

    assert {sheet.title: dict(sheet.cells) for sheet in sheets}["S"] == {(1, 1): {"error": "#REF!"}}


HIDDEN = b"what no directory names"


def test_both_parsers_see_the_bytes_that_the_guard_saw() -> None:
    data = workbook()
    hidden = data[:-2] + len(HIDDEN).to_bytes(2, "little") + HIDDEN

    clean = repacked(hidden, read_directory(hidden))

    assert HIDDEN not in clean
    with ZipFile(BytesIO(clean)) as archive, ZipFile(BytesIO(data)) as before:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: before.read(name) for name in before.namelist()
        }


def test_a_file_that_no_reader_understands_is_damaged() -> None:
    answer = read_carefully(workbook(book="<workbook"), {})[0]

    assert answer["refusal"] == {"danger": "DAMAGED", "part": ""}


def test_a_vast_sheet_is_refused_by_the_careful_reader() -> None:
    far = "<row r=\"1048576\"><c r='A1048576'><v>1</v></c></row>"

    assert read_carefully(workbook(sheet=sheet(far)), {})[0]["refusal"] == {
        "danger": "TOO_MANY_CELLS",
        "part": "",
    }


def test_days_and_times_are_no_texts() -> None:
    assert plain_cell(dt.date(2025, 1, 2)) == {"date": "2025-01-02"}
    assert plain_cell(dt.time(5, 30)) == {"time": "05:30:00"}
    assert plain_cell(dt.timedelta(hours=30)) == {"time": "1 day, 6:00:00"}
