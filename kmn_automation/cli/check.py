"""`kmn check`: report files from disk, read and examined as the office does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app.check_text import NO_REGISTER, check_lines
from kmn_automation.app.clock import clock_at
from kmn_automation.app.file_check import Checked, Checker, open_checker, workbooks_in
from kmn_automation.app.wiring import Workplace
from kmn_automation.cli.console import print_json, say, with_progress
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.office import has_office, open_office, toolbox_of
from kmn_automation.cli.words import DayOption, HomeOption, JsonOption
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.model.error import Misconfigured, Unreadable
from kmn_automation.model.zone import BERLIN

FINDINGS = 1
UNKNOWN_MARK = "FRM-03"
app = single()


@app.command("check", cls=GermanCommand)
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="DATEI", help="Berichtsbögen, oder Ordner mit solchen.")
    ],
    day: DayOption = None,
    as_json: JsonOption = False,
    return_copy: Annotated[
        Path | None,
        typer.Option(
            "--return-copy",
            metavar="ZIEL",
            help="Schreibt die Rückmeldung mit allen Anmerkungen; bei mehreren Dateien in diesen Ordner.",
        ),
    ] = None,
    home: HomeOption = None,
) -> int:
    """Liest und prüft Berichtsbögen. Ende mit 0: nichts gefunden, 1: Befunde, 65: nicht lesbar."""
    received = day or clock_at(None)().astimezone(BERLIN).date()
    paths = workbooks_in(files)
    is_list = len(paths) > 1 or any(each.is_dir() for each in files)
    if return_copy and is_list and return_copy.is_file():
        raise Misconfigured("Für mehrere Dateien nennt --return-copy einen Ordner.", where=str(return_copy))
    with _office(home) as place, open_checker(toolbox_of(home), place) as checker:
        results = [checker.check(path, received) for path in with_progress(paths, "Prüfe")]
        silent = _write_copies(checker, results, return_copy, is_list=is_list) if return_copy else []
        if as_json:
            shown = [checker.as_json(each) for each in results]
            print_json(shown if is_list else shown[0])
    for line in () if as_json else _lines(results, silent, has_register=has_office(home)):
        say(line)
    return _exit_code(results)


def _office(home: Path | None) -> AbstractContextManager[Workplace | None]:
    return open_office(home) if has_office(home) else nullcontext()


def _write_copies(checker: Checker, results: list[Checked], target: Path, *, is_list: bool) -> list[str]:
    """Writes the return copies; the sentences about files that get none."""
    is_folder = is_list or target.is_dir()
    if is_folder:
        target.mkdir(parents=True, exist_ok=True)
    silent, taken = [], set[str]()
    for number, each in enumerate(results, 1):
        try:
            data = checker.return_copy(each)
        except Unreadable as refused:
            silent.append(str(refused))
            continue
        name = f"Rueckmeldung-{Path(each.name).stem}"
        name = f"{name}-{number}" if name in taken else name
        taken.add(name)
        write_durably(target / f"{name}.xlsx" if is_folder else target, data)
    return silent


def _lines(results: list[Checked], silent: list[str], *, has_register: bool) -> Iterator[str]:
    for each in results:
        yield from check_lines(each)
    yield from silent
    rules = {finding.rule for each in results for finding in each.findings}
    if not has_register and UNKNOWN_MARK in rules:
        yield NO_REGISTER


def _exit_code(results: list[Checked]) -> int:
    if any(each.refused for each in results):
        return Unreadable.exit_code
    return FINDINGS if any(not one.waived for each in results for one in each.findings) else 0
