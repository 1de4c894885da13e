"""Filled forms with every kind of mistake: invented reports with faults in them, and random values near the limits."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kmn_automation.forms.totals import compute
from kmn_automation.model.form import Field, Form, Unit
from kmn_automation.model.frist import Zeitraum
from kmn_automation.model.known import Known
from kmn_automation.model.money import euro
from kmn_automation.model.register import Bescheid, Traeger, TraegerArt
from kmn_automation.model.report import Scalar
from kmn_automation.simulation.faults import Fault, plant
from kmn_automation.simulation.network import invent_network
from tests.simulation.invented import draft_of, known_for

Values = dict[str, Scalar]
Tables = dict[str, list[dict[str, Scalar]]]
YEARS = {
    "2012": range(2012, 2017),
    "2017": range(2017, 2022),
    "2022": (2022, 2023),
    "2024": range(2024, 2027),
}
OFFSETS = ("0", "0", "0.01", "-0.01", "1", "-1", "1.01", "0.99", "0.001", "100", "-1000")
AMOUNTS = (
    "0",
    "0",
    "0.01",
    "1",
    "800",
    "800.01",
    "2500",
    "25000",
    "55000",
    "60000",
    "49500",
    "12345.67",
    "-250.50",
)
COUNTS = ("0", "0", "1", "2", "7", "12", "60", "100", "599", "600", "2400")
NUMBERS = ("0", "0.25", "0.5", "0.75", "1", "1.5", "6", "12", "20", "38.5", "39", "40.01", "80", "90")
GARBAGE = ("siehe Anlage", "k. A.", "31.02.2025", "???")
READABLE_TEXTS = ("1.234,50", "250,00", "05.03.2025", "12 %")
"""Texts that the reader understands and a formula leaves alone."""
TEXTS = {Fault.TEXT_DECIMALS, Fault.AMBIGUOUS_NUMBER, Fault.NO_NUMBER}
NAMED = "Verein Beispiel"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form to be written, what the office knows, and whether texts stand where numbers belong."""

    version: str
    values: Values
    tables: Tables
    known: Known
    has_texts: bool = False


def invented(number: int, rng: random.Random) -> Filled:
    """A whole report of 2024 to 2026 with none to six of the mistakes that Träger make."""
    register = invent_network(number, 3, rng.choice(YEARS["2024"]))
    planted = [each for each in Fault if each not in {Fault.WRONG_VERSION, Fault.MISSING_SHEET}]
    faults = rng.sample(planted, rng.randint(0, 6))
    faults.sort(key=lambda each: each in TEXTS)  # what turns numbers into texts comes last
    draft = draft_of(register, 0, rng.randint(12, 25))
    for fault in faults:
        with contextlib.suppress(TypeError):  # an earlier mistake left nothing to spoil
            draft = plant(draft, [fault], rng)
    return Filled(
        "2024", draft.values, draft.tables, known_for(draft, register, 0), bool(TEXTS & set(faults))
    )


def scattered(form: Form, rng: random.Random) -> Filled:
    """Random values of one form: equal, nearly equal, at limits, missing, unreadable; sums right or nearly so."""
    year = rng.choice(YEARS[form.version])
    texts = rng.random() < 0.15
    maker = _Maker(form, year, rng, texts)
    tables = {table.id: maker.lines(table.id) for table in form.tables.values() if rng.random() < 0.85}
    values = {
        name: maker.value(field)
        for name, field in form.fields.items()
        if not field.sum_of and not field.share_of and rng.random() < (0.97 if field.required else 0.6)
    }
    values |= {"deckblatt.foerderjahr": Decimal(year)} if rng.random() < 0.95 else {}
    maker.align(values)
    maker.total(values, tables)
    return Filled(form.version, values, tables, maker.known(values), texts)


