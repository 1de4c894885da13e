"""An invented register that many tests change in one place."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
from openpyxl.workbook import Workbook

from kmn_automation.forms.register_write import write_register
from kmn_automation.model.frist import year_of
from kmn_automation.model.money import euro
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

POSITIONS = {
    "Eigenanteil": "einnahmen.eigenanteil",
    "Zuwendungen des Bundes (MBE, JMD, andere)": "einnahmen.bund",
    "Landeszuwendung nach dieser Richtlinie": "einnahmen.landeszuwendung",
    "Personalausgaben": "ausgaben.personalausgaben",
    "Raumkosten": "ausgaben.raumkosten",
}
RICHTLINIEN = ("RL_MB_2022", "RL_MB_2024")

REGIONALVERBUENDE = (
    Regionalverbund("RV-01", "Regionalverbund Nordwiese", "Edda Musterfrau", "edda@nordwiese.example"),
    Regionalverbund("RV-02", "Regionalverbund Südhang", "Till Beispiel", "till@suedhang.example"),
)
COORDINATORS = (
    Coordinator("Ada Probst", "probst@office.example", Duty.ZWEITFREIGABE, "Leitung", "0511 000-1"),
    Coordinator("Ben Muster", "muster@office.example", Duty.FREIGABE, regionalverbuende=("RV-01", "RV-02")),
)
MEETINGS = (
    Meeting(
        "VT-2025-1",
        MeetingKind.VERNETZUNGSTREFFEN,
        "Vernetzungstreffen 2025",
        dt.datetime.combine(dt.date(2025, 10, 14), dt.time(10)),
        dt.datetime.combine(dt.date(2025, 10, 15), dt.time(15, 30)),
        "Haus am Teich, Teichweg 1, 30159 Hannover",
        ("Begrüßung", "Neues aus dem Ministerium; Aussprache", "Verschiedenes"),
        answer_until=dt.date(2025, 9, 30),
    ),
    Meeting(
        "RV-01-2025-1",
        MeetingKind.REGIONALVERBUND,
        "1. Sitzung 2025",
        dt.datetime.combine(dt.date(2025, 3, 18), dt.time(9, 30)),
        dt.datetime.combine(dt.date(2025, 3, 18), dt.time(12)),
        "Rathaus, Markt 1, 21335 Lüneburg",
        ("Protokoll", "Termine"),
        "RV-01",
    ),
)

WAIVERS = (
    Waiver(
        "FRM-09", "T-001", "Der Text ist mit uns abgestimmt.", "probst@office.example", dt.date(2026, 12, 31)
    ),
    Waiver(
        "ELG-05",
        "T-002",
        "Das Landesamt hat zugestimmt.",
        "probst@office.example",
        dt.date(2026, 6, 30),
        dt.date(2026, 1, 1),
        "MB-2025-002",
        2025,
    ),
)


def invent(traeger: int, years: tuple[int, ...] = (2025,)) -> Register:
    """A register of that many Träger with one contact each and a plan of five lines per year."""
    numbers = range(1, traeger + 1)
    bescheide = tuple(bescheid(number, year) for year in years for number in numbers)
    return Register(
        traeger=tuple(organisation(number) for number in numbers),
        contacts=tuple(contact(number) for number in numbers),
        bescheide=bescheide,
        plan=tuple(line for each in bescheide for line in plan(each)),
        regionalverbuende=REGIONALVERBUENDE,
        coordinators=COORDINATORS,
        meetings=MEETINGS,
        waivers=WAIVERS[:traeger],
    )


def organisation(number: int) -> Traeger:
    art = list(TraegerArt)[number % 3]
    network = REGIONALVERBUENDE[number % 2].id
    return Traeger(f"T-{number:03}", f"Verein {number} & Söhne e. V.", art, network, "Weg 1", "01067", "Ort")


def contact(number: int) -> Contact:
    return Contact(
        f"T-{number:03}", f"Dr. Eva Test {number}", "Frau", f"eva{number}@verein{number}.example", Role.BEIDES
    )


def bescheid(number: int, year: int) -> Bescheid:
    return Bescheid(
        geschaeftszeichen=f"MB-{year}-{number:03}",
        traeger_id=f"T-{number:03}",
        foerderjahr=year,
        datum=dt.date(year - 1, 12, 10),
        zeitraum=year_of(year),
        bewilligt=euro("45000.50"),
        ausgezahlt=euro("45000.50"),
        foerdersatz=Decimal(90),
        stellenanteile=Decimal("0.75"),
        richtlinie="RL_MB_2024",
    )


def plan(of: Bescheid) -> tuple[PlanLine, ...]:
    amounts = ("3000", "2000", "45000.50", "45000", "5000.50")
    return tuple(
        PlanLine(of.geschaeftszeichen, field_id, euro(amount), of.foerderjahr)
        for field_id, amount in zip(POSITIONS.values(), amounts, strict=True)
    )


def written(register: Register | None) -> bytes:
    return write_register(register, POSITIONS, RICHTLINIEN)


def edited(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The workbook after a person has changed it and saved it again."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    workbook.close()
    return buffer.getvalue()
