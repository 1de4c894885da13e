"""The docs: generated pages are fresh, links lead somewhere, commands in the text exist, README keeps its promise."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kmn_automation.app.settings import Settings
from kmn_automation.model.letter import MOVES, LetterState
from tools import docs_commands, docs_settings, docs_states, generate_docs
from tools.docs_table import table

ROOT = Path(__file__).parent.parent
TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SOURCES = {
    path: path.read_text("utf-8")
    for path in sorted((ROOT / "kmn_automation").rglob("*.py"))
    if path.name != "settings.py"
}
HAND_WRITTEN = [path for path in TEXTS if path.name not in generate_docs.PAGES]
COMMANDS = docs_commands.commands()
MOST_OPTIONS = 30
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(kmn [^`]+)`")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def kmn_lines(text: str) -> list[str]:
    """Every `kmn …` in the blocks and in the running text."""
    lines = [line for _, block in BLOCK.findall(text) for line in block.splitlines()]
    found = [
        match[1] for line in lines if (match := re.search(r"(?:^|\.venv/bin/)(kmn [^#]+)", line.strip()))
    ]
    outside = BLOCK.sub("", text)
    return [
        each.strip()
        for each in found + [part for each in INLINE.findall(outside) for part in each.split(" && ")]
    ]


def command_of(line: str) -> str:
    """The longest beginning of the line that is a command."""
    words = shlex.split(line.replace("…", ""))
    candidates = [" ".join(words[:length]) for length in (3, 2)]
    return next((each for each in candidates if each in COMMANDS), "")


@pytest.mark.parametrize("page", generate_docs.PAGES)
def test_a_generated_page_says_what_the_program_does(page: str) -> None:
    fresh = generate_docs.generated()[page]

    assert (ROOT / "docs" / page).read_text("utf-8") == fresh, "stale: please run `make docs`"


def test_the_check_names_a_stale_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate_docs, "DOCS", tmp_path)
    assert generate_docs.stale() == list(generate_docs.PAGES)
    assert generate_docs.main([]) == 0
    assert generate_docs.main(["--check"]) == 0
    (tmp_path / "regeln.md").write_text("von Hand", "utf-8")

    assert generate_docs.stale() == ["regeln.md"]
    assert generate_docs.main(["--check"]) == 1


def test_the_generated_pages_do_not_depend_on_the_order_of_a_set() -> None:
    code = "from tools.generate_docs import generated; import hashlib; print(hashlib.sha256(repr(generated()).encode()).hexdigest())"
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_says_in_german_what_it_does(path: str) -> None:
    command = COMMANDS[path]
    silent = [each.name for each in command.params if not each.hidden and not getattr(each, "help", "")]

    assert len((command.help or "").split()) >= 2
    assert silent == []


def test_an_office_has_few_settings_to_learn() -> None:
    """A server is described once, whether it is the mailbox or the relay, so its options count once."""
    names = {
        (
            next(
                base.__name__
                for base in reversed(model.__mro__)
                if name in vars(base).get("__annotations__", {})
            ),
            name,
        )
        for section, model in docs_settings.sections()
        for name in model.model_fields
    }

    assert len(names) <= MOST_OPTIONS
    assert {"office", "run"} <= Settings.model_fields.keys()


@pytest.mark.parametrize("option", docs_settings.options())
def test_every_setting_has_a_meaning_and_is_used(option: str) -> None:
    name = option.partition(".")[2]
    users = [path for path, source in SOURCES.items() if re.search(rf"\.{name}\b", source)]

    assert docs_settings.meaning(option)
    assert users, f"nothing reads {option}"


def test_every_state_of_a_letter_has_a_meaning_and_stands_in_the_picture() -> None:
    page = docs_states.states_page()

    assert docs_states.MEANINGS.keys() == set(LetterState)
    for state, targets in MOVES.items():
        for target in targets:
            assert f"    {state.name} --> {target.name}\n" in page


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    inside = [each for each in LINK.findall(path.read_text("utf-8")) if not each.startswith(("http", "#"))]
    broken = [each for each in inside if not (path.parent / each.partition("#")[0]).exists()]

    assert broken == []


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=name_of)
def test_commands_in_the_text_exist_with_their_options(path: Path) -> None:
    wrong = []
    for line in kmn_lines(path.read_text("utf-8")):
        command = COMMANDS.get(command_of(line))
        known = {name for each in command.params for name in each.opts} | {"--help"} if command else set()
        if command is None or set(re.findall(r"(?<= )--?[a-z][a-z-]*", line)) - known:
            wrong.append(line)

    assert wrong == []


def test_the_text_shows_commands_at_all() -> None:
    assert (
        len({command_of(line) for path in HAND_WRITTEN for line in kmn_lines(path.read_text("utf-8"))}) >= 20
    )


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=name_of)
def test_files_that_the_text_names_are_there(path: Path) -> None:
    """Paths in backticks with a known top; a neighbour in the same table cell may leave the folder out."""
    tops = "kmn_automation|funding_rules|templates|workflows|tests|tools|docs|deploy"
    named = re.findall(rf"`((?:{tops})/[\w./-]+\.\w+)`", path.read_text("utf-8"))

    assert [each for each in named if not (ROOT / each).exists()] == []


def test_the_readme_sets_up_with_exactly_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    setup = text.partition("## Set-up")[2].partition("\n## ")[0]
    commands = [
        line.partition("#")[0].strip() for _, block in BLOCK.findall(setup) for line in block.splitlines()
    ]

    assert commands == ["make demo", "make test"]
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_readme_says_in_five_sentences_what_it_does() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    first = text.partition("# KMN Automation\n")[2].partition("```")[0]

    assert len(re.findall(r"[.!?](?:\s|$)", first)) == 5


def test_a_table_cannot_be_broken_by_its_cells() -> None:
    assert table(("a", "b"), [("x|y", "two\nlines")]) == "| a | b |\n| --- | --- |\n| x\\|y | two lines |\n"
