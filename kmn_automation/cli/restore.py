"""`kmn restore`: a backup as the folder of an office again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app.clock import system_clock
from kmn_automation.app.explain_text import at
from kmn_automation.app.restore import restore_backup
from kmn_automation.cli.console import counting, print_json, say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.words import JsonOption

app = single()


@app.command("restore", cls=GermanCommand)
def restore(
    file: Annotated[Path, typer.Argument(metavar="DATEI", help="Eine Sicherung von kmn backup.")],
    to: Annotated[
        Path, typer.Option("--to", metavar="ORDNER", help="Neuer oder leerer Ordner für das Büro.")
    ],
    database: Annotated[
        str,
        typer.Option("--database", metavar="ADRESSE", help="Statt kmn.db: eine leere PostgreSQL-Datenbank."),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Holt eine Sicherung in einen neuen Ordner zurück und prüft sie; gesendet wird erst nach kmn resume."""
    with counting("Dateien") as tick:
        done = restore_backup(file, to, system_clock, database, tick)
    if as_json:
        print_json(done)
        return
    say(f"Zurückgeholt nach {done.folder}: der Stand vom {at(done.made_at)}, vollständig.")
    say(
        f"{done.rows} Einträge, {done.blobs} gespeicherte Dateien, Protokoll mit {done.journal_entries} Einträgen."
    )
    say(
        f"Angehalten: {done.held} Nachrichten; ungeklärt: {done.unclear}. Bis zu Ihrem Ja wird nichts gesendet."
    )
    say("Als Nächstes:")
    say(
        f"  1. Kennwörter in {done.folder / 'secrets'} ablegen (Rechte 0600); sie stehen in keiner Sicherung."
    )
    say(f"  2. kmn selfcheck --home {done.folder}")
    say(f"  3. Ist die bisherige Installation aus:  kmn resume --home {done.folder}")
