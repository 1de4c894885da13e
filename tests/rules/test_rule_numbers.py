"""The numbers of the law that a rule stands on, wherever it names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

from kmn_automation.model.report import Scalar
from kmn_automation.rules import figures
from kmn_automation.rules.figures import STANDS_ON, Inputs
from kmn_automation.rules.rule_numbers import numbers_of
from kmn_automation.rules.rulebook import Rulebook
from tests.rules.builder import clean_report, forms, rule_files, rulebook


def ids(rule_id: str, version: str = "", book: Rulebook | None = None) -> list[str]:
    book = book or rulebook()
    rule = book.rule(rule_id)
    assert rule
    return [each.id for each in numbers_of(book, rule, version)]


@pytest.mark.parametrize(
    ("rule_id", "numbers"),
    [
        ("ARI-03", ["toleranz_summe"]),  # in check, beside a partial result
        ("BEL-04", ["zahlung_nachlauf"]),  # in let alone
        ("ELG-08", ["mindest_eigenanteil"]),  # in let and in the sentence
        ("ELG-04", ["hoechstbetrag_je_stelle"]),  # in the shared figure zahlen.hoechstbetrag
        ("VGL-03", ["verbundmittel_mindestens", "verbundmittel_hoechstens"]),  # read by a function
        ("PER-09", ["durchschnittssaetze"]),  # read by a function that can do without
        ("FRM-05", []),
    ],
)
def test_a_rule_stands_on_the_numbers_it_names(rule_id: str, numbers: list[str]) -> None:
    assert ids(rule_id) == numbers


def test_a_number_in_when_and_in_note_when_counts() -> None:
    files = dict(rule_files())
    files["checks/neu.yaml"] = """\
- id: ARI-90
  title: Probe
  reference: Vorgabe
  certainty: assumed
  severity: error
  mendable: true
  let: {grenze: anschaffung_auffaellig}
  when: zahlen.ausgaben > bagatelle
  check: zahlen.einnahmen > 0
  note_when: zahlen.ausgaben < grenze
  places: [einnahmen.summe]
  text: Zu wenig.
  remedy: Mehr.
"""
    book = Rulebook.load(files, forms())

    assert ids("ARI-90", book=book) == ["bagatelle", "anschaffung_auffaellig"]


def test_with_a_version_only_its_programs_count() -> None:
    assert ids("ELG-04", "RL_MB_2022") == ["hoechstbetrag_je_stelle"]
    assert ids("ELG-04", "RL_INT_2012") == []


class Recording(dict[str, Scalar | None]):
    """Values that note which names were asked for."""

    def __init__(self, values: Mapping[str, Scalar | None]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: Scalar | None = None) -> Scalar | None:
        self.asked.add(name)
        return super().get(name, default)


def every_figure() -> Iterator[tuple[str, set[str]]]:
    """Figure → the names that it asked for, in the newest form."""
    report, form = clean_report(2024), forms()["2024"]
    for figure, (_, compute) in figures.FIGURES.items():
        values = Recording({name: value.value for name, value in report.values.items()})
        values["hoechstbetrag_je_stelle"] = Decimal(60000)
        compute(Inputs(form, values, report.tables["personal"], 2024))
        yield figure, values.asked


def test_the_numbers_inside_the_shared_figures_are_all_named() -> None:
    numbers = {figure: sorted(asked & rulebook().parameters.keys()) for figure, asked in every_figure()}

    assert {figure: tuple(found) for figure, found in numbers.items() if found} == STANDS_ON
