"""A report with data of Ratsuchende: nothing of it is kept beside the mail, and a person looks."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest
import sqlalchemy as sa
from openpyxl.comments import Comment
from openpyxl.workbook.workbook import Workbook

from kmn_automation.model.register import Waiver
from kmn_automation.simulation.faults import Fault
from kmn_automation.simulation.figures import Tables, Values
from kmn_automation.steps.quarantine import NOT_REPEATED
from kmn_automation.store import cases, journal, reports
from kmn_automation.store.reports import COUNTS, ReportRow
from kmn_automation.store.tables import reports as table
from tests.steps.bench import Bench
from tests.steps.post import files_of, text_of

PERSONS = (("Nr.", "Vorname", "Nachname", "Geburtsdatum"), (1, "Kim", "Muster", "01.02.1985"))


def with_list(data: bytes, title: str = "Teilnehmende") -> bytes:
    """The report with a list of persons on a sheet of its own."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.create_sheet(title)
    for row in PERSONS:
        sheet.append(row)
    return as_bytes(book)


def as_bytes(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def named_in_receipts(_values: Values, tables: Tables) -> None:
    for line, name in zip(tables["belege"], ("Kim Muster 01.02.1985", "Jo Probe 05.06.2001", "Alex Beispiel 3.4.1990"), strict=False):  # fmt: skip
        line["grund"] = f"Dolmetschen für {name}"


def payees(_values: Values, tables: Tables) -> None:
    for number, line in enumerate(tables["belege"]):
        line["empfaenger"] = f"Muster, Kim {'abcdefghijkl'[number]}"


def newest(bench: Bench) -> ReportRow:
    with bench.store.read() as tx:
        row = reports.latest(tx, 1)
    assert row is not None
    return row


def answer(bench: Bench) -> tuple[str, dict[str, bytes]]:
    raw = bench.raw(bench.outgoing("antwort_bericht")[-1])
    return " ".join(text_of(raw).split()), files_of(raw)


def everything_stored(bench: Bench) -> bytes:
    """Report, examination and findings as the database holds them, and all tasks."""
    with bench.store.read() as tx:
        report, examination = reports.content(tx, newest(bench).id)
        findings = tx.exec_driver_sql("SELECT * FROM findings").all()
    return f"{report} {examination} {findings} {bench.titles()}".encode()


def test_a_list_of_persons_puts_the_report_into_quarantine(bench: Bench) -> None:
    bench.work(bench.report(0, with_list(bench.workbook(0))))

    row = newest(bench)
    with bench.store.read() as tx:
        report, examination = reports.content(tx, row.id)
        (line,) = journal.about(tx, f"report:{row.id}")
    assert (row.quarantine, row.outcome.value, row.claim) == (True, "zur Nachbesserung", None)
    assert (dict(report.values), dict(report.tables), report.remarks) == ({}, {}, ())
    assert [each.rule for each in examination.findings] == ["FRM-15"]
    assert line.detail["quarantine"] == 1
    assert bench.numbers() == []


def interim(values: Values, _tables: Tables) -> None:
    values["deckblatt.nachweisart"] = "Zwischennachweis"


def test_whom_it_is_from_and_which_kind_it_is_stay_known(bench: Bench) -> None:
    bench.work(bench.report(0, with_list(bench.workbook(0, change=interim))))

    with bench.store.read() as tx:
        assert cases.get(tx, 1).nachweisart == "Zwischennachweis"
    assert f"Zeichen: {bench.bescheid().geschaeftszeichen}" in answer(bench)[0]


def test_the_sender_is_asked_to_take_the_persons_out_and_gets_nothing_back(bench: Bench) -> None:
    bench.work(bench.report(0, with_list(bench.workbook(0, Fault.MISSING_SIGNATURE))))

    text, files = answer(bench)
    assert files == {}
    assert "haben wir keine Werte aus der Datei übernommen" in text
    assert "Bitte nehmen Sie diese Angaben in Ihrer eigenen Datei heraus" in text
    assert "FRM-10" in text, "all points are in the first answer"
    assert "Kim" not in text


def test_the_office_gets_one_task_that_names_the_sheet_and_the_mail(bench: Bench) -> None:
    bench.work(bench.report(0, with_list(bench.workbook(0))))

    (task,) = bench.tasks()
    assert task.title.startswith(
        "Vorgang V-2025-0001: In „Bericht 1.xlsx“ stehen anscheinend Angaben zu Ratsuchenden (Blatt „Teilnehmende“)."
    )
    assert "die Datei liegt nur noch in der Mail KMN-000001." in task.title
    assert task.title.endswith("für diesen Bescheid aussetzen und um dieselbe Datei bitten.")


def test_one_condition_leaves_it_out_of_every_count(bench: Bench) -> None:
    bench.work(bench.report(0, with_list(bench.workbook(0))), bench.report(1, bench.workbook(1)))

    with bench.store.read() as tx:
        counted = tx.execute(sa.select(table.c.case_id).where(COUNTS)).scalars().all()
        received = reports.received_keys(tx, 2025)
        examined_again = reports.newest_ids(tx)
    assert counted == [2]
    assert [each for each in examined_again if each == newest(bench).id] == []
    assert len(received) == 2, "it did come in, so that nobody is reminded"


def test_a_report_without_a_bescheid_is_a_task_as_well(bench: Bench) -> None:
    data = bench.workbook(0, Fault.UNKNOWN_GESCHAEFTSZEICHEN)

    bench.work(bench.report(0, with_list(data)))

    (task,) = bench.tasks()
    assert task.title.startswith("In „Bericht 1.xlsx“ stehen anscheinend Angaben zu Ratsuchenden")
    assert answer(bench)[1] == {}


def test_persons_in_our_own_columns_are_found_and_not_repeated(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, change=named_in_receipts)))

    stored = everything_stored(bench)
    assert newest(bench).quarantine
    assert b"Kim" not in stored
    assert b"Probe" not in stored
    assert "Blatt „Belegliste“, Zelle E8" in answer(bench)[0]


