"""`kmn check`: report files from disk, read and examined as the office does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app.clock import clock_at
from kmn_automation.app.explain_text import finding_lines, not_run_lines, settlement_lines
from kmn_automation.app.file_check import Checked, open_checker
from kmn_automation.app.wiring import Workplace
from kmn_automation.cli.console import print_json, say, with_progress
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.office import has_office, open_office, toolbox_of
from kmn_automation.cli.words import DayOption, HomeOption, JsonOption
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.model.error import Misconfigured, Unreadable
from kmn_automation.model.german import format_day
from kmn_automation.model.zone import BERLIN

FINDINGS = 1
app = single()


@app.command("check", cls=GermanCommand)
def check(
    files: Annotated[list[Path], typer.Argument(metavar="DATEI", help="Ein oder mehrere Berichtsbögen.")],
    day: DayOption = None,
    as_json: JsonOption = False,
    return_copy: Annotated[
        Path | None,
        typer.Option(
            "--return-copy", metavar="DATEI", help="Schreibt die Rückmeldung mit allen Anmerkungen."
        ),
    ] = None,
    home: HomeOption = None,
) -> int:
    """Liest und prüft Berichtsbögen. Ende mit 0: nichts gefunden, 1: Befunde, 65: nicht lesbar."""
    if return_copy and len(files) > 1:
        raise Misconfigured("--return-copy geht nur mit einer einzelnen Datei.")
    received = day or clock_at(None)().astimezone(BERLIN).date()
    with _office(home) as place, open_checker(toolbox_of(home), place) as checker:
        results = [checker.check(path, received) for path in with_progress(files, "Prüfe")]
        if return_copy:
            write_durably(return_copy, checker.return_copy(results[0]))
        if as_json:
            shown = [checker.as_json(each) for each in results]
            print_json(shown[0] if len(shown) == 1 else shown)
    if not as_json:
        for line in (line for each in results for line in _lines(each)):
            say(line)
    return _exit_code(results)


def _office(home: Path | None) -> AbstractContextManager[Workplace | None]:
    return open_office(home) if has_office(home) else nullcontext()


def _exit_code(results: list[Checked]) -> int:
    if any(each.refused for each in results):
        return Unreadable.exit_code
    return FINDINGS if any(not one.waived for each in results for one in each.findings) else 0


def _lines(checked: Checked) -> Iterator[str]:
    if checked.refused:
        yield f"{checked.name}: {checked.refused.sentence}"
        return
    if checked.report is None or checked.examination is None:
        return
    examination = checked.examination
    yield f"{checked.name}: {examination.outcome.value} (Bogen {checked.report.form_version})"
    if checked.frist:
        yield f"  Frist: {format_day(checked.frist)}"
    for finding in checked.findings:
        yield from (f"  {line}" for line in finding_lines(finding))
    yield from (f"  {line}" for line in not_run_lines(examination))
    if checked.trial:
        counted = ", ".join(f"{rule} ({number} ×)" for rule, number in checked.trial.items())
        yield f"  Zur Probe, nur für das Büro: {counted}"
    if examination.settlement:
        yield from (f"  {line}" for line in settlement_lines(examination.settlement))
