"""From the text of an expression to its typed tree: a strict subset of Python's syntax, units checked.

Allowed: names with at most one dot, numbers, texts, comparisons (chained), + - * /, and/or/not,
`a if test else b`, `x in ("a", "b")` and the functions of `expression_functions`. Nothing else exists.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.model.german import format_number
from kmn_automation.rules.expression_functions import (
    AGGREGATE_USAGE,
    AGGREGATES,
    ASKING,
    FUNCTIONS,
    LABEL,
    LINES,
    WORDS,
)
from kmn_automation.rules.measure import (
    COUNT,
    LITERAL,
    PERCENT,
    TEXT,
    TRUTH,
    Kind,
    Measure,
    joined,
    product,
    quotient,
)
from kmn_automation.rules.scope import Scope
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
    fraction_among,
)

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
MAX_LENGTH, MAX_DEPTH = 2000, 60
_ONE_PERCENT = Literal(Decimal(1), PERCENT)
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ORDERED = frozenset({Kind.NUMBER, Kind.DAY})


class ExpressionError(ValueError):
    """A German sentence and the offset (characters from the start of the expression) it is about."""

    def __init__(self, what: str, offset: int = 0, do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.offset = offset
        self.do = do


def parse_expression(text: str, scope: Scope, table: str = "") -> Node:
    """The typed tree; with `table`, the columns of that table stand for one line.

    Raises:
        ExpressionError: for syntax outside the subset, unknown names, and units that do not fit.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError("Der Ausdruck ist zu lang.", 0, "Teilergebnisse bekommen mit let einen Namen.")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        offset = (error.offset or 1) - 1 if isinstance(error, SyntaxError) else 0
        raise ExpressionError("Der Ausdruck ist nicht vollständig oder falsch geschrieben.", offset) from None
    if _depth(tree) > MAX_DEPTH:
        raise ExpressionError(
            "Der Ausdruck ist zu tief verschachtelt.", 0, "Teilergebnisse bekommen mit let einen Namen."
        )
    return _Parser(text.strip(), scope, table).node(tree)


def _depth(tree: ast.AST) -> int:
    level, depth = [tree], 0
    while level:
        level, depth = [child for each in level for child in ast.iter_child_nodes(each)], depth + 1
    return depth


