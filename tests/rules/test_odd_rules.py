"""Rules with odd sums: division by zero, missing parts, and what their sentences then say."""

from __future__ import annotations

from dataclasses import replace

from kmn_automation.model.finding import Examination
from kmn_automation.rules.expression_parser import parse_expression
from kmn_automation.rules.python_compiler import compile_value
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.rules.scope import Scope
from tests.rules.builder import (
    changed_known,
    clean_report,
    clean_tables,
    clean_values,
    form_of,
    forms,
    known,
    make_report,
    rulebook,
)
from tests.rules.case_file import examine
from tests.rules.test_load import with_rule

BROKEN = "  check: einnahmen.summe < 0\n"
CHECK = "  check: einnahmen.summe > 0\n"


def run(old: str, new: str, values: dict[str, object] | None = None) -> Examination:
    book = Rulebook.load(with_rule(old, new), forms())
    form = form_of(2024)
    tables = clean_tables(2024, every_position=False)
    return book.examine(make_report(form, clean_values(form, 2024) | (values or {}), tables), known(2024))


def texts(found: Examination) -> list[str]:
    return [finding.text for finding in found.findings]


def test_a_division_by_zero_is_a_rule_that_could_not_run() -> None:
    assert run("einnahmen.summe > 0", "1 / einnahmen.bund > 0").not_run == ("XYZ-01",)


def test_a_missing_number_counts_as_zero_where_the_rule_says_so() -> None:
    skipped = run(CHECK, "  check: ausgaben.reise_km > 5\n")
    counted = run(CHECK, "  if_missing: 0\n  check: ausgaben.reise_km > 5\n")
    assert texts(skipped) == []
    assert texts(counted) == ["Betrag 80.012,35\u00a0€"]


def test_a_partial_result_without_value_is_shown_as_empty() -> None:
    let = "  let: {x: ausgaben.reise_km * 2}\n"
    assert texts(run(CHECK + "  places: [einnahmen.summe]\n  text: Betrag {einnahmen.summe|euro}", BROKEN + let + "  places: [einnahmen.summe]\n  text: Es sind {x}")) == ["Es sind (leer)"]  # fmt: skip


def test_a_partial_result_that_asks_first_may_be_undefined() -> None:
    let = "  let: {x: 1 if present(ausgaben.reise_km) else ausgaben.reise_km * 2}\n"
    assert texts(run(CHECK + "  places: [einnahmen.summe]\n  text: Betrag {einnahmen.summe|euro}", BROKEN + let + "  places: [einnahmen.summe]\n  text: Es sind {x}")) == ["Es sind (leer)"]  # fmt: skip


def test_a_sum_over_the_lines_may_stand_in_the_sentence() -> None:
    let = "  let: {x: lines(belege) + count(belege.betrag > 0)}\n"
    assert texts(run(CHECK + "  places: [einnahmen.summe]\n  text: Betrag {einnahmen.summe|euro}", BROKEN + let + "  places: [belege]\n  text: Es sind {x}")) == ["Es sind 48"]  # fmt: skip


def test_without_a_found_template_the_cells_are_shown() -> None:
    assert run(CHECK, BROKEN).findings[0].found == "Summe der Einnahmen: 80.012,35\u00a0€"


def test_a_number_too_large_for_cents_is_not_written() -> None:
    wrong = {"ausgaben.reise_km": "9" * 12, "ausgaben.reise_satz": "9" * 12}
    let = "  let: {x: ausgaben.reise_km * ausgaben.reise_satz}\n"
    assert texts(run(CHECK + "  places: [einnahmen.summe]\n  text: Betrag {einnahmen.summe|euro}", BROKEN + let + "  places: [einnahmen.summe]\n  text: Es sind {x}", wrong)) == ["Es sind (leer)"]  # fmt: skip


