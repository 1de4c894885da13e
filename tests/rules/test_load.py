"""A rulebook with a mistake is refused at load: file, line, column, and what was probably meant."""

from __future__ import annotations

import pytest

from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Certainty
from kmn_automation.rules.functions import RuleFunction
from kmn_automation.rules.rulebook import FUNCTIONS, Rulebook
from tests.rules.builder import forms, rule_files

NEW = """\
- id: XYZ-01
  title: Probe
  reference: Quelle
  certainty: checked
  severity: error
  mendable: true
  check: einnahmen.summe > 0
  places: [einnahmen.summe]
  text: Betrag {einnahmen.summe|euro}
  remedy: Bitte prüfen.
"""


def refusal(files: dict[str, str]) -> str:
    with pytest.raises(Misconfigured) as refused:
        Rulebook.load(files, forms())
    return str(refused.value)


def with_rule(old: str = "", new: str = "") -> dict[str, str]:
    assert old in NEW
    return {**rule_files(), "checks/probe.yaml": NEW.replace(old, new) if old else NEW + new}


def with_file(name: str, old: str, new: str) -> dict[str, str]:
    assert old in rule_files()[name]
    return {**rule_files(), name: rule_files()[name].replace(old, new, 1)}


def test_the_probe_itself_is_accepted() -> None:
    loaded = Rulebook.load(with_rule(), forms())
    assert loaded.rule("XYZ-01") is not None
    assert loaded.rules[-1].id == "XYZ-01"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("einnahmen.summe > 0", "einnahmen.sume > 0", "checks/probe.yaml:7:10: XYZ-01, check: „einnahmen.sume“ ist nicht bekannt."),
        ("einnahmen.summe > 0", "einnahmen.sume > 0", "Meinten Sie „einnahmen.summe“?"),
        ("einnahmen.summe > 0", "1 < statistik.personen + einnahmen.summe", "checks/probe.yaml:7:14: XYZ-01, check: Anzahl + Euro"),
        ("einnahmen.summe > 0", "einnahmen.summe", "checks/probe.yaml:7:3: check muss wahr oder falsch ergeben, nicht Euro."),
        ("einnahmen.summe > 0", ">-\n    einnahmen.summe\n    > einnahmen.sume", "checks/probe.yaml:7:3: XYZ-01, check: „einnahmen.sume“"),
        ("title: Probe", "titel: Probe", "checks/probe.yaml:2:3: Den Schlüssel „titel“ gibt es hier nicht."),
        ("  reference: Quelle\n", "", "Der Schlüssel „reference“ fehlt."),
        ("reference: Quelle", 'reference: ""', "checks/probe.yaml:1:3: XYZ-01: Der Schlüssel „reference“ fehlt."),
        ("  certainty: checked\n", "", "checks/probe.yaml:1:3: XYZ-01: Der Schlüssel „certainty“ fehlt."),
        ("  severity:", "  sources: [{from: 2012, reference: R, certainty: checked}]\n  severity:", "Entweder reference und certainty oder sources, nicht beides."),
        ("severity: error", "severity: fatal", "„fatal“ ist hier nicht erlaubt"),
        ("id: XYZ-01", "id: FRM-01", "checks/probe.yaml:1:3: FRM-01 steht schon in checks/formales.yaml:2:3."),
        ("id: XYZ-01", "id: ELG-05", "ELG-05 steht schon in checks/hoechstbetraege.yaml"),
        ("  places: [einnahmen.summe]\n", "", "places fehlt: wo soll man hinsehen?"),
        ("[einnahmen.summe]", "[einnahmen.suma]", "checks/probe.yaml:8:12: Das Feld „einnahmen.suma“ gibt es nicht"),
        ("  check: einnahmen.summe > 0\n", "", "genau eines von check und function, oder nur covers"),
        ("check: einnahmen.summe > 0", "function: form_fit", "Die Funktion „form_fit“ gibt es nicht. Meinten Sie „form_fits“?"),
        ("|euro}", "|datum}", "checks/probe.yaml:9:33: XYZ-01, text: „datum“ passt nicht zu „einnahmen.summe“ (Euro)."),
        ("|euro}", "|eur}", "Das Format „eur“ gibt es nicht. (Formular 2012) Meinten Sie „euro“?"),
        ("{einnahmen.summe|euro}", "{einnahmen.sume}", "Den Platzhalter „einnahmen.sume“ gibt es nicht. (Formular 2012) Meinten Sie „einnahmen.summe“?"),
        ("{einnahmen.summe|euro}", "{einnahmen.summe", "Eine geschweifte Klammer ist nicht geschlossen."),
        ("  check:", "  versions: [RL_MB_2023]\n  check:", "checks/probe.yaml:7:14: Die Version „RL_MB_2023“ gibt es nicht. Meinten Sie"),
        ("  check:", "  versions: [RL_MB_2022]\n  from: 2022\n  check:", "Entweder versions oder from und to, nicht beides."),
        ("  check:", "  from: 2030\n  check:", "Die Regel XYZ-01 gilt in keiner Version."),
        ("  check:", "  let: {hoechstanteil: einnahmen.summe}\n  check:", "„hoechstanteil“ ist schon vergeben."),
        ("  check:", "  for_each: quittungen\n  check:", "checks/probe.yaml:7:3: Die Tabelle „quittungen“ gibt es nicht."),
        ("  check:", "  for_each: belege\n  check:", "XYZ-01 gilt je Zeile von belege, fragt aber keine Spalte davon ab."),
        ("  check:", "  items: belegliste\n  check:", "„belegliste“ ist kein Blatt mit Positionen."),
        ("> 0", "> percent(hoechstanteil, einnahmen.summe)", "„hoechstanteil“ hat für das Förderjahr 2012 keinen Wert, die Regel XYZ-01 gilt dort aber."),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_named_with_its_place(old: str, new: str, complaint: str) -> None:
    assert complaint in refusal(with_rule(old, new))


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("parameters.yaml", "value: 90,", "value: 0.9,", "„0.9“ ist kein Prozentwert zwischen 1 und 100. Prozente stehen in Punkten"),
        ("parameters.yaml", "unit: Euro je Stellen", "unit: Euro je Stelle", "Die Einheit „Euro je Stelle“ gibt es nicht."),
        ("parameters.yaml", "id: hoechstanteil", "id: bagatelle", "Die Zahl „bagatelle“ steht zweimal da."),
        ("parameters.yaml", "{from: 2017", "{from: 2010", "Die Werte stehen nicht nach Jahren geordnet"),
        ("parameters.yaml", "{from: 2024, value: 60000,", "{from: 2024, value: null,", "„hoechstbetrag_je_stelle“ hat für das Förderjahr 2024 keinen Wert"),
        ("parameters.yaml", "id: glatter_betrag", "id: glatter_Betrag", "passt nicht zu „id“"),
        ("parameters.yaml", "id: glatter_betrag", "id: glatter_x", "Die Funktion „round_amounts“ braucht die Zahl „glatter_betrag“."),
        ("versions.yaml", "from: 2017", "from: 2018", "versions.yaml:13:3: RL_MB_2017 muss an RL_INT_2012 anschließen (2017)."),
        ("versions.yaml", "to: 2023", "to: 2021", "RL_MB_2022 endet vor dem Beginn."),
        ("versions.yaml", 'form: "2022"', 'form: "2023"', "versions.yaml:23:3: Das Formular „2023“ gibt es nicht. Meinten Sie „2024“?"),
        ("checks/formales.yaml", "id: FRM-01", "id: FRM-91", "Die Regel FRM-01 fehlt"),
        ("checks/formales.yaml", "id: FRM-01", "id: [", "checks/formales.yaml"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_law_is_named_with_its_place(name: str, old: str, new: str, complaint: str) -> None:
    assert complaint in refusal(with_file(name, old, new))


SOURCES = "  reference: Quelle\n  certainty: checked\n"


@pytest.mark.parametrize(
    ("years", "complaint"),
    [
        ((2012, 2012), "XYZ-01: sources stehen nach Jahren geordnet, jedes nur einmal."),
        ((2012, 2024, 2022), "XYZ-01: sources stehen nach Jahren geordnet, jedes nur einmal."),
        ((2017,), "checks/probe.yaml:3:14: Ab 2017 beginnt keine Version dieser Regel, oder die Jahre davor haben keine Quelle."),
        ((2012, 2023), "Möglich sind 2012, 2017, 2022 und 2024; die erste Quelle gilt ab 2012."),
    ],
)  # fmt: skip
def test_sources_that_do_not_fit_the_versions_are_refused(years: tuple[int, ...], complaint: str) -> None:
    entries = ", ".join(f"{{from: {year}, reference: R{year}, certainty: checked}}" for year in years)
    assert complaint in refusal(with_rule(SOURCES, f"  sources: [{entries}]\n"))


def test_a_source_holds_from_its_year_on() -> None:
    entries = (
        "[{from: 2012, reference: alt, certainty: assumed}, {from: 2022, reference: neu, certainty: checked}]"
    )
    rule = Rulebook.load(with_rule(SOURCES, f"  sources: {entries}\n"), forms()).rule("XYZ-01")
    assert rule is not None
    assert [rule.source(year).reference for year in (2011, 2012, 2021, 2022, 2026)] == [
        "alt", "alt", "alt", "neu", "neu",
    ]  # fmt: skip
    assert (rule.reference, rule.certainty) == ("neu", Certainty.CHECKED)


def test_all_complaints_come_at_once() -> None:
    both = {**with_rule("summe > 0", "sume > 0"), "checks/zwei.yaml": NEW.replace("title", "titel")}
    found = refusal(both)
    assert "checks/probe.yaml:7:10" in found
    assert "checks/zwei.yaml:2:3" in found


@pytest.mark.parametrize("name", ["versions.yaml", "parameters.yaml"])
def test_a_missing_file_is_named(name: str) -> None:
    assert f"Die Datei {name} fehlt." in refusal(
        {key: text for key, text in rule_files().items() if key != name}
    )


def test_the_hash_changes_with_any_character() -> None:
    first = Rulebook.load(with_rule(), forms())
    assert Rulebook.load(with_rule("Bitte prüfen.", "Bitte prüfen!"), forms()).hash != first.hash
    assert Rulebook.load(dict(reversed(with_rule().items())), forms()).hash == first.hash


def test_functions_are_found_by_their_name() -> None:
    assert all(isinstance(each, RuleFunction) and each.name == name for name, each in FUNCTIONS.items())
