"""A report and its versions: what is new, what is the same, what became of letters on the way."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import openpyxl
import pytest

from kmn_automation.model.letter import LetterState
from kmn_automation.simulation.faults import Fault
from kmn_automation.simulation.figures import Tables, Values
from kmn_automation.steps.evaluate_waiting import evaluate_waiting
from kmn_automation.store import journal, letters, reports
from kmn_automation.store.connect import Transaction
from kmn_automation.store.letters import LetterRow
from kmn_automation.store.outbox import OutboxState
from kmn_automation.store.reports import ReportRow
from tests.steps.bench import Bench, docx_text, network
from tests.steps.post import files_of, parse, text_of

EVALUATION = "bewertung_ohne_hinweise"
SENDER = network().post_contact("T0001", network().bescheide[0].datum)
REPORT = {"Bericht geprüft": 1}
KNOWN = {"Bericht lag bereits vor": 1}


def versions(bench: Bench) -> list[ReportRow]:
    with bench.store.read() as tx:
        return reports.of_case(tx, 1)


def answer(bench: Bench) -> str:
    """The newest answer to the Träger, on one line."""
    assert SENDER is not None
    rows = [each for each in bench.outgoing(to=SENDER.email) if each.mail_id and not each.letter_id]
    return " ".join(text_of(bench.raw(rows[-1])).split())


def saved_again(data: bytes) -> bytes:
    """The same cells in other bytes, as another program saves them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    out = io.BytesIO()
    book.save(out)
    assert out.getvalue() != data
    return out.getvalue()


def more_text(values: Values, _tables: Tables) -> None:
    values["sachbericht.erfolg"] = (
        "Die Ziele wurden erreicht, und zwar in allen Punkten und ausführlich. " * 6
    )


def even_more_text(values: Values, _tables: Tables) -> None:
    values["sachbericht.erfolg"] = "Noch einmal ganz anders und wieder ausführlich beschrieben. " * 8


def test_a_first_version_is_receipted_with_number_time_hash_and_outcome(bench: Bench) -> None:
    data = bench.workbook(0)
    assert bench.work(bench.report(0, data)) == REPORT

    (row,) = versions(bench)
    text = answer(bench)
    assert "am 04.05.2026 um 09:00 Uhr eingegangen" in text
    assert "V-2025-0001, Fassung 1" in text
    assert row.file_sha256 in text
    assert "Ergebnis: angenommen" in text
    assert "- Bericht 1.xlsx: als Bericht gelesen, angenommen" in text


def test_the_journal_names_report_outcome_and_rules(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))

    (row,) = versions(bench)
    with bench.store.read() as tx:
        (line,) = journal.about(tx, f"report:{row.id}")
    assert line.detail["outcome"] == "angenommen"
    assert line.detail["ruleset"] == row.ruleset
    assert line.detail["fassung"] == 1


def test_the_same_file_again_is_already_there_and_makes_no_second_letter(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    letters = bench.numbers()

    assert bench.work(bench.report(0, bench.workbook(0))) == KNOWN

    assert "liegt uns bereits vor; eingegangen ist er am 04.05.2026 um 09:00 Uhr" in answer(bench)
    assert len(versions(bench)) == 1
    assert bench.numbers() == letters


def test_the_same_cells_in_other_bytes_are_the_same_report(bench: Bench) -> None:
    data = bench.workbook(0)
    bench.work(bench.report(0, data))

    assert bench.work(bench.report(0, saved_again(data))) == KNOWN

    assert len(versions(bench)) == 1
    assert bench.outgoing("liegt_vor") != []


def test_the_same_file_twice_in_one_mail_is_one_report(bench: Bench) -> None:
    data = bench.workbook(0)
    assert bench.work(bench.report(0, ("a.xlsx", data), ("b.xlsx", data))) == REPORT

    assert len(versions(bench)) == 1
    assert "- a.xlsx: als Bericht gelesen, angenommen" in answer(bench)
    assert "- b.xlsx: liegt bereits vor (Vorgang V-2025-0001, Fassung 1" in answer(bench)


def test_a_correction_lists_what_changed_and_the_day_of_what_it_replaces(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID)))
    bench.clock.forward(days=2)

    bench.work(bench.report(0, bench.workbook(0)))

    text = answer(bench)
    assert "V-2025-0001, Fassung 2" in text
    assert "ersetzt die Fassung vom 04.05.2026" in text
    (line,) = re.findall(r"- (Blatt „Deckblatt“, Zelle \S+ \([^)]*\)): bisher (\S+), jetzt (\S+)", text)
    assert line[1] != line[2]


