"""The formulas: what an expression becomes, and what is refused rather than guessed."""

from __future__ import annotations

import pytest

from kmn_automation.model.live_rule import placeholders
from kmn_automation.rules import figures, known_names
from kmn_automation.rules.excel_compiler import (
    ExcelScope,
    NotLive,
    asked_names,
    formula_of,
    lines_formula,
    quoted,
)
from kmn_automation.rules.expression_parser import parse_expression
from kmn_automation.rules.scope import Scope
from kmn_automation.rules.tree import Node
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


def test_a_long_text_is_cut_and_quotes_are_doubled() -> None:
    assert quoted('a"b') == '"a""b"'
    assert max(map(len, quoted("x" * 600).split("&"))) <= 255
    assert quoted("x" * 600).replace('"&"', "").strip('"') == "x" * 600


def test_placeholders_can_be_listed() -> None:
    assert list(placeholders("«s:a.b»+«v:c»")) == [("s", "a.b"), ("v", "c")]
