"""A consistent report for every version of the form, without any finding, and ways to change single cells."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from kmn_automation.forms.definition import load_form
from kmn_automation.model.form import Field, Form, Sheet, Unit
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.german import read_day
from kmn_automation.model.known import Known
from kmn_automation.model.money import euro
from kmn_automation.model.register import Bescheid, Traeger, TraegerArt
from kmn_automation.model.report import Place, Report, Scalar, Value
from kmn_automation.rules.rulebook import Rulebook

ROOT = Path(__file__).parents[2] / "funding_rules"
Plain = object
Values = dict[str, Plain]
Tables = dict[str, list[Values]]

TRAEGER = Traeger(
    "T-001", "Verein für Beratung e. V.", TraegerArt.GEMEINNUETZIG, "RV-1", "Weg 1", "30000", "Musterstadt"
)
MATERIAL = {
    "raumkosten": "4212.36", "buerobedarf": "1534.27", "reisekosten": "843.19", "fortbildung": "612.45",
    "oeffentlichkeitsarbeit": "418.63", "gemeinkosten": "951.90", "sonstige": "205.38",
}  # fmt: skip
INCOME = {
    "eigenanteil": "9935.90", "dritte": "1250.75", "kommune": "4875.30", "bund": "0", "oeffentlich": "0",
    "land_weitere": "0", "landeszuwendung": "63950.40", "summe": "80012.35",
}  # fmt: skip
LONG = "Im Berichtsjahr wurde die Beratung an drei Tagen in der Woche angeboten und gut angenommen. " * 3
STATISTICS = {
    "personen": 240, "uebertrag": 60, "neu": 180, "abgeschlossen": 170, "bestand": 70,
    "beratungen_persoenlich": 700, "beratungen_telefon": 260, "beratungen_digital": 150, "beratungen_aufsuchend": 100,
    "beratungen": 1210, "geschlecht_w": 131, "geschlecht_m": 105, "geschlecht_d": 1, "geschlecht_unbekannt": 3,
    "alter_unter_18": 14, "alter_18_26": 46, "alter_27_44": 110, "alter_45_64": 55, "alter_ab_65": 12,
    "alter_unbekannt": 3, "status_eu": 38, "status_aufenthaltserlaubnis": 92, "status_niederlassungserlaubnis": 33,
    "status_gestattung": 29, "status_duldung": 21, "status_spaetaussiedler": 9, "status_deutsch": 14,
    "status_ohne": 2, "status_unbekannt": 2, "dauer_unter_1": 61, "dauer_1_3": 84, "dauer_ueber_3": 90,
    "dauer_unbekannt": 5, "herkunft_andere": 75, "verweis_mbe": 31, "verweis_jmd": 12, "verweis_jobcenter": 44,
    "verweis_schuldner": 8, "verweis_schwangere": 5, "verweis_rueckkehr": 3, "verweis_andere": 19, "gruppen": 11,
    "gruppen_teilnehmende": 96, "arbeitstage": 221, "jmd_am_ort": True,
}  # fmt: skip


@cache
def forms() -> dict[str, Form]:
    """The shipped forms by version."""
    loaded = [
        load_form(path.read_text("utf-8"), path.name) for path in sorted((ROOT / "forms").glob("*.yaml"))
    ]
    return {form.version: form for form in loaded}


@cache
def rule_files() -> dict[str, str]:
    """The shipped rule files by relative name."""
    paths = [*ROOT.glob("*.yaml"), *ROOT.glob("checks/*.yaml")]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


@cache
def rulebook() -> Rulebook:
    """The shipped rulebook."""
    return Rulebook.load(rule_files(), forms())


def known(foerderjahr: int) -> Known:
    """What the register knows about the clean report: 1.5 posts, 63,950.40 € granted and paid, 80 %."""
    bescheid = Bescheid(
        geschaeftszeichen="KMN-17", traeger_id="T-001", foerderjahr=foerderjahr, datum=dt.date(foerderjahr, 1, 15),
        zeitraum=Zeitraum(dt.date(foerderjahr, 1, 1), dt.date(foerderjahr, 12, 31)), bewilligt=euro("63950.40"),
        ausgezahlt=euro("63950.40"), foerdersatz=Decimal(80), stellenanteile=Decimal("1.5"), richtlinie="",
    )  # fmt: skip
    return Known(dt.date(foerderjahr + 1, 6, 2), bescheid, TRAEGER, {}, dt.date(foerderjahr + 1, 6, 30))


def clean_values(form: Form, foerderjahr: int) -> Values:
    """Field id → value of a report without findings, as plain values (numbers as text)."""
    values: Values = {
        "deckblatt.geschaeftszeichen": "KMN-17", "deckblatt.foerderjahr": foerderjahr,
        "deckblatt.nachweisart": "Verwendungsnachweis", "deckblatt.traeger_id": TRAEGER.id,
        "deckblatt.traeger_name": TRAEGER.name, "deckblatt.traeger_art": TRAEGER.art.value,
        "deckblatt.anschrift": "Weg 1, 30000 Musterstadt", "deckblatt.regionalverbund": "RV-1",
        "deckblatt.ansprechperson": "Frau Beispiel", "deckblatt.email": "post@verein.example",
        "deckblatt.zeitraum_von": f"01.01.{foerderjahr}", "deckblatt.zeitraum_bis": f"31.12.{foerderjahr}",
        "deckblatt.beginn": f"01.01.{foerderjahr}", "deckblatt.vorzeitiger_beginn": False,
        "deckblatt.bewilligt": "63950.40", "deckblatt.ausgezahlt": "63950.40", "deckblatt.erstattet": "0",
        "deckblatt.foerdersatz": "80", "deckblatt.stellenanteile": "1.5", "deckblatt.bundesmittel_erklaerung": True,
        "deckblatt.vorsteuerabzug": False, "deckblatt.umsatzsteuer_enthalten": True, "deckblatt.weiterleitung": False,
        "ausgaben.personalausgaben": "71234.17", "ausgaben.personalausgaben_zuwendungsfaehig": "71234.17",
        "ausgaben.summe": "80012.35", "ausgaben.summe_zuwendungsfaehig": "80012.35", "ausgaben.ergebnis": "0",
        "ausgaben.asylverfahrensberatung": "0", "ausgaben.unbare_leistungen": "0", "ausgaben.dezember": "731.52",
        "ausgaben.gemeinkosten_schluessel": "nach Stellenanteilen",
        "netzwerk.sitzungen": 3, "netzwerk.vernetzungstreffen": True, "netzwerk.fortbildungen": 4,
        "netzwerk.evaluation": True, "netzwerk.federfuehrung": False, "netzwerk.kommune": LONG,
        "netzwerk.oeffentlichkeit": LONG, "netzwerk.landeshinweis": "auf allen Faltblättern",
        "bestaetigung.nebenbestimmungen": True, "bestaetigung.notwendig": True, "bestaetigung.belege": True,
        "bestaetigung.ort": "Musterstadt", "bestaetigung.datum": f"20.05.{foerderjahr + 1}",
        "bestaetigung.name": "Alex Beispiel", "bestaetigung.funktion": "Geschäftsführung",
    }  # fmt: skip
    for name, amount in MATERIAL.items():
        values[f"ausgaben.{name}"] = values[f"ausgaben.{name}_zuwendungsfaehig"] = amount
    for name, amount in INCOME.items():
        values[f"einnahmen.{name}"] = amount
        values[f"einnahmen.{name}_anteil"] = str(round(Decimal(amount) / Decimal("80012.35") * 100, 2))
    values.update({f"statistik.{name}": number for name, number in STATISTICS.items()})
    values.update({name: 60 for name in form.fields if name.startswith("statistik.thema_")})
    values.update({name: LONG for name in form.fields if name.startswith("sachbericht.")})
    return {name: value for name, value in values.items() if name in form.fields}


def clean_tables(foerderjahr: int, *, every_position: bool) -> Tables:
    """Table id → lines of the clean report; until 2021 the Belegliste has every position."""
    year = foerderjahr
    person = {
        "qualifikation": "Soziale Arbeit", "eingruppierung": "S 11b, Stufe 3", "tarif": True, "vollzeitstunden": "39.8",
        "monate": 12, "beschaeftigt_von": "01.03.2010", "bezahlt_von": f"01.01.{year}", "bezahlt_bis": f"31.12.{year}",
    }  # fmt: skip
    return {
        "bescheide": [{"art": "Zuwendungsbescheid", "datum": f"15.01.{year}", "betrag": "63950.40"}],
        "mittelabrufe": [{"datum": f"15.02.{year}", "betrag": "63950.40", "verwendet_bis": f"15.04.{year}"}],
        "personal": [
            {**person, "kennung": "P1", "wochenstunden": "39.8", "stellenanteil": "1", "brutto": "39000.12",
             "arbeitgeberanteil": "8489.33", "gesamt": "47489.45"},
            {**person, "kennung": "P2", "wochenstunden": "19.9", "stellenanteil": "0.5", "brutto": "19500.06",
             "arbeitgeberanteil": "4244.66", "gesamt": "23744.72"},
        ],
        "belege": receipts(year, every_position=every_position),
        "herkunft": [{"land": "Syrien", "personen": 90}, {"land": "Afghanistan", "personen": 75}],
    }  # fmt: skip


def receipts(year: int, *, every_position: bool) -> list[Values]:
    """Twelve payments for each of two persons, and one for each other position where the list is due."""
    labels = {row.fields[0].name: row.label.rpartition(": ")[2] for row in _sheet("ausgaben").rows}
    found: list[Values] = []
    for month in range(1, 13):
        day = f"{calendar.monthrange(year, month)[1]}.{month:02}.{year}"
        first, second = ("3957.50", "1978.80") if month == 12 else ("3957.45", "1978.72")
        for person, amount in (("P1", first), ("P2", second)):
            grund = f"Entgelt {person} {month}/{year}"
            found.append(
                {
                    "datum": day,
                    "empfaenger": person,
                    "grund": grund,
                    "betrag": amount,
                    "position": "Personalausgaben",
                }
            )
    if every_position:
        for name, amount in MATERIAL.items():
            line = {
                "datum": f"15.11.{year}",
                "empfaenger": f"Firma {name}",
                "grund": "Rechnung",
                "betrag": amount,
            }
            found.append({**line, "position": labels[name]})
    return [{"nummer": number, **line} for number, line in enumerate(found, start=1)]


def _sheet(sheet_id: str) -> Sheet:
    return next(sheet for sheet in forms()["2024"].sheets if sheet.id == sheet_id)


def as_value(plain: Plain, field: Field, place: Place) -> Value:
    """A cell: texts become what the unit asks for; a mapping gives raw text and problem."""
    if isinstance(plain, Mapping):
        return Value(
            str(plain.get("raw", "")), None, place, problem=str(plain.get("problem", "keine gültige Zahl"))
        )
    return Value("" if plain is None else str(plain), _scalar(plain, field.unit), place)


def _scalar(plain: Plain, unit: Unit) -> Scalar | None:
    if plain is None or isinstance(plain, bool):
        return plain
    if unit.is_number:
        return Decimal(str(plain))
    return read_day(str(plain)).value if unit is Unit.DATUM else str(plain)


def make_report(form: Form, values: Values, tables: Tables, missing_sheets: tuple[str, ...] = ()) -> Report:
    """A report of that form; cells are numbered in the order of the form, lines from row 7 on."""
    cells: dict[str, Value] = {}
    for sheet in form.sheets:
        for number, field in enumerate(sheet.fields, start=5):
            place = Place(sheet.title, f"B{number}", field.label)
            if sheet.title not in missing_sheets and field.id in {*values, *(f.id for f in sheet.fields)}:
                cells[field.id] = as_value(values.get(field.id), field, place)
    extra = {name: value for name, value in values.items() if name not in form.fields}
    foreign = {
        name: Value(str(v), Decimal(str(v)), Place("Statistik", "Z9", name)) for name, v in extra.items()
    }
    lines = {
        table.id: tuple(
            {
                column.name: as_value(
                    line.get(column.name), column, Place(sheet.title, f"{chr(65 + index)}{row}", column.label)
                )
                for index, column in enumerate(table.columns)
            }
            for row, line in enumerate(tables.get(table.id, ()), start=7)
        )
        for sheet in form.sheets
        for table in sheet.tables
        if sheet.title not in missing_sheets
    }
    return Report(form.version, {**cells, **foreign}, lines, missing_sheets)


def clean_report(foerderjahr: int) -> Report:
    """A report without any finding in that Förderjahr."""
    form = form_of(foerderjahr)
    tables = clean_tables(foerderjahr, every_position=foerderjahr < 2022)
    return make_report(form, clean_values(form, foerderjahr), tables)


def form_of(foerderjahr: int) -> Form:
    """The form of the version for that Förderjahr."""
    return forms()[rulebook().version_of(foerderjahr).form]


def changed_known(foerderjahr: int, changes: Mapping[str, Plain]) -> Known:
    """The register's side with single values changed (`bescheid.ausgezahlt`, `traeger.art`, `eingang.datum`)."""
    result = known(foerderjahr)
    assert result.bescheid is not None
    for name, plain in changes.items():
        owner, _, attribute = name.partition(".")
        match owner:
            case "eingang":
                day = read_day(str(plain)).value if plain else None
                attribute = "received_on" if attribute == "datum" else attribute
                result = replace(result, **{attribute: day})
            case "traeger":
                value = TraegerArt(plain) if attribute == "art" else plain
                result = replace(result, traeger=replace(TRAEGER, **{attribute: value}))
            case "bescheid" if attribute == "fehlt":
                result = replace(result, bescheid=None, traeger=None)
            case "bescheid" if attribute == "bis":
                period = Zeitraum(dt.date(foerderjahr, 1, 1), read_day(str(plain)).value)
                result = replace(result, bescheid=replace(result.bescheid, zeitraum=period))
            case _:
                value = read_day(str(plain)).value if attribute == "nachweis_bis" else Decimal(str(plain))
                result = replace(result, bescheid=replace(result.bescheid, **{attribute: value}))
    return result
