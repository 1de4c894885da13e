"""Checks of the Beratungsstatistik that depend on which rows a version of the form has."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kmn_automation.model.german import format_number
from kmn_automation.model.money import total
from kmn_automation.model.report import Value
from kmn_automation.rules.functions import Answer, Hit, Needs, rule_function
from kmn_automation.rules.subject import Subject

_TOPIC = "statistik.thema_"
_ASYLUM = "statistik.thema_asyl"


@rule_function("thema")
def foreign_topics(subject: Subject) -> Iterator[Hit]:
    """Topics with numbers that the version of the Richtlinie does not have."""
    own = {name for name in subject.official.fields if name.startswith(_TOPIC)}
    for name, value in subject.report.values.items():
        if name.startswith(_TOPIC) and not name.startswith(_ASYLUM) and name not in own and _counts(value):
            label = value.place.label or name.removeprefix(_TOPIC)
            yield Hit((subject.place(name),), {"thema": label.removeprefix("Thema: ")})


def _counts(value: Value) -> bool:
    return isinstance(value.value, Decimal) and bool(value.value)


@rule_function("zahl")
def asylum_topic(subject: Subject) -> Iterator[Hit]:
    """Asylverfahrensberatung among the topics, in a row of an older form or one that was written in."""
    for name, value in subject.report.values.items():
        if name.startswith(_ASYLUM) and _counts(value):
            yield Hit((subject.place(name),), {"zahl": format_number(Decimal(str(value.value)))})


@rule_function("themen", "personen")
def too_few_topics(subject: Subject) -> Answer:
    """Fewer topics than persons, though several may be named for each."""
    names = [name for name in subject.form.fields if name.startswith(_TOPIC)]
    given = [each for each in map(subject.number, names) if each is not None]
    persons = subject.number("statistik.personen")
    if persons is None or len(given) != len(names):
        return Needs(tuple(each for each in ("statistik.personen", *names) if subject.number(each) is None))
    return _compare(subject, total(given), persons)


def _compare(subject: Subject, topics: Decimal, persons: Decimal) -> Iterator[Hit]:
    if topics < persons:
        place = subject.place("statistik.personen")
        yield Hit((place,), {"themen": f"{topics:.0f}", "personen": f"{persons:.0f}"})
