from __future__ import annotations

import pytest

from kmn_automation.forms.definition import load_form, load_forms
from kmn_automation.forms.fields import list_fields
from kmn_automation.model.error import Misconfigured
from kmn_automation.model.form import Unit
from tests.forms.samples import FORMS, VERSIONS, form

TEXT = (FORMS / "2024.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("version", "years", "topics"),
    [
        ("2012", (2012, 2016), 10),
        ("2017", (2017, 2021), 6),
        ("2022", (2022, 2023), 7),
        ("2024", (2024, 2026), 8),
    ],
)
def test_every_foerderjahr_has_its_form(version: str, years: tuple[int, int], topics: int) -> None:
    chosen = form(version)

    assert (chosen.first_year, chosen.last_year) == years
    assert sum(key.startswith("statistik.thema_") for key in chosen.fields) == topics


def test_all_versions_use_the_same_ids_apart_from_what_the_law_changed() -> None:
    newest = set(form("2024").fields)

    for version in VERSIONS:
        differing = newest ^ set(form(version).fields)
        assert {key for key in differing if not key.startswith("statistik.thema_")} <= {
            "ausgaben.volljurist_anleitung"
        }


def test_totals_add_the_rows_above_in_their_own_column() -> None:
    fields = form().fields

    assert fields["einnahmen.summe"].sum_of[0] == "einnahmen.eigenanteil"
    assert fields["ausgaben.summe_plan"].sum_of[-1] == "ausgaben.sonstige_plan"
    assert fields["einnahmen.bund_anteil"].share_of == ("einnahmen.bund", "einnahmen.summe")
    assert fields["einnahmen.bund_anteil"].unit is Unit.PROZENT
    assert "ausgaben.ergebnis_plan" not in fields


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (
            "prefill: traeger.name",
            "prefill: traeger.nam",
            "2024.yaml:25:81: Vorbelegen lässt sich „traeger.nam“",
        ),
        ("rows: 6", "zeilen: 6", "Den Schlüssel „zeilen“ gibt es hier nicht."),
        ("choices: position}", "choices: positon}", "Meinten Sie „position“?"),
        ("unit: Jahr,", "unit: Jahre,", "„Jahre“ ist hier nicht erlaubt"),
        ("{id: telefon,", "{id: email,", "Die Kennung „deckblatt.email“ steht zweimal da."),
        (
            "sum: [beratungen_persoenlich,",
            "sum: [beratung_persoenlich,",
            "Eine Zeile „beratung_persoenlich“ gibt es",
        ),
        ("title: Deckblatt", 'title: "Deck/blatt"', "ist als Blattname nicht möglich"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(right: str, wrong: str, sentence: str) -> None:
    with pytest.raises(Misconfigured, match=r"2024\.yaml:\d+:\d+") as caught:
        load_form(TEXT.replace(right, wrong, 1), "2024.yaml")

    assert sentence in str(caught.value)


def test_the_list_of_fields_names_the_cell_of_every_input() -> None:
    infos = {each.id: each for each in list_fields(form())}

    assert (infos["deckblatt.geschaeftszeichen"].sheet, infos["deckblatt.geschaeftszeichen"].cell) == (
        "Deckblatt",
        "C6",
    )
    assert (infos["belege.betrag"].cell, infos["belege.betrag"].table, infos["belege.betrag"].rows) == (
        "F8",
        "belege",
        400,
    )
    assert infos["einnahmen.summe"].computed
    assert infos["bestaetigung.belege"].choices == ("Ja", "Nein")


def test_two_files_of_one_version_are_refused() -> None:
    texts = {f"forms/{name}.yaml": (FORMS / "2024.yaml").read_text("utf-8") for name in ("2024", "2027")}
    with pytest.raises(Misconfigured) as refused:
        load_forms(texts)
    assert str(refused.value) == (
        "forms/2027.yaml:6:1: Die Fassung „2024“ steht schon in forms/2024.yaml. "
        "Bitte version und foerderjahre des neuen Bogens ändern."
    )


def test_a_form_file_that_nothing_reads_is_refused() -> None:
    with pytest.raises(
        Misconfigured, match=r"forms/2024\.yml:1:1: Diese Datei liest niemand\. Bögen enden auf \.yaml\."
    ):
        load_forms({"forms/2024.yml": ""})
