"""From the typed tree to the text of an Excel formula with placeholders instead of cells.

Only functions that Excel 2010 and LibreOffice 7 both have. `and`, `or` and `not` become IF, which stops where
Python stops and works line by line in array formulas too, where AND and OR would swallow the lines.
Excel computes in binary: differences are rounded before they are compared, amounts before they become cents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kmn_automation.model.form import Form, Unit
from kmn_automation.rules.expression_functions import ASKING, LINES
from kmn_automation.rules.measure import EURO, Kind
from kmn_automation.rules.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Literal,
    Logic,
    Membership,
    Name,
    Node,
    children,
    names,
    walk,
)

EXACT_PLACES = 8
"""Products of an amount and a rate are exact there; beyond is only the noise of binary numbers."""
MAX_TEXT = 255
"""Excel takes no longer text inside a formula."""
_EURO_PLACES, _PLACES = 6, 9
_NO_BREAK = "\u00a0"


class NotLive(Exception):
    """The expression has no formula; the text says why (German)."""


@dataclass(frozen=True)
class ExcelScope:
    """What the names of an expression become: columns line by line, or at one line; constants as they are."""

    form: Form
    constants: Mapping[str, str]
    zero_if_empty: bool = False
    asked: frozenset[str] = field(default=frozenset())

    def is_choice(self, node: Node) -> bool:
        """Whether a name holds one of a list of words, whose case does not matter."""
        if not isinstance(node, Name):
            return False
        columns = (column for table in self.form.tables.values() for column in table.columns)
        known = self.form.fields.get(node.id) or next((each for each in columns if each.id == node.id), None)
        return known is not None and known.unit is Unit.WAHL


def formula_of(tree: Node, scope: ExcelScope) -> str:
    """The formula of the tree, without the leading equals sign.

    Raises:
        NotLive: for a function that has no counterpart.
    """
    return _Writer(scope).write(tree)


def lines_formula(tree: Node, table: str, scope: ExcelScope) -> str:
    """1 for each line of the table for which the tree holds, 0 for others and where a value is missing.

    Raises:
        NotLive: for a function that has no counterpart.
    """
    own = [each for each in _columns(tree, table) if each not in scope.asked]
    return _guarded(own, f"IF({formula_of(tree, scope)},1,0)")


def asked_names(tree: Node) -> frozenset[str]:
    """The names inside present() and missing(): they may be missing."""
    return frozenset(each.id for each in names(tree) if each.asked)


def outer_columns(tree: Node, table: str) -> tuple[str, ...]:
    """Columns of other tables than that of the rule."""
    return tuple(dict.fromkeys(each.id for each in names(tree) if each.table and each.table != table))


def quoted(text: str) -> str:
    """The text as a literal of a formula, in pieces where it is long."""
    pieces = [text[at : at + MAX_TEXT // 2] for at in range(0, len(text), MAX_TEXT // 2)] or [""]
    return "&".join('"' + each.replace('"', '""') + '"' for each in pieces)


def _columns(tree: Node, table: str) -> list[str]:
    return list(dict.fromkeys(each.id for each in names(tree) if each.table == table))


def _guarded(columns: list[str], body: str) -> str:
    for column in reversed(columns):
        body = f"IF(«g:{column}»,{body},0)"
    return body


@dataclass(frozen=True)
class _Writer:
    scope: ExcelScope

    def write(self, node: Node) -> str:
        match node:
            case Literal(value):
                return _literal(value)
            case Name():
                return self.name(node)
            case Call():
                return self.call(node)
            case Aggregate():
                return self.aggregate(node)
            case _:
                return self.operation(node)

    def operation(self, node: Arithmetic | Comparison | Membership | Logic | Choice) -> str:
        match node:
            case Arithmetic(operator, left, right):
                return f"({self.write(left)}{operator}{self.write(right)})"
            case Comparison():
                return self.comparison(node)
            case Membership(operand, choices):
                equals = [self.equal(operand, Literal(each, operand.measure)) for each in choices]
                return _either(equals)
            case Logic():
                return _logic(node.operator, [self.write(each) for each in node.operands])
            case _:
                return "IF({},{},{})".format(*map(self.write, children(node)))

    def name(self, node: Name) -> str:
        if node.table:
            return f"«c:{node.id}»"
        if node.id in self.scope.constants:
            return self.scope.constants[node.id]
        if self.scope.zero_if_empty and node.measure.kind is Kind.NUMBER:
            return f"N(«v:{node.id}»)"
        return f"«v:{node.id}»"

    def comparison(self, node: Comparison) -> str:
        pairs = zip(node.operands, node.operators, node.operands[1:], strict=False)
        return _all([self.compare(left, operator, right) for left, operator, right in pairs])

    def compare(self, left: Node, operator: str, right: Node) -> str:
        sign = {"==": "=", "!=": "<>"}.get(operator, operator)
        if left.measure.kind is Kind.TEXT:
            equal = self.equal(left, right)
            return equal if operator == "==" else f"IF({equal},FALSE,TRUE)"
        if left.measure.kind is not Kind.NUMBER:
            return f"({self.write(left)}{sign}{self.write(right)})"
        places = _EURO_PLACES if EURO in {left.measure, right.measure} else _PLACES
        return f"(ROUND({self.write(left)}-{self.write(right)},{places}){sign}0)"

    def equal(self, left: Node, right: Node) -> str:
        if isinstance(left, Literal) and isinstance(right, Literal):
            return "TRUE" if left.value == right.value else "FALSE"
        one, other = self.write(left), self.write(right)
        if self.scope.is_choice(left) or self.scope.is_choice(right):
            return f"(TRIM({one})={other if isinstance(right, Literal) else f'TRIM({other})'})"
        return f"EXACT(TRIM({one}),TRIM({other}))"

    def call(self, node: Call) -> str:
        if node.function in ASKING:
            return self.asking(node)
        parts = [self.write(each) for each in node.arguments]
        if node.function in {"min", "max"}:
            return _extreme(
                node.function, parts, by_line=any(isinstance(e, Name) and e.table for e in walk(node))
            )
        writer = _CALLS.get(node.function)
        if writer is None:
            raise NotLive(f"die Funktion {node.function} hat keine Formel")
        return writer(*parts)

    def asking(self, node: Call) -> str:
        (name,) = node.arguments
        if not isinstance(name, Name):
            raise NotLive("gefragt wird nach keinem Namen")
        single = "TRUE" if name.id in self.scope.constants else f"(«s:{name.id}»=1)"
        given = f"«g:{name.id}»" if name.table else single
        return given if node.function == "present" else f"IF({given},FALSE,TRUE)"

    def aggregate(self, node: Aggregate) -> str:
        if node.function == LINES:
            return f"«n:{node.table}»"
        own = [
            each
            for each in dict.fromkeys(name.id for name in names(node) if name.table == node.table)
            if each not in self.scope.asked
        ]
        parts = [self.write(each) for each in node.arguments]
        match (node.function, parts):
            case ("sum", [value, condition]):
                body = f"IF({condition},{value},0)"
            case ("sum", [value]):
                body = value
            case ("count" | "any", [condition]):
                body = f"IF({condition},1,0)"
            case ("all", [condition]):
                body = f"IF({condition},0,1)"
            case _:
                raise NotLive(f"die Funktion {node.function} hat keine Formel")
        total = f"SUM({_guarded(own, body)})"
        return f"({total}{ {'any': '>0', 'all': '=0'}.get(node.function, '') })"


def _literal(value: Decimal | str | bool) -> str:  # noqa: FBT001 - a value of the rule, no switch
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return quoted(value)
    return f"{value:f}" if value >= 0 else f"({value:f})"


def _logic(operator: str, parts: list[str]) -> str:
    if operator == "not":
        return f"IF({parts[0]},FALSE,TRUE)"
    return _all(parts) if operator == "and" else _either(parts)


def _all(parts: list[str]) -> str:
    if "FALSE" in parts:
        return "FALSE"
    *before, last = [each for each in parts if each != "TRUE"] or ["TRUE"]
    for part in reversed(before):
        last = f"IF({part},{last},FALSE)"
    return last


def _either(parts: list[str]) -> str:
    if "TRUE" in parts:
        return "TRUE"
    *before, last = [each for each in parts if each != "FALSE"] or ["FALSE"]
    for part in reversed(before):
        last = f"IF({part},TRUE,{last})"
    return last


def _extreme(function: str, parts: list[str], *, by_line: bool) -> str:
    """MIN and MAX would take the extreme of all lines; line by line it is a comparison."""
    if not by_line:
        return f"{function.upper()}({','.join(parts)})"
    sign = "<" if function == "min" else ">"
    result = parts[0]
    for part in parts[1:]:
        result = f"IF({result}{sign}{part},{result},{part})"
    return result


def cents(amount: str) -> str:
    """The formula of an amount rounded half up to cents."""
    return f"ROUND(ROUND({amount},{EXACT_PLACES}),2)"


def _after_months(day: str, months: str) -> str:
    """As `add_months`: a last day stays a last day, no day runs over the end of its month."""
    end = f"DATE(YEAR({day}),MONTH({day})+{months}+1,0)"
    same = f"DATE(YEAR({day}),MONTH({day})+{months},DAY({day}))"
    return f"IF(MONTH({day}+1)<>MONTH({day}),{end},IF(DAY({day})>DAY({end}),{end},{same}))"


def _length(text: str) -> str:
    for blank in ("CHAR(10)", "CHAR(9)", f'"{_NO_BREAK}"'):
        text = f'SUBSTITUTE({text},{blank}," ")'
    return f"LEN(TRIM({text}))"


_CALLS: dict[str, Callable[..., str]] = {
    "abs": lambda number: f"ABS({number})",
    "round": lambda number, places: f"ROUND(ROUND({number},{EXACT_PLACES}),{places})",
    "days": lambda first, last: f"({last}-{first})",
    "months": lambda first, last: f"((YEAR({last})-YEAR({first}))*12+MONTH({last})-MONTH({first})+1)",
    "after_months": _after_months,
    "year": lambda day: f"YEAR({day})",
    "length": _length,
    "percent": lambda rate, amount: cents(f"{rate}*{amount}/100"),
    "ratio": lambda part, whole: f"({part}/{whole}*100)",
}
