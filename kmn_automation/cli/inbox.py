"""`kmn inbox`: the rules of the inbox, checked and explained."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app.mail_explain import SortedMail, sort_mail
from kmn_automation.cli.console import print_json, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import open_office, toolbox_of
from kmn_automation.cli.words import HomeOption, JsonOption

COMPLAINTS = 1
app = new_group("Die Posteingangsregeln: prüfen und an einer Mail erklären.")


@app.command("check", cls=GermanCommand)
def check(as_json: JsonOption = False, home: HomeOption = None) -> int:
    """Lädt die Regeln und macht die Tests, die in der Datei stehen."""
    rules = toolbox_of(home).inbox_rules
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
    """Sagt, welche Regel eine Mail bekäme, was dann geschähe und warum die Regeln davor nicht passen."""
    with open_office(home) as place:
        mail = sort_mail(place, file)
    if as_json:
        print_json(mail)
    else:
        _tell(mail)


def _tell(mail: SortedMail) -> None:
    say(f"Von {mail.sender or '(unlesbar)'} ({mail.sender_kind}), Betreff: {mail.subject}")
    say(f"Art: {mail.kind}; Herkunft: {mail.proof} – {mail.proof_reason}")
    for name, kind in mail.files:
        say(f"Anlage: {name or 'ohne Namen'} ({kind})")
    say(f"Regel „{mail.rule}“: {mail.about}")
    for verb, value in mail.actions:
        say(f"  → {verb} {value}".rstrip())
    for rule, why_not in mail.tried:
        say(f"  nicht „{rule}“: {why_not}")
