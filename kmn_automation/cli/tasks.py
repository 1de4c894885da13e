"""`kmn tasks`: what waits for a person of the office."""

from __future__ import annotations

from typing import Annotated

import typer

from kmn_automation.app.task_desk import close_task, open_tasks
from kmn_automation.cli.console import print_json, print_table, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption, JsonOption, PersonOption
from kmn_automation.model.german import format_day

app = new_group("Aufgaben des Büros: zeigen und abschließen.")


@app.command("list", cls=GermanCommand)
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Zeigt alle offenen Aufgaben, die älteste zuerst."""
    with open_office(home) as place:
        found = open_tasks(place)
    if as_json:
        print_json(found)
        return
    print_table(
        "",
        ("Nummer", "Seit", "Aufgabe"),
        [(each.id, format_day(each.at.date()), each.title) for each in found],
    )


@app.command("done", cls=GermanCommand)
def done(
    number: Annotated[int, typer.Argument(help="Nummer aus kmn tasks list", metavar="NUMMER")],
    person: PersonOption,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Schließt eine Aufgabe ab; wer das war, steht im Protokoll."""
    with open_office(home) as place:
        task = close_task(place, number, person)
    if as_json:
        print_json(task)
        return
    say(f"Erledigt: {task.title}")