@dataclass(frozen=True, slots=True)
class _Parser:
    text: str
    scope: Scope
    table: str
    in_aggregate: bool = False

    def node(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Constant():
                return self.constant(tree)
            case ast.Name() | ast.Attribute():
                return self.name(tree)
            case ast.BinOp() | ast.UnaryOp(op=ast.USub()):
                return self.arithmetic(tree)
            case ast.Call():
                return self.call(tree)
            case _:
                return self.truth_or_choice(tree)

    def truth_or_choice(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Compare():
                return self.comparison(tree)
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return self.logic(tree)
            case ast.IfExp():
                return self.choice(tree)
            case _:
                raise self.refuse(tree, "Diese Schreibweise ist in Regeln nicht erlaubt.")

    def refuse(self, tree: ast.AST, what: str, do: str = "") -> ExpressionError:
        # ast counts bytes of UTF-8, people count characters.
        before = self.text.encode()[: getattr(tree, "col_offset", 0)]
        return ExpressionError(what, len(before.decode()), do)

    def constant(self, tree: ast.Constant) -> Node:
        match tree.value:
            case bool():
                return Literal(tree.value, TRUTH)
            case int() | float():
                return Literal(self.decimal(tree), LITERAL)
            case str():
                return Literal(tree.value, TEXT)
            case _:
                raise self.refuse(tree, "Diese Art von Wert gibt es in Regeln nicht.")

    def decimal(self, tree: ast.Constant) -> Decimal:
        digits = ast.get_source_segment(self.text, tree) or ""
        if not _DIGITS.fullmatch(digits):
            raise self.refuse(tree, f"„{digits}“ ist keine Dezimalzahl.")
        return Decimal(digits)

    def name(self, tree: ast.Name | ast.Attribute) -> Node:
        word = _dotted(tree)
        if word is None:
            raise self.refuse(tree, "Ein Name hat höchstens einen Punkt.")
        found = self.scope.find(word)
        if found is None:
            raise self.refuse(tree, f"„{word}“ ist nicht bekannt.", suggest(word, self.scope.words))
        if isinstance(found, Name) and found.table and found.table != self.table:
            do = f"Nehmen Sie sum({word}) oder for_each: {found.table}."
            raise self.refuse(tree, f"„{word}“ steht für viele Zeilen.", do)
        return found

    def arithmetic(self, tree: ast.BinOp | ast.UnaryOp) -> Node:
        if isinstance(tree, ast.UnaryOp):
            right = self.number(tree.operand)
            return Arithmetic("-", Literal(Decimal(0), LITERAL), right, right.measure)
        operator = _ARITHMETIC.get(type(tree.op))
        if operator is None:
            raise self.refuse(tree, "Gerechnet wird nur mit + - * /.")
        left, right = self.number(tree.left), self.number(tree.right)
        if operator in "+-":
            self.refuse_fraction(tree, (left, right))
        measure = self.result(tree, operator, left.measure, right.measure)
        return Arithmetic(operator, left, right, measure)

    def result(self, tree: ast.AST, operator: str, left: Measure, right: Measure) -> Measure:
        if operator in "+-":
            if (both := joined(left, right)) is not None:
                return both
            raise self.refuse(tree, f"{left} {operator} {right} ergibt keinen Sinn.")
        mixed = left.is_percent != right.is_percent and not left.free and not right.free
        if mixed:
            do = "Nehmen Sie percent(Prozent, Betrag) oder ratio(Teil, Ganzes)."
            raise self.refuse(tree, f"{left} {operator} {right} ist mehrdeutig.", do)
        return product(left, right) if operator == "*" else quotient(left, right)

    def refuse_fraction(self, tree: ast.AST, nodes: tuple[Node, ...]) -> None:
        fraction = fraction_among(nodes)
        if fraction is not None:
            do = f"Prozente stehen in Punkten; gemeint ist wohl {(fraction * 100).normalize():f}."
            raise self.refuse(tree, f"„{fraction}“ wären {format_number(fraction)} %.", do)

    def number(self, tree: ast.expr) -> Node:
        return self.expect(tree, Kind.NUMBER)

    def truth(self, tree: ast.expr) -> Node:
        return self.expect(tree, Kind.TRUTH)

    def expect(self, tree: ast.expr, kind: Kind) -> Node:
        node = self.node(tree)
        if node.measure.kind is not kind:
            what = f"Hier wird {kind.value} erwartet, gefunden wurde {node.measure}."
            raise self.refuse(tree, what)
        return node

    def comparison(self, tree: ast.Compare) -> Node:
        if isinstance(tree.ops[0], ast.In | ast.NotIn):
            return self.membership(tree)
        operators = tuple(_COMPARISONS.get(type(each), "") for each in tree.ops)
        if not all(operators):
            raise self.refuse(tree, "Verglichen wird nur mit < <= > >= == != in.")
        parts = (tree.left, *tree.comparators)
        operands = tuple(map(self.node, parts))
        for index, operator in enumerate(operators):
            self.check_comparable(parts[index + 1], operands[index], operator, operands[index + 1])
        return Comparison(operators, operands)

    def check_comparable(self, tree: ast.expr, left: Node, operator: str, right: Node) -> None:
        both = joined(left.measure, right.measure)
        if both is None or (operator not in {"==", "!="} and both.kind not in _ORDERED):
            raise self.refuse(tree, f"{left.measure} {operator} {right.measure} ist nicht vergleichbar.")
        self.refuse_fraction(tree, (left, right))
        for name, word in ((left, right), (right, left)):
            if isinstance(name, Name) and isinstance(word, Literal) and isinstance(word.value, str):
                self.check_word(tree, name, word.value)

    def check_word(self, tree: ast.expr, name: Name, word: str) -> None:
        choices = self.scope.choices(name.id)
        if choices and word not in choices:
            raise self.refuse(tree, f"„{word}“ steht in {name.id} nicht zur Wahl.", suggest(word, choices))

    def membership(self, tree: ast.Compare) -> Node:
        operand = self.expect(tree.left, Kind.TEXT)
        match tree.comparators:
            case [ast.Tuple(elts=elements)]:
                words = tuple(each.value for each in elements if isinstance(each, ast.Constant))
            case _:
                words = ()
        texts = tuple(word for word in words if isinstance(word, str))
        if not texts or len(texts) != len(words):
            raise self.refuse(tree, 'Nach „in“ stehen Texte in Klammern: in ("a", "b").')
        for word in texts:
            if isinstance(operand, Name):
                self.check_word(tree, operand, word)
        found = Membership(operand, texts)
        return Logic("not", (found,)) if isinstance(tree.ops[0], ast.NotIn) else found

    def logic(self, tree: ast.BoolOp | ast.UnaryOp) -> Node:
        if isinstance(tree, ast.UnaryOp):
            return Logic("not", (self.truth(tree.operand),))
        operator = "and" if isinstance(tree.op, ast.And) else "or"
        return Logic(operator, tuple(map(self.truth, tree.values)))

    def choice(self, tree: ast.IfExp) -> Node:
        test, then, other = self.truth(tree.test), self.node(tree.body), self.node(tree.orelse)
        both = joined(then.measure, other.measure)
        if both is None:
            raise self.refuse(tree, f"Beide Zweige müssen passen: {then.measure} und {other.measure}.")
        return Choice(test, then, other, both)

    def call(self, tree: ast.Call) -> Node:
        if not isinstance(tree.func, ast.Name) or tree.keywords:
            raise self.refuse(tree, "So lässt sich eine Funktion nicht aufrufen.")
        word = tree.func.id
        if word == LINES:
            return self.lines(tree)
        if word == LABEL:
            return self.label(tree)
        if word in AGGREGATES:
            return self.aggregate(word, tree)
        if word not in FUNCTIONS:
            raise self.refuse(tree, f"Die Funktion „{word}“ gibt es nicht.", suggest(word, WORDS))
        arguments = tuple(map(self.node, tree.args))
        if word in ASKING:
            arguments = tuple(self.asked(tree, each) for each in arguments)
        self.refuse_fraction(tree, (_ONE_PERCENT, *arguments[:1]) if word == "percent" else arguments)
        measure = FUNCTIONS[word].typing(tuple(each.measure for each in arguments))
        if measure is None:
            raise self.refuse(tree, _misused(word, FUNCTIONS[word].usage, arguments))
        return Call(word, arguments, measure)

    def asked(self, tree: ast.Call, node: Node) -> Node:
        if not isinstance(node, Name):
            raise self.refuse(tree, "present und missing fragen nach einem Namen, nicht nach einer Rechnung.")
        return replace(node, asked=True)

    def aggregate(self, word: str, tree: ast.Call) -> Node:
        if self.in_aggregate or self.table:
            do = "Zeilen mit anderen Zeilen vergleicht eine Funktion (function: …)."
            raise self.refuse(tree, f"„{word}“ ist in einer Zeilenregel nicht erlaubt.", do)
        tables = {_table_of(self.scope, each) for each in ast.walk(tree)} - {""}
        if len(tables) != 1:
            raise self.refuse(tree, f"„{word}“ braucht Spalten aus genau einer Tabelle.")
        table = tables.pop()
        inner = _Parser(self.text, self.scope, table, in_aggregate=True)
        arguments = tuple(map(inner.node, tree.args))
        measure = AGGREGATES[word](tuple(each.measure for each in arguments))
        if measure is None:
            raise self.refuse(tree, _misused(word, AGGREGATE_USAGE[word], arguments))
        return Aggregate(word, table, arguments, measure)

    def lines(self, tree: ast.Call) -> Node:
        match tree.args:
            case [ast.Name(id=table)] if table in self.scope.form.tables:
                return Aggregate(LINES, table, (), COUNT)
        raise self.refuse(
            tree, "lines braucht den Namen einer Tabelle.", f"{', '.join(self.scope.form.tables)}"
        )

    def label(self, tree: ast.Call) -> Node:
        word = _dotted(tree.args[0]) if len(tree.args) == 1 else None
        if word not in self.scope.form.fields:
            raise self.refuse(tree, "label braucht den Namen eines Feldes.")
        # „Personalbezogene Sachausgaben: Raumkosten“ names a group first; the position is what follows.
        return Literal(self.scope.form.fields[word].label.rpartition(": ")[2], TEXT)


def _dotted(tree: ast.expr) -> str | None:
    match tree:
        case ast.Name(id=word):
            return word
        case ast.Attribute(value=ast.Name(id=word), attr=attribute):
            return f"{word}.{attribute}"
        case _:
            return None


def _table_of(scope: Scope, tree: ast.AST) -> str:
    word = _dotted(tree) if isinstance(tree, ast.Attribute) else None
    return scope.columns[word][0] if word in scope.columns else ""


def _misused(word: str, usage: str, arguments: tuple[Node, ...]) -> str:
    given = ", ".join(str(each.measure) for each in arguments)
    return f"{word}({given}) passt nicht; richtig ist {usage}."
