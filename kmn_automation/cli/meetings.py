"""`kmn meetings`: the meetings of the register."""

from __future__ import annotations

from kmn_automation.cli.console import print_json, print_table
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption, JsonOption
from kmn_automation.model.german import format_day

app = new_group("Die Sitzungen im Register.")


@app.command("list", cls=GermanCommand)
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Zeigt alle Sitzungen mit Zeit, Ort und der Zahl der Eingeladenen."""
    with open_office(home) as place:
        register = place.load_register()
    if as_json:
        print_json(register.meetings)
        return
    rows = [
        (
            f"{format_day(each.begin.date())} {each.begin:%H:%M}",
            each.kind.value,
            each.title,
            each.ort,
            len(register.members(each, each.begin.date())),
        )
        for each in register.meetings
    ]
    print_table("", ("Beginn", "Art", "Titel", "Ort", "Träger"), rows)
