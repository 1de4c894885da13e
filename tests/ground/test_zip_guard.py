from __future__ import annotations

import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.ground.zip_guard import MIB, Danger, Refused, ZipLimits, walk_zip
from tests.ground.archives import (
    SHEET,
    sheet,
    with_double_member,
    with_encrypted_flag,
    with_lying_size,
    with_overlap,
    workbook,
    zipped,
)


def danger_of(data: bytes, limits: ZipLimits | None = None) -> Danger | None:
    try:
        for _ in walk_zip(data, limits or ZipLimits()):
            pass
    except Refused as refused:
        return refused.refusal.danger
    return None


def test_a_good_file_gives_every_member_whole() -> None:
    members: dict[str, str | bytes] = {
        "a.xml": b"<a/>",
        "b.bin": random.Random(1).randbytes(3 * MIB),
        "leer": b"",
    }

    found: dict[str, bytes] = {}
    for piece in walk_zip(zipped(members)):
        found[piece.name] = found.get(piece.name, b"") + piece.fresh

    assert found == {name: content for name, content in members.items() if content}


def test_pieces_overlap_so_that_nothing_hides_on_the_border() -> None:
    content = b"x" * (MIB - 3) + b"<!DOCTYPE" + b"y" * 100

    pieces = list(walk_zip(zipped({"a.xml": content}), ZipLimits(ratio=10**6)))

    assert len(pieces) == 2
    assert [b"<!DOCTYPE" in piece.seen for piece in pieces] == [False, True]


@pytest.mark.parametrize(
    ("data", "danger"),
    [
        (b"", Danger.DAMAGED),
        (b"PK\x03\x04", Danger.DAMAGED),
        (workbook()[:400], Danger.DAMAGED),
        (with_double_member(), Danger.DOUBLE_PARTS),
        (with_overlap(), Danger.DOUBLE_PARTS),
        (with_encrypted_flag(), Danger.ENCRYPTED),
        (with_lying_size(), Danger.UNPACKS_TOO_LARGE),
        (zipped({"../../etc/passwd": "x"}), Danger.BAD_NAMES),
        (zipped({"/absolut": "x"}), Danger.BAD_NAMES),
        (zipped({"a\\b": "x"}), Danger.BAD_NAMES),
        (zipped({"a": "x"}, zipfile.ZIP_BZIP2), Danger.ODD_COMPRESSION),
        (zipped({f"teil{number}": "" for number in range(2001)}), Danger.TOO_MANY_PARTS),
        (zipped({"a": b" " * (4 * MIB)}), Danger.UNPACKS_TOO_LARGE),
    ],
)
def test_a_bad_archive_is_refused_with_its_reason(data: bytes, danger: Danger) -> None:
    assert danger_of(data) is danger


def test_the_sum_of_all_members_is_limited() -> None:
    noise = {str(number): bytes(range(256)) * 40 for number in range(10)}

    assert danger_of(zipped(noise), ZipLimits(unpacked=100_000)) is Danger.UNPACKS_TOO_LARGE
    assert danger_of(zipped(noise), ZipLimits(unpacked=110_000)) is None


def test_a_wrong_checksum_is_damage() -> None:
    data = workbook()
    spoiled = bytearray(data)
    spoiled[data.find(SHEET.encode()) + len(SHEET) + 10] ^= 0xFF

    assert danger_of(bytes(spoiled)) is Danger.DAMAGED


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_makes_the_guard_fall(data: st.DataObject) -> None:
    spoiled = bytearray(workbook(sheet=sheet("<row/>" * 50)))
    for _ in range(data.draw(st.integers(1, 6))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))

    assert danger_of(bytes(spoiled)) in {None, *Danger}
