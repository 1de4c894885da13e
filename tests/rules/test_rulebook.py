"""What an examination says about odd reports; nothing that a report holds makes it fail."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.model.finding import Outcome, Severity
from kmn_automation.model.known import Known
from kmn_automation.model.report import Place, Report, Value
from tests.rules.builder import (
    clean_report,
    clean_tables,
    clean_values,
    forms,
    known,
    make_report,
    rulebook,
)
from tests.rules.case_file import examine

FORM = forms()["2024"]
UNKNOWN = Known(dt.date(2025, 6, 2))


def test_a_year_without_a_richtlinie_is_one_finding() -> None:
    bescheid = known(2024).bescheid
    assert bescheid is not None
    future = replace(known(2024), bescheid=replace(bescheid, foerderjahr=2027))
    found = rulebook().examine(clean_report(2024), future)
    assert [finding.rule for finding in found.findings] == ["FRM-02"]
    assert found.findings[0].text.startswith("Für das Förderjahr 2027 gibt es noch keine Richtlinie")
    assert found.outcome is Outcome.NACHBESSERUNG
    assert found.settlement is None


def test_a_report_for_2027_without_bescheid_is_one_finding_without_a_cell() -> None:
    values = {"deckblatt.foerderjahr": Value("2027", Decimal(2027), Place("Deckblatt", "B6"))}
    found = rulebook().examine(Report("2024", values, {}), UNKNOWN)
    assert [finding.found for finding in found.findings] == ["2027"]


@pytest.mark.parametrize("stated", [None, "2024.5"])
def test_without_a_foerderjahr_only_the_gaps_are_named(stated: str | None) -> None:
    values = clean_values(FORM, 2024) | {"deckblatt.foerderjahr": stated}
    report = make_report(FORM, values, clean_tables(2024, every_position=False))
    found = rulebook().examine(report, UNKNOWN)
    assert {finding.rule for finding in found.findings} <= {"FRM-07"}
    assert "ARI-01" in found.not_run
    assert found.settlement is None


def test_an_empty_report_names_each_sheet_once() -> None:
    found = rulebook().examine(make_report(FORM, {}, {}), known(2024))
    texts = [finding.text for finding in found.findings]
    assert sum("ist nicht ausgefüllt" in text for text in texts) == len(FORM.sheets)
    assert len(found.findings) <= len(FORM.sheets) + 1


def test_a_report_with_no_value_at_all_is_examined() -> None:
    found = rulebook().examine(Report("", {}, {}), known(2024))
    assert found.outcome is Outcome.NACHBESSERUNG


def test_many_empty_cells_of_a_sheet_are_one_finding() -> None:
    empty = dict.fromkeys((name for name in FORM.fields if name.startswith("statistik.status_")), None)
    found = examine(2024, empty).findings
    assert len(found) == 1
    assert found[0].text.startswith(
        "Auf dem Blatt „Statistik“ fehlen 9 Angaben: „Aufenthalt: EU-Freizügigkeit“"
    )
    assert len(found[0].places) == 9


def test_an_empty_list_on_a_filled_sheet_is_a_finding() -> None:
    assert [finding.rule for finding in examine(2024, {"bescheide": []}).findings] == ["FRM-06"]


def test_equal_gaps_in_many_lines_are_one_finding() -> None:
    changes: dict[str, object] = {f"belege.{number}.grund": None for number in range(12)}
    found = examine(2024, changes).findings
    assert len(found) == 1
    assert "Zeilen 7, 8, 9" in found[0].text


def test_many_unreadable_cells_of_a_column_are_one_finding() -> None:
    wrong = {"raw": "viel", "problem": "keine gültige Zahl"}
    found = examine(2024, {f"belege.{number}.betrag": wrong for number in range(12)}).findings
    assert [finding.rule for finding in found] == ["FRM-12"]
    assert "und 7 weiteren" in found[0].text
    assert len(found[0].places) == 12


def test_a_value_of_the_wrong_type_is_unreadable() -> None:
    report = clean_report(2024)
    wrong = report.values["einnahmen.summe"]._replace(value="viel", raw="viel")
    found = rulebook().examine(
        replace(report, values={**report.values, "einnahmen.summe": wrong}), known(2024)
    )
    assert [finding.rule for finding in found.findings] == ["FRM-12"]


def test_the_weightiest_finding_comes_first() -> None:
    changes = {"netzwerk.sitzungen": 0, "bescheid.foerdersatz": 79, "statistik.geschlecht_w": 1,
               "belege.+": {"position": "Raumkosten", "nummer": 25, "empfaenger": "X"}}  # fmt: skip
    found = examine(2024, changes).findings
    assert [finding.rule for finding in found] == ["STA-01", "ELG-07", "NET-02", "BEL-10"]


def test_a_ceiling_does_not_send_a_report_back() -> None:
    found = examine(2024, {"bescheid.foerdersatz": 79})
    assert found.findings[0].severity is Severity.ERROR
    assert found.outcome is Outcome.MIT_HINWEISEN


def test_an_internal_finding_leaves_the_report_accepted() -> None:
    found = examine(2024, {"belege.+": {"position": "Raumkosten", "nummer": 25, "empfaenger": "X"}})
    assert [finding.rule for finding in found.findings] == ["BEL-10"]
    assert found.outcome is Outcome.ANGENOMMEN


def test_a_deficit_is_only_a_note() -> None:
    found = examine(2024, {"einnahmen.eigenanteil": "9934.89", "einnahmen.summe": "80011.34"}).findings
    assert [(finding.rule, finding.severity) for finding in found] == [("ARI-03", Severity.NOTE)]


def test_a_rule_that_lacks_a_value_is_named() -> None:
    found = examine(2024, {"einnahmen.summe": {"raw": "x", "problem": "keine gültige Zahl"}})
    assert found.not_run == ("ARI-01",)


def test_an_optional_empty_cell_is_no_reason_to_name_a_rule() -> None:
    assert examine(2024, {"einnahmen.kommune_anteil": None}).not_run == ()


def test_the_same_report_gets_the_same_examination() -> None:
    assert examine(2024, {"einnahmen.summe": 1}) == examine(2024, {"einnahmen.summe": 1})


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.text(max_size=5),
    st.dates(),
)
names = st.sampled_from(
    [*FORM.fields, *(f"belege.{n}.{c.name}" for n in (0, 3) for c in FORM.tables["belege"].columns)]
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(names, junk, max_size=12), st.sampled_from([2013, 2018, 2023, 2024]))
def test_nothing_in_a_cell_makes_an_examination_fail(cells: dict[str, object], foerderjahr: int) -> None:
    report = clean_report(foerderjahr)
    values, lines = dict(report.values), [dict(line) for line in report.tables["belege"]]
    for name, plain in cells.items():
        table, _, rest = name.partition(".")
        if table == "belege":
            index, _, column = rest.partition(".")
            lines[int(index)][column] = lines[int(index)][column]._replace(value=plain, raw=str(plain))
        elif name in values:
            values[name] = values[name]._replace(value=plain, raw=str(plain))
    changed = replace(report, values=values, tables={**report.tables, "belege": tuple(lines)})
    found = rulebook().examine(changed, known(foerderjahr))
    assert all(finding.text and finding.remedy for finding in found.findings)
