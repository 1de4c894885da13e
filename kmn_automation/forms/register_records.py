"""Rows of the register sheets ↔ the records of the model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from kmn_automation.forms.register_refusal import Line
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.register import (
    Bescheid,
    Contact,
    Coordinator,
    Duty,
    Meeting,
    MeetingKind,
    PlanLine,
    Regionalverbund,
    Register,
    Role,
    Traeger,
    TraegerArt,
    Waiver,
)

Values = Mapping[str, Any]
Record = TypeVar("Record")


def register_of(lines: Mapping[str, tuple[Line, ...]], positions: Mapping[str, str]) -> Register:
    """The register of all rows that could be read whole; `lines` by sheet id."""

    def each(sheet: str, build: Callable[[Values], Record]) -> tuple[Record, ...]:
        return tuple(build(line.values) for line in lines.get(sheet, ()) if line.is_whole)

    return Register(
        traeger=each("traeger", lambda values: Traeger(**{**values, "art": TraegerArt(values["art"])})),
        contacts=each("adressen", _contact),
        bescheide=each("bescheide", _bescheid),
        plan=each("finanzierungsplan", lambda values: _plan_line(values, positions)),
        regionalverbuende=each("regionalverbuende", lambda values: Regionalverbund(**values)),
        coordinators=each("koordination", _coordinator),
        meetings=each("sitzungen", _meeting),
        waivers=each("ausnahmen", _waiver),
    )


def rows_of(register: Register, positions: Mapping[str, str]) -> dict[str, list[Values]]:
    """The rows that write a register: sheet id → column name → value."""
    labels = {field_id: label for label, field_id in positions.items()}
    return {
        "traeger": [_plain(each) for each in register.traeger],
        "adressen": [_plain(each) for each in register.contacts],
        "bescheide": [_bescheid_row(each) for each in register.bescheide],
        "finanzierungsplan": [_plan_row(each, labels, register) for each in register.plan],
        "regionalverbuende": [_plain(each) for each in register.regionalverbuende],
        "koordination": [_plain(each) for each in register.coordinators],
        "sitzungen": [_meeting_row(each) for each in register.meetings],
        "ausnahmen": [_plain(each) for each in register.waivers],
    }


def begin_of(values: Values) -> dt.datetime | None:
    """When the meeting of a row begins; None where day or time is missing."""
    return _moment(values.get("day"), values.get("begin"))


def end_of(values: Values) -> dt.datetime | None:
    """When the meeting of a row ends; None where day or time is missing."""
    return _moment(values.get("last_day") or values.get("day"), values.get("end"))


def _moment(day: dt.date | None, clock: dt.time | None) -> dt.datetime | None:
    return None if day is None or clock is None else dt.datetime.combine(day, clock)


def _contact(values: Values) -> Contact:
    filled = {
        "anrede": values["anrede"] or "",
        "role": Role(values["role"]),
        "shared": bool(values["shared"]),
    }
    return Contact(**{**values, **filled})


def _bescheid(values: Values) -> Bescheid:
    rest = {name: value for name, value in values.items() if not name.startswith("zeitraum_")}
    zeitraum = Zeitraum(values["zeitraum_von"], values["zeitraum_bis"])
    return Bescheid(**{**rest, "zeitraum": zeitraum, "zweck": values["zweck"] or ""})


def _plan_line(values: Values, positions: Mapping[str, str]) -> PlanLine:
    return PlanLine(**{**values, "position": positions[values["position"]]})


def _coordinator(values: Values) -> Coordinator:
    filled = {
        "duty": Duty(values["duty"]),
        "funktion": values["funktion"] or "",
        "telefon": values["telefon"] or "",
        "regionalverbuende": values["regionalverbuende"] or (),
        "vertretung": values.get("vertretung") or "",
    }
    return Coordinator(**{**values, **filled})


def _meeting(values: Values) -> Meeting:
    rest = {name: value for name, value in values.items() if name not in {"day", "last_day"}}
    filled = {
        "kind": MeetingKind(values["kind"]),
        "begin": begin_of(values),
        "end": end_of(values),
        "regionalverbund": values["regionalverbund"] or "",
    }
    return Meeting(**{**rest, **filled})


def _waiver(values: Values) -> Waiver:
    return Waiver(**{**values, "geschaeftszeichen": values["geschaeftszeichen"] or ""})


def _plain(
    record: Traeger | Contact | Regionalverbund | Coordinator | Bescheid | PlanLine | Meeting | Waiver,
) -> dict[str, Any]:
    return {each.name: getattr(record, each.name) for each in fields(record)}


def _bescheid_row(bescheid: Bescheid) -> Values:
    return {**_plain(bescheid), "zeitraum_von": bescheid.zeitraum.von, "zeitraum_bis": bescheid.zeitraum.bis}


def _plan_row(line: PlanLine, labels: Mapping[str, str], register: Register) -> Values:
    """A line without a year belongs to every Bescheid of its Geschäftszeichen; the first one names the year."""
    years = (
        each.foerderjahr for each in register.bescheide if each.geschaeftszeichen == line.geschaeftszeichen
    )
    year = line.foerderjahr or next(years, None)
    return {**_plain(line), "foerderjahr": year, "position": labels.get(line.position, line.position)}


def _meeting_row(meeting: Meeting) -> Values:
    begin, end = meeting.begin, meeting.end
    last_day = end.date() if end.date() != begin.date() else None
    parts = {"day": begin.date(), "begin": begin.time(), "end": end.time(), "last_day": last_day}
    return {**_plain(meeting), **parts}
