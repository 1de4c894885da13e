from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.model.finding import Examination
from kmn_automation.model.report import Place, Report, Value
from kmn_automation.store import codec
from tests.store.samples import report

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=[]), max_size=12)
NAIVE = st.datetimes().map(lambda moment: moment.replace(fold=0))
SCALARS = st.one_of(st.none(), st.booleans(), ANY_TEXT, st.dates(), NAIVE, st.decimals(allow_nan=False))
VALUES = st.builds(Value, raw=ANY_TEXT, value=SCALARS, place=st.builds(Place, ANY_TEXT, ANY_TEXT, ANY_TEXT))
LINES = st.dictionaries(ANY_TEXT, VALUES, max_size=3)
REPORTS = st.builds(
    Report,
    values=st.dictionaries(ANY_TEXT, VALUES, max_size=4),
    tables=st.dictionaries(ANY_TEXT, st.lists(LINES, max_size=3).map(tuple), max_size=2),
    missing_sheets=st.lists(ANY_TEXT, max_size=2).map(tuple),
    remarks=st.lists(ANY_TEXT, max_size=2).map(tuple),
)


def exactly(report: Report) -> str:
    """`repr` tells True from 1, 1.0 from 1.00, and a text from a day."""
    return repr(report)


@given(REPORTS)
@settings(max_examples=150, deadline=None)
def test_every_report_comes_back_exactly(original: Report) -> None:
    again = codec.unpack(Report, codec.pack(original))

    assert again == original
    assert exactly(again) == exactly(original)


@given(st.from_type(Examination))
@settings(max_examples=60, deadline=None)
def test_every_examination_comes_back_exactly(original: Examination) -> None:
    again = codec.unpack(Examination, codec.pack(original))

    assert repr(again) == repr(original)


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        "true",
        "",
        "n1.50",
        "2026-03-01",
        "1",
        Decimal(1),
        Decimal("1.50"),
        Decimal("-0"),
        Decimal("1E+3"),
        Decimal("NaN"),
        dt.date(1, 1, 1),
        dt.date(9999, 12, 31),
        dt.datetime.fromisoformat("2026-03-01T12:30:00"),
        None,
    ],
)
def test_a_value_keeps_its_kind(value: Decimal | dt.date | bool | str | None) -> None:  # noqa: FBT001 - a cell's value
    original = Report("2024", {"a.b": Value("roh", value, Place("Blatt", "A1"))}, {})

    assert exactly(codec.unpack(Report, codec.pack(original))) == exactly(original)


def test_a_float_is_refused_before_it_loses_cents() -> None:
    wrong = Report("2024", {"a.b": Value("1,5", 1.5, Place("Blatt", "A1"))}, {})  # type: ignore[arg-type] # the point

    with pytest.raises(TypeError, match="no value of a cell: float"):
        codec.pack(wrong)


def test_what_an_older_program_wrote_gets_the_defaults_of_new_fields() -> None:
    assert codec.load(Place, '{"sheet": "Blatt", "cell": "A1"}') == Place("Blatt", "A1", "")


def test_a_type_without_an_exact_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no exact JSON for <class 'float'>"):
        codec.dump(1.5)


def test_a_report_with_200_receipts_is_small() -> None:
    assert len(codec.pack(report(200))) <= 30_000


def test_an_examination_stored_before_reasons_and_waivers_were_kept_is_read() -> None:
    old = (
        '{"findings":[{"rule":"ARI-01","severity":"Fehler","mendable":true,"places":[{"sheet":"A","cell":"B1",'
        '"label":"C"}],"found":"1","expected":"2","text":"t","remedy":"r","reference":"q","certainty":"geprüft"}],'
        '"settlement":null,"outcome":"zur Nachbesserung","ruleset":"x","not_run":["ARI-02"],"not_known":[]}'
    )

    examination = codec.load(Examination, old)

    assert (examination.not_run, examination.reasons) == (("ARI-02",), ())
    assert examination.findings[0].sends_back
    assert examination.findings[0].for_office == ""
