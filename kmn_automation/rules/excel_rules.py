"""The live rules of a version: every expression rule that a Träger may see and whose values the workbook has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.model.finding import Severity
from kmn_automation.model.form import Form
from kmn_automation.model.live_rule import LiveBook, LiveRule, LiveSlot, LiveText, LiveValue, RowNumber
from kmn_automation.rules import figures, known_names
from kmn_automation.rules.excel_compiler import (
    ExcelScope,
    NotLive,
    asked_names,
    formula_of,
    lines_formula,
    outer_columns,
)
from kmn_automation.rules.excel_figures import live_figures
from kmn_automation.rules.rule import Program
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.rules.template import Slot, Template, Word
from kmn_automation.rules.tree import Logic, Node, names
from kmn_automation.rules.versions import Version

_STYLES = {
    "_euro": "euro", "_percent": "prozent", "_number": "zahl", "_posts": "stellen",
    "_plain": "nummer", "_day": "datum", "_word": "text",
}  # fmt: skip
_READABLE = "FRM-12"
_AT_RECEIPT = "eingang."
_REGISTER = ("bescheid.", "traeger.")


@dataclass(frozen=True, slots=True)
class Dead:
    """A program that is not live, and the German reason."""

    rule: str
    why: str


def live_book(rulebook: Rulebook, form: Form) -> LiveBook:
    """The live rules and values of the version that uses the form; an empty book where none does."""
    version = next((each for each in rulebook.versions if each.form == form.version), None)
    if version is None:
        return LiveBook()
    values, _ = _values(rulebook, form, version)
    return LiveBook(
        rules=live_rules(rulebook, version),
        values=values,
        known=tuple(each for each in known_names.MEASURES if not each.startswith(_AT_RECEIPT)),
    )


def live_rules(rulebook: Rulebook, version: Version) -> tuple[LiveRule, ...]:
    """The programs of the version that have a formula, errors before notes."""
    found = [each for each in _compiled(rulebook, version) if isinstance(each, LiveRule)]
    return tuple(sorted(found, key=lambda each: each.severity is not Severity.ERROR))


def dead_rules(rulebook: Rulebook, version: Version) -> dict[str, str]:
    """Rule id → why it is not live, for every rule in force that has no line in the workbook."""
    compiled = tuple(_compiled(rulebook, version))
    live = {each.id for each in compiled if isinstance(each, LiveRule)}
    return {each.rule: each.why for each in compiled if isinstance(each, Dead) and each.rule not in live}


def live_ids(rulebook: Rulebook, version: Version) -> frozenset[str]:
    """Ids of the rules that the workbook shows: those with a line, and those for empty and unreadable cells.

    What is empty or unreadable the sheet counts, with a link to the first cell.
    """
    counted = (
        each.id
        for each in rulebook.rules
        if version.id in each.versions and each.severity.is_told and (each.covers or each.id == _READABLE)
    )
    return frozenset({*counted, *(each.id for each in live_rules(rulebook, version))})


def _compiled(rulebook: Rulebook, version: Version) -> Iterator[LiveRule | Dead]:
    form = rulebook.forms[version.form]
    values, constants = _values(rulebook, form, version)
    names_there = {*form.fields, *(each.id for each in values), *known_names.MEASURES, *constants}
    for program in rulebook.programs[version.id]:
        try:
            yield _rule(program, form, constants, names_there)
        except NotLive as why:
            yield Dead(program.rule.id, str(why))


def _values(rulebook: Rulebook, form: Form, version: Version) -> tuple[tuple[LiveValue, ...], dict[str, str]]:
    """The shared values, and the dated numbers that are the same in all years of the version."""
    constants: dict[str, str] = {}
    changing: list[LiveValue] = []
    for name, parameter in rulebook.parameters.items():
        given = [parameter.value(year) for year in version.years]
        texts = [_constant(each) for each in given if isinstance(each, Decimal | bool)]
        if len(texts) != len(given):
            continue
        if len(set(texts)) == 1:
            constants[name] = texts[0]
        else:
            which = f"«v:zahlen.foerderjahr»-{version.first_year - 1}"
            changing.append(LiveValue(name, "«s:zahlen.foerderjahr»", f"CHOOSE({which},{','.join(texts)})"))
    return (*live_figures(form, version, constants), *changing), constants


def _constant(value: Decimal | bool) -> str:  # noqa: FBT001 - a value of the law, no switch
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:f}"


def _rule(program: Program, form: Form, constants: Mapping[str, str], there: set[str]) -> LiveRule:
    rule = program.rule
    if not rule.severity.is_told:
        raise NotLive("nur für das Büro bestimmt")
    if program.check is None:
        raise NotLive("Funktion in Python" if program.function else "prüft nur, ob etwas ausgefüllt ist")
    tree: Node = Logic("not", (program.check,))
    if program.when is not None:
        tree = Logic("and", (program.when, tree))
    asked = asked_names(tree)
    scope = ExcelScope(form, constants, program.empty_is_zero, asked)
    single = dict.fromkeys(each.id for each in names(tree) if not each.table and each.id not in constants)
    _refuse_unknown(single, there)
    zero = {each for each in single if program.empty_is_zero and each in form.fields}
    violated = lines_formula(tree, program.table, scope) if program.table else formula_of(tree, scope)
    if violated == "FALSE":
        raise NotLive("trifft in dieser Version nie zu")
    return LiveRule(
        id=rule.id, title=rule.title, severity=rule.severity, item=program.item, table=program.table,
        needs=tuple(each for each in single if each not in asked and each not in zero),
        looks_at=tuple(each for each in single if each in asked or each in zero),
        columns=tuple(each for each in outer_columns(tree, program.table) if each not in asked),
        needs_register=any(each.startswith(_REGISTER) for each in single),
        violated=violated, places=program.places,
        text=_text(program.sentences.text, program, scope, there),
        remedy=_text(program.sentences.remedy, program, scope, there),
    )  # fmt: skip


def _refuse_unknown(single: Mapping[str, None], there: set[str]) -> None:
    for name in single:
        if name.startswith(_AT_RECEIPT):
            raise NotLive("braucht den Tag des Eingangs")
        if name not in there:
            word = "die Zahl" if name in figures.MEASURES else "die Angabe"
            raise NotLive(f"{word} {name} gibt es im Formular nicht")


def _text(template: Template, program: Program, scope: ExcelScope, there: set[str]) -> LiveText:
    return tuple(_part(part, program, scope, there) for part in template.parts if part != "")


def _part(
    part: str | Slot | Word, program: Program, scope: ExcelScope, there: set[str]
) -> str | LiveSlot | RowNumber:
    match part:
        case str():
            return part
        case Word("zeile"):
            return RowNumber()
        case Word():
            fields = scope.form.fields.values()
            named = (each.label for each in fields if program.item and each.name == program.item)
            return next(named, "")
        case _:
            return _slot(part, scope, there)


def _slot(part: Slot, scope: ExcelScope, there: set[str]) -> LiveSlot:
    used = names(part.tree)
    single = {each.id: None for each in used if not each.table and each.id not in scope.constants}
    _refuse_unknown(single, there)
    needs = tuple(dict.fromkeys(each.id for each in used if each.id not in scope.constants))
    return LiveSlot(formula_of(part.tree, scope), needs, _STYLES.get(part.format.__name__, "text"))
