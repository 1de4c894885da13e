"""The page of states: pictures of the allowed moves of a letter and of a message, drawn from the tables of moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from kmn_automation.model.letter import MOVES, LetterState
from kmn_automation.store.states import OUTBOX_MOVES, OutboxState
from tools.docs_table import table

MEANINGS: Mapping[LetterState, str] = {
    LetterState.ENTWORFEN: "Geschrieben und geprüft; noch hat niemand es gesehen.",
    LetterState.FREIGABE_ERBETEN: "Liegt einer Person (bei Entwürfen für das Landesamt: zwei Personen) "
    "zur Entscheidung vor.",
    LetterState.FREIGEGEBEN: "Geht nach der Bedenkzeit hinaus; bis dahin lässt es sich zurücknehmen. "
    "Ein Prüfvermerk bleibt hier: Er gehört zur Akte und wird nicht versandt.",
    LetterState.IN_UEBERGABE: "Wird in diesem Augenblick dem Mailserver übergeben.",
    LetterState.UEBERGEBEN: "Der Mailserver hat es angenommen.",
    LetterState.ABGELEHNT: "Der Mailserver hat es endgültig abgelehnt; meist stimmt die Adresse nicht.",
    LetterState.UNGEKLAERT: "Die Verbindung riss im falschen Augenblick: vielleicht angekommen, vielleicht nicht. "
    "Das Programm sendet es nie von selbst ein zweites Mal; findet es die Kopie im Archivpostfach, gilt es als "
    "übergeben, sonst entscheidet eine Person (`kmn letters resolve`).",
    LetterState.UNZUSTELLBAR: "Nach der Übergabe kam eine Unzustellbarkeitsnachricht zurück.",
    LetterState.ZURUECKGEWIESEN: "Eine Person hat die Freigabe abgelehnt und den Grund genannt.",
    LetterState.HINFAELLIG: "Ein neuer Bericht ist gekommen, ein Treffen hat sich geändert, oder die gesetzte Frist "
    "kam zu nah; das Schreiben passt nicht mehr.",
    LetterState.VERFALLEN: "Die Bitte um Freigabe ist abgelaufen, ohne dass jemand entschieden hat.",
    LetterState.WIDERRUFEN: "Eine Person hat die Freigabe in der Bedenkzeit zurückgenommen.",
    LetterState.VERWORFEN: "Bleibt mit seiner Nummer in der Liste, damit keine fehlt, und geht nie hinaus.",
}
BEGIN: Mapping[OutboxState, frozenset[OutboxState]] = {
    state: moves | {OutboxState.IN_UEBERGABE} if state is OutboxState.BEREIT else moves
    for state, moves in OUTBOX_MOVES.items()
}
"""The moves of a message; the one into the hand-over is made by the claim that only one process wins."""


def states_page() -> str:
    """The page as Markdown."""
    rows = [
        (f"**{state.value}**", MEANINGS[state], ", ".join(_ordered(MOVES[state])) or "– (Ende)")
        for state in LetterState
    ]
    return "\n".join(
        (
            "# Zustände\n",
            "Ein Schreiben geht nur die Wege dieses Bildes; jeder Schritt steht im Protokoll.\n",
            _picture(LetterState.ENTWORFEN, MOVES),
            table(("Zustand", "Bedeutung", "Von hier geht es nach"), rows),
            "## Nachrichten im Postausgang\n",
            "Auch jede Mail hat ihren Weg: Antworten, Erinnerungen und die Mails, die ein Schreiben tragen.\n",
            _picture(OutboxState.BEREIT, BEGIN),
        )
    )


def _picture(
    first: StrEnum,
    moves: Mapping[LetterState, frozenset[LetterState]] | Mapping[OutboxState, frozenset[OutboxState]],
) -> str:
    return "\n".join(("```mermaid", "stateDiagram-v2", *_lines(first, dict(moves)), "```", ""))


def _lines(first: StrEnum, moves: Mapping[StrEnum, frozenset[StrEnum]]) -> Iterator[str]:
    for state in moves:
        yield f'    state "{state.value}" as {state.name}'
    yield f"    [*] --> {first.name}"
    for state, targets in moves.items():
        order = list(moves)
        for target in sorted(targets, key=order.index):
            yield f"    {state.name} --> {target.name}"
        if not targets:
            yield f"    {state.name} --> [*]"


def _ordered(states: frozenset[LetterState]) -> list[str]:
    return [state.value for state in LetterState if state in states]
