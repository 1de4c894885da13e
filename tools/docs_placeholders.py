"""The page of all placeholders of the letters, for people who edit them in Word."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kmn_automation.app.site import Site, shipped_root
from kmn_automation.app.template_desk import LETTER, Placeholder, list_fields
from kmn_automation.app.wiring import Toolbox
from tools.docs_table import table

INTRODUCTION = """\
# Platzhalter der Schreiben

Was in einer Vorlage stehen darf, mit einem erfundenen Beispiel. **Nötig** heißt: In diesen Schreiben muss der
Platzhalter stehen. Ein Eintrag einer Liste heißt hier x; davor steht in Word `{%p for x in … %}`, dahinter
`{%p endfor %}`, in Tabellen mit tr statt p. Wie man eine Vorlage ändert: [Anleitung](howto/edit-a-letter-in-word.md).
"""


def placeholders_page() -> str:
    """The page as Markdown."""
    toolbox = Toolbox(Site(shipped_root(), shipped_root()))
    letters = {kind: list_fields(toolbox, kind)[LETTER] for kind in toolbox.library.kinds}
    known = {each.name: each for placeholders in letters.values() for each in placeholders}
    groups = groupby(known.values(), key=lambda each: each.name.partition(".")[0])
    return "\n".join([INTRODUCTION, *(_section(name, list(each), letters) for name, each in groups)])


def _section(name: str, group: list[Placeholder], letters: dict[str, list[Placeholder]]) -> str:
    rows = [
        (f"`{each.spelling}`", each.meaning, each.example, _where(each.name, letters, needed=False),
         _where(each.name, letters, needed=True))
        for each in group
    ]  # fmt: skip
    return f"## {name}\n\n{table(('So in Word', 'Bedeutung', 'Beispiel', 'möglich in', 'nötig in'), rows)}"


def _where(name: str, letters: dict[str, list[Placeholder]], *, needed: bool) -> str:
    found = list(_kinds(name, letters, needed=needed))
    others = [kind for kind in letters if kind not in found]
    if len(others) < len(found):
        return f"allen außer {', '.join(others)}" if others else "allen"
    return ", ".join(found)


def _kinds(name: str, letters: dict[str, list[Placeholder]], *, needed: bool) -> Iterator[str]:
    for kind, placeholders in letters.items():
        if any(each.name == name and (each.needed or not needed) for each in placeholders):
            yield kind
