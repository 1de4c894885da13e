"""What calendars answer to an invitation, from the raw mail to the answer."""

from __future__ import annotations

import sys

import pytest

from kmn_automation.mail.calendar_reply import PartStat, Reply, reply_in
from kmn_automation.mail.mail_kind import MailKind, kind_of_mail
from kmn_automation.mail.unpack import unpack
from tests.mail.calendar_cases import CASES, UID, Answered

AT_LEAST = 30


def said(reply: Reply | None) -> tuple[PartStat, str, str, int, str, int] | None:
    if reply is None:
        return None
    assert reply.uid in {UID, ""}
    at = reply.proposed.isoformat() if reply.proposed else ""
    return reply.partstat, reply.attendee, reply.comment, reply.sequence, at, reply.guests


@pytest.mark.parametrize("case", CASES, ids=[each.cause for each in CASES])
def test_a_calendar_is_understood_or_unclear_and_never_guessed(case: Answered) -> None:
    unpacked = unpack(case.raw)
    assert said(reply_in(unpacked)) == case.expected
    assert (kind_of_mail(unpacked) is MailKind.CALENDAR_REPLY) is (case.expected is not None)


def test_no_answer_was_lost_from_the_table() -> None:
    sys.stdout.write(f"\n{len(CASES)} answers of calendars\n")
    assert len({each.cause for each in CASES}) == len(CASES) >= AT_LEAST