def test_an_empty_list_that_a_rule_covers_is_a_finding() -> None:
    book = Rulebook.load(
        with_rule(CHECK + "  places: [einnahmen.summe]\n", "  covers: [herkunft]\n"), forms()
    )
    form = form_of(2024)
    tables = clean_tables(2024, every_position=False) | {"herkunft": []}
    values = clean_values(form, 2024) | {"statistik.herkunft_andere": 240}
    found = book.examine(make_report(form, values, tables), known(2024))
    assert [(finding.rule, finding.text) for finding in found.findings] == [
        (
            "XYZ-01",
            "Auf dem Blatt „Statistik“ ist die Liste „Häufigste Herkunftsländer (höchstens zehn)“ leer.",
        )
    ]


def test_absurd_shares_leave_the_settlement_open() -> None:
    changes: dict[str, object] = {"personal.0.stellenanteil": "9" * 12, "personal.0.monate": "9" * 12}
    assert examine(2024, {**changes, "bescheid.stellenanteile": "9" * 24}).settlement is None


def test_without_granted_posts_their_rules_do_not_run() -> None:
    found = examine(2024, {"bescheid.fehlt": True, "deckblatt.stellenanteile": None})
    assert {"PER-02", "ELG-04/ELG-05"} <= set(found.not_run)


def test_without_a_bescheid_the_deckblatt_counts_for_a_whole_year() -> None:
    found = examine(2024, {"bescheid.fehlt": True, "personal.1.monate": 11})
    assert "PER-03" in {finding.rule for finding in found.findings}


def test_half_a_year_of_funding_is_half_the_posts() -> None:
    register = changed_known(2024, {"bescheid.bis": "30.06.2024"})
    form = form_of(2024)
    report = make_report(
        form,
        clean_values(form, 2024) | {"deckblatt.zeitraum_bis": "30.06.2024"},
        clean_tables(2024, every_position=False),
    )
    found = rulebook().examine(report, register)
    spoken = {finding.rule: finding.found for finding in found.findings}
    assert spoken["PER-02"] == "1,5 Stellen"


def test_a_missing_sheet_that_nobody_requires_is_no_finding() -> None:
    form = forms()["2024"]
    report = clean_report(2024)
    assert "Anhang" not in {sheet.title for sheet in form.sheets}
    values = examine(2024, {"missing_sheets": ["Anhang"]})
    assert values.findings == ()
    assert report.missing_sheets == ()


def test_a_text_in_the_rule_itself_may_be_looked_up() -> None:
    tree = parse_expression('"a" in ("a", "b")', Scope(forms()["2024"], {}))
    assert compile_value(tree).run() is True


def test_a_person_without_kennung_or_days_is_left_to_the_gaps() -> None:
    found = examine(2024, {"personal.0.kennung": None, "personal.1.bezahlt_von": None})
    assert {finding.rule for finding in found.findings} == {"PER-01"}


def test_receipts_with_an_odd_number_and_no_day_are_left_to_the_gaps() -> None:
    found = examine(2024, {"belege.0.nummer": {"raw": "x"}, "belege.1.datum": None})
    assert {finding.rule for finding in found.findings} == {"FRM-12", "BEL-01"}
    assert "BEL-02" in found.not_run


def test_a_text_among_the_amounts_of_a_column_is_unreadable() -> None:
    report = clean_report(2024)
    first, *rest = report.tables["belege"]
    line = {**first, "betrag": first["betrag"]._replace(value="viel", raw="viel")}
    changed = replace(report, tables={**report.tables, "belege": (line, *rest)})
    assert "FRM-12" in {finding.rule for finding in rulebook().examine(changed, known(2024)).findings}


def test_a_line_without_a_cell_counts_as_a_line_with_an_empty_one() -> None:
    report = clean_report(2024)
    first, *others = report.tables["personal"]
    shorter = {name: value for name, value in first.items() if name != "gesamt"}
    changed = replace(report, tables={**report.tables, "personal": (shorter, *others)})

    found = {finding.rule: finding.text for finding in rulebook().examine(changed, known(2024)).findings}

    assert found["PER-01"].startswith("Blatt „Personal“, Zeile 7: Es fehlt")
