"""Mistyped words in inbox_rules.yaml, each with its place and the word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from kmn_automation.ground.yaml_source import Plain, Source, suggest
from kmn_automation.mail.inbox_rules_file import (
    Condition,
    FilesTest,
    Rule,
    RulesFile,
    SizeTest,
    SpamTest,
    Step,
    Task,
    TextTest,
)

_Place = tuple[str | int, ...]
_NESTED: dict[str, type[BaseModel]] = {
    **dict.fromkeys(("from", "to", "subject", "own_text"), TextTest),
    "attachments": FilesTest,
    "size": SizeTest,
    "spam_score": SpamTest,
}


def unknown_words(source: Source) -> Iterator[str]:
    """A complaint with a suggestion for every key that does not exist; better than what the models alone can say."""
    data = source.data if isinstance(source.data, dict) else {}
    yield from _keys(source, (), data, RulesFile)
    rules = data.get("rules")
    for number, rule in enumerate(rules if isinstance(rules, list) else []):
        place: tuple[str | int, ...] = ("rules", number)
        yield from _keys(source, place, rule, Rule)
        if isinstance(rule, dict):
            yield from _condition(source, (*place, "when"), rule.get("when"))
            yield from _steps(source, (*place, "then"), rule.get("then"))
    yield from _steps(source, ("otherwise",), data.get("otherwise"))


def _condition(source: Source, place: _Place, data: Plain) -> Iterator[str]:
    yield from _keys(source, place, data, Condition)
    if not isinstance(data, dict):
        return
    for key, below in data.items():
        if key in _NESTED:
            yield from _keys(source, (*place, key), below, _NESTED[key])
        if key in {"all", "any", "none"} and isinstance(below, list):
            for number, each in enumerate(below):
                yield from _condition(source, (*place, key, number), each)


def _steps(source: Source, place: _Place, data: Plain) -> Iterator[str]:
    for number, step in enumerate(data if isinstance(data, list) else []):
        words: Plain = {step: None} if isinstance(step, str) else step
        yield from _keys(source, (*place, number), words, Step)
        task = words.get("task") if isinstance(words, dict) else None
        if isinstance(task, dict):
            yield from _keys(source, (*place, number, "task"), task, Task)
            yield from _condition(source, (*place, number, "task", "if"), task.get("if"))


def _keys(source: Source, place: _Place, data: Plain, model: type[BaseModel]) -> Iterator[str]:
    known = [field.alias or name for name, field in model.model_fields.items()]
    for key in data if isinstance(data, dict) else ():
        if key not in known:
            hint = suggest(key, known) or f"Möglich sind: {', '.join(known)}."
            yield f"{source.at((*place, key))}: Das Wort „{key}“ gibt es hier nicht. {hint}"
