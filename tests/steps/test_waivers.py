"""A waiver of the register from the mail to the Prüfvermerk: not told to the Träger, written down for the office."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from kmn_automation.model.finding import Outcome
from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Waiver
from kmn_automation.simulation.faults import Fault
from kmn_automation.steps.report_day import report_day
from kmn_automation.store import reports
from kmn_automation.store.tables import findings
from tests.steps.bench import Bench, docx_text
from tests.steps.post import text_of

LAST = dt.date(2026, 5, 31)


def waive(bench: Bench, named: str, **changes: object) -> str:
    """Puts a waiver into the register, answered for by the first coordinator; gives that person's name."""
    person = bench.register.coordinators[0]
    traeger = bench.bescheid(0).traeger_id
    waiver = Waiver(named, traeger, "Die Angaben liegen uns vor.", person.email, LAST)
    bench.set_register(replace(bench.register, waivers=(replace(waiver, **changes),)))  # type: ignore[arg-type]
    return person.name


def answer(bench: Bench) -> str:
    return " ".join(text_of(bench.raw(bench.outgoing("antwort_bericht")[-1])).split())


def outcome(bench: Bench) -> Outcome:
    with bench.store.read() as tx:
        return reports.of_case(tx, 1)[-1].outcome


def test_a_waived_mistake_is_accepted_and_not_told(bench: Bench) -> None:
    waive(bench, "STA-02")

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))

    assert outcome(bench) is Outcome.ANGENOMMEN
    assert "Ergebnis: angenommen Der Bericht" in answer(bench)
    assert "STA-02" not in answer(bench)
    assert set(bench.letters()) == {"bewertung_ohne_hinweise", "pruefvermerk"}
    evaluation = bench.letters()["bewertung_ohne_hinweise"]
    assert evaluation.state is LetterState.FREIGABE_ERBETEN
    assert "STA-02" not in docx_text(bench.store.blobs.get(evaluation.docx_sha256))


def test_the_record_says_who_waived_it_until_when_and_why(bench: Bench) -> None:
    name = waive(bench, "STA-02")

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))

    record = docx_text(bench.store.blobs.get(bench.letters()["pruefvermerk"].docx_sha256))
    said = f"usgesetzt bis 31.05.2026 durch {name}: Die Angaben liegen uns vor."
    assert f"A{said}\n" in record
    assert "Fehler, ausgesetzt" in record
    request = " ".join(text_of(bench.only("freigabe_bitte")).split())
    assert f"(a{said})" in request


def test_waived_findings_are_counted_as_such(bench: Bench) -> None:
    waive(bench, "STA-02")

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE, Fault.GAP_IN_NUMBERS)))

    with bench.store.read() as tx:
        rows = tx.execute(sa.select(findings.c.rule, findings.c.waived)).all()
    assert dict(rows) == {"STA-02": True, "BEL-02": False}


@pytest.mark.parametrize(
    "changes",
    [
        {"traeger_id": "T0002"},
        {"gueltig_bis": dt.date(2026, 5, 3)},
        {"gueltig_von": dt.date(2026, 5, 5)},
        {"foerderjahr": 2024},
        {"rule": "STA-01"},
    ],
)
def test_a_waiver_for_somebody_or_something_else_changes_nothing(
    bench: Bench, changes: dict[str, object]
) -> None:
    waive(bench, "STA-02", **changes)

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))

    assert outcome(bench) is Outcome.NACHBESSERUNG
    assert "STA-02" in answer(bench)


def test_what_was_waived_then_is_not_raised_for_the_first_time_after_the_waiver_has_ended(
    bench: Bench,
) -> None:
    waive(bench, "STA-02")
    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE, Fault.WRONG_PAID)))
    bench.clock.forward(days=30)

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))

    assert outcome(bench) is Outcome.ANGENOMMEN
    assert "STA-02" not in answer(bench)


def test_the_digest_names_waivers_that_end(bench: Bench) -> None:
    name = waive(bench, "STA-02")
    traeger = bench.register.find_traeger(bench.bescheid(0).traeger_id)
    assert traeger is not None

    report_day(bench.desk)
    text = " ".join(text_of(bench.raw(bench.outgoing("tagesbericht")[0])).split())
    assert (
        f"Ausnahmen, die enden: 1 - STA-02 für T0001 ({traeger.name}): endet am 31.05.2026, eingetragen von {name}: "
        "Die Angaben liegen uns vor."
    ) in text


def test_a_digest_without_them_says_nothing(bench: Bench) -> None:
    waive(bench, "STA-02", gueltig_bis=dt.date(2026, 12, 31))

    report_day(bench.desk)

    assert "Ausnahmen" not in text_of(bench.raw(bench.outgoing("tagesbericht")[0]))
