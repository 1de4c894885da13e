"""A report filled into another version of the form: nothing is lost without a word, and nothing lands elsewhere."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from kmn_automation.forms.carry_over import CarryOver, carry_over
from kmn_automation.forms.carry_over_text import lines_of_carry_over, notes_of_carry_over
from kmn_automation.forms.fields import list_fields
from kmn_automation.forms.intake import Intake
from kmn_automation.forms.notes import Target
from kmn_automation.model.form import Field, Form, Unit
from kmn_automation.model.report import Report
from tests.forms.samples import VERSIONS, form, opened, sample, saved, writer

PAIRS = list(permutations(VERSIONS, 2))


def report_in(intake: Intake, version: str, **changes: Any) -> Report:  # noqa: ANN401 any value of a cell
    values, tables = sample(form(version))
    report = intake.read(writer(version).write({**values, **changes}, tables))
    assert isinstance(report, Report)
    return report


def carried(intake: Intake, old: str, new: str, **changes: Any) -> CarryOver:  # noqa: ANN401 any value of a cell
    return carry_over(report_in(intake, old, **changes), form(old), form(new), {})


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_every_value_is_carried_over_or_told_to_have_no_place(intake: Intake, old: str, new: str) -> None:
    report = report_in(intake, old)
    found = carry_over(report, form(old), form(new), {})

    filled = {key for key, value in report.values.items() if value.raw}
    computed = {key for key, field in form(old).fields.items() if field.sum_of or field.share_of}
    kept = filled & set(form(new).fields)
    assert set(found.values) == kept
    assert {key: found.values[key] for key in kept} == {key: report.get(key) for key in kept}
    labels = {form(old).fields[key].label for key in filled - kept - computed}
    assert {each.label for each in found.dropped} == labels
    assert {table: len(lines) for table, lines in found.tables.items()} == {
        table: len(lines) for table, lines in report.tables.items()
    }


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_block_names_the_cells_in_which_the_values_really_are(intake: Intake, old: str, new: str) -> None:
    report = report_in(intake, old)
    found = carry_over(report, form(old), form(new), {})

    copy = intake.read(writer(new).write(found.values, found.tables, notes_of_carry_over(found)))
    assert isinstance(copy, Report)
    told = {key for move in found.moves for key in move.ids}
    for key, value in found.values.items():
        before, after = report.values[key].place, copy.values[key].place
        assert copy.get(key) == value, key
        assert (key in told) == ((before.sheet, before.cell) != (after.sheet, after.cell)), key
        assert (found.places[key].sheet, found.places[key].cell) == (after.sheet, after.cell), key
    firsts = {move.ids[0]: move for move in found.moves if not move.table}
    for key, move in firsts.items():
        assert move.old_cells.startswith(report.values[key].place.cell)
        assert move.new_cells.startswith(copy.values[key].place.cell)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_what_is_required_now_and_was_not_asked_before_is_marked(intake: Intake, old: str, new: str) -> None:
    found = carried(intake, old, new)

    added = {key for key, each in form(new).fields.items() if key not in form(old).fields}
    assert {each.field.id for each in found.blanks if each.is_new} == added
    book = opened(writer(new).write(found.values, found.tables, notes_of_carry_over(found)))
    spots = {each.id: each for each in list_fields(form(new))}
    for key in added:
        comment = book[spots[key].sheet][spots[key].cell].comment
        assert comment is not None
        assert f"im Formular {new} neu und noch leer" in comment.text


def test_an_answer_that_became_required_is_asked_for(intake: Intake) -> None:
    (blank,) = carried(intake, "2017", "2022", **{"ausgaben.asylverfahrensberatung": ""}).blanks[-1:]
    found = carried(intake, "2017", "2022", **{"ausgaben.asylverfahrensberatung": ""})

    ids = {each.field.id: each.is_new for each in found.blanks}
    assert ids["ausgaben.asylverfahrensberatung"] is False
    assert blank.is_new is True
    texts = [each.text for each in notes_of_carry_over(found)]
    assert any("eine Pflichtangabe und noch leer" in each for each in texts)


def test_a_choice_that_is_gone_is_named_with_the_new_ones(intake: Intake) -> None:
    found = carried(intake, "2022", "2024")

    (misfit,) = found.misfits
    assert (misfit.field.id, misfit.content) == ("personal.qualifikation", "Sozialpädagogik")
    assert misfit.targets == tuple(
        Target("personal.qualifikation", number)
        for number, line in enumerate(found.tables["personal"])
        if line["qualifikation"] == "Sozialpädagogik"
    )
    (note,) = [each for each in notes_of_carry_over(found) if "passt nicht" in each.text]
    assert note.remedy.startswith("Bitte wählen Sie: Soziale Arbeit; Erziehungswissenschaften")


def test_cells_that_the_sender_moved_are_named_as_they_were_sent(intake: Intake) -> None:
    book = opened(writer("2022").write(*sample(form("2022"))))
    book["Ausgaben"].insert_rows(7, 2)
    report = intake.read(saved(book))
    assert isinstance(report, Report)

    found = carry_over(report, form("2022"), form("2024"), {})

    first = found.moves[0]
    assert (first.old_sheet, first.ids[0]) == ("Ausgaben", "ausgaben.raumkosten")
    assert first.old_cells.startswith(report.values["ausgaben.raumkosten"].place.cell)
    assert first.new_cells.startswith("C7 bis")


def test_more_lines_than_the_new_form_has_move_what_stands_below(intake: Intake) -> None:
    values, tables = sample(form("2017"), receipts=600)
    tables["anschaffungen"] = [dict(tables["anschaffungen"][0]) for _ in range(30)]
    report = intake.read(writer("2017").write(values, tables))
    assert isinstance(report, Report)

    found = carry_over(report, form("2017"), form("2024"), {})
    copy = intake.read(writer().write(found.values, found.tables, notes_of_carry_over(found)))

    assert isinstance(copy, Report)
    assert (len(copy.tables["belege"]), len(copy.tables["anschaffungen"])) == (600, 30)


def test_what_the_register_knows_fills_only_what_the_former_form_did_not_have(intake: Intake) -> None:
    known = {"statistik.thema_rueckkehr": Decimal(7), "deckblatt.zweck": "ein anderer", "nirgends.da": "x"}
    report = report_in(intake, "2022")

    found = carry_over(report, form("2022"), form("2024"), known)

    assert found.values["statistik.thema_rueckkehr"] == 7
    assert found.values["deckblatt.zweck"] == report.get("deckblatt.zweck")
    assert found.blanks == ()


def with_columns(base: Form, table_id: str, columns: tuple[Field, ...]) -> Form:
    sheets = tuple(
        replace(
            sheet,
            tables=tuple(
                replace(each, columns=columns) if each.id == table_id else each for each in sheet.tables
            ),
        )
        for sheet in base.sheets
    )
    return replace(base, version="2030", sheets=sheets)


def test_columns_that_come_and_go_are_told_with_their_lines(intake: Intake) -> None:
    old_columns = form().tables["mittelabrufe"].columns
    paid_by = Field("mittelabrufe.weg", "Zahlweg", Unit.TEXT, required=True)
    day = replace(old_columns[2], unit=Unit.TEXT)
    later = with_columns(form(), "mittelabrufe", (old_columns[0], day, paid_by))

    found = carry_over(report_in(intake, "2024"), form(), later, {})

    (dropped,) = found.dropped
    assert (dropped.label, dropped.lines) == ("Mittelabrufe: Betrag", 3)
    (blank,) = found.blanks
    assert (blank.field.id, len(blank.targets)) == ("mittelabrufe.weg", 3)
    assert [each.field.id for each in found.misfits] == ["mittelabrufe.verwendet_bis"] * 3
    texts = [each.text for each in notes_of_carry_over(found)]
    assert (
        "„Mittelabrufe: Betrag“: Das Formular 2030 fragt danach nicht; 3 Einträge haben hier keinen Platz."
        in texts
    )
    assert [each.remedy for each in notes_of_carry_over(found) if "passt nicht" in each.text] == [
        "Bitte tragen Sie den Wert neu ein."
    ] * 3


def test_the_short_lines_name_what_moved_left_and_is_new(intake: Intake) -> None:
    lines = lines_of_carry_over(carried(intake, "2022", "2024"))

    assert lines[0] == "Ihre Angaben aus dem Formular 2022 haben wir in das Formular 2024 übertragen."
    assert "Ausgaben C18 bis C23 → Ausgaben C17 bis C22" in lines[1]
    assert lines[2].startswith("Keinen Platz im Formular 2024 haben: „Bei Asylverfahrensberatung: Anleitung")
    assert lines[3].endswith("„Thema: Rückkehrhilfen und Reintegration“ (Statistik C47).")
    assert lines[4] == "Nicht mehr zur Auswahl stehen: „Sozialpädagogik“ bei „Qualifikation“."


def test_many_of_a_kind_are_counted_in_the_short_lines(intake: Intake) -> None:
    later = replace(form(), version="2030", sheets=(replace(form().sheets[0], id="vorblatt"),))

    lines = lines_of_carry_over(carry_over(report_in(intake, "2024"), form(), later, {}))

    assert len(lines) == 2
    assert lines[1].endswith(" weitere.")
