"""The commands about the files of an office: rules, inbox, templates, workflows, calendar, own versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from tests.cli.small_office import SmallOffice, Typist


def test_a_rule_is_explained_with_source_and_dated_numbers(kmn: Typist) -> None:
    story = kmn("rules", "explain", "elg-06", "--year", "2025", "--json").json
    out = kmn("rules", "explain", "ELG-06", "--year", "2025").out

    assert story["in_force"] is True
    assert story["version"] == "RL_MB_2024"
    assert story["numbers"]
    assert story["sources"] == [[2022, "Richtlinie Migrationsberatung Nr. 5", "geprüft"]]
    assert "Quelle: Richtlinie Migrationsberatung Nr. 5 (geprüft)" in out


def test_each_source_of_a_rule_is_told_with_its_first_year(kmn: Typist) -> None:
    every = kmn("rules", "explain", "NET-06").out
    of_a_year = kmn("rules", "explain", "NET-06", "--year", "2013").out

    assert "Quelle ab 2012: Erl. d. MS v. 11.9.2012" in every
    assert "Quelle ab 2017: Vorgabe der Koordinierungsstelle" in every
    assert "Quelle: Erl. d. MS v. 11.9.2012" in of_a_year
    assert "Vorgabe der Koordinierungsstelle" not in of_a_year


def test_a_rule_is_explained_with_a_case_that_triggers_it_and_one_that_just_does_not(kmn: Typist) -> None:
    story = kmn("rules", "explain", "BEL-04", "--year", "2024", "--json").json
    out = kmn("rules", "explain", "BEL-04").out.replace("\u00a0", " ")

    assert story["cases"][0] == {
        "name": "Eine Zahlung vor dem Zeitraum",
        "foerderjahr": 2024,
        "breaks": ["Belege, Eintrag 1, „Tag der Zahlung“: 31.12.2023"],
        "holds": ["Belege, Eintrag 1, „Tag der Zahlung“: 01.01.2024"],
    }
    assert "Fall 2024: Bis zum 31. Januar darf noch bezahlt werden" in out
    assert "trifft zu:       Belege, Eintrag 24, „Tag der Zahlung“: 01.02.2025" in out
    assert "Dabei ist letzter_tag = after_months(deckblatt.zeitraum_bis, zahlung_nachlauf)" in out
    assert "ab 2012: 1  (Vorgabe der Koordinierungsstelle)" in out, "a number in let alone"


def test_with_a_year_the_cases_are_those_of_its_version(kmn: Typist) -> None:
    years = {
        year: {
            each["foerderjahr"]
            for each in kmn("rules", "explain", "ELG-04", "--year", year, "--json").json["cases"]
        }
        for year in ("2023", "2025")
    }

    assert years == {"2023": {2023}, "2025": {2024}}


def test_a_trial_rule_is_called_one(office: SmallOffice) -> None:
    office.kmn("site", "copy", "funding_rules/checks/belege.yaml")
    own = office.home / "funding_rules" / "checks" / "belege.yaml"
    own.write_text(own.read_text("utf-8").replace("severity: note", "severity: trial", 1))

    out = office.kmn("rules", "explain", "BEL-02").out

    assert "Gewicht: Probe" in out
    assert "Diese Regel läuft zur Probe" in out


def test_the_rule_book_is_written_as_a_word_file(kmn: Typist, tmp_path: Path) -> None:
    path = tmp_path / "regelbuch.docx"

    told = kmn("rules", "book", "-o", path, "--year", "2024", "--date", "2026-11-28")
    found = kmn("rules", "book", "-o", path, "--json").json

    assert (told.code, told.out, told.err) == (0, f"Geschrieben: {path}\n", "")
    assert found["file"] == str(path)
    assert Document(str(path)).core_properties.title == "Regelbuch"


def test_the_rules_of_a_year_are_fewer_than_all(kmn: Typist) -> None:
    assert (
        0
        < len(kmn("rules", "list", "--year", "2013", "--json").json)
        < len(kmn("rules", "list", "--json").json)
    )


def test_the_list_says_which_rules_the_form_shows_by_itself(kmn: Typist) -> None:
    rules = {each["id"]: each["live"] for each in kmn("rules", "list", "--json").json}

    assert sum(rules.values()) >= 70
    assert rules["ARI-01"]
    assert not rules["BEL-06"], "other reports are not in the form"
    assert "schon im Berichtsbogen zu sehen" in kmn("rules", "list").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["rules", "explain", "ELG-99"], "Eine Regel ELG-99 gibt es nicht. Meinten Sie"),
        (["rules", "list", "--year", "2027"], "Für das Förderjahr 2027 gibt es noch keine Richtlinie"),
        (["templates", "fields", "breif"], "Eine Vorlage „breif“ gibt es nicht. Meinten Sie „brief“?"),
        (["site", "copy", "inbox_rule.yaml"], "Meinten Sie „inbox_rules.yaml“?"),
        (["site", "diff", "inbox_rules.yaml"], "gibt es nur einmal (mitgeliefert)"),
    ],
)
def test_a_slip_gets_a_sentence(kmn: Typist, words: list[str], sentence: str) -> None:
    answer = kmn(*words)

    assert (answer.code, sentence in answer.err) == (2, True), answer


@pytest.mark.parametrize("group", ["rules", "inbox", "templates", "workflows"])
def test_the_shipped_files_are_in_order(kmn: Typist, group: str) -> None:
    answer = kmn(group, "check")

    assert (answer.code, answer.err) == (0, "")


def test_an_own_version_wins_and_its_drift_is_told(office: SmallOffice) -> None:
    name = "workflows/einladung.yaml"
    office.kmn("site", "copy", name)
    own = office.home / name
    own.write_text(own.read_text("utf-8") + "# von uns\n")
    again = office.kmn("site", "copy", name)

    origins = {each["name"]: each["origin"] for each in office.kmn("site", "list", "--json").json}

    assert origins[name] == "eigene Fassung"
    assert origins["inbox_rules.yaml"] == "mitgeliefert"
    assert "+# von uns" in office.kmn("site", "diff", name, "--json").json
    assert again.code == 2
    notes = office.home / ".kopien.json"
    notes.write_text(notes.read_text("utf-8").replace('": "', '": "0'))
    assert "eigene Fassung; die mitgelieferte ist inzwischen eine andere" in office.kmn("site", "list").out


def test_the_calendar_and_the_meetings_come_from_the_register(office: SmallOffice) -> None:
    entries = office.kmn("plan", "--year", "2026", "--json").json
    meetings = office.kmn("meetings", "list", "--json").json

    assert [each["day"][:4] for each in entries] == ["2026"] * len(entries)
    assert len(entries) > 5
    assert len(meetings) == len(office.register.meetings)


def test_the_selfcheck_says_what_is_wrong_and_what_to_do(office: SmallOffice) -> None:
    quick = office.kmn("selfcheck", "--quick")
    full = office.kmn("selfcheck")

    assert quick.code == 0
    assert "Hinweis  Betriebsart: Probebetrieb: Alle Mails gehen an kmn@kmn.example." in quick.out
    assert full.code == 75
    assert "Fehler   Versand: 127.0.0.1:9: Der Mailserver ist nicht erreichbar" in full.out


def test_the_selfcheck_goes_on_behind_a_broken_file(office: SmallOffice) -> None:
    (office.home / "workflows").mkdir()
    (office.home / "workflows" / "einladung.yaml").write_text("id: [")

    answer = office.kmn("selfcheck", "--quick", "--json")

    levels = {each["name"]: each["level"] for each in answer.json}
    assert answer.code == 2
    assert levels["Abläufe"] == "Fehler"
    assert levels["Datenbank"] == "Hinweis"
