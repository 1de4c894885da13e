from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from kmn_automation.store import approvals
from kmn_automation.store.approvals import NewRequest
from kmn_automation.store.connect import Transaction
from kmn_automation.store.tables import approvals as table
from tests.store.samples import MINUTE, NOON, drafted, sha


@pytest.fixture
def letter_ids(tx: Transaction) -> tuple[int, ...]:
    return tuple(drafted(tx, key).id for key in "ab")


def asked(tx: Transaction, *letter_ids: int, person: str = "a@amt.example") -> str:
    return approvals.ask(tx, NewRequest(letter_ids, person, sha("docx"), NOON, NOON + 60 * MINUTE))


def test_a_request_is_found_by_its_token_alone(tx: Transaction, letter_ids: tuple[int, ...]) -> None:
    token = asked(tx, *letter_ids)
    request = approvals.find(tx, token)

    assert request is not None
    assert (request.letter_ids, request.person, request.docx_sha256) == (
        letter_ids,
        "a@amt.example",
        sha("docx"),
    )
    assert (request.asked_at, request.expires_at) == (NOON, NOON + 60 * MINUTE)
    assert (request.decided_at, request.decision, request.reason) == (None, "", "")
    assert approvals.find(tx, token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert approvals.find(tx, "") is None


def test_a_token_cannot_be_guessed_or_read_from_the_database(
    tx: Transaction, letter_ids: tuple[int, ...]
) -> None:
    tokens = {asked(tx, *letter_ids) for _ in range(50)}
    stored = " ".join(str(row) for row in tx.execute(sa.select(table)))

    assert len(tokens) == 50
    assert all(re.fullmatch("[A-Z2-7]{32}", token) for token in tokens)
    assert not [token for token in tokens if token in stored]


def test_a_token_is_known_however_a_mail_program_wrote_it(
    tx: Transaction, letter_ids: tuple[int, ...]
) -> None:
    token = asked(tx, *letter_ids)

    assert approvals.find(tx, f" {token.lower()}\n") == approvals.find(tx, token)


def test_a_request_is_decided_once(tx: Transaction, letter_ids: tuple[int, ...]) -> None:
    token = asked(tx, *letter_ids)
    request = approvals.find(tx, token)
    assert request is not None

    assert approvals.decide(tx, request.id, decision="FREIGABE", reason="", at=NOON + MINUTE)
    assert not approvals.decide(tx, request.id, decision="ABLEHNUNG", reason="doch nicht", at=NOON + MINUTE)
    decided = approvals.find(tx, token)
    assert decided is not None
    assert (decided.decision, decided.reason, decided.decided_at) == ("FREIGABE", "", NOON + MINUTE)


def test_open_requests_are_those_nobody_decided(tx: Transaction, letter_ids: tuple[int, ...]) -> None:
    first, second = asked(tx, letter_ids[0]), asked(tx, letter_ids[1])
    done = approvals.find(tx, first)
    assert done is not None
    approvals.decide(tx, done.id, decision="FREIGABE", reason="", at=NOON)

    assert approvals.open_requests(tx) == [approvals.find(tx, second)]
    assert [each.id for each in approvals.of_letter(tx, letter_ids[0])] == [done.id]
    assert approvals.of_letter(tx, 4711) == []


def test_a_void_letter_ends_its_open_requests_for_all_their_letters(
    tx: Transaction, letter_ids: tuple[int, ...]
) -> None:
    both, first, second = asked(tx, *letter_ids), asked(tx, letter_ids[0]), asked(tx, letter_ids[1])
    decided = approvals.find(tx, first)
    assert decided is not None
    approvals.decide(tx, decided.id, decision="FREIGABE", reason="", at=NOON)

    assert approvals.void(tx, letter_ids[0], at=NOON, reason="neue Fassung") == 1
    assert approvals.void(tx, letter_ids[0], at=NOON, reason="neue Fassung") == 0
    words = [each.decision for token in (both, first, second) if (each := approvals.find(tx, token))]
    assert words == ["hinfällig", "FREIGABE", ""]


def test_a_request_without_letters_is_found_too(tx: Transaction) -> None:
    """The question whether a report is really theirs has no letter."""
    token = asked(tx)

    request = approvals.find(tx, token)

    assert request is not None
    assert request.letter_ids == ()
