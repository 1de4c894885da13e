"""`kmn why`: the whole chain behind an id."""

from __future__ import annotations

from typing import Annotated

import typer

from kmn_automation.app.explain import explain
from kmn_automation.app.explain_text import tell
from kmn_automation.cli.console import print_json, say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption, JsonOption

app = single()


@app.command("why", cls=GermanCommand)
def why(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Schreiben, Vorgang, Mail (KMN-…), SHA-256 einer Datei, report:12."
        ),
    ],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Erklärt, wie es dazu kam: Mail, Datei, Zellen, Befunde, Abrechnung, Schreiben, Freigabe, Versand."""
    with open_office(home) as place:
        story = explain(place, asked)
    if as_json:
        print_json(story)
        return
    for line in tell(story):
        say(line)
