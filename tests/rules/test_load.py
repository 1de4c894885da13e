"""A rulebook with a mistake is refused at load: file, line, column, and what was probably meant."""

from __future__ import annotations

from decimal import Decimal

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


FEW = ("versions.yaml", "parameters.yaml", "checks/formales.yaml")


def refusal(files: dict[str, str]) -> str:
    with pytest.raises(Misconfigured) as refused:
        Rulebook.load(files, forms())
    return str(refused.value)


def few_files() -> dict[str, str]:
    """The law and the one family of rules that every rulebook must have."""
    return {name: rule_files()[name] for name in FEW}


def with_rule(old: str = "", new: str = "") -> dict[str, str]:
    assert old in NEW
    return {**few_files(), "checks/probe.yaml": NEW.replace(old, new) if old else NEW + new}


def with_file(name: str, old: str, new: str) -> dict[str, str]:
    assert old in rule_files()[name]
    return {**few_files(), name: rule_files()[name].replace(old, new, 1)}


def test_the_probe_itself_is_accepted() -> None:
    loaded = Rulebook.load(with_rule(), forms())
    assert loaded.rule("XYZ-01") is not None
    assert loaded.rules[-1].id == "XYZ-01"


WRONG_RULES = [
    ("einnahmen.summe > 0", "einnahmen.sume > 0", "checks/probe.yaml:7:10: XYZ-01, check: „einnahmen.sume“ ist nicht bekannt. (Formular 2012) Meinten Sie „einnahmen.summe“?"),
    ("einnahmen.summe > 0", "1 < statistik.personen + einnahmen.summe", "checks/probe.yaml:7:14: XYZ-01, check: Anzahl + Euro ergibt keinen Sinn. (Formular 2012)"),
    ("einnahmen.summe > 0", "einnahmen.summe + zahlen.stellenjahre > 0", "checks/probe.yaml:7:10: XYZ-01, check: Euro + Stellen ergibt keinen Sinn. (Formular 2012)"),
    ("einnahmen.summe > 0", "einnahmen.summe * hoechstanteil > 0", "checks/probe.yaml:7:10: XYZ-01, check: Euro * Prozent ist mehrdeutig. (Formular 2012) Nehmen Sie percent(Prozent, Betrag) oder ratio(Teil, Ganzes)."),
    ("einnahmen.summe > 0", "deckblatt.foerdersatz > 0.9", "checks/probe.yaml:7:34: XYZ-01, check: „0.9“ wären 0,9 %. (Formular 2012) Prozente stehen in Punkten; gemeint ist wohl 90."),
    ("einnahmen.summe > 0", "0.05 < zahlen.foerdersatz", "„0.05“ wären 0,05 %. (Formular 2012) Prozente stehen in Punkten; gemeint ist wohl 5."),
    ("einnahmen.summe > 0", "deckblatt.foerdersatz - 0.5 > 1", "gemeint ist wohl 50."),
    ("einnahmen.summe > 0", "min(deckblatt.foerdersatz, 0.5) > 1", "gemeint ist wohl 50."),
    ("einnahmen.summe > 0", "percent(0.15, einnahmen.summe) > 0", "checks/probe.yaml:7:10: XYZ-01, check: „0.15“ wären 0,15 %. (Formular 2012) Prozente stehen in Punkten; gemeint ist wohl 15."),
    ("einnahmen.summe > 0", "einnahmen.summe", "checks/probe.yaml:7:3: check muss wahr oder falsch ergeben, nicht Euro."),
    ("einnahmen.summe > 0", ">-\n    einnahmen.summe\n    > einnahmen.sume", "checks/probe.yaml:7:3: XYZ-01, check: „einnahmen.sume“"),
    ("einnahmen.summe > 0", " + ".join(["einnahmen.summe"] * 130) + " > 0", "checks/probe.yaml:7:10: XYZ-01, check: Der Ausdruck ist zu lang. (Formular 2012) Teilergebnisse bekommen mit let einen Namen."),
    ("einnahmen.summe > 0", "not " * 100 + "deckblatt.weiterleitung", "XYZ-01, check: Der Ausdruck ist zu tief verschachtelt. (Formular 2012) Teilergebnisse bekommen mit let einen Namen."),
    ("title: Probe", "titel: Probe", "checks/probe.yaml:2:3: Den Schlüssel „titel“ gibt es hier nicht. Meinten Sie „title“?"),
    ("title: Probe", 'title: ""', "checks/probe.yaml:2:3: „“ passt nicht zu „title“ (hier darf nicht nichts stehen)."),
    ("  reference: Quelle\n", "", "checks/probe.yaml:1:3: XYZ-01: Der Schlüssel „reference“ fehlt."),
    ("reference: Quelle", 'reference: " "', "checks/probe.yaml:3:3: „ “ passt nicht zu „reference“ (hier darf nicht nichts stehen)."),
    ("  certainty: checked\n", "", "checks/probe.yaml:1:3: XYZ-01: Der Schlüssel „certainty“ fehlt."),
    ("  severity:", "  sources: [{from: 2012, reference: R, certainty: checked}]\n  severity:", "Entweder reference und certainty oder sources, nicht beides."),
    ("  remedy: Bitte prüfen.\n", "", "checks/probe.yaml:1:3: Der Schlüssel „remedy“ fehlt."),
    ("remedy: Bitte prüfen.", 'remedy: " "', "checks/probe.yaml:10:3: „ “ passt nicht zu „remedy“ (hier darf nicht nichts stehen)."),
    ("remedy: Bitte prüfen.", "remedy:", "checks/probe.yaml:10:3: „None“ passt nicht zu „remedy“ (erwartet wird Text;"),
    ("text: Betrag {einnahmen.summe|euro}", 'text: " "', "checks/probe.yaml:9:3: „ “ passt nicht zu „text“"),
    ("severity: error", "severity: eror", "checks/probe.yaml:5:3: „eror“ ist hier nicht erlaubt; möglich sind: error, note, internal, trial. Meinten Sie „error“?"),
    ("mendable: true", "mendable: vielleicht", "checks/probe.yaml:6:3: „vielleicht“ passt nicht zu „mendable“ (erwartet wird true oder false)."),
    ("id: XYZ-01", "id: XYZ-1", "checks/probe.yaml:1:3: „XYZ-1“ passt nicht zu „id“ (die Schreibweise ist nicht die vereinbarte:"),
    ("id: XYZ-01", "id: FRM-01", "checks/probe.yaml:1:3: FRM-01 steht schon in checks/formales.yaml:2:3. Bitte eine andere Kennung wählen."),
    ("id: XYZ-01", "id: XYZ-02/FRM-03", "checks/probe.yaml:1:3: FRM-03 steht schon in checks/formales.yaml:"),
    ("  places: [einnahmen.summe]\n", "", "places fehlt: wo soll man hinsehen?"),
    ("[einnahmen.summe]", "[einnahmen.suma]", "checks/probe.yaml:8:12: Das Feld „einnahmen.suma“ gibt es nicht (Formular 2012). Meinten Sie „einnahmen.summe“?"),
    ("  check: einnahmen.summe > 0\n", "", "genau eines von check und function, oder nur covers"),
    ("  check:", "  function: form_fits\n  check:", "genau eines von check und function, oder nur covers"),
    ("check: einnahmen.summe > 0", "function: form_fit", "checks/probe.yaml:7:3: Die Funktion „form_fit“ gibt es nicht. Meinten Sie „form_fits“?"),
    ("|euro}", "|datum}", "checks/probe.yaml:9:33: XYZ-01, text: „datum“ passt nicht zu „einnahmen.summe“ (Euro)."),
    ("|euro}", "|eur}", "Das Format „eur“ gibt es nicht. (Formular 2012) Meinten Sie „euro“?"),
    ("{einnahmen.summe|euro}", "{einnahmen.sume}", "checks/probe.yaml:9:17: XYZ-01, text: Den Platzhalter „einnahmen.sume“ gibt es nicht. (Formular 2012) Meinten Sie „einnahmen.summe“?"),
    ("{einnahmen.summe|euro}", "{einnahmen.summe", "checks/probe.yaml:9:16: XYZ-01, text: Eine geschweifte Klammer ist nicht geschlossen. (Formular 2012) Ein Platzhalter steht so da: {name} oder {name|format}."),
    ("{einnahmen.summe|euro}", "{einnahmen.summe} } {einnahmen.summe}", "checks/probe.yaml:9:34: XYZ-01, text: Eine geschweifte Klammer ist nicht geschlossen."),
    ("  check:", "  versions: [RL_MB_2023]\n  check:", "checks/probe.yaml:7:14: Die Version „RL_MB_2023“ gibt es nicht. Meinten Sie „RL_MB_20"),
    ("  check:", "  versions: [RL_MB_2022]\n  from: 2022\n  check:", "checks/probe.yaml:7:3: Entweder versions oder from und to, nicht beides."),
    ("  check:", "  versions: [RL_MB_2022]\n  to: 2023\n  check:", "checks/probe.yaml:7:3: Entweder versions oder from und to, nicht beides."),
    ("  check:", "  from: 2023\n  check:", "checks/probe.yaml:7:3: Im Jahr 2023 beginnt keine Version der Richtlinie. Möglich sind: 2012, 2017, 2022, 2024."),
    ("  check:", "  to: 2022\n  check:", "checks/probe.yaml:7:3: Im Jahr 2022 endet keine Version der Richtlinie. Möglich sind: 2016, 2021, 2023, 2026."),
    ("  check:", "  from: 20244\n  check:", "checks/probe.yaml:7:3: „20244“ passt nicht zu „from“ (erwartet wird eine Zahl bis 2100)."),
    ("  check:", "  from: 2024\n  to: 2021\n  check:", "checks/probe.yaml:8:3: Die Regel XYZ-01 gilt in keiner Version."),
    ("  check:", "  covers: [deckblatt.geschaftszeichen]\n  check:", "checks/probe.yaml:7:12: „deckblatt.geschaftszeichen“ steht für kein Feld und keine Tabelle. Meinten Sie „deckblatt.geschaeftszeichen“?"),
    ("  check:", '  covers: [belege, "deckblat.*"]\n  check:', "checks/probe.yaml:7:20: „deckblat.*“ steht für kein Feld und keine Tabelle."),
    ("  check:", "  let: {hoechstanteil: einnahmen.summe}\n  check:", "checks/probe.yaml:7:9: „hoechstanteil“ ist schon vergeben."),
    ("  check:", "  for_each: belge\n  check:", "checks/probe.yaml:7:3: Die Tabelle „belge“ gibt es nicht. Meinten Sie „belege“?"),
    ("  check:", "  for_each: belege\n  check:", "checks/probe.yaml:8:3: XYZ-01 gilt je Zeile von belege, fragt aber keine Spalte davon ab."),
    ("  check:", "  items: belegliste\n  check:", "checks/probe.yaml:7:3: „belegliste“ ist kein Blatt mit Positionen."),
    ("> 0", "> percent(hoechstanteil, einnahmen.summe)", "checks/probe.yaml:7:3: „hoechstanteil“ hat für das Förderjahr 2012 keinen Wert, die Regel XYZ-01 gilt dort aber."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "complaint"), WRONG_RULES)
