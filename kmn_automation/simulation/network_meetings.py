"""Invented meetings of one year: the statewide one and a session of each Regionalverbund."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kmn_automation.model.register import Meeting, MeetingKind

_SESSION = (
    "Begrüßung und Runde",
    "Genehmigung des Protokolls der letzten Sitzung",
    "Thema: Übergänge zwischen Beratung und Sprachkurs",
    "Neues aus dem Ministerium",
    "Termine und Verschiedenes",
)
_STATEWIDE = (
    "Ankommen und Begrüßung",
    "Vortrag: Beratung in der Fläche",
    "Arbeitsgruppen der Regionalverbünde",
    "Ergebnisse und Ausblick",
)


def invent_meetings(year: int, regionen: Sequence[str]) -> tuple[Meeting, ...]:
    """A Vernetzungstreffen in October and one June session for each Regionalverbund, on working days."""
    autumn = _on_weekday(dt.date(year, 10, 14))
    sessions = (_session(year, number, region) for number, region in enumerate(regionen))
    return (
        Meeting(
            id=f"VT-{year}",
            kind=MeetingKind.VERNETZUNGSTREFFEN,
            title=f"Landesweites Vernetzungstreffen {year}",
            begin=dt.datetime.combine(autumn, dt.time(10, 0)),
            end=dt.datetime.combine(autumn, dt.time(16, 0)),
            ort="Haus der Begegnung, Lampionweg 1, 00100 Laternenbrück",
            agenda=_STATEWIDE,
            answer_until=autumn - dt.timedelta(days=21),
        ),
        *sessions,
    )


def _session(year: int, number: int, region: str) -> Meeting:
    day = _on_weekday(dt.date(year, 6, 1) + dt.timedelta(days=2 * number))
    return Meeting(
        id=f"RV{number + 1:02d}-{year}-2",
        kind=MeetingKind.REGIONALVERBUND,
        title=f"Sitzung des Regionalverbunds {region}",
        begin=dt.datetime.combine(day, dt.time(9, 30)),
        end=dt.datetime.combine(day, dt.time(12, 30)),
        ort=f"Rathaus, Großer Saal, {region}",
        agenda=_SESSION,
        regionalverbund=region,
        answer_until=day - dt.timedelta(days=14),
    )


def _on_weekday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)  # noqa: PLR2004 -- Saturday
