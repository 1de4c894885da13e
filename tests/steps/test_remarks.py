"""What a Träger put beside the form reaches a person: with the request for release, or as a task."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.comments import Comment

from kmn_automation.simulation.faults import Fault
from tests.steps.bench import Bench
from tests.steps.post import text_of


def explained(data: bytes) -> bytes:
    """The report with an explanation in a note, and a hidden row."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Ausgaben"]["C9"].comment = Comment("Die Rechnung kommt erst im Juni.", "Kim Beispiel")
    book["Belegliste"].row_dimensions[9].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_with_an_accepted_report_the_request_for_release_says_it(bench: Bench) -> None:
    bench.work(bench.report(0, explained(bench.workbook(0))))

    text = " ".join(text_of(bench.only("freigabe_bitte")).split())
    assert (
        "In der Datei: Blatt „Ausgaben“: 1 Notiz oder Kommentar: C9 „Die Rechnung kommt erst im Juni.“."
        in text
    )
    assert "In der Datei: Blatt „Belegliste“: ausgeblendete Zeile 9 mit" in text
    assert "Kim" not in text
    assert bench.tasks() == []


def test_with_a_report_that_goes_back_a_person_gets_one_task(bench: Bench) -> None:
    bench.work(bench.report(0, explained(bench.workbook(0, Fault.NO_NUMBER))))
    bench.work(bench.report(0, explained(bench.workbook(0, Fault.MISSING_SIGNATURE))))

    (task,) = bench.tasks()
    assert task.title.startswith(
        "Vorgang V-2025-0001: Neben dem Bogen steht noch etwas in „Bericht 1.xlsx“. Blatt „Ausgaben“: 1 Notiz"
    )
