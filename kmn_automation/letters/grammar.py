"""What the tags of a template may say: names of known placeholders, `for`, `if`, and two filters; nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jinja2 import Environment, TemplateSyntaxError, nodes

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.letters.shadow import Shadow, refuse, tags_of
from kmn_automation.letters.sidecar import FieldType, Sidecar
from kmn_automation.letters.values import FILTERS
from kmn_automation.model.error import Misconfigured

_LOOP = {"first", "last", "index", "length"}
_ARITHMETIC = (nodes.BinExpr, nodes.UnaryExpr)
_FILTER_OF = {FieldType.AMOUNT: "euro", FieldType.DAY: "datum"}


@dataclass(slots=True)
class Used:
    """What a template prints. `always` are the placeholders that no condition can leave out."""

    names: set[str] = field(default_factory=set)
    always: set[str] = field(default_factory=set)


def check_part(shadow: Shadow, sidecar: Sidecar, where: str) -> Used:
    """The placeholders of one part.

    Raises:
        Misconfigured: for whatever is no known placeholder, with place and suggestion.
    """
    environment = Environment(autoescape=True, keep_trailing_newline=True)
    environment.filters = dict(FILTERS)
    for line in shadow.lines:
        if not any(tag.startswith(("{%p", "{%tr")) for tag in tags_of(line)):
            _parse(environment, line.text, Shadow(line.text, (line,)), where)
    tree = _parse(environment, shadow.source, shadow, where)
    walk = _Walk(shadow, sidecar, where)
    walk.visit(tree.body, {}, always=True)
    return walk.used


def check_subject(sidecar: Sidecar, shadow: Shadow, where: str) -> None:
    """Refuses a subject line with anything but known placeholders."""
    environment = Environment(autoescape=True)
    environment.filters = dict(FILTERS)
    tree = _parse(environment, shadow.source, shadow, where)
    _Walk(shadow, sidecar, where).visit(tree.body, {}, always=True)


def _parse(environment: Environment, source: str, shadow: Shadow, where: str) -> nodes.Template:
    try:
        return environment.parse(source)
    except TemplateSyntaxError as error:
        raise refuse(
            f"Der Befehl ist nicht zu verstehen ({error.message}).",
            shadow.line_at(error.lineno),
            where,
            "Blöcke über mehrere Absätze brauchen {%p if … %} und {%p endif %} in eigenen Absätzen.",
        ) from None


class _Walk:
    """One pass over the syntax tree; `scope` maps loop variables to the list they run over."""

    def __init__(self, shadow: Shadow, sidecar: Sidecar, where: str) -> None:
        self.shadow = shadow
        self.sidecar = sidecar
        self.where = where
        self.used = Used()

    def visit(self, found: Iterable[nodes.Node], scope: Mapping[str, str], *, always: bool) -> None:
        for node in found:
            match node:
                case nodes.Output():
                    for child in node.nodes:
                        self._print(child, scope, always=always)
                case nodes.For():
                    self._loop(node, scope, always=always)
                case nodes.If():
                    self._condition(node.test, scope)
                    self.visit([*node.body, *node.elif_, *node.else_], scope, always=False)
                case _:
                    raise self._forbidden(node)

    def _print(self, node: nodes.Expr, scope: Mapping[str, str], *, always: bool) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        wanted = ""
        inner: nodes.Node | None = node
        if isinstance(node, nodes.Filter):
            wanted, inner = self._filter(node), node.node
        name = self._name(inner, scope)
        kind = FieldType.TEXT if name.startswith("loop.") else self._type(name, inner)
        if kind is FieldType.LIST:
            raise self._refuse(f"„{name}“ ist eine Liste und braucht {{%p for … %}}.", inner)
        if wanted != _FILTER_OF.get(kind, ""):
            needed = f"|{_FILTER_OF[kind]}" if kind in _FILTER_OF else " ohne Filter"
            raise self._refuse(f"„{name}“ wird so geschrieben: {{{{ {name}{needed} }}}}.", inner)
        if always and kind is FieldType.TEXT and not name.startswith("loop."):
            self.used.always.add(name)

    def _loop(self, node: nodes.For, scope: Mapping[str, str], *, always: bool) -> None:
        name = self._name(node.iter, scope)
        if self._type(name, node.iter) is not FieldType.LIST:
            raise self._refuse(f"„{name}“ ist keine Liste.", node.iter)
        if not isinstance(node.target, nodes.Name) or node.test or node.recursive or node.else_:
            raise self._forbidden(node)
        inner = {**scope, node.target.name: name, "loop": "loop"}
        self.visit(node.body, inner, always=always)

    def _condition(self, node: nodes.Node, scope: Mapping[str, str]) -> None:
        match node:
            case nodes.Not():
                self._condition(node.node, scope)
            case nodes.And() | nodes.Or():
                self._condition(node.left, scope)
                self._condition(node.right, scope)
            case _:
                name = self._name(node, scope)
                if not name.startswith("loop."):
                    self._type(name, node)

    def _filter(self, node: nodes.Filter) -> str:
        if node.name not in FILTERS:
            hint = suggest(node.name, FILTERS)
            raise self._refuse(f"Den Filter „{node.name}“ gibt es nicht.", node, hint)
        if node.args or node.kwargs:
            raise self._forbidden(node)
        return node.name

    def _name(self, node: nodes.Node | None, scope: Mapping[str, str]) -> str:
        if isinstance(node, nodes.Name):
            return scope.get(node.name, node.name)
        if isinstance(node, nodes.Getattr):
            name = f"{self._name(node.node, scope)}.{node.attr}"
            if name.startswith("loop.") and node.attr not in _LOOP:
                raise self._refuse(f"„{name}“ gibt es nicht.", node, suggest(node.attr, _LOOP))
            return name
        raise self._forbidden(node)

    def _type(self, name: str, node: nodes.Node | None) -> FieldType:
        kind = self.sidecar.fields.get(name)
        if kind is None:
            what = f"Den Platzhalter „{name}“ gibt es in diesem Schreiben nicht."
            if self.sidecar.is_group(name):
                what = f"„{name}“ ist eine Gruppe; es fehlt der Name hinter dem Punkt."
            raise self._refuse(what, node, suggest(name, self.sidecar.fields))
        self.used.names.add(name)
        return kind

    def _forbidden(self, node: nodes.Node | None) -> Misconfigured:
        what = "Rechnen ist" if isinstance(node, _ARITHMETIC) else "Das ist"
        return self._refuse(
            f"{what} in einer Vorlage nicht erlaubt.",
            node,
            "Erlaubt sind Platzhalter, for, if, |euro und |datum; gerechnet wird in den Regeln.",
        )

    def _refuse(self, what: str, node: nodes.Node | None, do: str = "") -> Misconfigured:
        line = self.shadow.line_at(node.lineno if node else 0)
        return refuse(what, line, self.where, do)
