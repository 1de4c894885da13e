"""`kmn meetings`: the meetings of the register."""

from __future__ import annotations

from dataclasses import asdict

from kmn_automation.app.meeting_desk import MeetingLine, list_meetings
from kmn_automation.cli.console import print_json, print_table
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption, JsonOption
from kmn_automation.model.german import format_day

app = new_group("Die Sitzungen im Register.")


@app.command("list", cls=GermanCommand)
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Zeigt alle Sitzungen mit Zeit, Ort, Eingeladenen und Zusagen."""
    with open_office(home) as place:
        lines = list_meetings(place)
    if as_json:
        print_json([{**asdict(each.meeting), **_figures(each)} for each in lines])
        return
    headings = (
        "Beginn",
        "Art",
        "Titel",
        "Ort",
        "Träger",
        "Eingeladen",
        "Zusagen",
        "Personen",
        "Vorbehalt",
        "Absagen",
        "Offen",
    )
    print_table("", headings, [_row(each) for each in lines])


def _row(line: MeetingLine) -> tuple[object, ...]:
    meeting = line.meeting
    when = f"{format_day(meeting.begin.date())} {meeting.begin:%H:%M}"
    return (when, meeting.kind.value, meeting.title, meeting.ort, *_figures(line).values())


def _figures(line: MeetingLine) -> dict[str, int]:
    return {
        "members": line.members,
        "invited": line.invited,
        "accepted": line.accepted,
        "persons": line.persons,
        "tentative": line.tentative,
        "declined": line.declined,
        "silent": line.silent,
    }
