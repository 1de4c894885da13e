"""YAML files that people edit: read by the core schema, every complaint with file, line, column and a suggestion.

Booleans are only `true` and `false`, numbers keep their digits as `Decimal`, there are no dates and no base 60,
and a key that stands twice is refused. So `no`, `8:30` and `2024-01-01` stay what a person typed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from kmn_automation.ground.yaml_words import allowed_words, shape_problem, yaml_problem
from kmn_automation.model.error import Misconfigured

Plain = None | bool | int | Decimal | str | list["Plain"] | dict[str, "Plain"]
Path = tuple[str | int, ...]
Record = TypeVar("Record")

_INT = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
"""More digits than any number of an office are text."""
_CONSTANTS: dict[str, Plain] = {"": None, "null": None, "~": None, "true": True, "false": False}
_HINTS = {
    "@": 'Adressen und Domains brauchen Anführungszeichen: "@traeger.example".',
    "*": 'Muster mit Stern brauchen Anführungszeichen: "*.xlsx".',
    "%": "Ein Wert, der mit % beginnt, braucht Anführungszeichen.",
}


@dataclass(frozen=True)
class Source:
    """A parsed YAML file: plain data, and for every path the place where it stands."""

    name: str
    text: str
    data: Plain
    marks: Mapping[Path, tuple[int, int]]

    def at(self, path: Iterable[str | int] = ()) -> str:
        """`file:line:column` of a path, or of the nearest parent that stands in the file."""
        steps = tuple(path)
        while steps and steps not in self.marks:
            steps = steps[:-1]
        line, column = self.marks.get(steps, (1, 1))
        return f"{self.name}:{line}:{column}"

    def complain(self, path: Iterable[str | int], what: str, do: str = "") -> Misconfigured:
        """An error at that place, to be raised by the caller."""
        return Misconfigured(what, where=self.at(path), do=do)


def parse(text: str, name: str) -> Source:
    """The file as plain data with positions.

    Raises:
        Misconfigured: with file, line and column for broken YAML, double keys, tags or anchors.
    """
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise _broken(error, text, name) from None
    except ReaderError as error:
        raise _unprintable(text, error.position, name) from None
    except RecursionError:
        what = "Die Datei ist zu tief verschachtelt."
        raise Misconfigured(what, where=f"{name}:1:1", do="Bitte die Einrückung prüfen.") from None
    marks: dict[Path, tuple[int, int]] = {}
    data = _plain(node, (), marks, name) if node is not None else None
    return Source(name, text, data, marks)


def build(kind: type[Record], source: Source) -> Record:
    """The file as a typed record (dataclass or pydantic model with unknown keys forbidden).

    Raises:
        Misconfigured: naming every wrong place, unknown keys with the nearest known one.
    """
    adapter = TypeAdapter(kind)
    try:
        return adapter.validate_python(source.data)
    except ValidationError as error:
        words = list(_words_in(adapter.json_schema()))
        complaints = [_complaint(source, each.get("loc", ()), each, words) for each in error.errors()]
        raise Misconfigured("\n".join(complaints)) from None


def suggest(word: str, known: Iterable[str]) -> str:
    """`Meinten Sie „x“?` for the nearest known word, empty if none is near."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"Meinten Sie „{near[0]}“?" if near else ""


def _broken(error: MarkedYAMLError, text: str, name: str) -> Misconfigured:
    mark = error.problem_mark or error.context_mark
    where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    line = text.splitlines()[mark.line] if mark and mark.line < len(text.splitlines()) else ""
    hint = _HINTS.get(line[mark.column : mark.column + 1], "") if mark else ""
    what = f"Die Datei ist kein gültiges YAML ({yaml_problem(str(error.problem))})."
    return Misconfigured(what, where=where, do=hint)


def _unprintable(text: str, position: int, name: str) -> Misconfigured:
    before = text[:position].splitlines() or [""]
    where = f"{name}:{len(before)}:{len(before[-1]) + 1}"
    what = f"Hier steht ein unsichtbares Zeichen (Nummer {ord(text[position])}), das eine Datei nicht enthalten darf."
    return Misconfigured(what, where=where, do="Bitte die Stelle löschen und neu schreiben.")


def _plain(node: Node, path: Path, marks: dict[Path, tuple[int, int]], name: str) -> Plain:
    marks.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if node.anchor:
        raise _refuse(node, name, "Anker und Verweise (& und *) sind nicht erlaubt.")
    if isinstance(node, MappingNode):
        return _mapping(node, path, marks, name)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, index), marks, name) for index, item in enumerate(node.value)]
    if not _is_text(str(node.value)):
        raise _refuse(node, name, "Hier steht ein halbes Zeichen, das sich nicht schreiben lässt.")
    quoted = isinstance(node, ScalarNode) and node.style is not None
    return _scalar(str(node.value), quoted=quoted)


def _mapping(
    node: MappingNode, path: Path, marks: dict[Path, tuple[int, int]], name: str
) -> dict[str, Plain]:
    result: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            raise _refuse(key_node, name, "Ein Schlüssel muss ein einfaches Wort sein.")
        key = str(key_node.value)
        if key in result:
            raise _refuse(key_node, name, f"Der Schlüssel „{key}“ steht zweimal da.")
        marks[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        result[key] = _plain(value_node, (*path, key), marks, name)
    return result


def _is_text(text: str) -> bool:
    """Whether every character can be written; an escape may name half of one."""
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _scalar(text: str, *, quoted: bool) -> Plain:
    if quoted:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def _refuse(node: Node, name: str, what: str) -> Misconfigured:
    return Misconfigured(what, where=f"{name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}")


def _complaint(
    source: Source, path: tuple[str | int, ...], error: Mapping[str, object], words: Iterable[str]
) -> str:
    named = [
        step for depth, step in enumerate(path, 1) if path[:depth] in source.marks and isinstance(step, str)
    ]
    key = named[-1] if named else ""
    match error["type"]:
        case "extra_forbidden" | "unexpected_keyword_argument":
            known = dict.fromkeys([*_siblings(source, path, error), *words])
            what = f"Den Schlüssel „{key}“ gibt es hier nicht. {suggest(str(key), known)}"
        case "missing" | "missing_argument":
            what = f"Der Schlüssel „{path[-1]}“ fehlt."
        case "literal_error" | "enum":
            allowed = allowed_words(error)
            what = f"„{error.get('input')}“ ist hier nicht erlaubt; möglich sind: {', '.join(allowed)}."
            what = f"{what} {suggest(str(error.get('input')), allowed)}"
        case _ if isinstance(error.get("input"), dict | list):
            what = f"{f'„{key}“: ' if key else ''}{shape_problem(error)}."
        case _:
            what = f"„{error.get('input')}“ passt nicht zu „{key}“ ({shape_problem(error)})."
    return f"{source.at(path)}: {what}".rstrip()


def _words_in(schema: object) -> Iterator[str]:
    """Every key that a file of that kind may use anywhere."""
    if isinstance(schema, list):
        yield from (word for each in schema for word in _words_in(each))
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        yield from (word for each in schema.values() for word in _words_in(each))


def _siblings(source: Source, path: tuple[str | int, ...], error: Mapping[str, object]) -> list[str]:
    """The keys of neighbours of the same shape: what other entries of this file use."""
    del error
    depth = len(path)
    return sorted({str(mark[-1]) for mark in source.marks if len(mark) == depth and mark != path})
