"""What a finding says about itself: whether it is told, and what its sentence leaves unsaid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kmn_automation.model.finding import Certainty, Finding, Outcome, Severity, outcome_of

ERROR = Finding(
    rule="ARI-01", severity=Severity.ERROR, mendable=True, places=(), found="2,00 €", expected="3,00 €",
    text="Es sind 2,00 €.", remedy="", reference="", certainty=Certainty.CHECKED,
)  # fmt: skip
NOTE = replace(ERROR, severity=Severity.NOTE)


@pytest.mark.parametrize("field", ["waived", "withheld"])
def test_what_is_kept_in_the_office_neither_sends_back_nor_is_told(field: str) -> None:
    kept = replace(ERROR, **{field: "weil"})  # type: ignore[arg-type]  # by name
    assert (ERROR.visible, ERROR.sends_back, ERROR.for_office) == (True, True, "")
    assert (kept.visible, kept.sends_back, kept.for_office) == (False, False, "weil")
    assert outcome_of((kept,)) is Outcome.ANGENOMMEN
    assert outcome_of((kept, NOTE)) is Outcome.MIT_HINWEISEN


@pytest.mark.parametrize(
    ("found", "expected", "unsaid"),
    [
        ("2,00 €", "3,00 €", ("", "3,00 €")),
        ("höchstens 2,00 €", "es sind", ("", "")),
        ("Nein", "Ja", ("Nein", "Ja")),
        ("leer", "eine Angabe", ("", "")),
        ("", "", ("", "")),
    ],
)
def test_only_what_the_sentence_does_not_say_is_left_to_be_said(
    found: str, expected: str, unsaid: tuple[str, str]
) -> None:
    assert replace(ERROR, found=found, expected=expected).unsaid == unsaid
