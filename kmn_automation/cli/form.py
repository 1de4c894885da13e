"""`kmn form`: the report form as a file, as a list of fields, and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app import form_desk
from kmn_automation.cli.console import print_json, print_table, say, with_progress
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import has_office, open_office, toolbox_of
from kmn_automation.cli.words import FileOption, HomeOption, JsonOption, YearOption
from kmn_automation.model.error import Misconfigured

app = new_group("Der Berichtsbogen: schreiben, Felder zeigen, Fassungen vergleichen.")
MARK_HELP = "Geschäftszeichen des Bescheids."


@app.command("write", cls=GermanCommand)
def write(
    year: YearOption,
    output: FileOption,
    geschaeftszeichen: Annotated[str, typer.Argument(metavar="GESCHAEFTSZEICHEN", help=MARK_HELP)] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Alle Bescheide des Jahres; -o nennt den Ordner.")
    ] = False,
    values: Annotated[
        Path | None, typer.Option("--values", metavar="DATEI", help="Werte als JSON: Feld → Wert.")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Schreibt den Berichtsbogen eines Bescheids oder aller Bescheide eines Jahres, vorausgefüllt."""
    if every == bool(geschaeftszeichen):
        raise Misconfigured("Bitte entweder ein Geschäftszeichen oder --all angeben.")
    if every and values:
        raise Misconfigured("--values geht nur mit einem einzelnen Geschäftszeichen.")
    given = form_desk.read_values(values)
    with open_office(home) as place:
        register = place.load_register()
        if every:
            bescheide = form_desk.bescheide_of_year(register, year)
            output.mkdir(parents=True, exist_ok=True)
        else:
            bescheide = [form_desk.find_bescheid(register, geschaeftszeichen, year)]
        forms = (
            form_desk.write_form(place.toolbox, register, each, given)
            for each in with_progress(bescheide, "Berichtsbögen")
        )
        written = form_desk.save_forms(forms, output, is_folder=every)
    if as_json:
        print_json(written)
    else:
        say(f"Geschrieben: {len(written)} Berichtsbögen in {output}" if every else f"Geschrieben: {output}")


@app.command("fields", cls=GermanCommand)
def fields(
    geschaeftszeichen: Annotated[str, typer.Argument(metavar="GESCHAEFTSZEICHEN", help=MARK_HELP)],
    year: YearOption,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt alle Felder des Berichtsbogens mit Blatt, Zelle, Art und Einheit."""
    toolbox = toolbox_of(home)
    if has_office(home):
        with open_office(home) as place:
            form_desk.find_bescheid(place.load_register(), geschaeftszeichen, year)
    found = form_desk.fields_of_year(toolbox, year)
    if as_json:
        print_json(found)
        return
    rows = [(f.id, f.label, f"{f.sheet}!{f.cell}", f.unit.value, "ja" if f.required else "") for f in found]
    print_table("", ("Feld", "Beschriftung", "Zelle", "Einheit", "Pflicht"), rows)


@app.command("compare", cls=GermanCommand)
def compare(
    old: Annotated[str, typer.Argument(metavar="ALT", help="Die ältere Fassung, etwa 2022.")],
    new: Annotated[str, typer.Argument(metavar="NEU", help="Die neuere Fassung, etwa 2024.")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt, was sich zwischen zwei Fassungen des Berichtsbogens geändert hat."""
    found = form_desk.compare_forms(toolbox_of(home), old, new)
    if as_json:
        print_json(found)
        return
    for difference in found:
        say(str(difference))
    if not found:
        say("Die Fassungen fragen dasselbe ab.")
