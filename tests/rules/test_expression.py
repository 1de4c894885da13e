"""The rule language: what it computes, and how it refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kmn_automation.rules import figures, known_names
from kmn_automation.rules.expression_parser import ExpressionError, parse_expression
from kmn_automation.rules.measure import STELLEN, quotient, read_measure
from kmn_automation.rules.python_compiler import compile_lines, compile_value
from kmn_automation.rules.scope import Scope
from kmn_automation.rules.subject import Subject
from kmn_automation.rules.tree import walk
from tests.rules.builder import clean_report, forms, known, rulebook

FORM = forms()["2024"]
SCOPE = Scope(
    FORM, {**known_names.MEASURES, **figures.MEASURES, "je_stelle": read_measure("Euro je Stellen")}
)
SUBJECT = Subject(clean_report(2024), known(2024), FORM, rulebook().version_of(2024), 2024, {}, FORM)


def evaluate(text: str) -> object:
    compiled = compile_value(parse_expression(text, SCOPE))
    return compiled.run(
        *(SUBJECT.singles[name] for name in compiled.singles),
        *(SUBJECT.column(name) for name in compiled.columns),
        *(Decimal(len(SUBJECT.lines(name))) for name in compiled.tables),
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ausgaben.raumkosten + ausgaben.reisekosten", "5055.55"),
        ("ausgaben.raumkosten - 12.36", "4200"),
        ("-ausgaben.raumkosten", "-4212.36"),
        ("2 * ausgaben.raumkosten / 4", "2106.18"),
        ("percent(90, ausgaben.summe)", "72011.12"),
        ("ratio(statistik.geschlecht_d, statistik.personen) * 240", "100"),
        ("round(ausgaben.raumkosten, 0)", "4212"),
        ("min(ausgaben.raumkosten, ausgaben.reisekosten, 900)", "843.19"),
        ("max(ausgaben.raumkosten, ausgaben.reisekosten)", "4212.36"),
        ("abs(einnahmen.kommune - einnahmen.eigenanteil)", "5060.60"),
        ("sum(personal.gesamt)", "71234.17"),
        ("sum(personal.stellenanteil * personal.monate)", "18"),
        ('sum(belege.betrag, belege.empfaenger == "P2")', "23744.72"),
        ("count(belege.betrag > 3000)", "12"),
        ("lines(belege)", "24"),
        ("days(deckblatt.zeitraum_von, deckblatt.zeitraum_bis)", "365"),
        ("months(deckblatt.zeitraum_von, deckblatt.zeitraum_bis)", "12"),
        ("year(deckblatt.zeitraum_bis)", "2024"),
        ('length("  drei  ")', "4"),
        ("ausgaben.reisekosten if False else ausgaben.raumkosten", "4212.36"),
    ],
)
def test_an_amount_is_computed_in_decimals(text: str, value: str) -> None:
    assert evaluate(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "0 < ausgaben.reisekosten < ausgaben.raumkosten <= ausgaben.summe",
        "deckblatt.zeitraum_von != deckblatt.zeitraum_bis and not deckblatt.vorsteuerabzug",
        'deckblatt.nachweisart in ("Verwendungsnachweis", "Zwischennachweis")',
        'deckblatt.nachweisart not in ("Zwischennachweis",)',
        "present(deckblatt.zweck) or missing(deckblatt.zweck)",
        "unique(personal.kennung) and not unique(belege.position)",
        "any(belege.betrag > 3957.45) and all(belege.betrag > 0)",
        "deckblatt.bundesmittel_erklaerung == True",
        "after_months(deckblatt.zeitraum_von, 1) > deckblatt.zeitraum_von",
        'label(ausgaben.raumkosten) == "Raumkosten"',
        "statistik.personen / statistik.personen < zahlen.stellenjahre",
    ],
)
def test_a_statement_is_true_for_the_clean_report(text: str) -> None:
    assert evaluate(text) is True


@pytest.mark.parametrize(
    ("text", "offset", "complaint"),
    [
        ("ausgaben.raumkosten + zahlen.stellenjahre", 0, "Euro + Stellen ergibt keinen Sinn."),
        ("1 < einnahmen.sume", 4, "„einnahmen.sume“ ist nicht bekannt."),
        ("ausgaben.summe * deckblatt.foerdersatz", 0, "Euro * Prozent ist mehrdeutig."),
        ("ausgaben.summe < statistik.personen", 17, "Euro < Anzahl ist nicht vergleichbar."),
        ('deckblatt.nachweisart < "x"', 24, "Text < Text ist nicht vergleichbar."),
        (
            'deckblatt.nachweisart == "Nachweis"',
            25,
            "„Nachweis“ steht in deckblatt.nachweisart nicht zur Wahl.",
        ),
        ('"x" == deckblatt.nachweisart', 7, "„x“ steht in deckblatt.nachweisart nicht zur Wahl."),
        ('deckblatt.nachweisart in ("x",)', 0, "„x“ steht in deckblatt.nachweisart nicht zur Wahl."),
        ("deckblatt.nachweisart in deckblatt.zweck", 0, 'Nach „in“ stehen Texte in Klammern: in ("a", "b").'),
        ("deckblatt.nachweisart is deckblatt.zweck", 0, "Verglichen wird nur mit < <= > >= == != in."),
        ("belege.betrag > 0", 0, "„belege.betrag“ steht für viele Zeilen."),
        ("ausgaben.summe ** 2", 0, "Gerechnet wird nur mit + - * /."),
        (
            "ausgaben.summe and deckblatt.vorsteuerabzug",
            0,
            "Hier wird Ja/Nein erwartet, gefunden wurde Euro.",
        ),
        ("deckblatt.zweck + 1", 0, "Hier wird Zahl erwartet, gefunden wurde Text."),
        (
            "ausgaben.summe if deckblatt.vorsteuerabzug else deckblatt.zweck",
            0,
            "Beide Zweige müssen passen: Euro und Text.",
        ),
        ("open(deckblatt.zweck)", 0, "Die Funktion „open“ gibt es nicht."),
        ("deckblatt.zweck.strip()", 0, "So lässt sich eine Funktion nicht aufrufen."),
        ("deckblatt.zweck.x", 0, "Ein Name hat höchstens einen Punkt."),
        ("abs(number=1)", 0, "So lässt sich eine Funktion nicht aufrufen."),
        ("abs(deckblatt.zweck)", 0, "abs(Text) passt nicht; richtig ist abs(Zahl)."),
        (
            "round(1.5, deckblatt.zweck)",
            0,
            "round(Zahl, Text) passt nicht; richtig ist round(Zahl, Stellen).",
        ),
        (
            "percent(ausgaben.summe, 1)",
            0,
            "percent(Euro, Zahl) passt nicht; richtig ist percent(Prozent, Betrag).",
        ),
        (
            "ratio(ausgaben.summe, statistik.personen)",
            0,
            "ratio(Euro, Anzahl) passt nicht; richtig ist ratio(Teil, Ganzes).",
        ),
        ("min(deckblatt.zweck)", 0, "min(Text) passt nicht; richtig ist min(a, b, …)."),
        (
            "max(1, deckblatt.zeitraum_von, 2)",
            0,
            "max(Zahl, Datum, Zahl) passt nicht; richtig ist max(a, b, …).",
        ),
        ("year(1)", 0, "year(Zahl) passt nicht; richtig ist year(Tag)."),
        ("present(1 + 1)", 0, "present und missing fragen nach einem Namen, nicht nach einer Rechnung."),
        ("present()", 0, "present() passt nicht; richtig ist present(Feld)."),
        ("sum(ausgaben.summe)", 0, "„sum“ braucht Spalten aus genau einer Tabelle."),
        ("sum(belege.betrag * personal.monate)", 0, "„sum“ braucht Spalten aus genau einer Tabelle."),
        (
            "sum(belege.empfaenger)",
            0,
            "sum(Text) passt nicht; richtig ist sum(Spalte) oder sum(Spalte, Bedingung).",
        ),
        (
            "unique(belege.betrag, belege.datum)",
            0,
            "unique(Euro, Datum) passt nicht; richtig ist unique(Spalte).",
        ),
        ("sum(sum(belege.betrag) + belege.betrag)", 4, "„sum“ ist in einer Zeilenregel nicht erlaubt."),
        ("lines(quittungen)", 0, "lines braucht den Namen einer Tabelle."),
        ("label(belege.betrag)", 0, "label braucht den Namen eines Feldes."),
        ("0x10", 0, "„0x10“ ist keine Dezimalzahl."),
        ("1j", 0, "Diese Art von Wert gibt es in Regeln nicht."),
        ("[1, 2]", 0, "Diese Schreibweise ist in Regeln nicht erlaubt."),
        ("lambda: 1", 0, "Diese Schreibweise ist in Regeln nicht erlaubt."),
        ("1 +", 0, "Der Ausdruck ist nicht vollständig oder falsch geschrieben."),
        ('"ä" == 1', 7, "Text == Zahl ist nicht vergleichbar."),
        ("\0", 0, "Der Ausdruck ist nicht vollständig oder falsch geschrieben."),
    ],
)
def test_a_mistake_is_refused_where_it_stands(text: str, offset: int, complaint: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse_expression(text, SCOPE)
    assert (refused.value.what, refused.value.offset) == (complaint, offset)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("einnahmen.sume", "Meinten Sie „einnahmen.summe“?"),
        ("roud(1, 2)", "Meinten Sie „round“?"),
        ('deckblatt.nachweisart == "Zwischennachweiss"', "Meinten Sie „Zwischennachweis“?"),
        (
            "ausgaben.summe / deckblatt.foerdersatz",
            "Nehmen Sie percent(Prozent, Betrag) oder ratio(Teil, Ganzes).",
        ),
    ],
)
def test_a_refusal_names_the_nearest_word(text: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse_expression(text, SCOPE)
    assert refused.value.do == hint


def test_lines_that_hold_are_found_and_lines_without_a_value_passed_over() -> None:
    compiled = compile_lines(
        parse_expression("belege.nummer > 2 * length(deckblatt.zweck)", SCOPE, "belege"), "belege"
    )
    assert compiled.run("ab", [Decimal(9), None, Decimal(1), Decimal(5)]) == [0, 3]


def test_units_cancel_out() -> None:
    assert str(read_measure("Euro je Stellen")) == "Euro je Stellen"
    assert str(quotient(STELLEN, STELLEN)) == "Zahl"
    assert str(parse_expression("je_stelle * zahlen.stellenjahre", SCOPE).measure) == "Euro"


def test_a_tree_can_be_walked_by_other_compilers() -> None:
    text = (
        'sum(belege.betrag, belege.position in ("Einnahmen",)) > 1 if not deckblatt.weiterleitung else True'
    )
    kinds = {type(node).__name__ for node in walk(parse_expression(text, SCOPE))}
    assert kinds == {"Choice", "Comparison", "Aggregate", "Membership", "Logic", "Name", "Literal"}
