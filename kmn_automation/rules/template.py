"""The German sentences of a rule: `{name|format}` is checked at load and filled for every finding."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.form import Unit
from kmn_automation.model.german import format_day, format_euro, format_number
from kmn_automation.rules.expression_functions import round_half_up
from kmn_automation.rules.expression_parser import ExpressionError
from kmn_automation.rules.measure import DAY, EURO, PERCENT, YEAR, Kind, Measure, joined, measure_of
from kmn_automation.rules.python_compiler import Compiled, compile_value
from kmn_automation.rules.scope import Scope
from kmn_automation.rules.tree import Name, Node

NOTHING = "(leer)"
_PLACEHOLDER = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
_PLACES = Decimal(2)
_POST_PLACES = Decimal(4)
_NUMBER = Measure(Kind.NUMBER, free=True)


def _number(value: object) -> str:
    return format_number(round_half_up(value, _PLACES)) if isinstance(value, Decimal) else str(value)


def _posts(value: object) -> str:
    """Posts of a person and years of a post: a quarter of a year times half a post needs more than two places."""
    return format_number(round_half_up(value, _POST_PLACES)) if isinstance(value, Decimal) else str(value)


def _euro(value: object) -> str:
    return format_euro(value) if isinstance(value, Decimal) else str(value)


def _percent(value: object) -> str:
    return f"{_number(value)}\u00a0%"


def _plain(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, Decimal) else str(value)


def _day(value: object) -> str:
    return format_day(value) if isinstance(value, dt.date) else str(value)


def _word(value: object) -> str:
    return {True: "Ja", False: "Nein"}[value] if isinstance(value, bool) else str(value).strip()


_FORMATS: dict[str, tuple[Measure | None, Callable[[object], str]]] = {
    "euro": (EURO, _euro),
    "prozent": (PERCENT, _percent),
    "zahl": (_NUMBER, _number),
    "stellen": (_NUMBER, _posts),
    "jahr": (YEAR, _plain),
    "nummer": (_NUMBER, _plain),
    "datum": (DAY, _day),
    "text": (None, _word),
}


def show(value: object, measure: Measure) -> str:
    """A value as a German reads it, by its measure alone."""
    return NOTHING if value is None else _FORMATS[_default(measure)][1](value)


def show_unit(value: object, unit: Unit) -> str:
    """A value as a German reads it, by the unit of its field."""
    return show(value, measure_of(unit))


@dataclass(frozen=True)
class Slot:
    """One placeholder: the tree behind the name, and how its value is written."""

    tree: Node
    format: Callable[[object], str]

    @cached_property
    def compiled(self) -> Compiled:
        """The function for its value, compiled when the first finding needs it."""
        return compile_value(self.tree)


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence in parts: fixed text, placeholders, and words that the rule's run supplies."""

    parts: tuple[str | Slot | Word, ...]

    def fill(self, value_of: Callable[[Compiled], object], words: Mapping[str, str]) -> str:
        """The finished sentence."""
        return "".join(_filled(part, value_of, words) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Word:
    """A placeholder for a word that comes with the finding: `{zeile}`, `{label}`."""

    name: str


def parse_template(text: str, scope: Scope, words: frozenset[str]) -> Template:
    """The sentence in parts.

    Raises:
        ExpressionError: for an unknown name or format, or a format that does not fit the unit.
    """
    parts: list[str | Slot | Word] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        parts.append(_fixed(text, end, match.start()))
        parts.append(_placeholder(match, scope, words))
        end = match.end()
    return Template((*parts, _fixed(text, end, len(text))))


def _fixed(text: str, start: int, end: int) -> str:
    """The text between two placeholders."""
    brace = re.search(r"[{}]", text[start:end])
    if brace:
        what = "Eine geschweifte Klammer ist nicht geschlossen."
        raise ExpressionError(
            what, start + brace.start(), "Ein Platzhalter steht so da: {name} oder {name|format}."
        )
    return text[start:end]


def _placeholder(match: re.Match[str], scope: Scope, words: frozenset[str]) -> Slot | Word:
    name, form = match.group(1).strip(), (match.group(2) or "").strip()
    if name in words:
        return Word(name)
    tree = scope.find(name)
    if tree is None:
        hint = suggest(name, [*scope.words, *words])
        raise ExpressionError(f"Den Platzhalter „{name}“ gibt es nicht.", match.start(1), hint)
    form = form or _default(tree.measure)
    if form not in _FORMATS:
        raise ExpressionError(f"Das Format „{form}“ gibt es nicht.", match.start(2), suggest(form, _FORMATS))
    expected, write = _FORMATS[form]
    if expected is not None and joined(expected, tree.measure) is None:
        raise ExpressionError(f"„{form}“ passt nicht zu „{name}“ ({tree.measure}).", match.start(2))
    return Slot(_may_be_missing(tree), write)


def _may_be_missing(tree: Node) -> Node:
    return Name(tree.id, tree.measure, tree.table, asked=True) if isinstance(tree, Name) else tree


def _default(measure: Measure) -> str:
    if measure.kind is not Kind.NUMBER:
        return "datum" if measure.kind is Kind.DAY else "text"
    return {EURO: "euro", PERCENT: "prozent", YEAR: "jahr"}.get(measure, "zahl")


def _filled(part: str | Slot | Word, value_of: Callable[[Compiled], object], words: Mapping[str, str]) -> str:
    match part:
        case str():
            return part
        case Word(name):
            return words.get(name, NOTHING)
        case _:
            value = value_of(part.compiled)
            return NOTHING if value is None else part.format(value)
