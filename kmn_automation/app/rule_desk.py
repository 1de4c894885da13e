"""Rules explained for people: what a rule says, from where, and which numbers of the law it stands on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kmn_automation.app.wiring import Toolbox
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.german import format_number
from kmn_automation.model.report import show
from kmn_automation.rules.excel_rules import live_ids
from kmn_automation.rules.parameters import Parameter, ParameterValue
from kmn_automation.rules.rule import Rule
from kmn_automation.rules.rulebook import Rulebook

_WORD = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as a list shows it."""

    id: str
    title: str
    severity: str
    mendable: bool
    versions: tuple[str, ...]
    certainty: str
    where: str
    live: bool
    """Whether the sheet „Prüfung“ of the newest form shows it while the Träger fills it in."""


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number of the law: its value in the asked year, or all its values by first year."""

    id: str
    title: str
    values: tuple[tuple[int, str, str], ...]
    """First Förderjahr, value, source."""


@dataclass(frozen=True, slots=True)
class RuleStory:
    """Everything about a rule; `in_force` is None where no year was asked."""

    line: RuleLine
    reference: str
    check: str
    function: str
    text: str
    remedy: str
    numbers: tuple[NumberLine, ...]
    version: str
    in_force: bool | None


def list_rules(toolbox: Toolbox, year: int | None) -> list[RuleLine]:
    """All rules, or those in force in a Förderjahr.

    Raises:
        NoVersion: there is no Richtlinie for that year.
    """
    book = toolbox.rulebook
    version = book.version_of(year).id if year else ""
    live = _live(book)
    return [_line(each, live) for each in book.rules if not version or version in each.versions]


def explain_rule(toolbox: Toolbox, rule_id: str, year: int | None) -> RuleStory:
    """One rule with its sentences, its source and its numbers.

    Raises:
        Misconfigured: there is no such rule.
        NoVersion: there is no Richtlinie for that year.
    """
    book = toolbox.rulebook
    rule = book.rule(rule_id.upper())
    if rule is None:
        known = [each for one in book.rules for each in one.ids]
        raise Misconfigured(f"Eine Regel {rule_id} gibt es nicht.", do=suggest(rule_id.upper(), known))
    version = book.version_of(year).id if year else ""
    return RuleStory(
        line=_line(rule, _live(book)),
        reference=rule.reference,
        check=rule.check,
        function=rule.function,
        text=rule.text,
        remedy=rule.remedy,
        numbers=tuple(_number(each, year) for each in _numbers_of(book, rule)),
        version=version,
        in_force=version in rule.versions if version else None,
    )


def _live(book: Rulebook) -> frozenset[str]:
    return live_ids(book, book.versions[-1])


def _line(rule: Rule, live: frozenset[str]) -> RuleLine:
    return RuleLine(
        id=rule.id,
        title=rule.title,
        severity=rule.severity.value,
        mendable=rule.mendable,
        versions=rule.versions,
        certainty=rule.certainty.value,
        where=rule.where,
        live=rule.id in live,
    )


def _numbers_of(book: Rulebook, rule: Rule) -> list[Parameter]:
    words = set(_WORD.findall(f"{rule.check} {rule.text} {rule.function}"))
    return [each for name, each in book.parameters.items() if name in words]


def _number(parameter: Parameter, year: int | None) -> NumberLine:
    dated = [parameter.dated(year)] if year else list(parameter.values)
    lines = ((each.first_year, _shown(each.value), each.reference) for each in dated if each)
    return NumberLine(parameter.id, f"{parameter.title} ({parameter.unit})", tuple(lines))


def _shown(value: ParameterValue | None) -> str:
    if value is None:
        return "aufgehoben"
    return show(value) if isinstance(value, bool | str) else format_number(value)
