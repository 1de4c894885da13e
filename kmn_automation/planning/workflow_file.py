"""The text of a workflow file → a checked `Workflow`; every mistake is named with file, line and column."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from pydantic import BaseModel

from kmn_automation.ground.yaml_source import Path, Plain, Source, build, parse, suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.register import MeetingKind
from kmn_automation.planning.workflow import (
    ANCHORS,
    CourseKind,
    DayOfYear,
    Fact,
    NamedDate,
    Span,
    Step,
    Verb,
    Whom,
    WhoReleases,
    Workflow,
)

_WORDS: dict[str, type[StrEnum]] = {
    "course": CourseKind,
    "verb": Verb,
    "whom": Whom,
    "release": WhoReleases,
    "stopped_by": Fact,
    "only": MeetingKind,
}
_NESTED: dict[str, type[BaseModel]] = {
    "before": Span,
    "after": Span,
    "lasts": Span,
    "gap": Span,
    "fixed_day": DayOfYear,
}
_PARTS: dict[str, type[BaseModel]] = {"steps": Step, "dates": NamedDate}


def load_workflows(texts: Mapping[str, str]) -> tuple[Workflow, ...]:
    """The workflows of all files (name → text), in the order of their names.

    Raises:
        Misconfigured: as for one file, and where two files have a step of the same id, since the id is part of the key
            by which a step is done only once.
    """
    workflows = {name: load_workflow(texts[name], name) for name in sorted(texts)}
    owner: dict[str, str] = {}
    for name, workflow in workflows.items():
        for index, step in enumerate(workflow.steps):
            if owner.setdefault(step.id, name) != name:
                what = f"Den Schritt „{step.id}“ gibt es schon in {owner[step.id]}."
                raise parse(texts[name], name).complain(("steps", index, "id"), what, "Bitte umbenennen.")
    return tuple(workflows.values())


def load_workflow(text: str, name: str) -> Workflow:
    """The workflow that the file describes.

    Raises:
        Misconfigured: naming every unknown key, verb, anchor or fact and every step that could never be due, each
            with file, line, column and the nearest known word.
    """
    source = parse(text, name)
    _raise_all(_unknown_words(source))
    workflow = build(Workflow, source)
    _raise_all(_contradictions(workflow, source))
    return workflow


def _raise_all(complaints: Iterator[Misconfigured]) -> None:
    lines = [str(each) for each in complaints]
    if lines:
        raise Misconfigured("\n".join(lines))


def _unknown_words(source: Source) -> Iterator[Misconfigured]:
    yield from _check_entry(source, (), source.data, Workflow)
    data = source.data if isinstance(source.data, dict) else {}
    for part, kind in _PARTS.items():
        entries = data.get(part)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            yield from _check_entry(source, (part, index), entry, kind)
            yield from _check_nested(source, (part, index), entry)
            yield from _check_anchor(source, (part, index), entry)


def _check_entry(source: Source, path: Path, entry: Plain, kind: type[BaseModel]) -> Iterator[Misconfigured]:
    if not isinstance(entry, dict):
        yield source.complain(path, "Hier werden Schlüssel mit Werten erwartet.")
        return
    for key, value in entry.items():
        if key not in kind.model_fields:
            yield _unknown(source, (*path, key), "Den Schlüssel", key, kind.model_fields)
        elif key in _WORDS:
            yield from _check_words(source, (*path, key), value)


def _check_words(source: Source, path: Path, value: Plain) -> Iterator[Misconfigured]:
    known = [str(each) for each in _WORDS[str(path[-1])]]
    listed = value if isinstance(value, list) else [value]
    for index, word in enumerate(listed):
        if word not in known:
            place = (*path, index) if isinstance(value, list) else path
            yield _unknown(source, place, f"Bei „{path[-1]}“ den Wert", str(word), known)


def _check_nested(source: Source, path: Path, entry: Plain) -> Iterator[Misconfigured]:
    for key, kind in _NESTED.items():
        if isinstance(entry, dict) and key in entry:
            yield from _check_entry(source, (*path, key), entry[key], kind)


def _check_anchor(source: Source, path: Path, entry: Plain) -> Iterator[Misconfigured]:
    course = source.data.get("course") if isinstance(source.data, dict) else None
    if isinstance(entry, dict) and "anchor" in entry and course in list(CourseKind):
        anchors = ANCHORS[CourseKind(str(course))]
        if entry["anchor"] not in anchors:
            yield _unknown(source, (*path, "anchor"), "Den Anker", str(entry["anchor"]), anchors)


def _unknown(
    source: Source, path: Path, what: str, word: str, known: Collection[str] | Mapping[str, object]
) -> Misconfigured:
    hint = suggest(word, known) or f"Möglich sind: {', '.join(known)}."
    return source.complain(path, f"{what} „{word}“ gibt es hier nicht.", hint)


def _contradictions(workflow: Workflow, source: Source) -> Iterator[Misconfigured]:
    seen: set[str] = set()
    for index, step in enumerate(workflow.steps):
        path: Path = ("steps", index)
        if step.id in seen:
            yield source.complain(
                (*path, "id"), f"Den Schritt „{step.id}“ gibt es zweimal.", "Bitte umbenennen."
            )
        seen.add(step.id)
        yield from _time_of(step, workflow.course, source, path)
        if step.before and step.after:
            yield source.complain(
                (*path, "after"), "Ein Schritt liegt vor oder nach dem Anker, nicht beides."
            )
        yield from _text_of_step(step, source, path)
    for index, date in enumerate(workflow.dates):
        yield from _time_of(date, workflow.course, source, ("dates", index))


def _time_of(
    entry: Step | NamedDate, course: CourseKind, source: Source, path: Path
) -> Iterator[Misconfigured]:
    if entry.anchor not in ANCHORS[course]:
        yield source.complain(
            path, "Der Schlüssel „anchor“ fehlt.", f"Möglich sind: {', '.join(ANCHORS[course])}."
        )
    if entry.fixed_day and course is not CourseKind.YEAR:
        yield source.complain((*path, "fixed_day"), "Ein fester Tag gilt nur für Jahrespläne (course: year).")
    if entry.only and course is not CourseKind.MEETING:
        yield source.complain((*path, "only"), "„only“ gilt nur für Sitzungen (course: meeting).")


def _text_of_step(step: Step, source: Source, path: Path) -> Iterator[Misconfigured]:
    needed = {Verb.REMIND: "mail", Verb.WRITE: "letter", Verb.INVITE: "letter"}.get(step.verb)
    if needed and not getattr(step, needed):
        yield source.complain(
            (*path, "verb"), f"Zu „{step.verb}“ fehlt die Vorlage.", f"Bitte „{needed}“ ergänzen."
        )
    if step.verb is Verb.REMIND and step.release is not WhoReleases.NOBODY:
        yield source.complain(
            (*path, "release"), "Eine Mail ohne Brief wird nicht freigegeben.", "Bitte streichen."
        )
    writes = step.verb in {Verb.WRITE, Verb.INVITE} or (step.verb is Verb.TELL and step.letter)
    if writes and step.release is WhoReleases.NOBODY:
        yield source.complain(
            (*path, "verb"), "Ein Schreiben geht nur nach Freigabe.", "Bitte release: one ergänzen."
        )
