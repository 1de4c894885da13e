"""`kmn rules effect`: what a change of rules would do to the stored reports, over all versions of the Richtlinie."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from kmn_automation.app.wiring import Workplace
from kmn_automation.store.tables import metadata
from tests.app.stored_reports import ONE_OF_EACH, keep, register_of, report_of, set_register
from tests.cli.small_office import Answer, SmallOffice

NEW_RULE = """\
- id: BEL-30
  title: Jeder Beleg nennt seinen Auftrag
  reference: Vorgabe der Koordinierungsstelle
  certainty: assumed
  severity: {severity}
  mendable: true
  for_each: belege
  when: belege.nummer <= 2
  check: present(belege.auftrag_am)
  places: [belege.auftrag_am]
  text: Beleg {{belege.nummer|nummer}} nennt keinen Auftrag.
  remedy: Bitte tragen Sie den Tag des Auftrags ein.
"""


@pytest.fixture
def stored(office: SmallOffice) -> SmallOffice:
    """An office with a clean report of a year of each version, the last one in two Fassungen."""
    place = Workplace.at(office.home)
    set_register(place, register_of(*(("KMN-17", year) for year in ONE_OF_EACH)))
    for year in ONE_OF_EACH[:-1]:
        keep(place, year, report_of(year))
    early = report_of(2025)
    empty = early.values["bestaetigung.datum"]._replace(raw="", value=None)
    keep(place, 2025, replace(early, values={**early.values, "bestaetigung.datum": empty}))
    keep(place, 2025, early)
    place.close()
    return office


def change(office: SmallOffice, name: str, text: str) -> Path:
    """A folder with one changed rule file."""
    folder = office.home.parent / "neu"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def parameters(*changes: tuple[str, str]) -> str:
    text = (Path(__file__).parents[2] / "funding_rules" / "parameters.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def effect(office: SmallOffice, folder: Path, *words: object) -> Answer:
    return office.kmn("rules", "effect", folder, *words)


def test_a_number_of_2024_changes_only_reports_of_its_years(stored: SmallOffice) -> None:
    folder = change(stored, "parameters.yaml", parameters(("value: 60000", "value: 30000")))

    answer = effect(stored, folder, "--json")

    found = answer.json
    assert (answer.code, answer.err) == (0, "")
    assert (found["reports"], found["years"], found["touched"]) == (4, [2013, 2018, 2023, 2025], 1)
    (case,) = found["cases"]
    assert (case["foerderjahr"], case["fassung"], case["traeger"]) == (2025, 2, "Verein für Beratung e. V.")
    assert case["grant"] == {"before": "63950.40", "after": "45000.00"}, "1.5 posts × 30,000"
    assert case["claim"] == {"before": "0.00", "after": "18950.40"}
    assert case["outcome"] == {"before": "angenommen", "after": "angenommen mit Hinweisen"}
    assert [each["rule"] for each in case["findings"]] == ["ELG-04/ELG-05"]
    assert found["claim"]["difference"] == "18950.40"
    assert found["outcomes"] == [{"before": "angenommen", "after": "angenommen mit Hinweisen", "reports": 1}]
    assert found["settlements"] == 1


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        ("{from: 2022, value: 55000", "{from: 2022, value: 10000", [2023]),
        ('{from: 2012, value: 15, reference: "M', '{from: 2012, value: 5, reference: "M', [2013, 2018]),
    ],
)
def test_old_reports_stay_under_the_version_of_their_foerderjahr(
    stored: SmallOffice, old: str, new: str, touched: list[int]
) -> None:
    found = effect(stored, change(stored, "parameters.yaml", parameters((old, new))), "--json").json

    assert [each["foerderjahr"] for each in found["cases"]] == touched
    assert all(Decimal(each["claim"]["after"]) > 0 for each in found["cases"])


def test_a_new_rule_is_counted_by_report_and_printed_in_german(stored: SmallOffice) -> None:
    folder = change(stored, "checks/auftrag.yaml", NEW_RULE.format(severity="error"))

    out = effect(stored, folder).out

    assert "Verglichen: 4 Berichte der Förderjahre 2013, 2018, 2023 und 2025" in out
    assert "Betroffen: 4; anderes Ergebnis: 4" in out
    assert "BEL-30 neu (2 ×); angenommen → zur Nachbesserung" in out
    assert "Zuwendung: 255.801,60 € → 255.801,60 € (±0,00 €)" in out.replace("\u00a0", " ")
    assert "Geschrieben wurde nichts." in out


def test_a_trial_rule_changes_no_outcome(stored: SmallOffice) -> None:
    found = effect(stored, change(stored, "checks/auftrag.yaml", NEW_RULE.format(severity="trial")), "--json")

    (rule,) = found.json["rules"]
    assert (rule["rule"], rule["severity"], rule["gained"]) == ("BEL-30", "Probe", 4)
    assert found.json["outcomes"] == []


def test_only_the_asked_years_are_compared(stored: SmallOffice) -> None:
    folder = change(stored, "checks/auftrag.yaml", NEW_RULE.format(severity="note"))

    found = effect(stored, folder, "--year", "2013", "--year", "2018", "--json").json

    assert (found["years"], found["touched"]) == ([2013, 2018], 2)


def test_nothing_is_written(stored: SmallOffice) -> None:
    before = rows(stored)

    effect(stored, change(stored, "checks/auftrag.yaml", NEW_RULE.format(severity="error")))

    assert rows(stored) == before


def rows(office: SmallOffice) -> dict[str, list[object]]:
    place = Workplace.at(office.home)
    with place.store.read() as tx:
        found = {
            table.name: list(map(tuple, tx.execute(sa.select(table)))) for table in metadata.sorted_tables
        }
    place.close()
    return found


def test_the_same_files_change_nothing(stored: SmallOffice) -> None:
    out = effect(stored, change(stored, "funding_rules/parameters.yaml", parameters())).out

    assert "Die Regeln sind dieselben wie die geltenden." in out
    assert "Kein Bericht bekäme andere Feststellungen" in out


def test_a_bad_file_is_refused_with_its_place_and_a_suggestion(stored: SmallOffice) -> None:
    bad = NEW_RULE.format(severity="error").replace(
        "present(belege.auftrag_am)", "present(belege.auftrag_an)"
    )

    answer = effect(stored, change(stored, "checks/auftrag.yaml", bad))

    assert answer.code == 2
    assert "checks/auftrag.yaml:9:18" in answer.err
    assert "Meinten Sie „belege.auftrag_am“?" in answer.err
    assert answer.out == ""


def test_the_list_with_hits_counts_the_newest_fassungen(stored: SmallOffice) -> None:
    rules = {each["id"]: each for each in stored.kmn("rules", "list", "--hits", "--json").json}
    of_2025 = stored.kmn("rules", "list", "--hits", "--year", "2025")

    keys = ("reports", "hits", "share", "waived", "hint")
    assert [rules["FRM-10"][key] for key in keys] == [4, 0, "0.0", 0, ""], "the first Fassung of 2025 had one"
    assert [rules["ELG-01"][key] for key in keys] == [2, 0, "0.0", 0, ""]
    assert "Ausgesetzt" in of_2025.out
    assert "0,0 %" in of_2025.out
    assert "ELG-01" not in of_2025.out
