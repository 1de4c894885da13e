"""The decision of a person about a letter: by mail with a token, or by command. Rejection wins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kmn_automation.model.german import join_words
from kmn_automation.model.letter import LetterState, Release
from kmn_automation.steps.ask_release import hash_of
from kmn_automation.steps.desk import Desk
from kmn_automation.steps.note import note_person
from kmn_automation.steps.overtaken import why_overtaken
from kmn_automation.steps.queue_letter import queue_letter
from kmn_automation.steps.void_letter import void_letter
from kmn_automation.steps.who_releases import editors, may_release
from kmn_automation.store import approvals, letters, tasks
from kmn_automation.store.approvals import Request
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow, Move
from kmn_automation.store.tasks import NewTask

RELEASED = approvals.RELEASED
REJECTED = approvals.REJECTED
DESPITE = "FREIGABE TROTZ ABWEICHUNG"
"""The word where facts of an edited letter have drifted; the plain one is asked back."""


class Verdict(StrEnum):
    """What became of a decision; everything but the first three changes nothing."""

    RELEASED = "freigegeben"
    WAITS = "wartet auf die zweite Person"
    REJECTED = "zurückgewiesen"
    UNKNOWN = "Kennwort unbekannt"
    EXPIRED = "Frist für die Freigabe abgelaufen"
    DECIDED = "bereits entschieden"
    VOID = "hinfällig"
    STRANGER = "Person nicht eingetragen"
    DRIFTED = "Abweichung nicht bestätigt"


@dataclass(frozen=True, slots=True)
class Decided:
    """The verdict and the letters it is about."""

    verdict: Verdict
    letters: tuple[LetterRow, ...] = ()


def decide_by_token(tx: Transaction, desk: Desk, token: str, person: str, words: tuple[str, str]) -> Decided:
    """A reply to a request; `words` is the decision and its reason. The token is bound to person, hash and expiry."""
    request = approvals.find(tx, token)
    if request is None or not request.letter_ids:
        return Decided(Verdict.UNKNOWN)
    rows = tuple(letters.get(tx, each) for each in request.letter_ids)
    if request.person.lower() != person.lower():
        return Decided(Verdict.STRANGER, rows)
    return decide_request(tx, desk, request, words)


def decide_by_command(
    tx: Transaction, desk: Desk, letter: LetterRow, person: str, words: tuple[str, str]
) -> Decided:
    """A decision typed at the terminal, for the open request that this person has for the letter."""
    mine = [each for each in approvals.of_letter(tx, letter.id) if each.person.lower() == person.lower()]
    if not mine:
        return Decided(Verdict.STRANGER, (letter,))
    return decide_request(tx, desk, mine[-1], words)


def decide_request(tx: Transaction, desk: Desk, request: Request, words: tuple[str, str]) -> Decided:
    """The decision of the very person who was asked; that it is that person is the caller's business."""
    rows = tuple(letters.get(tx, each) for each in request.letter_ids)
    decision, reason = (RELEASED, words[1]) if words[0] == DESPITE else words
    is_entitled = all(may_release(tx, desk, each, request.person) for each in rows)
    if is_entitled and decision == REJECTED and _may_take_back(desk, request, rows):
        return _take_back(tx, desk, request, rows, reason)
    problem = _problem(tx, desk, request, rows) if is_entitled else Verdict.STRANGER
    if problem is None and request.confirm and words[0] == RELEASED:
        problem = Verdict.DRIFTED
    if problem is not None:
        return Decided(problem, rows)
    if not approvals.decide(tx, request.id, decision=decision, reason=reason, at=desk.now):
        return Decided(Verdict.DECIDED, rows)
    for letter in rows:
        note_person(tx, desk, request.person, f"{decision} {reason}".strip(), f"letter:{letter.id}")
    if decision != RELEASED:
        return _reject(tx, desk, rows, reason)
    if all(_all_agree(tx, desk, letter) for letter in rows):
        return _release(tx, desk, rows, request.person)
    return Decided(Verdict.WAITS, rows)


