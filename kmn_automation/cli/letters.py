"""`kmn letters`: look at letters and decide about them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app import letter_desk
from kmn_automation.app.explain_text import at, letter_lines
from kmn_automation.app.letter_again import again_lines
from kmn_automation.app.status import Doubt
from kmn_automation.cli.console import print_json, print_table, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption, JsonOption, PersonOption, as_number
from kmn_automation.model.error import Misconfigured
from kmn_automation.steps.decide_release import Decided

app = new_group("Schreiben zeigen, freigeben, zurückweisen, zurücknehmen; Ungeklärtes entscheiden.")
NumberArgument = Annotated[
    str, typer.Argument(metavar="NUMMER", help="Nummer des Schreibens, etwa 2026-0007.")
]


@app.command("list", cls=GermanCommand)
def list_(
    state: Annotated[str, typer.Option("--state", metavar="ZUSTAND", help="Nur diesen Zustand.")] = "",
    unclear: Annotated[bool, typer.Option("--unclear", help="Nur, was vielleicht ankam.")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt die Schreiben mit Nummer, Empfänger und Zustand."""
    with open_office(home) as place:
        if unclear:
            _show_doubts(letter_desk.list_doubts(place), as_json=as_json)
            return
        rows = letter_desk.list_letters(place, state)
    if as_json:
        print_json(rows)
        return
    cells = [(r.number, r.kind, r.recipient_name, r.state.value, r.released_by) for r in rows]
    print_table("", ("Nummer", "Art", "Empfänger", "Zustand", "freigegeben von"), cells)


@app.command("show", cls=GermanCommand)
def show(
    number: NumberArgument,
    folder: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="ORDNER", help="Schreibt das Dokument dorthin.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Erstellt es aus den aufbewahrten Angaben neu und vergleicht.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt ein Schreiben mit seinen Freigaben und Nachrichten und schreibt auf Wunsch das Dokument."""
    with open_office(home) as place:
        shown = letter_desk.show_letter(place, number, folder, again=again)
    story = shown.story
    if as_json:
        found = {"letter": story.row, "requests": story.requests, "messages": story.messages}
        first = shown.files[0] if shown.files else None
        print_json({**found, "file": first, "files": shown.files, "again": shown.again})
        return
    for line in (*letter_lines(story), *(again_lines(shown.again) if shown.again else ())):
        say(line)
    for path in shown.files:
        say(f"Dokument: {path}")


@app.command("release", cls=GermanCommand)
def release(
    number: NumberArgument,
    person: PersonOption,
    despite_drift: Annotated[
        bool, typer.Option("--despite-drift", help="Auch wenn Angaben vom Entwurf abweichen.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Gibt ein Schreiben frei; es geht nach der Frist zum Zurücknehmen hinaus."""
    with open_office(home) as place:
        decided = letter_desk.release(place, number, person, despite_drift=despite_drift)
        _report(decided, as_json=as_json)


@app.command("reject", cls=GermanCommand)
def reject(
    number: NumberArgument,
    person: PersonOption,
    reason: Annotated[str, typer.Option("--reason", metavar="GRUND", help="Warum; steht im Protokoll.")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Weist ein Schreiben zurück."""
    with open_office(home) as place:
        _report(letter_desk.reject(place, number, person, reason), as_json=as_json)


@app.command("withdraw", cls=GermanCommand)
def withdraw(
    number: NumberArgument, person: PersonOption, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """Nimmt eine Freigabe zurück, solange das Schreiben noch nicht übergeben ist."""
    with open_office(home) as place:
        letter_desk.take_back(place, number, person)
    if as_json:
        print_json({"letter": number, "state": "widerrufen"})
    else:
        say(f"Die Freigabe von Schreiben {number} ist zurückgenommen; es geht nicht hinaus.")


@app.command("resolve", cls=GermanCommand)
def resolve(
    item: Annotated[int, typer.Argument(metavar="AUSGANG", parser=as_number, help="Nummer aus --unclear.")],
    person: PersonOption,
    arrived: Annotated[bool, typer.Option("--arrived", help="Die Nachricht ist angekommen.")] = False,
    again: Annotated[
        bool, typer.Option("--send-again", help="Sie ist nicht angekommen: erneut senden.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Entscheidet über eine Nachricht, von der niemand weiß, ob sie ankam."""
    if arrived == again:
        raise Misconfigured("Bitte genau eines angeben: --arrived oder --send-again.")
    with open_office(home) as place:
        row = letter_desk.resolve(place, item, person, arrived=arrived)
    state = "übergeben" if arrived else "bereit"
    if as_json:
        print_json({"outbox": row.id, "recipient": row.recipient, "state": state})
    else:
        say(f"Nachricht {row.id} an {row.recipient}: jetzt „{state}“.")


def _report(decided: Decided, *, as_json: bool) -> None:
    numbers = [each.number for each in decided.letters]
    if as_json:
        print_json({"verdict": decided.verdict, "letters": numbers})
    else:
        say(f"Schreiben {', '.join(numbers)}: {decided.verdict.value}.")


def _show_doubts(rows: list[Doubt], *, as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    cells = [(r.id, r.kind, r.recipient, at(r.since), r.response) for r in rows]
    print_table("Ungeklärt", ("Ausgang", "Art", "an", "seit", "letzte Auskunft"), cells)
    if rows:
        say("Bitte nachfragen, dann:  kmn letters resolve AUSGANG --arrived|--send-again --as ADRESSE")
