"""Numbers and days as Germans write and read them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmn_automation.model.german import (
    format_day,
    format_euro,
    format_long_day,
    format_number,
    join_words,
    read_day,
    read_number,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234,5 €", "1234.5"),
        ("€ 12", "12"),
        ("-3", "-3"),
        ("+3,0", "3"),
        ("1.234.567", "1234567"),
        ("12\u00a0000,00 EUR", "12000"),
        ("90 %", "90"),
        ("0,5", "0.5"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("1 234 567,8", "1234567.8"),
        ("1'234.50", "1234.50"),
        ("'1234,5", "1234.5"),
        ("−12", "-12"),
        ("– 12", "-12"),
        ("12,5-", "-12.5"),
        ("50,-", "50"),
        ("1.234,-- €", "1234"),
        ("１２，５", "12.5"),
        ("\u200b12\ufeff", "12"),
    ],
)
def test_a_typed_number_is_read(text: str, number: str) -> None:
    assert read_number(text).value == Decimal(number)


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.345", "-1,000"])
def test_a_number_with_two_meanings_has_none(text: str) -> None:
    reading = read_number(text)

    assert reading.value is None
    assert reading.problem.startswith("nicht eindeutig: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zwölf",
        "1.2.3",
        "1,2,3",
        "12 Std.",
        "1e3",
        "٣",
        "½",
        "--1",
        "1.23,4,5",
        ".",
        "12 50",
        "5 € 3",
        "12²",
        "(5)",
        "-",
    ],
)
def test_what_is_no_number_says_so(text: str) -> None:
    assert read_number(text).problem == "keine gültige Zahl"


def test_more_digits_than_excel_keeps_are_refused() -> None:
    assert read_number("1234567890123456").problem == "mehr als 15 Ziffern"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_what_we_write_with_cents_we_read_again(number: Decimal) -> None:
    assert read_number(format_number(number, 2)).value == number


@pytest.mark.parametrize(
    ("text", "day"),
    [("05.03.2025", dt.date(2025, 3, 5)), ("5. 3. 2025", dt.date(2025, 3, 5)), ("2025-03-05", dt.date(2025, 3, 5)),
     ("2025-03-05 00:00:00", dt.date(2025, 3, 5)), (" 31.12.2024 ", dt.date(2024, 12, 31)),
     ("5. März 2025", dt.date(2025, 3, 5)), ("5.januar 2025", dt.date(2025, 1, 5)),
     ("2025-03-05T00:00:00.000Z", dt.date(2025, 3, 5)), ("５.３.２０２５", dt.date(2025, 3, 5))],
)  # fmt: skip
def test_a_typed_day_is_read(text: str, day: dt.date) -> None:
    assert read_day(text).value == day


@pytest.mark.parametrize("text", ["5.3.25", "März 25", "03/05/2025", "2025-03-05 14:00", "5. Mär 2025", ""])
def test_a_day_without_a_year_of_four_digits_is_none(text: str) -> None:
    assert read_day(text).problem == "kein gültiges Datum (TT.MM.JJJJ)"


def test_a_day_that_does_not_exist_says_so() -> None:
    assert read_day("31.02.2025").problem == "diesen Tag gibt es nicht"


def test_numbers_are_written_with_german_marks() -> None:
    assert format_euro(Decimal("1234.5")) == "1.234,50\u00a0€"
    assert format_number(Decimal("1200.00")) == "1.200"
    assert format_number(Decimal("0.125")) == "0,125"
    assert format_number(Decimal("-0.001"), 2) == "0,00"
    assert format_number(Decimal("0.005"), 2) == "0,01"


def test_days_are_written_short_and_long() -> None:
    assert format_day(dt.date(2025, 3, 5)) == "05.03.2025"
    assert format_long_day(dt.date(2025, 3, 5)) == "5. März 2025"


def test_words_are_joined_with_a_last_und() -> None:
    assert [join_words(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a und b", "a, b und c"]