@dataclass(frozen=True)
class _Maker:
    form: Form
    year: int
    rng: random.Random
    texts: bool

    def value(self, field: Field) -> Scalar:
        rng = self.rng
        if rng.random() < 0.004 and field.unit is not Unit.TEXT:
            return rng.choice(GARBAGE)
        if self.texts and rng.random() < 0.03 and field.unit.is_number:
            return rng.choice(READABLE_TEXTS)
        makers: dict[Unit, Callable[[], Scalar]] = {
            Unit.EURO: self.amount,
            Unit.DATUM: self.day,
            Unit.JA_NEIN: lambda: rng.random() < 0.5,
            Unit.WAHL: lambda: self.spoken(rng.choice(field.choices or ("?",))),
            Unit.TEXT: lambda: self.text(field),
            Unit.ANZAHL: lambda: Decimal(rng.choice(COUNTS)) + rng.choice((0, 0, 0, 1, -1)),
            Unit.JAHR: lambda: Decimal(self.year),
        }
        return makers.get(field.unit, lambda: Decimal(rng.choice(NUMBERS)))()

    def amount(self) -> Decimal:
        plain = Decimal(self.rng.choice(AMOUNTS))
        return plain if self.rng.random() < 0.7 else Decimal(self.rng.randint(-1000, 9_000_000)) / 100

    def day(self) -> dt.date:
        start = dt.date(self.year, self.rng.randint(1, 12), self.rng.choice((1, 15, 28)))
        return start + dt.timedelta(days=self.rng.choice((0, 0, -1, 1, 2, 3, 31, 60, -400)))

    def text(self, field: Field) -> str:
        if field.long:
            return self.rng.choice(("Satz um Satz. ", "wenig  Text\n\n")) * self.rng.randint(0, 30) or "-"
        return self.rng.choice(
            (NAMED, "T001", "MB-2024-0001", "verein beispiel", "P1", "P2", "Müller & Söhne", " x ")
        )

    def spoken(self, choice: str) -> str:
        return choice.upper() if self.rng.random() < 0.1 else choice

    def lines(self, table: str) -> list[dict[str, Scalar]]:
        return [
            {
                column.name: self.value(column)
                for column in self.form.tables[table].columns
                if self.rng.random() < (0.985 if column.required else 0.8)
            }
            for _ in range(self.rng.randint(0, 6))
        ]

    def align(self, values: Values) -> None:
        """Makes some amounts equal to others, or differ by what is just allowed and just not."""
        amounts = [
            name for name, value in values.items() if isinstance(value, Decimal) and self._is_euro(name)
        ]
        for name in amounts:
            if self.rng.random() < 0.35:
                other = values[self.rng.choice(amounts)]
                factor = Decimal(self.rng.choice(("1", "1", "0.9", "0.15", "0.1")))
                if isinstance(other, Decimal):
                    values[name] = other * factor + Decimal(self.rng.choice(OFFSETS))

    def _is_euro(self, name: str) -> bool:
        return self.form.fields[name].unit is Unit.EURO

    def total(self, values: Values, tables: Tables) -> None:
        """Counts of the Statistik that add up now and then; totals typed over now and then."""
        for name, result in compute(self.form, values, tables).items():
            if self.rng.random() < 0.3 and result is not None:
                values[name] = result + Decimal(self.rng.choice(OFFSETS))
        for head in ("geschlecht_", "alter_", "status_"):
            parts = [values.get(each) for each in self.form.fields if each.startswith(f"statistik.{head}")]
            numbers = [each for each in parts if isinstance(each, Decimal)]
            if self.rng.random() < 0.4 and len(numbers) == len(parts):
                values["statistik.personen"] = sum(numbers, Decimal(0)) + self.rng.choice((0, 0, 0, 1))

    def known(self, values: Mapping[str, Scalar]) -> Known:
        received = dt.date(self.year + 1, 6, 30)
        if self.rng.random() < 0.25:
            return Known(received)
        start = dt.date(self.year, self.rng.choice((1, 1, 4)), 1)
        bescheid = Bescheid(
            geschaeftszeichen=self.same(values, "deckblatt.geschaeftszeichen", "MB-2024-0001"),
            traeger_id=self.same(values, "deckblatt.traeger_id", "T001"),
            foerderjahr=self.year,
            datum=start,
            zeitraum=Zeitraum(start, dt.date(self.year, self.rng.choice((12, 12, 9)), 28)),
            bewilligt=self.euro(values, "deckblatt.bewilligt"),
            ausgezahlt=self.euro(values, "deckblatt.ausgezahlt"),
            foerdersatz=Decimal(self.rng.choice(("90", "80", "100"))),
            stellenanteile=Decimal(self.rng.choice(("0.5", "1", "1.75", "0"))),
            richtlinie="",
        )
        art = self.rng.choice(list(TraegerArt))
        traeger = Traeger(bescheid.traeger_id, NAMED, art, "RV", "Weg 1", "30159", "Hannover")
        return Known(received, bescheid, traeger, {}, received)

    def same(self, values: Mapping[str, Scalar], name: str, other: str) -> str:
        value = values.get(name)
        return (
            value.strip() if isinstance(value, str) and value.strip() and self.rng.random() < 0.6 else other
        )

    def euro(self, values: Mapping[str, Scalar], name: str) -> Decimal:
        value = values.get(name)
        near = value if isinstance(value, Decimal) and self.rng.random() < 0.6 else self.amount()
        return euro(near + Decimal(self.rng.choice(("0", "0", "0.01", "0.02"))))
