from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kmn_automation.model.fingerprints import receipt_key, statistics_fingerprint
from kmn_automation.model.report import Line, Place, Report, Scalar, Value

DAY = dt.date(2024, 1, 31)


def cell(value: Scalar | None) -> Value:
    return Value(str(value), value, Place("Statistik", "B5"))


def report(persons: str, *, lines: tuple[Line, ...] = (), more: Scalar | None = None) -> Report:
    values = {"statistik.personen": cell(Decimal(persons)), "statistik.jmd_am_ort": cell(more)}
    return Report("2024", {**values, "ausgaben.summe": cell(Decimal(persons))}, {"herkunft": lines})


def origin(land: str, persons: str) -> Line:
    return {"land": cell(land), "personen": cell(Decimal(persons))}


def test_spelling_does_not_make_another_receipt() -> None:
    key = receipt_key(DAY, "Firma  Beispiel", Decimal("12.50"))
    assert key == receipt_key(DAY, " firma beispiel ", Decimal("12.5"))
    assert len(key) == 24
    others = [
        receipt_key(DAY, "Firma Beispiel", Decimal("12.51")),
        receipt_key(DAY + dt.timedelta(1), "Firma Beispiel", Decimal("12.50")),
        receipt_key(DAY, "Firma Beispiele", Decimal("12.50")),
    ]
    assert key not in others


def test_equal_numbers_are_equal_statistics() -> None:
    one = statistics_fingerprint(report("240", lines=(origin("Syrien", "90"), origin("Irak", "5"))))
    other = report("240.0", lines=(origin("irak ", "5"), origin("Syrien", "90")), more=True)
    assert one == statistics_fingerprint(other)
    assert len(one) == 64


def test_one_other_number_is_another_statistic() -> None:
    one = statistics_fingerprint(report("240", lines=(origin("Syrien", "90"),)))
    assert one != statistics_fingerprint(report("241", lines=(origin("Syrien", "90"),)))
    assert one != statistics_fingerprint(report("240", lines=(origin("Syrien", "91"),)))
    assert one != statistics_fingerprint(report("240", lines=({"land": cell("Syrien")},)))


def test_a_statistic_of_zeros_has_no_fingerprint() -> None:
    assert statistics_fingerprint(report("0")) == ""
    assert statistics_fingerprint(report("NaN")) == ""
