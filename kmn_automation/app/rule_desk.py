"""Rules explained for people: what a rule says, from where, and which numbers of the law it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.app.case_words import told
from kmn_automation.app.site import shipped_cases, shipped_root
from kmn_automation.app.wiring import Toolbox, Workplace
from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.german import format_number
from kmn_automation.model.report import show
from kmn_automation.rules.excel_rules import live_ids
from kmn_automation.rules.parameter_values import ParameterValue
from kmn_automation.rules.parameters import Parameter
from kmn_automation.rules.rule import Rule
from kmn_automation.rules.rule_cases import RuleCase, read_rule_cases
from kmn_automation.rules.rule_numbers import numbers_of
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.steps.rule_hits import count_hits


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
class HitLine:
    """How a rule did in the stored reports: newest Fassungen under it, with a finding, set aside by a person."""

    line: RuleLine
    reports: int
    hits: int
    share: Decimal | None
    """Percent of the reports, to one place; None without any report."""
    waived: int
    hint: str


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number of the law: its value in the asked year, or all its values by first year."""

    id: str
    title: str
    values: tuple[tuple[int, str, str], ...]
    """First Förderjahr, value, source."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case of the rule: what a report has for it to speak, and where it just does not; in German."""

    name: str
    foerderjahr: int
    breaks: tuple[str, ...]
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleStory:
    """Everything about a rule; `in_force` is None where no year was asked."""

    line: RuleLine
    sources: tuple[tuple[int, str, str], ...]
    """First Förderjahr, where it is written, whether that was read; that of the asked year, or all."""
    for_each: str
    when: str
    let: Mapping[str, str]
    check: str
    note_when: str
    function: str
    text: str
    remedy: str
    numbers: tuple[NumberLine, ...]
    cases: tuple[CaseLine, ...]
    """Those of the version of the asked year; all where it has none of its own."""
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


def list_hits(place: Workplace, year: int | None) -> list[HitLine]:
    """As `list_rules`, each rule with its hits in the newest Fassungen of that Förderjahr, or of all.

    Raises:
        NoVersion: there is no Richtlinie for that year.
    """
    lines = {each.id: each for each in list_rules(place.toolbox, year)}
    with place.store.read() as tx:
        counted = count_hits(tx, place.toolbox.rulebook, years=(year,) if year else ())
    return [
        HitLine(lines[each.rule.id], each.reports, each.hits, each.share, each.waived, each.hint)
        for each in counted
        if each.rule.id in lines
    ]


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
        sources=tuple(
            (each.first_year, each.reference, each.certainty.value)
            for each in ((rule.source(year),) if year else rule.sources)
        ),
        for_each=rule.for_each,
        when=rule.when,
        let=rule.let,
        check=rule.check,
        note_when=rule.note_when,
        function=rule.function,
        text=rule.text,
        remedy=rule.remedy,
        numbers=tuple(_number(each, year) for each in numbers_of(book, rule, _held(rule, version))),
        cases=tuple(_case(book, each) for each in cases_of(toolbox, rule, version)),
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


def cases_of(toolbox: Toolbox, rule: Rule, version: str = "") -> list[RuleCase]:
    """The shipped cases of a rule; with a version those of its Förderjahre, unless it has none of its own."""
    book = toolbox.rulebook
    every = [each for each in read_rule_cases(shipped_cases(shipped_root())) if each.rule == rule.id]
    own = [each for each in every if version and book.version_of(each.foerderjahr).id == version]
    return own or every


def _held(rule: Rule, version: str) -> str:
    return version if version in rule.versions else ""


def _case(book: Rulebook, case: RuleCase) -> CaseLine:
    form = book.forms[book.version_of(case.foerderjahr).form]
    return CaseLine(case.name, case.foerderjahr, told(case.breaks, form), told(case.holds, form))


def _number(parameter: Parameter, year: int | None) -> NumberLine:
    dated = [parameter.dated(year)] if year else list(parameter.values)
    lines = ((each.first_year, _shown(each.value), each.reference) for each in dated if each)
    return NumberLine(parameter.id, f"{parameter.title} ({parameter.unit})", tuple(lines))


def _shown(value: ParameterValue | None) -> str:
    if value is None:
        return "kein Wert"
    return show(value) if isinstance(value, bool | str) else format_number(value)
