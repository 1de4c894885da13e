"""Random edits of a register workbook: each cell is read exactly as meant, or refused at that very cell."""

from __future__ import annotations

import datetime as dt
import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from kmn_automation.forms.register_read import read_register
from kmn_automation.model.german import format_number
from kmn_automation.model.money import euro
from kmn_automation.model.register import Register
from tests.forms.register_cast import POSITIONS, RICHTLINIEN, edited, invent, written

OFFICE = written(invent(4))
FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class Edit:
    """A value put into one cell; `meant` is what must be read, None where it must be refused."""

    sheet: str
    cell: str
    value: object
    get: Callable[[Register], object]
    meant: object = None


def cents() -> st.SearchStrategy[Decimal]:
    return st.integers(0, 9_999_999_99).map(lambda each: Decimal(each) / 100)


@st.composite
def amounts(draw: st.DrawFn) -> Edit:
    row, amount = draw(st.integers(3, 6)), draw(cents())
    has_two_readings = amount == amount.to_integral() and amount >= 1000
    shapes = [
        float(amount),
        f"{format_number(amount, 2)} €",
        f"{amount:.2f}",
        f" EUR {format_number(amount, 2)}",
    ]
    value = draw(st.sampled_from(shapes))
    edit = Edit(
        "Bescheide", f"H{row}", value, lambda register: register.bescheide[row - 3].ausgezahlt, euro(amount)
    )
    if has_two_readings and draw(st.booleans()) and amount < 1_000_000:
        return Edit("Bescheide", f"H{row}", format_number(amount, 0), edit.get)
    return edit


@st.composite
def days(draw: st.DrawFn) -> Edit:
    row, day = draw(st.integers(3, 6)), draw(st.dates(dt.date(1980, 1, 1), dt.date(2110, 12, 31)))
    value = draw(
        st.sampled_from([day, f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}", day.isoformat()])
    )
    meant = day if 1990 <= day.year <= 2100 else None
    return Edit("Bescheide", f"D{row}", value, lambda register: register.bescheide[row - 3].datum, meant)


@st.composite
def names(draw: st.DrawFn) -> Edit:
    row = draw(st.integers(3, 6))
    alphabet = st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cn"), exclude_characters="\ufffe\uffff"
    )
    text = draw(st.text(alphabet, min_size=1, max_size=40).filter(_fits_into_xml))
    clean = unicodedata.normalize("NFC", text).strip()
    bad = not clean or any(unicodedata.category(mark) in {"Cc", "Cf", "Co", "Zl", "Zp"} for mark in clean)
    meant = None if bad else clean
    return Edit("Träger", f"B{row}", text, lambda register: register.traeger[row - 3].name, meant)


def _fits_into_xml(text: str) -> bool:
    """What no program could have saved, or what the format itself folds or decodes, is no edit of a person."""
    return all(mark >= " " or mark in "\t\n" for mark in text) and "_x" not in text.lower() and text[0] != "="


@st.composite
def addresses(draw: st.DrawFn) -> Edit:
    row = draw(st.integers(3, 6))
    local = draw(st.text(string.ascii_letters + string.digits + "._-+ ;@", min_size=1, max_size=12))
    domain = draw(
        st.sampled_from(["haus.example", "haus.example.", "häus.example", "haus", "a.b.example", "-.example"])
    )
    text = f"{local}@{domain}"
    parts = local.lstrip(" ").split(".")
    sound = (
        all(parts) and not set(local.lstrip(" ")) & set(" ;@") and domain in {"haus.example", "a.b.example"}
    )
    meant = text.strip(" ") if sound else None
    return Edit("Adressen", f"D{row}", text, lambda register: register.contacts[row - 3].email, meant)


def apply(edit: Edit) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        cell = workbook[edit.sheet][edit.cell]
        cell.value = edit.value
        if isinstance(edit.value, str):
            cell.data_type = "s"

    return change


def check(edit: Edit) -> None:
    register, refusals = read_register(edited(OFFICE, apply(edit)), POSITIONS, RICHTLINIEN)

    if edit.meant is None:
        assert [(each.sheet, each.cell) for each in refusals] == [(edit.sheet, edit.cell)]
    else:
        assert (edit.get(register), refusals) == (edit.meant, ())


@FEW
@given(amounts())
def test_an_amount_is_read_to_the_cent_or_refused(edit: Edit) -> None:
    check(edit)


@FEW
@given(days())
def test_a_day_is_read_or_refused(edit: Edit) -> None:
    check(edit)


@FEW
@given(names())
def test_a_name_is_read_to_the_letter_or_refused(edit: Edit) -> None:
    check(edit)


@FEW
@given(addresses())
def test_an_address_is_read_to_the_letter_or_refused(edit: Edit) -> None:
    check(edit)


@FEW
@given(st.data())
def test_any_heading_that_is_changed_is_refused(data: st.DataObject) -> None:
    sheet = data.draw(st.sampled_from(["Träger", "Adressen", "Bescheide", "Koordination", "Sitzungen"]))
    column = data.draw(st.integers(1, 8))
    heading = data.draw(st.text(string.ascii_letters, max_size=10))

    def change(workbook: Workbook) -> None:
        workbook[sheet].cell(2, column).value = heading

    refusals = read_register(edited(OFFICE, change), POSITIONS, RICHTLINIEN)[1]

    assert [(each.sheet, each.row) for each in refusals] == [(sheet, 2)]


@FEW
@given(st.permutations(range(4)))
def test_sorting_the_rows_changes_only_their_order(order: list[int]) -> None:
    def change(workbook: Workbook) -> None:
        page = workbook["Träger"]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3, max_row=6)]
        for number, index in enumerate(order, start=3):
            for column, value in enumerate(rows[index], start=1):
                page.cell(number, column).value = value

    register, refusals = read_register(edited(OFFICE, change), POSITIONS, RICHTLINIEN)

    assert (set(register.traeger), refusals) == (set(invent(4).traeger), ())
