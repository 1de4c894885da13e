"""From the entries of a rule file to programs: names, units, places and sentences checked for every version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from kmn_automation.ground.yaml_source import Source, suggest
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.form import Form
from kmn_automation.model.german import join_words
from kmn_automation.rules import figures, known_names
from kmn_automation.rules.expression_parser import ExpressionError, parse_expression
from kmn_automation.rules.functions import Reader, RuleFunction
from kmn_automation.rules.measure import Kind
from kmn_automation.rules.metadata import CERTAINTIES, SEVERITIES
from kmn_automation.rules.parameters import Parameter
from kmn_automation.rules.python_compiler import Compiled, compile_lines, compile_value
from kmn_automation.rules.rule import Program, Rule, RuleSource, Sentences
from kmn_automation.rules.rule_file import RuleEntry
from kmn_automation.rules.scope import Scope
from kmn_automation.rules.template import Template, parse_template
from kmn_automation.rules.tree import Logic, Name, Node, names, walk
from kmn_automation.rules.versions import Version

ITEM = "<item>"
_ITEM_WORDS = frozenset({"item", "label", "zeile"})


@dataclass(frozen=True, slots=True)
class Law:
    """What rules stand on: versions, forms by version, dated numbers, named functions."""

    versions: tuple[Version, ...]
    forms: Mapping[str, Form]
    parameters: Mapping[str, Parameter]
    functions: Mapping[str, RuleFunction]


def build_rule(source: Source, index: int, entry: RuleEntry, law: Law) -> Rule:
    """The metadata of an entry, with the versions it holds in.

    Raises:
        Misconfigured: for an unknown version, for years that cut a version in two, and for `covers` that no form has.
    """
    versions = _versions(source, index, entry, law)
    _refuse_empty_covers(source, index, entry, [law.forms[each.form] for each in versions])
    severity = SEVERITIES[entry.severity]
    return Rule(
        id=entry.id, title=entry.title, versions=tuple(each.id for each in versions),
        sources=_sources(source, index, entry, versions), severity=severity, mendable=entry.mendable,
        text=entry.text, remedy=entry.remedy, when=entry.when,
        let={name: str(text) for name, text in entry.let.items()}, check=entry.check,
        note_when=entry.note_when, for_each=entry.for_each, function=entry.function,
        covers=entry.covers, if_empty=SEVERITIES[entry.if_empty] if entry.if_empty else severity,
        where=source.at((index,)),
    )  # fmt: skip


def _sources(
    source: Source, index: int, entry: RuleEntry, versions: tuple[Version, ...]
) -> tuple[RuleSource, ...]:
    """The sources of a rule, each from the start of a version on: a law does not change within one."""
    starts = [each.first_year for each in versions]
    if entry.reference and entry.certainty:
        return (RuleSource(starts[0], entry.reference, CERTAINTIES[entry.certainty]),)
    for place, each in enumerate(entry.sources):
        if each.first_year not in starts or (place == 0 and each.first_year != starts[0]):
            what = f"Ab {each.first_year} beginnt keine Version dieser Regel, oder die Jahre davor haben keine Quelle."
            do = f"Möglich sind {join_words([str(year) for year in starts])}; die erste Quelle gilt ab {starts[0]}."
            raise source.complain((index, "sources", place, "from"), what, do)
    return tuple(
        RuleSource(each.first_year, each.reference, CERTAINTIES[each.certainty]) for each in entry.sources
    )


def _versions(source: Source, index: int, entry: RuleEntry, law: Law) -> tuple[Version, ...]:
    ids = [each.id for each in law.versions]
    for place, name in enumerate(entry.versions):
        if name not in ids:
            what = f"Die Version „{name}“ gibt es nicht."
            raise source.complain((index, "versions", place), what, suggest(name, ids))
    firsts, lasts = ([getattr(each, key) for each in law.versions] for key in ("first_year", "last_year"))
    _refuse_cut(source, (index, "from"), entry.first_year, firsts)
    _refuse_cut(source, (index, "to"), entry.last_year, lasts)
    versions = tuple(each for each in law.versions if _holds_in(entry, each))
    if not versions:
        raise source.complain((index, "to"), f"Die Regel {entry.id} gilt in keiner Version.")
    return versions


def _refuse_cut(source: Source, path: tuple[int, str], year: int | None, known: list[int]) -> None:
    """A year inside a version would leave the rule out of that whole version, silently."""
    if year is not None and year not in known:
        word = "beginnt" if path[1] == "from" else "endet"
        what = f"Im Jahr {year} {word} keine Version der Richtlinie."
        raise source.complain(path, what, f"Möglich sind: {', '.join(map(str, known))}.")


def _holds_in(entry: RuleEntry, version: Version) -> bool:
    if entry.versions:
        return version.id in entry.versions
    first, last = entry.first_year or version.first_year, entry.last_year or version.last_year
    return first <= version.first_year and version.last_year <= last


def _refuse_empty_covers(source: Source, index: int, entry: RuleEntry, forms: list[Form]) -> None:
    names = [*dict.fromkeys(name for form in forms for name in (*form.fields, *form.tables, *form.columns))]
    for place, pattern in enumerate(entry.covers):
        if not any(fnmatchcase(name, pattern) for name in names):
            what = f"„{pattern}“ steht für kein Feld und keine Tabelle."
            raise source.complain((index, "covers", place), what, suggest(pattern, names))


def programs_of(
    source: Source, index: int, rule: Rule, entry: RuleEntry, law: Law
) -> dict[str, list[Program]]:
    """Version id → the programs of the rule there.

    Raises:
        Misconfigured: with file, line and column for anything that does not hold in one of its versions.
    """
    result: dict[str, list[Program]] = {}
    for version in law.versions:
        if version.id in rule.versions:
            builder = _Builder(source, index, rule, entry, law, version)
            result[version.id] = list(builder.programs())
    return result


@dataclass(frozen=True, slots=True)
class _Builder:
    source: Source
    index: int
    rule: Rule
    entry: RuleEntry
    law: Law
    version: Version

    @property
    def form(self) -> Form:
        return self.law.forms[self.version.form]

    def programs(self) -> Iterator[Program]:
        if not self.entry.items:
            yield self.program("")
            return
        rows = figures.positions(self.form, self.entry.items)
        if not rows:
            what = f"„{self.entry.items}“ ist kein Blatt mit Positionen."
            raise self.source.complain((self.index, "items"), what)
        for row in rows:
            yield self.program(row.fields[0].name)

    def program(self, item: str) -> Program:
        scope = self.scope(item)
        table = self.table()
        when = self.truth("when", item, scope)
        check = self.truth("check", item, scope)
        softened = self.truth("note_when", item, scope)
        function = self.function()
        return Program(
            rule=self.rule, table=table, item=item, when=when, check=check,
            violated=self.violated(when, check, table),
            softened=None if softened is None else compile_value(softened),
            function=function, empty_is_zero=self.entry.if_missing == 0,
            places=tuple(self.place(number, each, item) for number, each in enumerate(self.entry.places)),
            sentences=self.sentences(scope, item, function),
        )  # fmt: skip

    def scope(self, item: str) -> Scope:
        numbers = {each.id: each.measure for each in self.law.parameters.values()}
        scope = Scope(self.form, {**known_names.MEASURES, **figures.MEASURES, **numbers})
        for name, text in self.entry.let.items():
            if scope.find(name) is not None:
                what = f"„{name}“ ist schon vergeben."
                raise self.source.complain((self.index, "let", name), what)
            tree = self.parse(("let", name), str(text), item, scope)
            scope = scope.with_let(name, tree)
        return scope

    def table(self) -> str:
        table = self.entry.for_each
        if table and table not in self.form.tables:
            what = f"Die Tabelle „{table}“ gibt es nicht."
            raise self.source.complain((self.index, "for_each"), what, suggest(table, self.form.tables))
        return table

    def truth(self, key: str, item: str, scope: Scope) -> Node | None:
        text = str(getattr(self.entry, key))
        if not text:
            return None
        tree = self.parse((key,), text, item, scope)
        if tree.measure.kind is not Kind.TRUTH:
            what = f"{key} muss wahr oder falsch ergeben, nicht {tree.measure}."
            raise self.source.complain((self.index, key), what)
        return tree

    def parse(self, path: tuple[str, ...], text: str, item: str, scope: Scope) -> Node:
        written = text.replace(ITEM, item)
        try:
            tree = parse_expression(written, scope, self.entry.for_each)
        except ExpressionError as error:
            raise self.complaint(path, text, error) from None
        self.refuse_gaps(path, tree)
        return tree

    def refuse_gaps(self, path: tuple[str, ...], tree: Node) -> None:
        used = {each.id for each in names(tree)} & set(self.law.parameters)
        for name in sorted(used):
            self.refuse_gap(path, name)

    def refuse_gap(self, path: tuple[str, ...], name: str) -> None:
        missing = [year for year in self.version.years if self.law.parameters[name].value(year) is None]
        if missing:
            what = f"„{name}“ hat für das Förderjahr {missing[0]} keinen Wert, die Regel {self.rule.id} gilt dort aber."
            raise self.source.complain((self.index, *path), what)

    def complaint(self, path: tuple[str, ...], text: str, error: ExpressionError) -> Misconfigured:
        where = self.source.at((self.index, *path))
        name, line, column = where.rsplit(":", 2)
        written = self.source.text.splitlines()[int(line) - 1]
        start = written.find(text.strip().splitlines()[0], int(column) - 1)
        if start >= 0:
            where = f"{name}:{line}:{start + error.offset + 1}"
        what = f"{self.rule.id}, {path[-1]}: {error.what} (Formular {self.form.version})"
        return Misconfigured(what, where=where, do=error.do)

    def violated(self, when: Node | None, check: Node | None, table: str) -> Compiled | None:
        if check is None:
            return None
        broken = Logic("not", (check,))
        tree = Logic("and", (when, broken)) if when is not None else broken
        if not table:
            return compile_value(tree)
        if not any(isinstance(each, Name) and each.table == table for each in walk(tree)):
            what = f"{self.rule.id} gilt je Zeile von {table}, fragt aber keine Spalte davon ab."
            raise self.source.complain((self.index, "check"), what)
        return compile_lines(tree, table)

    def function(self) -> RuleFunction | None:
        name = self.entry.function
        if not name:
            return None
        if name not in self.law.functions:
            what = f"Die Funktion „{name}“ gibt es nicht."
            raise self.source.complain((self.index, "function"), what, suggest(name, self.law.functions))
        function = self.law.functions[name]
        for parameter in (*function.parameters, *function.readers):
            if parameter not in self.law.parameters:
                what = f"Die Funktion „{name}“ braucht die Zahl „{parameter}“."
                raise self.source.complain((self.index, "function"), what)
        for parameter in function.parameters:
            self.refuse_gap(("function",), parameter)
        for parameter in function.readers:
            self.refuse_unreadable(parameter, function.readers[parameter])
        return function

    def refuse_unreadable(self, parameter: str, read: Reader) -> None:
        for dated in self.law.parameters[parameter].values:
            if dated.value is None:
                continue
            try:
                read(str(dated.value))
            except ValueError as error:
                what = f"„{parameter}“ ab {dated.first_year}: {error}"
                raise self.source.complain((self.index, "function"), what) from None

    def place(self, number: int, place: str, item: str) -> str:
        name = place.replace(ITEM, item)
        known = {*self.form.fields, *self.form.tables, *Scope(self.form, {}).columns}
        if name not in known:
            what = f"Das Feld „{name}“ gibt es nicht (Formular {self.form.version})."
            raise self.source.complain((self.index, "places", number), what, suggest(name, known))
        return name

    def sentences(self, scope: Scope, item: str, function: RuleFunction | None) -> Sentences:
        words = _ITEM_WORDS | (function.words if function else frozenset())
        return Sentences(
            *(self.sentence(key, scope, item, words) for key in ("text", "remedy", "found", "expected"))
        )

    def sentence(self, key: str, scope: Scope, item: str, words: frozenset[str]) -> Template:
        text = str(getattr(self.entry, key))
        try:
            return parse_template(text.replace(ITEM, item), scope, words)
        except ExpressionError as error:
            raise self.complaint((key,), text, error) from None
