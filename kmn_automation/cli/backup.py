"""`kmn backup`: everything of an office in one file, while it goes on working."""

from __future__ import annotations

from kmn_automation.app.backup import make_backup
from kmn_automation.cli.console import counting, print_json, say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import FileOption, HomeOption, JsonOption

MEGABYTE = 1_000_000
app = single()


@app.command("backup", cls=GermanCommand)
def backup(output: FileOption, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Sichert Datenbank, gespeicherte Dateien, Einstellungen und eigene Fassungen in eine Datei und prüft sie.

    Der Dienst läuft weiter. Kennwörter sind nicht dabei.
    """
    with open_office(home) as place, counting("Dateien") as tick:
        done = make_backup(place, output, tick)
    if as_json:
        print_json(done)
        return
    say(f"Gesichert: {done.path} ({done.size / MEGABYTE:.1f} MB)")
    say(f"Zur Probe zurückgeholt und vollständig: {done.rows} Einträge, {done.blobs} gespeicherte Dateien.")
    say(f"Protokoll: {done.journal_entries} Einträge, letzter Prüfwert {done.journal_head[:16]}.")
