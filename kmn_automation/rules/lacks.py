"""What keeps a rule from running, brought back to the cells of the form: empty, unreadable, unknown, or zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kmn_automation.model.not_run import Absence, Absent
from kmn_automation.model.report import Place, Value
from kmn_automation.rules import figures
from kmn_automation.rules.subject import Subject

_BESCHEID = Absent(Absence.UNKNOWN, Place("", "", "der Bescheid zu diesem Geschäftszeichen"))
"""What the register lacks: without the Bescheid neither the Träger nor the Frist is known."""
_PERSONS = ("personal.stellenanteil", "personal.monate")
NO_VERSION = Absent(Absence.UNKNOWN, Place("", "", "die Fassung der Richtlinie zu diesem Förderjahr"))


def lacks_of(subject: Subject, names: Iterable[str]) -> tuple[Absent, ...]:
    """What is wrong with the values of these names, each once; nothing for a name with a value that is not zero."""
    return tuple(dict.fromkeys(each for name in names for each in _lacks(subject, name)))


def no_result(subject: Subject, names: Iterable[str]) -> tuple[Absent, ...]:
    """The places of a rule whose calculation has no result."""
    return tuple(Absent(Absence.NO_RESULT, subject.place(name)) for name in names)


def unreadable(subject: Subject, name: str) -> Absent:
    """A value that is there and means nothing, such as a year with a comma."""
    return Absent(Absence.UNREADABLE, subject.place(name))


def _lacks(subject: Subject, name: str) -> Iterator[Absent]:
    if name in subject.form.columns:
        yield from _of_column(subject, name)
    elif subject.singles.get(name) is not None:
        yield from _of_zero(subject, name)
    elif name in figures.FIGURES:
        yield from _of_figure(subject, name)
    elif name in subject.form.fields:
        yield Absent(_why(subject.report.values.get(name)), subject.place(name))
    else:
        yield _BESCHEID


def _why(value: Value | None) -> Absence:
    return Absence.UNREADABLE if value is not None and value.raw.strip() else Absence.EMPTY


def _of_column(subject: Subject, name: str) -> Iterator[Absent]:
    """One entry for each kind of gap, with the first line; a table without lines is empty itself."""
    lines = subject.lines(name.partition(".")[0])
    if not lines:
        yield Absent(Absence.EMPTY, subject.place(name.partition(".")[0]))
    column = name.partition(".")[2]
    gaps = [line for line, value in zip(lines, subject.column(name), strict=True) if value is None]
    for why in (Absence.EMPTY, Absence.UNREADABLE):
        found = [line for line in gaps if _why(line.get(column)) is why]
        if found:
            yield Absent(why, subject.place(name, found[0]), len(found) - 1)


def _of_zero(subject: Subject, name: str) -> Iterator[Absent]:
    if subject.number(name) == 0:
        place = subject.place("personal" if name in figures.BY_PERSON else name)
        yield Absent(Absence.NO_RESULT, place)


def _of_figure(subject: Subject, name: str) -> Iterator[Absent]:
    """What the figure is made of; what the form asks for goes before what only the register knows."""
    missed = figures.missed_by(name, subject.inputs)
    own = [each for each in missed if each in subject.form.fields]
    if name in figures.BY_PERSON:
        yield from (each for column in _PERSONS for each in _of_column(subject, column))
    yield from (each for one in own or missed for each in _lacks(subject, one))