def test_the_name_of_a_payee_is_none_of_a_client(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, change=payees)))

    assert not newest(bench).quarantine


@pytest.mark.parametrize("text", ["Kim Muster, geb. 01.02.1985", "Kim Muster"])
def test_what_stands_in_a_wrong_cell_is_not_quoted(bench: Bench, text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(with_list(bench.workbook(0))))
    book["Einnahmen"]["C9"] = text

    bench.work(bench.report(0, as_bytes(book)))

    told = answer(bench)[0]
    assert NOT_REPEATED in told
    assert "Zelle C9 (Zuwendungen des Bundes" in told
    assert b"Kim" not in everything_stored(bench)
    assert "Kim" not in told


def test_a_cleaned_version_is_accepted_and_the_two_are_not_compared(bench: Bench) -> None:
    data = bench.workbook(0)
    bench.work(bench.report(0, with_list(data)))

    bench.work(bench.report(0, data))

    text, _ = answer(bench)
    assert not newest(bench).quarantine
    assert "Ergebnis: angenommen" in text
    assert "Ihre berichtigte Fassung ersetzt die Fassung vom 04.05.2026." in text
    assert "Geändert:" not in text
    assert "haben sich nicht geändert" not in text
    assert len(bench.numbers()) > 0


def test_a_later_version_with_persons_is_not_compared_either(bench: Bench) -> None:
    data = bench.workbook(0)
    bench.work(bench.report(0, data))

    bench.work(bench.report(0, with_list(data)))

    text, _ = answer(bench)
    assert newest(bench).quarantine
    assert "Geändert:" not in text
    assert [each.title[:19] for each in bench.tasks()] == ["Vorgang V-2025-0001"]


def test_the_same_file_again_makes_no_second_task(bench: Bench) -> None:
    data = with_list(bench.workbook(0))
    bench.work(bench.report(0, data))

    bench.work(bench.report(0, data))

    assert len(bench.tasks()) == 1


