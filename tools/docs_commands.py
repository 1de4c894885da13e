"""The page of all commands, in the very words of their `--help`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from kmn_automation.cli.german import help_of
from kmn_automation.cli.main import app
from tools.docs_table import table

EXIT_CODES = (
    (0, "erledigt"),
    (1, "Befunde (nur bei Befehlen, die prüfen)"),
    (2, "falscher Aufruf oder falsche Einstellung, Regel, Vorlage oder Arbeitsmappe; nichts wurde verändert"),
    (65, "eine Datei lässt sich nicht lesen"),
    (70, "ein Fehler des Programms selbst; bitte melden"),
    (75, "gerade nicht möglich (Server, Netz, Platz, ein anderer Durchgang); später noch einmal"),
    (130, "mit Strg+C abgebrochen"),
)


def commands() -> dict[str, Any]:
    """`kmn form write` → the command, for every command there is, in the order of the help."""
    return dict(_walk("kmn", get_command(app)))


def commands_page() -> str:
    """The page as Markdown."""
    lines = [
        "# Befehle",
        "",
        "Alles, was sich eintippen lässt. Dieselben Sätze zeigt jeder Befehl mit `--help`.",
        "Wie ein Befehl geendet hat, sagt seine Zahl (in der Shell `echo $?`):",
        "",
        table(("Ende", "Bedeutung"), EXIT_CODES),
    ]
    for path, command in commands().items():
        inner = {name: each.help or "" for name, each in _children(command)}
        tail = "BEFEHL …" if inner else ""
        level = "##" if path.count(" ") < 2 else "###"  # noqa: PLR2004 `kmn form write` has two
        lines += [f"{level} {path}", "", "```text", help_of(path, command, tail, inner or None), "```", ""]
    return "\n".join(lines)


def _walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - the library keeps its types private
    if path != "kmn":
        yield path, command
    for name, each in _children(command):
        yield from _walk(f"{path} {name}", each)


def _children(command: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - as above
    if not hasattr(command, "list_commands"):
        return
    context = command.context_class(command, info_name="kmn", resilient_parsing=True)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found is not None:
            yield name, found
