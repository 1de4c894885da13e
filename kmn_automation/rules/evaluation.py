"""Runs the programs of a version on one report: findings, and the rules that could not run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kmn_automation.model.finding import Finding, Severity
from kmn_automation.model.not_run import Absent, NotRun
from kmn_automation.model.report import Line, Place
from kmn_automation.rules.functions import Answer, Lack, Needs
from kmn_automation.rules.lacks import lacks_of, no_result
from kmn_automation.rules.python_compiler import Compiled
from kmn_automation.rules.rule import Program, Rule
from kmn_automation.rules.subject import Subject
from kmn_automation.rules.template import show_unit

_ROW = re.compile(r"[0-9]+$")
_MISSING = object()
_ZERO = Decimal(0)
_WRITABLE = 20
"""Digits before the comma beyond which a result cannot be rounded to cents."""
Lookup = Callable[[str], object]


@dataclass(slots=True)
class Result:
    """What a run of rules has found so far."""

    findings: list[Finding] = field(default_factory=list)
    not_known: list[str] = field(default_factory=list)
    _skipped: dict[str, tuple[Rule, list[Absent]]] = field(default_factory=dict)

    def skip(self, rule: Rule, absent: Iterable[Absent]) -> None:
        """Notes a rule that could not run and what it lacked; a rule with several programs is one entry."""
        self._skipped.setdefault(rule.id, (rule, []))[1].extend(absent)

    @property
    def reasons(self) -> tuple[NotRun, ...]:
        """The rules that could not run, in their order."""
        return tuple(
            NotRun(rule.id, rule.title, tuple(dict.fromkeys(absent)), rule.severity.is_told)
            for rule, absent in self._skipped.values()
        )


def run(programs: Iterable[Program], subject: Subject) -> Result:
    """All findings of the programs, in their order; nothing that a report holds makes it fail."""
    result = Result()
    for program in programs:
        before = len(result.findings)
        if program.function is not None:
            _run_function(program, subject, result)
        elif program.violated is not None:
            _run_check(program, program.violated, subject, result)
        if len(result.findings) > before:
            subject.spoken.add(program.rule.id)
    return result


def _run_function(program: Program, subject: Subject, result: Result) -> None:
    hits: Answer = program.function.check(subject) if program.function else ()
    if isinstance(hits, Needs):
        result.skip(program.rule, lacks_of(subject, hits.names))
        return
    if isinstance(hits, Lack):
        result.not_known.append(program.rule.id)
        return
    for hit in hits:
        result.findings.append(_finding(program, subject, hit.places, dict(hit.words)))


def _run_check(program: Program, compiled: Compiled, subject: Subject, result: Result) -> None:
    arguments = _arguments(program, compiled, subject, result)
    if arguments is None:
        return
    try:
        broken = compiled.run(*arguments)
    except ArithmeticError:
        # A division by zero has no result: the rule has nothing to compare.
        result.skip(program.rule, no_result(subject, program.places))
        return
    if isinstance(broken, list):
        lines = subject.lines(program.table)
        result.findings.extend(_finding_at(program, subject, lines[number]) for number in broken)
    elif broken:
        result.findings.append(_finding_at(program, subject, None))


def _arguments(program: Program, compiled: Compiled, subject: Subject, result: Result) -> list[object] | None:
    """The values in the order of the compiled function; None where the rule cannot run."""
    values, asked = subject.singles, compiled.asked
    singles = [
        value
        if (value := values.get(name)) is not None or name in asked
        else _instead(name, program, subject)
        for name in compiled.singles
    ]
    if _MISSING in singles:
        absent = [name for name, value in zip(compiled.singles, singles, strict=True) if value is _MISSING]
        if wanted := [name for name in absent if subject.is_wanted(name)]:
            result.skip(program.rule, lacks_of(subject, wanted))
        return None
    for column in compiled.columns:
        if column not in compiled.asked and subject.is_incomplete(column):
            result.skip(program.rule, lacks_of(subject, [column]))
            if column.partition(".")[0] != program.table:
                return None
    return [
        *singles,
        *(subject.column(each) for each in compiled.columns),
        *(Decimal(len(subject.lines(each))) for each in compiled.tables),
    ]


def _instead(name: str, program: Program, subject: Subject) -> object:
    return _ZERO if program.empty_is_zero and subject.is_number(name) else _MISSING


def _finding_at(program: Program, subject: Subject, line: Line | None) -> Finding:
    places = tuple(subject.place(name, line) for name in program.places)
    return _finding(program, subject, places, {}, line)


def _finding(
    program: Program,
    subject: Subject,
    places: tuple[Place, ...],
    words: dict[str, str],
    line: Line | None = None,
) -> Finding:
    lookup = _lookup(subject, program.table, line)

    def value_of(compiled: Compiled) -> object:
        return _value(compiled, subject, lookup)

    rule, sentences = program.rule, program.sentences
    source = rule.source(subject.foerderjahr)
    words = {**_words(program, subject, places), **words}
    text, remedy, found, expected = (
        each.fill(value_of, words)
        for each in (sentences.text, sentences.remedy, sentences.found, sentences.expected)
    )
    return Finding(
        rule=rule.id, severity=_severity(program, value_of), mendable=rule.mendable, places=places,
        found=found or words.get("found") or "; ".join(_shown(program, subject, line)),
        expected=expected or words.get("expected", ""), text=text, remedy=remedy,
        reference=source.printed, certainty=source.certainty,
    )  # fmt: skip


def _words(program: Program, subject: Subject, places: tuple[Place, ...]) -> dict[str, str]:
    first = places[0] if places else Place("", "")
    row = _ROW.search(first.cell)
    item = next(
        (f.label for f in subject.form.fields.values() if program.item and f.name == program.item), ""
    )
    return {"label": first.label, "zeile": row.group() if row else "?", "item": item}


def _severity(program: Program, value_of: Callable[[Compiled], object]) -> Severity:
    severity = program.rule.severity
    if severity is not Severity.ERROR or program.softened is None:
        return severity  # what only the office sees is never softened into what a Träger reads
    return Severity.NOTE if value_of(program.softened) is True else severity


def _lookup(subject: Subject, table: str, line: Line | None) -> Lookup:
    def find(name: str) -> object:
        if line is not None and name.startswith(f"{table}."):
            return subject.typed_in(line, name)
        return subject.singles.get(name)

    return find


def _value(compiled: Compiled, subject: Subject, lookup: Lookup) -> object:
    singles = [lookup(name) for name in compiled.singles]
    if any(
        value is None and name not in compiled.asked
        for name, value in zip(compiled.singles, singles, strict=True)
    ):
        return None
    columns = [subject.column(each) for each in compiled.columns]
    lines = (Decimal(len(subject.lines(each))) for each in compiled.tables)
    try:
        value = compiled.run(*singles, *columns, *lines)
    except (ArithmeticError, TypeError):
        # A partial result that the check did not need may be undefined; the sentence then says so.
        return None
    return None if isinstance(value, Decimal) and value.adjusted() > _WRITABLE else value


def _shown(program: Program, subject: Subject, line: Line | None) -> Iterator[str]:
    lookup = _lookup(subject, program.table, line)
    for name in program.places:
        known = subject.field(name)
        if known is not None:
            yield f"{known.label}: {show_unit(lookup(name), known.unit)}"