def test_a_correction_voids_draft_and_request_and_asks_anew(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))
    old = bench.letters()[EVALUATION]

    bench.work(bench.report(0, bench.workbook(0, change=more_text)))

    with bench.store.read() as tx:
        states = {each.number: each.state for each in letters_of_year(tx)}
    assert states[old.number] is LetterState.HINFAELLIG
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert [each.state for each in bench.outgoing("freigabe_bitte")] == [
        OutboxState.ZURUECKGEZOGEN,
        OutboxState.BEREIT,
    ]


def letters_of_year(tx: Transaction) -> list[LetterRow]:
    return letters.all_of_year(tx, 2026)


def test_a_correction_between_release_and_hand_over_stops_the_letter(bench: Bench) -> None:
    bench.released()
    old = bench.letters()[EVALUATION]

    bench.work(bench.report(0, bench.workbook(0, change=more_text)))
    bench.send()

    with bench.store.read() as tx:
        states = {each.number: each.state for each in letters_of_year(tx)}
    assert states[old.number] is LetterState.HINFAELLIG
    assert bench.outgoing("brief")[0].state is OutboxState.ZURUECKGEZOGEN
    assert not any(
        ".docx" in " ".join(files_of(m.raw)) for m in bench.relay.mails if m.recipients[0] == old.recipient
    )


def test_a_correction_after_the_hand_over_makes_no_letter_but_a_task(bench: Bench) -> None:
    bench.released()
    bench.send()
    sent, numbers = bench.letters()[EVALUATION], bench.numbers()

    bench.work(bench.report(0, bench.workbook(0, change=more_text)))

    assert bench.numbers() == numbers
    assert bench.letters()[EVALUATION].state is LetterState.UEBERGEBEN
    assert bench.letters()["pruefvermerk"].state is LetterState.FREIGEGEBEN
    assert "V-2025-0001, Fassung 2: Berichtigung nach Versand" in bench.titles()
    text = answer(bench)
    assert f"bereits ein Schreiben versandt ({sent.number} vom 04.05.2026)" in text
    assert "das Schreiben gilt bis dahin weiter" in text


def test_a_faulty_correction_after_the_hand_over_is_a_task_too(bench: Bench) -> None:
    bench.released()
    bench.send()

    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID)))

    assert "V-2025-0001, Fassung 2: Berichtigung nach Versand" in bench.titles()
    assert "zur Nachbesserung" in answer(bench)
    assert "das Schreiben gilt bis dahin weiter" in answer(bench)


def test_a_letter_that_was_withdrawn_cannot_leave_with_the_old_figures(bench: Bench) -> None:
    bench.released()
    request = bench.only("freigabe_bitte")
    bench.work(bench.answer_to(request, bench.person(), "ABLEHNUNG: warten"))
    old = bench.letters()[EVALUATION]
    assert old.state is LetterState.WIDERRUFEN

    bench.work(bench.report(0, bench.workbook(0, change=more_text)))

    with bench.store.read() as tx:
        assert {e.number: e.state for e in letters_of_year(tx)}[old.number] is LetterState.VERWORFEN


def test_an_old_version_after_a_new_one_changes_nothing_and_says_which_counts(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID)))
    bench.work(bench.report(0, bench.workbook(0)))

    assert bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID))) == KNOWN

    assert len(versions(bench)) == 2
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert "es gilt die spätere Fassung 2 vom 04.05.2026" in answer(bench)


def test_what_was_not_mended_comes_back_as_still_open(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID, Fault.STATISTICS_AGE)))
    bench.work(bench.report(0, bench.workbook(0, Fault.STATISTICS_AGE, Fault.WRONG_EXPENSE_SUM)))

    text = raw_answer(bench)
    found = re.findall(r"\n\d+\. (.*?)\n   Was:.*?Regel: +([A-Z]+-\d+)", text, re.DOTALL)
    points = {rule: head for head, rule in found}
    assert {rule for rule, head in points.items() if "(noch offen)" in " ".join(head.split())} == {"STA-02"}
    assert "ARI-02" in points


def raw_answer(bench: Bench) -> str:
    assert SENDER is not None
    return text_of(bench.raw(bench.outgoing("antwort_bericht", SENDER.email)[-1]))


# ---- the answer --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [Fault.WRONG_PAID, Fault.MISSING_SHEET, Fault.NO_NUMBER, Fault.UNKNOWN_GESCHAEFTSZEICHEN]
)
def test_a_report_that_goes_back_says_where_what_and_what_to_do(bench: Bench, fault: Fault) -> None:
    bench.work(bench.report(0, bench.workbook(0, fault)))

    mail = bench.only("antwort_bericht")
    assert "zur Nachbesserung" in str(parse(mail)["Subject"])
    (point, *_) = re.findall(
        r"\n1\. (.+?)\n   Was: +(.+?)\n   Zu tun: +(.+?)\n   Regel: +(\S+)", text_of(mail), re.DOTALL
    )
    assert all(point)
    (copy,) = (name for name in files_of(mail) if name.startswith("Rueckmeldung-"))
    assert copy in text_of(mail)
    assert bench.letters() == {}


