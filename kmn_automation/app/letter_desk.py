"""What a person does with letters at the terminal: look, release, reject, withdraw, settle a doubt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kmn_automation.app.explain import LetterStory, letter_story
from kmn_automation.app.letter_again import Again, make_again
from kmn_automation.app.status import Doubt, doubt_of
from kmn_automation.app.wiring import Workplace
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.letter import LetterState
from kmn_automation.steps.decide_release import (
    DESPITE,
    REJECTED,
    RELEASED,
    Decided,
    Verdict,
    decide_by_command,
)
from kmn_automation.steps.letter_files import stored_files
from kmn_automation.steps.resolve_doubt import decide_doubt
from kmn_automation.steps.withdraw import withdraw
from kmn_automation.store import letters, outbox
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.outbox import OutboxRow, OutboxState

_GOOD = {Verdict.RELEASED, Verdict.WAITS, Verdict.REJECTED}
_WHY = {
    Verdict.EXPIRED: "Die Frist für diese Freigabe ist abgelaufen; es braucht eine neue Bitte um Freigabe.",
    Verdict.DECIDED: "Darüber ist bereits entschieden; es wurde nichts geändert.",
    Verdict.VOID: "Das Schreiben ist hinfällig; inzwischen liegt eine neue Fassung vor.",
    Verdict.STRANGER: "Diese Person wurde nicht um Freigabe gebeten oder ist heute nicht eingetragen.",
    Verdict.DRIFTED: "Angaben weichen vom Entwurf ab; bitte ansehen und mit --despite-drift bestätigen.",
    Verdict.UNKNOWN: "Um die Freigabe dieses Schreibens wurde niemand gebeten.",
}


def list_letters(place: Workplace, state: str) -> list[LetterRow]:
    """The letters in that state, all without one, the oldest first.

    Raises:
        Misconfigured: there is no such state.
    """
    states = tuple(each for each in LetterState if not state or each.value.lower() == state.lower())
    if not states:
        known = [each.value for each in LetterState]
        do = suggest(state, known) or f"Möglich sind: {', '.join(known)}."
        raise Misconfigured(f"Den Zustand „{state}“ gibt es nicht.", do=do)
    with place.store.read() as tx:
        return letters.in_state(tx, *states)


def list_doubts(place: Workplace) -> list[Doubt]:
    """The messages of which nobody knows whether they arrived."""
    with place.store.read() as tx:
        return [doubt_of(row) for row in outbox.in_state(tx, OutboxState.UNGEKLAERT)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter with its requests and messages, its files as they were written, and what came of making it anew."""

    story: LetterStory
    files: tuple[Path, ...]
    again: Again | None


def show_letter(place: Workplace, number: str, folder: Path | None, *, again: bool = False) -> Shown:
    """The letter, its files written into `folder`, and if wanted made anew and compared."""
    with place.store.read() as tx:
        row = _find(tx, number)
        story = letter_story(tx, row)
        files = stored_files(tx, place.store, row) if folder else ()
        anew = make_again(tx, place.store, row) if again else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for each in files:
            write_durably(folder / each.name, each.data)
    return Shown(story, tuple(Path(folder or "") / each.name for each in files), anew)


def release(place: Workplace, number: str, person: str, *, despite_drift: bool = False) -> Decided:
    """The release by that person; `despite_drift` where facts of an edited letter differ from the draft.

    Raises:
        Misconfigured: it is not this person's to release, or it is too late; nothing was changed.
    """
    return _decide(place, number, person, (DESPITE if despite_drift else RELEASED, ""))


def reject(place: Workplace, number: str, person: str, reason: str) -> Decided:
    """The rejection by that person; raises as `release`."""
    return _decide(place, number, person, (REJECTED, reason))


def take_back(place: Workplace, number: str, person: str) -> None:
    """Withdraws a release; raises as `withdraw`."""
    desk = place.desk()
    with place.store.begin() as tx:
        withdraw(tx, desk, _find(tx, number), person)


def resolve(place: Workplace, item: int, person: str, *, arrived: bool) -> OutboxRow:
    """The word of a person on a message in doubt.

    Raises:
        Misconfigured: the person is not registered, or there is no doubt about that message.
    """
    desk = place.desk()
    if desk.register.coordinator(person, desk.today) is None:
        raise Misconfigured(f"„{person}“ ist heute nicht als Koordination eingetragen.")
    with place.store.begin() as tx:
        row = next((each for each in outbox.in_state(tx, OutboxState.UNGEKLAERT) if each.id == item), None)
        if row is None or not decide_doubt(tx, desk, row, person, arrived=arrived):
            what = f"Über die Nachricht {item} besteht kein Zweifel."
            raise Misconfigured(what, do="Ungeklärte zeigt:  kmn letters list --unclear")
        return row


def _decide(place: Workplace, number: str, person: str, words: tuple[str, str]) -> Decided:
    desk = place.desk()
    with place.store.begin() as tx:
        decided = decide_by_command(tx, desk, _find(tx, number), person, words)
        if decided.verdict not in _GOOD:
            raise Misconfigured(_WHY[decided.verdict], where=f"Schreiben {number}")
    return decided


def _find(tx: Transaction, number: str) -> LetterRow:
    row = letters.find(tx, number)
    if row is None:
        raise Misconfigured(
            f"Ein Schreiben mit der Nummer {number} gibt es nicht.", do="Alle zeigt:  kmn letters list"
        )
    return row