def test_a_mistake_in_a_rule_is_named_with_its_place(old: str, new: str, complaint: str) -> None:
    assert complaint in refusal(with_rule(old, new))


WRONG_LAW = [
    ("parameters.yaml", "value: 90,", "value: 0.9,", "parameters.yaml:16:20: „0.9“ ist kein Prozentwert zwischen 1 und 100. Prozente stehen in Punkten: 90 für 90 %. Gemeint ist wohl 90; sonst gehört any_percent: true dazu."),
    ("parameters.yaml", "value: 90,", "value: 0.05,", "Gemeint ist wohl 5; sonst gehört any_percent: true dazu."),
    ("parameters.yaml", "value: 90,", "value: 0.001,", "„0.001“ ist kein Prozentwert zwischen 1 und 100. Prozente stehen in Punkten: 90 für 90 %. Ist es so gewollt, gehört any_percent: true dazu."),
    ("parameters.yaml", "value: 90,", "value: 900,", "„900“ ist kein Prozentwert zwischen 1 und 100."),
    ("parameters.yaml", "value: 90,", "value: -90,", "parameters.yaml:16:20: „-90“ ist kleiner als null. Gemeint ist wohl 90."),
    ("parameters.yaml", "value: 60000,", "value: 60.000,", "parameters.yaml:10:20: „60.000“ ist hier 60. Gemeint ist wohl 60000; Tausender haben keinen Punkt."),
    ("parameters.yaml", "value: 2500,", "value: 2.500,", "„2.500“ ist hier 2,5. Gemeint ist wohl 2500; Tausender haben keinen Punkt."),
    ("parameters.yaml", "value: 200,", "value: 1.200,", "„1.200“ ist hier 1,2. Gemeint ist wohl 1200; Tausender haben keinen Punkt."),
    ("parameters.yaml", "value: 2500,", "value: 2500.0001,", "„2500.0001“ hat mehr als zwei Stellen nach dem Komma. Gemeint ist wohl 2500.00."),
    ("parameters.yaml", "value: 60000,", 'value: "60.000,00",', "„60.000,00“ ist keine Zahl. Zahlen haben keinen Tausenderpunkt und einen Punkt statt des Kommas: 1234.50. Gemeint ist wohl 60000.00."),
    ("parameters.yaml", "value: 60000,", "value: viel,", "„viel“ ist keine Zahl. Zahlen haben keinen Tausenderpunkt und einen Punkt statt des Kommas: 1234.50."),
    ("parameters.yaml", "value: 60000,", "value: true,", "„true“ ist keine Zahl. Für true und false gehört die Einheit Ja/Nein hierher."),
    ("parameters.yaml", 'value: false, reference: "Nds. MBl. 2024', 'value: nein, reference: "Nds. MBl. 2024', "„nein“ ist weder true noch false. Gemeint ist wohl false."),
    ("parameters.yaml", 'value: false, reference: "Nds. MBl. 2024', 'value: 0, reference: "Nds. MBl. 2024', "„0“ ist weder true noch false. Bitte true oder false schreiben."),
    ("parameters.yaml", 'value: "30.09."', "value: 30.09", '„30.09“ ist kein Text. Gemeint ist wohl "30.09".'),
    ("parameters.yaml", "unit: Euro je Stellen", "unit: Euro je Stelle", "parameters.yaml:5:3: Die Einheit „Euro je Stelle“ gibt es nicht. Meinten Sie „Euro je Stellen“?"),
    ("parameters.yaml", "unit: Prozent", "unit: Prozente", "Die Einheit „Prozente“ gibt es nicht. Meinten Sie „Prozent“?"),
    ("parameters.yaml", "id: hoechstanteil", "id: bagatelle", "steht schon in parameters.yaml:12:3. Jede Zahl hat ihren eigenen Namen."),
    ("parameters.yaml", "{from: 2017", "{from: 2010", "parameters.yaml:8:8: Die Werte stehen nicht nach Jahren geordnet: 2010 nach 2012. Das älteste Jahr steht oben."),
    ("parameters.yaml", "{from: 2017", "{from: 2012", "parameters.yaml:8:8: Ab 2012 hat „hoechstbetrag_je_stelle“ zwei Werte. Bitte einen davon entfernen."),
    ("parameters.yaml", "{from: 2012", "{from: 212", "parameters.yaml:7:8: „212“ passt nicht zu „from“ (erwartet wird eine Zahl ab 2000)."),
    ("parameters.yaml", "{from: 2012", "{from: 2013", "parameters.yaml:3:3: „hoechstbetrag_je_stelle“ hat für das Förderjahr 2012 keinen Wert; die Abrechnung nach RL_INT_2012 braucht ihn."),
    ("parameters.yaml", "{from: 2024, value: 60000,", "{from: 2024, value: null,", "parameters.yaml:3:3: „hoechstbetrag_je_stelle“ hat für das Förderjahr 2024 keinen Wert; die Abrechnung nach RL_MB_2024 braucht ihn."),
    ("parameters.yaml", "id: hoechstbetrag_je_stelle", "id: hoechstbetrag", "parameters.yaml:1:1: „hoechstbetrag_je_stelle“ hat für das Förderjahr 2012 keinen Wert;"),
    ("parameters.yaml", "id: glatter_betrag", "id: glatter_Betrag", "passt nicht zu „id“ (die Schreibweise ist nicht die vereinbarte: ^[a-z][a-z0-9_]*$)."),
    ("parameters.yaml", ', reference: "Ministerium für Soziales, Seite Integrationsberatung (bis 2016)"', "", "parameters.yaml:7:7: Der Schlüssel „reference“ fehlt."),
    ("parameters.yaml", "certainty: checked}", "certainty: geprüft}", "parameters.yaml:7:112: „geprüft“ ist hier nicht erlaubt; möglich sind: checked, assumed."),
    ("versions.yaml", "from: 2017", "from: 2018", "versions.yaml:13:3: RL_MB_2017 muss an RL_INT_2012 anschließen (2017). Gemeint ist wohl from: 2017."),
    ("versions.yaml", "from: 2017", "from: 2016", "versions.yaml:13:3: RL_MB_2017 muss an RL_INT_2012 anschließen (2017)."),
    ("versions.yaml", "to: 2023", "to: 2021", "RL_MB_2022 endet vor dem Beginn."),
    ("versions.yaml", "to: 2026", "to: 2027", "versions.yaml:31:3: Das Formular „2024“ ist für 2024 bis 2026 gemacht, RL_MB_2024 gilt aber von 2024 bis 2027. Bitte foerderjahre in forms/2024.yaml ändern oder ein neues Formular anlegen."),
    ("versions.yaml", "id: RL_MB_2024", "id: RL_MB_2022", "Die Version RL_MB_2022 steht schon in versions.yaml:19:3. Jede Version hat ihren eigenen Namen."),
    ("versions.yaml", 'form: "2022"', 'form: "2023"', "versions.yaml:23:3: Das Formular „2023“ gibt es nicht. Meinten Sie „2024“?"),
    ("versions.yaml", "ceiling: grant", "ceiling: grants", "„grants“ ist hier nicht erlaubt; möglich sind: expenditure, grant. Meinten Sie „grant“?"),
    ("versions.yaml", "  reference: Richtlinie Migrationsberatung in der ab 2017 geltenden Fassung\n", "", "versions.yaml:11:3: Der Schlüssel „reference“ fehlt."),
    ("checks/formales.yaml", "id: FRM-01", "id: FRM-91", "checks/: Die Regel FRM-01 fehlt"),
    ("checks/formales.yaml", "id: FRM-01", "id: [", "checks/formales.yaml"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "complaint"), WRONG_LAW)
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


