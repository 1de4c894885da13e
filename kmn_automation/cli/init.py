"""`kmn init`: the folder of an office."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app.home import create_home
from kmn_automation.cli.console import print_json, say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.words import JsonOption

app = single()


@app.command("init", cls=GermanCommand)
def init(
    home: Annotated[Path, typer.Argument(metavar="ORDNER", help="Der Ordner des Büros; er wird angelegt.")],
    as_json: JsonOption = False,
) -> None:
    """Legt den Ordner eines Büros mit einer kommentierten Einstellungsdatei an."""
    path = create_home(home)
    if as_json:
        print_json({"settings": str(path)})
        return
    say(f"Angelegt: {path}")
    say("Als Nächstes:")
    say(f"  1. Die Einstellungen ausfüllen und die Kennwörter in {home / 'secrets'} ablegen (Rechte 0600).")
    say(
        f"  2. kmn register template -o register.xlsx, ausfüllen, kmn register import register.xlsx --home {home}"
    )
    say(f"  3. kmn selfcheck --home {home}")
