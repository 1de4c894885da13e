"""Waivers of the register at work: which rules are waived for a Bescheid on a day, and which waivers end."""

from __future__ import annotations

import datetime as dt

from kmn_automation.model.finding import CLIENT_DATA
from kmn_automation.model.german import format_day
from kmn_automation.model.register import Bescheid, Register, Waiver

ONE_BESCHEID = frozenset({CLIENT_DATA})
"""Rules that a person may waive only for one Bescheid and one Förderjahr, having looked at the file."""
NOTICE = dt.timedelta(days=30)
"""So long before its end, and so long after it, a waiver is shown to the office."""


def waived_rules(register: Register, bescheid: Bescheid, day: dt.date) -> dict[str, str]:
    """Rule id → `ausgesetzt bis 31.12.2025 durch …: Grund`; of several waivers the one that ends last."""
    covering = [each for each in register.waivers if each.covers(bescheid) and each.valid_on(day)]
    covering.sort(key=lambda each: each.gueltig_bis)
    return {
        each.rule: f"ausgesetzt bis {format_day(each.gueltig_bis)} durch {_person(register, each)}: {each.begruendung}"
        for each in covering
    }


def ending_waivers(register: Register, day: dt.date) -> tuple[str, ...]:
    """The waivers that end within 30 days or have ended in the last 30, the earliest end first."""
    near = [each for each in register.waivers if abs(each.gueltig_bis - day) <= NOTICE]
    return tuple(describe(register, each, day) for each in sorted(near, key=lambda each: each.gueltig_bis))


def describe(register: Register, waiver: Waiver, day: dt.date) -> str:
    """`FRM-09 für T-017 (Name), MB-2025-0001, Förderjahr 2025: endet am …, eingetragen von …: Grund`."""
    traeger = register.find_traeger(waiver.traeger_id)
    parts = [
        f"{waiver.traeger_id} ({traeger.name})" if traeger else waiver.traeger_id,
        waiver.geschaeftszeichen,
        f"Förderjahr {waiver.foerderjahr}" if waiver.foerderjahr else "",
    ]
    end = format_day(waiver.gueltig_bis)
    state = f"endet am {end}" if day <= waiver.gueltig_bis else f"ist am {end} abgelaufen"
    begin = (
        f"gilt ab {format_day(waiver.gueltig_von)}, "
        if waiver.gueltig_von and day < waiver.gueltig_von
        else ""
    )
    who = f"eingetragen von {_person(register, waiver)}: {waiver.begruendung}"
    return f"{waiver.rule} für {', '.join(filter(None, parts))}: {begin}{state}, {who}"


def _person(register: Register, waiver: Waiver) -> str:
    """The name of whoever answers for the waiver; the address where the person is no longer in the register."""
    email = waiver.person.lower()
    return next((each.name for each in register.coordinators if each.email.lower() == email), waiver.person)
