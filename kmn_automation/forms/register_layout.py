"""The register workbook, column by column: one table that both the writer and the reader follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from kmn_automation.model.form import Form
from kmn_automation.model.register import Duty, MeetingKind, Role, TraegerArt

HELP_ROW = 1
HEADING_ROW = 2
FIRST_ROW = 3
PLAN = "plan"
GUIDE, LISTS = "Anleitung", "Auswahllisten"
"""The sheets that only people read."""


class Kind(Enum):
    """How a cell is written, offered and read."""

    TEXT = auto()
    LINES = auto()
    KEY = auto()
    EMAIL = auto()
    PLZ = auto()
    EURO = auto()
    PROZENT = auto()
    STELLEN = auto()
    JAHR = auto()
    DATUM = auto()
    UHRZEIT = auto()
    WAHL = auto()
    JA_NEIN = auto()
    LISTE = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `refers_to` names the sheet and column whose entries are the only ones allowed."""

    heading: str
    name: str
    kind: Kind
    help: str
    width: int = 14
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, str] | None = None
    required: bool = True
    optional: bool = False
    """At the end of a sheet: a workbook may lack the whole column, for it was made before there was one."""


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """One sheet; `key` names the columns that together may stand only once."""

    id: str
    title: str
    intro: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    optional: bool = False
    """Whether a workbook without this sheet is a whole register all the same."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings from left to right."""
        return tuple(each.heading for each in self.columns)

    def as_found(self, count: int) -> RegisterSheet:
        """The sheet as in a workbook with so many columns: of the optional ones only those that are there."""
        present = tuple(each for index, each in enumerate(self.columns) if index < count or not each.optional)
        return replace(self, columns=present)

    def position(self, name: str) -> int:
        """The place of a column, counted from 0 (KeyError if there is none)."""
        return {each.name: index for index, each in enumerate(self.columns)}[name]


def _day(heading: str, name: str, text: str) -> Column:
    """A day that may stay empty."""
    return Column(heading, name, Kind.DATUM, text, 15, required=False)


_VON = _day("gültig von", "gueltig_von", "Erster Tag, an dem der Eintrag gilt. Leer: schon immer.")
_BIS = _day("gültig bis", "gueltig_bis", "Letzter Tag, an dem der Eintrag gilt. Leer: bis auf Weiteres.")


def _refer(heading: str, name: str, target: tuple[str, str], text: str, *, required: bool = True) -> Column:
    return Column(heading, name, Kind.TEXT, text, 18, refers_to=target, required=required)


def _text(heading: str, name: str, text: str, width: int, *, required: bool = True) -> Column:
    return Column(heading, name, Kind.TEXT, text, width, required=required)


def _late(column: tuple[str, str, Kind, int], text: str) -> Column:
    """A column (heading, name, kind, width) that came after the first registers were written."""
    heading, name, kind, width = column
    return Column(heading, name, kind, text, width, required=False, optional=True)


def _key(heading: str, name: str, text: str, width: int = 16) -> Column:
    return Column(heading, name, Kind.KEY, text, width)


def _choice(heading: str, name: str, choices: Iterable[str], text: str, width: int = 22) -> Column:
    return Column(heading, name, Kind.WAHL, text, width, tuple(choices))


TRAEGER = RegisterSheet(
    "traeger",
    "Träger",
    "Jede geförderte Organisation in einer Zeile. Wer ausscheidet, bekommt ein „gültig bis“ und bleibt stehen.",
    ("id",),
    (
        _key("Kennung", "id", "Kurzes Kennzeichen, das sich nie ändert, zum Beispiel T-017."),
        _text("Name", "name", "Name, wie er in Schreiben stehen soll.", 42),
        _choice(
            "Art", "art", TraegerArt, "Entscheidet über die Vorlagefrist. Bitte aus der Liste wählen.", 54
        ),
        _refer(
            "Regionalverbund",
            "regionalverbund",
            ("regionalverbuende", "id"),
            "Kennung aus dem Blatt Regionalverbünde, genau eine.",
        ),
        _text("Straße und Hausnummer", "strasse", "Für das Anschriftfeld der Schreiben.", 28),
        Column("PLZ", "plz", Kind.PLZ, "Fünf Ziffern.", 9),
        _text("Ort", "ort", "Für das Anschriftfeld der Schreiben.", 22),
        _VON,
        _BIS,
    ),
)

