"""`kmn check`: the contract of its JSON and of its exit codes."""

from __future__ import annotations

from typing import Any

from openpyxl import load_workbook

from tests.cli.small_office import DAY, SmallOffice, Typist

FINDING_KEYS = {
    "rule", "severity", "sheet", "cell", "label", "found", "expected", "text", "remedy", "reference", "certainty",
}  # fmt: skip


def wrong_date(values: dict[str, Any]) -> None:
    values.pop("bestaetigung.datum")
    values["einnahmen.eigenanteil"] = "-1.00"


def in_2027(values: dict[str, Any]) -> None:
    values["deckblatt.foerderjahr"] = 2027


def test_a_clean_report_of_the_register_ends_with_0(office: SmallOffice) -> None:
    answer = office.kmn("check", office.workbook(), "--date", DAY)

    assert (answer.code, answer.err) == (0, "")
    assert "angenommen" in answer.out


def test_the_json_says_every_value_with_its_cell_and_the_settlement(office: SmallOffice) -> None:
    found = office.kmn("check", office.workbook(), "--date", DAY, "--json").json

    year = found["values"]["deckblatt.foerderjahr"]
    assert {key: year[key] for key in ("raw", "value", "sheet", "found_by")} == {
        "raw": "2025", "value": "2025", "sheet": "Deckblatt", "found_by": "Schlüssel",
    }  # fmt: skip
    assert len(found["values"]["belege"]) == 12
    assert set(found["values"]["belege"][0]["betrag"]) >= {"raw", "value", "sheet", "cell", "found_by"}
    assert found["findings"] == []
    assert found["settlement"]["grant"] == f"{office.bescheid.bewilligt:.2f}"
    assert set(found["settlement"]) == {"version", "recognised", "grant", "paid", "claim", "steps"}
    assert found["settlement"]["claim"] == "0.00"
    assert found["outcome"] == "angenommen"


def test_findings_end_with_1_and_say_where_what_and_which_rule(office: SmallOffice) -> None:
    answer = office.kmn("check", office.workbook(wrong_date), "--date", DAY, "--json")

    assert answer.code == 1
    assert answer.json["outcome"] == "zur Nachbesserung"
    assert all(set(each) >= FINDING_KEYS for each in answer.json["findings"])
    assert any(each["sheet"] == "Bestätigung" and each["cell"] for each in answer.json["findings"])


def test_the_return_copy_has_a_note_in_the_cell_of_a_finding(office: SmallOffice) -> None:
    copy = office.home / "rueck.xlsx"

    office.kmn("check", office.workbook(wrong_date), "--date", DAY, "--return-copy", copy)

    sheet = load_workbook(copy)["Bestätigung"]
    assert any(cell.comment for row in sheet.iter_rows() for cell in row)


def test_without_an_office_the_geschaeftszeichen_is_unknown(office: SmallOffice, kmn: Typist) -> None:
    answer = kmn("check", office.workbook(), "--date", DAY, "--json")

    assert answer.code == 1
    assert {each["rule"] for each in answer.json["findings"]} == {"FRM-03"}


def test_a_foerderjahr_without_richtlinie_is_refused_with_a_sentence(
    office: SmallOffice, kmn: Typist
) -> None:
    answer = kmn("check", office.workbook(in_2027), "--date", DAY)

    assert answer.code == 1
    assert "Für das Förderjahr 2027 gibt es noch keine Richtlinie" in answer.out
    assert answer.err == ""


def test_a_file_that_is_no_report_ends_with_65_and_the_others_are_checked(office: SmallOffice) -> None:
    text = office.home / "brief.txt"
    text.write_text("Guten Tag")

    answer = office.kmn("check", text, office.home / "fehlt.xlsx", office.workbook(), "--date", DAY)

    assert answer.code == 65
    assert "brief.txt: Die Datei ist kein Berichtsbogen" in answer.out
    assert "fehlt.xlsx: Die Datei lässt sich nicht öffnen: es gibt sie nicht." in answer.out
    assert "bericht.xlsx: angenommen" in answer.out


def test_several_files_are_a_list(office: SmallOffice) -> None:
    book = office.workbook()

    found = office.kmn("check", book, book, "--date", DAY, "--json").json

    assert [each["outcome"] for each in found] == ["angenommen", "angenommen"]


def test_a_report_is_late_after_the_day_that_its_bescheid_names(office: SmallOffice) -> None:
    answer = office.kmn("check", office.workbook(), "--date", "2040-01-02", "--json")

    assert {each["rule"] for each in answer.json["findings"]} == {"FRI-03"}


def test_a_rule_on_trial_is_counted_for_the_office_and_changes_no_exit_code(office: SmallOffice) -> None:
    rule = office.home / "funding_rules" / "checks" / "probe.yaml"
    rule.parent.mkdir(parents=True)
    rule.write_text(
        "- {id: BEL-30, title: Auftrag, reference: Vorgabe, certainty: assumed, severity: trial, mendable: true,\n"
        "   for_each: belege, check: present(belege.auftrag_am), places: [belege.auftrag_am],\n"
        "   text: Geheimnis., remedy: Geheimnis.}\n"
    )
    copy = office.home / "rueck.xlsx"

    answer = office.kmn("check", office.workbook(), "--date", DAY, "--return-copy", copy)
    found = office.kmn("check", office.workbook(), "--date", DAY, "--json").json

    assert answer.code == 0
    assert "Zur Probe, nur für das Büro: BEL-30 (12 ×)" in answer.out
    assert "Geheimnis" not in answer.out
    assert (found["findings"], found["trial"]) == ([], {"BEL-30": 12})
    notes = [cell.comment for sheet in load_workbook(copy) for row in sheet.iter_rows() for cell in row]
    assert [each for each in notes if each and "Geheimnis" in each.text] == []


def test_the_office_compares_a_file_with_what_it_has(office: SmallOffice, kmn: Typist) -> None:
    book = office.workbook()
    office.lay_in(book)
    assert office.kmn("run", "--date", DAY).code in {0, 75}

    here = office.kmn("check", book, "--date", DAY, "--json").json
    elsewhere = kmn("check", book, "--date", DAY, "--json").json

    assert {each["rule"] for each in here["findings"]} == {"VGL-07"}
    assert "VGL-07" not in {each["rule"] for each in elsewhere["findings"]}
