"""The schema for editors takes what the program takes, and underlines what the program refuses for its shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmn_automation.ground.yaml_source import parse
from kmn_automation.mail.inbox_rules import InboxRules
from kmn_automation.mail.inbox_rules_schema import schema
from kmn_automation.model.error import Misconfigured
from tests.mail.schema_reader import problems
from tests.mail.test_in_inbox_rules import BASE, CONDITIONS

SHIPPED = (Path(__file__).parents[2] / "inbox_rules.yaml").read_text("utf-8")


def test_the_shipped_rules_fit() -> None:
    assert problems(schema(), parse(SHIPPED, "inbox_rules.yaml").data) == []


@pytest.mark.parametrize("when", [when for when, _, _ in CONDITIONS])
def test_every_condition_fits(when: str) -> None:
    assert problems(schema(), parse(BASE.replace("{WHEN}", when), "r.yaml").data) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("type: spreadsheet}}", "typ: spreadsheet}}", "knows no typ"),
        ("type: spreadsheet}}", "type: table}}", ".type: "),
        ("kind: bounce}", "kind: bounze}", ".kind: fits none"),
        ("      - record_bounce\n", "      - record_bonce\n", ".then[0]: fits none"),
        ("when: {kind: bounce}", "wenn: {kind: bounce}", "knows no wenn"),
        ("- file: trash", "- file: nowhere", ".then[0]"),
        ("over: 25 MB", "over: 25", ".over: is no string"),
        ("version: 1", "version: 2", ".version: 2 is not allowed"),
        ("id: verteiler", "id: Verteiler", ".id: Verteiler does not look"),
        ("authenticated: true", 'authenticated: "ja"', ".authenticated: is no boolean"),
        ("      - read_report\n", "      - {read_report: {}, file: done}\n", ".then[0]: fits none"),
        ("otherwise:", "sonst:", "lacks otherwise"),
    ],
)
def test_what_the_program_refuses_for_its_shape_is_underlined(old: str, new: str, where: str) -> None:
    assert old in SHIPPED
    spoiled = SHIPPED.replace(old, new, 1)
    with pytest.raises(Misconfigured):
        InboxRules.load(spoiled, "r.yaml")
    assert where in " ".join(problems(schema(), parse(spoiled, "r.yaml").data))


def test_every_word_is_explained_in_german() -> None:
    models = [each for each in (schema(), *schema()["$defs"].values()) if "properties" in each]
    unexplained = {
        name for model in models for name, each in model["properties"].items() if "description" not in each
    }
    assert unexplained == set()
