"""The first line of a reply to one request for many letters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.mail.batch_reply import COUNT_ABOVE, read_batch_decision
from kmn_automation.mail.decision_reply import Decision

CHOSEN = [
    ("FREIGABE", 4, {1, 2, 3, 4}),
    ("FREIGABE ALLE", 4, {1, 2, 3, 4}),
    ("FREIGABE ALLE 4", 4, {1, 2, 3, 4}),
    ("FREIGABE alle außer 3, 4", 4, {1, 2}),
    ("FREIGABE ALLE AUẞER 3", 4, {1, 2, 4}),
    ("FREIGABE ALLE 4 AUSSER 3", 4, {1, 2, 4}),
    ("FREIGABE ALLE, AUSSER Nr. 3 und Nr. 4.", 4, {1, 2}),
    ("FREIGABE NUR 2 bis 3; 1", 4, {1, 2, 3}),
    ("FREIGABE ALLE 24", 24, set(range(1, 25))),
    ("FREIGABE ALLE AUSSER 24", 24, set(range(1, 24))),
]
UNCLEAR = [
    ("FREIGABE", COUNT_ABOVE + 1), ("FREIGABE ALLE", 24), ("FREIGABE ALLE 23", 24), ("FREIGABE ALLE AUSSER 5", 4),
    ("FREIGABE NUR 0", 4), ("FREIGABE NUR", 4), ("FREIGABE NUR 4-2", 4), ("FREIGABE ALLE AUSSER 1-4", 4),
    ("FREIGABE 3", 4), ("freigabe alle", 4), ("FREIGABE ALLE AUSSER drei", 4), ("FREIGABE NUR 1 oder 2", 4),
    ("FREIGABEALLE", 4), ("KEINE FREIGABE", 4), ("ABLEHNUNG:", 4), ("", 4), ("> FREIGABE", 4),
]  # fmt: skip


@pytest.mark.parametrize(("text", "count", "numbers"), CHOSEN)
def test_the_words_of_the_request_choose_letters(text: str, count: int, numbers: set[int]) -> None:
    reply = read_batch_decision(f"{text}\n\nViele Grüße\nAnna\n> FREIGABE", count)

    assert (reply.decision, reply.numbers, reply.remark) == (Decision.FREIGABE, numbers, "")


@pytest.mark.parametrize(("text", "count"), UNCLEAR)
def test_anything_else_chooses_none(text: str, count: int) -> None:
    reply = read_batch_decision(text, count)

    assert (reply.decision, reply.numbers) == (Decision.UNKLAR, frozenset())
    assert reply.reason


def test_a_rejection_is_for_all_with_its_reason() -> None:
    reply = read_batch_decision("ABLEHNUNG: Anrede\nfalsch", 3)

    assert (reply.decision, reply.numbers, reply.reason) == (Decision.ABLEHNUNG, {1, 2, 3}, "Anrede falsch")


def test_a_mail_without_plain_text_chooses_none() -> None:
    assert read_batch_decision("FREIGABE", 3, is_html_only=True).decision is Decision.UNKLAR


PIECES = ["FREIGABE", "freigabe", " ", "ALLE", "NUR", "AUSSER", "außer", "3", "7", ", ", "-", "und", "nicht", "\n", "> ", "?", "99"]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_nothing_is_chosen_without_the_word_in_front_nor_beyond_what_was_shown(text: str) -> None:
    reply = read_batch_decision(text, 8)
    if reply.decision is Decision.FREIGABE:
        first = next(line.strip() for line in text.split("\n") if line.strip())
        assert first.startswith("FREIGABE")
        assert "nicht" not in first
        assert "?" not in first
        assert reply.numbers
        assert reply.numbers <= set(range(1, 9))
