"""The single changes that faults are made of; each gives a new draft and leaves the old one alone."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from kmn_automation.model.german import format_number
from kmn_automation.model.money import euro
from kmn_automation.model.report import Scalar
from kmn_automation.simulation.figures import Tables, Values


@dataclass(frozen=True, slots=True)
class Draft:
    """A report before it becomes a workbook, and the circumstances that a workbook cannot hold."""

    values: Values
    tables: Tables
    form_version: str = "2024"
    missing_sheets: tuple[str, ...] = ()
    """Ids of sheets to take out of the workbook."""
    late: bool = False
    """To be received after the last day for the proof."""


Change = Callable[[Draft, random.Random], Draft]
_GRACE = dt.timedelta(days=45)


def put(field: str, value: Scalar) -> Change:
    """Writes another value; a text in a number field is a text in the cell."""
    return lambda draft, _rng: _with(draft, {field: value})


def add(amount: str, *fields: str) -> Change:
    """Adds the amount to each of the fields."""
    return lambda draft, _rng: _with(
        draft, {field: _number(draft.values.get(field)) + Decimal(amount) for field in fields}
    )


def drop(*fields: str) -> Change:
    """Leaves the fields empty."""
    return lambda draft, _rng: replace(
        draft, values={field: value for field, value in draft.values.items() if field not in fields}
    )


def drop_sheet(sheet: str, *tables: str) -> Change:
    """Takes a whole sheet out, with its tables."""

    def change(draft: Draft, _rng: random.Random) -> Draft:
        values = {field: value for field, value in draft.values.items() if not field.startswith(f"{sheet}.")}
        left = {name: lines for name, lines in draft.tables.items() if name not in tables}
        return replace(draft, values=values, tables=left, missing_sheets=(*draft.missing_sheets, sheet))

    return change


def add_to_line(table: str, column: str, amount: str) -> Change:
    """Adds the amount in the last line of a table."""

    def change(draft: Draft, _rng: random.Random) -> Draft:
        line = draft.tables[table][-1]
        return _with_line(draft, table, -1, {**line, column: _number(line.get(column)) + Decimal(amount)})

    return change


def drop_in_line(table: str, column: str) -> Change:
    """Leaves a cell of the last line empty."""

    def change(draft: Draft, _rng: random.Random) -> Draft:
        line = {name: value for name, value in draft.tables[table][-1].items() if name != column}
        return _with_line(draft, table, -1, line)

    return change


def use_version(version: str) -> Change:
    """The stamp of another form."""
    return lambda draft, _rng: replace(draft, form_version=version)


def send_late(draft: Draft, _rng: random.Random) -> Draft:
    """Nothing in the report changes, only its arrival."""
    return replace(draft, late=True)


def write_as_text(draft: Draft, _rng: random.Random) -> Draft:
    """All amounts of the Ausgaben and of the Belege as German texts, which have only one reading."""
    values = {
        field: _as_text(value) if field.startswith("ausgaben.") else value
        for field, value in draft.values.items()
    }
    belege = [{**line, "betrag": _as_text(line["betrag"])} for line in draft.tables["belege"]]
    return replace(draft, values=values, tables={**draft.tables, "belege": belege})


def sign_early(draft: Draft, rng: random.Random) -> Draft:
    """Confirmed some weeks before the period ends."""
    end = _day(draft.values.get("deckblatt.zeitraum_bis"))
    return _with(draft, {"bestaetigung.datum": end - dt.timedelta(days=rng.randint(10, 40))})


def spend_less(draft: Draft, _rng: random.Random) -> Draft:
    """A tenth of the personnel is not eligible, so the grant paid is more than its share."""
    personal = _number(draft.values.get("ausgaben.personalausgaben"))
    cut = euro(personal / 10)
    whole = _number(draft.values.get("ausgaben.summe_zuwendungsfaehig"))
    changed = {"ausgaben.personalausgaben_zuwendungsfaehig": personal - cut}
    return _with(draft, {**changed, "ausgaben.summe_zuwendungsfaehig": whole - cut})


def swap_days(draft: Draft, _rng: random.Random) -> Draft:
    """The last two receipts change their days."""
    before, last = draft.tables["belege"][-2:]
    swapped = _with_line(draft, "belege", -2, {**before, "datum": last["datum"]})
    return _with_line(swapped, "belege", -1, {**last, "datum": before["datum"]})


def pay_late(draft: Draft, _rng: random.Random) -> Draft:
    """The last receipt was paid weeks after the period and after any days of grace."""
    end = _day(draft.values.get("deckblatt.zeitraum_bis"))
    return _with_line(draft, "belege", -1, {**draft.tables["belege"][-1], "datum": end + _GRACE})


def double_receipt(draft: Draft, _rng: random.Random) -> Draft:
    """The last two receipts become one and the same, the sum stays (a cent may go to the third last)."""
    third, before, last = draft.tables["belege"][-3:]
    both = _number(before.get("betrag")) + _number(last.get("betrag"))
    half = euro(both / 2)
    same = {**before, "betrag": half}
    draft = _with_line(
        draft, "belege", -3, {**third, "betrag": _number(third.get("betrag")) + both - 2 * half}
    )
    draft = _with_line(draft, "belege", -2, same)
    return _with_line(draft, "belege", -1, {**same, "nummer": last["nummer"]})


def consult_less(draft: Draft, _rng: random.Random) -> Draft:
    """Half as many consultations as persons; their own sum is right."""
    half = _number(draft.values.get("statistik.personen")) // 2
    none = {f"statistik.beratungen_{way}": Decimal(0) for way in ("telefon", "digital", "aufsuchend")}
    return _with(draft, {**none, "statistik.beratungen_persoenlich": half, "statistik.beratungen": half})


def _with(draft: Draft, changed: Values) -> Draft:
    return replace(draft, values={**draft.values, **changed})


def _with_line(draft: Draft, table: str, index: int, line: dict[str, Scalar]) -> Draft:
    lines = list(draft.tables[table])
    lines[index] = line
    return replace(draft, tables={**draft.tables, table: lines})


def _as_text(value: Scalar) -> Scalar:
    """`1.234,56`; only with cents, since `1.234` would have two readings."""
    return format_number(value, 2) if isinstance(value, Decimal) else value


def _number(value: Scalar | None) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError(f"a fault for numbers was planted on {value!r}")
    return value


def _day(value: Scalar | None) -> dt.date:
    if not isinstance(value, dt.date):
        raise TypeError(f"a fault for days was planted on {value!r}")
    return value
