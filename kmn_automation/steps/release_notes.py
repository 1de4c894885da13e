"""What a person of the office has to read beside a decision: a remark below it, or a decision by a stranger."""

from __future__ import annotations

from kmn_automation.steps.decide_release import Verdict
from kmn_automation.steps.turn import Turn
from kmn_automation.store import tasks
from kmn_automation.store.tasks import NewTask


def note_remark(turn: Turn, remark: str) -> None:
    """A task for what else stands below a release."""
    facts = turn.opened.facts
    if remark and facts.sender:
        what = f"Bemerkung zu einer Freigabe von {facts.sender_name or facts.sender.text}: {remark[:120]}"
        _add(turn, f"bemerkung:{turn.mail.sha256}", what)


def note_stranger(turn: Turn, verdict: Verdict) -> None:
    """A task where somebody decided who may not."""
    facts = turn.opened.facts
    if verdict is Verdict.STRANGER and facts.sender:
        what = f"Freigabe von einer nicht eingetragenen Person: {facts.sender.text}. Sie wurde nicht berücksichtigt."
        _add(turn, f"fremd:{turn.mail.sha256}", what)


def _add(turn: Turn, key: str, what: str) -> None:
    tasks.add(turn.tx, NewTask(key, what, turn.desk.now, mail_id=turn.mail.id))
