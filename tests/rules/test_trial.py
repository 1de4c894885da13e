"""A rule on trial runs and is counted; nothing that a Träger reads shows it."""

from __future__ import annotations

import re
from functools import cache

import pytest

from kmn_automation.model.error import Misconfigured
from kmn_automation.model.finding import Outcome, Severity
from kmn_automation.rules.excel_rules import live_book, live_ids
from kmn_automation.rules.rulebook import COMPLETENESS, Rulebook
from tests.rules.builder import clean_values, form_of, forms, known, make_report, rule_files, rulebook
from tests.rules.case_file import examine
from tests.rules.test_load import with_rule

SEVERITY = re.compile(r"^  severity: \w+$", re.MULTILINE)
ENTRY = re.compile(r"^(?=- id: )", re.MULTILINE)


@cache
def all_on_trial() -> Rulebook:
    """The shipped rules, every one but FRM-01 on trial."""
    files = {
        name: text if not name.startswith("checks/") else _on_trial(text)
        for name, text in rule_files().items()
    }
    return Rulebook.load(files, forms())


def _on_trial(text: str) -> str:
    entries = ENTRY.split(text)
    return "".join(
        each if f"id: {COMPLETENESS}\n" in each else SEVERITY.sub("  severity: trial", each)
        for each in entries
    )


def one_on_trial(rule_id: str) -> Rulebook:
    """The shipped rules with that one on trial."""
    files = dict(rule_files())
    for name, text in files.items():
        entries = ENTRY.split(text)
        files[name] = "".join(
            SEVERITY.sub("  severity: trial", each) if f"id: {rule_id}\n" in each else each
            for each in entries
        )
    return Rulebook.load(files, forms())


@pytest.mark.parametrize("year", [2013, 2018, 2023, 2024])
def test_a_report_full_of_mistakes_is_accepted_while_every_rule_is_on_trial(year: int) -> None:
    form = form_of(year)
    values = clean_values(form, year) | {
        "statistik.geschlecht_w": 1, "einnahmen.summe": 1, "ausgaben.summe": 1, "netzwerk.sitzungen": 0,
        "einnahmen.eigenanteil": 0, "deckblatt.ausgezahlt": 1,
    }  # fmt: skip
    found = all_on_trial().examine(make_report(form, values, {"belege": [{"nummer": 1}]}), known(year))

    assert {each.rule for each in found.findings if each.visible} <= {COMPLETENESS}
    assert sum(each.severity is Severity.TRIAL for each in found.findings) >= 4


def test_no_sheet_shows_a_rule_on_trial() -> None:
    book = all_on_trial()

    assert live_book(book, book.forms["2024"]).rules == ()
    assert live_ids(book, book.versions[-1]) == frozenset()
    assert len(live_ids(rulebook(), rulebook().versions[-1])) > 70


def test_an_empty_cell_stays_a_point_for_the_traeger_while_its_rule_is_on_trial() -> None:
    form = form_of(2024)
    values = clean_values(form, 2024) | {"bestaetigung.ort": None}
    clean = rulebook().examine(make_report(form, values, {}), known(2024))
    trial = one_on_trial("FRM-10").examine(make_report(form, values, {}), known(2024))

    assert "FRM-10" in {each.rule for each in clean.findings}
    (gap,) = [each for each in trial.findings if "„Ort“" in each.text]
    assert (gap.rule, gap.severity) == (COMPLETENESS, Severity.ERROR)


@pytest.mark.parametrize(
    ("word", "severity"),
    [("error", Severity.NOTE), ("trial", Severity.TRIAL), ("internal", Severity.INTERNAL)],
)
def test_note_when_softens_only_what_the_traeger_reads_anyway(word: str, severity: Severity) -> None:
    check = "  check: einnahmen.summe > 0\n"
    broken = f"  check: einnahmen.summe < 0\n  note_when: einnahmen.summe > 1\n  severity: {word}\n"
    files = with_rule(check, broken)
    name = next(each for each, text in files.items() if "XYZ-01" in text)
    files[name] = files[name].replace("  severity: error\n", "", 1)
    form = form_of(2024)
    found = Rulebook.load(files, forms()).examine(
        make_report(form, clean_values(form, 2024), {}), known(2024)
    )

    assert [each.severity for each in found.findings if each.rule == "XYZ-01"] == [severity]


def test_the_rule_for_missing_values_cannot_be_on_trial() -> None:
    with pytest.raises(
        Misconfigured, match=r"checks/formales\.yaml:2:3: FRM-01 antwortet für leere Pflichtangaben"
    ):
        one_on_trial(COMPLETENESS)


def test_the_clean_report_is_what_it_was() -> None:
    assert examine(2024, {}).outcome is Outcome.ANGENOMMEN
