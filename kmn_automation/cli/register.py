"""`kmn register`: the workbook that the office keeps, checked and taken as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app import register_desk
from kmn_automation.cli.console import print_json, print_table, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import open_office, toolbox_of
from kmn_automation.cli.words import DayOption, FileOption, HomeOption, JsonOption, as_number, who_types
from kmn_automation.forms.register_refusal import Refusal
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.model.german import format_day, format_euro
from kmn_automation.model.register_diff import RegisterDiff
from kmn_automation.model.waiver import describe, ending_waivers

REFUSED = 2
MAX_LINES = 40
app = new_group("Das Register: Vorlage schreiben, prüfen, übernehmen, ausgeben, nachsehen.")
WorkbookArgument = Annotated[Path, typer.Argument(metavar="DATEI", help="Die Arbeitsmappe mit dem Register.")]


@app.command("template", cls=GermanCommand)
def template(output: FileOption, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Schreibt die leere Arbeitsmappe zum Ausfüllen."""
    write_durably(output, register_desk.write_workbook(toolbox_of(home), None))
    _written(output, as_json=as_json)


@app.command("export", cls=GermanCommand)
def export(
    output: FileOption, day: DayOption = None, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """Schreibt das Register, wie es gilt oder an einem Tag galt, als Arbeitsmappe."""
    with open_office(home) as place:
        data = register_desk.write_workbook(place.toolbox, register_desk.register_on(place, day))
    write_durably(output, data)
    _written(output, as_json=as_json)


@app.command("check", cls=GermanCommand)
def check(file: WorkbookArgument, as_json: JsonOption = False, home: HomeOption = None) -> int:
    """Prüft die Arbeitsmappe; nichts wird übernommen."""
    data = register_desk.read_workbook(file)
    with register_desk.naming(file):
        register, refusals = register_desk.check_workbook(toolbox_of(home), data)
    if as_json:
        print_json({"file": file.name, "refusals": refusals, "traeger": len(register.traeger)})
    else:
        _show_refusals(refusals)
        counts = f"{len(register.traeger)} Träger, {len(register.bescheide)} Bescheide"
        say(f"In Ordnung: {counts}." if not refusals else f"{len(refusals)} Angaben sind nicht in Ordnung.")
    return REFUSED if refusals else 0


@app.command("import", cls=GermanCommand)
def import_(
    file: WorkbookArgument,
    confirm: Annotated[
        int | None,
        typer.Option(
            "--confirm", metavar="ZAHL", parser=as_number, help="Die genannte Zahl, als Bestätigung."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage; die Zahl ersetzt es nicht.")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Prüft die Arbeitsmappe, zeigt den Unterschied zum Register von jetzt und übernimmt sie ganz oder gar nicht."""
    data = register_desk.read_workbook(file)
    with open_office(home) as place, register_desk.naming(file):
        found = register_desk.plan(place, data)
        if found.refusals:
            _refuse(file, found.refusals, as_json=as_json)
            return REFUSED
        if found.difference.is_empty:
            _say_empty(as_json=as_json)
            return 0
        if not as_json:
            _show_difference(found.difference)
        if not yes and confirm is None and not found.difference.needs_confirmation and not _agreed():
            say("Nicht übernommen; es wurde nichts geändert.")
            return 0
        number = register_desk.take(place, found, who_types(), confirm)
    if as_json:
        difference = found.difference
        lists = {"added": difference.added, "changed": difference.changed, "removed": difference.removed}
        print_json({"import": number, **lists})
    else:
        say(f"Übernommen (Nummer {number}): {len(found.register.traeger)} Träger.")
    return 0


@app.command("show", cls=GermanCommand)
def show(
    traeger: Annotated[str, typer.Argument(metavar="TRAEGER", help="Kennung oder Teil des Namens.")] = "",
    day: DayOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt alle Träger und die Ausnahmen, die enden, oder einen Träger mit Adressen, Bescheiden und Ausnahmen."""
    with open_office(home, day) as place:
        register = register_desk.register_on(place, day)
        today = day or place.clock().date()
        one = register_desk.show(register, traeger, today) if traeger else None
    if as_json:
        print_json(one or register.traeger)
    elif one:
        _show_traeger(one)
        for waiver in one.waivers:
            say(f"  Ausnahme {describe(register, waiver, today)}")
    else:
        rows = [(each.id, each.name, each.art.value, each.regionalverbund) for each in register.traeger]
        print_table("", ("Kennung", "Name", "Art", "Regionalverbund"), rows)
        for line in ending_waivers(register, today):
            say(f"Ausnahme {line}")


def _agreed() -> bool:
    """At a terminal a person is asked; in a pipe the command itself is the wish."""
    return not typer.get_text_stream("stdin").isatty() or typer.confirm("Übernehmen?", default=False)


def _say_empty(*, as_json: bool) -> None:
    if as_json:
        print_json({"import": None, "added": [], "changed": [], "removed": []})
    else:
        say("Kein Unterschied zum Register von jetzt; es gibt nichts zu übernehmen.")


def _refuse(file: Path, refusals: Sequence[Refusal], *, as_json: bool) -> None:
    if as_json:
        print_json({"file": file.name, "refusals": refusals})
        return
    _show_refusals(refusals)
    say(f"Nicht übernommen: {len(refusals)} Angaben sind nicht in Ordnung. Es wurde nichts geändert.")


def _show_refusals(refusals: Sequence[Refusal]) -> None:
    for each in refusals:
        say(str(each))


def _show_difference(difference: RegisterDiff) -> None:
    for sign, lines in (("+", difference.added), ("~", difference.changed), ("-", difference.removed)):
        for line in lines[:MAX_LINES]:
            say(f"{sign} {line}")
        if len(lines) > MAX_LINES:
            say(f"{sign} … und {len(lines) - MAX_LINES} weitere")
    for line in difference.addresses.lines:
        say(f"! {line}")


def _show_traeger(one: register_desk.Shown) -> None:
    body = one.traeger
    say(f"{body.id}  {body.name}")
    say(f"  {body.art.value}, {body.regionalverbund}; {body.strasse}, {body.plz} {body.ort}")
    for contact in one.contacts:
        say(f"  {contact.role.value}: {contact.name} <{contact.email}>")
    for bescheid, frist in one.bescheide:
        amount = format_euro(bescheid.bewilligt)
        say(
            f"  {bescheid.geschaeftszeichen}, {bescheid.foerderjahr}: {amount}, Nachweis bis {format_day(frist)}"
        )


def _written(path: Path, *, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(path)})
    else:
        say(f"Geschrieben: {path}")
