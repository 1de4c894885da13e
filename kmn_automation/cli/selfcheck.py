"""`kmn selfcheck`: everything an office stands on."""

from __future__ import annotations

from typing import Annotated

import typer

from kmn_automation.app.clock import system_clock
from kmn_automation.app.home import find_home
from kmn_automation.app.selfcheck import Check, check_office, exit_code
from kmn_automation.cli.console import print_json, say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.words import HomeOption, JsonOption

app = single()


@app.command("selfcheck", cls=GermanCommand)
def selfcheck(
    quick: Annotated[bool, typer.Option("--quick", help="Ohne Server, LibreOffice und Protokoll.")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Prüft Einstellungen, Kennwörter, Datenbank, Postfach, Versand, Regeln und Vorlagen und sagt, was zu tun ist."""
    found: list[Check] = []
    for check in check_office(find_home(home), system_clock, quick=quick):
        found.append(check)
        if not as_json:
            say(_line(check))
    if as_json:
        print_json(found)
    return exit_code(found)


def _line(check: Check) -> str:
    line = f"{check.level.value:<8} {check.name}: {check.text}"
    return f"{line}\n{'':<9}→ {check.do}" if check.do else line
