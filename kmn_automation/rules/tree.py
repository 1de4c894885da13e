"""The typed tree of an expression: what the parser makes and every compiler reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.rules.measure import TRUTH, Measure


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text or a truth that stands in the expression."""

    value: Decimal | str | bool
    measure: Measure


@dataclass(frozen=True, slots=True)
class Name:
    """A field, column, parameter or figure. `asked` marks a name inside present() or missing()."""

    id: str
    measure: Measure
    table: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right` with `+`, `-`, `*` or `/`."""

    operator: str
    left: Node
    right: Node
    measure: Measure


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chain: `a <= b < c` has three operands and two operators."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]
    measure: Measure = TRUTH


@dataclass(frozen=True, slots=True)
class Membership:
    """`text in ("a", "b")`."""

    operand: Node
    choices: tuple[str, ...]
    measure: Measure = TRUTH


@dataclass(frozen=True, slots=True)
class Logic:
    """`and`, `or` over several, `not` over one."""

    operator: str
    operands: tuple[Node, ...]
    measure: Measure = TRUTH


@dataclass(frozen=True, slots=True)
class Choice:
    """`then if test else other`."""

    test: Node
    then: Node
    other: Node
    measure: Measure


@dataclass(frozen=True, slots=True)
class Call:
    """A function of single values."""

    function: str
    arguments: tuple[Node, ...]
    measure: Measure


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function over the lines of one table; the names of the table inside stand for one line each."""

    function: str
    table: str
    arguments: tuple[Node, ...]
    measure: Measure


Node = Literal | Name | Arithmetic | Comparison | Membership | Logic | Choice | Call | Aggregate


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below."""
    match node:
        case Literal() | Name():
            return ()
        case Arithmetic():
            return (node.left, node.right)
        case Membership():
            return (node.operand,)
        case Choice():
            return (node.test, node.then, node.other)
        case Comparison() | Logic():
            return node.operands
        case _:
            return node.arguments


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> tuple[Name, ...]:
    """Every name in the tree, in reading order."""
    return tuple(each for each in walk(node) if isinstance(each, Name))


def fraction_among(nodes: Iterable[Node]) -> Decimal | None:
    """A bare number between 0 and 1 beside percent points: 0.15 where 15 was meant; None where there is none."""
    every = tuple(nodes)
    bare = (each.value for each in every if isinstance(each, Literal) and isinstance(each.value, Decimal))
    between = (each for each in bare if 0 < each < 1)
    return next(between, None) if any(each.measure.is_percent for each in every) else None
