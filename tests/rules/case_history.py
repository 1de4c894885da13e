"""The history that a case describes, as the steps would fill it from the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from kmn_automation.model.fingerprints import receipt_key, statistics_fingerprint
from kmn_automation.model.german import read_day
from kmn_automation.model.history import History, PayOut
from kmn_automation.model.money import euro
from kmn_automation.model.report import Report
from tests.rules.builder import Values, clean_tables, clean_values, form_of, make_report

DAYS = ("application_on", "answer_due", "learned_on", "same_file_on")
FORMER = (
    "Im Jahr davor stand der Aufbau der neuen Sprechstunde im Mittelpunkt, dazu kamen Besuche in Schulen. "
    * 3
)
OWN = "own"


def history_of(foerderjahr: int, changes: Mapping[str, object], report: Report) -> History:
    """What `history.*` and `last` of a case say; `own` stands for the fingerprint of the case's own statistic."""
    given: dict[str, object] = {
        name.partition(".")[2]: plain for name, plain in changes.items() if name.startswith("history.")
    }
    if "last" in changes:
        given["last_report"] = former_report(foerderjahr - 1, changes["last"])
    return History(**{name: _typed(name, plain, report) for name, plain in given.items()})


def former_report(foerderjahr: int, changes: object) -> Report:
    """A report of the year before that fits the clean one: its open cases are carried over, its texts are others."""
    form = form_of(foerderjahr)
    values: Values = clean_values(form, foerderjahr) | {
        "statistik.abgeschlossen": 180,
        "statistik.bestand": 60,
    }
    tables = clean_tables(foerderjahr, every_position=foerderjahr < 2022)
    assert isinstance(changes, dict)
    if not changes.get("gleiche_texte"):
        values |= {name: FORMER for name in form.fields if name.startswith("sachbericht.")}
    return make_report(form, values | {name: plain for name, plain in changes.items() if "." in name}, tables)


def _typed(name: str, plain: Any, report: Report) -> object:  # noqa: ANN401 - whatever a case says
    if name in DAYS:
        return read_day(plain).value
    if name == "statistics_elsewhere":
        return frozenset({statistics_fingerprint(report)} if plain == OWN else ())
    return READERS[name](plain) if name in READERS else plain


def _receipts(lines: list[list[Any]]) -> dict[str, str]:
    return {receipt_key(_day(day), payee, Decimal(str(amount))): where for day, payee, amount, where in lines}


def _day(text: str) -> dt.date:
    day = read_day(text).value
    assert day
    return day


READERS: dict[str, Callable[[Any], object]] = {
    "receipts_elsewhere": _receipts,
    "shares_elsewhere": lambda shares: {key: Decimal(str(share)) for key, share in shares.items()},
    "cost_per_consultation": lambda amount: Decimal(str(amount)),
    "pay_out": lambda sums: PayOut(*(euro(str(each)) for each in sums)),
    "last_rules": tuple,
    "late_years": tuple,
}
