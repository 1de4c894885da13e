"""`kmn plan`: the calendar of a year."""

from __future__ import annotations

from kmn_automation.cli.console import print_json, print_table
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption, JsonOption, OptionalYear
from kmn_automation.model.german import format_day
from kmn_automation.planning.year_calendar import calendar_of_year

MANY = 3
app = single()


@app.command("plan", cls=GermanCommand)
def plan(year: OptionalYear = None, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Zeigt den Kalender eines Jahres: Fristen, Erinnerungen, Sitzungen; ohne --year das laufende."""
    with open_office(home) as place:
        wanted = year or place.clock().year
        entries = calendar_of_year(place.toolbox.workflows, place.load_register(), wanted)
    if as_json:
        print_json(entries)
        return
    rows = [(format_day(each.day), each.what, _whom(each.whom), each.reference) for each in entries]
    print_table(f"Kalender {wanted}", ("Tag", "Was", "Wer", "Grundlage"), rows)


def _whom(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) <= MANY else f"{len(names)} Träger"