def test_a_number_that_a_function_needs_is_named() -> None:
    files = {**rule_files(), **with_file("parameters.yaml", "id: glatter_betrag", "id: glatter_x")}
    assert "Die Funktion „round_amounts“ braucht die Zahl „glatter_betrag“." in refusal(files)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("paramters.yaml", "paramters.yaml:1:1: Diese Datei liest niemand. Meinten Sie „parameters.yaml“? Regeln liegen in checks/ und enden auf .yaml."),
        ("check/probe.yaml", "check/probe.yaml:1:1: Diese Datei liest niemand. Meinten Sie „checks/probe.yaml“?"),
        ("checks/probe.yml", "checks/probe.yml:1:1: Diese Datei liest niemand. Meinten Sie „checks/probe.yaml“?"),
    ],
)  # fmt: skip
def test_a_file_that_nothing_reads_is_refused(name: str, complaint: str) -> None:
    assert complaint in refusal({**few_files(), name: NEW})


def test_an_empty_file_of_versions_is_refused() -> None:
    assert "versions.yaml:1:1: Hier steht keine Version der Richtlinie." in refusal(
        {**few_files(), "versions.yaml": "[]"}
    )


@pytest.mark.parametrize("value", ["0.1", "100", "1", "250.5"])
def test_any_percent_takes_what_a_share_may_not_be(value: str) -> None:
    files = with_file("parameters.yaml", "value: 0.1,", f"value: {value},")
    assert Rulebook.load(files, forms()).parameters["toleranz_prozent"].value(2024) == Decimal(value)