def test_a_return_copy_is_our_own_form_with_notes_and_the_values_that_were_read(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.WRONG_PAID)))

    (data,) = files_of(bench.only("antwort_bericht")).values()
    book = openpyxl.load_workbook(io.BytesIO(data))
    notes = [
        cell.comment.text for sheet in book for line in sheet.iter_rows() for cell in line if cell.comment
    ]
    assert any("ARI-06" in note for note in notes)
    assert any(cell.value == "MB-2025-0001" for line in book["Deckblatt"].iter_rows() for cell in line)


def test_remarks_alone_do_not_send_a_report_back(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.GAP_IN_NUMBERS)))

    assert "angenommen mit Hinweisen" in answer(bench)
    assert files_of(bench.only("antwort_bericht")) == {}
    assert set(bench.letters()) == {"bewertung_mit_hinweisen", "pruefvermerk"}


def test_every_part_of_a_mixed_mail_is_named(bench: Bench) -> None:
    good, other = bench.workbook(0), bench.workbook(0, change=more_text)
    bench.work(bench.report(0, good))

    bench.work(
        bench.report(
            0,
            ("alt.xlsx", good),
            ("neu.xlsx", other),
            ("kaputt.xlsx", b"PK\x03\x04 nichts"),
            ("Belege.pdf", b"%PDF-1.4 x"),
        )
    )

    text = answer(bench)
    assert "- alt.xlsx: liegt bereits vor" in text
    assert "- neu.xlsx: als Bericht gelesen, angenommen" in text
    assert "- kaputt.xlsx: nicht gelesen: " in text
    assert "- Belege.pdf: " in text
    assert len(bench.outgoing("antwort_bericht")) == 2


def test_a_known_report_with_a_receipt_beside_it_names_both(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))

    assert bench.work(bench.report(0, ("b.xlsx", bench.workbook(0)), ("Belege.pdf", b"%PDF-1.4 x"))) == KNOWN

    assert "- b.xlsx: liegt bereits vor" in answer(bench)
    assert "- Belege.pdf: " in answer(bench)


def test_a_file_that_cannot_be_read_is_answered_with_what_to_do(bench: Bench) -> None:
    outcome = bench.work(
        bench.report(0, ("kaputt.xlsx", b"PK\x03\x04 nichts"), ("Belege.pdf", b"%PDF-1.4 x"))
    )

    assert outcome == {"Anlage nicht lesbar": 1}
    text = text_of(bench.only("nicht_lesbar"))
    assert "„kaputt.xlsx“" in text
    assert "Zu tun:" in text
    assert "Belege.pdf" in text


def test_no_workbook_at_all_is_answered_with_what_was_found(bench: Bench) -> None:
    bench.work(bench.report(0, ("Nachweis.pdf", b"%PDF-1.4 x")))

    assert "Nachweis.pdf" in text_of(bench.only("kein_bericht"))


def test_two_reports_of_two_bodies_in_one_mail_are_two_cases(bench: Bench) -> None:
    shared = next(each for each in bench.register.contacts if each.shared)
    numbers = [
        n
        for n, b in enumerate(bench.register.bescheide)
        if b.traeger_id in {c.traeger_id for c in bench.register.contacts if c.email == shared.email}
    ]
    assert len(numbers) == 2
    raw = bench.report(numbers[0], *(bench.workbook(n) for n in numbers))
    own = bench.sender(bench.bescheid(numbers[0]))
    raw = raw.replace(own.email.encode(), shared.email.encode()).replace(
        b"header.from=" + own.email.partition("@")[2].encode(),
        b"header.from=" + shared.email.partition("@")[2].encode(),
    )

    assert bench.work(raw) == REPORT

    assert "V-2025-0001, Fassung 1" in text_of(bench.only("antwort_bericht", shared.email))
    assert "V-2025-0002, Fassung 1" in text_of(bench.only("antwort_bericht", shared.email))


def test_a_report_for_somebody_else_is_not_read_in(bench: Bench) -> None:
    outcome = bench.work(bench.report(0, bench.workbook(1)))

    assert outcome == {"Anlage nicht lesbar": 1}
    assert "gehört nicht zu Ihrer E-Mail-Adresse" in " ".join(text_of(bench.only("nicht_lesbar")).split())
    with bench.store.read() as tx:
        assert reports.received_keys(tx, 2025) == {}


def test_a_late_report_is_examined_and_says_that_it_is_late(bench: Bench) -> None:
    bench.clock.forward(days=60)

    bench.work(bench.report(0, bench.workbook(0)))

    assert "Die Frist endete am 30.06.2026." in answer(bench)
    assert "zur Nachbesserung" not in answer(bench)


