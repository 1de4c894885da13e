"""The sample cast of the letters: ordinary, very long, hostile, empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from kmn_automation.letters.context import evaluation_context, handover_context
from kmn_automation.letters.demand_context import (
    circular_context,
    demand_context,
    missing_context,
    reminder_context,
)
from kmn_automation.letters.facts import (
    Attendance,
    Authority,
    Circular,
    Demanded,
    Gathering,
    Handover,
    Minutes,
    Missing,
    Occasion,
    Office,
    Recipient,
    Reminded,
    ReportFacts,
    Taken,
    Told,
    Version,
)
from kmn_automation.letters.library import Library
from kmn_automation.letters.meeting_context import (
    certificate_context,
    change_context,
    invitation_context,
    minutes_context,
)
from kmn_automation.model.finding import (
    Abrechnung,
    Certainty,
    Examination,
    Finding,
    Outcome,
    Severity,
    Step,
    outcome_of,
)
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.money import euro
from kmn_automation.model.not_run import Absence, Absent, NotRun
from kmn_automation.model.register import (
    Bescheid,
    Contact,
    Coordinator,
    Duty,
    Meeting,
    MeetingKind,
    Regionalverbund,
    Traeger,
    TraegerArt,
)
from kmn_automation.model.report import Place

FOLDER = Path(__file__).parents[2] / "templates" / "docx"
FILES = {path.name: path.read_bytes() for path in FOLDER.iterdir()}

OFFICE = Office(
    "Koordinierungsstelle der Kooperativen Migrationsarbeit in Niedersachsen",
    "Musterallee 12",
    "99999",
    "Musterstadt",
    "0999 12345-0",
    "kmn@office.example",
    Authority("Landesamt für Soziales, Jugend und Familie", "Amtsweg 1", "99998", "Behördenstadt"),
)
COORDINATOR = Coordinator(
    "Kim Beispiel",
    "kim.beispiel@office.example",
    Duty.FREIGABE,
    "Sachbearbeitung Verwendungsnachweise",
    "0999 12345-21",
)
TRAEGER = Traeger(
    "T-001",
    "Beratungsverein Musterland e. V.",
    TraegerArt.GEMEINNUETZIG,
    "Nordbogen",
    "Hafenstraße 7",
    "99991",
    "Kleinstadt",
)
CONTACT = Contact("T-001", "Dr. Robin Muster", "Frau", "nachweis@traeger.example")
BESCHEID = Bescheid(
    "301.31-04011-0042/2024", "T-001", 2024, dt.date(2024, 2, 12), Zeitraum(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    euro(60000), euro(60000), Decimal(90), Decimal("1.0"), "RL_MB_2024",
)  # fmt: skip
REPORT = ReportFacts(
    dt.date(2025, 6, 24), 2, "9f2c" * 16,
    ("Deckblatt", "Sachbericht", "Einnahmen", "Ausgaben", "Personal", "Belegliste (212 Zeilen)", "Statistik", "Netzwerk", "Bestätigung"),
    (Version(1, dt.date(2025, 6, 2), Outcome.NACHBESSERUNG), Version(2, dt.date(2025, 6, 24), Outcome.MIT_HINWEISEN)),
)  # fmt: skip
OCCASION = Occasion(
    OFFICE,
    COORDINATOR,
    "KMN-2025-0117",
    dt.date(2025, 7, 14),
    "V-2025-0042",
)
PLAIN = Recipient(TRAEGER, CONTACT)
LIMITED = False
HARD_NAME = "Müller & Söhne <e.V.>"
LONG_NAME = (
    "Gemeinnützige Gesellschaft für interkulturelle Begegnung, Migrationsfachberatung und "
    "Teilhabeförderung im ländlichen Raum zwischen Nordheidebogen und Südwaldniederung mbH "
    "(vormals Arbeitsgemeinschaft Integrationsberatung)"
)
NFD_NAME = "Verein fu\u0308r Begegnung Go\u0308sse"


def traeger_named(name: str, art: TraegerArt = TraegerArt.GEMEINNUETZIG) -> Traeger:
    return Traeger("T-002", name, art, "Nordbogen", "Hafenstraße 7", "99991", "Kleinstadt")


RECIPIENTS = {
    "ordinary": PLAIN,
    "hard": Recipient(traeger_named(HARD_NAME), Contact("T-002", "{{7*7}} Ng", "Herr", "a@traeger.example")),
    "long": Recipient(traeger_named(LONG_NAME), CONTACT),
    "no contact": Recipient(traeger_named(NFD_NAME, TraegerArt.GEBIETSKOERPERSCHAFT), None),
}


def findings(count: int) -> tuple[Finding, ...]:
    samples = (
        Finding(
            "ELG-06", Severity.ERROR, LIMITED, (Place("Einnahmen", "C7", "Landeszuwendung"),), "60.000,00 €", "höchstens 58.410,00 €",
            "Die Zuwendung darf 90 % der zuwendungsfähigen Gesamtausgaben nicht übersteigen. Zulässig 58.410,00 €, angesetzt 60.000,00 €.",
            "Nichts zu ändern; der Betrag wird in der Abrechnung begrenzt.", "Richtlinie Migrationsberatung Nr. 5", Certainty.CHECKED,
        ),
        Finding(
            "PER-02", Severity.NOTE, LIMITED, (Place("Personal", "F12", "Eingruppierung"), Place("Personal", "F13", "Eingruppierung")),
            "S 12", "S 11b", "Die Eingruppierung weicht vom Stellenplan ab.", "Bitte erläutern Sie die Abweichung im nächsten Sachbericht.",
            "ANBest-P Nr. 1.3", Certainty.ASSUMED,
        ),
        Finding(
            "VGL-08", Severity.INTERNAL, LIMITED, (), "2 Jahre", "höchstens 1 Jahr", "Die Feststellung besteht im zweiten Jahr.", "", "", Certainty.ASSUMED,
        ),
    )  # fmt: skip
    return tuple(samples[number % len(samples)] for number in range(count))


def examination(count: int, claim: str = "1590") -> Examination:
    found = findings(count)
    settlement = Abrechnung(
        "RL_MB_2024", euro("64900"), euro(60000) - euro(claim), euro(60000), euro(claim),
        (
            Step("Personalausgaben, anerkannt", euro("58400"), "Angaben im Blatt Ausgaben"),
            Step("Sachausgaben, anerkannt", euro("6500"), "wie angegeben"),
            Step("Fördersatz × anerkannte Ausgaben", euro("58410"), "90 % von 64.900,00 €", "ELG-06"),
            Step("Höchstbetrag je volle Stelle und Jahr", euro("60000"), "60.000,00 € × 1,00 Stelle × 12 von 12 Monaten", "ELG-04"),
        ),
    )  # fmt: skip
    return Examination(found, settlement, outcome_of(found), "3b1e" * 16, ("STA-07",) if count > 2 else ())


def evaluation(recipient: Recipient = PLAIN, count: int = 3, claim: str = "1590") -> dict[str, object]:
    return evaluation_context(OCCASION, recipient, BESCHEID, REPORT, examination(count, claim))


MEETING = Meeting(
    "M-1", MeetingKind.VERNETZUNGSTREFFEN, "Ankommen und Bleiben: Beratung im Wandel",
    dt.datetime(2025, 10, 16, 10, 0), dt.datetime(2025, 10, 16, 16, 0), "Haus der Begegnung, Großer Saal, Marktplatz 3, 99999 Musterstadt",  # noqa: DTZ001 - wall time of the meeting
    ("Begrüßung und Vorstellungsrunde", "Genehmigung des Protokolls der letzten Sitzung", "Neues aus Ministerium und Landesamt",
     "Austausch: digitale und aufsuchende Beratung, mit Berichten aus drei Regionalverbünden und anschließender Aussprache in Kleingruppen",
     "Termine und Verschiedenes"),
    answer_until=dt.date(2025, 9, 25),
)  # fmt: skip


VERBUND = Regionalverbund("Nordbogen", "Nordbogen", "Alex Musterfeder", "federfuehrung@verbund.example")
ABOUT_MEETING = Occasion(
    OFFICE, COORDINATOR, "KMN-2025-0201", dt.date(2025, 9, 4), anlagen=("Kalendereintrag (ICS-Datei)",)
)


def gathering(kind: MeetingKind = MeetingKind.VERNETZUNGSTREFFEN) -> Gathering:
    return Gathering(replace(MEETING, kind=kind), VERBUND if kind is MeetingKind.REGIONALVERBUND else None)


def invitation(recipient: Recipient = PLAIN) -> dict[str, object]:
    return invitation_context(ABOUT_MEETING, recipient, gathering())


def change(recipient: Recipient = PLAIN) -> dict[str, object]:
    before = replace(
        MEETING,
        begin=MEETING.begin.replace(day=9, hour=9, minute=30),
        end=MEETING.end.replace(day=9, hour=15),
        ort="Rathaus",
    )
    told = Told("KMN-2025-0144", dt.date(2025, 8, 28), before)
    return change_context(ABOUT_MEETING, recipient, gathering(), told)


def minutes(recipient: Recipient = PLAIN) -> dict[str, object]:
    occasion = replace(ABOUT_MEETING, anlagen=("Protokoll vom 16. Oktober 2025",))
    agreed = (
        ("Die Regionalverbünde melden ihre Sitzungstermine für 2026.", "alle Federführenden", "15.12.2025"),
        ("Das Büro stellt Beispiele für den Sachbericht zusammen.", "Koordinierungsstelle", "31.01.2026"),
    )
    notes = Minutes(dt.date(2025, 11, 14), agreed, "Donnerstag, 15. Januar 2026, 10:00 Uhr, Musterstadt")
    return minutes_context(occasion, recipient, gathering(), notes)


def certificate(recipient: Recipient = PLAIN) -> dict[str, object]:
    attendance = Attendance("Dr. Robin Muster", "5 Stunden 15 Minuten")
    return certificate_context(OCCASION, recipient, gathering(MeetingKind.FORTBILDUNG), attendance)


def reminder(recipient: Recipient = PLAIN) -> dict[str, object]:
    days = Reminded(BESCHEID, dt.date(2025, 6, 30), dt.date(2025, 7, 7), dt.date(2025, 8, 18))
    return reminder_context(OCCASION, recipient, days)


def demand(recipient: Recipient = PLAIN, count: int = 3) -> dict[str, object]:
    days = Demanded(BESCHEID, dt.date(2025, 6, 23), 1, dt.date(2025, 6, 23), dt.date(2025, 8, 4))
    return demand_context(OCCASION, recipient, days, returned(count))


def returned(count: int) -> Examination:
    """An examination whose report goes back: at least one point that can be mended."""
    found = tuple(replace(each, mendable=True) for each in findings(max(count, 1)))
    lacking = Absent(Absence.EMPTY, Place("Statistik", "C12", "Beratungen"))
    reasons = (NotRun("STA-07", "Beratungen je Person", (lacking,)),) if count > 2 else ()
    return replace(examination(count), findings=found, outcome=Outcome.NACHBESSERUNG, reasons=reasons)


def handover(recipient: Recipient = PLAIN, count: int = 3) -> dict[str, object]:
    reason = (
        "Der Träger hat auf unsere Nachforderung vom 14. Juli 2025 bis zum 4. August 2025 nicht geantwortet."
    )
    handed = Handover(BESCHEID, REPORT, returned(count), reason)
    return handover_context(OCCASION, recipient, handed)


def missing(recipient: Recipient = PLAIN, count: int = 3) -> dict[str, object]:
    taken = (
        Taken(dt.date(2025, 6, 16), "Freundliche Erinnerung an den Verwendungsnachweis"),
        Taken(dt.date(2025, 7, 7), "Erste Erinnerung an den Verwendungsnachweis"),
        Taken(
            dt.date(2025, 7, 28),
            "Zweite Erinnerung mit Fristsetzung (Schreiben 2025-0099, Frist 18. August 2025)",
        ),
    )[:count]
    return missing_context(OCCASION, recipient, Missing(BESCHEID, dt.date(2025, 6, 30), taken))


def circular(recipient: Recipient = PLAIN) -> dict[str, object]:
    sections = (
        ("", "für das Förderjahr 2026 bitten wir Sie, Folgendes zu beachten."),
        ("Antrag bis 30. September", ("Der Antrag muss bis zum 30. September 2025 beim Landesamt vorliegen. Fügen Sie die "
         "Erklärung zur vorrangigen Inanspruchnahme von MBE und JMD bei; sind diese Mittel nicht nutzbar, begründen "
         "Sie das bitte schriftlich.")),
        ("Eigenanteil und Höchstbetrag", ("Die Zuwendung beträgt höchstens 90 % der zuwendungsfähigen Gesamtausgaben und "
         "höchstens 60.000,00 € je volle Stelle und Jahr.")),
        ("", "Die Vordrucke finden Sie in der Anlage."),
    )  # fmt: skip
    occasion = replace(OCCASION, anlagen=("Merkblatt zum Antrag", "Erklärung MBE und JMD"))
    return circular_context(
        occasion, recipient, Circular("Hinweise zum Antrag für das Förderjahr 2026", sections)
    )


def library() -> Library:
    return Library.load(FILES)


LIBRARY = library()


_SAMPLES: dict[str, Callable[[Recipient], dict[str, object]]] = {
    "sitzung": invitation,
    "bisher": change,
    "protokoll": minutes,
    "teilnahme": certificate,
    "erinnerung": reminder,
    "rundschreiben": circular,
}
_COUNTED: dict[str, Callable[[Recipient, int], dict[str, object]]] = {
    "nachforderung": demand,
    "meldung": missing,
    "abgabe": handover,
}


COUNTED = frozenset(
    kind
    for kind in LIBRARY.kinds
    if {name.partition(".")[0] for name in LIBRARY.sidecar(kind).fields} & {"abrechnung", *_COUNTED}
)
"""Kinds of letters whose length depends on the number of findings or steps."""


def context_for(kind: str, recipient: Recipient = PLAIN, count: int = 3) -> dict[str, object]:
    """What that letter is filled with, by the groups of placeholders that its sidecar names."""
    groups = {name.partition(".")[0] for name in LIBRARY.sidecar(kind).fields}
    if counted := [each for group, each in _COUNTED.items() if group in groups]:
        return counted[0](recipient, count)
    plain = [each for group, each in _SAMPLES.items() if group in groups]
    return plain[-1](recipient) if plain else evaluation(recipient, count)