def test_a_hidden_sheet_that_was_taken_out_makes_another_version(bench: Bench) -> None:
    data = bench.workbook(0)
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.create_sheet("Intern")["A1"] = "x"
    book["Intern"].sheet_state = "hidden"
    bench.work(bench.report(0, as_bytes(book)))
    assert "FRM-14" in answer(bench)[0]

    bench.work(bench.report(0, data))

    assert newest(bench).fassung == 2
    assert "Ergebnis: angenommen" in answer(bench)[0]


def test_a_quoted_note_does_not_stay_in_quarantine(bench: Bench) -> None:
    book = openpyxl.load_workbook(io.BytesIO(with_list(bench.workbook(0))))
    book["Ausgaben"]["C8"].comment = Comment("Frau Muster war krank.", "Kim")

    bench.work(bench.report(0, as_bytes(book)))

    assert b"krank" not in everything_stored(bench)


def clear_of_suspicion(bench: Bench) -> None:
    """A person has looked and found nobody named."""
    bescheid = bench.bescheid(0)
    waiver = Waiver(
        rule="FRM-15",
        traeger_id=bescheid.traeger_id,
        begruendung="Die Namen sind die der Beschäftigten.",
        person=bench.register.coordinators[0].email,
        gueltig_bis=dt.date(2026, 12, 31),
        geschaeftszeichen=bescheid.geschaeftszeichen,
        foerderjahr=bescheid.foerderjahr,
    )
    bench.set_register(replace(bench.register, waivers=(waiver,)))


def test_the_same_file_counts_once_a_person_has_seen_that_nobody_is_named(bench: Bench) -> None:
    data = with_list(bench.workbook(0))
    bench.work(bench.report(0, data))
    came = newest(bench)
    clear_of_suspicion(bench)

    bench.work(bench.report(0, data))

    row = newest(bench)
    with bench.store.read() as tx:
        report, examination = reports.content(tx, row.id)
        lines = [each.action for each in journal.about(tx, f"report:{row.id}")]
        stored = [bool(each.waived) for each in tx.exec_driver_sql("SELECT waived FROM findings").all()]
    assert (row.fassung, row.quarantine, row.outcome.value) == (1, False, "angenommen")
    assert (row.received_at, row.mail_id) == (came.received_at, came.mail_id)
    assert report.values
    assert [(each.rule, bool(each.waived)) for each in examination.findings] == [("FRM-15", True)]
    assert stored == [True]
    assert lines == ["Bericht gelesen und geprüft", "Quarantäne aufgehoben"]
    assert "Ergebnis: angenommen" in answer(bench)[0]
    assert set(bench.letters()) == {"bewertung_ohne_hinweise", "pruefvermerk"}


def test_a_second_version_that_was_suspected_wrongly_replaces_the_first(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE)))
    data = with_list(bench.workbook(0))
    bench.work(bench.report(0, data))
    clear_of_suspicion(bench)

    bench.work(bench.report(0, data))

    assert (newest(bench).fassung, newest(bench).quarantine) == (2, False)
    assert "Ergebnis: angenommen" in answer(bench)[0]
    assert "Geändert:" in answer(bench)[0]


def test_the_same_values_in_another_file_are_a_new_version_once_they_are_cleared(bench: Bench) -> None:
    bench.work(bench.report(0, with_list(bench.workbook(0))))
    clear_of_suspicion(bench)
    again = openpyxl.load_workbook(io.BytesIO(with_list(bench.workbook(0))))
    again.properties.keywords = "noch einmal gespeichert"

    bench.work(bench.report(0, as_bytes(again)))

    assert (newest(bench).fassung, newest(bench).quarantine) == (2, False)


def test_without_a_waiver_the_same_file_stays_in_quarantine(bench: Bench) -> None:
    data = with_list(bench.workbook(0))
    bench.work(bench.report(0, data))

    bench.work(bench.report(0, data))

    assert (newest(bench).fassung, newest(bench).quarantine) == (1, True)
