"""When findings of two versions of a report are one point, and when the old one showed the new one already."""

from __future__ import annotations

from dataclasses import replace

from kmn_automation.model.finding import Certainty, Finding, Severity
from kmn_automation.model.points import Spots, is_same
from kmn_automation.model.report import Place, Report, Value

RULE = "BEL-11"


def report(*receipts: tuple[str, str], total: str = "30") -> Report:
    """A sum on the sheet Ausgaben, and receipts as (number, amount) from row 7 on."""
    lines = tuple(
        {
            "nummer": Value(number, None, Place("Belege", f"A{row}", "Nummer")),
            "betrag": Value(amount, None, Place("Belege", f"E{row}", "Betrag")),
        }
        for row, (number, amount) in enumerate(receipts, 7)
    )
    return Report(
        "2024", {"ausgaben.summe": Value(total, None, Place("Ausgaben", "B9", "Summe"))}, {"belege": lines}
    )


def at(*cells: str, text: str = "", found: str = "5") -> Finding:
    """A finding about these amounts of the Belegliste."""
    places = tuple(Place("Belege", cell, "Betrag") for cell in cells)
    said = text or f"Zu viel in Zelle {' und '.join(cells)}, Zeile {cells[0][1:] if cells else ''}."
    return Finding(
        RULE, Severity.NOTE, mendable=True, places=places, found=found, expected="0", text=said,
        remedy="", reference="", certainty=Certainty.CHECKED,
    )  # fmt: skip


OLD = Spots(report(("1", "5"), ("2", "5")))
MOVED = Spots(report(("9", "7"), ("1", "5"), ("2", "5")))


def test_a_receipt_keeps_its_point_when_a_line_is_inserted_above() -> None:
    assert OLD.points(at("E8")) == MOVED.points(at("E9")) == {(RULE, "belege.betrag#2")}
    assert OLD.points(at("E7")) != MOVED.points(at("E7"))


def test_two_receipts_with_one_number_are_two_points() -> None:
    twice = Spots(report(("1", "5"), ("1", "6")))
    assert twice.points(at("E7")) == {(RULE, "belege.betrag#1")}
    assert twice.points(at("E8")) == {(RULE, "belege.betrag#1#2")}


def test_a_field_is_known_by_its_id_wherever_it_stands() -> None:
    finding = replace(at(), places=(Place("Ausgaben", "B9", "Summe"),))
    assert OLD.points(finding) == {(RULE, "ausgaben.summe")}


def test_what_has_no_cell_is_known_by_its_label() -> None:
    whole = replace(at(), places=())
    sheet, label = (replace(at(), places=(Place("Statistik", "", each),)) for each in ("", "Personen"))
    assert OLD.points(whole) == {(RULE, "")}
    assert OLD.points(sheet) == {(RULE, "Statistik")}
    assert OLD.points(label) == {(RULE, "Personen")}


def test_the_first_cell_of_a_table_with_another_label_is_the_whole_table() -> None:
    table = replace(at(), places=(Place("Belege", "A7", "Alle Belege"),))
    assert OLD.points(table) == {(RULE, "Alle Belege")}


def test_the_same_receipt_with_the_same_amount_was_shown_already() -> None:
    assert is_same((at("E9"), MOVED), (at("E8"), OLD))


def test_another_amount_at_the_same_receipt_is_new() -> None:
    changed = Spots(report(("1", "5"), ("2", "6")))
    assert not is_same((at("E8", text="Zu viel."), changed), (at("E8", text="Zu viel."), OLD))


def test_another_receipt_is_new() -> None:
    assert not is_same((at("E7"), MOVED), (at("E7"), OLD))


def test_another_sentence_about_the_same_cell_is_new() -> None:
    assert not is_same((at("E8", text="3 zu viel."), OLD), (at("E8", text="4 zu viel."), OLD))
    assert not is_same((at("E8", found="6"), OLD), (at("E8"), OLD))


def test_a_part_of_what_was_shown_is_not_new_whatever_the_sentence() -> None:
    assert is_same((at("E7", text="Eine Zelle."), OLD), (at("E7", "E8", text="Zwei Zellen."), OLD))
    assert not is_same((at("E7", "E8"), OLD), (at("E7"), OLD))
