"""Good workbooks spoiled a little: in the bytes of the file, or in the text of one part before it is packed."""

from __future__ import annotations

import functools
import zipfile
from io import BytesIO
from typing import Protocol

from kmn_automation.forms.careful import read_carefully
from kmn_automation.forms.grid import NoGrid, grid_of
from kmn_automation.forms.inspect_workbook import inspect_workbook
from kmn_automation.forms.read import read_report
from kmn_automation.forms.refusal import NotOurs
from kmn_automation.model.report import Report
from tests.forms.samples import VERSIONS, all_forms, form, opened, sample, saved, writer
from tests.ground.archives import zipped

TOKENS = (
    b'"', b"'", b"<", b">", b"&", b"/>", b"</c>", b"<c ", b"<c>", b'<c r="A1">', b'r="XFD1048576"', b't="e"', b't="s"',
    b't="str"', b't="b"', b't="d"', b"<v>", b"</v>", b"<v>NaN</v>", b"<v>-1</v>", b"<v>1e999</v>", b"<f>A1</f>", b"<f/>",
    b'<f t="shared" si="0"/>', b"<is><t>", b"</t></is>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE w>", b"&#0;",
    b"&#x110000;", b"&amp;", b"xmlns:x=", b"x:", b'<mergeCell ref="A1:XFD9"/>', b'date1904="1"', b"KMN-FORM|2024|ausgaben",
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"9" * 400, b"2024-13-45", b"0", b"1.234,56",
)  # fmt: skip


class Chance(Protocol):
    """Where the spoiler gets its numbers from: a seeded generator, or a fuzzer."""

    def below(self, limit: int) -> int:
        """A number from 0 up to the limit, which is left out."""


@functools.cache
def good_files() -> tuple[bytes, ...]:
    """Small forms of every version, as we write them and as openpyxl saves them."""
    ours = [writer(version).write(*sample(form(version), 3)) for version in VERSIONS]
    return (*ours, *(saved(opened(data)) for data in ours[-2:]))


@functools.cache
def members(number: int) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(good_files()[number])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def spoiled(chance: Chance) -> bytes:
    """A good file with one to four changes."""
    number = chance.below(len(good_files()))
    if chance.below(4) == 0:
        return _edited(good_files()[number], chance)
    whole = members(number)
    name = sorted(whole)[chance.below(len(whole))]
    return zipped({**whole, name: _edited(whole[name], chance)})


def _edited(data: bytes, chance: Chance) -> bytes:
    for _ in range(1 + chance.below(4)):
        at, length = chance.below(len(data) + 1), chance.below(40)
        piece = data[at : at + length]
        token = TOKENS[chance.below(len(TOKENS))]
        middle = (b"", piece + piece, token, piece + token, bytes([chance.below(256)]))[chance.below(5)]
        data = data[:at] + middle + data[at + length :]
    return data


def read_here(data: bytes) -> Report | NotOurs | str:
    """What the jail and the trusted side make of a file, in this one process; the refusal of the guard as its name."""
    answer, _ = inspect_workbook(data, {})
    if answer.get("careful") is True:
        answer, _ = read_carefully(data, {})
    if "sheets" not in answer:
        return str(answer.get("refusal") or answer["kind"])
    try:
        return read_report(grid_of(answer), all_forms())
    except NoGrid as error:
        return str(error)
