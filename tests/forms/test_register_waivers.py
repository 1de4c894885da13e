"""The sheet Ausnahmen: who may waive which rule for whom; an older workbook does without it."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from kmn_automation.forms.register_read import read_register
from kmn_automation.forms.register_refusal import Refusal
from kmn_automation.model.register import Coordinator, Duty, Register
from kmn_automation.model.register_diff import compare
from tests.forms.register_cast import COORDINATORS, POSITIONS, RICHTLINIEN, WAIVERS, edited, invent, written
from tests.rules.builder import rulebook

SHEET = "Ausnahmen"
RULES = {
    "FRM-09": "",
    "ELG-04": "",
    "ELG-05": "",
    "FRM-14": "sie schützt die Rechner der Koordinierungsstelle",
}
OFFICE = replace(
    invent(3),
    coordinators=(*COORDINATORS, Coordinator("Cem Leser", "leser@office.example", Duty.LESEN)),
)


def read(data: bytes) -> tuple[Register, tuple[Refusal, ...]]:
    return read_register(data, POSITIONS, RICHTLINIEN, RULES)


def with_cells(**cells: object) -> list[str]:
    """The refusals after these cells of the first waiver (row 3) were changed; None empties a cell."""

    def change(workbook: Workbook) -> None:
        for cell, value in cells.items():
            workbook[SHEET][f"{cell}3"] = value

    return [str(each) for each in read(edited(written(OFFICE), change))[1]]


def test_waivers_are_written_and_read_again_exactly() -> None:
    assert read(written(OFFICE)) == (OFFICE, ())
    assert read(written(OFFICE))[0].waivers == WAIVERS


def test_a_workbook_without_the_sheet_is_a_whole_register() -> None:
    def drop(workbook: Workbook) -> None:
        del workbook[SHEET]

    assert read(edited(written(OFFICE), drop)) == (replace(OFFICE, waivers=()), ())


def test_a_sheet_with_nearly_the_name_is_refused_and_not_passed_over() -> None:
    def rename(workbook: Workbook) -> None:
        workbook[SHEET].title = "Ausnahme"

    (refusal,) = read(edited(written(OFFICE), rename))[1]
    assert str(refusal).startswith("Blatt „Ausnahmen“: Das Blatt fehlt.")
    assert "Meinten Sie „Ausnahme“?" in refusal.reason


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"A": "FRM-99"}, "Spalte „Regel“ (A3) – gefunden: „FRM-99“: Eine Regel „FRM-99“ gibt es nicht. Meinten Sie „FRM-09“?"),
        ({"A": "Frist"}, "Eine Regel „Frist“ gibt es nicht. Alle Regeln stehen im Regelbuch."),
        ({"A": "FRM-14"}, "Diese Regel darf niemand aussetzen: sie schützt die Rechner der Koordinierungsstelle. Bitte die Zeile löschen."),
        ({"B": "T-999"}, "Spalte „Träger“ (B3) – gefunden: „T-999“: „T-999“ gibt es im Blatt „Träger“ nicht."),
        ({"C": "MB-2025-003"}, "„MB-2025-003“ ist kein Geschäftszeichen des Trägers „T-001“. Bitte eines der beiden ändern."),
        ({"D": 2024}, "Zu „T-001“ gibt es im Förderjahr 2024 keinen Bescheid. Bitte das Förderjahr ändern oder die Zelle leeren."),
        ({"C": "MB-2025-001", "D": 2024}, "Zu „MB-2025-001“ gibt es im Förderjahr 2024 keinen Bescheid."),
        ({"E": None}, "Spalte „Begründung“ (E3): Die Angabe fehlt."),
        ({"F": None}, "Spalte „Person“ (F3): Die Angabe fehlt."),
        ({"F": "kim@fremd.example"}, "„kim@fremd.example“ gibt es im Blatt „Koordination“ nicht."),
        ({"F": "leser@office.example"}, "Diese Person hat die Aufgabe „nur lesen“. Bitte eine Person eintragen, die freigeben darf."),
        ({"G": None}, "Spalte „gültig bis“ (G3): Die Angabe fehlt. Letzter Tag, an dem die Ausnahme gilt."),
        ({"H": "01.01.2027"}, "Das Ende liegt vor dem Beginn (01.01.2027). Bitte prüfen."),
    ],
)  # fmt: skip
def test_a_wrong_waiver_is_refused_at_its_cell(cells: dict[str, object], sentence: str) -> None:
    (refusal,) = with_cells(**cells)
    assert refusal.startswith("Blatt „Ausnahmen“, Zeile 3")
    assert sentence in refusal


def test_the_address_of_the_person_may_be_written_in_capitals() -> None:
    assert with_cells(F="Probst@office.example") == []


def test_a_waiver_that_stands_twice_is_refused_with_its_row() -> None:
    def repeat(workbook: Workbook) -> None:
        page = workbook[SHEET]
        for column in "ABEFG":
            page[f"{column}5"] = page[f"{column}3"].value

    (refusal,) = read(edited(written(OFFICE), repeat))[1]
    assert "„FRM-09 / T-001“ steht schon in Zeile 3." in str(refusal)


def test_a_waiver_of_a_traeger_that_cannot_be_read_is_not_compared() -> None:
    def damage(workbook: Workbook) -> None:
        workbook[SHEET]["B3"] = "=1/0"

    assert [each.cell for each in read(edited(written(OFFICE), damage))[1]] == ["B3"]


def test_without_known_rules_any_id_is_taken() -> None:
    foreign = replace(OFFICE, waivers=(replace(WAIVERS[0], rule="XYZ-01"),))
    assert read_register(written(foreign), POSITIONS, RICHTLINIEN) == (foreign, ())


def test_the_rules_that_may_be_waived_are_offered() -> None:
    limits = rulebook().waiver_limits
    assert {"ELG-04", "ELG-05", "ELG-04/ELG-05"} <= set(limits)
    assert [rule for rule in ("FRM-01", "FRM-14", "FRM-15", "FRM-09") if limits[rule]] == [
        "FRM-01",
        "FRM-14",
    ]


def test_the_template_has_the_sheet_with_its_help() -> None:
    page = openpyxl.load_workbook(io.BytesIO(written(None)))[SHEET]
    headings = [cell.value for cell in page[2]]
    assert headings[:7] == [
        "Regel",
        "Träger",
        "Geschäftszeichen",
        "Förderjahr",
        "Begründung",
        "Person",
        "gültig bis",
    ]
    assert str(page["C1"].value).startswith("Freiwillig. ")
    assert str(page["E1"].value).startswith("Pflicht. ")


# ---- the difference of an import ----------------------------------------------------------------------


def test_a_new_a_changed_and_a_gone_waiver_are_named() -> None:
    one, other = WAIVERS
    longer = replace(one, gueltig_bis=one.gueltig_bis.replace(year=2027))
    diff = compare(replace(OFFICE, waivers=(one,)), replace(OFFICE, waivers=(longer, other)))
    assert diff.changed == ("Ausnahme FRM-09 / T-001: gültig bis: 31.12.2026 → 31.12.2027",)
    assert diff.added == ("Ausnahme ELG-05 / T-002 / MB-2025-002 / 2025 / ab 01.01.2026",)
    assert diff.needs_confirmation is None
    assert compare(OFFICE, replace(OFFICE, waivers=(one,))).needs_confirmation is None


@pytest.mark.parametrize(
    ("count", "why"),
    [
        (1, "1 Ausnahme fehlt. Hat die Mappe das Blatt „Ausnahmen“?"),
        (2, "2 Ausnahmen fehlen. Hat die Mappe das Blatt „Ausnahmen“?"),
    ],
)
def test_that_all_waivers_are_gone_must_be_confirmed(count: int, why: str) -> None:
    diff = compare(replace(OFFICE, waivers=WAIVERS[:count]), replace(OFFICE, waivers=()))
    assert (diff.needs_confirmation, diff.why) == (count, (why,))