ADRESSEN = RegisterSheet(
    "adressen",
    "Adressen",
    "Von wem Berichte zählen und an wen Post geht. Die erste gültige Adresse mit „Post“ erhält die Schreiben.",
    (),
    (
        _refer("Träger", "traeger_id", ("traeger", "id"), "Kennung aus dem Blatt Träger."),
        _text("Name", "name", "Vor- und Nachname der Ansprechperson, Titel davor.", 28),
        Column(
            "Anrede",
            "anrede",
            Kind.WAHL,
            "Frau oder Herr; leer für eine neutrale Anrede.",
            10,
            ("Frau", "Herr"),
            required=False,
        ),
        Column("E-Mail", "email", Kind.EMAIL, "Genau eine Adresse, ohne Namen und ohne Leerzeichen.", 36),
        _choice("Verwendung", "role", Role, "Bericht: darf einreichen. Post: erhält Schreiben.", 18),
        _VON,
        _BIS,
        Column(
            "gemeinsam genutzt",
            "shared",
            Kind.JA_NEIN,
            "„ja“, wenn dieselbe Adresse absichtlich bei mehreren Trägern steht.",
            14,
            required=False,
        ),
    ),
)

REGIONALVERBUENDE = RegisterSheet(
    "regionalverbuende",
    "Regionalverbünde",
    "Die Regionalverbünde mit ihrer Federführung.",
    ("id",),
    (
        _key("Kennung", "id", "Kurzes Kennzeichen, zum Beispiel RV-03."),
        _text("Name", "name", "Name des Regionalverbunds.", 34),
        _text("Federführung", "federfuehrung", "Name der federführenden Person.", 30),
        Column("E-Mail", "email", Kind.EMAIL, "Adresse der Federführung.", 36),
    ),
)

_ABSENCE = (
    replace(
        _late(
            ("Vertretung durch", "vertretung", Kind.EMAIL, 36),
            "E-Mail aus diesem Blatt. Bekommt die Bitten um Freigabe, solange die Person abwesend ist.",
        ),
        refers_to=("koordination", "email"),
    ),
    _late(
        ("abwesend von", "abwesend_von", Kind.DATUM, 15),
        "Erster Tag der Abwesenheit. Ohne ihn gilt „abwesend bis“ ab sofort.",
    ),
    _late(
        ("abwesend bis", "abwesend_bis", Kind.DATUM, 15),
        "Letzter Tag der Abwesenheit. Ohne ihn gilt „abwesend von“ bis auf Weiteres.",
    ),
)

KOORDINATION = RegisterSheet(
    "koordination",
    "Koordination",
    "Wer in der Koordinierungsstelle was darf. Freigaben zählen nur von diesen Adressen.",
    (),
    (
        _text("Name", "name", "Vor- und Nachname; steht unter den Schreiben.", 28),
        Column("E-Mail", "email", Kind.EMAIL, "Von dieser Adresse zählen Freigaben.", 36),
        _choice("Aufgabe", "duty", Duty, "Zweitfreigabe ist für Entwürfe an das Landesamt nötig.", 28),
        _text(
            "Funktion", "funktion", "Steht unter dem Namen, zum Beispiel Sachbearbeitung.", 24, required=False
        ),
        _text("Telefon", "telefon", "Steht im Informationsblock der Schreiben.", 20, required=False),
        Column(
            "Regionalverbünde",
            "regionalverbuende",
            Kind.LISTE,
            "Kennungen, mit Semikolon getrennt. Leer: zuständig für alle.",
            24,
            refers_to=("regionalverbuende", "id"),
            required=False,
        ),
        _VON,
        _BIS,
        *_ABSENCE,
    ),
)

