"""A coordinator's reply to a request: read, decided, and confirmed or asked back."""

from __future__ import annotations

from collections.abc import Sequence

from kmn_automation.mail.decision_reply import Decision, read_decision
from kmn_automation.mail.gate import may_answer
from kmn_automation.steps.answer import moment
from kmn_automation.steps.ask_release import TOKEN_MARK, letter_lines, subject_of
from kmn_automation.steps.decide_release import (
    REJECTED,
    RELEASED,
    Decided,
    Verdict,
    decide_by_token,
    open_request,
)
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.turn import Turn
from kmn_automation.store import tasks
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.tasks import NewTask

_WORDS = {Decision.FREIGABE: RELEASED, Decision.ABLEHNUNG: REJECTED}
_DONE = {Verdict.RELEASED, Verdict.WAITS, Verdict.REJECTED}
_REMEDY = {
    Verdict.UNKNOWN: "Bitte antworten Sie auf die ursprüngliche Bitte um Freigabe, ohne den Betreff zu ändern.",
    Verdict.EXPIRED: "Bitte fordern Sie beim Büro eine neue Bitte um Freigabe an.",
    Verdict.DECIDED: "Sie müssen nichts tun; über dieses Schreiben ist entschieden.",
    Verdict.VOID: "Sie müssen nichts tun. Gibt es eine neue Fassung, erhalten Sie dazu eine eigene Bitte um Freigabe.",
    Verdict.STRANGER: "Bitte wenden Sie sich an die zuständige Person der Koordinierungsstelle.",
}


def take_release(turn: Turn) -> None:
    """Decides by the first own line of the reply; whatever is not one of the two words is asked back."""
    tx, desk, mail, facts = turn.tx, turn.desk, turn.mail, turn.opened.facts
    reply = read_decision(facts.text, is_html_only=facts.is_html_only)
    if facts.sender is None:
        return
    if reply.decision is Decision.UNKLAR:
        problem, rows = open_request(tx, desk, facts.release_token, facts.sender.text)
        if problem is None:
            _ask_back(turn, rows, reply.reason)
        else:
            _confirm(turn, Decided(problem, rows), "")
        return
    words = (_WORDS[reply.decision], reply.reason)
    decided = decide_by_token(tx, desk, facts.release_token, facts.sender.text, words)
    if reply.remark:
        what = (
            f"Bemerkung zu einer Freigabe von {facts.sender_name or facts.sender.text}: {reply.remark[:120]}"
        )
        tasks.add(tx, NewTask(f"bemerkung:{mail.sha256}", what, desk.now, mail_id=mail.id))
    if decided.verdict is Verdict.STRANGER:
        what = f"Freigabe von einer nicht eingetragenen Person: {facts.sender.text}. Sie wurde nicht berücksichtigt."
        tasks.add(tx, NewTask(f"fremd:{mail.sha256}", what, desk.now, mail_id=mail.id))
    _confirm(turn, decided, reply.reason)


def _ask_back(turn: Turn, rows: Sequence[LetterRow], why: str) -> None:
    context: dict[str, object] = {
        "anlass": subject_of(rows),
        "kennwort": f"{TOKEN_MARK}{turn.opened.facts.release_token}",
        "zeichen": ", ".join(each.number for each in rows[:5]),
        "grund": why,
    }
    _reply(turn, "freigabe_unklar", context)


def _confirm(turn: Turn, decided: Decided, why: str) -> None:
    desk, rows = turn.desk, decided.letters
    if decided.verdict is Verdict.STRANGER:
        rows = ()  # whose letters they are is no business of somebody else
    context: dict[str, object] = {
        "anlass": subject_of(rows) if rows else "Freigabe",
        "zeichen": ", ".join(each.number for each in rows[:5]) or "unbekannt",
        "zeitpunkt": moment(turn.mail.received_at),
    }
    if decided.verdict in _DONE:
        context |= {
            "entscheidung": decided.verdict.value,
            "grund": why,
            "widerruf_minuten": str(int(desk.house.withdrawal.total_seconds() // 60)),
            "briefe": letter_lines(desk, rows),
        }
        _reply(turn, "freigabe_erledigt", context)
        return
    context |= {"grund": f"{decided.verdict.value}.", "tun": _REMEDY[decided.verdict]}
    _reply(turn, "freigabe_ungueltig", context)


def _reply(turn: Turn, text: str, context: dict[str, object]) -> None:
    if turn.sender is None or not may_answer(turn.opened.facts).allowed:
        return
    wish = Wish(
        key=f"antwort:{turn.mail.sha256}",
        text=text,
        context=context,
        recipient=turn.sender,
        answers=turn.thread,
        mail_id=turn.mail.id,
    )
    queue_mail(turn.tx, turn.desk, wish)
