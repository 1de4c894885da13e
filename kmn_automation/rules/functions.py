"""Checks that need lists or history: a Python function with a name that a rule file may call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import ModuleType

from kmn_automation.model.report import Place
from kmn_automation.rules.subject import Subject


@dataclass(frozen=True, slots=True)
class Hit:
    """One violation: where, and the words for the placeholders of the rule's text."""

    places: tuple[Place, ...]
    words: Mapping[str, str] = field(default_factory=dict)


class Lack(Enum):
    """What keeps a check from running beside a value that the report misses."""

    NOT_KNOWN = "history or table of the office"


NOT_KNOWN = Lack.NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Needs:
    """Names of the report or of figures whose value, missing or zero, keeps the check from running."""

    names: tuple[str, ...]


Answer = Iterable[Hit] | Lack | Needs
"""NOT_KNOWN where the office lacks data."""
Check = Callable[[Subject], Answer]
Reader = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class RuleFunction:
    """A named check, the words it supplies, and the parameters it reads."""

    name: str
    check: Check
    words: frozenset[str]
    parameters: tuple[str, ...]
    readers: Mapping[str, Reader]
    """Parameters that may have no value, with what reads them: a ValueError (German) refuses the file."""


def rule_function(
    *words: str, parameters: tuple[str, ...] = (), readers: Mapping[str, Reader] | None = None
) -> Callable[[Check], RuleFunction]:
    """Marks a function as a check that rule files may name."""

    def mark(check: Check) -> RuleFunction:
        return RuleFunction(check.__name__, check, frozenset(words), parameters, readers or {})

    return mark


def functions_in(*modules: ModuleType) -> dict[str, RuleFunction]:
    """Every marked function of the modules by name."""
    found = (each for module in modules for each in vars(module).values())
    return {each.name: each for each in found if isinstance(each, RuleFunction)}
