"""The cases of the rules as the office writes them: what differs from a clean report, and which rules then speak."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from kmn_automation.ground.yaml_source import build, parse

SETTLEMENTS = "abrechnung.yaml"
"""The one file that holds settlements worked by hand."""


class RuleCase(BaseModel):
    """One legal sentence: `breaks` makes the rule speak, `holds` is the nearest report where it is silent.

    A key is a field id, a name of the register (`eingang.datum`), a cell of a line (`belege.0.betrag`), a table
    (`personal: []`), `belege.+` (a copy of the first line with changes), `form`, `missing_sheets`, `changed_labels`,
    `missing` (labels), `by_position` (field ids), `sights`, a line of the plan (`plan.ausgaben.raumkosten`), what the
    database knows (`history.first_grant`), the report of the year before (`last`, with its own changes), or a dated
    number (`parameter.kilometersatz`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    rule: str
    name: str
    foerderjahr: int = 2024
    breaks: dict[str, object]
    holds: dict[str, object] = {}
    also: list[str] = []
    text: str = ""
    not_run: list[str] = []


class SettlementCase(BaseModel):
    """A settlement worked by hand: `given` is what differs from the clean report; amounts in Euro."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    foerderjahr: int
    given: dict[str, object]
    calculation: str
    recognised: str
    grant: str
    claim: str


def read_rule_cases(texts: Mapping[str, str]) -> list[RuleCase]:
    """The cases of all files (name → text) but the settlements, file by file.

    Raises:
        Misconfigured: with file, line and column for anything that is no case.
    """
    files = {name: text for name, text in sorted(texts.items()) if name != SETTLEMENTS}
    return [case for name, text in files.items() for case in build(list[RuleCase], parse(text, name))]


def read_settlement_cases(texts: Mapping[str, str]) -> list[SettlementCase]:
    """The settlements among the files; none where the file is missing."""
    text = texts.get(SETTLEMENTS)
    return [] if text is None else build(list[SettlementCase], parse(text, SETTLEMENTS))