@pytest.mark.parametrize(("value", "held"), [("1", "1"), ("100", "100"), ("38.555", "38.555")])
def test_the_ends_of_the_range_are_percent_values(value: str, held: str) -> None:
    files = with_file("parameters.yaml", "value: 90,", f"value: {value},")
    assert Rulebook.load(files, forms()).parameters["hoechstanteil"].value(2024) == Decimal(held)


def test_a_share_of_a_post_may_have_three_places() -> None:
    files = with_file(
        "parameters.yaml",
        "unit: Stellen\n  values:\n    - {from: 2012, value: 0.01,",
        "unit: Stellen\n  values:\n    - {from: 2012, value: 0.125,",
    )
    assert Rulebook.load(files, forms()).parameters["toleranz_stellen"].value(2024) == Decimal("0.125")


def test_a_rule_may_begin_and_end_with_a_version() -> None:
    loaded = Rulebook.load(with_rule("  check:", "  from: 2017\n  to: 2023\n  check:"), forms())
    rule = loaded.rule("XYZ-01")
    assert rule is not None
    assert rule.versions == ("RL_MB_2017", "RL_MB_2022")


def test_all_complaints_come_at_once() -> None:
    both = {**with_rule("summe > 0", "sume > 0"), "checks/zwei.yaml": NEW.replace("title", "titel")}
    found = refusal(both)
    assert "checks/probe.yaml:7:10" in found
    assert "checks/zwei.yaml:2:3" in found


@pytest.mark.parametrize("name", ["versions.yaml", "parameters.yaml"])
def test_a_missing_file_is_named(name: str) -> None:
    assert f"Die Datei {name} fehlt." in refusal(
        {key: text for key, text in few_files().items() if key != name}
    )


def test_the_hash_changes_with_any_character() -> None:
    first = Rulebook.load(with_rule(), forms())
    assert Rulebook.load(with_rule("Bitte prüfen.", "Bitte prüfen!"), forms()).hash != first.hash
    assert Rulebook.load(dict(reversed(with_rule().items())), forms()).hash == first.hash


def test_functions_are_found_by_their_name() -> None:
    assert all(isinstance(each, RuleFunction) and each.name == name for name, each in FUNCTIONS.items())
