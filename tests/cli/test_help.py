"""Help and complaints: German, quick, with a suggestion and exit code 2."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.main import get_command

from kmn_automation.cli.main import Kmn
from tests.cli.small_office import Typist

ENGLISH = ("Usage", "Options", "Commands", "Show this", "Error", "Missing", "Invalid", "No such")
WITHOUT_DATA = {"worker"}


def all_commands() -> Iterator[tuple[str, ...]]:
    for name, entry in Kmn.entries.items():
        command = get_command(importlib.import_module(entry.module).app)
        subcommands = getattr(command, "commands", {})
        yield from ((name, each) for each in subcommands) if subcommands else iter([(name,)])


COMMANDS = list(all_commands())


def test_the_help_lists_every_command(kmn: Typist) -> None:
    answer = kmn("--help")

    assert answer.code == 0
    assert [name for name in Kmn.entries if f"  {name} " not in answer.out] == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_german_and_prints_json(kmn: Typist, words: tuple[str, ...]) -> None:
    answer = kmn(*words, "--help")

    assert answer.code == 0
    assert answer.out.startswith(f"Aufruf:  kmn {' '.join(words)}")
    assert len(answer.out.splitlines()[2]) > 20
    assert [word for word in ENGLISH if word in answer.out] == []
    assert ("--json" in answer.out) is (words[0] not in WITHOUT_DATA)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["lettrs"], "Den Befehl „lettrs“ gibt es nicht. Meinten Sie „letters“?"),
        (["letters", "relase"], "Den Befehl „relase“ gibt es nicht. Meinten Sie „release“?"),
        (["letters", "list", "--stat", "x"], "Die Option --stat gibt es nicht. Meinten Sie --state?"),
        (["letters", "show"], "Es fehlt: NUMMER."),
        (["letters", "release", "2026-0001"], "Es fehlt: --as ADRESSE."),
        (["letters", "list", "--state"], "Die Option --state braucht genau einen Wert."),
        (["status", "jetzt"], "Zu viele Angaben: jetzt."),
        (["run", "--date", "gestern"], "--date TAG: „gestern“ ist kein gültiges Datum (TT.MM.JJJJ)"),
        (["plan", "--year", "26"], "--year JAHR: „26“ ist kein Jahr mit vier Ziffern."),
        (["letters", "resolve", "x", "--as", "a"], "AUSGANG: „x“ ist keine ganze Zahl."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_slip_gets_one_german_sentence(kmn: Typist, words: list[str], sentence: str) -> None:
    answer = kmn(*words)

    assert answer.code == 2
    assert answer.err.startswith(sentence)
    assert [word for word in ENGLISH if word in answer.err] == []
    assert answer.out == ""


def test_a_group_without_a_command_shows_its_commands(kmn: Typist) -> None:
    answer = kmn("letters")

    assert answer.code == 2
    assert "withdraw" in answer.err


def test_the_help_loads_no_room() -> None:
    program = "import sys; from kmn_automation.cli.main import run_command; run_command(['--help']);"
    program += (
        "print(sorted(m for m in sys.modules if m in {'openpyxl', 'sqlalchemy', 'docxtpl', 'pydantic'}))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] in {"[]", "['pydantic']"}
