"""From the typed tree to a Python function: compiled once, run on plain values.

The code is built node by node from the typed tree; no text of a rule file is ever compiled.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from types import CodeType, FunctionType
from typing import cast

from kmn_automation.rules.expression_functions import FUNCTIONS, LINES, all_different
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
)

_LINE = "line"
_OPERATORS: dict[str, type[ast.operator]] = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}
_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE, "==": ast.Eq, "!=": ast.NotEq,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compiled:
    """A function of single values, then whole columns, then numbers of lines (`lines(table)`)."""

    run: Callable[..., object]
    singles: tuple[str, ...]
    asked: frozenset[str]
    """Names that may be missing, since the expression asks for them by present() or missing()."""
    columns: tuple[str, ...]
    tables: tuple[str, ...]


def compile_value(tree: Node) -> Compiled:
    """A function that gives the value of the tree; columns outside aggregates are single values."""
    code = _Code()
    return code.finish(code.emit(tree))


def compile_lines(tree: Node, table: str) -> Compiled:
    """A function that gives the indexes of the lines of `table` for which the tree holds.

    A line where a value is missing that the tree does not ask for is passed over.
    """
    code = _Code(row_table=table)
    body = code.emit(tree)
    own = [each for each in code.columns if each.partition(".")[0] == table]
    needed = [each for each in own if each not in code.asked]
    guards = [_is_given(code.line_name(each)) for each in needed]
    every = ast.Call(
        _load("enumerate"), [ast.Call(_load("zip"), [_load(code.columns[c]) for c in own], [])], []
    )
    target = ast.Tuple(
        [_store(_LINE), ast.Tuple([_store(code.line_name(c)) for c in own], ast.Store())], ast.Store()
    )
    loop = ast.comprehension(target, every, [*guards, body], 0)
    return code.finish(ast.ListComp(_load(_LINE), [loop]))


@dataclass
class _Code:
    """The code under construction: arguments by name, constants by value."""

    row_table: str = ""
    singles: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    given: dict[str, object] = field(default_factory=dict)
    once: dict[str, ast.expr] = field(default_factory=dict)

    def line_name(self, column: str) -> str:
        return f"{_LINE}_{self.columns[column]}"

    def emit(self, node: Node, table: str = "") -> ast.expr:
        match node:
            case Literal(value):
                return self.constant(value)
            case Name():
                return self.name(node, table)
            case Call():
                return self.call(node, table)
            case Aggregate():
                return self.aggregate(node)
            case _:
                return self.operation(node, table)

    def operation(self, node: Arithmetic | Comparison | Membership | Logic | Choice, table: str) -> ast.expr:
        parts = [self.emit(each, table) for each in children(node)]
        match node:
            case Arithmetic(operator):
                return ast.BinOp(parts[0], _OPERATORS[operator](), parts[1])
            case Comparison(operators):
                return ast.Compare(parts[0], [_COMPARISONS[each]() for each in operators], parts[1:])
            case Membership():
                return ast.Compare(parts[0], [ast.In()], [self.constant(node.choices)])
            case Logic(operator):
                return _logic(operator, parts)
            case _:
                return ast.IfExp(*parts)

    def call(self, node: Call, table: str) -> ast.expr:
        called = self.constant(FUNCTIONS[node.function].run)
        code = ast.Call(called, [self.emit(each, table) for each in node.arguments], [])
        used = names(node)
        if not self.row_table or any(each.asked or each.table for each in used):
            return code
        # The same for every line, so it is computed once, before the lines.
        name = f"once{len(self.once)}"
        self.once[name] = code
        return _load(name)

    def constant(self, value: object) -> ast.expr:
        name = f"given{len(self.given)}"
        self.given[name] = value
        return _load(name)

    def name(self, node: Name, table: str) -> ast.expr:
        if node.asked:
            self.asked.add(node.id)
        if node.table and node.table in {self.row_table, table}:
            self.columns.setdefault(node.id, f"column{len(self.columns)}")
            return _load(self.line_name(node.id))
        return _load(self.singles.setdefault(node.id, f"single{len(self.singles)}"))

    def aggregate(self, node: Aggregate) -> ast.expr:
        if node.function == LINES:
            return _load(self.tables.setdefault(node.table, f"table{len(self.tables)}"))
        value, *rest = (self.emit(each, node.table) for each in node.arguments)
        own = sorted({name.id for name in names(node) if name.table == node.table})
        condition = [value] if node.function == "count" else rest
        guards = [_is_given(self.line_name(each)) for each in own if each not in self.asked]
        target = ast.Tuple([_store(self.line_name(each)) for each in own], ast.Store())
        columns = ast.Call(_load("zip"), [_load(self.columns[each]) for each in own], [])
        loop = ast.comprehension(target, columns, [*guards, *condition], 0)
        return self.fold(node.function, value, loop)

    def fold(self, function: str, value: ast.expr, loop: ast.comprehension) -> ast.expr:
        match function:
            case "sum":
                return ast.Call(_load("sum"), [ast.ListComp(value, [loop]), self.constant(Decimal(0))], [])
            case "count":
                ones = ast.ListComp(self.constant(Decimal(1)), [loop])
                return ast.Call(_load("sum"), [ones, self.constant(Decimal(0))], [])
            case "unique":
                return ast.Call(self.constant(all_different), [ast.ListComp(value, [loop])], [])
            case _:
                return ast.Call(_load(function), [ast.ListComp(value, [loop])], [])

    def finish(self, body: ast.expr) -> Compiled:
        parameters = [*self.singles.values(), *self.columns.values(), *self.tables.values()]
        if self.once:
            body = ast.Call(_function(list(self.once), body), list(self.once.values()), [])
        expression = ast.fix_missing_locations(ast.Expression(_function(parameters, body)))
        module = compile(expression, "<rule>", "eval")
        code = next(each for each in module.co_consts if isinstance(each, CodeType))
        run = cast("Callable[..., object]", FunctionType(code, {**_SAFE, **self.given}))
        return Compiled(
            run, tuple(self.singles), frozenset(self.asked), tuple(self.columns), tuple(self.tables)
        )


_SAFE: dict[str, object] = {
    "__builtins__": {}, "sum": sum, "any": any, "all": all, "zip": zip, "enumerate": enumerate,
}  # fmt: skip


def _logic(operator: str, operands: list[ast.expr]) -> ast.expr:
    if operator == "not":
        return ast.UnaryOp(ast.Not(), operands[0])
    return ast.BoolOp(ast.And() if operator == "and" else ast.Or(), operands)


def _function(parameters: list[str], body: ast.expr) -> ast.Lambda:
    return ast.Lambda(ast.arguments([], [ast.arg(each) for each in parameters], None, [], [], None, []), body)


def _is_given(name: str) -> ast.expr:
    return ast.Compare(_load(name), [ast.IsNot()], [ast.Constant(None)])


def _load(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _store(name: str) -> ast.expr:
    return ast.Name(name, ast.Store())
