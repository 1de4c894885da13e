"""`kmn resume`: what waits for a yes after a restore, a move or a long silence, and the yes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from kmn_automation.app.installation import Resumption, look_at_held, resume
from kmn_automation.cli.console import print_json, say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import HomeOption, JsonOption
from kmn_automation.steps.standing import Standing

app = single()


@app.command("resume", cls=GermanCommand)
def resume_(
    person: Annotated[
        str, typer.Option("--as", metavar="ADRESSE", help="Wer ja sagt; ohne diese Angabe wird nur gezeigt.")
    ] = "",
    drop: Annotated[bool, typer.Option("--drop", help="Was angehalten ist, nicht mehr senden.")] = False,
    beside: Annotated[
        bool, typer.Option("--beside", help="Ein weiterer Rechner an derselben PostgreSQL-Datenbank.")
    ] = False,
    without_archive: Annotated[
        bool, typer.Option("--without-archive", help="Ohne Vergleich mit dem Archivpostfach.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Gibt nach einer Rückholung, einem Umzug oder einer langen Pause frei, was angehalten ist."""
    with open_office(home) as place:
        if person:
            found = resume(place, person, drop=drop, without_archive=without_archive, beside=beside)
        else:
            found = look_at_held(place)
    if as_json:
        print_json(found)
        return
    for line in _decided(found, drop=drop) if person else _shown(found):
        say(line)


def _shown(found: Resumption) -> Iterator[str]:
    yield f"Diese Datenbank ist {found.standing.value}."
    yield f"Angehalten: {len(found.held)}"
    yield from (f"  {each.id}: {each.kind} an {each.recipient} – {each.why}" for each in found.held)
    if found.held or found.standing is not Standing.AT_HOME:
        yield "Vergleichen mit dem Archivpostfach und freigeben:  kmn resume --as ADRESSE  (nicht mehr senden: --drop)"


def _decided(found: Resumption, *, drop: bool) -> Iterator[str]:
    if found.compared is None:
        yield "Mit dem Archivpostfach wurde nicht verglichen."
    else:
        yield f"Im Archivpostfach verglichen: {found.compared.looked_at} Nachrichten."
        yield f"  Waren schon hinausgegangen und gelten als übergeben: {found.compared.proven}"
        yield f"  Kennt diese Datenbank nicht; sie gehen nicht noch einmal hinaus: {len(found.compared.unknown)}"
        yield from (f"    {each}" for each in found.compared.unknown)
    yield f"{'Zurückgezogen' if drop else 'Zum Senden freigegeben'}: {found.decided} Nachrichten."
    yield "Diese Datenbank arbeitet von jetzt an hier. Der nächste Durchgang:  kmn run"
