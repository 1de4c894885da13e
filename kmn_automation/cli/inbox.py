"""`kmn inbox`: the rules of the inbox, checked, explained and tried on stored mails."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app.mail_explain import sort_mail
from kmn_automation.app.mail_replay import read_rules
from kmn_automation.app.mail_replay import replay as replay_mails
from kmn_automation.cli.console import print_json, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.inbox_words import as_json as mail_as_json
from kmn_automation.cli.inbox_words import replayed_as_json, tell, tell_replayed
from kmn_automation.cli.office import open_office, toolbox_of
from kmn_automation.cli.words import FileOption, HomeOption, JsonOption, as_number
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.mail.inbox_rules_schema import FILE_NAME, schema_text
from kmn_automation.mail.inbox_rules_schema import schema as json_schema

COMPLAINTS = 1
app = new_group("Die Posteingangsregeln: prüfen, an einer Mail erklären, an früheren Mails ausprobieren.")


@app.command("check", cls=GermanCommand)
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="DATEI", help="Geänderte Regeln; sonst die geltenden.")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Lädt die Regeln und macht die Tests, die in der Datei stehen; jeder Fehler mit Zeile und Spalte."""
    rules = read_rules(file) if file else toolbox_of(home).inbox_rules
    found = rules.check()
    if as_json:
        print_json({"rules": len(rules.file.rules), "tests": len(rules.file.tests), "complaints": found})
    else:
        for line in found or [f"{len(rules.file.rules)} Regeln, {len(rules.file.tests)} Tests bestanden."]:
            say(line)
    return COMPLAINTS if found else 0


@app.command("explain", cls=GermanCommand)
def explain(
    file: Annotated[Path, typer.Argument(metavar="DATEI", help="Eine Mail als .eml.")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Sagt, was in einer Mail steckt, welche Regel sie bekäme und warum, und ob sie beantwortet werden darf."""
    with open_office(home) as place:
        mail = sort_mail(place, file)
    if as_json:
        print_json(mail_as_json(mail))
    else:
        tell(mail)


@app.command("replay", cls=GermanCommand)
def replay(
    last: Annotated[
        int,
        typer.Option(
            "--last", metavar="ZAHL", parser=as_number, help="Wie viele Mails, von der neuesten an."
        ),
    ] = 200,
    newer: Annotated[
        Path | None,
        typer.Option(
            "--rules", metavar="DATEI", help="Geänderte Regeln, die noch nicht gelten; sonst die geltenden."
        ),
    ] = None,
    older: Annotated[
        Path | None,
        typer.Option(
            "--diff", metavar="DATEI", help="Eine andere Fassung der Regeln, mit der verglichen wird."
        ),
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt, welche gespeicherten Mails eine andere Regel bekämen als damals oder als nach --diff; schreibt nichts."""
    with open_office(home) as place:
        found = list(replay_mails(place, last, newer, older))
    if as_json:
        print_json(replayed_as_json(found))
    else:
        tell_replayed(found)


@app.command("schema", cls=GermanCommand)
def schema(output: FileOption = Path(FILE_NAME), as_json: JsonOption = False) -> None:
    """Schreibt das JSON-Schema der Regeln, mit dem Editoren Wörter ergänzen, erklären und Fehler anstreichen."""
    if as_json:
        print_json(json_schema())
        return
    write_durably(output, schema_text().encode())
    say(f"{output} geschrieben. Erste Zeile der Regeln:  # yaml-language-server: $schema={output.name}")
