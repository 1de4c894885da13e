"""Which rules are live in the form, and why the others are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kmn_automation.model.finding import Severity
from kmn_automation.model.live_rule import LiveBook, LiveRule, LiveSlot, RowNumber, placeholders
from kmn_automation.rules import known_names
from kmn_automation.rules.excel_rules import dead_rules, live_book, live_ids, live_rules
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.rules.versions import Version
from tests.forms.samples import all_forms, form

RULES = Path(__file__).parents[2] / "funding_rules"
TARGET = 70


def shipped() -> Rulebook:
    files = {
        str(path.relative_to(RULES)): path.read_text("utf-8")
        for path in RULES.rglob("*.yaml")
        if path.parent.name != "forms"
    }
    return Rulebook.load(files, all_forms())


BOOK = shipped()


@pytest.fixture(params=BOOK.versions, ids=lambda version: version.id)
def version(request: pytest.FixtureRequest) -> Version:
    found = request.param
    assert isinstance(found, Version)
    return found


def test_enough_rules_are_live_in_every_version(version: Version) -> None:
    assert len(live_ids(BOOK, version)) >= TARGET


def test_every_rule_in_force_is_live_or_says_why_not(version: Version) -> None:
    in_force = {program.rule.id for program in BOOK.programs[version.id]}
    live = {rule.id for rule in live_rules(BOOK, version)}
    dead = dead_rules(BOOK, version)

    assert live | dead.keys() == in_force
    assert live.isdisjoint(dead)
    assert all(dead.values())


def test_nobody_outside_sees_what_is_meant_for_the_office(version: Version) -> None:
    assert {rule.severity for rule in live_rules(BOOK, version)} <= {Severity.ERROR, Severity.NOTE}


def test_no_live_rule_waits_for_the_day_of_receipt(version: Version) -> None:
    used = {name for rule in live_rules(BOOK, version) for _, name in placeholders(rule.violated)}

    assert not any(name.startswith("eingang.") for name in used)


def test_errors_stand_before_notes(version: Version) -> None:
    severities = [rule.severity for rule in live_rules(BOOK, version)]

    assert severities == sorted(severities, key=lambda each: each is not Severity.ERROR)


def test_a_form_that_no_version_uses_has_no_live_rules() -> None:
    other = form("2024")
    without = Rulebook(
        BOOK.versions[:1], BOOK.parameters, BOOK.rules, BOOK.forms, BOOK.programs, BOOK.coverages, BOOK.hash
    )

    assert live_book(without, other) == LiveBook()


def test_a_rule_that_never_holds_in_a_version_takes_no_line() -> None:
    version = BOOK.version_of(2025)
    items = [rule.item for rule in live_rules(BOOK, version) if rule.id == "ARI-10"]

    assert items == ["personalausgaben"]


def with_change(name: str, old: str, new: str) -> Rulebook:
    files = {
        str(path.relative_to(RULES)): path.read_text("utf-8")
        for path in (RULES / "versions.yaml", RULES / "parameters.yaml", RULES / "checks" / "formales.yaml")
    }
    assert old in files.get(name, "") or not old
    files[name] = files.get(name, "").replace(old, new, 1) if old else new
    return Rulebook.load(files, all_forms())


def test_a_number_that_changes_inside_a_version_is_chosen_by_the_year() -> None:
    book = with_change(
        "parameters.yaml",
        "- {from: 2012, value: 2500, reference: VV zu § 44 LHO Nr. 1.1, certainty: checked}",
        "- {from: 2012, value: 2500, reference: VV, certainty: checked}\n"
        "    - {from: 2025, value: 5000.50, reference: VV neu, certainty: checked}",
    )
    values = {each.id: (each.state, each.value) for each in live_book(book, form("2024")).values}
    before = {each.id for each in live_book(book, form("2022")).values}

    assert values["bagatelle"] == (
        "«s:zahlen.foerderjahr»",
        "CHOOSE(«v:zahlen.foerderjahr»-2023,2500,5000.50,5000.50)",
    )
    assert "bagatelle" not in before


PROBE = """\
- id: XYZ-01
  title: Probe
  versions: [RL_MB_2024]
  reference: Quelle
  certainty: checked
  severity: note
  mendable: false
  {extra}
  places: [einnahmen.summe]
  text: {text}
  remedy: Nichts.
