"""Arguments and options that several commands share, and how their values are read."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path
from typing import Annotated

import typer

from kmn_automation.model.german import read_day

FIRST_YEAR, LAST_YEAR = 1990, 2100


def as_day(text: str | dt.date) -> dt.date:
    """The day that a person typed (TT.MM.JJJJ or JJJJ-MM-TT)."""
    if isinstance(text, dt.date):
        return text
    reading = read_day(text)
    if reading.value is None:
        raise typer.BadParameter(f"„{text}“ ist {reading.problem}; erwartet wird etwa 2026-05-04.")
    return reading.value


def as_year(text: str | int) -> int:
    """The year that a person typed, with four digits."""
    number = as_number(text)
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise typer.BadParameter(f"„{text}“ ist kein Jahr mit vier Ziffern.")
    return number


def as_number(text: str | int) -> int:
    """The whole number that a person typed."""
    if not str(text).isdecimal():
        raise typer.BadParameter(f"„{text}“ ist keine ganze Zahl.")
    return int(text)


def who_types() -> str:
    """The name of the person at this machine, for the journal."""
    try:
        return f"Befehl:{getpass.getuser()}"
    except (KeyError, OSError):
        return "Befehl:unbekannt"


HomeOption = Annotated[
    Path | None,
    typer.Option("--home", metavar="ORDNER", help="Ordner des Büros; sonst KMN_HOME, sonst dieser Ordner."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON für Programme.")]
DayOption = Annotated[
    dt.date | None,
    typer.Option("--date", metavar="TAG", parser=as_day, help="Als wäre heute dieser Tag (TT.MM.JJJJ)."),
]
YearOption = Annotated[
    int, typer.Option("--year", metavar="JAHR", parser=as_year, help="Das Förderjahr, mit vier Ziffern.")
]
OptionalYear = Annotated[
    int | None, typer.Option("--year", metavar="JAHR", parser=as_year, help="Das Jahr, mit vier Ziffern.")
]
YearsOption = Annotated[
    list[int] | None,
    typer.Option("--year", metavar="JAHR", parser=as_year, help="Ein Förderjahr; auch mehrfach, sonst alle."),
]
PersonOption = Annotated[
    str, typer.Option("--as", metavar="ADRESSE", help="E-Mail-Adresse der Person, die entscheidet.")
]
FileOption = Annotated[Path, typer.Option("-o", "--output", metavar="DATEI", help="Wohin geschrieben wird.")]
