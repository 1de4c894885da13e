"""The reply to one request for many letters: each entry is decided as if it had been asked for alone."""

from __future__ import annotations

from collections.abc import Sequence

from kmn_automation.mail.batch_reply import BatchReply, read_batch_decision
from kmn_automation.mail.decision_reply import Decision
from kmn_automation.mail.outgoing import Attachment
from kmn_automation.steps.answer import moment
from kmn_automation.steps.ask_release import TOKEN_MARK, ask_for
from kmn_automation.steps.decide_release import REJECTED, RELEASED, Decided, Verdict, decide_request
from kmn_automation.steps.letter_files import Plea
from kmn_automation.steps.release_notes import note_remark, note_stranger
from kmn_automation.steps.tell_decision import Hearer, hearer_of, tell, tell_decided
from kmn_automation.steps.turn import Turn
from kmn_automation.steps.write_letter import file_name
from kmn_automation.store import approvals, batches, letters
from kmn_automation.store.approvals import Request
from kmn_automation.store.batches import Batch

_WORDS = {Decision.FREIGABE: RELEASED, Decision.ABLEHNUNG: REJECTED}
_LEFT_OUT = "In der Sammelbitte ausgenommen"


def take_batch(turn: Turn, batch: Batch) -> None:
    """Releases what the reply names, asks for the rest one by one, and tells the person what became of each."""
    facts, count = turn.opened.facts, len(batch.request_ids)
    reply = read_batch_decision(facts.text, count, is_html_only=facts.is_html_only)
    hearer = hearer_of(turn)
    problem = _problem(turn, batch, reply)
    if problem is not None:
        note_stranger(turn, problem)
        if hearer:
            tell_decided(turn.tx, turn.desk, hearer, Decided(problem), "")
        return
    if reply.decision is Decision.UNKLAR:
        _ask_back(turn, hearer, count, reply.reason)
        return
    batches.decide(turn.tx, batch.id, decision=_WORDS[reply.decision], at=turn.desk.now)
    note_remark(turn, reply.remark)
    requests = [approvals.get(turn.tx, each) for each in batch.request_ids]
    chosen = [each for place, each in enumerate(requests, 1) if place in reply.numbers]
    rest = [each for place, each in enumerate(requests, 1) if place not in reply.numbers]
    words = (_WORDS[reply.decision], reply.reason)
    done = [decide_request(turn.tx, turn.desk, each, words) for each in chosen]
    again = [each for each in rest if _ask_alone(turn, each)]
    if hearer:
        _tell(turn, hearer, done, _numbers(turn, again), reply.reason)


def _problem(turn: Turn, batch: Batch, reply: BatchReply) -> Verdict | None:
    sender = turn.opened.facts.sender
    if sender is None or batch.person.lower() != sender.text.lower():
        return Verdict.STRANGER
    if turn.desk.register.coordinator(sender.text, turn.desk.today) is None:
        return Verdict.STRANGER
    if batch.decided_at is not None and reply.decision is not Decision.ABLEHNUNG:
        return Verdict.DECIDED  # a rejection after the own release still stops what has not left
    return Verdict.EXPIRED if batch.expires_at < turn.desk.now else None


def _ask_alone(turn: Turn, request: Request) -> bool:
    """Whether a letter that was left out is laid before its persons again, in a mail of its own."""
    tx, desk = turn.tx, turn.desk
    if request.decided_at is not None:
        return False
    rows = [letters.get(tx, each) for each in request.letter_ids]
    for row in rows:
        approvals.void(tx, row.id, at=desk.now, reason=_LEFT_OUT)
    files = [Attachment(file_name(each), desk.store.blobs.get(each.docx_sha256)) for each in rows]
    return ask_for(tx, desk, rows, Plea({"auffaelligkeiten": [f"{_LEFT_OUT}."]}, files))


def _numbers(turn: Turn, requests: Sequence[Request]) -> list[str]:
    return [letters.get(turn.tx, each).number for request in requests for each in request.letter_ids]


def _ask_back(turn: Turn, hearer: Hearer | None, count: int, why: str) -> None:
    if hearer is None:
        return
    ways = f"Möglich ist FREIGABE ALLE {count}, FREIGABE ALLE AUSSER 3, 7 oder FREIGABE NUR 3, 7."
    context: dict[str, object] = {
        "anlass": f"{count} Schreiben",
        "kennwort": f"{TOKEN_MARK}{turn.opened.facts.release_token}",
        "zeichen": f"{count} Schreiben",
        "grund": f"{why} {ways}",
    }
    tell(turn.tx, turn.desk, hearer, "freigabe_unklar", context)


def _tell(turn: Turn, hearer: Hearer, done: Sequence[Decided], again: Sequence[str], why: str) -> None:
    by_verdict: dict[Verdict, list[str]] = {}
    for decided in done:
        by_verdict.setdefault(decided.verdict, []).extend(row.number for row in decided.letters)
    good = {Verdict.RELEASED, Verdict.WAITS, Verdict.REJECTED}
    context: dict[str, object] = {
        "anzahl": str(sum(1 for each in done if each.verdict in good)),
        "zeitpunkt": moment(hearer.acted_at),
        "grund": why,
        "widerruf_minuten": str(int(turn.desk.house.withdrawal.total_seconds() // 60)),
        "ergebnisse": [
            {"was": verdict.value, "nummern": ", ".join(numbers)} for verdict, numbers in by_verdict.items()
        ],
        "ausgenommen": ", ".join(again),
    }
    tell(turn.tx, turn.desk, hearer, "freigabe_sammel_erledigt", context)
