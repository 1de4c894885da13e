"""The command `kmn`: its table of commands, exit codes and error sentences."""

from __future__ import annotations

import errno
import sys
from collections.abc import Mapping
from typing import ClassVar

import typer

from kmn_automation.app.disk_words import why
from kmn_automation.cli.console import ERR
from kmn_automation.cli.german import Entry, LazyGroup, usage_sentence
from kmn_automation.model.error import KmnError

EXIT_USAGE = 2
EXIT_BUG = 70
EXIT_LATER = 75
EXIT_INTERRUPTED = 130
_HERE = "kmn_automation.cli"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


class Kmn(LazyGroup):
    """The commands in the order of their use; a new one is a module with `app` and a line here."""

    entries: ClassVar[Mapping[str, Entry]] = {
        "init": Entry(f"{_HERE}.init", "Legt den Ordner eines Büros mit einer Einstellungsdatei an."),
        "selfcheck": Entry(f"{_HERE}.selfcheck", "Prüft Postfach, Versand, Datenbank, Regeln und Vorlagen."),
        "demo": Entry(f"{_HERE}.demo", "Zeigt den ganzen Ablauf mit einem erfundenen Netzwerk."),
        "register": Entry(f"{_HERE}.register", "Das Register: Vorlage, Prüfung, Übernahme, Ausgabe."),
        "form": Entry(f"{_HERE}.form", "Der Berichtsbogen: schreiben, Felder zeigen, Fassungen vergleichen."),
        "check": Entry(f"{_HERE}.check", "Liest und prüft Berichtsbögen, ohne etwas zu speichern."),
        "run": Entry(f"{_HERE}.run", "Ein Durchgang: abholen, prüfen, antworten, Schreiben, Versand."),
        "worker": Entry(f"{_HERE}.worker", "Arbeitet dauernd: alle paar Minuten und einmal am Tag."),
        "status": Entry(f"{_HERE}.status", "Wie es steht: Eingang, Schreiben, Ausgang, Aufgaben."),
        "why": Entry(f"{_HERE}.why", "Erklärt einen Bericht, ein Schreiben, einen Vorgang oder eine Mail."),
        "letters": Entry(f"{_HERE}.letters", "Schreiben: zeigen, freigeben, zurückweisen, zurücknehmen."),
        "tasks": Entry(f"{_HERE}.tasks", "Aufgaben des Büros: zeigen und abschließen."),
        "meetings": Entry(f"{_HERE}.meetings", "Die Sitzungen im Register."),
        "plan": Entry(f"{_HERE}.plan", "Der Kalender eines Jahres: Fristen, Erinnerungen, Sitzungen."),
        "rules": Entry(f"{_HERE}.rules", "Die Prüfregeln: zeigen, prüfen, erklären."),
        "inbox": Entry(f"{_HERE}.inbox", "Die Posteingangsregeln: prüfen und an einer Mail erklären."),
        "templates": Entry(f"{_HERE}.templates", "Die Vorlagen der Schreiben und Mails."),
        "workflows": Entry(f"{_HERE}.workflows", "Die Abläufe: zeigen und prüfen."),
        "site": Entry(f"{_HERE}.site", "Eigene und mitgelieferte Dateien: zeigen, kopieren, vergleichen."),
        "backup": Entry(f"{_HERE}.backup", "Sichert das Büro in eine Datei, während es weiterarbeitet."),
        "restore": Entry(f"{_HERE}.restore", "Holt eine Sicherung in einen neuen Ordner zurück."),
        "resume": Entry(f"{_HERE}.resume", "Gibt nach Rückholung, Umzug oder langer Pause frei, was wartet."),
        "journal": Entry(f"{_HERE}.journal", "Das Protokoll: auf Veränderung prüfen."),
    }


app = typer.Typer(
    name="kmn", cls=Kmn, no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    pretty_exceptions_enable=False,
)  # fmt: skip


@app.callback()
def kmn() -> None:
    """KMN Automation: Berichte prüfen, Schreiben verfassen, nach Freigabe versenden."""


def main() -> None:
    """Runs a command; whatever goes wrong ends in one German sentence and an exit code, never in a traceback."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """The exit code of one command line."""
    try:
        return int(app(arguments, prog_name="kmn", standalone_mode=False) or 0)
    except BrokenPipeError:
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 the last line: a person never sees a traceback
        sentence, code = _explain(error)
    ERR.print(sentence, markup=False)
    return code


def _explain(error: BaseException) -> tuple[str, int]:
    match error:
        case KmnError():
            return str(error), error.exit_code
        case typer.TyperException():
            return usage_sentence(error), EXIT_USAGE
        case typer.Abort() | KeyboardInterrupt():
            return "Abgebrochen.", EXIT_INTERRUPTED
        case OSError():
            return _about_disk(error)
        case _:
            said = (str(error).splitlines() or [""])[0]  # below it a database prints its whole query
            what = f"Unerwarteter Fehler in KMN Automation: {type(error).__name__}: {said}"
            return f"{what}\nBitte melden Sie uns diesen Satz und den Befehl.", EXIT_BUG


def _about_disk(error: OSError) -> tuple[str, int]:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in _FULL:
        do = "Bitte Platz schaffen und den Befehl wiederholen."
        return f"{where}Auf dem Datenträger lässt sich nichts speichern ({why(error)}). {do}", EXIT_LATER
    what = f"{where}Die Datei ist nicht zugänglich ({why(error)})."
    return f"{what} Bitte Namen und Zugriffsrechte prüfen.", EXIT_USAGE
