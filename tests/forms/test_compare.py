"""What differs between two versions: each kind of difference, told once."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from kmn_automation.forms.compare import Difference, Kind, compare
from kmn_automation.model.form import Field, Form, Row, Sheet, Table, Unit
from tests.forms.samples import VERSIONS, form

PAID = Field("zahlen.gezahlt", "Gezahlt", Unit.EURO)
OPEN = Field("zahlen.offen", "Noch offen", Unit.EURO, help="Null, wenn nichts offen ist.")
LIST = Table(
    "posten", "Posten", 5, (Field("posten.was", "Was", Unit.TEXT), Field("posten.wann", "Wann", Unit.DATUM))
)


def small(*rows: Field, tables: tuple[Table, ...] = (LIST,), title: str = "Zahlen") -> Form:
    from_rows = tuple(Row(each.label, (each,)) for each in rows)
    return Form("a", "Bogen", 2020, 2021, (Sheet("zahlen", title, "", ("Wert",), from_rows, tables),))


def told(old: Form, new: Form) -> list[str]:
    return [str(each) for each in compare(old, new)]


def test_a_form_does_not_differ_from_itself() -> None:
    assert [compare(form(version), form(version)) for version in VERSIONS] == [[], [], [], []]


@pytest.mark.parametrize(("old", "new"), list(permutations(VERSIONS, 2)))
def test_what_is_new_in_one_direction_is_gone_in_the_other(old: str, new: str) -> None:
    there, back = compare(form(old), form(new)), compare(form(new), form(old))

    assert {each.part for each in there if each.kind is Kind.NEW} == {
        each.part for each in back if each.kind is Kind.GONE
    }
    assert {(each.old, each.new) for each in there if each.kind is Kind.MOVED} == {
        (each.new, each.old) for each in back if each.kind is Kind.MOVED
    }
    assert {(each.old, each.new) for each in there if each.kind is Kind.RENAMED} == {
        (each.new, each.old) for each in back if each.kind is Kind.RENAMED
    }
    fields = {each.part for each in there if each.kind is Kind.NEW}
    assert fields == {*form(new).fields, *form(new).columns} - {*form(old).fields, *form(old).columns}


def test_fields_that_come_go_and_change() -> None:
    old = small(PAID, OPEN)
    new = small(replace(OPEN, label="Offen", help="", required=True, unit=Unit.TEXT))

    assert told(old, new) == [
        "entfällt: zahlen.gezahlt „Gezahlt“",
        "umbenannt: zahlen.offen: Beschriftung „Noch offen“ → „Offen“",
        "geändert: zahlen.offen „Offen“: Einheit „Euro“ → „Text“",
        "geändert: zahlen.offen „Offen“: Pflicht „nein“ → „ja“",
        "geändert: zahlen.offen „Offen“: Hinweis „Null, wenn nichts offen ist.“ → „“",
        "verschoben: zahlen.offen: „Zahlen C7“ → „Zahlen C6“",
        "verschoben: posten.was bis posten.wann: „Zahlen ab B12“ → „Zahlen ab B11“",
    ]


def test_the_same_question_under_another_id_is_renamed() -> None:
    found = compare(small(PAID), small(replace(PAID, id="zahlen.bezahlt")))

    assert found == [
        Difference(Kind.RENAMED, "zahlen.gezahlt", "Gezahlt", "Kennung", "zahlen.gezahlt", "zahlen.bezahlt")
    ]


def test_lists_and_their_columns() -> None:
    short = replace(LIST, rows=3, columns=LIST.columns[:1])
    other = replace(LIST, id="dinge", label="Dinge", columns=(Field("dinge.was", "Was", Unit.TEXT),))

    assert told(small(PAID), small(PAID, tables=(short, other))) == [
        "neu: dinge „Dinge“ (Liste, 5 Zeilen)",
        "geändert: posten „Posten“: freie Zeilen „5“ → „3“",
        "neu: dinge.was „Was“ (Text)",
        "entfällt: posten.wann „Wann“",
    ]
    assert "entfällt: dinge „Dinge“ (Liste)" in told(small(PAID, tables=(short, other)), small(PAID))


def test_sheets_and_the_form_itself() -> None:
    old = small(PAID)
    sheet = replace(old.sheets[0], title="Beträge", intro="Bitte.", required=False)
    more = replace(old.sheets[0], id="mehr", title="Mehr", rows=(), tables=())
    new = replace(old, title="Nachweis", last_year=2022, sheets=(sheet, more))

    assert told(old, new) == [
        "geändert: Formular: Titel „Bogen“ → „Nachweis“",
        "geändert: Formular: Förderjahre „2020 bis 2021“ → „2020 bis 2022“",
        "neu: Blatt Mehr",
        "umbenannt: Blatt Zahlen: „Zahlen“ → „Beträge“",
        "geändert: Blatt Beträge: Einleitung „“ → „Bitte.“",
        "geändert: Blatt Beträge: Pflicht „ja“ → „nein“",
        "verschoben: zahlen.gezahlt: „Zahlen C6“ → „Beträge C6“",
        "verschoben: posten.was bis posten.wann: „Zahlen ab B11“ → „Beträge ab B11“",
    ]
    assert "entfällt: Blatt Mehr" in told(new, old)


def test_a_label_that_a_row_shares_among_its_columns_is_told_once() -> None:
    renamed = [
        each for each in compare(form("2017"), form("2022")) if each.part.startswith("ausgaben.raumkosten")
    ]

    assert [(each.part, each.new) for each in renamed] == [("ausgaben.raumkosten", "Raumkosten")]
