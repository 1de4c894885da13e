"""`kmn status`: how it stands."""

from __future__ import annotations

from collections.abc import Iterator

from kmn_automation.app.explain_text import at
from kmn_automation.app.status import Status, read_status
from kmn_automation.cli.console import print_json, say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption, JsonOption
from kmn_automation.model.german import format_day
from kmn_automation.steps.standing import Standing

app = single()


@app.command("status", cls=GermanCommand)
def status(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Wie es steht: letzter Blick ins Postfach, Eingang, Schreiben, Ausgang, Zweifel, Aufgaben."""
    with open_office(home) as place:
        found = read_status(place)
    if as_json:
        print_json(found)
        return
    for line in _lines(found):
        say(line)


def _lines(status: Status) -> Iterator[str]:
    yield f"Büro {status.home}, Betriebsart „{status.mode}“"
    yield f"Letzter Blick ins Postfach: {at(status.last_look) if status.last_look else 'noch nie'}"
    yield f"Letzte Sicherung: {at(status.last_backup) if status.last_backup else 'noch keine'}"
    if status.standing in {Standing.COPIED, Standing.RESTORED}:
        yield f"Achtung – diese Datenbank ist {status.standing.value}; sie arbeitet erst nach:  kmn resume"
    if status.held:
        yield f"Warten auf ein Ja: {status.held} Nachrichten (zeigen und freigeben:  kmn resume)"
    yield from (f"Achtung – {each.sentence}" for each in status.refused_files)
    for each in status.completeness:
        yield f"{each.name}: {each.calculation} – {'stimmt' if each.fits else 'STIMMT NICHT'}"
        yield from (f"  {gap}" for gap in each.gaps)
    number = status.register_import
    yield f"Register: {f'Übernahme {number}, {status.traeger} Träger' if number else 'noch keines übernommen'}"
    for title, counts in (
        ("Mails", status.mails),
        ("Schreiben", status.letters),
        ("Ausgang", status.outbox),
    ):
        words = ", ".join(f"{count} {state}" for state, count in counts.items())
        yield f"{title}: {words or 'keine'}"
    yield f"Wartet auf Freigabe: {len(status.waiting)}"
    for letter in status.waiting:
        until = f", bis {format_day(letter.expires_on)}" if letter.expires_on else ""
        persons = ", ".join(letter.persons) or "niemand gebeten"
        yield f"  {letter.number} {letter.kind}, {letter.recipient_name} – {persons}{until}"
    yield f"Ungeklärt: {len(status.doubts)}"
    for doubt in status.doubts:
        yield f"  {doubt.id}: {doubt.kind} an {doubt.recipient}, seit {at(doubt.since)}. {doubt.response}".rstrip()
    yield f"Aufgaben: {len(status.tasks)}"
    yield from (f"  {each}" for each in status.tasks)
