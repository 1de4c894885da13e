"""The register workbook as a person meets it: headings, help, choices, formats, and nothing hidden."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from kmn_automation.forms.register_layout import register_sheets
from kmn_automation.forms.register_notes import register_warnings, traeger_lines
from kmn_automation.forms.register_read import read_register
from kmn_automation.model.money import euro
from kmn_automation.model.register import Coordinator, Duty, PlanLine, Register, Role
from tests.forms.register_cast import POSITIONS, RICHTLINIEN, contact, invent, written

SHEETS = register_sheets(POSITIONS, RICHTLINIEN)
TODAY = dt.date(2025, 3, 3)


@contextmanager
def opened(register: Register | None) -> Iterator[Workbook]:
    with closing(openpyxl.load_workbook(io.BytesIO(written(register)))) as workbook:
        yield workbook


def test_the_template_has_the_guide_first_and_the_choices_last() -> None:
    with opened(None) as workbook:
        assert workbook.sheetnames == ["Anleitung", *(each.title for each in SHEETS), "Auswahllisten"]
        assert {page.sheet_state for page in workbook.worksheets} == {"visible"}


@pytest.mark.parametrize("spec", SHEETS, ids=lambda spec: spec.id)
def test_every_sheet_has_help_headings_filter_and_a_frozen_head(spec: object) -> None:
    sheet = next(each for each in SHEETS if each is spec)
    with opened(None) as workbook:
        page = workbook[sheet.title]

        assert [cell.value for cell in page[2]] == list(sheet.headings)
        assert all(str(cell.value).startswith(("Pflicht. ", "Freiwillig. ")) for cell in page[1])
        assert (page.freeze_panes, page.max_row) == ("B3", 2)
        assert page.auto_filter.ref.startswith("A2:")


@pytest.mark.parametrize("spec", SHEETS, ids=lambda spec: spec.id)
def test_every_column_prompts_and_offers_its_choices(spec: object) -> None:
    sheet = next(each for each in SHEETS if each is spec)
    with opened(None) as workbook:
        rules = workbook[sheet.title].data_validations.dataValidation

        assert [rule.prompt for rule in rules] == [column.help for column in sheet.columns]
        assert all(
            rule.type == "list" for rule, column in zip(rules, sheet.columns, strict=True) if column.choices
        )


def test_choices_with_commas_stand_in_a_list_and_not_in_the_rule() -> None:
    with opened(None) as workbook:
        rule = workbook["Finanzierungsplan"].data_validations.dataValidation[2]
        sheet, _, cells = rule.formula1.partition("!")

        assert [row[0].value for row in workbook[sheet.strip("'")][cells]] == list(POSITIONS)


def test_amounts_and_days_are_numbers_with_a_format() -> None:
    with opened(invent(1)) as workbook:
        page = workbook["Bescheide"]

        assert (page["G3"].value, page["G3"].number_format) == (45000.5, '#,##0.00\\ "€"')
        assert (page["D3"].value.date(), page["D3"].number_format) == (dt.date(2024, 12, 10), "dd.mm.yyyy")
        assert workbook["Träger"]["F3"].value == "01067"


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    first = replace(invent(1).traeger[0], name='=HYPERLINK("x")')
    register = replace(invent(1), traeger=(first,))

    with opened(register) as workbook:
        assert workbook["Träger"]["B3"].data_type == "s"
    assert read_register(written(register), POSITIONS, RICHTLINIEN) == (register, ())


def test_a_plan_line_without_a_year_gets_that_of_its_bescheid() -> None:
    register = invent(1)
    plan = tuple(PlanLine(each.geschaeftszeichen, each.position, each.betrag) for each in register.plan)

    again, refusals = read_register(written(replace(register, plan=plan)), POSITIONS, RICHTLINIEN)

    assert (again, refusals) == (register, ())


def test_each_year_of_a_geschaeftszeichen_has_its_own_plan() -> None:
    old, new = invent(1).bescheide[0], replace(invent(1).bescheide[0], foerderjahr=2026)
    lines = (
        PlanLine(old.geschaeftszeichen, "ausgaben.raumkosten", euro(1), 2025),
        PlanLine(old.geschaeftszeichen, "ausgaben.raumkosten", euro(2), 2026),
    )
    register = Register(bescheide=(old, new), plan=lines)

    assert register.plan_of(new) == {"ausgaben.raumkosten": euro(2)}


def test_a_sound_register_has_no_warnings() -> None:
    assert register_warnings(invent(3), TODAY) == ()


def test_warnings_name_what_will_stop_a_letter() -> None:
    register = invent(2)
    expired = replace(contact(1), gueltig_bis=dt.date(2025, 3, 2))
    post_only = replace(contact(2), role=Role.POST)
    gone = replace(register.traeger[0], id="T-900", gueltig_bis=dt.date(2024, 12, 31))
    overpaid = replace(register.bescheide[0], ausgezahlt=euro("45000.51"))
    reader = Coordinator("Ada Probst", "probst@office.example", Duty.LESEN)
    changed = replace(
        register,
        traeger=(*register.traeger, gone),
        contacts=(expired, post_only),
        bescheide=(overpaid, register.bescheide[1]),
        plan=register.plan[:5],
        coordinators=(reader,),
    )

    assert register_warnings(changed, TODAY) == (
        "Träger T-001 (Verein 1 & Söhne e. V.) hat am 03.03.2025 keine gültige Adresse für Post.",
        "Träger T-001 (Verein 1 & Söhne e. V.) hat am 03.03.2025 keine gültige Adresse für Berichte.",
        "Träger T-002 (Verein 2 & Söhne e. V.) hat am 03.03.2025 keine gültige Adresse für Berichte.",
        "Für den Regionalverbund RV-01 (Regionalverbund Nordwiese) kann am 03.03.2025 niemand freigeben.",
        "Für den Regionalverbund RV-02 (Regionalverbund Südhang) kann am 03.03.2025 niemand freigeben.",
        "Für Entwürfe an das Landesamt fehlen zwei Personen, von denen eine die Zweitfreigabe hat.",
        "Bescheid MB-2025-001 (2025): ausgezahlt sind 45.000,51\u00a0€, bewilligt nur 45.000,50\u00a0€.",
        "Bescheid MB-2025-002 (2025) hat keinen Finanzierungsplan; das Formular bleibt in diesem Teil leer.",
    )


def test_a_traeger_is_shown_with_its_addresses_and_bescheide() -> None:
    register = invent(1)
    limited = replace(contact(1), gueltig_von=dt.date(2025, 1, 1), gueltig_bis=dt.date(2025, 3, 2))
    register = replace(register, contacts=(limited,))

    assert traeger_lines(register, register.traeger[0], TODAY) == (
        "T-001  Verein 1 & Söhne e. V. (juristische Person des öffentlichen Rechts)",
        "  Weg 1, 01067 Ort – Regionalverbund RV-02",
        "  eva1@verein1.example – Dr. Eva Test 1, Bericht und Post (ab 01.01.2025 bis 02.03.2025)",
        "  Schreiben am 03.03.2025 an: niemanden (keine gültige Adresse)",
        (
            "  MB-2025-001 – Förderjahr 2025: bewilligt 45.000,50\u00a0€, ausgezahlt 45.000,50\u00a0€, "
            "Fördersatz 90 %, 0,75 Stellen, RL_MB_2024"
        ),
    )
