"""The calendar of the office for a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kmn_automation.model.register import MeetingKind, Register
from kmn_automation.planning.year_calendar import CalendarEntry, calendar_of_year
from tests.forms.register_cast import MEETINGS, invent
from tests.planning.shipped import INVITATION, PROOF, WORKFLOWS


def test_the_year_of_three_traeger_has_the_known_days() -> None:
    entries = calendar_of_year([PROOF], invent(3, (2024,)), 2025)
    two = ("Verein 1 & Söhne e. V.", "Verein 2 & Söhne e. V.")

    assert [(f"{each.day:%d.%m.}", each.what.split(" – ")[0], each.whom) for each in entries] == [
        ("16.06.", "Freundliche Erinnerung an den Verwendungsnachweis", two),
        ("30.06.", "Letzter Tag für den Verwendungsnachweis", two),
        ("07.07.", "Erste Erinnerung an den Verwendungsnachweis", two),
        ("28.07.", "Zweite Erinnerung mit Fristsetzung", two),
        ("25.08.", "Fehlenden Verwendungsnachweis dem Landesamt melden", ("Landesamt",)),
        ("17.12.", "Freundliche Erinnerung an den Verwendungsnachweis", ("Verein 3 & Söhne e. V.",)),
        ("31.12.", "Letzter Tag für den Verwendungsnachweis", ("Verein 3 & Söhne e. V.",)),
    ]


def test_meetings_name_who_is_invited() -> None:
    leads = replace(MEETINGS[0], id="F-1", kind=MeetingKind.FEDERFUEHRENDE, title="Runde")
    entries = calendar_of_year([INVITATION], replace(invent(1), meetings=(*MEETINGS, leads)), 2025)

    assert (
        CalendarEntry(
            dt.date(2025, 2, 25),
            "Einladung zur Sitzung des Regionalverbunds – 1. Sitzung 2025",
            ("Regionalverbund Nordwiese",),
            "Erlass KMN vom 11.09.2012",
        )
        in entries
    )
    assert {each.whom for each in entries} == {
        ("Regionalverbund Nordwiese",),
        ("alle Träger",),
        ("Federführende",),
    }


def test_an_empty_register_still_has_the_days_of_the_office() -> None:
    entries = calendar_of_year(WORKFLOWS, Register(), 2026)

    assert [f"{each.day:%d.%m.}" for each in entries] == [
        "02.01.", "02.02.", "17.08.", "16.09.", "30.09.", "15.12.", "31.12.",
    ]  # fmt: skip


def test_a_bescheid_of_an_unknown_traeger_is_left_out() -> None:
    assert calendar_of_year([PROOF], replace(invent(1, (2024,)), traeger=()), 2025) == ()


def test_ten_years_of_six_hundred_traeger_have_a_calendar_each() -> None:
    register = invent(600, tuple(range(2016, 2026)))

    counts = [len(calendar_of_year(WORKFLOWS, register, year)) for year in range(2017, 2027)]

    assert min(counts) > 10
