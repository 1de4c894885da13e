"""`kmn journal`: whether anybody changed the record of what was done."""

from __future__ import annotations

from kmn_automation.app.journal_check import verify_journal
from kmn_automation.cli.console import print_json, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption, JsonOption

BROKEN = 1
app = new_group("Das Protokoll: auf Veränderung prüfen.")


@app.command("verify", cls=GermanCommand)
def verify(as_json: JsonOption = False, home: HomeOption = None) -> int:
    """Rechnet die Kette des Protokolls nach und nennt den ersten Eintrag, der nicht stimmt."""
    with open_office(home) as place:
        verdict = verify_journal(place)
    if as_json:
        print_json(verdict)
    elif verdict.broken_at is None:
        say(f"Unverändert: {verdict.entries} Einträge, letzter Prüfwert {verdict.head[:16]}.")
    else:
        say(f"Eintrag {verdict.broken_at} wurde verändert oder fehlt. Bitte mit der Sicherung vergleichen.")
    return 0 if verdict.broken_at is None else BROKEN
