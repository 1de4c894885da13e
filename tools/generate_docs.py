"""Writes the pages of docs/ that come from the program itself; `--check` only compares and names what is stale.

python -m tools.generate_docs [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from kmn_automation.mail.inbox_rules_schema import FILE_NAME, schema_text
from tools.docs_commands import commands_page
from tools.docs_examples import examples_page
from tools.docs_museum import museum_page
from tools.docs_placeholders import placeholders_page
from tools.docs_rules import rules_page
from tools.docs_settings import settings_page
from tools.docs_states import states_page

DOCS = Path(__file__).parent.parent / "docs"
NOTICE = "<!-- Erzeugt mit `make docs` aus dem Programm; bitte nicht von Hand ändern. -->\n\n"
PAGES: Mapping[str, Callable[[], str]] = {
    "befehle.md": commands_page,
    "beispiele.md": examples_page,
    "einstellungen.md": settings_page,
    FILE_NAME: schema_text,
    "museum.md": museum_page,
    "platzhalter.md": placeholders_page,
    "regeln.md": rules_page,
    "zustaende.md": states_page,
}


def generated() -> dict[str, str]:
    """File name → the page as it ought to be."""
    return {name: NOTICE * name.endswith(".md") + page() for name, page in PAGES.items()}


def stale() -> list[str]:
    """The pages that differ from the program."""
    return [name for name, text in generated().items() if not _is(DOCS / name, text)]


def main(arguments: list[str]) -> int:
    """0 if all is fresh, or was written; 1 if `--check` found a stale page."""
    if "--check" in arguments:
        found = stale()
        for name in found:
            sys.stdout.write(f"docs/{name} ist veraltet; bitte:  make docs\n")
        return bool(found)
    for name, text in generated().items():
        (DOCS / name).write_text(text, "utf-8")
    return 0


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