# ---- letters of an accepted report -------------------------------------------------------------------


def test_the_settlement_of_the_letter_is_that_of_the_rules(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)))

    (row,) = versions(bench)
    with bench.store.read() as tx:
        _, examination = reports.content(tx, row.id)
    settlement = examination.settlement
    assert settlement is not None
    text = bench.letter_text(bench.letters()[EVALUATION])
    for amount in (settlement.recognised, settlement.grant, settlement.paid):
        assert german(str(amount)) in text


def german(amount: str) -> str:
    whole, _, cents = amount.partition(".")
    return f"{int(whole):,}".replace(",", ".") + f",{cents or '00'}"


def test_a_claim_makes_a_draft_for_the_landesamt_and_asks_two_persons(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0, Fault.SPENT_LESS)))

    written = bench.letters()
    assert set(written) == {"bewertung_mit_hinweisen", "pruefvermerk", "anhoerung_entwurf"}
    draft = written["anhoerung_entwurf"]
    assert draft.recipient == "landesamt@ls.test"
    asked = [each.recipient for each in bench.outgoing("freigabe_bitte") if each.letter_id == draft.id]
    assert len(asked) == len(set(asked)) == 2
    request = next(each for each in bench.outgoing("freigabe_bitte") if each.letter_id == draft.id)
    assert len(files_of(bench.raw(request))) == 3
    (row,) = versions(bench)
    assert row.claim is not None
    assert german(str(row.claim)) in bench.letter_text(draft)
    to_traeger = bench.letter_text(written["bewertung_mit_hinweisen"])
    assert "Rückforderung" not in to_traeger
    assert to_traeger.count("Ausgezahlt über die Zuwendung hinaus") == 1
    assert "Überzahlung von" in text_of(bench.raw(request))


def test_numbers_have_no_gap_when_one_letter_is_held(bench: Bench) -> None:
    whole = bench.tools
    kept = {kind: each for kind, each in whole.library.templates.items() if kind != "pruefvermerk"}
    bench.tools = replace(whole, library=replace(whole.library, templates=kept))
    bench.work(bench.report(0, bench.workbook(0)))
    assert bench.numbers() == []
    assert "V-2025-0001, Fassung 1: erste Fassung" in bench.titles()
    assert "angenommen" in answer(bench)

    bench.tools = whole
    bench.work(bench.report(1, bench.workbook(1)))
    assert bench.numbers() == ["2026-0001", "2026-0002"]

    assert evaluate_waiting(bench.desk) == 1
    assert evaluate_waiting(bench.desk) == 0
    assert len(bench.numbers()) == 4
    assert "erste Fassung" not in bench.titles()


@pytest.mark.parametrize(
    ("lacks", "what"), [("contacts", "Adresse für Post"), ("coordinators", "Zuständige Person")]
)
def test_whoever_is_missing_in_the_register_is_named_and_no_number_is_lost(
    bench: Bench, lacks: str, what: str
) -> None:
    raw, whole = bench.report(0, bench.workbook(0)), bench.register
    mine = tuple(
        replace(each, role=type(each.role).BERICHT) if each.traeger_id == "T0001" else each
        for each in whole.contacts
    )
    bench.set_register(replace(whole, **{lacks: mine if lacks == "contacts" else ()}))

    bench.work(raw)

    assert bench.numbers() == []
    assert f"{what} für Brückenwerk Sonnental e.V. (Kennung T0001) fehlt im Register" in bench.titles()
    assert "angenommen" in answer(bench)

    bench.set_register(whole)
    assert evaluate_waiting(bench.desk) == 1
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN
    assert bench.titles() == ""


def test_what_waits_for_the_register_is_overtaken_by_a_new_version(bench: Bench) -> None:
    raws = [bench.report(0, bench.workbook(0)), bench.report(0, bench.workbook(0, change=more_text))]
    whole = bench.register
    bench.set_register(replace(whole, coordinators=()))
    bench.work(*raws)
    bench.set_register(whole)

    assert evaluate_waiting(bench.desk) == 1

    assert {each.report_id for each in bench.letters().values()} == {2}
    assert bench.titles() == ""


def test_the_docx_that_is_sent_is_the_docx_that_was_shown(bench: Bench) -> None:
    bench.released()
    shown = files_of(bench.only("freigabe_bitte"))
    bench.send()

    (sent,) = (
        files_of(mail.raw)
        for mail in bench.relay.mails
        if mail.message_id == bench.outgoing("brief")[0].message_id
    )
    (name,) = sent
    assert sent[name] == shown[name]
    assert "Brückenwerk Sonnental" in docx_text(sent[name])
