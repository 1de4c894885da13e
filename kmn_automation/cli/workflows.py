"""`kmn workflows`: the courses of business."""

from __future__ import annotations

from kmn_automation.cli.console import print_json, print_table, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import toolbox_of
from kmn_automation.cli.words import HomeOption, JsonOption

app = new_group("Die Abläufe: zeigen und prüfen.")


@app.command("list", cls=GermanCommand)
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Zeigt alle Abläufe mit ihren Schritten."""
    workflows = toolbox_of(home).workflows
    if as_json:
        print_json([each.model_dump(mode="json") for each in workflows])
        return
    for workflow in workflows:
        rows = [
            (s.id, s.title, s.verb.value, s.whom.value, s.release.value, s.reference) for s in workflow.steps
        ]
        headings = ("Schritt", "Titel", "Tätigkeit", "für", "Freigabe", "Grundlage")
        print_table(f"{workflow.id}: {workflow.title}", headings, rows)


@app.command("check", cls=GermanCommand)
def check(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Lädt und prüft alle Abläufe; jeder Fehler mit Datei, Zeile und Spalte."""
    workflows = toolbox_of(home).workflows
    steps = sum(len(each.steps) for each in workflows)
    if as_json:
        print_json({"workflows": len(workflows), "steps": steps})
    else:
        say(f"{len(workflows)} Abläufe mit {steps} Schritten sind in Ordnung.")
