"""Who may release what, with which words, until when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from kmn_automation.model.letter import LetterState
from kmn_automation.model.register import Coordinator, Duty, Register
from kmn_automation.simulation.eml import Person
from kmn_automation.simulation.eml_machine import out_of_office
from kmn_automation.simulation.faults import Fault
from kmn_automation.steps.decide_release import REJECTED, RELEASED, Verdict, decide_by_command
from kmn_automation.store import approvals, journal, letters
from kmn_automation.store.states import OutboxState
from tests.steps.bench import LANDESAMT, Bench, proven, token_of
from tests.steps.post import text_of

EVALUATION = "bewertung_ohne_hinweise"
DECISION = Counter({"Entscheidung über eine Freigabe": 1})
DRAFT = "anhoerung_entwurf"


def asked(bench: Bench) -> bytes:
    """The request for the letters of a clean report."""
    bench.work(bench.report(0, bench.workbook(0)))
    return bench.only("freigabe_bitte")


def state(bench: Bench, kind: str = EVALUATION) -> LetterState:
    return bench.letters()[kind].state


def with_coordinators(register: Register, *changed: Coordinator) -> Register:
    names = {each.name: each for each in changed}
    return replace(register, coordinators=tuple(names.get(each.name, each) for each in register.coordinators))


def test_the_word_of_the_entitled_person_releases_and_the_letter_waits_for_the_withdrawal(
    bench: Bench,
) -> None:
    request = asked(bench)

    assert bench.work(bench.answer_to(request, bench.person(), "FREIGABE")) == DECISION

    assert state(bench) is LetterState.FREIGEGEBEN
    assert bench.letters()[EVALUATION].released_by == bench.person().email
    assert bench.outgoing("brief")[0].not_before - bench.clock.now >= dt.timedelta(minutes=13)
    done = text_of(bench.only("freigabe_erledigt", bench.person().email))
    assert "Ihre Entscheidung vom 04.05.2026 um 09:01 Uhr ist eingetragen" in done
    assert bench.letters()[EVALUATION].number in done


def test_the_journal_names_the_person_who_released(bench: Bench) -> None:
    asked(bench)
    bench.decide()

    with bench.store.read() as tx:
        lines = journal.about(tx, f"letter:{bench.letters()[EVALUATION].id}")
    assert [each.actor for each in lines if each.action == "FREIGABE"] == [bench.person().email]


def test_a_rejection_returns_the_letter_with_its_reason_and_a_person_hears_of_it(bench: Bench) -> None:
    asked(bench)

    bench.decide("ABLEHNUNG: Die Anrede stimmt nicht.")

    assert state(bench) is LetterState.ZURUECKGEWIESEN
    assert bench.outgoing("brief") == []
    assert "Ihr Grund: Die Anrede stimmt nicht." in text_of(bench.only("freigabe_erledigt"))
    assert "zurückgewiesen: Die Anrede stimmt nicht." in bench.titles()


@pytest.mark.parametrize(
    "words", ["Freigabe", "freigegeben", "FREIGABE, aber bitte erst morgen", "Ja, gern.", "ABLEHNUNG"]
)
def test_whatever_is_not_exactly_the_word_is_asked_back_and_the_token_stays_valid(
    bench: Bench, words: str
) -> None:
    request = asked(bench)
    bench.decide(words)

    back = bench.only("freigabe_unklar")
    assert state(bench) is LetterState.FREIGABE_ERBETEN
    assert token_of(back) == token_of(request)
    assert "es wurde nichts freigegeben" in " ".join(text_of(back).split())

    bench.work(bench.answer_to(back, bench.person(), "FREIGABE"))
    assert state(bench) is LetterState.FREIGEGEBEN


def test_a_reply_in_html_only_is_unclear(bench: Bench) -> None:
    request = asked(bench)
    raw = bench.answer_to(request, bench.person(), "FREIGABE")
    html = raw.replace(b"Content-Type: text/plain", b"Content-Type: text/html")
    assert html != raw

    bench.work(html)

    assert state(bench) is LetterState.FREIGABE_ERBETEN
    assert "nur HTML" in text_of(bench.only("freigabe_unklar"))


def test_a_remark_below_the_release_is_read_by_a_person(bench: Bench) -> None:
    asked(bench)

    bench.decide("FREIGABE\n\nBitte die Fachkraft auch anrufen.")

    assert state(bench) is LetterState.FREIGEGEBEN
    assert "Bitte die Fachkraft auch anrufen." in bench.titles()


def test_a_release_from_a_coordinator_who_was_not_asked_counts_for_nothing(bench: Bench) -> None:
    request = asked(bench)
    other = bench.register.coordinators[1]

    bench.work(bench.answer_to(request, other, "FREIGABE"))

    assert state(bench) is LetterState.FREIGABE_ERBETEN
    answer = text_of(bench.only("freigabe_ungueltig", other.email))
    assert "Person nicht eingetragen" in answer
    assert bench.letters()[EVALUATION].number not in answer
    assert f"Freigabe von einer nicht eingetragenen Person: {other.email}" in bench.titles()


def test_an_unclear_word_from_a_coordinator_who_was_not_asked_tells_nothing_either(bench: Bench) -> None:
    request = asked(bench)
    other = bench.register.coordinators[1]

    bench.work(bench.answer_to(request, other, "Was soll ich damit?"))

    assert bench.outgoing("freigabe_unklar") == []
    assert bench.letters()[EVALUATION].number not in text_of(bench.only("freigabe_ungueltig", other.email))


def test_a_stranger_with_the_right_token_gets_no_answer_and_releases_nothing(bench: Bench) -> None:
    request = asked(bench)

    outcome = bench.work(bench.answer_to(request, Person("Fremd", "fremd@anders.example"), "FREIGABE"))

    assert outcome == {"liegt bei einer Person": 1}
    assert state(bench) is LetterState.FREIGABE_ERBETEN
    assert bench.outgoing(to="fremd@anders.example") == []


def test_a_release_whose_origin_is_not_proven_counts_for_nothing(bench: Bench) -> None:
    request = asked(bench)
    raw = bench.answer_to(request, bench.person(), "FREIGABE")
    unproven = raw.partition(b"\r\n")[2]

    assert bench.work(unproven) == {"liegt bei einer Person": 1}
    assert state(bench) is LetterState.FREIGABE_ERBETEN


def test_an_absence_note_to_a_request_is_no_decision(bench: Bench) -> None:
    request = asked(bench)
    person = bench.person()
    note = out_of_office(request, Person(person.name, person.email), dt.date(2026, 5, 9), bench.clock.now)

    assert bench.work(proven(note, "kmn.test")) == {"automatische Nachricht": 1}
    assert state(bench) is LetterState.FREIGABE_ERBETEN
    assert bench.outgoing("freigabe_unklar") == bench.outgoing("freigabe_erledigt") == []


def test_a_token_is_good_for_fourteen_days(bench: Bench) -> None:
    request = asked(bench)
    bench.clock.forward(days=14)

    bench.work(bench.answer_to(request, bench.person(), "FREIGABE"))

    assert state(bench) is LetterState.FREIGABE_ERBETEN
    assert "Frist für die Freigabe abgelaufen" in text_of(bench.only("freigabe_ungueltig"))


def test_an_unknown_token_is_answered_to_the_coordinator_only(bench: Bench) -> None:
    asked(bench)

    bench.work(bench.letter_of(bench.person(), f"AW: [KMN-F-{'A' * 32}]", "FREIGABE"))

    assert state(bench) is LetterState.FREIGABE_ERBETEN
    assert "Kennwort unbekannt" in text_of(bench.only("freigabe_ungueltig", bench.person().email))


def test_the_token_of_one_letter_releases_no_other(bench: Bench) -> None:
    bench.work(bench.report(0, bench.workbook(0)), bench.report(1, bench.workbook(1)))
    first = bench.raw(bench.outgoing("freigabe_bitte")[0])

    bench.work(bench.answer_to(first, bench.person(), "FREIGABE"))

    with bench.store.read() as tx:
        released = {each.traeger_id for each in letters.in_state(tx, LetterState.FREIGEGEBEN)}
    assert released == {bench.bescheid(0).traeger_id}


def test_a_decision_twice_is_one_letter_and_the_second_is_told_so(bench: Bench) -> None:
    request = asked(bench)
    bench.decide()

    bench.work(bench.answer_to(request, bench.person(), "FREIGABE"))

    assert len(bench.outgoing("brief")) == 1
    assert "bereits entschieden" in text_of(bench.only("freigabe_ungueltig"))


def test_a_rejection_after_the_own_release_stops_the_letter_that_has_not_left(bench: Bench) -> None:
    request = asked(bench)
    bench.decide()

    bench.work(bench.answer_to(request, bench.person(), "ABLEHNUNG: Doch nicht."))
    bench.clock.forward(hours=1)
    bench.send()

    assert state(bench) is LetterState.WIDERRUFEN
    assert bench.outgoing("brief")[0].state is OutboxState.ZURUECKGEZOGEN
    assert not any(b"Bewertung" in mail.raw[:400] for mail in bench.relay.mails)
    assert "zurückgewiesen: Doch nicht." in bench.titles()


def test_a_rejection_after_the_hand_over_comes_too_late_and_says_so(bench: Bench) -> None:
    request = asked(bench)
    bench.decide()
    bench.clock.forward(minutes=20)
    bench.send()

    bench.work(bench.answer_to(request, bench.person(), "ABLEHNUNG: Doch nicht."))

    assert state(bench) is LetterState.UEBERGEBEN
    assert "bereits entschieden" in text_of(bench.only("freigabe_ungueltig"))


def test_a_person_who_left_the_office_does_not_release_any_more(bench: Bench) -> None:
    request = asked(bench)
    person = bench.person()
    bench.set_register(with_coordinators(bench.register, replace(person, gueltig_bis=dt.date(2026, 5, 3))))

    bench.work(bench.answer_to(request, person, "FREIGABE"))

    assert state(bench) is LetterState.FREIGABE_ERBETEN


@pytest.mark.parametrize("change", [{"duty": Duty.LESEN}, {"regionalverbuende": ("anderswo",)}])
def test_a_person_who_is_not_entitled_any_more_does_not_release(
    bench: Bench, change: dict[str, object]
) -> None:
    request = asked(bench)
    person = bench.person()
    bench.set_register(with_coordinators(bench.register, replace(person, **change)))  # type: ignore[arg-type]

    bench.work(bench.answer_to(request, person, "FREIGABE"))

    assert state(bench) is LetterState.FREIGABE_ERBETEN
    assert "Person nicht eingetragen" in text_of(bench.only("freigabe_ungueltig"))


def test_a_release_is_bound_to_the_bytes_that_were_shown(bench: Bench) -> None:
    request = asked(bench)
    with bench.store.begin() as tx:
        tx.exec_driver_sql("UPDATE letters SET docx_sha256 = 'f' || substr(docx_sha256, 2)")

    bench.work(bench.answer_to(request, bench.person(), "FREIGABE"))

    assert state(bench) is LetterState.FREIGABE_ERBETEN
    assert "hinfällig" in text_of(bench.only("freigabe_ungueltig"))


def test_a_release_of_a_voided_version_is_told_that_a_new_one_follows(bench: Bench) -> None:
    request = asked(bench)
    bench.work(bench.report(0, bench.workbook(0, change=spend_elsewhere)))

    bench.work(bench.answer_to(request, bench.person(), "FREIGABE"))

    assert "neue Fassung" in text_of(bench.only("freigabe_ungueltig"))
    assert bench.outgoing("brief") == []


def test_a_correction_between_release_and_hand_over_stops_the_letter_and_asks_anew(bench: Bench) -> None:
    asked(bench)
    bench.decide()
    first = bench.letters()[EVALUATION]

    bench.work(bench.report(0, bench.workbook(0, change=spend_elsewhere)))
    bench.clock.forward(minutes=30)
    bench.send()

    with bench.store.read() as tx:
        assert letters.get(tx, first.id).state is LetterState.HINFAELLIG
    assert [row.state for row in bench.outgoing("brief")] == [OutboxState.ZURUECKGEZOGEN]
    assert bench.letters()[EVALUATION].state is LetterState.FREIGABE_ERBETEN


def spend_elsewhere(values: dict[str, object], _tables: object) -> None:
    values["sachbericht.erfolg"] = "Die Ziele wurden erreicht, und zwar ausführlich. " * 8


# ---- two persons -------------------------------------------------------------------------------------


def overpaid(bench: Bench) -> tuple[Coordinator, Coordinator]:
    """A report with a claim: the draft for the Landesamt needs two persons."""
    bench.work(bench.report(0, bench.workbook(0, Fault.SPENT_LESS)))
    assert DRAFT in bench.letters()
    return bench.register.coordinators[0], bench.register.coordinators[2]


def request_for_draft(bench: Bench, person: Coordinator) -> bytes:
    number = bench.letters()[DRAFT].number
    found = (bench.raw(row) for row in bench.outgoing("freigabe_bitte", person.email))
    return next(raw for raw in found if f"Schreiben:    {number}" in text_of(raw))


def test_the_draft_for_the_landesamt_needs_two_persons(bench: Bench) -> None:
    first, second = overpaid(bench)

    bench.work(bench.answer_to(request_for_draft(bench, first), first, "FREIGABE"))
    assert state(bench, DRAFT) is LetterState.FREIGABE_ERBETEN
    assert "zweite Person zugestimmt" in text_of(bench.only("freigabe_erledigt", first.email))

    bench.work(bench.answer_to(request_for_draft(bench, second), second, "FREIGABE"))
    assert state(bench, DRAFT) is LetterState.FREIGEGEBEN
    assert [row.recipient for row in bench.outgoing("entwurf_ls")] == [LANDESAMT]


def test_of_two_persons_the_one_who_rejects_wins(bench: Bench) -> None:
    first, second = overpaid(bench)
    bench.work(bench.answer_to(request_for_draft(bench, first), first, "FREIGABE"))

    bench.work(bench.answer_to(request_for_draft(bench, second), second, "ABLEHNUNG: Betrag prüfen"))

    assert state(bench, DRAFT) is LetterState.ZURUECKGEWIESEN
    assert bench.outgoing("entwurf_ls") == []
    assert "zurückgewiesen: Betrag prüfen" in bench.titles()


def test_whoever_takes_the_own_word_back_ends_it_for_the_second_person_too(bench: Bench) -> None:
    first, second = overpaid(bench)
    request = request_for_draft(bench, second)
    bench.work(bench.answer_to(request_for_draft(bench, first), first, "FREIGABE"))
    bench.work(bench.answer_to(request_for_draft(bench, first), first, "ABLEHNUNG: Doch nicht."))

    bench.work(bench.answer_to(request, second, "FREIGABE"))

    assert state(bench, DRAFT) is LetterState.ZURUECKGEWIESEN
    assert bench.outgoing("entwurf_ls") == []


def test_one_person_with_two_addresses_is_not_asked_twice(bench: Bench) -> None:
    double = replace(
        bench.register.coordinators[0], email="w.sternschnuppe@kmn.test", duty=Duty.ZWEITFREIGABE
    )
    others = tuple(each for each in bench.register.coordinators if each.duty is not Duty.ZWEITFREIGABE)
    bench.set_register(replace(bench.register, coordinators=(*others, double)))

    bench.work(bench.report(0, bench.workbook(0, Fault.SPENT_LESS)))

    assert state(bench, DRAFT) is LetterState.ENTWORFEN
    assert f"Für Schreiben {bench.letters()[DRAFT].number} fehlt eine Person" in bench.titles()


def test_one_person_with_two_addresses_counts_once(bench: Bench) -> None:
    first, second = overpaid(bench)
    same = replace(second, name=first.name)
    bench.work(bench.answer_to(request_for_draft(bench, first), first, "FREIGABE"))
    people = tuple(same if each is second else each for each in bench.register.coordinators)
    bench.set_register(replace(bench.register, coordinators=people))

    bench.work(bench.answer_to(request_for_draft(bench, second), same, "FREIGABE"))

    assert state(bench, DRAFT) is LetterState.FREIGABE_ERBETEN


# ---- by command --------------------------------------------------------------------------------------


def by_command(bench: Bench, person: str, word: str = RELEASED) -> Verdict:
    with bench.store.begin() as tx:
        return decide_by_command(tx, bench.desk, bench.letters()[EVALUATION], person, (word, "Grund")).verdict


def test_at_the_terminal_the_same_persons_decide(bench: Bench) -> None:
    asked(bench)

    assert by_command(bench, bench.register.coordinators[1].email) is Verdict.STRANGER
    assert by_command(bench, "niemand@kmn.test") is Verdict.STRANGER
    assert by_command(bench, bench.person().email) is Verdict.RELEASED
    assert by_command(bench, bench.person().email) is Verdict.DECIDED
    assert by_command(bench, bench.person().email, REJECTED) is Verdict.REJECTED


def test_a_question_about_an_origin_is_no_request_for_a_release(bench: Bench) -> None:
    with bench.store.begin() as tx:
        new = approvals.NewRequest((), bench.person().email, "f" * 64, bench.clock.now, bench.clock.now)
        code = approvals.ask(tx, new)

    bench.work(bench.letter_of(bench.person(), f"AW: [KMN-F-{code}]", "FREIGABE"))

    assert "Kennwort unbekannt" in text_of(bench.only("freigabe_ungueltig"))
