"""Cases as the office writes them: what differs from the clean report, and which rules then speak."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kmn_automation.ground.yaml_source import build, parse
from kmn_automation.model.finding import Examination
from kmn_automation.model.report import Place
from tests.rules.builder import (
    changed_known,
    clean_tables,
    clean_values,
    form_of,
    forms,
    make_report,
    rulebook,
)

CASES = Path(__file__).parent / "cases"
KNOWN = ("bescheid.", "traeger.", "eingang.")


class Case(BaseModel):
    """One legal sentence: `breaks` makes the rule speak, `holds` is the nearest report where it is silent.

    A key is a field id, a name of the register (`eingang.datum`), a cell of a line (`belege.0.betrag`), a table
    (`personal: []`), `belege.+` (a copy of the first line with changes), `form`, `missing_sheets` or `changed_labels`.
    """

    model_config = ConfigDict(extra="forbid")
    rule: str
    name: str
    foerderjahr: int = 2024
    breaks: dict[str, object]
    holds: dict[str, object] = {}
    also: list[str] = []
    text: str = ""
    not_run: list[str] = []


class SettlementCase(BaseModel):
    """A settlement worked by hand."""

    model_config = ConfigDict(extra="forbid")
    name: str
    foerderjahr: int
    given: dict[str, object]
    calculation: str
    recognised: str
    grant: str
    claim: str


def read_cases() -> list[Case]:
    """All cases of all files but the settlements."""
    paths = [path for path in sorted(CASES.glob("*.yaml")) if path.stem != "abrechnung"]
    return [case for path in paths for case in build(list[Case], parse(path.read_text("utf-8"), path.name))]


def read_settlements() -> list[SettlementCase]:
    """The settlements."""
    path = CASES / "abrechnung.yaml"
    return build(list[SettlementCase], parse(path.read_text("utf-8"), path.name))


def examine(foerderjahr: int, changes: dict[str, object]) -> Examination:
    """What the rules say about the clean report of that year with these changes."""
    version = str(changes.get("form", ""))
    form = forms()[version] if version else form_of(foerderjahr)
    values = clean_values(form, foerderjahr)
    tables = clean_tables(foerderjahr, every_position=foerderjahr < 2022)
    for name, plain in changes.items():
        first, _, rest = name.partition(".")
        if rest == "+":
            tables[first].append({**tables[first][0], **plain})
        elif rest[:1].isdigit():
            index, _, column = rest.partition(".")
            tables[first][int(index)][column] = plain
        elif first in form.tables and not rest:
            tables[first] = plain
        elif not name.startswith(KNOWN) and rest:
            values[name] = plain
    known = changed_known(
        foerderjahr, {name: plain for name, plain in changes.items() if name.startswith(KNOWN)}
    )
    sheets = tuple(changes.get("missing_sheets", ()))
    labels = tuple(Place("Deckblatt", cell) for cell in changes.get("changed_labels", ()))
    report = replace(make_report(form, values, tables, sheets), changed_labels=labels)
    return rulebook().examine(report, known)
