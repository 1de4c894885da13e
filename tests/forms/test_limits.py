"""Every limit at its border: just allowed, just refused."""

from __future__ import annotations

import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from kmn_automation.forms.content_guard import look_into
from kmn_automation.forms.inspect_workbook import inspect_workbook
from kmn_automation.forms.limits import WORKBOOK_LIMITS, WorkbookLimits
from kmn_automation.forms.xml_measure import measure
from kmn_automation.ground.zip_guard import DEFAULT_LIMITS, MIB, Danger, Refused, ZipLimits, walk_zip
from tests.forms.hostile_files import (
    BOOK,
    MERGE,
    STYLES,
    many_sheets,
    names,
    numbered,
    prefixed,
    repeated_text,
    row,
    shared,
)
from tests.ground.archives import MAIN, RELATIONS, ROW, parts, sheet, workbook, zipped

Check = Callable[[bytes], object]
CELL = "<v>1</v></c>"


def danger_of(check: Check, data: bytes) -> Danger | None:
    try:
        check(data)
    except Refused as refused:
        return refused.refusal.danger
    return None


def unzip(data: bytes) -> None:
    for _ in walk_zip(data):
        pass


def exactly(data: bytes) -> None:
    """The measure by a real parser, as for files with odd spelling."""
    measure(data, look_into(data))


def few_cells(data: bytes) -> None:
    measure(data, look_into(data), replace(WORKBOOK_LIMITS, cells=10_000))


def few_elements(data: bytes) -> None:
    measure(data, look_into(data), replace(WORKBOOK_LIMITS, elements=10_000))


def elements(number: int) -> bytes:
    """A workbook of exactly so many elements."""
    others = sum(
        str(part).count("<") - str(part).count("</") - str(part).count("<?") for part in parts().values()
    )
    return workbook(sheet=sheet(f"{ROW}{'<row/>' * (number - others)}"))


def read(data: bytes) -> None:
    """Guard and calamine."""
    answer, _ = inspect_workbook(data, {})
    if "refusal" in answer:
        raise Refused(Danger[answer["refusal"]["danger"]])  # type: ignore[index]
    assert "sheets" in answer


def test_the_limits_are_those_of_the_design() -> None:
    zipped_limits = ZipLimits(file=10 * MIB, unpacked=100 * MIB, ratio=200, ratio_above=MIB, members=2000)
    limits = WorkbookLimits(
        sheets=50, rows=25_000, columns=256, cells=500_000, names=2000, merged=200_000, styles=65_000,
        strings=500_000, area=2_000_000, text=16_000_000, elements=3_000_000, depth=64,
    )  # fmt: skip
    assert (zipped_limits, limits) == (DEFAULT_LIMITS, WORKBOOK_LIMITS)


def of_size(size: int) -> bytes:
    """A zip file of exactly so many bytes."""
    empty = len(zipped({"a": b""}, zipfile.ZIP_STORED))
    return zipped({"a": b"\x01" * (size - empty)}, zipfile.ZIP_STORED)


