"""Why a rule could not run is said with the cell that was empty, unreadable or zero."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kmn_automation.model.finding import Examination
from kmn_automation.model.not_run import in_words
from kmn_automation.model.report import Value
from tests.rules.builder import clean_report, known, rulebook
from tests.rules.case_file import examine
from tests.rules.test_odd_rules import run

WRONG = {"raw": "x", "problem": "keine gültige Zahl"}


def why(found: Examination, rule: str) -> str:
    (reason,) = (each for each in found.reasons if each.rule == rule)
    return in_words(reason.absent)


@pytest.mark.parametrize(
    ("rule", "changes", "words"),
    [
        ("ARI-01", {"einnahmen.summe": None}, "Blatt „Einnahmen“, Zelle B26 (Summe der Einnahmen) ist leer"),
        ("ARI-01", {"einnahmen.summe": WRONG}, "Blatt „Einnahmen“, Zelle B26 (Summe der Einnahmen) ist nicht lesbar"),
        ("ARI-02", {"ausgaben.raumkosten": None}, "Blatt „Ausgaben“, Zelle B8 (Raumkosten) ist leer"),
        ("ELG-04/ELG-05", {"personal.0.monate": None, "personal.1.monate": None},
         "Blatt „Personal“, Zelle I7 (Geförderte Monate) und eine weitere Zelle sind leer"),
        ("PER-02", {"personal": []}, "Blatt „Personal“, „Gefördertes Personal“ ist leer"),
        ("ARI-11", {"belege.0.betrag": None, "belege.1.betrag": WRONG},
         "Blatt „Belegliste“, Zelle E7 (Betrag) ist leer; Blatt „Belegliste“, Zelle E8 (Betrag) ist nicht lesbar"),
        ("STA-06", {"last": {}, "statistik.uebertrag": None},
         "Blatt „Statistik“, Zelle B6 (Fälle: Übertrag aus dem Vorjahr) ist leer"),
        ("VGL-03", {"history.cost_per_consultation": 60, "statistik.beratungen": 0},
         "Blatt „Statistik“, Zelle B14 (Beratungen insgesamt) führt zu einer Teilung durch 0"),
        ("VGL-04", {"last": {}, "personal.0.monate": 0, "personal.1.monate": 0},
         "Blatt „Personal“, Zelle A7 (Gefördertes Personal) führt zu einer Teilung durch 0"),
        ("NET-03", {"history.sessions_attended": 2, "netzwerk.sitzungen": None},
         "Blatt „Netzwerk“, Zelle B5 (Besuchte Sitzungen des Regionalverbunds) ist leer"),
        ("BEL-02", {"belege.0.nummer": None}, "Blatt „Belegliste“, Zelle A7 (Laufende Nummer) ist leer"),
    ],
)  # fmt: skip
def test_the_reason_names_the_cell(rule: str, changes: dict[str, object], words: str) -> None:
    assert why(examine(2024, changes), rule) == words


def test_a_rule_is_named_with_its_title() -> None:
    (reason,) = examine(2024, {"einnahmen.summe": None}).reasons
    assert (reason.rule, reason.title) == ("ARI-01", "Die Summe der Einnahmen stimmt")


def test_a_division_without_result_names_the_places_of_the_rule() -> None:
    found = run("einnahmen.summe > 0", "1 / einnahmen.bund > 0")
    assert why(found, "XYZ-01").startswith("Blatt „Einnahmen“, Zelle B26 (Summe der Einnahmen) führt zu")


def test_without_a_bescheid_the_rules_say_that_it_is_unknown() -> None:
    nobody = replace(known(2024), bescheid=None, traeger=None, frist=None)
    found = rulebook().examine(clean_report(2024), nobody)
    assert {"ARI-07", "FRI-01", "NET-01"} <= set(found.not_run)
    assert {in_words(each.absent) for each in found.reasons} == {
        "Der Bescheid zu diesem Geschäftszeichen ist uns nicht bekannt"
    }


def test_what_the_form_asks_for_goes_before_what_the_register_lacks() -> None:
    report = clean_report(2024)
    nobody = replace(known(2024), bescheid=None)
    values = {**report.values}
    values["deckblatt.stellenanteile"] = values["deckblatt.stellenanteile"]._replace(value=None, raw="")
    found = rulebook().examine(replace(report, values=values), nobody)
    assert why(found, "PER-03") == "Blatt „Deckblatt“, Zelle B26 (Bewilligte Stellenanteile) ist leer"


def without_bescheid(year: Value | None) -> Examination:
    report = clean_report(2024)
    values = {name: each for name, each in report.values.items() if name != "deckblatt.foerderjahr"}
    if year is not None:
        values["deckblatt.foerderjahr"] = year
    return rulebook().examine(replace(report, values=values), replace(known(2024), bescheid=None))


def test_without_a_year_every_check_waits_for_it() -> None:
    found = without_bescheid(None)
    assert {"ARI-01", "BEL-02", "STA-16"} <= set(found.not_run)
    assert {in_words(each.absent) for each in found.reasons} == {"Blatt „Deckblatt“, „Förderjahr“ ist leer"}


def test_a_year_with_a_comma_is_unreadable() -> None:
    year = clean_report(2024).values["deckblatt.foerderjahr"]
    found = without_bescheid(year._replace(value=Decimal("2024.5")))
    assert {in_words(each.absent) for each in found.reasons} == {
        "Blatt „Deckblatt“, Zelle B6 (Förderjahr) ist nicht lesbar"
    }


def test_in_a_year_without_a_richtlinie_nothing_was_checked_and_that_is_said() -> None:
    year = clean_report(2024).values["deckblatt.foerderjahr"]
    found = without_bescheid(year._replace(value=Decimal(2040)))
    assert "FRM-02" not in found.not_run
    assert {"FRM-01", "ARI-01", "VGL-13"} <= set(found.not_run)
    assert why(found, "ARI-01") == "Die Fassung der Richtlinie zu diesem Förderjahr ist uns nicht bekannt"


def test_a_rule_that_found_something_all_the_same_is_not_named_twice() -> None:
    found = examine(2024, {"belege.0.betrag": None, "belege.1.betrag": "-5"})
    assert "ARI-11" in found.not_run
    assert "ARI-11" not in {each.rule for each in found.told_reasons}
    assert "ARI-10" in {each.rule for each in examine(2024, {"belege.0.betrag": None}).told_reasons}