SITZUNGEN = RegisterSheet(
    "sitzungen",
    "Sitzungen",
    "Treffen, zu denen eingeladen wird. Uhrzeiten in deutscher Ortszeit.",
    ("id",),
    (
        _key("Kennung", "id", "Kurzes Kennzeichen, zum Beispiel VT-2025-1."),
        _choice("Art", "kind", MeetingKind, "Bestimmt, wer wann eingeladen wird.", 28),
        _text("Titel", "title", "Steht im Betreff der Einladung.", 36),
        Column("Datum", "day", Kind.DATUM, "Tag des Treffens.", 15),
        Column("Beginn", "begin", Kind.UHRZEIT, "Zum Beispiel 10:00.", 9),
        Column("Ende", "end", Kind.UHRZEIT, "Zum Beispiel 15:30.", 9),
        Column("letzter Tag", "last_day", Kind.DATUM, "Nur bei mehrtägigen Treffen.", 15, required=False),
        _text("Ort", "ort", "Haus, Straße und Ort, oder der Zugang zur Videokonferenz.", 46),
        Column(
            "Tagesordnung", "agenda", Kind.LINES, "Ein Punkt je Zeile (in der Zelle mit Alt und Enter).", 48
        ),
        _refer(
            "Regionalverbund",
            "regionalverbund",
            ("regionalverbuende", "id"),
            "Nur bei Sitzungen eines Regionalverbunds; sonst leer.",
            required=False,
        ),
        _day("Rückmeldung bis", "answer_until", "Letzter Tag für Zu- und Absagen."),
    ),
)


_FACTS = (
    _late(
        ("Antrag eingegangen am", "antrag_am", Kind.DATUM, 15),
        "Tag, an dem der Antrag beim Landesamt einging. Leer: nicht bekannt, wird nicht geprüft.",
    ),
    _late(
        ("Widerrufsgrund bekannt seit", "widerruf_bekannt_seit", Kind.DATUM, 15),
        "Nur wenn ein Widerruf in Betracht kommt: Tag, an dem der Grund bekannt wurde. Damit beginnt die Jahresfrist.",
    ),
    _late(
        ("Auszahlung laut Landesamt", "auszahlung_landesamt", Kind.EURO, 16),
        "Summe der Auszahlungen nach der Liste des Landesamtes. Verglichen wird, sobald sie bei jedem Bescheid steht.",
    ),
)


def _bescheide(richtlinien: tuple[str, ...]) -> RegisterSheet:
    version = "Fassung der Richtlinie, zum Beispiel RL_MB_2024."
    return RegisterSheet(
        "bescheide",
        "Bescheide",
        "Jeder Zuwendungsbescheid je Förderjahr in einer Zeile, alle Änderungsbescheide eingerechnet.",
        ("geschaeftszeichen", "foerderjahr"),
        (
            _key("Geschäftszeichen", "geschaeftszeichen", "Wie im Bescheid.", 20),
            _refer("Träger", "traeger_id", ("traeger", "id"), "Kennung aus dem Blatt Träger."),
            Column("Förderjahr", "foerderjahr", Kind.JAHR, "Vierstellig, zum Beispiel 2025.", 11),
            Column("Bescheid vom", "datum", Kind.DATUM, "Datum des letzten Bescheids.", 15),
            Column("Zeitraum von", "zeitraum_von", Kind.DATUM, "Erster Tag des Bewilligungszeitraums.", 15),
            Column("Zeitraum bis", "zeitraum_bis", Kind.DATUM, "Letzter Tag des Bewilligungszeitraums.", 15),
            Column("bewilligt", "bewilligt", Kind.EURO, "Bewilligter Betrag in Euro.", 16),
            Column("ausgezahlt", "ausgezahlt", Kind.EURO, "Bisher ausgezahlter Betrag in Euro.", 16),
            Column("Fördersatz", "foerdersatz", Kind.PROZENT, "In Prozent: 90 für 90 %.", 11),
            Column(
                "Stellenanteile", "stellenanteile", Kind.STELLEN, "Geförderte volle Stellen, wie 1,5.", 13
            ),
            Column(
                "Richtlinie", "richtlinie", Kind.WAHL if richtlinien else Kind.KEY, version, 18, richtlinien
            ),
            _day(
                "Nachweis bis",
                "nachweis_bis",
                "Nur wenn der Bescheid einen eigenen Tag nennt; dieser Tag gilt dann.",
            ),
            _text("Zuwendungszweck", "zweck", "Wie im Bescheid; erscheint im Formular.", 40, required=False),
            *_FACTS,
        ),
    )


