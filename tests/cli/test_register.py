"""`kmn register`: refused as a whole, shown, confirmed by the counted number."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kmn_automation.app.register_desk import write_workbook
from kmn_automation.cli.office import toolbox_of
from kmn_automation.model.register import Register, Waiver
from tests.cli.small_office import SmallOffice, Typist


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "register.xlsx"


def save(path: Path, register: Register) -> Path:
    path.write_bytes(write_workbook(toolbox_of(None), register))
    return path


def traeger_of(office: SmallOffice) -> int:
    return len(office.kmn("register", "show", "--json").json)


def test_the_template_is_a_workbook_without_an_office(kmn: Typist, book: Path) -> None:
    answer = kmn("register", "template", "-o", book)

    assert answer.code == 0
    assert "Bescheide" in load_workbook(io.BytesIO(book.read_bytes())).sheetnames


def test_an_exported_register_comes_back_without_a_difference(office: SmallOffice, book: Path) -> None:
    office.kmn("register", "export", "-o", book)

    answer = office.kmn("register", "import", book)

    assert answer.code == 0
    assert "Kein Unterschied" in answer.out


def test_a_refused_cell_is_named_and_nothing_changes(office: SmallOffice, book: Path) -> None:
    save(book, office.register)
    workbook = load_workbook(book)
    sheet = workbook["Adressen"]
    row = next(cells[0].row for cells in sheet.iter_rows() if any("@" in str(cell.value) for cell in cells))
    for cell in sheet[row]:
        if "@" in str(cell.value):
            cell.value = "keine Adresse"
    workbook.save(book)

    answer = office.kmn("register", "import", book, "--yes")
    check = office.kmn("register", "check", book, "--json")

    assert (answer.code, check.code) == (2, 2)
    assert f"Blatt „Adressen“, Zeile {row}, Spalte „E-Mail“" in answer.out
    assert "Es wurde nichts geändert." in answer.out
    refusal = check.json["refusals"][0]
    assert (refusal["sheet"], refusal["row"], refusal["column"]) == ("Adressen", row, "E-Mail")
    assert office.kmn("status", "--json").json["register_import"] == 1


def test_changed_addresses_need_the_counted_number(office: SmallOffice, book: Path) -> None:
    changed = [replace(each, email=f"neu.{each.email}") for each in office.register.contacts[:2]]
    save(book, replace(office.register, contacts=(*changed, *office.register.contacts[2:])))

    without = office.kmn("register", "import", book, "--yes")
    wrong = office.kmn("register", "import", book, "--confirm", "3")
    right = office.kmn("register", "import", book, "--confirm", "2", "--json")

    assert (without.code, wrong.code, right.code) == (2, 2, 0)
    assert "2 Adressen geändert" in without.err
    assert "--confirm 2" in without.err
    assert "gilt neu" in without.out
    assert right.json["import"] == 2


def test_a_first_register_is_taken_and_the_journal_names_the_person(office: SmallOffice, book: Path) -> None:
    save(book, office.register)
    fresh = office.home.parent / "zweites"
    office.type_in("init", fresh)

    answer = office.type_in("register", "import", book, "--home", fresh, "--json")

    assert (answer.code, answer.json["import"]) == (0, 1)
    assert len(office.type_in("register", "show", "--home", fresh, "--json").json) == 6


def test_one_traeger_is_shown_with_addresses_and_fristen(office: SmallOffice) -> None:
    answer = office.kmn("register", "show", office.bescheid.traeger_id)

    assert office.reporter.email in answer.out
    assert "Nachweis bis 30.12.2039" in answer.out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["show", "T9999"], 2, "Einen Träger „T9999“ gibt es im Register nicht."),
        (["import", "fehlt.xlsx"], 65, "fehlt.xlsx: Die Datei lässt sich nicht öffnen"),
        (["check", "kmn.txt"], 65, "kmn.txt"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(
    office: SmallOffice, tmp_path: Path, words: list[str], code: int, sentence: str
) -> None:
    (tmp_path / "kmn.txt").write_text("kein Register")

    answer = office.kmn("register", *words)

    assert (answer.code, sentence in answer.err) == (code, True), answer
    assert traeger_of(office) == 6


def with_waiver(office: SmallOffice, book: Path) -> str:
    """Imports a register with a waiver that ends on 20.05.2040; gives the line that names it."""
    traeger = office.register.find_traeger(office.bescheid.traeger_id)
    person = office.register.coordinators[0]
    assert traeger is not None
    waiver = Waiver("FRI-03", traeger.id, "Frist verlängert.", person.email, dt.date(2040, 5, 20))
    save(book, replace(office.register, waivers=(waiver,)))
    assert office.kmn("register", "import", book, "--yes").code == 0
    who = f"eingetragen von {person.name}: Frist verlängert."
    return f"Ausnahme FRI-03 für {traeger.id} ({traeger.name}): endet am 20.05.2040, {who}"


def test_waivers_that_end_are_shown_with_the_register_and_all_with_their_traeger(
    office: SmallOffice, book: Path
) -> None:
    line = with_waiver(office, book)

    near, far = (office.kmn("register", "show", "--date", day).out for day in ("2040-05-04", "2040-01-01"))
    one = office.kmn("register", "show", office.bescheid.traeger_id, "--date", "2040-01-01").out
    assert line in " ".join(near.split())
    assert "Ausnahme" not in far
    assert line in " ".join(one.split())


def test_a_waived_finding_is_no_finding_for_the_exit_code_and_says_who_waived_it(
    office: SmallOffice, book: Path
) -> None:
    with_waiver(office, book)
    report = office.workbook()

    answer = office.kmn("check", report, "--date", "2040-01-02")
    as_json = office.kmn("check", report, "--date", "2040-01-02", "--json")

    assert (answer.code, as_json.code) == (0, 0)
    who = office.register.coordinators[0].name
    said = f"ausgesetzt bis 20.05.2040 durch {who}: Frist verlängert."
    assert f"► {said}" in " ".join(answer.out.split())
    assert [(each["rule"], each["waived"]) for each in as_json.json["findings"]] == [("FRI-03", said)]
    assert as_json.json["outcome"] == "angenommen"


def test_a_rule_that_nobody_may_waive_refuses_the_import(office: SmallOffice, book: Path) -> None:
    waiver = Waiver("FRM-14", "T0001", "Bitte.", office.register.coordinators[0].email, dt.date(2026, 5, 20))
    save(book, replace(office.register, waivers=(waiver,)))

    answer = office.kmn("register", "import", book, "--yes")

    assert answer.code == 2
    assert (
        "Diese Regel darf niemand aussetzen: sie schützt die Rechner der Koordinierungsstelle." in answer.out
    )


def test_the_suspicion_of_clients_is_waived_for_one_bescheid_only(office: SmallOffice, book: Path) -> None:
    person = office.register.coordinators[0].email
    waiver = Waiver("FRM-15", "T0001", "Niemand genannt.", person, dt.date(2026, 5, 20))
    save(book, replace(office.register, waivers=(waiver,)))

    answer = office.kmn("register", "check", book)

    assert answer.code == 2
    assert (
        answer.out.count("Diese Regel lässt sich nur für einen Bescheid und ein Förderjahr aussetzen.") == 2
    )