"""


def probe(extra: str, text: str = "Ein Satz.", severity: str = "note") -> Rulebook:
    entry = PROBE.replace("{extra}", extra).replace("{text}", text).replace("note", severity)
    return with_change("checks/probe.yaml", "", entry)


@pytest.mark.parametrize(
    ("extra", "text", "why"),
    [
        ("check: eingang.datum > deckblatt.zeitraum_bis", "Ein Satz.", "braucht den Tag des Eingangs"),
        ("check: einnahmen.summe > 0", "Am {eingang.datum|datum}.", "braucht den Tag des Eingangs"),
        ('check: nicht_zuwendungsfaehige_woerter == "x"', "Ein Satz.", "die Angabe nicht_zuwendungsfaehige_woerter gibt es im Formular nicht"),
        ("check: einnahmen.summe > 0", "Das sind {nicht_zuwendungsfaehige_woerter}.", "die Angabe nicht_zuwendungsfaehige_woerter gibt es im Formular nicht"),
        ("function: form_fits", "Ein Satz.", "Funktion in Python"),
        ("when: label(ausgaben.raumkosten) == 'x'\n  check: einnahmen.summe > 0", "Ein Satz.", "trifft in dieser Version nie zu"),
        ("check: unique(belege.nummer)", "Ein Satz.", "die Funktion unique hat keine Formel"),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_live_says_why(extra: str, text: str, why: str) -> None:
    book = probe(extra, text)

    assert dead_rules(book, book.version_of(2024))["XYZ-01"] == why
    assert "XYZ-01" not in live_ids(book, book.version_of(2024))


def test_a_figure_that_the_form_cannot_compute_is_named_as_one() -> None:
    book = probe("check: zahlen.hoechstbetrag > 0")
    bare = replace(form("2024"), sheets=tuple(each for each in form("2024").sheets if each.id != "personal"))
    without = replace(book, forms={**book.forms, "2024": bare})

    assert dead_rules(without, book.version_of(2024))["XYZ-01"] == (
        "die Zahl zahlen.hoechstbetrag gibt es im Formular nicht"
    )


@pytest.mark.parametrize("severity", ["internal", "trial"])
def test_what_is_meant_for_the_office_is_not_live(severity: str) -> None:
    book = probe("check: einnahmen.summe > 0", severity=severity)

    assert dead_rules(book, book.version_of(2024))["XYZ-01"] == "nur für das Büro bestimmt"


def live_probe(extra: str, text: str = "Ein Satz.") -> LiveRule:
    book = probe(extra, text)
    return next(each for each in live_rules(book, book.version_of(2024)) if each.id == "XYZ-01")


def test_a_live_rule_names_what_it_needs_and_what_it_only_looks_at() -> None:
    rule = live_probe(
        "check: present(deckblatt.erstattet) or einnahmen.summe > bagatelle or bescheid.bewilligt > 1",
        "Summe {einnahmen.summe|euro}, ab {bagatelle}.",
    )

    assert (rule.severity, rule.item, rule.table, rule.places) == (
        Severity.NOTE,
        "",
        "",
        ("einnahmen.summe",),
    )
    assert set(rule.needs) == {"einnahmen.summe", "bescheid.bewilligt"}
    assert rule.looks_at == ("deckblatt.erstattet",)
    assert rule.needs_register
    assert rule.text == (
        "Summe ",
        LiveSlot("«v:einnahmen.summe»", ("einnahmen.summe",), "euro"),
        ", ab ",
        LiveSlot("2500", (), "euro"),
        ".",
    )


def test_an_empty_cell_that_counts_as_nought_is_only_looked_at() -> None:
    rule = live_probe("if_missing: 0\n  check: einnahmen.summe + zahlen.einnahmen > 5")

    assert (rule.needs, rule.looks_at) == (("zahlen.einnahmen",), ("einnahmen.summe",))
    assert not rule.needs_register
    assert rule.violated == "IF((ROUND((N(«v:einnahmen.summe»)+N(«v:zahlen.einnahmen»))-5,6)>0),FALSE,TRUE)"


def test_a_rule_for_lines_names_its_row_and_the_columns_of_other_tables() -> None:
    lines = live_probe(
        "for_each: belege\n  when: present(belege.skonto)\n  check: belege.betrag > 0",
        "Beleg in Zeile {zeile} mit {belege.betrag}",
    )
    across = live_probe("check: sum(belege.betrag) > sum(personal.gesamt)")

    assert (lines.table, lines.columns) == ("belege", ())
    assert lines.violated == (
        "IF(«g:belege.betrag»,IF(IF(«g:belege.skonto»,IF((ROUND(«c:belege.betrag»-0,6)>0),FALSE,TRUE),FALSE),1,0),0)"
    )
    assert lines.text == (
        "Beleg in Zeile ",
        RowNumber(),
        " mit ",
        LiveSlot("«c:belege.betrag»", ("belege.betrag",), "euro"),
    )
    assert across.columns == ("belege.betrag", "personal.gesamt")


def test_a_rule_for_positions_names_the_position() -> None:
    book = probe("items: ausgaben\n  check: ausgaben.<item> >= 0", "Position {label} mit {ausgaben.<item>}.")
    rules = [each for each in live_rules(book, book.version_of(2024)) if each.id == "XYZ-01"]

    assert [each.item for each in rules][:2] == ["personalausgaben", "raumkosten"]
    assert len(rules) == 8
    assert rules[1].text[1] == "Raumkosten"
    assert rules[1].text[3] == LiveSlot("«v:ausgaben.raumkosten»", ("ausgaben.raumkosten",), "euro")


def test_a_word_that_only_the_server_knows_is_left_out() -> None:
    assert live_probe("check: einnahmen.summe > 0", "Bei {label}{item}.").text == ("Bei ", "", "", ".")


@pytest.mark.parametrize(
    ("slot", "style"),
    [
        ("{einnahmen.summe}", "euro"),
        ("{deckblatt.foerdersatz}", "prozent"),
        ("{statistik.personen}", "zahl"),
        ("{deckblatt.stellenanteile|stellen}", "stellen"),
        ("{statistik.personen|nummer}", "nummer"),
        ("{deckblatt.foerderjahr}", "nummer"),
        ("{deckblatt.zeitraum_von}", "datum"),
        ("{deckblatt.zweck}", "text"),
        ("{deckblatt.weiterleitung}", "text"),
    ],
)
def test_a_value_in_a_sentence_keeps_its_style(slot: str, style: str) -> None:
    part = live_probe("check: einnahmen.summe > 0", f"Wert {slot}").text[1]

    assert isinstance(part, LiveSlot)
    assert part.style == style


def test_the_book_of_a_form_knows_the_register_but_not_the_day_of_receipt() -> None:
    known = live_book(BOOK, form("2024")).known

    assert "bescheid.bewilligt" in known
    assert [each for each in known if each.startswith("eingang.")] == []
    assert set(known) == {each for each in known_names.MEASURES if not each.startswith("eingang.")}
