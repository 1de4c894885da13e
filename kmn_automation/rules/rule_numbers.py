"""Which dated numbers of the law a rule stands on, wherever it names them."""

from __future__ import annotations

from collections.abc import Iterator

from kmn_automation.rules.figures import STANDS_ON
from kmn_automation.rules.parameters import Parameter
from kmn_automation.rules.rule import Program, Rule
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.rules.template import Slot, Template
from kmn_automation.rules.tree import names


def numbers_of(book: Rulebook, rule: Rule, version: str = "") -> tuple[Parameter, ...]:
    """The numbers in the order of their file, under one version or under any.

    Counted are `when`, `check`, `note_when` and every sentence with the partial results (`let`) behind them, the
    numbers that a named function reads, and those inside the shared figures (`zahlen.hoechstbetrag`).
    """
    versions = (version,) if version else rule.versions
    programs = (each for name in versions for each in book.programs[name] if each.rule.id == rule.id)
    used = {name for program in programs for name in _names_in(program)}
    used |= {number for figure, numbers in STANDS_ON.items() if figure in used for number in numbers}
    return tuple(each for name, each in book.parameters.items() if name in used)


def _names_in(program: Program) -> Iterator[str]:
    for tree in (program.when, program.check):
        yield from (each.id for each in names(tree)) if tree else ()
    if program.softened:
        yield from program.softened.singles
    sentences = program.sentences
    for template in (sentences.text, sentences.remedy, sentences.found, sentences.expected):
        yield from _names_said(template)
    if program.function:
        yield from (*program.function.parameters, *program.function.readers)


def _names_said(template: Template) -> Iterator[str]:
    for part in template.parts:
        yield from (each.id for each in names(part.tree)) if isinstance(part, Slot) else ()
