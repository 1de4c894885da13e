"""Who is believed: forgeries and honest mails from the raw bytes to the answer that may go out."""

from __future__ import annotations

import sys

import pytest

from kmn_automation.mail.facts import Facts, SenderKind, facts_of
from kmn_automation.mail.gate import may_answer
from kmn_automation.mail.unpack import unpack
from tests.mail.sender_cases import OURS, People, Sent
from tests.mail.sender_forged import FORGED
from tests.mail.sender_genuine import GENUINE

FORGERIES_AT_LEAST = 85
GENUINE_AT_LEAST = 50


def facts(case: Sent) -> Facts:
    return facts_of(unpack(case.raw), received_at=case.when, directory=People(), authserv_id=OURS)


def believed(found: Facts) -> bool:
    """Whether a report counts without asking back."""
    registered = found.sender_kind in {SenderKind.TRAEGER, SenderKind.COORDINATOR}
    return registered and found.authentication.allows_report


@pytest.mark.parametrize("case", FORGED, ids=[each.cause for each in FORGED])
def test_a_forgery_is_not_believed_and_not_answered(case: Sent) -> None:
    found = facts(case)
    assert not believed(found)
    assert not (found.sender_kind is SenderKind.COORDINATOR and found.authentication.allows_decision)
    assert not may_answer(found).allowed


@pytest.mark.parametrize("case", GENUINE, ids=[each.cause for each in GENUINE])
def test_an_honest_mail_is_believed_and_may_be_answered(case: Sent) -> None:
    found = facts(case)
    assert believed(found), found.authentication.reason
    assert may_answer(found).allowed


def test_none_of_the_cases_was_lost_and_each_has_its_own_cause() -> None:
    refused = sum(not believed(facts(each)) for each in FORGED)
    taken = sum(believed(facts(each)) for each in GENUINE)
    sys.stdout.write(
        f"\nrefused {refused} of {len(FORGED)} forgeries, believed {taken} of {len(GENUINE)} honest mails\n"
    )
    assert (refused, taken) == (len(FORGED), len(GENUINE))
    assert len({each.cause for each in (*FORGED, *GENUINE)}) == len(FORGED) + len(GENUINE)
    assert len(FORGED) >= FORGERIES_AT_LEAST
    assert len(GENUINE) >= GENUINE_AT_LEAST


RELEASES = {
    "DMARC of her domain": (f"{OURS}; dmarc=pass header.from=office.example", True),
    "DKIM of her domain": (f"{OURS}; dkim=pass header.d=office.example", True),
    "SPF alone": (f"{OURS}; spf=pass smtp.mailfrom=chefin@office.example", False),
    "nothing": (f"{OURS}; none", False),
}


@pytest.mark.parametrize("case", RELEASES)
def test_a_release_needs_more_than_spf(case: str) -> None:
    result, expected = RELEASES[case]
    raw = f"Authentication-Results: {result}\r\nFrom: chefin@office.example\r\n\r\nFREIGABE".encode()
    found = facts(Sent(case, raw))
    assert found.sender_kind is SenderKind.COORDINATOR
    assert found.authentication.allows_decision is expected
