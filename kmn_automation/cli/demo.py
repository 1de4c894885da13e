"""`kmn demo`: the main job with an invented network on embedded mail servers."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from kmn_automation.app.log import set_up_log
from kmn_automation.cli.console import ERR, print_json, print_table, say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.words import JsonOption
from kmn_automation.model.error import KmnError
from kmn_automation.simulation.demo import run_demo
from kmn_automation.simulation.scenario_sums import Summary

app = single()


@app.command("demo", cls=GermanCommand)
def demo(
    folder: Annotated[
        Path, typer.Option("--dir", metavar="ORDNER", help="Wohin die Ergebnisse kommen.")
    ] = Path("demo"),
    as_json: JsonOption = False,
) -> None:
    """Zeigt den ganzen Ablauf mit einem erfundenen Netzwerk; es wird nichts ins Internet gesendet."""
    set_up_log("warning")
    begin = time.monotonic()
    with _gentle_stop() as stop:
        summary = run_demo(folder, _tell, stop)
    finish(summary, folder, time.monotonic() - begin, as_json=as_json)


def finish(summary: Summary, folder: Path, seconds: float, *, as_json: bool) -> None:
    """Prints the figures.

    Raises:
        KmnError: a sum does not match.
    """
    if as_json:
        print_json({"seconds": round(seconds, 1), "fits": summary.fits, "summary": summary})
    else:
        _show(summary, folder, seconds)
    if not summary.fits:
        raise KmnError("Eine Summe der Demo stimmt nicht.", do="Bitte melden Sie uns die Tabelle.")


@contextmanager
def _gentle_stop() -> Iterator[Callable[[], bool]]:
    """Ctrl-C is heard between two steps, so that every process ends; a second one interrupts at once."""
    told = threading.Event()

    def hear(number: int, _frame: FrameType | None) -> None:
        told.set()
        signal.signal(number, before)

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield told.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(line: str) -> None:
    """Progress is for people at a terminal."""
    if ERR.is_terminal:
        ERR.print(line, markup=False)


def _show(summary: Summary, folder: Path, seconds: float) -> None:
    rows = [row for title, table in summary.tables.items() for row in _rows(title, table)]
    print_table("Die Demo in Zahlen", ("Was", "davon", "Anzahl"), rows)
    checks = ((each.name, each.calculation, _verdict(fits=each.fits)) for each in summary.checks)
    print_table("Probe der Summen", ("Was", "Rechnung", ""), checks)
    say(f"Für das Büro bleiben {len(summary.tasks)} Aufgaben, zum Beispiel:")
    for task in summary.tasks[:3]:
        say(f"- {task}")
    say(f"Fertig in {seconds:.0f} s. Alles liegt in {folder}; lesen Sie zuerst {folder / 'LIESMICH.txt'}.")


def _rows(title: str, table: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The sum first, then its parts, the largest in front."""
    parts = sorted(table.items(), key=lambda each: -each[1])
    return [(title, "", sum(table.values())), *(("", word, number) for word, number in parts)]


def _verdict(*, fits: bool) -> str:
    return "stimmt" if fits else "STIMMT NICHT"