def _reject(tx: Transaction, desk: Desk, rows: tuple[LetterRow, ...], reason: str) -> Decided:
    for letter in rows:
        void_letter(tx, desk, letter, reason, LetterState.ZURUECKGEWIESEN)
    _tell_office(tx, desk, rows, reason)
    return Decided(Verdict.REJECTED, rows)


def _tell_office(tx: Transaction, desk: Desk, rows: tuple[LetterRow, ...], reason: str) -> None:
    numbers = join_words([each.number for each in rows])
    what = f"Schreiben {numbers} zurückgewiesen: {reason} Bitte von Hand neu fassen oder den Vorgang abschließen."
    first = rows[0]
    task = NewTask(f"zurückgewiesen:{first.id}", what, desk.now, case_id=first.case_id, letter_id=first.id)
    tasks.add(tx, task)


def _release(tx: Transaction, desk: Desk, rows: tuple[LetterRow, ...], person: str) -> Decided:
    move = Move(LetterState.FREIGABE_ERBETEN, LetterState.FREIGEGEBEN, desk.now, person)
    for letter in rows:
        if letters.move(tx, letter.id, move):
            queue_letter(tx, desk, letters.get(tx, letter.id))
    return Decided(Verdict.RELEASED, rows)


def open_request(
    tx: Transaction, desk: Desk, token: str, person: str
) -> tuple[Verdict | None, tuple[LetterRow, ...]]:
    """What stands against a decision by that person with that token, and the letters; None: nothing does."""
    request = approvals.find(tx, token)
    if request is None or not request.letter_ids:
        return Verdict.UNKNOWN, ()
    rows = tuple(letters.get(tx, each) for each in request.letter_ids)
    is_own = request.person.lower() == person.lower()
    if not is_own or not all(may_release(tx, desk, each, person) for each in rows):
        return Verdict.STRANGER, rows
    return _problem(tx, desk, request, rows), rows


def _problem(tx: Transaction, desk: Desk, request: Request, rows: tuple[LetterRow, ...]) -> Verdict | None:
    if any(each.state is LetterState.HINFAELLIG for each in rows):
        return Verdict.VOID
    if request.decided_at is not None or any(each.state is not LetterState.FREIGABE_ERBETEN for each in rows):
        return Verdict.DECIDED
    if lost := [(each, why) for each in rows if (why := why_overtaken(tx, desk, each))]:
        for letter, why in lost:
            void_letter(tx, desk, letter, why)
        return Verdict.VOID
    if request.expires_at < desk.now:
        return Verdict.EXPIRED
    return Verdict.VOID if request.docx_sha256 != hash_of(rows) else None


def _all_agree(tx: Transaction, desk: Desk, letter: LetterRow) -> bool:
    """Whether enough persons agreed to this very document; two addresses count once, who wrote in it never."""
    agreed = [
        each.person
        for each in approvals.of_letter(tx, letter.id)
        if each.decision == RELEASED
        and each.docx_sha256 == hash_of([letters.get(tx, one) for one in each.letter_ids])
    ]
    persons = {found.name for each in agreed if (found := desk.register.coordinator(each, desk.today))}
    persons -= editors(tx, desk, letter)
    return len(persons) >= (2 if letter.release is Release.TWO else 1)


def _may_take_back(desk: Desk, request: Request, rows: tuple[LetterRow, ...]) -> bool:
    """Rejection wins, also over the own release, as long as nothing of it is on its way."""
    waits = {LetterState.FREIGABE_ERBETEN, LetterState.FREIGEGEBEN}
    return (
        request.decision == RELEASED
        and request.expires_at >= desk.now
        and all(each.state in waits for each in rows)
    )


def _take_back(
    tx: Transaction, desk: Desk, request: Request, rows: tuple[LetterRow, ...], reason: str
) -> Decided:
    stopped = True
    for letter in rows:
        was_released = letter.state is LetterState.FREIGEGEBEN
        to = LetterState.WIDERRUFEN if was_released else LetterState.ZURUECKGEWIESEN
        stopped &= void_letter(tx, desk, letter, reason, to)
        note_person(tx, desk, request.person, f"{REJECTED} nach {RELEASED} {reason}", f"letter:{letter.id}")
    _tell_office(tx, desk, rows, reason)
    return Decided(Verdict.REJECTED if stopped else Verdict.DECIDED, rows)
