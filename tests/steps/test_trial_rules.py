"""A rule on trial from the mail to the letters: the office counts it, the Träger and the letters never show it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import openpyxl
import pytest

from kmn_automation.forms.workbook import FormWriter
from kmn_automation.model.finding import Severity
from kmn_automation.rules.excel_rules import live_book
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.simulation.faults import Fault
from kmn_automation.steps.desk import Tools
from kmn_automation.store import reports
from tests.rules.builder import rule_files
from tests.steps.bench import Bench, docx_text, shipped_tools
from tests.steps.post import files_of, text_of

TRIAL = """\
- id: BEL-30
  title: Jeder Beleg nennt seinen Auftrag
  reference: Vorgabe der Koordinierungsstelle
  certainty: assumed
  severity: trial
  mendable: true
  for_each: belege
  check: present(belege.auftrag_am)
  places: [belege.auftrag_am]
  text: Beleg {belege.nummer|nummer} nennt keinen Auftrag, Geheimnis.
  remedy: Geheimnis.
- id: BEL-31
  title: Der Ort wird gebraucht
  reference: Vorgabe der Koordinierungsstelle
  certainty: assumed
  severity: trial
  mendable: true
  check: length(bestaetigung.ort) > 1000
  places: [bestaetigung.ort]
  text: Geheimnis.
  remedy: Geheimnis.
"""
WORDS = ("BEL-30", "BEL-31", "Geheimnis")


@cache
def tools_on_trial() -> Tools:
    """The shipped tools with two rules on trial, in the rulebook and in the forms."""
    shipped = shipped_tools()
    book = Rulebook.load({**rule_files(), "checks/probe.yaml": TRIAL}, shipped.forms)
    writers = {name: FormWriter(form, live_book(book, form)) for name, form in shipped.forms.items()}
    return replace(shipped, rulebook=book, writers=writers)


@pytest.fixture
def trying(bench: Bench) -> Bench:
    bench.tools = tools_on_trial()
    return bench


def said(data: bytes) -> Iterator[str]:
    """Every cell and every note of a workbook, hidden sheets too."""
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield str(getattr(cell.value, "text", cell.value))
                yield cell.comment.text if cell.comment else ""


def assert_silent(text: str) -> None:
    assert [word for word in WORDS if word in text] == []


def test_an_accepted_report_shows_nothing_of_it_in_answer_request_and_letters(trying: Bench) -> None:
    trying.work(trying.report(0, trying.workbook(0)))

    mails = [trying.raw(row) for row in trying.outgoing()]
    with trying.store.read() as tx:
        _, examination = reports.content(tx, 1)
    assert {each.rule for each in examination.findings if each.severity is Severity.TRIAL} == {
        "BEL-30",
        "BEL-31",
    }
    assert "Ergebnis: angenommen " in " ".join(text_of(mails[0]).split())
    assert len(mails) >= 2
    assert {"bewertung_ohne_hinweise", "pruefvermerk"} <= trying.letters().keys()
    for mail in mails:
        assert_silent(text_of(mail))
        for name, data in files_of(mail).items():
            assert_silent(docx_text(data) if name.endswith(".docx") else "")
    for letter in trying.letters().values():
        assert_silent(trying.letter_text(letter))


def test_a_report_that_is_sent_back_shows_nothing_of_it_in_answer_and_return_copy(trying: Bench) -> None:
    def without_place(values: dict[str, object], _tables: object) -> None:
        values.pop("bestaetigung.ort")

    trying.work(trying.report(0, trying.workbook(0, Fault.STATISTICS_CASES, change=without_place)))  # type: ignore[arg-type]

    (answer,) = [trying.raw(row) for row in trying.outgoing(to=trying.sender(trying.bescheid(0)).email)]
    with trying.store.read() as tx:
        _, examination = reports.content(tx, 1)
    assert "BEL-31" in examination.not_run
    assert_silent(text_of(answer))
    (copy,) = files_of(answer).values()
    assert_silent("\n".join(said(copy)))


def test_the_empty_form_shows_nothing_of_it() -> None:
    for writer in tools_on_trial().writers.values():
        assert_silent("\n".join(said(writer.write({}))))
