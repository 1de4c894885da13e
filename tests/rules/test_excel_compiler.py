"""The formulas: what an expression becomes, and what is refused rather than guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kmn_automation.model.live_rule import placeholders
from kmn_automation.rules import figures, known_names
from kmn_automation.rules.excel_compiler import (
    ExcelScope,
    NotLive,
    asked_names,
    formula_of,
    lines_formula,
    outer_columns,
    quoted,
)
from kmn_automation.rules.expression_parser import parse_expression
from kmn_automation.rules.measure import EURO, TRUTH
from kmn_automation.rules.scope import Scope
from kmn_automation.rules.tree import Call, Literal, Name, Node
from tests.forms.samples import form

SCOPE = Scope(form(), {**known_names.MEASURES, **figures.MEASURES})


def tree_of(text: str, table: str = "") -> Node:
    return parse_expression(text, SCOPE, table)


def compiled(text: str) -> str:
    tree = tree_of(text)
    return formula_of(tree, ExcelScope(form(), {}, asked=asked_names(tree)))


@pytest.mark.parametrize(
    ("expression", "formula"),
    [
        ("einnahmen.summe > 0", "(ROUND(«v:einnahmen.summe»-0,6)>0)"),
        ("statistik.personen == 3", "(ROUND(«v:statistik.personen»-3,9)=0)"),
        ("deckblatt.zeitraum_von <= deckblatt.zeitraum_bis", "(«v:deckblatt.zeitraum_von»<=«v:deckblatt.zeitraum_bis»)"),
        ("not deckblatt.weiterleitung", "IF(«v:deckblatt.weiterleitung»,FALSE,TRUE)"),
        ("present(deckblatt.erstattet)", "(«s:deckblatt.erstattet»=1)"),
        ("missing(deckblatt.erstattet)", "IF((«s:deckblatt.erstattet»=1),FALSE,TRUE)"),
        ("lines(belege) > 0", "(ROUND(«n:belege»-0,9)>0)"),
        ("percent(90, einnahmen.summe) >= 0", "(ROUND(ROUND(ROUND(90*«v:einnahmen.summe»/100,8),2)-0,6)>=0)"),
        ('traeger.art == "x"', 'EXACT(TRIM(«v:traeger.art»),TRIM("x"))'),
        ('"a" == "b" or deckblatt.weiterleitung', "«v:deckblatt.weiterleitung»"),
        ('"a" == "b" and deckblatt.weiterleitung', "FALSE"),
        ("min(einnahmen.summe, ausgaben.summe) > 0", "(ROUND(MIN(«v:einnahmen.summe»,«v:ausgaben.summe»)-0,6)>0)"),
        ("round(einnahmen.summe, 0) > 0", "(ROUND(ROUND(ROUND(«v:einnahmen.summe»,8),0)-0,6)>0)"),
        ("deckblatt.weiterleitung == True", "(«v:deckblatt.weiterleitung»=TRUE)"),
        ("deckblatt.weiterleitung != False", "(«v:deckblatt.weiterleitung»<>FALSE)"),
        ('deckblatt.nachweisart in ("Verwendungsnachweis", "Zwischennachweis")', 'IF((TRIM(«v:deckblatt.nachweisart»)="Verwendungsnachweis"),TRUE,(TRIM(«v:deckblatt.nachweisart»)="Zwischennachweis"))'),
        ('deckblatt.nachweisart not in ("Zwischennachweis",)', 'IF((TRIM(«v:deckblatt.nachweisart»)="Zwischennachweis"),FALSE,TRUE)'),
        ('deckblatt.nachweisart != "Zwischennachweis"', 'IF((TRIM(«v:deckblatt.nachweisart»)="Zwischennachweis"),FALSE,TRUE)'),
        ('"Zwischennachweis" == deckblatt.nachweisart', '(TRIM("Zwischennachweis")=TRIM(«v:deckblatt.nachweisart»))'),
        ("deckblatt.zweck == deckblatt.anschrift", "EXACT(TRIM(«v:deckblatt.zweck»),TRIM(«v:deckblatt.anschrift»))"),
        ("0 < einnahmen.summe <= 5", "IF((ROUND(0-«v:einnahmen.summe»,6)<0),(ROUND(«v:einnahmen.summe»-5,6)<=0),FALSE)"),
        ("-einnahmen.summe < 5", "(ROUND((0-«v:einnahmen.summe»)-5,6)<0)"),
        ("(einnahmen.summe if deckblatt.weiterleitung else ausgaben.summe) > 1.5", "(ROUND(IF(«v:deckblatt.weiterleitung»,«v:einnahmen.summe»,«v:ausgaben.summe»)-1.5,6)>0)"),
        ("2 * ausgaben.summe / 4 + 1 > 3", "(ROUND((((2*«v:ausgaben.summe»)/4)+1)-3,6)>0)"),
        ("max(einnahmen.summe, 3) > 0", "(ROUND(MAX(«v:einnahmen.summe»,3)-0,6)>0)"),
        ("abs(statistik.personen) > 0", "(ROUND(ABS(«v:statistik.personen»)-0,9)>0)"),
        ("ratio(einnahmen.summe, ausgaben.summe) > 5", "(ROUND((«v:einnahmen.summe»/«v:ausgaben.summe»*100)-5,9)>0)"),
        ("months(deckblatt.zeitraum_von, deckblatt.zeitraum_bis) > 3", "(ROUND(((YEAR(«v:deckblatt.zeitraum_bis»)-YEAR(«v:deckblatt.zeitraum_von»))*12+MONTH(«v:deckblatt.zeitraum_bis»)-MONTH(«v:deckblatt.zeitraum_von»)+1)-3,9)>0)"),
        ("year(deckblatt.zeitraum_von) == 2024", "(ROUND(YEAR(«v:deckblatt.zeitraum_von»)-2024,9)=0)"),
        ("length(deckblatt.zweck) > 3", '(ROUND(LEN(TRIM(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(«v:deckblatt.zweck»,CHAR(10)," "),CHAR(9)," "),"\u00a0"," ")))-3,9)>0)'),
        ("after_months(deckblatt.zeitraum_von, 2) > deckblatt.zeitraum_bis", "(IF(MONTH(«v:deckblatt.zeitraum_von»+1)<>MONTH(«v:deckblatt.zeitraum_von»),DATE(YEAR(«v:deckblatt.zeitraum_von»),MONTH(«v:deckblatt.zeitraum_von»)+2+1,0),IF(DAY(«v:deckblatt.zeitraum_von»)>DAY(DATE(YEAR(«v:deckblatt.zeitraum_von»),MONTH(«v:deckblatt.zeitraum_von»)+2+1,0)),DATE(YEAR(«v:deckblatt.zeitraum_von»),MONTH(«v:deckblatt.zeitraum_von»)+2+1,0),DATE(YEAR(«v:deckblatt.zeitraum_von»),MONTH(«v:deckblatt.zeitraum_von»)+2,DAY(«v:deckblatt.zeitraum_von»))))>«v:deckblatt.zeitraum_bis»)"),
        ("sum(belege.betrag) > 0", "(ROUND((SUM(IF(«g:belege.betrag»,«c:belege.betrag»,0)))-0,6)>0)"),
        ("any(missing(belege.betrag))", "(SUM(IF(IF(«g:belege.betrag»,FALSE,TRUE),1,0))>0)"),
        ("True or deckblatt.weiterleitung", "TRUE"),
        ("True and deckblatt.weiterleitung", "«v:deckblatt.weiterleitung»"),
        ("False or deckblatt.weiterleitung", "«v:deckblatt.weiterleitung»"),
        ("False or False", "FALSE"),
        ("True and True", "TRUE"),
        ("days(deckblatt.zeitraum_von, deckblatt.zeitraum_bis) > 3", "(ROUND((«v:deckblatt.zeitraum_bis»-«v:deckblatt.zeitraum_von»)-3,9)>0)"),
    ],
)  # fmt: skip
def test_an_expression_becomes_this_formula(expression: str, formula: str) -> None:
    assert compiled(expression) == formula


def test_and_stops_where_python_stops() -> None:
    formula = compiled("statistik.personen > 0 and statistik.beratungen / statistik.personen > 2")

    assert formula.startswith("IF((ROUND(«v:statistik.personen»-0,9)>0),")
    assert formula.endswith(",FALSE)")
    assert "AND(" not in formula


def test_a_sum_takes_only_lines_that_have_all_values() -> None:
    formula = compiled('sum(belege.betrag, belege.position == "Einnahmen") > 0')

    assert "SUM(IF(«g:belege.betrag»,IF(«g:belege.position»,IF((TRIM(«c:belege.position»)=" in formula


@pytest.mark.parametrize(
    ("expression", "end"),
    [("any(belege.betrag > 0)", ",1,0),0))>0)"), ("all(belege.betrag > 0)", ",0,1),0))=0)"), ("count(belege.betrag > 0) > 1", ",1,0),0)))-1,9)>0)")],
)  # fmt: skip
def test_truths_over_lines_are_counted(expression: str, end: str) -> None:
    assert compiled(expression).endswith(end)


def test_a_line_rule_gives_one_or_nought_for_each_line() -> None:
    tree = tree_of("belege.betrag >= 0 or (present(belege.erstattung) and belege.erstattung)", "belege")
    formula = lines_formula(tree, "belege", ExcelScope(form(), {}, asked=asked_names(tree)))

    assert formula.startswith("IF(«g:belege.betrag»,IF(")
    assert formula.endswith(",1,0),0)")


def test_the_least_of_a_line_is_not_that_of_all_lines() -> None:
    formula = lines_formula(
        tree_of("min(belege.betrag, belege.skonto) > 0", "belege"), "belege", ExcelScope(form(), {})
    )

    assert "MIN(" not in formula
    assert "IF(«c:belege.betrag»<«c:belege.skonto»,«c:belege.betrag»,«c:belege.skonto»)" in formula


def test_a_dated_number_stands_in_the_formula_as_it_is() -> None:
    tree = tree_of("zahlen.bewilligt > zahlen.ausgezahlt")

    assert (
        formula_of(tree, ExcelScope(form(), {"zahlen.ausgezahlt": "12.5"}))
        == "(ROUND(«v:zahlen.bewilligt»-12.5,6)>0)"
    )


def test_an_empty_cell_counts_as_nought_where_the_rule_says_so() -> None:
    tree = tree_of("einnahmen.summe > 0")

    assert (
        formula_of(tree, ExcelScope(form(), {}, zero_if_empty=True))
        == "(ROUND(N(«v:einnahmen.summe»)-0,6)>0)"
    )


def test_what_has_no_formula_is_refused() -> None:
    with pytest.raises(NotLive, match="unique"):
        compiled("unique(belege.nummer)")


def test_a_tree_that_no_parser_makes_has_no_formula() -> None:
    name = Name("einnahmen.summe", EURO)
    scope = ExcelScope(form(), {})
    with pytest.raises(NotLive, match=r"^die Funktion quadrat hat keine Formel$"):
        formula_of(Call("quadrat", (name,), EURO), scope)
    with pytest.raises(NotLive, match=r"^gefragt wird nach keinem Namen$"):
        formula_of(Call("present", (Literal(Decimal(1), EURO),), TRUTH), scope)


def test_a_dated_number_is_always_given() -> None:
    tree = tree_of("present(zahlen.bewilligt) and missing(zahlen.ausgezahlt)")
    constants = {"zahlen.bewilligt": "1", "zahlen.ausgezahlt": "2"}
    assert formula_of(tree, ExcelScope(form(), constants)) == "IF(TRUE,FALSE,TRUE)"


def test_a_negative_number_stands_in_brackets() -> None:
    assert formula_of(Literal(Decimal("-1.50"), EURO), ExcelScope(form(), {})) == "(-1.50)"


def test_columns_of_other_tables_are_told_apart() -> None:
    tree = tree_of("sum(belege.betrag) > sum(personal.gesamt) + sum(belege.betrag)")
    assert outer_columns(tree, "belege") == ("personal.gesamt",)
    assert outer_columns(tree, "") == ("belege.betrag", "personal.gesamt")


def test_a_long_text_is_cut_and_quotes_are_doubled() -> None:
    assert quoted('a"b') == '"a""b"'
    assert max(map(len, quoted("x" * 600).split("&"))) <= 255
    assert quoted("x" * 600).replace('"&"', "").strip('"') == "x" * 600


def test_placeholders_can_be_listed() -> None:
    assert list(placeholders("«s:a.b»+«v:c»")) == [("s", "a.b"), ("v", "c")]
