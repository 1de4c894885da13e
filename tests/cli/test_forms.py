"""`kmn form`: for one Bescheid, for all, with values, and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kmn_automation.app.form_desk import FormFile, save_forms
from tests.cli.small_office import SmallOffice, Typist, invented_register


def test_a_form_is_prefilled_from_the_register(office: SmallOffice, tmp_path: Path) -> None:
    target = tmp_path / "bogen.xlsx"

    answer = office.kmn("form", "write", office.bescheid.geschaeftszeichen, "--year", "2025", "-o", target)

    values = {cell.value for row in load_workbook(target)["Deckblatt"].iter_rows() for cell in row}
    assert answer.code == 0
    assert office.bescheid.geschaeftszeichen in values


def test_all_forms_of_a_year_are_written_into_a_folder(office: SmallOffice, tmp_path: Path) -> None:
    answer = office.kmn("form", "write", "--all", "--year", "2025", "-o", tmp_path / "alle", "--json")

    assert len(answer.json) == len(office.register.bescheide)
    assert all(Path(each["file"]).is_file() for each in answer.json)


def test_no_form_is_lost_where_two_names_are_the_same(tmp_path: Path) -> None:
    bescheid = invented_register().bescheide[0]
    forms = [FormFile(bescheid, "Berichtsbogen-MB_1-2025.xlsx", bytes([number])) for number in range(205)]

    written = save_forms(forms, tmp_path / "alle", is_folder=True)

    assert len({each["file"] for each in written}) == 205
    assert sorted(Path(each["file"]).read_bytes() for each in written) == [bytes([n]) for n in range(205)]


def test_every_field_is_listed_with_its_cell_and_unit(office: SmallOffice) -> None:
    found = office.kmn("form", "fields", office.bescheid.geschaeftszeichen, "--year", "2025", "--json").json

    first = found[0]
    assert {key: first[key] for key in ("id", "sheet", "type", "unit", "required")} == {
        "id": "deckblatt.geschaeftszeichen", "sheet": "Deckblatt", "type": "text", "unit": "Text", "required": True,
    }  # fmt: skip
    assert {each["table"] for each in found} >= {"", "belege"}


def test_two_versions_are_compared(kmn: Typist) -> None:
    found = kmn("form", "compare", "2022", "2024", "--json").json
    out = kmn("form", "compare", "2022", "2024").out

    assert {"kind": "neu", "part": "statistik.thema_rueckkehr", "label": "Thema: Rückkehrhilfen und Reintegration", "aspect": "", "old": "", "new": "Anzahl"} in found  # fmt: skip
    assert {each["kind"] for each in found} == {"neu", "entfällt", "umbenannt", "geändert", "verschoben"}
    assert "entfällt: ausgaben.volljurist_anleitung „Bei Asylverfahrensberatung: " in out
    assert "personal.qualifikation „Qualifikation“: Auswahl „Soziale Arbeit; Sozialpädagogik" in out
    assert "„Ausgaben C18 bis C23“ → „Ausgaben C17 bis C22“" in out
    assert kmn("form", "compare", "2024", "2024").out == "Die Fassungen fragen dasselbe ab.\n"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (
            ["write", "XX-1", "--year", "2025", "-o", "a.xlsx"],
            2,
            "Das Geschäftszeichen „XX-1“ steht nicht im Register.",
        ),
        (
            ["write", "MB-2025-0001", "--year", "2027", "-o", "a.xlsx"],
            2,
            "keinen Bescheid für 2027. Vorhanden: 2025.",
        ),
        (["write", "--all", "--year", "2027", "-o", "a"], 2, "Für 2027 steht kein Bescheid im Register."),
        (
            ["write", "--year", "2025", "-o", "a"],
            2,
            "Bitte entweder ein Geschäftszeichen oder --all angeben.",
        ),
        (
            ["compare", "2022", "2023"],
            2,
            "Einen Berichtsbogen der Fassung „2023“ gibt es nicht. Vorhanden: 2012",
        ),
        (
            ["write", "MB-2025-0001", "--year", "2025", "-o", "a.xlsx", "--values", "n.json"],
            65,
            "n.json: Die Datei",
        ),
    ],
)
def test_a_slip_gets_a_sentence(office: SmallOffice, words: list[str], code: int, sentence: str) -> None:
    answer = office.kmn("form", *words)

    assert (answer.code, sentence in answer.err) == (code, True), answer


def test_an_unknown_field_in_the_values_is_named_with_the_nearest(
    office: SmallOffice, tmp_path: Path
) -> None:
    values = tmp_path / "v.json"
    values.write_text(json.dumps({"einnahmen.eigenantail": "1.00"}))
    mark = office.bescheid.geschaeftszeichen

    answer = office.kmn(
        "form", "write", mark, "--year", "2025", "-o", tmp_path / "a.xlsx", "--values", values
    )

    assert answer.code == 2
    assert "Das Feld „einnahmen.eigenantail“ gibt es in diesem Formular nicht" in answer.err
    assert "einnahmen.eigenanteil" in answer.err
