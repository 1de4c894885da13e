"""`kmn rules`: the law as the program applies it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app.clock import clock_at
from kmn_automation.app.rule_book import rule_book
from kmn_automation.app.rule_desk import HitLine, RuleStory, explain_rule, list_hits, list_rules
from kmn_automation.app.rule_effect import rule_effect
from kmn_automation.app.selfcheck import look
from kmn_automation.app.selfcheck_files import FILE_CHECKS
from kmn_automation.cli.console import print_json, print_table, progress, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import open_office, toolbox_of
from kmn_automation.cli.rule_effect import as_json as effect_as_json
from kmn_automation.cli.rule_effect import tell as tell_effect
from kmn_automation.cli.words import DayOption, FileOption, HomeOption, JsonOption, OptionalYear, YearsOption
from kmn_automation.ground.durable_file import write_durably
from kmn_automation.model.finding import Severity
from kmn_automation.model.german import format_number
from kmn_automation.model.zone import BERLIN

app = new_group("Die Prüfregeln: zeigen, prüfen, erklären.")


@app.command("list", cls=GermanCommand)
def list_(
    year: OptionalYear = None,
    hits: Annotated[
        bool,
        typer.Option("--hits", help="Dazu, wie oft jede Regel in den gespeicherten Berichten anschlägt."),
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt alle Regeln, mit --year nur die eines Förderjahrs."""
    if hits:
        with open_office(home) as place:
            counted = list_hits(place, year)
        print_json([_hit(each) for each in counted]) if as_json else _tell_hits(counted)
        return
    rules = list_rules(toolbox_of(home), year)
    if as_json:
        print_json(rules)
        return
    rows = [
        (
            each.id,
            each.title,
            each.severity,
            each.certainty,
            "ja" if each.live else "",
            ", ".join(each.versions),
        )
        for each in rules
    ]
    print_table("", ("Regel", "Titel", "Gewicht", "Quelle", "Im Bogen", "Richtlinien"), rows)
    say(f"{len(rules)} Regeln, davon {sum(each.live for each in rules)} schon im Berichtsbogen zu sehen.")


@app.command("check", cls=GermanCommand)
def check(as_json: JsonOption = False, home: HomeOption = None) -> int:
    """Lädt und prüft alle Regeln, Zahlen und Berichtsbögen; jeder Fehler mit Datei, Zeile und Spalte."""
    toolbox = toolbox_of(home)
    found = [look(name, lambda n=name: FILE_CHECKS[n](toolbox)) for name in ("Berichtsbögen", "Prüfregeln")]  # type: ignore[misc] # a default has no type
    if as_json:
        print_json(found)
    else:
        for each in found:
            say(f"{each.name}: {each.text} {each.do}".rstrip())
    return max(each.exit_code for each in found)


@app.command("explain", cls=GermanCommand)
def explain(
    rule_id: Annotated[str, typer.Argument(metavar="REGEL", help="Kennung der Regel, etwa ELG-06.")],
    year: OptionalYear = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Erklärt eine Regel: was sie sagt, woher sie kommt, auf welchen Zahlen sie steht."""
    story = explain_rule(toolbox_of(home), rule_id, year)
    if as_json:
        print_json(story)
    else:
        _tell(story, year)


@app.command("effect", cls=GermanCommand)
def effect(
    folder: Annotated[
        Path, typer.Argument(metavar="ORDNER", help="Ordner mit den geänderten Dateien von funding_rules.")
    ],
    years: YearsOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt, welche gespeicherten Berichte unter geänderten Regeln anders ausfielen; schreibt nichts."""
    with open_office(home) as place, progress() as bar:
        task = bar.add_task("Vergleiche", total=None)
        found = rule_effect(
            place, folder, years or (), lambda done, total: bar.update(task, completed=done, total=total)
        )
    if as_json:
        print_json(effect_as_json(found))
    else:
        tell_effect(found)


@app.command("book", cls=GermanCommand)
def book(
    output: FileOption,
    year: OptionalYear = None,
    day: DayOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Schreibt das Regelbuch als Word-Datei: Fassungen, Zahlen, alle Regeln, Abrechnung, Verzeichnis."""
    toolbox = toolbox_of(home)
    write_durably(output, rule_book(toolbox, year, day or clock_at(None)().astimezone(BERLIN).date()))
    if as_json:
        print_json({"file": str(output), "ruleset": toolbox.rulebook.hash})
    else:
        say(f"Geschrieben: {output}")


def _hit(each: HitLine) -> dict[str, object]:
    hits = {"reports": each.reports, "hits": each.hits, "share": each.share, "waived": each.waived}
    return {**asdict(each.line), **hits, "hint": each.hint}


def _tell_hits(counted: list[HitLine]) -> None:
    rows = [
        (
            each.line.id,
            each.line.title,
            each.line.severity,
            each.reports,
            each.hits,
            "" if each.share is None else f"{format_number(each.share, 1)} %",
            each.waived,
            each.hint,
        )
        for each in counted
    ]
    headings = ("Regel", "Titel", "Gewicht", "Berichte", "Treffer", "Anteil", "Ausgesetzt", "Hinweis")
    print_table("", headings, rows)
    say("Gezählt ist die neueste Fassung jedes Vorgangs; „Probe“ und „intern“ sieht nur das Büro.")


def _tell(story: RuleStory, year: int | None) -> None:
    say(f"{story.line.id}  {story.line.title}")
    for part in (_law_lines(story, year), _check_lines(story), _number_lines(story), _case_lines(story)):
        for each in part:
            say(f"  {each}")
    say(f"  Steht in {story.line.where}")


def _law_lines(story: RuleStory, year: int | None) -> Iterator[str]:
    line = story.line
    yield f"Gewicht: {line.severity}; {'zu berichtigen' if line.mendable else 'begrenzt die Abrechnung'}"
    if line.severity == Severity.TRIAL.value:
        yield "Diese Regel läuft zur Probe: Sie wird gezählt, und kein Träger sieht etwas davon."
    for first, reference, certainty in story.sources:
        yield f"Quelle{f' ab {first}' if len(story.sources) > 1 else ''}: {reference} ({certainty})"
    yield f"Richtlinien: {', '.join(line.versions)}"
    if story.in_force is not None:
        yield f"Förderjahr {year} ({story.version}): {'gilt' if story.in_force else 'gilt nicht'}"


def _check_lines(story: RuleStory) -> Iterator[str]:
    if story.for_each:
        yield f"Je Zeile von: {story.for_each}"
    if story.when:
        yield f"Nur wenn: {story.when}"
    yield from (f"Dabei ist {name} = {text}" for name, text in story.let.items())
    yield f"Prüfung: {story.check or (story.function and f'Funktion {story.function}') or 'Pflichtangaben'}"
    if story.note_when:
        yield f"Nur ein Hinweis, wenn: {story.note_when}"
    yield f"Satz: {story.text}"
    if story.remedy:
        yield f"Zu tun: {story.remedy}"


def _number_lines(story: RuleStory) -> Iterator[str]:
    for number in story.numbers:
        yield number.title
        yield from (f"  ab {first}: {value}  ({reference})" for first, value, reference in number.values)


def _case_lines(story: RuleStory) -> Iterator[str]:
    for case in story.cases:
        yield f"Fall {case.foerderjahr}: {case.name}"
        yield f"  trifft zu:       {'; '.join(case.breaks)}"
        yield f"  noch nicht:      {'; '.join(case.holds)}"
