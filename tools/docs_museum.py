"""docs/museum.md: every exhibit of tests/museum with its cause and what the reader must say."""

from __future__ import annotations

from itertools import groupby

from kmn_automation.model.report import show
from tests.museum.exhibit import Exhibit, Expected, museum
from tools.docs_table import table

INTRO = """# Museum der Arbeitsmappen

So kommen Berichtsbogen wirklich an. Jedes Exponat wird von einem Programm in `tests/museum/rooms/` gebaut, keines liegt
als Datei vor; die von LibreOffice schreibt LibreOffice selbst. Ein Test liest alle und verlangt genau das, was hier
steht: **alle Werte** heißt, dass jeder Wert des guten Bogens gelesen wird und keine Feststellung entsteht. Ein neues
Exponat: [howto/add-an-exhibit.md](howto/add-an-exhibit.md).
"""
NAMED = 4
"""So many values are named; a list of twenty says nothing more."""


def museum_page() -> str:
    """The page as Markdown."""
    exhibits = museum()
    rooms = [
        f"## {room}\n\n{table(['Exponat', 'Ursache', 'Was der Leser sagen muss'], map(_row, group))}"
        for room, group in groupby(exhibits, key=lambda each: each.room)
    ]
    server = len([each for each in exhibits if each.saved_as])
    count = f"{len(exhibits)} Exponate in {len(rooms)} Räumen, {server} davon von LibreOffice gespeichert."
    return "\n".join([INTRO, count, "", *rooms])


def _row(exhibit: Exhibit) -> list[str]:
    return [f"`{exhibit.name}`", exhibit.cause, _outcome(exhibit.expected)]


def _outcome(expected: Expected) -> str:
    if expected.refusal:
        return f"abgelehnt ({expected.refusal.value}): „{expected.says.strip()}“"
    lost = [key for key, value in expected.values.items() if value is None]
    parts = [
        *([f"ohne Wert: {_some(lost)}"] if lost else []),
        *(f"{key} = {_short(show(value))}" for key, value in expected.values.items() if value is not None),
        *(f"{key} durch {how.value}" for key, how in expected.found_by.items()),
        *expected.findings,
        *([f"„{expected.says}“"] if expected.says else []),
        *(f"Vermerk: {each}" for each in expected.remarks[:1]),
    ]
    every = "alle Werte" if not expected.values else "alle übrigen Werte"
    return "; ".join([every, *parts])


def _some(names: list[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" und {rest} weitere" if rest > 0 else "")


def _short(text: str) -> str:
    return text if len(text) < 60 else f"{text[:20]}… ({len(text)} Zeichen)"  # noqa: PLR2004 - a cell of a table
