"""`kmn site`: which file is in force, own versions, and what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app.home import find_home
from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.site_copy import compare_file, copy_file, list_files
from kmn_automation.cli.console import print_json, print_table, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.words import HomeOption, JsonOption

app = new_group("Eigene und mitgelieferte Dateien: zeigen, kopieren, vergleichen.")
NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="Name aus der Liste, etwa inbox_rules.yaml.")
]


@app.command("list", cls=GermanCommand)
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Zeigt jede Datei, die gilt, und woher sie kommt."""
    found = list_files(_site(home))
    if as_json:
        print_json(found)
    else:
        print_table("", ("Datei", "Herkunft"), [(each.name, each.origin.value) for each in found])


@app.command("copy", cls=GermanCommand)
def copy(name: NameArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Legt eine eigene Fassung einer mitgelieferten Datei an; sie gilt ab sofort."""
    file = copy_file(_site(home), name)
    if as_json:
        print_json({"name": file.name, "file": str(file.path)})
    else:
        say(f"Eigene Fassung: {file.path}")


@app.command("diff", cls=GermanCommand)
def diff(name: NameArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Zeigt, worin sich die eigene Fassung von der mitgelieferten unterscheidet."""
    lines = compare_file(_site(home), name)
    if as_json:
        print_json(lines)
        return
    for line in lines or ["Kein Unterschied."]:
        say(line)


def _site(home: Path | None) -> Site:
    return Site(find_home(home).resolve(), shipped_root())
