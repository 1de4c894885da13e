"""Invented figures for the overview: everything once, with names that try to break the page."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from kmn_automation.model.finding import Outcome
from kmn_automation.model.letter import LetterState
from kmn_automation.pages.figures import (
    CheckLine,
    LetterLine,
    MailLine,
    OverdueLine,
    Overview,
    ReportLine,
    TaskLine,
    TroubleLine,
    WaitingLine,
)

MORNING = dt.datetime(2026, 5, 4, 6, 0, tzinfo=ZoneInfo("Europe/Berlin"))
HOSTILE = (
    '<script>alert("1")</script>',
    "Müller & Söhne <e.V.>",
    "' onmouseover='alert(1)",
    '"><img src=x onerror=alert(1)>',
    "</table></body></html>",
    "&lt;schon maskiert&gt;",
)


def nothing() -> Overview:
    """The first morning of a new office."""
    return Overview(office="Koordinierungsstelle", made_at=MORNING, last_look=None, foerderjahr=2025)


def busy(name: str = "Träger Nordlicht") -> Overview:
    """A day on which everything is there; `name` stands wherever a text comes from outside."""
    return Overview(
        office="Koordinierungsstelle",
        probe_recipient="probe@kmn.example",
        made_at=MORNING,
        last_look=MORNING - dt.timedelta(minutes=5),
        warnings=(name,),
        mails=(
            MailLine(MORNING, "a@traeger.example", name, "Bericht geprüft", answered=True),
            MailLine(MORNING, "b@traeger.example", "Bericht", "Bericht geprüft", answered=True),
            MailLine(MORNING, name, "Frage", "liegt bei einer Person"),
        ),
        waiting=(
            WaitingLine("Berta Beispiel", "2026-0001", name, MORNING, MORNING + dt.timedelta(14)),
            WaitingLine("Anton Ahorn", "2026-0002", "Träger Süd", MORNING, MORNING + dt.timedelta(14)),
            WaitingLine("Anton Ahorn", "2026-0003", "Träger West", MORNING, MORNING + dt.timedelta(14)),
        ),
        foerderjahr=2025,
        reports=(
            ReportLine("Harz", name, "MB-1", Outcome.ANGENOMMEN, 1, MORNING),
            ReportLine("Harz", "Träger Süd", "MB-2", Outcome.NACHBESSERUNG, 2, MORNING),
            ReportLine("Harz", "Träger West", "MB-3"),
            ReportLine(name, "Träger Ost", "MB-4", Outcome.MIT_HINWEISEN, 1, MORNING),
        ),
        letters=(
            LetterLine("2026-0001", "bewertung", name, LetterState.FREIGABE_ERBETEN, MORNING),
            LetterLine("2026-0002", "bewertung", "Träger Süd", LetterState.UEBERGEBEN, MORNING),
            LetterLine("2026-0003", "bewertung", "Träger West", LetterState.FREIGABE_ERBETEN, MORNING),
        ),
        overdue=(OverdueLine(dt.date(2026, 4, 30), name, "MB-3", "Harz"),),
        tasks=(TaskLine(name, MORNING),),
        trouble=(TroubleLine(name, "Brief", "ungeklärt", "", MORNING),),
        checks=(
            CheckLine("Protokoll unverändert", "9 Einträge", fits=True),
            CheckLine("Eingang = Ergebnisse", "3 = 2 + 1", fits=True),
            CheckLine(name, "1 = 2", fits=False),
        ),
    )