def unpacking_to(size: int) -> bytes:
    """Small members only, so that their ratio does not count."""
    whole = {str(number): b"\0" * MIB for number in range(size // MIB)}
    return zipped({**whole, "rest": b"\0" * (size % MIB)})


def with_ratio(over: int) -> bytes:
    """A member that unpacks to exactly 200 times its packed size and `over` bytes more."""
    noise = random.Random(1).randbytes(8 << 10)
    size = len(noise)
    while (target := 200 * _packed(noise, size)) != size:
        size = target
    return zipped({"a": noise + b"\0" * (size + over - len(noise))})


def _packed(noise: bytes, size: int) -> int:
    deflate = zlib.compressobj(-1, zlib.DEFLATED, -15)
    return len(deflate.compress(noise + b"\0" * (size - len(noise))) + deflate.flush())


@pytest.mark.parametrize(
    ("allowed", "refused", "danger"),
    [
        (of_size(10 * MIB), of_size(10 * MIB + 1), Danger.TOO_LARGE),
        (unpacking_to(100 * MIB), unpacking_to(100 * MIB + 1), Danger.UNPACKS_TOO_LARGE),
        (with_ratio(0), with_ratio(1), Danger.UNPACKS_TOO_LARGE),
        (zipped({"a": b"\0" * MIB}), zipped({"a": b"\0" * (MIB + 1)}), Danger.UNPACKS_TOO_LARGE),
        (zipped(dict.fromkeys(map(str, range(2000)), "")), zipped(dict.fromkeys(map(str, range(2001)), "")), Danger.TOO_MANY_PARTS),
    ],
    ids=["file", "unpacked", "ratio", "small members", "members"],
)  # fmt: skip
def test_a_zip_file_at_its_border(allowed: bytes, refused: bytes, danger: Danger) -> None:
    assert danger_of(unzip, allowed) is None
    assert danger_of(unzip, refused) is danger


def cell(name: str, number: int) -> bytes:
    return workbook(sheet=sheet(row(f'<c r="{name}">{CELL}', number)))


def nameless(rows: int, columns: int) -> bytes:
    return workbook(sheet=sheet(f"<row>{'<c>' + CELL}{('<c>' + CELL) * (columns - 1)}</row>" * rows))


def empties(number: int) -> bytes:
    """So many empty cells, spelled so variously that they do not pack too well."""
    cells = [f'<c s="{n * n % 9973}"/>' for n in range(number)]
    return workbook(
        sheet=sheet("".join(row("".join(cells[at : at + 200]), at) for at in range(0, number, 200)))
    )


def merged(reference: str) -> bytes:
    return workbook(sheet=sheet(after=MERGE.format(reference)))


def styles(number: int) -> bytes:
    return workbook(**{"xl/styles.xml": STYLES % numbered('<xf numFmtId="{}"/>', number)})


def odd(data: bytes) -> bytes:
    """The same workbook with a prefix in its sheet: the quick patterns do not understand it."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        whole = {name: archive.read(name).decode() for name in archive.namelist()}
    part = "xl/worksheets/sheet1.xml"
    return zipped({**whole, part: prefixed(whole[part])})


def deep(depth: int) -> bytes:
    """XML of this depth: the sheet and its data are two of it."""
    return workbook(sheet=prefixed(sheet("<a>" * (depth - 2) + "</a>" * (depth - 2))))


MANY = Danger.TOO_MANY_CELLS
BORDERS: list[tuple[str, Check, Callable[[int], bytes], Danger]] = [
    ("50 sheets", look_into, lambda over: many_sheets(50 + over, one_part=False), Danger.TOO_MANY_SHEETS),
    ("50 entries", look_into, lambda over: many_sheets(50 + over, one_part=True), Danger.TOO_MANY_SHEETS),
    ("25,000 rows", read, lambda over: cell(f"A{25_000 + over}", 25_000 + over), MANY),
    ("256 columns", read, lambda over: cell(("IV1", "IW1")[over], 1), MANY),
    ("500,000 cells", look_into, lambda over: empties(500_000 + over), MANY),
    ("2,000 names", look_into, lambda over: names(2000 + over), Danger.TOO_MANY_NAMES),
    ("200,000 merged", look_into, lambda over: merged(f"A1:J{20_000 + over}"), Danger.HUGE_MERGE),
    ("65,000 styles", look_into, lambda over: styles(65_000 + over), Danger.TOO_MANY_STYLES),
    ("500,000 strings", look_into, lambda over: shared(numbered("<si><t>{}</t></si>", 500_000 + over), ""), Danger.TOO_MANY_STYLES),
    ("2,000,000 area", read, lambda over: workbook(sheet=sheet(row(f'<c r="A1">{CELL}') + row(f'<c r="CV{20_000 + over}">{CELL}', 20_000 + over))), MANY),
    ("25,000 rows, odd", exactly, lambda over: odd(cell(f"A{25_000 + over}", 25_000 + over)), MANY),
    ("256 columns, odd", exactly, lambda over: odd(cell(("IV1", "IW1")[over], 1)), MANY),
    ("256 nameless columns", exactly, lambda over: nameless(1, 256 + over), MANY),
    ("25,000 nameless rows", exactly, lambda over: nameless(25_000 + over, 1), MANY),
    ("10,000 cells of 10,000, odd", few_cells, lambda over: odd(empties(10_000 + over)), MANY),
    ("10,000 elements of 10,000", few_elements, lambda over: elements(10_000 + over), MANY),
    ("2,000 names, exactly", exactly, lambda over: names(2000 + over), Danger.TOO_MANY_NAMES),
    ("200,000 merged, odd", exactly, lambda over: odd(merged(f"A1:J{20_000 + over}")), Danger.HUGE_MERGE),
    ("depth 64", exactly, lambda over: deep(64 + over), Danger.TOO_DEEP),
    ("16,000,000 characters", exactly, lambda over: repeated_text(16_000 + over, 1000), Danger.HUGE_TEXT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "make", "danger"), [each[1:] for each in BORDERS], ids=[each[0] for each in BORDERS]
)
def test_a_workbook_at_its_border(check: Check, make: Callable[[int], bytes], danger: Danger) -> None:
    assert danger_of(check, make(0)) is None
    assert danger_of(check, make(1)) is danger


def test_a_workbook_with_prefix_and_names_is_measured_by_its_own_spelling() -> None:
    book = (BOOK % ("", "")).replace("<", "<w:").replace("<w:?", "<?").replace("<w:/", "</w:")
    book = book.replace("xmlns=", "xmlns:w=").replace(
        "</w:sheets>", "</w:sheets>" + '<w:definedName name="n"/>' * 2001
    )

    assert danger_of(look_into, workbook(book=book)) is Danger.TOO_MANY_NAMES
    assert (MAIN in book, RELATIONS in book) == (True, True)
