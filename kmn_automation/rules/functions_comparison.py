"""Checks beside last year's report and beside other Träger; without history they do not run."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kmn_automation.model.fingerprints import statistics_fingerprint
from kmn_automation.model.german import format_euro, format_number
from kmn_automation.rules.functions import NOT_KNOWN, Answer, Hit, Needs, rule_function
from kmn_automation.rules.subject import Subject

_POSTS = "zahlen.stellenjahre_abgerechnet"
_PERSONS = "statistik.personen"
_CONSULTATIONS = "statistik.beratungen"


@rule_function("ist", "soll")
def carried_over(subject: Subject) -> Answer:
    """Cases carried over that are not those that last year left open."""
    if subject.last is None:
        return NOT_KNOWN
    now, then = subject.number("statistik.uebertrag"), subject.last.number("statistik.bestand")
    if now is None:
        return Needs(("statistik.uebertrag",))
    if then is None or now == then:
        return ()
    words = {"ist": format_number(now), "soll": format_number(then)}
    return (Hit((subject.place("statistik.uebertrag"),), words),)


@rule_function("veraenderung", "vorher", "nachher", parameters=("personal_veraenderung",))
def personnel_cost_changed(subject: Subject) -> Answer:
    """Eligible Personalausgaben for a full post and year, beside last year."""
    return _changed(
        subject, "zahlen.personalausgaben", "personal_veraenderung", "ausgaben.personalausgaben", format_euro
    )


@rule_function("veraenderung", "vorher", "nachher", parameters=("sach_veraenderung",))
def material_cost_changed(subject: Subject) -> Answer:
    """Eligible Sachausgaben for a full post and year, beside last year."""
    return _changed(
        subject, "zahlen.sachausgaben", "sach_veraenderung", "ausgaben.summe_zuwendungsfaehig", format_euro
    )


@rule_function("veraenderung", "vorher", "nachher", parameters=("personen_veraenderung",))
def persons_changed(subject: Subject) -> Answer:
    """Persons advised for a full post and year, beside last year."""
    return _changed(subject, _PERSONS, "personen_veraenderung", _PERSONS, _whole)


def _whole(number: Decimal) -> str:
    return format_number(number, 0)


def _changed(subject: Subject, name: str, limit: str, place: str, write: Callable[[Decimal], str]) -> Answer:
    if subject.last is None:
        return NOT_KNOWN
    now, then, most = _per_post(subject, name), _per_post(subject.last, name), subject.number(limit)
    if now is None or most is None:
        return Needs((name, _POSTS))
    if then is None or not then[0]:
        return ()
    # Multiplied crosswise, since a quotient of posts is never exact: 40 % is 40 %.
    before, after = then[0] * now[1], now[0] * then[1]
    change = (after - before) / before * 100
    if abs(change) <= most:
        return ()
    words = {
        "veraenderung": f"{'+' if change > 0 else '−'}{format_number(abs(change), 0)}",
        "vorher": write(then[0] / then[1]),
        "nachher": write(now[0] / now[1]),
    }
    return (Hit((subject.place(place),), words),)


def _per_post(subject: Subject, name: str) -> tuple[Decimal, Decimal] | None:
    whole, posts = subject.number(name), subject.number(_POSTS)
    return (whole, posts) if whole is not None and posts else None


@rule_function("kosten", "verbund", parameters=("verbundmittel_hoechstens", "verbundmittel_mindestens"))
def cost_of_consultation(subject: Subject) -> Answer:
    """Expenditure for each consultation, far from the median of the Regionalverbund."""
    median = subject.known.history.cost_per_consultation
    if not median:
        return NOT_KNOWN
    spent, number = subject.number("zahlen.ausgaben"), subject.number(_CONSULTATIONS)
    most, least = subject.number("verbundmittel_hoechstens"), subject.number("verbundmittel_mindestens")
    if spent is None or not number or most is None or least is None:
        return Needs(("zahlen.ausgaben", _CONSULTATIONS))
    cost = spent / number
    if least * median <= cost <= most * median:
        return ()
    words = {"kosten": format_euro(cost), "verbund": format_euro(median)}
    return (Hit((subject.place(_CONSULTATIONS),), words),)


@rule_function()
def statistic_of_last_year(subject: Subject) -> Answer:
    """A statistic that is last year's in every cell."""
    last = subject.known.history.last_report
    if last is None:
        return NOT_KNOWN
    mark = statistics_fingerprint(subject.report)
    return _copied(subject) if mark and mark == statistics_fingerprint(last) else ()


@rule_function()
def statistic_of_another(subject: Subject) -> Answer:
    """A statistic that another Träger has handed in, in every cell."""
    others = subject.known.history.statistics_elsewhere
    if others is None:
        return NOT_KNOWN
    return _copied(subject) if statistics_fingerprint(subject.report) in others else ()


def _copied(subject: Subject) -> Answer:
    return (Hit((subject.place(_PERSONS),)),)
