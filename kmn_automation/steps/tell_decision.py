"""What a person hears about a decision: done, not counted and why, or asked back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kmn_automation.mail.gate import may_answer
from kmn_automation.mail.outgoing import Party, Thread
from kmn_automation.steps.answer import moment
from kmn_automation.steps.ask_release import TOKEN_MARK, letter_lines, subject_of
from kmn_automation.steps.decide_release import DESPITE, Decided, Verdict
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.queue_mail import Wish, queue_mail
from kmn_automation.steps.turn import Turn
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow

_DONE = {Verdict.RELEASED, Verdict.WAITS, Verdict.REJECTED}
_REMEDY = {
    Verdict.UNKNOWN: "Bitte antworten Sie auf die ursprüngliche Bitte um Freigabe, ohne den Betreff zu ändern.",
    Verdict.EXPIRED: "Bitte fordern Sie beim Büro eine neue Bitte um Freigabe an.",
    Verdict.DECIDED: "Sie müssen nichts tun; über dieses Schreiben ist entschieden.",
    Verdict.VOID: "Sie müssen nichts tun. Gibt es eine neue Fassung, erhalten Sie dazu eine eigene Bitte um Freigabe.",
    Verdict.STRANGER: "Bitte wenden Sie sich an die zuständige Person der Koordinierungsstelle.",
    Verdict.DRIFTED: f"Sind die Abweichungen gewollt, antworten Sie auf die Bitte um Freigabe mit {DESPITE}",
}


@dataclass(frozen=True, slots=True)
class Hearer:
    """Who hears of a decision, and about what they did; `key` is the natural key of the mail."""

    key: str
    party: Party
    acted_at: dt.datetime
    thread: Thread | None = None
    mail_id: int | None = None


def hearer_of(turn: Turn) -> Hearer | None:
    """Whoever wrote the mail; None where it may not be answered."""
    if turn.sender is None or not may_answer(turn.opened.facts).allowed:
        return None
    key = f"antwort:{turn.mail.sha256}"
    return Hearer(key, turn.sender, turn.mail.received_at, turn.thread, turn.mail.id)


def tell_decided(tx: Transaction, desk: Desk, hearer: Hearer, decided: Decided, why: str) -> None:
    """The verdict, and what to do now where nothing came of it."""
    rows = decided.letters
    if decided.verdict is Verdict.STRANGER:
        rows = ()  # whose letters they are is no business of somebody else
    context: dict[str, object] = {
        "anlass": subject_of(rows) if rows else "Freigabe",
        "zeichen": numbers_of(rows) or "unbekannt",
        "zeitpunkt": moment(hearer.acted_at),
    }
    if decided.verdict in _DONE:
        context |= {
            "entscheidung": decided.verdict.value,
            "grund": why,
            "widerruf_minuten": str(int(desk.house.withdrawal.total_seconds() // 60)),
            "briefe": letter_lines(desk, rows),
        }
        tell(tx, desk, hearer, "freigabe_erledigt", context)
        return
    context |= {"grund": f"{decided.verdict.value}.", "tun": _REMEDY[decided.verdict]}
    tell(tx, desk, hearer, "freigabe_ungueltig", context)


def ask_back(turn: Turn, rows: Sequence[LetterRow], why: str) -> None:
    """The question what was meant; the token stays good for the answer."""
    if hearer := hearer_of(turn):
        context: dict[str, object] = {
            "anlass": subject_of(rows),
            "kennwort": f"{TOKEN_MARK}{turn.opened.facts.release_token}",
            "zeichen": numbers_of(rows),
            "grund": why,
        }
        tell(turn.tx, turn.desk, hearer, "freigabe_unklar", context)


def tell(tx: Transaction, desk: Desk, hearer: Hearer, text: str, context: dict[str, object]) -> None:
    """Queues the mail; the same key twice is one mail."""
    wish = Wish(
        key=hearer.key,
        text=text,
        context=context,
        recipient=hearer.party,
        answers=hearer.thread,
        mail_id=hearer.mail_id,
    )
    queue_mail(tx, desk, wish)


def numbers_of(rows: Sequence[LetterRow]) -> str:
    """The numbers of the first letters, for a subject line."""
    return ", ".join(each.number for each in rows[:5])
