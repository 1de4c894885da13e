"""The mail of an office to itself, through real Postfix and Dovecot and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kmn_automation.app.day import Wishes, run_pass
from kmn_automation.steps.canary import CAME_BACK, TEXT
from kmn_automation.steps.handle_mail import FOLDERS, MailOutcome
from kmn_automation.store import facts, mails, outbox
from kmn_automation.store.mails import MailState
from kmn_automation.store.outbox import OutboxState
from tests.office import RealOffice, open_office
from tests.servers import Dovecot, Postfix

pytestmark = pytest.mark.server


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> Iterator[RealOffice]:
    office = open_office(tmp_path / "home", dovecot, postfix, workers=1)
    yield office
    office.place.store.close()


def test_the_mail_to_itself_goes_the_whole_way_once_a_day_and_is_never_answered(office: RealOffice) -> None:
    run_pass(office.place, Wishes(canary=True))
    office.wait_for_inbox(1)
    office.clock.forward(minutes=5)

    result = run_pass(office.place, Wishes(canary=True))

    with office.place.store.read() as tx:
        (sent,) = outbox.of_kind(tx, TEXT)
        (back,) = mails.in_state(tx, MailState.ABGELEGT)
        came = facts.get(tx, CAME_BACK)
        kinds = {each.kind for each in outbox.in_state(tx, *OutboxState)}
    assert (sent.state, sent.recipient) == (OutboxState.UEBERGEBEN, office.address)
    assert (back.message_id, back.outcome) == (sent.message_id, MailOutcome.CANARY.value)
    assert back.file_to == FOLDERS["trash"]
    assert result.handled[MailOutcome.CANARY.value] == 1
    assert came == office.clock.now.isoformat()
    assert "antwort_bericht" not in kinds


def test_a_pass_by_hand_sends_no_mail_to_itself(office: RealOffice) -> None:
    run_pass(office.place)

    with office.place.store.read() as tx:
        assert outbox.of_kind(tx, TEXT) == []
