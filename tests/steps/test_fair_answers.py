"""One answer holds everything; a later one never raises for the first time what an earlier version showed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import openpyxl

from kmn_automation.model.finding import Examination, Finding, Outcome
from kmn_automation.rules.rulebook import Rulebook
from kmn_automation.simulation.faults import Fault
from kmn_automation.simulation.figures import Tables, Values
from kmn_automation.store import reports
from tests.rules.builder import rule_files
from tests.steps.bench import Bench, docx_text, network, shipped_tools
from tests.steps.post import files_of, text_of

SENDER = network().post_contact("T0001", network().bescheide[0].datum)
AGES = "STA-02"
WITHHELD = (
    "dem Träger nicht mitgeteilt, weil schon Fassung 1 vom 04.05.2026 dies zeigte "
    "und die Antwort darauf es nicht nannte"
)


def raw_answer(bench: Bench) -> bytes:
    assert SENDER is not None
    return bench.raw(bench.outgoing("antwort_bericht", SENDER.email)[-1])


def told(bench: Bench) -> dict[str, str]:
    """Rule → where, of the points in the newest answer."""
    found = re.findall(
        r"\n\d+\. (.*?)\n   Was:.*?Regel: +([A-Z]+-\d+)", text_of(raw_answer(bench)), re.DOTALL
    )
    return {rule: " ".join(head.split()) for head, rule in found}


def stored(bench: Bench) -> Examination:
    with bench.store.read() as tx:
        return reports.content(tx, reports.of_case(tx, 1)[-1].id)[1]


def of_rule(examination: Examination, rule: str) -> Finding:
    (found,) = (each for each in examination.findings if each.rule == rule)
    return found


def use_rules(bench: Bench, *changes: tuple[str, str]) -> None:
    """The shipped rules with these replacements in the statistics and receipts, or as they are."""
    files = dict(rule_files())
    for old, new in changes:
        name = next(each for each, text in files.items() if old in text)
        files[name] = files[name].replace(old, new)
    bench.tools = replace(shipped_tools(), rulebook=Rulebook.load(files, shipped_tools().forms))


DEAF = ("check: ist == statistik.personen\n  places: [statistik.alter_unter_18", "check: ist > 0\n  places: [statistik.alter_unter_18")  # fmt: skip
"""STA-02 as it might have been once: it accepted every sum."""
HINDERED = (DEAF[0], DEAF[1].replace("ist > 0", "ist / (statistik.personen - statistik.personen) > 0"))
"""STA-02 as it might have been once: its calculation had no result."""


# ---- rules that changed in between --------------------------------------------------------------------


def test_what_the_first_version_showed_and_its_answer_did_not_say_stays_in_the_office(bench: Bench) -> None:
    use_rules(bench, DEAF)
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID, Fault.STATISTICS_AGE)))
    assert AGES not in told(bench)
    bench.tools = shipped_tools()

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))

    assert told(bench) == {}
    assert "Ergebnis: angenommen Ihre berichtigte" in " ".join(text_of(raw_answer(bench)).split())
    assert files_of(raw_answer(bench)) == {}
    assert stored(bench).outcome is Outcome.ANGENOMMEN
    assert of_rule(stored(bench), AGES).withheld == WITHHELD


def test_the_office_reads_what_was_withheld_and_why(bench: Bench) -> None:
    use_rules(bench, DEAF)
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID, Fault.STATISTICS_AGE)))
    bench.tools = shipped_tools()
    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))

    record = docx_text(bench.store.blobs.get(bench.letters()["pruefvermerk"].docx_sha256))
    assert "Die Altersgruppen ergeben" in record
    assert WITHHELD[1:] in record
    request = " ".join(text_of(bench.only("freigabe_bitte")).split())
    assert f"STA-02: Die Altersgruppen ergeben 147 Personen, angegeben sind 150. ({WITHHELD})" in request


def test_a_new_mistake_is_raised_whatever_the_rules_were(bench: Bench) -> None:
    use_rules(bench, DEAF)
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID)))
    bench.tools = shipped_tools()

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))

    assert set(told(bench)) == {AGES}
    assert stored(bench).outcome is Outcome.NACHBESSERUNG
    assert "(noch offen)" not in told(bench)[AGES]


def one_less(values: Values, _tables: Tables) -> None:
    values["statistik.alter_27_44"] -= Decimal(1)  # type: ignore[operator]  # a number


def test_a_mistake_that_became_another_one_is_raised(bench: Bench) -> None:
    use_rules(bench, DEAF)
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID, Fault.STATISTICS_AGE)))
    bench.tools = shipped_tools()

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE, change=one_less)))

    assert set(told(bench)) == {AGES}


def test_a_rule_that_the_first_answer_named_as_not_run_may_speak_later(bench: Bench) -> None:
    use_rules(bench, HINDERED)
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID, Fault.STATISTICS_AGE)))
    assert "STA-02 (Die Altersgruppen ergeben die Personenzahl)" in " ".join(
        text_of(raw_answer(bench)).split()
    )
    bench.tools = shipped_tools()

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))

    assert set(told(bench)) == {AGES}


def test_what_was_withheld_once_stays_so_in_the_third_version(bench: Bench) -> None:
    use_rules(bench, DEAF)
    both = (Fault.STATISTICS_AGE, Fault.WRONG_EXPENSE_SUM)
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID, *both)))
    bench.tools = shipped_tools()
    bench.work(bench.report(0, bench.workbook(0, *both)))
    assert AGES not in told(bench)

    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))

    assert told(bench) == {}
    assert of_rule(stored(bench), AGES).withheld == WITHHELD


def test_a_withheld_point_is_not_in_the_return_copy(bench: Bench) -> None:
    use_rules(bench, DEAF)
    both = (Fault.STATISTICS_AGE, Fault.WRONG_EXPENSE_SUM)
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID, *both)))
    bench.tools = shipped_tools()

    bench.work(bench.report(0, bench.workbook(0, *both)))

    assert [rule for rule, _ in listed(bench)] == ["ARI-02"]
    assert [text[:12] for _, text in listed(bench)] == ["Noch offen: "]


def test_a_late_correction_is_told_that_it_is_late(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID)))
    bench.clock.forward(days=60)

    bench.work(bench.report(0, bench.workbook(0)))

    assert set(told(bench)) == {"FRI-01"}


# ---- still open ---------------------------------------------------------------------------------------


def discounts(*numbers: int, first: int = 0) -> Callable[[Values, Tables], None]:
    """Receipts with these running numbers have a discount; `first` copies of the first one come before all."""

    def change(_values: Values, tables: Tables) -> None:
        lines = tables["belege"]
        for line in lines:
            if line["nummer"] in numbers:
                line["skonto"] = Decimal(5)
        for copy in range(first):
            lines.insert(0, {**lines[0], "nummer": Decimal(100 + copy)})

    return change


def test_of_two_receipts_the_one_that_stayed_is_still_open_and_the_other_is_new(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, change=discounts(3, 5))))
    bench.work(bench.report(0, bench.workbook(0, change=discounts(5, 7))))

    text = text_of(raw_answer(bench))
    heads = re.findall(r"\d+\. (Blatt „Belegliste“[^\n]*(?:\n {3}[^\n]*)?)\n   Was: +Zu Beleg (\d)", text)
    assert {number: "noch offen" in head for head, number in heads} == {"5": True, "7": False}


def test_a_receipt_that_moved_down_is_the_same_receipt(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, change=discounts(5))))
    bench.work(bench.report(0, bench.workbook(0, change=discounts(5, first=1))))

    assert "(noch offen)" in told(bench)["BEL-11"]


def listed(bench: Bench) -> list[tuple[str, str]]:
    """Rule and text of every line on the first sheet of the return copy, headings left out."""
    (data,) = files_of(raw_answer(bench)).values()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(6, None, 2, 8)]
    return [(str(row[5] or ""), str(row[3])) for row in rows if row[3]]


def test_the_return_copy_marks_what_is_still_open(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID, Fault.STATISTICS_AGE)))
    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE, Fault.WRONG_EXPENSE_SUM)))

    marked = {rule: text.startswith("Noch offen: ") for rule, text in listed(bench)}
    assert marked == {"STA-02": True, "ARI-02": False}
    (data,) = files_of(raw_answer(bench)).values()
    book = openpyxl.load_workbook(io.BytesIO(data))
    notes = [c.comment.text for row in book["Statistik"].iter_rows() for c in row if c.comment]
    assert notes
    assert all(note.startswith("Noch offen: Die Altersgruppen") for note in notes)


# ---- everything in one answer -------------------------------------------------------------------------


def many_remarks(_values: Values, tables: Tables) -> None:
    template = tables["belege"][-1]
    tables["belege"] += [{**template, "nummer": Decimal(n), "betrag": Decimal(0)} for n in range(13, 60)]
    for line in tables["belege"]:
        line["skonto"] = Decimal("0.01")
        line["grund"] = f"Zahlung {line['nummer']}"
        line["empfaenger"] = f"Firma {line['nummer']}"


def test_an_accepted_report_with_many_remarks_gets_all_of_them_in_the_return_copy(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, change=many_remarks)))

    text = " ".join(text_of(raw_answer(bench)).split())
    assert "Ergebnis: angenommen mit Hinweisen" in text
    assert stored(bench).outcome is Outcome.MIT_HINWEISEN
    visible = [each for each in stored(bench).findings if each.visible]
    assert len(visible) > 30
    assert f"Das sind die wichtigsten Punkte; hier fehlen noch {len(visible) - 30}." in text
    assert "Alle Punkte stehen in der beigefügten Rückmeldung „Rueckmeldung-MB-2025-0001-2025.xlsx“." in text
    assert len(listed(bench)) == len(visible)


def test_few_remarks_fit_into_the_mail(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, change=discounts(3))))

    assert set(told(bench)) == {"BEL-11"}
    assert files_of(raw_answer(bench)) == {}


def no_persons(values: Values, _tables: Tables) -> None:
    del values["statistik.personen"]


def test_the_first_answer_names_the_rules_that_could_not_run_and_the_cell_they_wait_for(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, change=no_persons)))

    text = " ".join(text_of(raw_answer(bench)).split())
    reason = "- Blatt „Statistik“, Zelle C6 (Beratene Personen insgesamt) ist leer. Betrifft: STA-01"
    assert reason in text
    assert "STA-02 (Die Altersgruppen ergeben die Personenzahl)" in text
    (line, *_) = (each for rule, each in listed(bench) if not rule)
    assert line.startswith("Noch nicht geprüft: STA-01 (Die Geschlechter ergeben die Personenzahl); STA-02")


def test_the_record_of_the_office_names_them_too(bench: Bench) -> None:
    hindered = (
        "check: ist / (statistik.personen - statistik.personen) > 0\n  places: [statistik.alter_unter_18"
    )
    use_rules(bench, (DEAF[0], hindered))
    bench.work(bench.report(0, bench.workbook(0)))

    record = docx_text(bench.store.blobs.get(bench.letters()["pruefvermerk"].docx_sha256))
    assert "STA-02 (Die Altersgruppen ergeben die Personenzahl): Blatt „Statistik“, Zelle C20" in record
