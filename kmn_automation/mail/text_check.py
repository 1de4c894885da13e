"""A look through a mail text before it is ever used: only known placeholders, only plain loops and questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import nodes

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.mail.text_fields import Fields, Kind, Shape
from kmn_automation.model.error import Misconfigured

LOOP: Fields = dict.fromkeys(("index", "first", "last", "length"), Kind.VALUE)
FILTERS = frozenset({"length", "kurz"})
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.CondExpr),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)
WHAT_IS_ALLOWED = (
    "Erlaubt sind Platzhalter, {% if %}, {% for %} und die Filter " + " und ".join(sorted(FILTERS)) + "."
)


class Record:
    """One entry of a list of records, inside the loop over it."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields


Scope = Mapping[str, "Shape | Record"]


def check_template(template: nodes.Template, fields: Fields, name: str) -> None:
    """Passes if every placeholder is declared and used as what it is.

    Raises:
        Misconfigured: file, line, and the nearest known name.
    """
    _Check(name).block(template, dict(fields))


class _Check:
    def __init__(self, name: str) -> None:
        self.name = name

    def block(self, node: nodes.Node, scope: Scope) -> None:
        """A node that gives no value: text, output, question, loop."""
        match node:
            case nodes.For():
                self.loop(node, scope)
            case nodes.Output():
                for printed in node.nodes:
                    self.printed(printed, scope)
            case nodes.Expr():
                self.shape(node, scope)
            case _ if isinstance(node, ALLOWED):
                for child in node.iter_child_nodes():
                    self.block(child, scope)
            case _:
                raise self.complaint(
                    node, f"„{type(node).__name__}“ geht in Mailtexten nicht.", WHAT_IS_ALLOWED
                )

    def loop(self, node: nodes.For, scope: Scope) -> None:
        """The loop's own name stands for one entry, and only inside."""
        if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
            raise self.complaint(
                node, "Diese Form der Schleife geht nicht.", "Bitte {% for x in liste %} schreiben."
            )
        over = next(self.shape(each, scope) for each in (node.iter,) if isinstance(each, nodes.Expr))
        if over is Kind.VALUE or isinstance(over, Record):
            raise self.complaint(node, "Hier steht keine Liste.")
        entry = Kind.VALUE if isinstance(over, Kind) else Record(over)
        inner = {**scope, node.target.name: entry, "loop": Record(LOOP)}
        for child in (*node.body, *node.else_):
            self.block(child, inner)

    def printed(self, node: nodes.Node, scope: Scope) -> None:
        """What is printed must be one value, never a whole list."""
        if isinstance(node, nodes.TemplateData):
            return
        if not isinstance(node, nodes.Expr) or self.shape(node, scope) is not Kind.VALUE:
            raise self.complaint(node, "Eine Liste kann nicht gedruckt werden.", "Bitte {% for %} verwenden.")

    def shape(self, node: nodes.Expr, scope: Scope) -> Shape | Record:
        """What an expression stands for."""
        match node:
            case nodes.Name():
                return self.known(node, node.name, scope)
            case nodes.Getattr():
                owner = self.shape(node.node, scope)
                if not isinstance(owner, Record):
                    raise self.complaint(node, f"„{node.attr}“ geht nur bei einem Eintrag in einer Schleife.")
                return self.known(node, node.attr, owner.fields)
            case nodes.Filter():
                return self.filtered(node, scope)
            case _ if isinstance(node, ALLOWED):
                for child in _expressions(node):
                    self.shape(child, scope)
                return Kind.VALUE
            case _:
                what = f"„{type(node).__name__}“ geht in Mailtexten nicht."
                raise self.complaint(node, what, WHAT_IS_ALLOWED)

    def filtered(self, node: nodes.Filter, scope: Scope) -> Kind:
        """Any of the few filters, with constants as arguments."""
        if node.name not in FILTERS or node.node is None:
            raise self.complaint(
                node, f"Den Filter „{node.name}“ gibt es hier nicht.", suggest(node.name, FILTERS)
            )
        for child in _expressions(node):
            self.shape(child, scope)
        return Kind.VALUE

    def known(self, node: nodes.Node, name: str, scope: Scope) -> Shape | Record:
        """The shape of a declared name."""
        if name not in scope:
            do = suggest(name, scope) or f"Es gibt: {', '.join(scope)}."
            raise self.complaint(node, f"Den Platzhalter „{name}“ gibt es hier nicht.", do)
        return scope[name]

    def complaint(self, node: nodes.Node, what: str, do: str = "") -> Misconfigured:
        """An error at the line of a node."""
        return Misconfigured(what, where=f"{self.name}:{node.lineno}", do=do)


def _expressions(node: nodes.Node) -> Iterator[nodes.Expr]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Expr):
            yield child
        else:
            yield from _expressions(child)
