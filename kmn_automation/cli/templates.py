"""`kmn templates`: the templates of letters and mails."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.app.clock import clock_at
from kmn_automation.app.template_check import Checked, check_templates, find_template
from kmn_automation.app.template_desk import LETTER, Placeholder, TemplateLine, list_fields, list_templates
from kmn_automation.app.template_preview import preview as write_preview
from kmn_automation.cli.console import print_json, print_table, say
from kmn_automation.cli.german import GermanCommand, new_group
from kmn_automation.cli.office import site_of, toolbox_of
from kmn_automation.cli.words import DayOption, HomeOption, JsonOption
from kmn_automation.letters.defect import Defect
from kmn_automation.model.german import format_day
from kmn_automation.model.zone import local_day

app = new_group("Die Vorlagen der Schreiben und Mails: zeigen, prüfen, Platzhalter, Vorschau.")
LetterOption = Annotated[
    str,
    typer.Option(
        "--letter", metavar="NAME", help="Zu welchem Schreiben die Datei gehört; sonst sagt es ihr Name."
    ),
]


@app.command("list", cls=GermanCommand)
def list_(day: DayOption = None, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Zeigt alle Vorlagen in allen Fassungen: seit wann sie gelten, woher sie kommen, wer freigibt."""
    found = list_templates(toolbox_of(home), site_of(home), local_day(clock_at(day)()))
    if as_json:
        print_json(found)
        return
    rows = [(each.name, each.sort, each.title, each.release, _since(each), _origin(each)) for each in found]
    print_table("", ("Vorlage", "für", "Titel", "Freigabe", "gilt ab", "Herkunft"), rows)


@app.command("check", cls=GermanCommand)
def check(
    target: Annotated[
        str,
        typer.Argument(
            metavar="VORLAGE", help="Name aus der Liste oder eine Word-Datei; sonst alle Vorlagen."
        ),
    ] = "",
    letter: LetterOption = "",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Prüft Vorlagen und nennt alle Fehler mit Datei, Seite, Absatz und dem, was zu tun ist."""
    checked = check_templates(toolbox_of(home), target, letter)
    if as_json:
        print_json({"templates": checked.templates, "findings": [_flat(each) for each in checked.defects]})
    else:
        _tell(checked)
    return checked.exit_code


@app.command("fields", cls=GermanCommand)
def fields(
    name: Annotated[str, typer.Argument(metavar="VORLAGE", help="Name aus der Liste.")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Zeigt die Platzhalter, die in einer Vorlage stehen dürfen: Bedeutung, Schreibweise, Beispiel."""
    found = list_fields(toolbox_of(home), name)
    if as_json:
        print_json(found)
        return
    for sort, placeholders in found.items():
        if sort == LETTER:
            headings = ("Bedeutung", "So in Word", "Art", "", "Beispiel")
            print_table(sort, headings, [_row(each) for each in placeholders])
        else:
            print_table(sort, ("Platzhalter", "Art"), [(each.name, each.shape) for each in placeholders])


@app.command("preview", cls=GermanCommand)
def preview(
    target: Annotated[
        str, typer.Argument(metavar="VORLAGE", help="Name eines Schreibens oder eine Word-Datei.")
    ],
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="ORDNER", help="Wohin; sonst der Ordner vorschau.")
    ] = Path("vorschau"),
    letter: LetterOption = "",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Schreibt ein Schreiben mit erfundenen Angaben: langer Name, Sonderzeichen, ohne Ansprechperson, 200 Punkte."""
    found = find_template(toolbox_of(home), target, letter, local_day(clock_at(None)()))
    written = write_preview(found, folder)
    if as_json:
        print_json({"letters": written.letters, "hints": [_flat(each) for each in written.hints]})
        return
    for each in written.letters:
        say(f"{each.about}: {each.pdf or each.docx}")
    for hint in written.hints:
        say(f"Hinweis: {hint}")
    if written.without_pdf:
        say(f"Ohne PDF. {written.without_pdf}")


def _since(line: TemplateLine) -> str:
    if line.valid_from is None:
        return ""
    return f"{format_day(line.valid_from)}{'' if line.in_force else ' (gilt heute nicht)'}"


def _origin(line: TemplateLine) -> str:
    beside = line.sidecar_origin
    return (
        f"{line.origin.value}; Beiblatt: {beside.value}"
        if beside not in {None, line.origin}
        else line.origin.value
    )


def _row(each: Placeholder) -> tuple[str, ...]:
    return (each.meaning, each.spelling, each.shape, "nötig" if each.needed else "", each.example)


def _tell(checked: Checked) -> None:
    for each in checked.defects:
        say(f"{'Hinweis' if each.is_hint else 'Fehler'}  {each}")
    wrong = sum(not each.is_hint for each in checked.defects)
    if wrong:
        say(f"{wrong} Fehler. Bis sie behoben sind, gilt die letzte gute Fassung weiter.")
    else:
        word = "Vorlage ist" if checked.templates == 1 else "Vorlagen sind"
        say(f"{checked.templates} {word} in Ordnung.")


def _flat(defect: Defect) -> dict[str, object]:
    line = defect.line
    return {
        "file": defect.file,
        "part": line.part if line else defect.part,
        "page": line.page.number if line else 0,
        "page_is_guess": bool(line and line.page.is_guess),
        "paragraph": line.number if line else 0,
        "words": line.words if line else "",
        "what": defect.what,
        "do": defect.do,
        "hint": defect.is_hint,
    }
