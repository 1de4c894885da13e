"""The shared figures as formulas, also for forms that lack what they are made from."""

from __future__ import annotations

from dataclasses import replace

from kmn_automation.model.form import Form
from kmn_automation.model.live_rule import ACTIVE
from kmn_automation.rules.excel_figures import live_figures
from kmn_automation.rules.figures import positions
from tests.rules.builder import forms, rulebook

FORM = forms()["2024"]
VERSION = rulebook().version_of(2024)


def figures(form: Form, constants: dict[str, str] | None = None) -> dict[str, tuple[str, str]]:
    return {each.id: (each.state, each.value) for each in live_figures(form, VERSION, constants or {})}


def without(form: Form, *sheets: str) -> Form:
    return replace(form, sheets=tuple(each for each in form.sheets if each.id not in sheets))


def test_the_rules_hold_in_the_years_of_the_version_only() -> None:
    assert figures(FORM)[ACTIVE] == (
        "1",
        "IF(«s:YEAR»=1,IF(«v:YEAR»>=2024,IF(«v:YEAR»<=2026,INT(«v:YEAR»)=«v:YEAR»,FALSE),FALSE),FALSE)".replace(
            "YEAR", "zahlen.foerderjahr"
        ),
    )


def test_the_register_is_asked_before_the_deckblatt() -> None:
    found = figures(FORM)
    for name in ("foerderjahr", "bewilligt", "ausgezahlt", "foerdersatz"):
        assert found[f"zahlen.{name}"] == (
            f"IF(«s:bescheid.{name}»=1,1,«s:deckblatt.{name}»)",
            f"IF(«s:bescheid.{name}»=1,«v:bescheid.{name}»,«v:deckblatt.{name}»)",
        )


def test_posts_are_the_lower_of_funded_and_granted() -> None:
    found = figures(FORM)
    share, months = "personal.stellenanteil", "personal.monate"
    gaps = f"SUM(IF(«l:personal»,IF(«g:{share}»,IF(«g:{months}»,0,1),1),0))"
    posts = "bescheid.stellenanteile»=1,«v:bescheid.stellenanteile»,«v:deckblatt.stellenanteile»"
    assert found["zahlen.stellenjahre_abgerechnet"] == (
        f"IF(«n:personal»=0,0,IF({gaps}=0,1,IF(MAX(«s:{share}»,«s:{months}»)=2,2,0)))",
        f"SUM(IF(«g:{share}»,IF(«g:{months}»,«c:{share}»*«c:{months}»,0),0))/12",
    )
    assert found["zahlen.stellenjahre_bewilligt"] == (
        "IF(«s:bescheid.stellenanteile»=1,1,«s:deckblatt.stellenanteile»)",
        f"IF(«s:{posts})*IF(«s:bescheid.monate»=1,«v:bescheid.monate»,12)/12",
    )
    both = "«s:zahlen.stellenjahre_abgerechnet»,«s:zahlen.stellenjahre_bewilligt»"
    assert found["zahlen.stellenjahre"] == (
        f"IF(MAX({both})=2,2,MIN({both}))",
        "MIN(«v:zahlen.stellenjahre_abgerechnet»,«v:zahlen.stellenjahre_bewilligt»)",
    )


def test_the_amount_per_post_is_a_number_where_it_is_the_same_in_all_years() -> None:
    name = "zahlen.hoechstbetrag"
    posts = "«v:zahlen.stellenjahre»"
    assert figures(FORM)[name] == (
        "«s:zahlen.stellenjahre»",
        f"ROUND(ROUND({posts}*«v:hoechstbetrag_je_stelle»,8),2)",
    )
    assert figures(FORM, {"hoechstbetrag_je_stelle": "60000"})[name][1] == f"ROUND(ROUND({posts}*60000,8),2)"


def test_sums_take_every_position_and_nothing_else() -> None:
    found = figures(FORM)
    spent = [row.fields[0].id for row in positions(FORM, "ausgaben")]
    eligible = [f"{name}_zuwendungsfaehig" for name in spent]
    income = [row.fields[0].id for row in positions(FORM, "einnahmen")]
    state = {"einnahmen.landeszuwendung", "einnahmen.land_weitere"}
    personnel = "ausgaben.personalausgaben_zuwendungsfaehig"
    expected = {
        "sachausgaben": [each for each in eligible if each != personnel],
        "zuwendungsfaehige_ausgaben": eligible,
        "ausgaben": spent,
        "einnahmen": income,
        "eigen_und_dritte": [each for each in income if each not in state],
    }
    assert len(spent) == 8
    assert state <= set(income)
    for name, ids in expected.items():
        states, values = (
            sign.join(f"«{kind}:{each}»" for each in ids) for kind, sign in (("s", ","), ("v", "+"))
        )
        assert found[f"zahlen.{name}"] == (
            f"IF(MAX({states})=2,2,MIN({states}))",
            f"ROUND(ROUND({values},8),2)",
        )
    assert found["zahlen.personalausgaben"] == (f"«s:{personnel}»", f"«v:{personnel}»")


def test_a_position_that_is_not_planned_counts_as_nothing() -> None:
    ids = [f"{row.fields[0].id}_plan" for row in positions(FORM, "ausgaben")]
    states, values = ",".join(f"«s:{each}»" for each in ids), "+".join(f"N(«v:{each}»)" for each in ids)
    assert figures(FORM)["zahlen.ausgaben_plan"] == (f"MAX({states})", f"ROUND(ROUND({values},8),2)")


def test_a_form_without_personnel_has_the_granted_posts_alone() -> None:
    found = figures(without(FORM, "personal"))
    assert {each for each in found if "stellenjahre" in each} == {"zahlen.stellenjahre_bewilligt"}
    assert "zahlen.hoechstbetrag" not in found


def test_a_list_of_personnel_without_months_counts_as_none() -> None:
    sheets = tuple(
        replace(
            sheet,
            tables=tuple(
                replace(table, columns=tuple(each for each in table.columns if each.name != "monate"))
                for table in sheet.tables
            ),
        )
        for sheet in FORM.sheets
    )
    assert "zahlen.stellenjahre" not in figures(replace(FORM, sheets=sheets))


def test_a_form_without_amounts_has_no_sums() -> None:
    found = figures(without(FORM, "ausgaben", "einnahmen"))
    assert found.keys() & {"zahlen.ausgaben", "zahlen.einnahmen", "zahlen.ausgaben_plan"} == set()
    assert "zahlen.personalausgaben" not in found
    assert "zahlen.bewilligt" in found
