"""Two versions of a report: what changed, and whether anything did."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kmn_automation.model.comparison import changes, content_hash
from kmn_automation.model.report import Oddity, Place, Report, Scalar, Sight, Value


def value(content: Scalar | None, cell: str, raw: str = "") -> Value:
    return Value(raw or ("" if content is None else str(content)), content, Place("Blatt", cell, cell))


def report(fields: dict[str, Value], lines: tuple[dict[str, Value], ...] = ()) -> Report:
    return Report("2024", fields, {"belege": lines})


def test_a_changed_value_is_named_with_old_and_new() -> None:
    old = report({"a.b": value(Decimal("12.50"), "C3"), "a.c": value("x", "C4")})
    new = report({"a.b": value(Decimal("13.00"), "C5"), "a.c": value("x", "C9")})

    (change,) = changes(old, new)

    assert (change.place.cell, change.old, change.new) == ("C5", "12,5", "13")


def test_what_came_and_what_went_is_a_change_and_emptiness_is_nothing() -> None:
    old = report(
        {"a.b": value(None, "C3"), "a.weg": value("alt", "C7")}, ({"betrag": value(Decimal(1), "D2")},)
    )
    new = report(
        {"a.b": value("neu", "C3")},
        ({"betrag": value(Decimal(1), "D2")}, {"betrag": value(Decimal(2), "D3")}),
    )

    assert [(each.place.cell, each.old, each.new) for each in changes(old, new)] == [
        ("C3", "", "neu"),
        ("D3", "", "2"),
        ("C7", "alt", ""),
    ]


def test_an_unreadable_cell_counts_by_its_raw_text() -> None:
    assert (
        changes(report({"a.b": value(None, "C3", "zwölf")}), report({"a.b": value(Decimal(12), "C3")}))[0].old
        == "zwölf"
    )


def test_the_same_figures_in_another_file_have_the_same_hash() -> None:
    first = report({"a.b": value(Decimal("12.50"), "C3")})
    moved = report({"a.b": value(Decimal("12.5"), "F9")})
    other = report({"a.b": value("12.5", "C3")})

    assert content_hash(first) == content_hash(moved)
    assert content_hash(first) != content_hash(other)


def test_a_file_from_which_only_something_beside_the_form_was_removed_is_another_one() -> None:
    clean = report({"a.b": value(Decimal(1), "C3")})
    hidden = replace(clean, sights=(Sight(Oddity.HIDDEN_SHEET, "Intern", 3),))
    cut = replace(clean, missing_sheets=("Statistik",))

    assert len({content_hash(each) for each in (clean, hidden, cut)}) == 3
