from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kmn_automation.forms.exchange import return_values, values_from_json, values_to_json
from kmn_automation.forms.intake import Intake
from kmn_automation.forms.totals import compute
from kmn_automation.model.german import trimmed
from kmn_automation.model.report import FoundBy, Report, Scalar
from tests.forms.samples import VERSIONS, form, opened, sample, writer

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=300)


def read(intake: Intake, data: bytes) -> Report:
    report = intake.read(data)
    assert isinstance(report, Report), report
    return report


@pytest.mark.parametrize("version", VERSIONS)
def test_every_value_comes_back_as_it_was_written(intake: Intake, version: str) -> None:
    values, tables = sample(form(version))

    report = read(intake, writer(version).write(values, tables))

    assert report.form_version == version
    assert {key: report.values[key].value for key in values} == values
    assert {
        table: [{name: each.value for name, each in line.items()} for line in lines]
        for table, lines in report.tables.items()
    } == tables
    assert {each.found_by for each in report.values.values()} == {FoundBy.KEY}
    assert (report.remarks, report.missing_sheets, report.changed_labels) == ((), (), ())


def test_totals_are_written_with_formula_and_result(intake: Intake) -> None:
    values, tables = sample(form())
    data = writer().write(values, tables)
    expected = compute(form(), values, tables)

    report = read(intake, data)

    assert {key: report.values[key].value for key in expected} == expected
    assert opened(data)["Ausgaben"]["C14"].value == "=SUM(C6:C13)"
    assert report.number("einnahmen.summe") == sum(
        report.number(each) or 0 for each in form().fields["einnahmen.summe"].sum_of
    )


def test_a_total_that_was_typed_over_stays_as_it_was_typed(intake: Intake) -> None:
    values, tables = sample(form())
    wrong = {**values, "ausgaben.summe": Decimal("1.00")}

    data = writer().write(wrong, tables)

    assert read(intake, data).number("ausgaben.summe") == 1
    assert opened(data)["Ausgaben"]["C14"].value == 1


def test_an_empty_form_has_empty_values_and_no_lines(intake: Intake) -> None:
    report = read(intake, writer().write({}))

    computed = set(compute(form(), {}, {}))
    assert all(
        each.value is None and not each.problem for key, each in report.values.items() if key not in computed
    )
    assert set(report.values) == set(form().fields)
    assert set(report.tables.values()) == {()}


def test_more_lines_than_free_rows_make_the_table_longer(intake: Intake) -> None:
    lines: list[dict[str, Scalar]] = [
        {"nummer": Decimal(n + 1), "betrag": Decimal(n) + Decimal("0.25")} for n in range(431)
    ]

    report = read(intake, writer().write({}, {"belege": lines}))

    assert [line["betrag"].value for line in report.tables["belege"]] == [line["betrag"] for line in lines]


def test_texts_never_become_formulas() -> None:
    data = writer().write(
        {"deckblatt.traeger_name": '=HYPERLINK("http://boese.example")', "deckblatt.zweck": "@SUM(1)"}
    )

    sheet = opened(data)["Deckblatt"]
    assert sheet["C10"].data_type == "s"
    assert sheet["C10"].value == '=HYPERLINK("http://boese.example")'


def test_the_same_values_give_the_same_bytes() -> None:
    values, tables = sample(form())

    assert writer().write(values, tables) == writer().write(values, tables)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=TEXTS,
    amount=st.decimals(-(10**10), 10**10, places=2),
    day=st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31)),
    yes=st.booleans(),
)
@example(text="\xad", amount=Decimal("0.00"), day=dt.date(2000, 1, 1), yes=False)
def test_any_value_comes_back(intake: Intake, text: str, amount: Decimal, day: dt.date, *, yes: bool) -> None:
    values: dict[str, Scalar] = {
        "deckblatt.traeger_name": text,
        "einnahmen.bund": amount,
        "deckblatt.beginn": day,
        "deckblatt.weiterleitung": yes,
    }

    report = read(intake, writer().write(values, {"belege": [{"empfaenger": f"x{text}", "betrag": amount}]}))

    assert report.get("einnahmen.bund") == amount
    assert report.get("deckblatt.beginn") == day
    assert report.get("deckblatt.weiterleitung") is yes
    assert report.text("deckblatt.traeger_name") == normal(text)
    assert report.tables["belege"][0]["empfaenger"].value == normal(f"x{text}")


def normal(text: str) -> str:
    possible = "".join(each for each in text if each not in "\ufffe\uffff")
    return unicodedata.normalize("NFC", trimmed(possible))


def test_values_go_out_as_json_and_come_back(intake: Intake) -> None:
    values, tables = sample(form())
    plain = values_to_json(read(intake, writer().write(values, tables)))

    assert plain["einnahmen.eigenanteil"] == f"{values['einnahmen.eigenanteil']:.2f}"
    again, lines = values_from_json(form(), plain)
    assert {key: again[key] for key in values} == values
    assert lines == tables


def test_what_could_not_be_read_goes_back_as_it_was_typed(intake: Intake) -> None:
    report = read(intake, writer().write({"einnahmen.bund": "zwölf", "einnahmen.kommune": "1.234"}))

    values, _ = return_values(report)
    assert (values["einnahmen.bund"], values["einnahmen.kommune"]) == ("zwölf", "1.234")
