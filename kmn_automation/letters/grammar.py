"""What one tag of a template may say: names of known placeholders, `for`, `if`, and two filters; nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

from jinja2 import Environment, TemplateSyntaxError, nodes

from kmn_automation.ground.yaml_source import suggest
from kmn_automation.letters.defect import Defects
from kmn_automation.letters.shadow import Tag
from kmn_automation.letters.sidecar import FieldType, Sidecar
from kmn_automation.letters.story import Line
from kmn_automation.letters.values import FILTERS

Scope = Mapping[str, str]
"""Loop variable → the list it runs over; empty where that list is not known."""

_LOOP = {"first", "last", "index", "length"}
_ARITHMETIC = (
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos,
    nodes.Concat,
)  # fmt: skip
_COMPUTING = frozenset(
    {"abs", "count", "float", "int", "length", "max", "min", "round", "sum", "filesizeformat"}
)
_FILTER_OF = {FieldType.AMOUNT: "euro", FieldType.DAY: "datum"}
_ENVIRONMENT = Environment(autoescape=True)
_ENVIRONMENT.filters = dict.fromkeys([*FILTERS, *_ENVIRONMENT.filters], str)
_ALLOWED = "Erlaubt sind Platzhalter, for, if, |euro und |datum; gerechnet wird in den Regeln."


Node = TypeVar("Node", bound=nodes.Node)


class _Wrong(Exception):
    """A tag that was complained about; nothing more can be said of it."""


@dataclass(slots=True)
class Used:
    """What a template prints. `always` are the placeholders that no condition can leave out."""

    names: set[str] = field(default_factory=set)
    always: set[str] = field(default_factory=set)
    meant: set[str] = field(default_factory=set)
    """Placeholders that an unknown one was probably meant to be."""


class Grammar:
    """Checks the tags of one paragraph; complaints go to `defects`, placeholders to `used`."""

    def __init__(self, sidecar: Sidecar, defects: Defects, line: Line, used: Used) -> None:
        self._sidecar = sidecar
        self._defects = defects
        self._line = line
        self._used = used

    def check_print(self, tag: Tag, scope: Scope, *, is_certain: bool) -> None:
        """`{{ name }}`, or with one of the two filters."""
        try:
            output = self._parse(tag, tag.text, nodes.Output)
            self._print(output.nodes[0], scope, is_certain=is_certain)
        except _Wrong:
            return

    def check_loop(self, tag: Tag, scope: Scope) -> Scope:
        """`for x in liste`: what x is inside."""
        try:
            node = self._parse(tag, f"{{% for {tag.rest} %}}{{% endfor %}}", nodes.For)
            if not isinstance(node.target, nodes.Name) or node.test or node.recursive:
                self._forbidden(node)
        except _Wrong:
            return {"loop": "loop"}
        inner = {node.target.name: "", "loop": "loop"}
        try:
            name = self._name(node.iter, scope)
            if self._kind(name, node.iter, scope) is not FieldType.LIST:
                do = "Eine Schleife braucht eine Liste; alle Platzhalter zeigt:  kmn templates fields"
                self._complain(f"„{name}“ ist keine Liste.", do)
        except _Wrong:
            return inner
        return inner | {node.target.name: name}

    def check_condition(self, tag: Tag, scope: Scope) -> None:
        """`if name`, also with not, and, or."""
        try:
            node = self._parse(tag, f"{{% if {tag.rest} %}}{{% endif %}}", nodes.If)
            self._condition(node.test, scope)
        except _Wrong:
            return

    def forbid(self, tag: Tag) -> None:
        """A command that letters do not have."""
        near = suggest(tag.word, ("for", "if", "endfor", "endif", "else", "elif"))
        self._defects.add(
            f"Der Befehl {tag.text} ist in einer Vorlage nicht erlaubt.", self._line, near or _ALLOWED
        )

    def _parse(self, tag: Tag, source: str, kind: type[Node]) -> Node:
        try:
            found = _ENVIRONMENT.parse(source).body
        except TemplateSyntaxError:
            found = []
        if len(found) != 1 or not isinstance(found[0], kind) or not tag.rest:
            self._complain(f"Der Befehl {tag.text} ist nicht zu verstehen.", self._spelling(tag))
        return found[0]

    def _spelling(self, tag: Tag) -> str:
        joined = ".".join(tag.rest.split())
        if joined in self._sidecar.fields:
            self._used.meant.add(joined)
            return f"Meinten Sie „{joined}“?"
        return "Richtig ist etwa {{ anrede }}, {{ office.name }}, {%p if anlagen %} oder {%p for a in anlagen %}."

    def _print(self, node: nodes.Node, scope: Scope, *, is_certain: bool) -> None:
        wanted = ""
        if isinstance(node, nodes.Filter):
            wanted, node = self._filter(node), node.node or node
        name = self._name(node, scope)
        is_counter = name.startswith("loop.")
        kind = FieldType.TEXT if is_counter else self._kind(name, node, scope)
        if kind is FieldType.LIST:
            self._complain(f"„{name}“ ist eine Liste und braucht {{%p for … %}}.", _loop_over(name))
        if wanted != _FILTER_OF.get(kind, ""):
            needed = f"|{_FILTER_OF[kind]}" if kind in _FILTER_OF else " ohne Filter"
            self._complain(f"„{name}“ wird so geschrieben: {{{{ {name}{needed} }}}}.")
        if is_certain and kind is FieldType.TEXT and not is_counter:
            self._used.always.add(name)

    def _condition(self, node: nodes.Node, scope: Scope) -> None:
        match node:
            case nodes.Not():
                self._condition(node.node, scope)
            case nodes.And() | nodes.Or():
                self._condition(node.left, scope)
                self._condition(node.right, scope)
            case _:
                name = self._name(node, scope)
                if not name.startswith("loop."):
                    self._kind(name, node, scope)

    def _filter(self, node: nodes.Filter) -> str:
        if node.name in _COMPUTING:
            self._complain(f"Rechnen ist in einer Vorlage nicht erlaubt: |{node.name}.", _ALLOWED)
        if node.name not in FILTERS:
            self._complain(
                f"Den Filter „{node.name}“ gibt es nicht.", suggest(node.name, FILTERS) or _ALLOWED
            )
        if node.args or node.kwargs:
            self._forbidden(node)
        return node.name

    def _name(self, node: nodes.Node, scope: Scope) -> str:
        """The whole name, with the list in place of the loop variable."""
        if isinstance(node, nodes.Name):
            found = scope.get(node.name, node.name)
            if not found:
                raise _Wrong
            return found
        if not isinstance(node, nodes.Getattr):
            self._forbidden(node)
        name = f"{self._name(node.node, scope)}.{node.attr}"
        if name.startswith("loop.") and node.attr not in _LOOP:
            self._complain(f"„{name}“ gibt es nicht.", suggest(node.attr, _LOOP))
        return name

    def _kind(self, name: str, node: nodes.Node, scope: Scope) -> FieldType:
        kind = self._sidecar.fields.get(name)
        if kind is None:
            self._unknown(name)
        owner = self._sidecar.list_of(name)
        if owner and scope.get(_root(node)) != owner:
            what = f"„{name}“ gehört zur Liste „{owner}“ und steht hier ohne Wiederholung."
            self._complain(what, _loop_over(owner, f"x.{_last(name)}"))
        self._used.names.add(name)
        return kind

    def _unknown(self, name: str) -> NoReturn:
        fields = self._sidecar.fields
        if self._sidecar.is_group(name):
            known = next(each for each in fields if each.startswith(f"{name}."))
            what = f"„{name}“ ist eine Gruppe; es fehlt der Name hinter dem Punkt."
            self._complain(what, f"Möglich ist etwa {{{{ {known} }}}}.")
        do = suggest(name, fields)
        self._used.meant.add(do.partition("„")[2].partition("“")[0])
        lists = [self._sidecar.list_of(each) for each in fields if _last(each) == _last(name)]
        if not do and any(lists):
            do = f"„{_last(name)}“ gibt es in der Liste „{max(lists)}“. {_loop_over(max(lists))}"
        what = f"Den Platzhalter „{name}“ gibt es in diesem Schreiben nicht."
        self._complain(what, do or "Alle, die es gibt, zeigt:  kmn templates fields")

    def _forbidden(self, node: nodes.Node) -> NoReturn:
        what = "Rechnen ist" if isinstance(node, _ARITHMETIC) else "Das ist"
        what = "Vergleichen ist" if isinstance(node, nodes.Compare) else what
        self._complain(f"{what} in einer Vorlage nicht erlaubt.", _ALLOWED)

    def _complain(self, what: str, do: str = "") -> NoReturn:
        self._defects.add(what, self._line, do)
        raise _Wrong


def _root(node: nodes.Node) -> str:
    while isinstance(node, nodes.Getattr):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _loop_over(name: str, inner: str = "x.…") -> str:
    return (
        f"Davor steht {{%p for x in {name} %}}, dann {{{{ {inner} }}}}, dahinter {{%p endfor %}}; "
        "in einer Tabelle tr statt p, je in einer eigenen Zeile."
    )
