"""The sample cast of the letters: ordinary, very long, hostile, empty."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from kmn_automation.letters.context import evaluation_context, invitation_context, reminder_context
from kmn_automation.letters.facts import Authority, Occasion, Office, Recipient, Reminded, ReportFacts
from kmn_automation.letters.library import Library
from kmn_automation.model.finding import (
    Abrechnung,
    Certainty,
    Examination,
    Finding,
    Severity,
    Step,
    outcome_of,
)
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.money import euro
from kmn_automation.model.register import (
    Bescheid,
    Contact,
    Coordinator,
    Duty,
    Meeting,
    MeetingKind,
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


def invitation(recipient: Recipient = PLAIN) -> dict[str, object]:
    occasion = Occasion(
        OFFICE, COORDINATOR, "KMN-2025-0201", dt.date(2025, 9, 4), anlagen=("Kalendereintrag (ICS-Datei)",)
    )
    return invitation_context(occasion, recipient, MEETING)


def reminder(recipient: Recipient = PLAIN) -> dict[str, object]:
    days = Reminded(BESCHEID, dt.date(2025, 6, 30), dt.date(2025, 7, 7), dt.date(2025, 8, 18))
    return reminder_context(OCCASION, recipient, days)


def library() -> Library:
    return Library.load(FILES)


LIBRARY = library()


def context_for(kind: str, recipient: Recipient = PLAIN, count: int = 3) -> dict[str, object]:
    """What that letter is filled with, by the groups of placeholders that its sidecar names."""
    groups = {name.partition(".")[0] for name in LIBRARY.sidecar(kind).fields}
    if "sitzung" in groups:
        return invitation(recipient)
    return reminder(recipient) if "erinnerung" in groups else evaluation(recipient, count)