def _finanzierungsplan(positions: Iterable[str]) -> RegisterSheet:
    return RegisterSheet(
        "finanzierungsplan",
        "Finanzierungsplan",
        "Der Plan je Bescheid, eine Zeile je Position. Einnahmen und Ausgaben müssen gleich hoch sein.",
        ("geschaeftszeichen", "foerderjahr", "position"),
        (
            _refer(
                "Geschäftszeichen", "geschaeftszeichen", ("bescheide", "geschaeftszeichen"), "Aus Bescheide."
            ),
            Column("Förderjahr", "foerderjahr", Kind.JAHR, "Wie im Blatt Bescheide.", 11),
            _choice("Position", "position", positions, "Wie im Formular. Bitte aus der Liste wählen.", 52),
            Column("Betrag", "betrag", Kind.EURO, "Ansatz in Euro, zum Beispiel 1.200,00.", 16),
        ),
    )


def _ausnahmen(rules: tuple[str, ...]) -> RegisterSheet:
    until = "Letzter Tag, an dem die Ausnahme gilt. Danach gilt die Regel wieder."
    why = "Warum die Regel hier nicht angewandt wird; steht im Prüfvermerk."
    return RegisterSheet(
        "ausnahmen",
        "Ausnahmen",
        "Regeln, die für einen Träger eine Zeit lang nicht angewandt werden. Die Abrechnung ändert sich dadurch nicht.",
        ("rule", "traeger_id", "geschaeftszeichen", "foerderjahr", "gueltig_von"),
        (
            Column("Regel", "rule", Kind.KEY, "Kennung der Regel, zum Beispiel FRM-09.", 14, rules),
            _refer("Träger", "traeger_id", ("traeger", "id"), "Kennung aus dem Blatt Träger."),
            _refer(
                "Geschäftszeichen",
                "geschaeftszeichen",
                ("bescheide", "geschaeftszeichen"),
                "Nur für diesen Bescheid. Leer: für alle Bescheide des Trägers.",
                required=False,
            ),
            Column(
                "Förderjahr",
                "foerderjahr",
                Kind.JAHR,
                "Nur für dieses Förderjahr. Leer: für alle.",
                11,
                required=False,
            ),
            _text("Begründung", "begruendung", why, 48),
            Column(
                "Person",
                "person",
                Kind.EMAIL,
                "Wer die Ausnahme verantwortet: E-Mail aus dem Blatt Koordination.",
                36,
                refers_to=("koordination", "email"),
            ),
            Column("gültig bis", "gueltig_bis", Kind.DATUM, until, 15),
            _VON,
        ),
        optional=True,
    )


def register_sheets(
    positions: Mapping[str, str], richtlinien: tuple[str, ...] = (), rules: tuple[str, ...] = ()
) -> tuple[RegisterSheet, ...]:
    """All sheets in their order; `positions` is the form's label → field id.

    `richtlinien` are the known versions, `rules` the ids that may be waived.
    """
    return (
        TRAEGER,
        ADRESSEN,
        _bescheide(richtlinien),
        _finanzierungsplan(positions),
        REGIONALVERBUENDE,
        KOORDINATION,
        SITZUNGEN,
        _ausnahmen(rules),
    )


def plan_positions(forms: Iterable[Form]) -> dict[str, str]:
    """Label → field id of every line that a Finanzierungsplan may have in one of the forms."""
    planned = (each for form in forms for each in form.fields.values() if each.prefill == PLAN)
    return {each.label: each.id.removesuffix(f"_{PLAN}") for each in planned}
