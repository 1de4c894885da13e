"""Expressions in German: every name and function has words."""

from __future__ import annotations

import re

import pytest

from kmn_automation.rules import figures, known_names
from kmn_automation.rules.expression_parser import parse_expression
from kmn_automation.rules.expression_words import NAMES, in_words
from kmn_automation.rules.scope import Scope
from tests.rules.builder import forms, rulebook

FORM = forms()["2024"]
NUMBERS = {each.id: each.measure for each in rulebook().parameters.values()}
SCOPE = Scope(FORM, {**known_names.MEASURES, **figures.MEASURES, **NUMBERS})


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("einnahmen.eigenanteil > 0", "„Eigenanteil“ (Einnahmen) > 0"),
        ("zahlen.einnahmen - zahlen.ausgaben != 1.5", "(Summe aller Einnahmen − Summe aller Ausgaben) ≠ 1,5"),
        ("bescheid.zeitraum_von <= eingang.datum < eingang.frist", "Beginn des Zeitraums im Register ≤ Tag des Eingangs < Vorlagefrist"),
        ("abs(zahlen.ausgaben) <= toleranz_summe", "(Summe aller Ausgaben ohne Vorzeichen) ≤ toleranz_summe"),
        ("not present(deckblatt.email)", "nicht („E-Mail“ (Deckblatt) ist angegeben)"),
        ("missing(deckblatt.email) or deckblatt.vorzeitiger_beginn == False", None),
        ('deckblatt.nachweisart in ("Verwendungsnachweis", "Zwischennachweis")',
         "„Art des Nachweises“ (Deckblatt) ist „Verwendungsnachweis“ oder „Zwischennachweis“"),
        ("percent(hoechstanteil, zahlen.ausgaben) >= 0", "(hoechstanteil (Prozent) von Summe aller Ausgaben) ≥ 0"),
        ("ratio(zahlen.ausgaben, zahlen.einnahmen) > 1", "(Summe aller Ausgaben in Prozent von Summe aller Einnahmen) > 1"),
        ("min(zahlen.ausgaben, zahlen.einnahmen) > 1", "(der kleinste Wert von Summe aller Ausgaben und Summe aller Einnahmen) > 1"),
        ("max(zahlen.ausgaben, 3) > 1", "(der größte Wert von Summe aller Ausgaben und 3) > 1"),
        ("round(zahlen.ausgaben, 2) > 1", "(Summe aller Ausgaben auf 2 Stellen gerundet) > 1"),
        ("days(bescheid.datum, eingang.datum) > 1", "(Tage von Datum des Bescheides im Register bis Tag des Eingangs) > 1"),
        ("months(bescheid.datum, eingang.datum) > 1", "(Monate von Datum des Bescheides im Register bis Tag des Eingangs) > 1"),
        ("after_months(bescheid.datum, zahlung_nachlauf) > eingang.datum",
         "(Datum des Bescheides im Register zuzüglich zahlung_nachlauf (Monate)) > Tag des Eingangs"),
        ("year(eingang.datum) == zahlen.foerderjahr", "(Jahr von Tag des Eingangs) = Förderjahr"),
        ("length(deckblatt.email) * 2 / 3 > 1", "(((Zahl der Zeichen von „E-Mail“ (Deckblatt)) × 2) ÷ 3) > 1"),
        ("sum(belege.betrag) + 1 > 0", "((Summe von „Betrag“ (Belege)) + 1) > 0"),
        ("sum(belege.betrag, belege.betrag > 0) > 0",
         "(Summe von „Betrag“ (Belege) der Zeilen, in denen („Betrag“ (Belege) > 0)) > 0"),
        ("count(belege.betrag > 0) > 0", "(Zahl der Zeilen, in denen („Betrag“ (Belege) > 0)) > 0"),
        ("any(belege.betrag > 0) and all(belege.betrag > 1)",
         "(in mindestens einer Zeile: („Betrag“ (Belege) > 0)) und (in jeder Zeile: („Betrag“ (Belege) > 1))"),
        ("unique(belege.nummer)", "„Laufende Nummer“ (Belege) steht in keinen zwei Zeilen gleich"),
        ("lines(belege) > 0", "(Zahl der Zeilen von „Belege“) > 0"),
        ("(zahlen.ausgaben if present(zahlen.ausgaben) else 0) > 0",
         "(Summe aller Ausgaben, falls (Summe aller Ausgaben ist angegeben), sonst 0) > 0"),
    ],
)  # fmt: skip
def test_an_expression_is_read_in_german(expression: str, words: str | None) -> None:
    found = in_words(parse_expression(expression, SCOPE), FORM)

    assert words is None or found == words
    assert "nein" in found or words is not None


def test_every_name_of_the_office_and_every_figure_has_words() -> None:
    assert NAMES.keys() == {*known_names.MEASURES, *figures.MEASURES}


def test_every_shipped_check_is_read_without_an_id_of_a_field() -> None:
    book = rulebook()
    left = []
    for version, programs in book.programs.items():
        form = book.forms[book.version_of({v.id: v for v in book.versions}[version].first_year).form]
        for program in programs:
            for tree in (program.when, program.check):
                words = in_words(tree, form) if tree else ""
                left += re.findall(r"\b[a-z_]+\.[a-z_]+\b", words)

    assert left == []
