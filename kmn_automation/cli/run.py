"""`kmn run`: one pass, or with `--dry-run` what one pass would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from time import perf_counter
from typing import Annotated

import typer

from kmn_automation.app.day import PassResult, Wishes, describe, run_pass
from kmn_automation.app.dry_run import DryRun, dry_run
from kmn_automation.app.explain_text import at
from kmn_automation.app.wiring import Workplace
from kmn_automation.cli.console import ERR, counting, print_json, say
from kmn_automation.cli.german import GermanCommand, single
from kmn_automation.cli.office import open_office
from kmn_automation.cli.words import DayOption, HomeOption, JsonOption
from kmn_automation.model.error import KmnError

app = single()


@app.command("run", cls=GermanCommand)
def run(
    day: DayOption = None,
    dry: Annotated[
        bool,
        typer.Option("--dry-run", help="Nur zeigen, was geschähe; nichts wird gesendet oder verschoben."),
    ] = False,
    no_digest: Annotated[bool, typer.Option("--no-digest", help="Ohne den Tagesbericht.")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Ein Durchgang: abholen, prüfen, antworten, Schreiben entwerfen, Fristen, Versand, Tagesbericht."""
    with open_office(home, day) as place, counting("Nachrichten") as tick:
        wishes = Wishes(digest=not no_digest, canary=not no_digest, tick=tick)
        result = _try(place, wishes, as_json=as_json) if dry else _do(place, wishes, as_json=as_json)
    for trouble in (*result.warnings, *map(str, result.failures)):
        ERR.print(trouble, markup=False)
    return result.exit_code


def _do(place: Workplace, wishes: Wishes, *, as_json: bool) -> PassResult:
    begin = perf_counter()
    result = run_pass(place, wishes)
    if as_json:
        print_json(_figures(result))
    else:
        for line in describe(result, dt.timedelta(seconds=perf_counter() - begin)):
            say(line)
    return result


def _try(place: Workplace, wishes: Wishes, *, as_json: bool) -> PassResult:
    trial = dry_run(place, wishes)
    if as_json:
        lists = {"mails": trial.mails, "letters": trial.letters, "tasks": trial.tasks}
        print_json({"dry_run": True, **_figures(trial.result), **lists})
    else:
        for line in _planned(trial):
            say(line)
    return trial.result


def _planned(trial: DryRun) -> Iterator[str]:
    yield "Probelauf: nichts wurde gesendet, verschoben oder gespeichert."
    handled = trial.result.handled
    yield f"Neu im Postfach: {trial.result.stored}, bearbeitet würden: {sum(handled.values())}"
    yield from (f"  {number} × {word}" for word, number in handled.most_common())
    yield f"Mails: {len(trial.mails)}"
    for mail in trial.mails:
        when = "sofort" if mail.leaves_now else f"ab {at(mail.at)}"
        yield f"  {when} an {mail.recipient}: {mail.subject}"
    yield f"Schreiben, die entworfen würden: {len(trial.letters)}"
    yield from (f"  {each.number} {each.kind}, {each.recipient_name}" for each in trial.letters)
    yield f"Aufgaben für das Büro: {len(trial.tasks)}"
    yield from (f"  {each}" for each in trial.tasks)


def _figures(result: PassResult) -> dict[str, object]:
    return {
        "stored": result.stored,
        "handled": dict(result.handled),
        "filed": result.filed,
        "steps": result.steps,
        "pdfs": result.pdfs,
        "digests": result.digests,
        "sent": dict(result.sent),
        "doubts": result.doubts,
        "seconds": {name: round(each, 3) for name, each in result.seconds.items()},
        "warnings": result.warnings,
        "failures": [_failure(each) for each in result.failures],
    }


def _failure(error: KmnError) -> dict[str, object]:
    return {"what": error.what, "where": error.where, "do": error.do, "exit_code": error.exit_code}
