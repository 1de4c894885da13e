"""`kmn templates`: the templates of letters and mails."""

from __future__ import annotations

from typing import Annotated

import typer

from kmn_automation.app.template_desk import list_fields, list_templates
from kmn_automation.cli.console import print_json, print_table, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import toolbox_of
from kmn_automation.cli.words import HomeOption, JsonOption

app = new_group("Die Vorlagen der Schreiben und Mails: zeigen, prüfen, Platzhalter.")


@app.command("list", cls=GermanCommand)
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Zeigt alle Vorlagen und wer die Schreiben freigibt."""
    found = list_templates(toolbox_of(home))
    if as_json:
        print_json(found)
        return
    rows = [(each.name, each.sort, each.title, each.release) for each in found]
    print_table("", ("Vorlage", "für", "Titel", "Freigabe"), rows)


@app.command("check", cls=GermanCommand)
def check(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Lädt alle Vorlagen, prüft jeden Platzhalter und schreibt jedes Schreiben mit Mustern."""
    found = list_templates(toolbox_of(home))
    if as_json:
        print_json({"templates": len(found)})
    else:
        say(f"{len(found)} Vorlagen sind in Ordnung.")


@app.command("fields", cls=GermanCommand)
def fields(
    name: Annotated[str, typer.Argument(metavar="VORLAGE", help="Name aus der Liste.")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt die Platzhalter, die in einer Vorlage stehen dürfen."""
    found = list_fields(toolbox_of(home), name)
    if as_json:
        print_json(found)
        return
    for sort, placeholders in found.items():
        rows = [(each.name, each.shape, "nötig" if each.needed else "") for each in placeholders]
        print_table(sort, ("Platzhalter", "Art", ""), rows)
