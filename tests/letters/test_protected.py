"""Facts of a letter in any spelling, and what counts as a drift."""

from __future__ import annotations

import pytest

from kmn_automation.letters.difference import Change, changes, excerpt
from kmn_automation.letters.protected import Drift, Fact, came, drifts, lost
from kmn_automation.letters.story import Line

SAME = [
    ("Wir zahlen 1.200,00 €.", "Wir zahlen 1200,00 EUR."),
    ("Wir zahlen 1.200 Euro.", "Gezahlt werden 1.200,00 €."),
    ("am 4. Mai 2026", "am 04.05.2026"),
    ("Anteil 87 %", "Anteil 87 Prozent"),
    ("nach § 49 Abs. 3 VwVfG", "nach §\u00a049 Abs. 3 VwVfG"),
    ("in 2 Zeilen\u2028umbrochen", "in 2 Zeilen umbrochen"),
    ("Mit Gruß", "Mit freundlichem Gruß"),
]
OTHER = [
    ("1.200,00 €", "1.200,01 €", Fact.BETRAG),
    ("1.200,00 €", "12.000,00 €", Fact.BETRAG),
    ("1.200,00 €", "-1.200,00 €", Fact.BETRAG),
    ("1.200,00 €", "", Fact.BETRAG),
    ("4. Mai 2026", "5. Mai 2026", Fact.TAG),
    ("04.05.2026", "04.05.2025", Fact.TAG),
    ("4. Mai", "4. Juni", Fact.TAG),
    ("innerhalb von drei Wochen", "innerhalb von zwei Wochen", Fact.DAUER),
    ("binnen 21 Tagen", "binnen 12 Tagen", Fact.DAUER),
    ("87 %", "78 %", Fact.ANTEIL),
    ("§ 49 Abs. 3", "§ 48 Abs. 3", Fact.FUNDSTELLE),
    ("§ 49 Abs. 3", "§ 49 Abs. 2", Fact.FUNDSTELLE),
    ("nach dem VwVfG", "nach dem SGB", Fact.FUNDSTELLE),
    ("Regel ELG-06", "Regel ELG-07", Fact.FUNDSTELLE),
    ("ANBest-P Nr. 6.2", "ANBest-P Nr. 6.3", Fact.FUNDSTELLE),
    ("post@a.example", "post@b.example", Fact.ADRESSE),
    ("", "DE02 1203 0000 0000 2020 51", Fact.ADRESSE),
    ("", "www.boese.example", Fact.ADRESSE),
    ("1 Stelle", "2 Stellen", Fact.ZAHL),
    ("Förderjahr 2025", "Förderjahr 2024", Fact.ZAHL),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_another_spelling_is_no_drift(old: str, new: str) -> None:
    assert drifts(old, new) == ()


@pytest.mark.parametrize(("old", "new", "fact"), OTHER)
def test_another_fact_is_a_drift_of_its_kind(old: str, new: str, fact: Fact) -> None:
    assert [each.fact for each in drifts(old, new)] == [fact]


def test_a_drift_names_what_went_and_what_came() -> None:
    assert drifts("von 5 € und 7 €", "von 5 € und 8 €") == (Drift(Fact.BETRAG, "7 €", "8 €"),)


def test_a_bound_word_may_come_again_but_never_go() -> None:
    bound = [("Der Name", "Haus Nord e.V."), ("Leer", "")]

    assert list(lost("Haus Nord\u00a0e.V.", "Haus Nord e.V. und Haus Nord e.V.", bound)) == []
    assert list(lost("Haus Nord e.V.", "Haus Süd e.V.", bound)) == ["Der Name („Haus Nord e.V.“)"]
    assert list(lost("anderes", "Haus Süd e.V.", bound)) == []


def test_a_foreign_word_may_stay_but_not_come() -> None:
    assert list(came("wie bei B", "wie bei B", ["B", ""])) == []
    assert list(came("wie bei B", "wie bei B und B", ["B"])) == ["B"]


def lines(*texts: str, part: str = "Text") -> list[Line]:
    return [Line(part, n, text) for n, text in enumerate(texts, 1)]


def test_changes_are_told_by_paragraph_and_blanks_do_not_count() -> None:
    old = [*lines("eins", "zwei  drei", "", "vier"), *lines("oben", part="Kopfzeile")]
    new = [*lines("eins", "zwei\u00a0drei", "vier!", "fünf"), *lines("oben", part="Kopfzeile")]

    assert changes(old, new) == (
        Change("Text, Absatz 3", "vier", "vier!"),
        Change("Text, Absatz 4", "", "fünf"),
    )
    assert changes(old, lines("eins")) == (
        Change("Text, Absatz 2", "zwei drei", ""),
        Change("Text, Absatz 4", "vier", ""),
        Change("Kopfzeile, Absatz 1", "oben", ""),
    )


def test_the_order_of_head_and_foot_is_that_of_a_program_and_no_change() -> None:
    foot = lines("Telefon", "Seite #", part="Fußzeile")

    assert changes(foot, lines("Seite #", "Telefon", part="Fußzeile")) == ()
    assert len(changes(lines("eins", "zwei"), lines("zwei", "eins"))) > 0


def test_a_long_paragraph_is_cut_around_the_difference() -> None:
    old, new = excerpt("a" * 300 + "x" + "b" * 300, "a" * 300 + "y" + "b" * 300, 80)

    assert old.startswith("…aaa")
    assert "x" in old
    assert "y" in new
    assert old.endswith("b…")
    assert excerpt("kurz", "kürzer", 80) == ("kurz", "kürzer")
