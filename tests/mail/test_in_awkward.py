"""Mails as they really arrive: what must come out of each, and what another well-kept reader makes of them."""

from __future__ import annotations

import sys

import pytest
from imap_tools import MailMessage

from kmn_automation.mail.attachment_kind import Kind
from kmn_automation.mail.unpack import unpack
from tests.mail.awkward_mails import Awkward
from tests.mail.awkward_table import CASES

AT_LEAST = 100
Found = list[tuple[str, bytes]]
BOXES = {Kind.MAIL, Kind.ARCHIVE, Kind.TNEF, Kind.SIGNED, Kind.SIGNATURE}


@pytest.mark.parametrize("case", CASES, ids=[each.cause for each in CASES])
def test_an_awkward_mail_gives_exactly_the_expected_parts(case: Awkward) -> None:
    found = unpack(case.raw)
    assert [(each.path, each.name, each.kind, each.inline) for each in found.parts] == [
        (each.path, each.name, each.kind, each.inline) for each in case.files
    ]
    wanted = [each.data for each in case.files]
    assert [
        part.data if data is not None else None for part, data in zip(found.parts, wanted, strict=True)
    ] == wanted
    assert case.text is None or found.text.strip() == case.text


def test_each_case_has_a_cause_of_its_own_and_none_was_lost() -> None:
    causes = {each.cause for each in CASES}
    assert len(causes) == len(CASES) >= AT_LEAST
    assert all(cause.endswith(".") for cause in causes)


def test_nothing_that_another_reader_gets_right_is_missed_here() -> None:
    ours = {each.cause for each in CASES if has_all(each, *read_by_us(each.raw))}
    theirs = {each.cause for each in CASES if has_all(each, *read_by_imap_tools(each.raw))}
    counts = f"ours right {len(ours)}, imap-tools right {len(theirs)}"
    sys.stdout.write(f"\n{len(CASES)} awkward mails: {counts}\n")
    assert len(ours) == len(CASES)
    assert theirs < ours


def has_all(case: Awkward, found: Found, text: str) -> bool:
    """Whether every file is there with its name and bytes, and the text; containers need not be listed."""
    files = [each for each in case.files if each.kind not in BOXES and each.data is not None]
    return all((each.name, each.data) in found for each in files) and case.text in {None, text}


def read_by_us(raw: bytes) -> tuple[Found, str]:
    unpacked = unpack(raw)
    return [(each.name, each.data) for each in unpacked.parts], unpacked.text.strip()


def read_by_imap_tools(raw: bytes) -> tuple[Found, str]:
    try:
        message = MailMessage.from_bytes(raw)
        files = [(each.filename, each.payload) for each in message.attachments]
        return files, message.text.replace("\r\n", "\n").strip()
    except Exception:  # noqa: BLE001 - a reader that raises has not read the mail
        return [], "\0"
