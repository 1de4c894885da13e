"""`kmn worker`: passes until it is told to stop."""

from __future__ import annotations

from kmn_automation.app.worker import Worker, end_at_once
from kmn_automation.cli.console import say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption

app = single()


@app.command("worker", cls=GermanCommand)
def worker(home: HomeOption = None) -> None:
    """Arbeitet, bis SIGTERM oder Strg-C kommt: alle paar Minuten das Postfach, einmal am Tag alles Fällige."""
    with open_office(home, spoken=False) as place:
        in_peace = Worker(place).run()
    if not in_peace:
        say("Angehalten, bevor der Mailserver antwortete; der nächste Start klärt, was offen ist.")
        end_at_once()
