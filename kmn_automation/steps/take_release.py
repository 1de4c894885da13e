"""A coordinator's reply to a request: read, decided, and confirmed or asked back."""

from __future__ import annotations

from kmn_automation.mail.decision_reply import Decision, read_decision
from kmn_automation.steps.decide_release import (
    DESPITE,
    REJECTED,
    RELEASED,
    Decided,
    decide_by_token,
    open_request,
)
from kmn_automation.steps.release_notes import note_remark, note_stranger
from kmn_automation.steps.take_batch import take_batch
from kmn_automation.steps.take_edited import take_edited, unread_files
from kmn_automation.steps.tell_decision import ask_back, hearer_of, tell_decided
from kmn_automation.steps.turn import Turn
from kmn_automation.store import batches

_WORDS = {Decision.FREIGABE: RELEASED, Decision.TROTZDEM: DESPITE, Decision.ABLEHNUNG: REJECTED}


def take_release(turn: Turn) -> None:
    """Decides by the first own line of the reply; whatever is not one of the words is asked back.

    A changed Word file in the reply is a new version of the letter, whatever the first line says.
    """
    facts = turn.opened.facts
    if facts.sender is None:
        return
    reply = read_decision(facts.text, is_html_only=facts.is_html_only)
    if reply.decision is not Decision.ABLEHNUNG and unread_files(turn):
        take_edited(turn)
        return
    if batch := batches.find(turn.tx, facts.release_token):
        take_batch(turn, batch)
        return
    if reply.decision is Decision.UNKLAR:
        _unclear(turn, reply.reason)
        return
    words = (_WORDS[reply.decision], reply.reason)
    decided = decide_by_token(turn.tx, turn.desk, facts.release_token, facts.sender.text, words)
    note_remark(turn, reply.remark)
    note_stranger(turn, decided.verdict)
    if hearer := hearer_of(turn):
        tell_decided(turn.tx, turn.desk, hearer, decided, reply.reason)


def _unclear(turn: Turn, why: str) -> None:
    facts = turn.opened.facts
    sender = facts.sender.text if facts.sender else ""
    problem, rows = open_request(turn.tx, turn.desk, facts.release_token, sender)
    if problem is None:
        ask_back(turn, rows, why)
    elif hearer := hearer_of(turn):
        tell_decided(turn.tx, turn.desk, hearer, Decided(problem, rows), "")
